/*
 * For the files of this room only: deltas as git's packs hold them (gitformat-pack(5), "Deltified representation"). Made for records: the same
 * short lines with other values, so matches from 6 bytes on are worth a copy, where git's own encoder starts at 16.
 */
#ifndef GX_GIT_DELTA_H
#define GX_GIT_DELTA_H

#include "base/buf.h"

struct gx_delta_index; /* opaque */

/* An index over `base`, which must outlive it. NULL without memory, or where base is empty or over 16 MiB. */
struct gx_delta_index *gx_delta_index_new(struct gx_str base);
void gx_delta_index_free(struct gx_delta_index *index);

/* Adds the delta that makes `target` out of the index's base. A delta that would be longer than `max` bytes ends early: false. */
bool gx_delta_encode(const struct gx_delta_index *index, struct gx_str target, size_t max, struct gx_buf *out);

/* The size that a delta's result claims to have. False if the delta is broken. */
bool gx_delta_result_size(struct gx_str delta, size_t *ret);

/* Puts what a delta makes out of its base into `out`, in place of what is there. False if the delta is broken or was made for another base. */
bool gx_delta_apply(struct gx_str delta, struct gx_str base, struct gx_buf *out);

#endif
