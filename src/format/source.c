#include "format/source.h"

#include <stdio.h>

#include "base/utf8.h"

struct gx_place gx_source_place(struct gx_str text, size_t offset)
{
	struct gx_place place = { 1, 1 };
	for (size_t i = 0; i < offset && i < text.len; i++) {
		if (text.at[i] == '\n') {
			place.line++;
			place.column = 1;
		} else if (((unsigned char)text.at[i] & 0xC0) != 0x80) {
			place.column++;
		}
	}
	return place;
}

static bool is_utf16(struct gx_str text)
{
	return gx_str_starts(text, GX_STR("\xFF\xFE")) || gx_str_starts(text, GX_STR("\xFE\xFF"));
}

int gx_source_open(struct gx_str *text, const char *name, struct gx_err *err)
{
	if (is_utf16(*text))
		return gx_fail(err, GX_EINPUT, "%s is UTF-16: save it as UTF-8", name);
	struct gx_str rest = gx_str_starts(*text, GX_STR("\xEF\xBB\xBF")) ? gx_str_from(*text, 3) : *text;
	size_t bad = gx_utf8_check(rest);
	if (bad < rest.len)
		return gx_source_fail(err, GX_EINPUT, name, gx_source_place(rest, bad),
				      "byte 0x%02X is not UTF-8: save the file as UTF-8", (unsigned char)rest.at[bad]);
	*text = rest;
	return 0;
}

int gx_source_fail(struct gx_err *err, enum gx_error code, const char *name, struct gx_place place, const char *format,
		   ...)
{
	if (!err)
		return code;
	va_list args;
	va_start(args, format);
	char sentence[sizeof(err->text)];
	(void)vsnprintf(sentence, sizeof(sentence), format, args);
	va_end(args);
	return gx_fail(err, code, "%s:%zu:%zu: %s", name, place.line, place.column, sentence);
}
