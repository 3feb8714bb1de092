#include "base/json_text.h"

#include "base/utf8.h"

/* What follows the backslash: the short form, 'u' for \u00xx; 0 for a raw byte. */
static const char escapes[0x80] = {
	'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'b', 't', 'n', 'u', 'f', 'r', 'u', 'u',
	'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u',
	['"'] = '"', ['\\'] = '\\', [0x7f] = 'u',
};

/*
 * Above ASCII: what a YAML reader refuses, or takes for the end of a line. All of it lies in the BMP: beyond, readers
 * take everything raw, but none takes an escaped surrogate pair for the one character that JSON means.
 */
static bool must_escape(uint32_t code_point)
{
	return code_point < 0xa0 || code_point == 0x2028 || code_point == 0x2029 || code_point == 0xfeff ||
	       (code_point >= 0xfdd0 && code_point <= 0xfdef) || code_point == 0xfffe || code_point == 0xffff;
}

static void add_escaped(struct gx_buf *out, uint32_t code_point)
{
	if (code_point < 0x80 && escapes[code_point] != 'u') {
		gx_buf_add(out, (char[]){ '\\', escapes[code_point] }, 2);
		return;
	}
	gx_buf_printf(out, "\\u%04x", (unsigned)code_point);
}

/* End of the run from `from` on that stands in the string as it is. */
static size_t raw_end(struct gx_str text, size_t from)
{
	size_t i = from;
	while (i < text.len) {
		unsigned char byte = (unsigned char)text.at[i];
		if (byte < 0x80) {
			if (escapes[byte])
				break;
			i++;
			continue;
		}
		size_t bytes;
		if (must_escape(gx_utf8_read(text, i, &bytes)) || bytes == 1)
			break;
		i += bytes;
	}
	return i;
}

void gx_json_string(struct gx_buf *out, struct gx_str text)
{
	gx_buf_byte(out, '"');
	for (size_t i = 0; i < text.len;) {
		size_t end = raw_end(text, i);
		gx_buf_str(out, gx_str_sub(text, i, end - i));
		if (end == text.len)
			break;
		size_t bytes;
		uint32_t code_point = gx_utf8_read(text, end, &bytes);
		if (bytes == 1 && code_point >= 0x80)
			gx_utf8_write(out, code_point); /* U+FFFD for a byte that is not UTF-8 */
		else
			add_escaped(out, code_point);
		i = end + bytes;
	}
	gx_buf_byte(out, '"');
}
