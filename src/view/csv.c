#include "view/csv.h"

void gx_csv_cell(struct gx_buf *out, struct gx_str text)
{
	bool is_plain = text.len > 0 && text.at[0] != ' ' && text.at[text.len - 1] != ' ';

	for (size_t i = 0; is_plain && i < text.len; i++)
		is_plain = !memchr(",\"\n\r", text.at[i], 4);
	if (is_plain) {
		gx_buf_str(out, text);
		return;
	}
	gx_buf_byte(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '"')
			gx_buf_byte(out, '"');
		gx_buf_byte(out, text.at[i]);
	}
	gx_buf_byte(out, '"');
}

void gx_tsv_cell(struct gx_buf *out, struct gx_str text)
{
	static const char bytes[] = "\t\n\r\\", letters[] = "tnr\\";

	for (size_t i = 0; i < text.len; i++) {
		const char *found = memchr(bytes, text.at[i], sizeof(bytes) - 1);

		if (found)
			gx_buf_byte(out, '\\');
		gx_buf_byte(out, found ? letters[found - bytes] : text.at[i]);
	}
}
