/*
 * For the files of this room only: an index of our own, a copy of the user's, in which git builds the tree of the work tree. The user's stays as it is.
 */
#ifndef GX_GIT_PRIVATE_INDEX_H
#define GX_GIT_PRIVATE_INDEX_H

#include "git/command.h"
#include "git/repo.h"

struct gx_private_index {
	const struct gx_repo *repo;
	struct gx_buf path;
	/* "GIT_INDEX_FILE=…", "GIT_DIR=…" and so on: git runs in another folder, where relative ones would mislead */
	struct gx_buf index, git_dir, work_tree;
};

#define GX_PRIVATE_INDEX_INIT(repo_) \
	{ (repo_), GX_BUF_INIT(1 << 15), GX_BUF_INIT(1 << 15), GX_BUF_INIT(1 << 15), GX_BUF_INIT(1 << 15) }

/* Copies the user's index to `exp/tmp/` in the common git directory; where there is none (nothing was ever added), git will make it. */
int gx_private_index_copy(struct gx_private_index *index, struct gx_err *err);

/* Takes paths (NUL behind each) as they are in the work tree, or takes them out. Contents go to the object store, flushed. */
int gx_private_index_put(const struct gx_private_index *index, struct gx_str paths, struct gx_err *err);
int gx_private_index_remove(const struct gx_private_index *index, struct gx_str paths, struct gx_err *err);

/* Writes its trees. */
int gx_private_index_tree(const struct gx_private_index *index, struct gx_oid *ret, struct gx_err *err);

/*
 * Settings of the user's that would reach beyond the private index (hooks, the shared part of a split index, the daemon that watches files), or
 * stop for what does no harm here. Objects are flushed, the index need not be; git before 2.36 knows only the last setting.
 */
#define GX_PRIVATE_SETTINGS                                                                                                                    \
	"-c", "core.hooksPath=/dev/null", "-c", "core.splitIndex=false", "-c", "core.fsmonitor=false", "-c", "core.untrackedCache=false",     \
		"-c", "core.safecrlf=false", "-c", "core.fsync=objects,derived-metadata", "-c", "core.fsyncMethod=batch", "-c",               \
		"core.fsyncObjectFiles=true"

/* Runs git at the top of the work tree on this index; its environment is set here. */
int gx_private_index_run(const struct gx_private_index *index, struct gx_git *git, struct gx_buf *out, struct gx_err *err);

/* Removes the file. */
void gx_private_index_release(struct gx_private_index *index);

#endif
