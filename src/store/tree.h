/*
 * For the files of this room only: files to trees, states to commits; into a batch of loose objects or a pack alike.
 */
#ifndef GX_STORE_TREE_H
#define GX_STORE_TREE_H

#include "store/record.h"

/* Where objects go. `path` says what the object is ("params.yaml", "" for the folder `.exp`), so that a pack finds a like one to be a delta of. */
struct gx_target {
	int (*add)(void *context, enum gx_object_kind kind, struct gx_str bytes, struct gx_str path, struct gx_oid *ret, struct gx_err *err);
	void *context;
};

/* Writes the files as nested trees; the id of the outermost comes back. GX_EINPUT where one path is a file and a folder. */
int gx_tree_write(const struct gx_target *target, const struct gx_files *files, struct gx_oid *ret, struct gx_err *err);

/* What a state's commit says. */
struct gx_state_commit {
	struct gx_str code;               /* bytes of the tree without `.exp` */
	const struct gx_oid *parents;
	size_t parents_count;
	struct gx_identity author, committer;
	const char *event;                /* of the trailer Exp-Event */
};

/* Writes record, root tree and commit. */
int gx_state_write(const struct gx_target *target, const struct gx_schema *schema, const struct gx_run *run, const struct gx_files *files,
		   const struct gx_state_commit *state, struct gx_oid *ret, struct gx_err *err);

/* Sets what every run must have and this one has not: uuid, name, status, times, headline metrics; redacts secrets. GX_EINPUT for a bad name. */
int gx_run_complete(struct gx_store *store, struct gx_run *run, struct gx_arena *arena, struct gx_err *err);

/* Author and committer of a new state; warns once where nobody has said who we are. */
int gx_store_identities(struct gx_store *store, struct gx_arena *arena, struct gx_state_commit *state, struct gx_err *err);

/* A run that brings its own author (record --stdin) keeps it. */
void gx_state_author(const struct gx_run *run, struct gx_state_commit *state);

/* Adds refs/experiments/<experiment>/<id>. */
int gx_run_ref(const struct gx_run *run, const struct gx_oid *id, struct gx_buf *out, struct gx_err *err);

#endif
