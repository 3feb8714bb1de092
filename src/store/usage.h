/*
 * What takes the space: the bytes of the records of many runs, and their sum in which what several share counts once.
 */
#ifndef GX_STORE_USAGE_H
#define GX_STORE_USAGE_H

#include "store/item.h"

enum gx_usage_kind {
	GX_USAGE_RECORD,      /* all that is none of the others */
	GX_USAGE_HISTORIES,   /* metrics/ */
	GX_USAGE_ARTIFACTS,   /* artifacts/ as git holds it, LFS pointers too */
	GX_USAGE_LFS,         /* artifacts that are in the LFS store here */
	GX_USAGE_LFS_MISSING, /* those that are not */
	GX_USAGE_KINDS,
};

struct gx_usage {
	size_t run; /* index into the items */
	uint64_t bytes[GX_USAGE_KINDS];
};

/* All that lies here: without what is missing. */
uint64_t gx_usage_total(const struct gx_usage *usage);

struct gx_usages {
	GX_VEC(struct gx_usage) list; /* one a run, in their order */
	struct gx_usage sum;          /* each object once */
};

void gx_usages_release(struct gx_usages *usages);

/*
 * Measures the records of the runs' tips. By contents; or, with `disk`, by what their objects take in git's store, folders and the tip's commit
 * too. A part that cannot be read counts nothing, and the store's warn says so. `tell` is told how many runs are done; may be NULL.
 */
int gx_store_usage(struct gx_store *store, const struct gx_items *items, bool disk, void (*tell)(void *context, size_t done), void *context,
		   struct gx_usages *ret, struct gx_err *err);

#endif
