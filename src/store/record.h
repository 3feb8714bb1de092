/*
 * Writing runs: one, durably; thousands as one pack; one more state of a run that is there.
 */
#ifndef GX_STORE_RECORD_H
#define GX_STORE_RECORD_H

#include "store/code.h"
#include "store/item.h"

/* A file to be kept with a run. */
struct gx_attachment {
	struct gx_str name; /* as artifacts.yaml names it: "models/best.pt" */
	const char *path;   /* where its bytes are now */
};

/*
 * Stores the bytes of attachments (a blob, or from exp.lfsThreshold on a Git LFS pointer with the bytes in the LFS store) and adds their entries to
 * run->artifacts and their files to `files`.
 */
int gx_store_attach(struct gx_store *store, struct gx_batch *batch, const struct gx_attachment *attachments, size_t count, struct gx_arena *arena,
		    struct gx_flat *artifacts, struct gx_files *files, struct gx_err *err);

/*
 * Writes a new run of one state. Sets what is not set yet (uuid, name, status, times) and redacts secrets; the id comes back.
 * Durable when it returns; killed before, nothing is there.
 */
int gx_store_record(struct gx_store *store, struct gx_run *run, const struct gx_code *code, const struct gx_attachment *attachments, size_t count,
		    struct gx_arena *arena, struct gx_oid *ret, struct gx_err *err);

/* Thousands of runs on the same code: one pack, one rename of packed-refs, all or none. */
struct gx_bulk; /* opaque */
int gx_bulk_begin(struct gx_store *store, const struct gx_code *code, struct gx_bulk **ret, struct gx_err *err);
void gx_bulk_free(struct gx_bulk *bulk);
int gx_bulk_add(struct gx_bulk *bulk, struct gx_run *run, struct gx_arena *arena, struct gx_oid *ret, struct gx_err *err);
int gx_bulk_finish(struct gx_bulk *bulk, struct gx_err *err);

/*
 * One more state of a run: `apply` changes the files of its record (bytes for what is new, blobs stay), and is called again on the newer state
 * when somebody else was faster. `event` is the trailer's word: tag, note, rename, describe, artifact, link, remove, restore.
 * `apply` returns 1 if there is nothing to change: then no state is written.
 */
struct gx_edit {
	const char *event;
	int (*apply)(void *context, struct gx_store *store, struct gx_batch *batch, struct gx_run *run, struct gx_files *files, struct gx_arena *arena,
		    struct gx_err *err);
	void *context;
	unsigned parts; /* of the run that `apply` wants to see; those it changes it writes into `files` by gx_edit_put() */
};
int gx_store_edit(struct gx_store *store, const struct gx_item *item, const struct gx_edit *edit, struct gx_err *err);

/*
 * The same for many runs, with a flush for some hundreds of them instead of one each; `edited` is told of each whose state is in place. Killed
 * meanwhile, or at the first failure, some have their new state and the others their old one.
 */
typedef void gx_edited(void *context, const struct gx_item *item);
int gx_store_edit_many(struct gx_store *store, const struct gx_item *items, size_t count, const struct gx_edit *edit, gx_edited *edited,
		       void *context, struct gx_err *err);

/* Writes one part of the run (GX_PART_FACTS, GX_PART_TAGS …) into the files, or removes it where it is empty. */
int gx_edit_put(struct gx_files *files, struct gx_run *run, enum gx_part part, struct gx_arena *arena, struct gx_err *err);

#endif
