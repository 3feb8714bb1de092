#include "format/scan.h"

#include <math.h>

#include "base/utf8.h"
#include "format/flat.h"

struct gx_scan gx_scan_of(struct gx_str text)
{
	const char *at = text.at ? text.at : "";
	return (struct gx_scan){ .at = at, .end = at + text.len, .line = at, .code = GX_OK };
}

bool gx_scan_fail(struct gx_scan *scan, const char *at, enum gx_error code, const char *why)
{
	scan->at = at;
	scan->code = code;
	scan->why = why;
	return false;
}

unsigned gx_scan_column(const struct gx_scan *scan)
{
	return (unsigned)((size_t)(scan->at - scan->line) - scan->tails + 1);
}

void gx_scan_blank(struct gx_scan *scan)
{
	for (; scan->at < scan->end; scan->at++) {
		if (*scan->at == '\n' && !scan->one_line) {
			scan->lines++;
			scan->line = scan->at + 1;
			scan->tails = 0;
		} else if (*scan->at != ' ' && *scan->at != '\t' && *scan->at != '\r') {
			return;
		}
	}
}

bool gx_scan_expect(struct gx_scan *scan, char byte, const char *why)
{
	if (gx_scan_peek(scan) != byte)
		return gx_scan_fail(scan, scan->at, GX_EINPUT, why);
	scan->at++;
	return true;
}

bool gx_scan_word(struct gx_scan *scan, struct gx_str word)
{
	if ((size_t)(scan->end - scan->at) < word.len || memcmp(scan->at, word.at, word.len) != 0)
		return false;
	scan->at += word.len;
	return true;
}

