/*
 * Texts in columns: clipped and padded by display width. Inside the room only.
 */
#ifndef GX_VIEW_PAD_H
#define GX_VIEW_PAD_H

#include "view/style.h"

enum gx_align { GX_LEFT, GX_RIGHT };

/* Adds a safe text in `slot`'s colour, clipped to `width` columns and padded to it. The padding has no colour. */
void gx_pad(struct gx_buf *out, struct gx_str safe, size_t width, enum gx_align align, enum gx_slot slot,
	    const struct gx_style *style);

/*
 * Adds at most `width` columns of a safe text; what was cut is marked by `…`, or `~` where not style->unicode. Returns
 * the columns added.
 */
size_t gx_clip(struct gx_buf *out, struct gx_str safe, size_t width, const struct gx_style *style);

/* The same, but the end stays: of `optimizer.lr` that is what tells it from `optimizer.beta`. */
size_t gx_clip_front(struct gx_buf *out, struct gx_str safe, size_t width, const struct gx_style *style);

/* Takes blanks off the end of the line that the buffer ends in, adds a newline. */
void gx_line_end(struct gx_buf *out);

#endif
