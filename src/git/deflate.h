/*
 * For the files of this room only: deflate (RFC 1951, in a zlib stream of RFC 1950) for a few hundred bytes from which deltas have taken all repetition.
 * It only looks for a code, never for matches: within a few bytes of libdeflate at a sixth of its time, most of which is the set-up of a block.
 */
#ifndef GX_GIT_DEFLATE_H
#define GX_GIT_DEFLATE_H

#include <stdint.h>

#include "base/buf.h"

/* Longer ones are not for it: a code over more bytes could get longer than the format allows. */
enum { GX_DEFLATE_MAX = 1024 };

/* Adds the stream of at most GX_DEFLATE_MAX bytes. */
void gx_deflate_small(struct gx_buf *out, struct gx_str bytes);

#endif
