/*
 * For the files of this room only: the file packed-refs (git-pack-refs(1)): a line a ref, mostly sorted.
 */
#ifndef GX_GIT_PACKEDREFS_H
#define GX_GIT_PACKEDREFS_H

#include "git/write.h"

struct gx_packed {
	struct gx_str text; /* mapped; the file is only ever replaced, never written over */
	bool sorted;        /* as its header says; git before 2.15 did not sort it */
};

#define GX_PACKED_INIT { GX_STR_NONE, false }

/* Opens the file; empty where there is none. */
int gx_packed_open(const struct gx_repo *repo, struct gx_packed *ret, struct gx_err *err);
void gx_packed_release(struct gx_packed *packed);

/* Where a ref points by it; false if it is not in it, or as nonsense. */
bool gx_packed_find(const struct gx_packed *packed, struct gx_str ref, struct gx_oid *ret);

/* Whether it has a ref whose name starts like this. */
bool gx_packed_has_below(const struct gx_packed *packed, struct gx_str prefix);

/*
 * The text from which on all names that start with `prefix` come; in a sorted file they come right there. gx_packed_next() takes a line off:
 * false at the end. Headers and the `^…` lines of tags are passed over; the name of a broken line is empty.
 */
struct gx_str gx_packed_from(const struct gx_packed *packed, struct gx_str prefix);
bool gx_packed_next(struct gx_str *rest, struct gx_str *ret_name, struct gx_str *ret_hex);

#endif
