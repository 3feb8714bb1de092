/*
 * A value of a record: what stands behind the colon of a flat YAML line. Parsed once, at the edge.
 */
#ifndef GX_FORMAT_VALUE_H
#define GX_FORMAT_VALUE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

enum gx_kind { GX_NULL, GX_BOOL, GX_NUMBER, GX_STRING, GX_ARRAY, GX_OBJECT };

struct gx_value {
	enum gx_kind kind;
	struct gx_str json; /* the stored form: canonical JSON on one line, or .nan, .inf, -.inf */
	struct gx_str text; /* GX_STRING: the decoded UTF-8 */
	double number;      /* GX_NUMBER: the nearest double, nan and infinities too; GX_BOOL: 0 or 1 */
};

/* The word for a kind in messages: "null", "a boolean", "a number", "a string", "an array", "an object". */
const char *gx_kind_name(enum gx_kind kind);

/* Constructors; .json and .text live in the arena. All return false only without memory. Text that is not UTF-8 has U+FFFD in both. */
bool gx_value_string(struct gx_arena *arena, struct gx_str text, struct gx_value *ret);
bool gx_value_double(struct gx_arena *arena, double number, struct gx_value *ret); /* "0.1", ".nan" */
bool gx_value_int(struct gx_arena *arena, int64_t number, struct gx_value *ret);
struct gx_value gx_value_bool(bool truth);
struct gx_value gx_value_null(void);

/*
 * What `-p key=value` means by `text`: a JSON number, boolean, null, array or object is that, a JSON string in quotes is
 * that string, `nan`, `inf`, `-inf` in any of JSON's or YAML's spellings (.nan, NaN, Infinity, +inf …) a number; anything else the text itself.
 * JSON means all of it: with blanks round it, or where a part is not JSON's ("[1, NaN]", "[abc]"), it is text.
 * GX_EINPUT for invalid UTF-8, a NUL, a key that stands twice; GX_ELIMIT over a cap and for a decimal out of the range of doubles.
 */
int gx_value_parse_argument(struct gx_str text, struct gx_arena *arena, struct gx_value *ret, struct gx_err *err);

/* Numbers by value, exactly (1 and 1.0 are equal, 2^53 and 2^53+1 are not, nan equals nan), strings by their text, others by stored form. */
bool gx_value_equal(const struct gx_value *a, const struct gx_value *b);

/*
 * An order over all values for sorting columns: numbers by value (nan after all numbers), then strings by bytes,
 * booleans, arrays and objects by stored form, null last.
 */
int gx_value_compare(const struct gx_value *a, const struct gx_value *b);

/* For a person: strings bare, non-finite numbers as nan, inf, -inf, the rest as stored. A view; not yet safe for a terminal. */
struct gx_str gx_value_plain(const struct gx_value *value);

/* Adds the value as JSON proper: .nan, .inf, -.inf as the strings "nan", "inf", "-inf". */
void gx_value_json(struct gx_buf *out, const struct gx_value *value);

#endif
