#include "format/scan.h"

#include <math.h>

#include "format/flat.h"

static const struct {
	struct gx_str word;
	enum gx_kind kind;
	double number;
} words[] = {
	{ GX_STR_INIT("null"), GX_NULL, 0 },         { GX_STR_INIT("true"), GX_BOOL, 1 },
	{ GX_STR_INIT("false"), GX_BOOL, 0 },        { GX_STR_INIT(".nan"), GX_NUMBER, (double)NAN },
	{ GX_STR_INIT(".inf"), GX_NUMBER, INFINITY }, { GX_STR_INIT("-.inf"), GX_NUMBER, -INFINITY },
};

enum { JSON_WORDS = 3 }; /* the first of the table; the others stand alone only, never inside arrays and objects */

static bool scan_word(struct gx_scan *scan, size_t count, struct gx_value *ret)
{
	for (size_t i = 0; i < count; i++) {
		const char *at = scan->at;
		if (!gx_scan_word(scan, words[i].word))
			continue;
		*ret = (struct gx_value){ .kind = words[i].kind, .json = { at, words[i].word.len }, .number = words[i].number };
		return true;
	}
	return false;
}

static bool pass_value(struct gx_scan *scan, unsigned depth);

/* Passes a member up to its value. */
static bool pass_key(struct gx_scan *scan)
{
	struct gx_str inner;
	bool escaped;
	if (!gx_scan_string(scan, &inner, &escaped))
		return false;
	gx_scan_blank(scan);
	if (!gx_scan_expect(scan, ':', "expected ':' behind a key"))
		return false;
	gx_scan_blank(scan);
	return true;
}

/* Passes an array or object that stands inside `depth` others. */
static bool pass_container(struct gx_scan *scan, unsigned depth)
{
	bool object = *scan->at == '{';
	char close = object ? '}' : ']';
	if (depth == GX_DEPTH_MAX)
		return gx_scan_fail(scan, scan->at, GX_ELIMIT, GX_SCAN_DEEP);
	scan->at++;
	gx_scan_blank(scan);
	while (gx_scan_peek(scan) != close) {
		if ((object && !pass_key(scan)) || !pass_value(scan, depth + 1))
			return false;
		gx_scan_blank(scan);
		if (gx_scan_peek(scan) == close)
			break;
		if (!gx_scan_expect(scan, ',', object ? "expected ',' or '}'" : "expected ',' or ']'"))
			return false;
		gx_scan_blank(scan);
		if (gx_scan_peek(scan) == close)
			return gx_scan_fail(scan, scan->at, GX_EINPUT, "a ',' with nothing behind it");
	}
	scan->at++;
	return true;
}

static bool pass_value(struct gx_scan *scan, unsigned depth)
{
	struct gx_str text;
	bool escaped;
	enum gx_num_kind kind;
	double number;
	struct gx_value word;
	char first = gx_scan_peek(scan);
	if (first == '"')
		return gx_scan_string(scan, &text, &escaped);
	if (first == '[' || first == '{')
		return pass_container(scan, depth);
	return scan_word(scan, JSON_WORDS, &word) || gx_scan_number(scan, &text, &kind, &number);
}

/* The bytes from `from` to the cursor. */
static struct gx_str passed(const struct gx_scan *scan, const char *from)
{
	return (struct gx_str){ from, (size_t)(scan->at - from) };
}

static bool scan_container(struct gx_scan *scan, struct gx_value *ret)
{
	const char *from = scan->at;
	if (!pass_container(scan, 0))
		return false;
	*ret = (struct gx_value){ .kind = *from == '[' ? GX_ARRAY : GX_OBJECT, .json = passed(scan, from) };
	return true;
}

static bool scan_text(struct gx_scan *scan, struct gx_arena *arena, struct gx_value *ret)
{
	const char *from = scan->at;
	struct gx_str text;
	if (!gx_scan_text(scan, arena, &text))
		return false;
	*ret = (struct gx_value){ .kind = GX_STRING, .json = passed(scan, from), .text = text };
	return true;
}

bool gx_scan_value(struct gx_scan *scan, struct gx_arena *arena, struct gx_value *ret)
{
	struct gx_str literal;
	enum gx_num_kind kind;
	double number;
	char first = gx_scan_peek(scan);
	if (first == '"')
		return scan_text(scan, arena, ret);
	if (first == '[' || first == '{')
		return scan_container(scan, ret);
	if ((first < '0' || first > '9') && scan_word(scan, GX_LEN(words), ret))
		return true;
	if (!gx_scan_number(scan, &literal, &kind, &number))
		return false;
	*ret = (struct gx_value){ .kind = GX_NUMBER, .json = literal, .number = number };
	return true;
}
