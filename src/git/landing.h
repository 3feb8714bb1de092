/*
 * Some paths of another tree on their way into HEAD's branch: what differs between trees, whether index and work tree can take it without
 * losing anything, and the commit. git does each step, so that filters, sparse checkouts, submodules, hooks and signing are right, and so
 * that it refuses whatever it would refuse a user.
 */
#ifndef GX_GIT_LANDING_H
#define GX_GIT_LANDING_H

#include "base/vec.h"
#include "git/command.h"
#include "git/object.h"

/* A path as another tree has it. */
struct gx_change {
	struct gx_str path; /* from the top of the work tree */
	unsigned mode;      /* 0: it is not there */
	struct gx_oid id;
};

struct gx_changes {
	GX_VEC(struct gx_change) list; /* by path */
};

void gx_changes_release(struct gx_changes *changes);

/* The change of a path, or NULL. */
const struct gx_change *gx_changes_find(const struct gx_changes *changes, struct gx_str path);

/* Whether both leave the path the same. */
bool gx_change_equal(const struct gx_change *a, const struct gx_change *b);

/* What must be changed in one tree to have the other (commits or trees; none: the empty tree). Paths live in the arena. */
int gx_tree_changes(const struct gx_oid *from, const struct gx_oid *to, struct gx_arena *arena, struct gx_changes *ret, struct gx_err *err);

/* Reads a list that git has printed by --raw -z. An unmerged path, which no commit can have, is given the mode of a tree. */
int gx_changes_read(struct gx_str list, struct gx_arena *arena, struct gx_changes *ret, struct gx_err *err);

/* Runs git at the top of the work tree, on the user's own index; its environment is set here. */
int gx_git_run_at_top(const struct gx_repo *repo, struct gx_git *git, struct gx_buf *out, struct gx_err *err);

/* An operation that HEAD is in the middle of ("a merge", "a rebase" …), or NULL. */
const char *gx_repo_operation(const struct gx_repo *repo);

/* The entries of an unmerged path: stage 1 to 3, mode 0 where there is none. */
struct gx_stages {
	struct gx_entry stage[4];
	bool unmerged;
};
int gx_index_stages(const struct gx_repo *repo, struct gx_str path, struct gx_stages *ret, struct gx_err *err);

struct gx_landing; /* opaque */

/*
 * Plans `changes` on top of the commit `head`. Where index or work tree have one of the paths neither as `head` nor as the change wants it,
 * that is a local change: then GX_ECONFLICT names such paths. Nothing is touched yet; the objects of the changes must be there.
 */
int gx_landing_plan(struct gx_repo *repo, const struct gx_oid *head, const struct gx_changes *changes, struct gx_landing **ret, struct gx_err *err);
void gx_landing_free(struct gx_landing *landing);

/* Brings the paths into index and work tree. Ended in the middle, running it again goes on. */
int gx_landing_apply(struct gx_landing *landing, struct gx_err *err);

/*
 * Commits them and nothing else that is staged, with the user's hooks and signature; git's output goes where ours goes. GX_ECONFLICT if HEAD has
 * moved since the plan. *ret_status is git's: if not 0, git has said why, and the paths stay staged.
 */
int gx_landing_commit(struct gx_landing *landing, const char *subject, const char *trailer, bool quiet, int *ret_status, struct gx_err *err);

/* Ends the conflict of one path: this blob is staged and written into the work tree. */
int gx_landing_resolve(struct gx_repo *repo, const struct gx_change *change, struct gx_err *err);

#endif
