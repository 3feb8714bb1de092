#include "view/fold.h"

#include "base/utf8.h"
#include "view/out.h"

enum { TEXT_LEAST = 16 }; /* columns that a line gets however deep it is indented */

/* Bytes of the text that fit `room` columns: up to the last blank in there if there is one. At least one character. */
static size_t fitting(struct gx_str line, size_t room)
{
	size_t columns = 0, bytes, blank = 0, at = 0;

	while (at < line.len) {
		uint32_t point = gx_utf8_read(line, at, &bytes);

		columns += (size_t)gx_utf8_width(point);
		if (columns > room && at > 0)
			return blank ? blank : at;
		at += bytes;
		if (point == ' ' && columns <= room)
			blank = at;
	}
	return at;
}

/* One line of the text, without newline. */
static void fold_line(struct gx_buf *out, struct gx_str line, size_t width, size_t at, size_t indent)
{
	size_t room = width > at + TEXT_LEAST ? width - at : TEXT_LEAST;

	for (;;) {
		size_t taken = fitting(line, room);
		struct gx_str part = gx_str_sub(line, 0, taken);

		while (taken < line.len && part.len && part.at[part.len - 1] == ' ')
			part.len--;
		gx_buf_str(out, part);
		line = gx_str_from(line, taken);
		if (!line.len)
			return;
		gx_buf_byte(out, '\n');
		gx_buf_fill(out, ' ', indent);
		room = width > indent + TEXT_LEAST ? width - indent : TEXT_LEAST;
	}
}

void gx_untab(struct gx_buf *out, struct gx_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\t')
			gx_buf_text(out, "    ");
		else
			gx_buf_byte(out, text.at[i]);
	}
}

void gx_fold(struct gx_buf *out, struct gx_str safe, size_t width, size_t at, size_t indent)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_str rest, line;
	bool is_first = true;

	gx_untab(&text, safe);
	rest = gx_buf_view(&text);
	while (gx_str_cut(&rest, '\n', &line)) {
		if (!is_first) {
			gx_buf_byte(out, '\n');
			gx_buf_fill(out, ' ', line.len ? indent : 0);
		}
		fold_line(out, line, width, is_first ? at : indent, indent);
		is_first = false;
	}
	gx_out_pass(&text, out);
}
