/*
 * For the files of this room only: reading objects out of the repository's own packs. libgit2 takes 8 µs an object there, which is most
 * of what a list of runs costs; this takes 1 to 2 (whole-buffer inflate, bases of deltas kept). What it does not find (loose, alternates,
 * indexes of version 1) is left to libgit2. What is damaged is not: libgit2 follows deltas that lead back to themselves for ever.
 *
 * Formats: git's gitformat-pack(5), index version 2.
 */
#ifndef GX_GIT_PACKREAD_H
#define GX_GIT_PACKREAD_H

#include "git/object.h"

struct gx_packs; /* opaque */

/* Opens every pack of `<objects_dir>/pack`; never fails but for memory (NULL): what cannot be opened is left out. */
struct gx_packs *gx_packs_open(const char *objects_dir);
void gx_packs_close(struct gx_packs *packs);

enum gx_packs_result {
	GX_PACKS_FOUND,
	GX_PACKS_MISSING,   /* not here: ask libgit2 */
	GX_PACKS_TOO_LARGE, /* over `max`, or something on the way to it over 64 MiB and `max`; *ret_size says how much */
	GX_PACKS_DAMAGED,   /* here, and every copy unreadable */
};

/*
 * Finds an object. With `ret_bytes` NULL only kind and size are told; else its bytes, good until the next call.
 */
enum gx_packs_result gx_packs_read(struct gx_packs *packs, const struct gx_oid *oid, size_t max, enum gx_object_kind *ret_kind,
				   uint64_t *ret_size, struct gx_str *ret_bytes);

/* Whether an object is in a pack whose time could be set to now: git prunes what nobody refers to by that time. */
bool gx_packs_freshen(const struct gx_packs *packs, const struct gx_oid *oid);

#endif
