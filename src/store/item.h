/*
 * The runs of a repository as a list: what is known of each without reading more than its run.yaml; and reading the rest of one.
 */
#ifndef GX_STORE_ITEM_H
#define GX_STORE_ITEM_H

#include "store/store.h"

/* One run of a list; 200 bytes and its run.yaml, for there may be a hundred thousand. */
struct gx_item {
	struct gx_oid id, tip;
	struct gx_oid record;     /* the tree `.exp` of the tip */
	struct gx_str ref;        /* refs/experiments/<experiment>/<id> */
	struct gx_str facts;      /* the bytes of run.yaml */
	struct gx_str author_name, author_email; /* of the first state */
	int64_t started_us;       /* GX_TIME_NONE if it says none */
	bool removed;
};

struct gx_items {
	struct gx_arena arena; /* owns the views */
	GX_VEC(struct gx_item) list;
	size_t refused;        /* refs under refs/experiments/ that are no runs: what fsck reports */
};

void gx_items_release(struct gx_items *items);

/*
 * Lists the runs whose refs start with `prefix` ("" or "<experiment>/"), in the order of refs. Refs that are no runs are counted, not listed;
 * archive and about refs are neither.
 */
int gx_store_list(struct gx_store *store, struct gx_str prefix, struct gx_items *ret, struct gx_err *err);

/* One ref as an item, its views in `arena`. GX_EFORMAT with the reason if it is no run. */
int gx_store_item(struct gx_store *store, struct gx_str ref, const struct gx_oid *tip, struct gx_arena *arena, struct gx_item *ret,
		  struct gx_err *err);

/*
 * Reads the wanted parts (enum gx_part) of a run; id, tip, ref and author are always set. A part that is too large, malformed or hostile is left out,
 * and the store's warn says so. The item must outlive the run; the arena holds the rest.
 */
int gx_store_read(struct gx_store *store, const struct gx_item *item, unsigned parts, struct gx_arena *arena, struct gx_run *ret,
		  struct gx_err *err);

/* The files of a run's record with the ids of their blobs, nothing read; only plain files count, links and gitlinks are refused (GX_EFORMAT). */
int gx_store_files(struct gx_store *store, const struct gx_oid *record, struct gx_arena *arena, struct gx_files *ret, struct gx_err *err);

/* The bytes of one file of the record ("params.yaml"), in the arena. GX_ENOTFOUND. */
int gx_store_file(struct gx_store *store, const struct gx_item *item, struct gx_str path, size_t max, struct gx_arena *arena, struct gx_str *ret,
		  struct gx_err *err);

#endif
