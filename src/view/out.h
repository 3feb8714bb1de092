/*
 * From a buffer to the caller's stream. Inside the room only.
 */
#ifndef GX_VIEW_OUT_H
#define GX_VIEW_OUT_H

#include <stdio.h>

#include "base/buf.h"

/* Writes what the buffer holds and empties it. The buffer's own failure, or GX_EIO where the stream fails. */
int gx_out_write(FILE *out, struct gx_buf *text, struct gx_err *err);

/* The same once enough has gathered to be worth a call; the last one is for gx_out_write(). */
int gx_out_write_some(FILE *out, struct gx_buf *text, struct gx_err *err);

/* What failed in a buffer that was added to `to` has failed in `to`. */
void gx_out_pass(const struct gx_buf *from, struct gx_buf *to);

#endif
