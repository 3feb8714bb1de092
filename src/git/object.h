/*
 * Objects: read them wherever they lie (our own pack reader, loose and alternates by libgit2, promisors by git).
 */
#ifndef GX_GIT_OBJECT_H
#define GX_GIT_OBJECT_H

#include "git/repo.h"

enum gx_object_kind { GX_OBJECT_NONE = 0, GX_COMMIT = 1, GX_TREE = 2, GX_BLOB = 3, GX_TAG = 4 };

const char *gx_object_kind_name(enum gx_object_kind kind);

/* Reads objects and keeps what makes the next one quick (packs mapped, delta bases). One per thread. */
struct gx_reader; /* opaque */

struct gx_reader *gx_reader_new(struct gx_repo *repo);
void gx_reader_free(struct gx_reader *reader);

/*
 * Reads an object; the bytes are the reader's and good until its next read. Size is checked before anything is inflated: over `max`
 * is GX_ELIMIT. Another kind than `want` (GX_OBJECT_NONE: any) is GX_EFORMAT; GX_ENOTFOUND.
 */
int gx_object_read(struct gx_reader *reader, const struct gx_oid *oid, enum gx_object_kind want, size_t max, struct gx_str *ret_bytes,
		   enum gx_object_kind *ret_kind, struct gx_err *err);

/* Kind and size without the bytes. */
int gx_object_header(struct gx_reader *reader, const struct gx_oid *oid, enum gx_object_kind *ret_kind, uint64_t *ret_size, struct gx_err *err);

bool gx_object_exists(struct gx_reader *reader, const struct gx_oid *oid);

/* Adds what stands before the bytes where an id is taken, and in loose objects: "blob 12" and a NUL. */
void gx_object_head(struct gx_buf *out, enum gx_object_kind kind, size_t size);

/* The id that bytes have as an object. False without memory. */
bool gx_object_id(enum gx_object_kind kind, struct gx_str bytes, struct gx_oid *ret);

/* ---- commits */

struct gx_commit {
	struct gx_oid tree;
	const struct gx_oid *parents; /* in the arena */
	size_t parents_count;
	struct gx_identity author, committer; /* views into the bytes */
	struct gx_str message;
};

/* Parses a commit's bytes, which must outlive it. GX_EFORMAT if it is none. */
int gx_commit_parse(struct gx_str bytes, struct gx_arena *arena, struct gx_commit *ret, struct gx_err *err);
void gx_commit_write(struct gx_buf *out, const struct gx_commit *commit);

/* Only the tree of a commit's bytes: for lists. */
bool gx_commit_tree(struct gx_str bytes, struct gx_oid *ret);

/* ---- trees */

enum gx_mode { GX_MODE_TREE = 040000, GX_MODE_BLOB = 0100644, GX_MODE_EXEC = 0100755, GX_MODE_LINK = 0120000, GX_MODE_GITLINK = 0160000 };

struct gx_entry {
	unsigned mode;
	struct gx_str name; /* as it stands in the tree: hostile */
	struct gx_oid id;
};

/* The next entry of a tree's bytes; moves `rest`. 1: one came, 0: end, GX_EFORMAT: broken. */
int gx_tree_next(struct gx_str *rest, struct gx_entry *ret, struct gx_err *err);

/* The entry of a name; false if there is none. */
bool gx_tree_find(struct gx_str tree, struct gx_str name, struct gx_entry *ret);

/* Adds an entry's bytes. The caller keeps git's order (gx_tree_order). */
void gx_tree_add(struct gx_buf *out, unsigned mode, struct gx_str name, const struct gx_oid *id);

/* git's order of entries: by bytes, folders as if their name ended in a slash. */
int gx_tree_order(struct gx_str a, bool a_is_tree, struct gx_str b, bool b_is_tree);

/* Adds the bytes of `tree` with the entry `name` set to `id` (mode) or, where `id` is NULL, taken out. */
int gx_tree_with(struct gx_buf *out, struct gx_str tree, struct gx_str name, unsigned mode, const struct gx_oid *id, struct gx_err *err);

#endif
