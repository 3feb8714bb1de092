#include "base/str.h"

#include <strings.h>

struct gx_str gx_str_of(const char *text)
{
	return (struct gx_str){ text, text ? strlen(text) : 0 };
}

bool gx_str_equal(struct gx_str a, struct gx_str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool gx_str_equal_nocase(struct gx_str a, struct gx_str b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		char x = a.at[i], y = b.at[i];
		if (x >= 'A' && x <= 'Z')
			x = (char)(x + ('a' - 'A'));
		if (y >= 'A' && y <= 'Z')
			y = (char)(y + ('a' - 'A'));
		if (x != y)
			return false;
	}
	return true;
}

bool gx_str_is(struct gx_str a, const char *text)
{
	return gx_str_equal(a, gx_str_of(text));
}

int gx_str_compare(struct gx_str a, struct gx_str b)
{
	size_t common = a.len < b.len ? a.len : b.len;
	int order = common ? memcmp(a.at, b.at, common) : 0;
	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

bool gx_str_starts(struct gx_str text, struct gx_str prefix)
{
	return text.len >= prefix.len && gx_str_equal(gx_str_sub(text, 0, prefix.len), prefix);
}

bool gx_str_ends(struct gx_str text, struct gx_str suffix)
{
	return text.len >= suffix.len && gx_str_equal(gx_str_from(text, text.len - suffix.len), suffix);
}

size_t gx_str_find(struct gx_str text, char byte)
{
	const char *found = text.len ? memchr(text.at, byte, text.len) : NULL;
	return found ? (size_t)(found - text.at) : GX_STR_NOWHERE;
}

size_t gx_str_find_last(struct gx_str text, char byte)
{
	for (size_t i = text.len; i > 0; i--)
		if (text.at[i - 1] == byte)
			return i - 1;
	return GX_STR_NOWHERE;
}

struct gx_str gx_str_sub(struct gx_str text, size_t from, size_t len)
{
	if (from > text.len)
		from = text.len;
	if (len > text.len - from)
		len = text.len - from;
	return (struct gx_str){ text.at ? text.at + from : NULL, len };
}

struct gx_str gx_str_from(struct gx_str text, size_t from)
{
	return gx_str_sub(text, from, text.len);
}

bool gx_str_cut(struct gx_str *rest, char separator, struct gx_str *ret_part)
{
	if (rest->len == 0)
		return false;
	size_t end = gx_str_find(*rest, separator);
	*ret_part = gx_str_sub(*rest, 0, end == GX_STR_NOWHERE ? rest->len : end);
	*rest = end == GX_STR_NOWHERE ? gx_str_from(*rest, rest->len) : gx_str_from(*rest, end + 1);
	return true;
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

struct gx_str gx_str_trim(struct gx_str text)
{
	while (text.len > 0 && is_blank(text.at[0]))
		text = gx_str_from(text, 1);
	while (text.len > 0 && is_blank(text.at[text.len - 1]))
		text.len--;
	return text;
}
