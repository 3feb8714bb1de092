/*
 * For the files of this room only: reading small loose objects. A run that was just recorded lies in a dozen of them, and libgit2 opens each
 * twice (size, then bytes) and takes 40 µs for it; this takes 10. What is larger or unusual is left to libgit2.
 */
#ifndef GX_GIT_LOOSEREAD_H
#define GX_GIT_LOOSEREAD_H

#include "git/object.h"

struct gx_looses; /* opaque */

/* For the objects of one folder; NULL without memory. */
struct gx_looses *gx_looses_open(const char *objects_dir);
void gx_looses_close(struct gx_looses *looses);

/*
 * The kind and the bytes of an object, good until the next call. False if it is not here, or not for us: too large (64 KiB inflated), damaged. Its
 * hash is not checked, as git does not either.
 */
bool gx_looses_read(struct gx_looses *looses, const struct gx_oid *oid, enum gx_object_kind *ret_kind, struct gx_str *ret_bytes);

#endif
