/*
 * The tokens of JSON (RFC 8259), for the values of flat YAML and for whole documents: a cursor over text that is known
 * to be valid UTF-8. Only this room includes it.
 */
#ifndef GX_FORMAT_SCAN_H
#define GX_FORMAT_SCAN_H

#include "base/num.h"
#include "format/value.h"

struct gx_scan {
	const char *at, *end; /* what is left; after a failure `at` is where it is wrong */
	const char *line;     /* where the line of `at` begins */
	unsigned lines;       /* passed so far */
	bool one_line;        /* a newline is no blank */
	size_t tails;         /* UTF-8 continuation bytes passed in this line: columns count characters */
	enum gx_error code;   /* of the failure: GX_EINPUT, GX_ELIMIT, GX_ENOMEM */
	const char *why;      /* of the failure, a phrase without a full stop */
};

/* Why a value over GX_DEPTH_MAX is refused; for the readers that count for themselves. */
#define GX_SCAN_DEEP "arrays and objects are more than 64 deep"

struct gx_scan gx_scan_of(struct gx_str text);

/* Notes a failure at `at` and returns false, so that a failing function ends in `return gx_scan_fail(…)`. */
bool gx_scan_fail(struct gx_scan *scan, const char *at, enum gx_error code, const char *why);

/* The column of the cursor, in characters from 1. */
unsigned gx_scan_column(const struct gx_scan *scan);

/* The next byte, NUL at the end. (A NUL in the text is no token either.) */
static inline char gx_scan_peek(const struct gx_scan *scan)
{
	return scan->at < scan->end ? *scan->at : '\0';
}

/* Passes blanks, tabs, CR and LF. */
void gx_scan_blank(struct gx_scan *scan);

/* Passes `byte`; fails with `why` if another one stands there. */
bool gx_scan_expect(struct gx_scan *scan, char byte, const char *why);

/* Passes `word` if it stands there. */
bool gx_scan_word(struct gx_scan *scan, struct gx_str word);

/* Passes a string; `ret_inner` is what stands between the quotes. Checks its escapes: surrogates come in pairs. */
bool gx_scan_string(struct gx_scan *scan, struct gx_str *ret_inner, bool *ret_escaped);

/* The same, decoded: a view into the text, or in the arena if there are escapes. */
bool gx_scan_text(struct gx_scan *scan, struct gx_arena *arena, struct gx_str *ret_text);

/* Passes a number; a decimal out of the range of doubles is GX_ELIMIT. */
bool gx_scan_number(struct gx_scan *scan, struct gx_str *ret_literal, enum gx_num_kind *ret_kind, double *ret_number);

/*
 * Passes any value as it may stand in flat YAML, .nan, .inf and -.inf among them: its bytes are .json, whatever their
 * spelling; only strings with escapes allocate. A string may hold a NUL. Arrays and objects are checked, not kept.
 */
bool gx_scan_value(struct gx_scan *scan, struct gx_arena *arena, struct gx_value *ret);

#endif
