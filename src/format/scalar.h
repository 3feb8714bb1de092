/*
 * What a scalar of YAML stands for. Plain ones are resolved as PyYAML's SafeLoader does (YAML 1.1), for it wrote or
 * reads most parameter files: yes/no/on/off, `_` in numbers, 0x, 0b, octal 010, base 60. With two additions of
 * YAML 1.2, where PyYAML leaves a string and people mean a number: decimals without point or without exponent sign
 * (`1e-5`, `1.5e3`, `-.5`), and 0o17. Timestamps stay strings.
 */
#ifndef GX_FORMAT_SCALAR_H
#define GX_FORMAT_SCALAR_H

#include "format/node.h"

enum gx_scalar_type {
	GX_SCALAR_PLAIN, /* no tag, no quotes: found out from the text */
	GX_SCALAR_STRING,
	GX_SCALAR_INTEGER,
	GX_SCALAR_FLOAT,
	GX_SCALAR_BOOL,
	GX_SCALAR_NULL,
};

/*
 * Sets kind, text (in `arena`) and number of `node`, which is zeroed. With a tag GX_EINPUT if `text` is not of that
 * type or is a decimal out of the range of doubles, GX_ELIMIT for an integer in another base that is over 1,000 digits
 * long; a plain one is then a string.
 */
int gx_scalar_read(struct gx_str text, enum gx_scalar_type type, struct gx_arena *arena, struct gx_node *node,
		   struct gx_err *err);

/* What a reader of numbers answers, if no error: the text has not the form that it reads, or it has. */
enum { GX_NOT_IT = 0, GX_TAKEN = 1 };

/*
 * Numbers in the spellings of a plain scalar. They add to the empty `literal` a number of JSON, or .nan, .inf, -.inf;
 * after another answer than GX_TAKEN it holds nothing that counts.
 */
int gx_scalar_integer(struct gx_str text, struct gx_buf *literal, struct gx_err *err);
int gx_scalar_float(struct gx_str text, struct gx_buf *literal);

#endif
