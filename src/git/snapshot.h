/*
 * The code as it runs: the tree of the work tree as it stands (staged, unstaged, deleted, untracked), made without touching index, stash or work
 * tree. git does it, on a private index, so that filters, sparse checkouts and submodules are right.
 */
#ifndef GX_GIT_SNAPSHOT_H
#define GX_GIT_SNAPSHOT_H

#include "base/vec.h"
#include "git/command.h"
#include "git/repo.h"

struct gx_snapshot_rules {
	bool untracked;         /* look at untracked files at all */
	uint64_t file_limit;    /* bytes of one untracked file */
	uint64_t total_limit;   /* bytes of all untracked files together */
	bool text_only;         /* leave binary files out (a NUL in the first 8,000 bytes, as git tells) */
	/* Whether an untracked path goes in, by its name; the limits come on top. */
	bool (*wants)(void *context, struct gx_str path);
	void *context;
};

struct gx_snapshot {
	bool dirty;          /* something differs from HEAD by `git status`; what a filter undoes may leave the tree the same */
	struct gx_oid tree;  /* if dirty: of the whole work tree, `.exp` included where it is tracked */
	GX_VEC(struct gx_str) omitted; /* paths that stayed out, in an arena: untracked ones, dirty submodules, embedded repositories */
};

void gx_snapshot_release(struct gx_snapshot *snapshot);

/* Starts `git status`, to be at work while we open the repository. `git` is zeroed by the caller. */
int gx_snapshot_start(struct gx_git *git, bool untracked, struct gx_err *err);

/*
 * Waits for it and, where anything differs, writes the tree, durably. What differs below `.exp/` is not looked at: a run replaces it. Must be given
 * what gx_snapshot_start() was told of untracked files.
 */
int gx_snapshot_finish(struct gx_git *git, const struct gx_repo *repo, const struct gx_snapshot_rules *rules, struct gx_arena *arena,
		       struct gx_snapshot *ret, struct gx_err *err);

#endif
