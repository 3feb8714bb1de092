/*
 * Sizes and counts for people.
 */
#ifndef GX_VIEW_SIZE_H
#define GX_VIEW_SIZE_H

#include <stdint.h>

#include "base/buf.h"

/* "0 B", "999 B", "1.5 KiB", "23 MiB": powers of 1024, one decimal below ten, rounded to nearest. */
void gx_size_human(struct gx_buf *out, uint64_t bytes);

/* "1,234,567". */
void gx_count_human(struct gx_buf *out, uint64_t count);

/* "1 run", "3 runs", "1,204 runs": the count and the noun, with an `s` where it takes one. */
void gx_count_noun(struct gx_buf *out, uint64_t count, const char *noun);

#endif
