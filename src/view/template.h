/*
 * Templates of --format: text with `%(field)` in it, as in `git for-each-ref`.
 *
 *	%(id) %(params.lr) %(metrics.loss)            any field of run/field.h, but no bare names: a typing error is
 *	                                              an error, not an empty text
 *	%(id:short) %(id:short=12)                    abbreviated
 *	%(started:relative) %(started:unix) %(started:local)    instants
 *	%(duration:human)                             "3m05s"
 *	%(metrics.loss:%.3f)                          numbers, by one conversion of printf: e f g, at most 17 digits, a width up to 60
 *	%%                                            a percent sign
 *	%0a                                           a byte in hex
 */
#ifndef GX_VIEW_TEMPLATE_H
#define GX_VIEW_TEMPLATE_H

#include "run/field.h"
#include "view/style.h"

struct gx_template_item; /* opaque */

struct gx_template {
	struct gx_template_item *items; /* on the arena */
	size_t count;
};

/*
 * Compiles; `text` is borrowed. GX_EINPUT says what is wrong and at which column: "unknown field 'stauts' at column 3
 * …".
 */
int gx_template_parse(struct gx_str text, struct gx_arena *arena, struct gx_template *ret, struct gx_err *err);

/* The parts of a record that must be loaded for it. */
unsigned gx_template_parts(const struct gx_template *layout);

/*
 * Adds the text for one run, no newline behind it. A missing field is empty. `scratch` is used and may be reset by the
 * caller after. Values are printed as they are, unless `safe`, as on a terminal: then by gx_text_safe(). `abbrev` is
 * for `:short`.
 */
int gx_template_write(const struct gx_template *layout, const struct gx_run *run, int64_t now_us, size_t abbrev,
		      bool safe, struct gx_arena *scratch, struct gx_buf *out, struct gx_err *err);

#endif