/* The value of four hexadecimal digits, or -1. */
static int hex4(const char *at, const char *end)
{
	int value = 0;
	if (end - at < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int digit = at[i] >= '0' && at[i] <= '9' ? at[i] - '0' : (at[i] | 0x20) - 'a' + 10;
		if (digit < 0 || digit > 15 || (digit > 9 && (at[i] | 0x20) < 'a'))
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

static bool is_high_half(int unit)
{
	return unit >= 0xD800 && unit < 0xDC00;
}

static bool is_low_half(int unit)
{
	return unit >= 0xDC00 && unit < 0xE000;
}

/* Passes one escape at its backslash and checks it. */
static bool pass_escape(struct gx_scan *scan)
{
	const char *at = scan->at, *end = scan->end;
	if (end - at < 2 || !memchr("\"\\/bfnrtu", at[1], 9))
		return gx_scan_fail(scan, at, GX_EINPUT, "an unknown escape in a string");
	scan->at += 2;
	if (at[1] != 'u')
		return true;
	int unit = hex4(at + 2, end);
	if (unit < 0)
		return gx_scan_fail(scan, at, GX_EINPUT, "\\u needs four hexadecimal digits");
	scan->at += 4;
	if (!is_high_half(unit) && !is_low_half(unit))
		return true;
	if (is_low_half(unit) || end - at < 12 || at[6] != '\\' || at[7] != 'u' || !is_low_half(hex4(at + 8, end)))
		return gx_scan_fail(scan, at, GX_EINPUT, "half of a surrogate pair");
	scan->at += 6;
	return true;
}

/* Bytes at `at` that are printable ASCII other than `"` and `\\`, in steps of eight: most of all strings. */
static const char *pass_common(const char *at, const char *end)
{
	const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
	for (; end - at >= 8; at += 8) {
		uint64_t word;
		memcpy(&word, at, sizeof(word));
		uint64_t quote = word ^ (ones * '"'), backslash = word ^ (ones * '\\');
		if ((word | (word - ones * 0x20) | (quote - ones) | (backslash - ones)) & tops)
			break;
	}
	return at;
}

/* Passes what stands for itself in a string. */
static void pass_plain(struct gx_scan *scan)
{
	const char *end = scan->end, *at = pass_common(scan->at, end);
	size_t tails = 0;
	for (; at < end; at++) {
		unsigned char byte = (unsigned char)*at;
		if (byte < 0x20 || byte == '"' || byte == '\\')
			break;
		tails += (byte & 0xC0) == 0x80;
	}
	scan->at = at;
	scan->tails += tails;
}

bool gx_scan_string(struct gx_scan *scan, struct gx_str *ret_inner, bool *ret_escaped)
{
	const char *open = scan->at;
	bool escaped = false;
	if (!gx_scan_expect(scan, '"', "expected a string in double quotes"))
		return false;
	for (pass_plain(scan); gx_scan_peek(scan) != '"'; pass_plain(scan)) {
		if (scan->at == scan->end || (scan->one_line && *scan->at == '\n'))
			return gx_scan_fail(scan, scan->at, GX_EINPUT, "a string does not end");
		if (*scan->at != '\\')
			return gx_scan_fail(scan, scan->at, GX_EINPUT, "a control character in a string, escape it");
		if (!pass_escape(scan))
			return false;
		escaped = true;
	}
	*ret_inner = (struct gx_str){ open + 1, (size_t)(scan->at - open) - 1 };
	*ret_escaped = escaped;
	scan->at++;
	return true;
}

/* Adds what the escape at `at` means and returns the byte behind it; it was checked before. */
static const char *decode_escape(struct gx_buf *out, const char *at, const char *end)
{
	static const char letters[] = "bfnrt", means[] = "\b\f\n\r\t";
	const char *letter = memchr(letters, at[1], sizeof(letters) - 1);
	if (letter)
		gx_buf_byte(out, means[letter - letters]);
	else if (at[1] != 'u')
		gx_buf_byte(out, at[1]);
	if (at[1] != 'u')
		return at + 2;
	int unit = hex4(at + 2, end);
	if (!is_high_half(unit)) {
		gx_utf8_write(out, (uint32_t)unit);
		return at + 6;
	}
	gx_utf8_write(out, 0x10000 + (((uint32_t)unit - 0xD800) << 10) + ((uint32_t)hex4(at + 8, end) - 0xDC00));
	return at + 12;
}

/* Decodes the inside of a checked string; .at is NULL without memory. */
static struct gx_str decode(struct gx_str inner, struct gx_arena *arena)
{
	/* What an escape means is never longer than the escape: the buffer never grows, and its cap makes sure of it. */
	struct gx_buf out = { gx_arena_alloc(arena, inner.len + 1), 0, inner.len + 1, inner.len, 0 };
	const char *at = inner.at, *end = inner.at + inner.len;
	if (!out.at)
		return GX_STR_NONE;
	while (at < end) {
		const char *escape = memchr(at, '\\', (size_t)(end - at));
		gx_buf_add(&out, at, (size_t)((escape ? escape : end) - at));
		at = escape ? decode_escape(&out, escape, end) : end;
	}
	return gx_buf_view(&out);
}

bool gx_scan_text(struct gx_scan *scan, struct gx_arena *arena, struct gx_str *ret_text)
{
	struct gx_str text;
	bool escaped;
	if (!gx_scan_string(scan, &text, &escaped))
		return false;
	if (escaped)
		text = decode(text, arena);
	if (!text.at)
		return gx_scan_fail(scan, scan->at, GX_ENOMEM, "out of memory");
	*ret_text = text;
	return true;
}

static bool is_number_byte(char byte)
{
	return (byte >= '0' && byte <= '9') || byte == '.' || byte == '-' || byte == '+' || (byte | 0x20) == 'e';
}

bool gx_scan_number(struct gx_scan *scan, struct gx_str *ret_literal, enum gx_num_kind *ret_kind, double *ret_number)
{
	const char *from = scan->at;
	struct gx_str rest = { from, (size_t)(scan->end - from) };
	size_t len = 0;
	double number = 0;
	enum gx_num_kind kind = gx_num_take(rest, &len, &number);
	if (kind == GX_NUM_NOT && !is_number_byte(gx_scan_peek(scan)))
		return gx_scan_fail(scan, from, GX_EINPUT, "expected a value");
	if (kind == GX_NUM_NOT || (len < rest.len && is_number_byte(from[len])))
		return gx_scan_fail(scan, from, GX_EINPUT, "not a number as JSON writes them");
	if (kind == GX_NUM_DECIMAL && isinf(number))
		return gx_scan_fail(scan, from, GX_ELIMIT, "a number over the range of doubles, put it in quotes");
	*ret_literal = (struct gx_str){ from, len };
	*ret_kind = kind;
	*ret_number = number;
	scan->at += len;
	return true;
}
