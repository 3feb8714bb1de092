/*
 * Writing: a handful of objects and a ref so that a crash at any instant leaves the old state or the new one, and ten thousands of
 * objects as one pack with deltas.
 */
#ifndef GX_GIT_WRITE_H
#define GX_GIT_WRITE_H

#include "git/object.h"

/*
 * A batch of loose objects: written under temporary names, flushed together, then linked into place. Nothing is visible before
 * gx_batch_commit(); releasing an uncommitted batch leaves no file behind.
 */
struct gx_batch; /* opaque */

struct gx_batch *gx_batch_new(struct gx_repo *repo);
void gx_batch_free(struct gx_batch *batch);

/* Adds an object unless the repository has it; its id comes back. */
int gx_batch_add(struct gx_batch *batch, enum gx_object_kind kind, struct gx_str bytes, struct gx_oid *ret, struct gx_err *err);

/* Adds the contents of a file as a blob, whatever its size, without holding it in memory. */
int gx_batch_add_file(struct gx_batch *batch, const char *path, struct gx_oid *ret, struct gx_err *err);

/* Flushes all and links them into place; the batch is then empty and may go on. */
int gx_batch_commit(struct gx_batch *batch, struct gx_err *err);

/* ---- refs */

/*
 * Moves `ref` from `old` (none: it must not exist) to `new`, durably, by compare-and-swap; busy locks are tried again for a second.
 * GX_ECONFLICT if it is not at `old`.
 */
int gx_ref_update(struct gx_repo *repo, const char *ref, const struct gx_oid *old, const struct gx_oid *new, struct gx_err *err);

/* Where a ref points, symbolic ones followed. GX_ENOTFOUND. */
int gx_ref_read(struct gx_repo *repo, const char *ref, struct gx_oid *ret, struct gx_err *err);

struct gx_ref {
	struct gx_str name;
	struct gx_oid id;
};

struct gx_refs {
	struct gx_ref *at; /* sorted by name */
	size_t len, room;
};

/* Deletes refs that are where `refs` says, all or none, by `git update-ref`. */
int gx_refs_delete(const struct gx_refs *refs, struct gx_err *err);

/* All refs below a prefix that ends in a slash, loose over packed. Symbolic and broken ones are left out and counted. */
int gx_refs_list(struct gx_repo *repo, const char *prefix, struct gx_arena *arena, struct gx_refs *ret, size_t *ret_skipped, struct gx_err *err);

/* ---- packs */

/* A pack being written: objects go to a temporary file, deltas against objects of the same pack. */
struct gx_pack; /* opaque */

/* An object that is whole in the pack, kept ready for others to be deltas against. */
struct gx_pack_base; /* opaque */

int gx_pack_begin(struct gx_repo *repo, struct gx_pack **ret, struct gx_err *err);

/* Throws an unfinished pack away. */
void gx_pack_free(struct gx_pack *pack);

/*
 * Adds an object and gives its id. It is stored as a delta against `base` (or NULL) where that is shorter. An object that this pack has
 * already is not written twice.
 */
int gx_pack_add(struct gx_pack *pack, enum gx_object_kind kind, struct gx_str bytes, struct gx_pack_base *base, struct gx_oid *ret,
		struct gx_err *err);

/* Makes a base of the object that was just added whole (of the same bytes), NULL without memory. The caller frees it. */
struct gx_pack_base *gx_pack_base_new(const struct gx_pack *pack, const struct gx_oid *id, struct gx_str bytes);
void gx_pack_base_free(struct gx_pack_base *base);

/*
 * Ends the pack: flushes it and its index, renames them into place; then, if `refs` has any, replaces packed-refs once with these refs added
 * (all must be new: GX_ECONFLICT). Killed at any instant: all the refs are there, or none.
 */
int gx_pack_finish(struct gx_pack *pack, const struct gx_refs *refs, struct gx_err *err);

/* Adds new refs to packed-refs by one rename under its lock. For gx_pack_finish(). */
int gx_refs_add_packed(struct gx_repo *repo, const struct gx_refs *refs, struct gx_err *err);

#endif
