/*
 * For the files of this room only: one pack and its index, mapped (gitformat-pack(5), index version 2). Where objects are, not what is in them.
 * Nothing in the files is trusted.
 */
#ifndef GX_GIT_PACKFILE_H
#define GX_GIT_PACKFILE_H

#include "git/oid.h"

struct gx_packfile {
	const unsigned char *index, *data; /* mapped; data only once it is needed */
	size_t index_size, data_size;
	size_t count;
	char *data_path;
};

/* Maps an index ("….idx"). False if it cannot be read or is not sound. */
bool gx_packfile_open(struct gx_packfile *ret, const char *index_path);
void gx_packfile_close(struct gx_packfile *pack);

/* Where an object is; false if it is not in it, or the pack cannot be mapped. */
bool gx_packfile_find(struct gx_packfile *pack, const struct gx_oid *oid, size_t *ret_offset);

enum { GX_OFS_DELTA = 6, GX_REF_DELTA = 7 };

struct gx_packentry {
	unsigned type;  /* an enum gx_object_kind, or a delta against another entry */
	size_t size;    /* inflated: of the object, or of the delta */
	size_t base;    /* GX_OFS_DELTA: offset of the base */
	struct gx_oid base_id; /* GX_REF_DELTA */
	const unsigned char *packed; /* the deflated bytes … */
	size_t packed_max;           /* … end somewhere before this many */
};

/* The head of the entry at an offset. False if there can be none. */
bool gx_packfile_entry(const struct gx_packfile *pack, size_t offset, struct gx_packentry *ret);

#endif
