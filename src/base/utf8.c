#include "base/utf8.h"

enum { REPLACEMENT = 0xfffd };

static bool is_tail(struct gx_str text, size_t at)
{
	return at < text.len && ((unsigned char)text.at[at] & 0xc0) == 0x80;
}

/* Bytes of the valid sequence at `at` (< len) and its code point, or 0. */
static size_t decode(struct gx_str text, size_t at, uint32_t *ret_code_point)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t lead = (unsigned char)text.at[at];
	if (lead < 0x80) {
		*ret_code_point = lead;
		return 1;
	}
	size_t bytes = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
	if (lead < 0xc2 || lead > 0xf4)
		return 0;
	uint32_t code_point = lead & (0x7fu >> bytes);
	for (size_t i = 1; i < bytes; i++) {
		if (!is_tail(text, at + i))
			return 0;
		code_point = code_point << 6 | ((unsigned char)text.at[at + i] & 0x3f);
	}
	if (code_point < least[bytes] || code_point > 0x10ffff || (code_point >= 0xd800 && code_point <= 0xdfff))
		return 0;
	*ret_code_point = code_point;
	return bytes;
}

/* The same of ASCII with its controls. */
static size_t ascii_run(struct gx_str text, size_t from)
{
	const uint64_t tops = 0x8080808080808080u;
	size_t i = from;
	for (; text.len - i >= 8; i += 8) {
		uint64_t word;
		memcpy(&word, text.at + i, sizeof(word));
		if (word & tops)
			break;
	}
	while (i < text.len && (unsigned char)text.at[i] < 0x80)
		i++;
	return i - from;
}

size_t gx_utf8_check(struct gx_str text)
{
	size_t i = 0;
	while (i < text.len) {
		i += ascii_run(text, i);
		uint32_t code_point;
		size_t bytes = i < text.len ? decode(text, i, &code_point) : 0;
		if (bytes == 0)
			break;
		i += bytes;
	}
	return i;
}

uint32_t gx_utf8_read(struct gx_str text, size_t offset, size_t *ret_bytes)
{
	uint32_t code_point = REPLACEMENT;
	size_t bytes = decode(text, offset, &code_point);
	*ret_bytes = bytes ? bytes : 1;
	return code_point;
}

void gx_utf8_write(struct gx_buf *out, uint32_t code_point)
{
	if (code_point > 0x10ffff || (code_point >= 0xd800 && code_point <= 0xdfff))
		code_point = REPLACEMENT;
	char bytes[4];
	size_t len = code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
	for (size_t i = len - 1; i > 0; i--, code_point >>= 6)
		bytes[i] = (char)(0x80 | (code_point & 0x3f));
	bytes[0] = (char)(len == 1 ? code_point : (0xf00u >> len & 0xf0) | code_point);
	gx_buf_add(out, bytes, len);
}
