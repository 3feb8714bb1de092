#include "format/key.h"

#include "base/json_text.h"
#include "base/utf8.h"
#include "format/flat.h"

static const struct gx_str words[] = {
	GX_STR_INIT("y"),   GX_STR_INIT("n"),    GX_STR_INIT("yes"),   GX_STR_INIT("no"),   GX_STR_INIT("on"),
	GX_STR_INIT("off"), GX_STR_INIT("true"), GX_STR_INIT("false"), GX_STR_INIT("null"),
};

enum { LONGEST_WORD = 5 };

/* [A-Za-z_] are 3, the others of a bare key 1. */
static const unsigned char bare_bytes[0x100] = {
	['-'] = 1, ['.'] = 1, ['/'] = 1, ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1,
	['8'] = 1, ['9'] = 1, ['A'] = 3, ['B'] = 3, ['C'] = 3, ['D'] = 3, ['E'] = 3, ['F'] = 3, ['G'] = 3, ['H'] = 3, ['I'] = 3,
	['J'] = 3, ['K'] = 3, ['L'] = 3, ['M'] = 3, ['N'] = 3, ['O'] = 3, ['P'] = 3, ['Q'] = 3, ['R'] = 3, ['S'] = 3, ['T'] = 3,
	['U'] = 3, ['V'] = 3, ['W'] = 3, ['X'] = 3, ['Y'] = 3, ['Z'] = 3, ['_'] = 3, ['a'] = 3, ['b'] = 3, ['c'] = 3, ['d'] = 3,
	['e'] = 3, ['f'] = 3, ['g'] = 3, ['h'] = 3, ['i'] = 3, ['j'] = 3, ['k'] = 3, ['l'] = 3, ['m'] = 3, ['n'] = 3, ['o'] = 3,
	['p'] = 3, ['q'] = 3, ['r'] = 3, ['s'] = 3, ['t'] = 3, ['u'] = 3, ['v'] = 3, ['w'] = 3, ['x'] = 3, ['y'] = 3, ['z'] = 3,
};

size_t gx_key_bare_len(struct gx_str text)
{
	size_t len = 0;
	if (text.len == 0 || bare_bytes[(unsigned char)text.at[0]] != 3)
		return 0;
	while (len < text.len && bare_bytes[(unsigned char)text.at[len]])
		len++;
	return len;
}

bool gx_key_is_word(struct gx_str key)
{
	if (key.len == 0 || key.len > LONGEST_WORD || !memchr("ynotfYNOTF", key.at[0], 10))
		return false;
	for (size_t i = 0; i < GX_LEN(words); i++)
		if (gx_str_equal_nocase(key, words[i]))
			return true;
	return false;
}

void gx_key_write(struct gx_buf *out, struct gx_str key)
{
	if (key.len > 0 && gx_key_bare_len(key) == key.len && !gx_key_is_word(key))
		gx_buf_str(out, key);
	else
		gx_json_string(out, key);
}

bool gx_key_fits(struct gx_str key)
{
	enum { WORST = 6 }; /* bytes that one byte takes at most, as \u00xx */
	if (key.len <= (GX_KEY_WRITTEN_MAX - 2) / WORST)
		return true;
	GX_CLEANUP(gx_buf) written = GX_BUF_INIT(GX_KEY_WRITTEN_MAX);
	gx_json_string(&written, key);
	return written.failed != GX_ELIMIT;
}

static bool has_control(struct gx_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.at[i];
		bool c1 = byte == 0xC2 && i + 1 < text.len && (unsigned char)text.at[i + 1] < 0xA0;
		if (byte < 0x20 || byte == 0x7F || c1)
			return true;
	}
	return false;
}

/* What is wrong with a key, or NULL. */
static const char *fault_of(struct gx_str key)
{
	if (key.len == 0)
		return "a key is empty";
	if (gx_utf8_check(key) != key.len)
		return "a key is not valid UTF-8";
	if (has_control(key))
		return "a key holds a control character";
	if (key.len > GX_KEY_MAX)
		return "a key is over its limit of 512 bytes";
	return gx_key_fits(key) ? NULL : "a key is over its limit of 1024 bytes when escaped";
}

int gx_key_check(struct gx_str key, struct gx_err *err)
{
	enum { SHOWN = 64 };
	const char *fault = fault_of(key);
	if (!fault)
		return 0;
	struct gx_str shown = gx_str_sub(key, 0, SHOWN);
	return gx_fail(err, GX_EINPUT, "%s: '%" GX_PRI "%s'", fault, GX_ARG(shown), key.len > SHOWN ? "…" : "");
}
