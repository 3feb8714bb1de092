/*
 * Numbers as people and other programs spell them, brought to the grammar of JSON.
 */
#ifndef GX_FORMAT_LOOSE_H
#define GX_FORMAT_LOOSE_H

#include "base/buf.h"

/*
 * Adds the JSON literal of a decimal number as C, Python and pandas print it: "+1", ".5", "5.", "007", "1e5". What has
 * a point or an exponent keeps it, so that a decimal stays one. False, with nothing added, if it is no number.
 */
bool gx_loose_number(struct gx_str text, struct gx_buf *ret);

/* nan, inf, infinity with or without sign and YAML's point, in any case. */
bool gx_loose_special(struct gx_str text, double *ret);

#endif
