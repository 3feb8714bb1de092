/*
 * For the files of this room only: the file packed-refs (git-pack-refs(1)): a line a ref, sorted.
 */
#ifndef GX_GIT_PACKEDREFS_H
#define GX_GIT_PACKEDREFS_H

#include "git/write.h"

/* Reads the file; empty where there is none. */
int gx_packed_read(const struct gx_repo *repo, struct gx_buf *out, struct gx_err *err);

/* Where a ref points by this text; false if it is not in it. */
bool gx_packed_find(struct gx_str packed, struct gx_str ref, struct gx_oid *ret);

#endif
