/*
 * For the files of this room only: names of refs, and what stands in the file of a loose one.
 */
#ifndef GX_GIT_REFNAME_H
#define GX_GIT_REFNAME_H

#include "git/repo.h"

/* Whether git would take it for the name of a ref: git-check-ref-format(1), two components at least. */
bool gx_refname_is_valid(struct gx_str name);

/* An id as refs hold it: 40 hex digits of either case, not all zero. */
bool gx_ref_id(struct gx_str hex, struct gx_oid *ret);

enum gx_loose_kind {
	GX_LOOSE_NONE,     /* no such file */
	GX_LOOSE_ID,
	GX_LOOSE_SYMBOLIC, /* `ref: <name>` */
	GX_LOOSE_BROKEN,   /* anything else, or it cannot be read */
};

struct gx_loose_ref {
	enum gx_loose_kind kind;
	struct gx_oid id;
	struct gx_str target; /* of a symbolic one; in `text` */
	struct gx_buf text;
};

#define GX_LOOSE_REF_INIT { GX_LOOSE_NONE, GX_OID_NONE, GX_STR_NONE, GX_BUF_INIT(4096) }

/* Reads the file of a loose ref, whatever it is. A folder is none. The struct may be used again. */
void gx_loose_ref_read(struct gx_loose_ref *ref, const char *path);
void gx_loose_ref_release(struct gx_loose_ref *ref);

/* Removes folders without files at and below a path where a ref's file is to be, as git does. False if something is there. */
bool gx_ref_make_way(const char *path);

#endif
