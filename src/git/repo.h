/*
 * The repository: found as git finds it (working directory, GIT_DIR, GIT_WORK_TREE …), its folders, its settings, who we are.
 * The fast path is libgit2; where the environment or the repository needs what libgit2 is blind to, git is asked.
 */
#ifndef GX_GIT_REPO_H
#define GX_GIT_REPO_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "git/oid.h"

struct gx_repo; /* opaque */

/*
 * Opens the repository of the current directory and environment. GX_EGIT where there is none or it is broken (the command is then `fatal:`);
 * GX_EUNSUPPORTED for SHA-256 and reftable repositories.
 */
int gx_repo_open(struct gx_repo **ret, struct gx_err *err);
void gx_repo_free(struct gx_repo *repo);

/* Absolute paths without a slash at the end; they live as long as the repository. */
const char *gx_repo_git_dir(const struct gx_repo *repo);    /* of this worktree */
const char *gx_repo_common_dir(const struct gx_repo *repo); /* shared by all worktrees: objects, refs, exp/ */
const char *gx_repo_objects_dir(const struct gx_repo *repo); /* where new objects go */
const char *gx_repo_work_tree(const struct gx_repo *repo);  /* NULL in a bare repository */

/* The current directory below the work tree, with a slash at the end, or "" at its top or outside. */
const char *gx_repo_prefix(const struct gx_repo *repo);

/*
 * git's configuration, all levels, `git -c` included: the last value of `name` ("core.pager", any case in section and key), or
 * NULL. An entry without `=` is "true". Read once, at the first call.
 */
const char *gx_repo_config(struct gx_repo *repo, const char *name);

/* Calls `each` for every entry whose name starts with `prefix` ("exp."), in order; stops at the first non-zero and returns it. */
typedef int gx_config_each(void *context, struct gx_str name, struct gx_str value, struct gx_err *err);
int gx_repo_config_each(struct gx_repo *repo, const char *prefix, gx_config_each *each, void *context, struct gx_err *err);

/* Whether a config value is true by git's rules ("true", "yes", "on", non-zero numbers, no value); `standard` where `value` is NULL. */
bool gx_config_true(const char *value, bool standard);

enum gx_role { GX_AUTHOR, GX_COMMITTER };

/* "Name <email> 1732143300 +0100": what git writes behind `author `. */
struct gx_identity {
	struct gx_str name, email;
	int64_t time_s;
	int offset_min;
	bool guessed; /* nobody told us: <user>@<host> */
};

/*
 * Who is writing, by git's own rules (GIT_AUTHOR_NAME …, author.*, user.*, EMAIL). Where git would refuse, `<user>@<host>` with `guessed` set. `now_us` is
 * the time unless GIT_AUTHOR_DATE or GIT_COMMITTER_DATE says another.
 */
int gx_repo_identity(struct gx_repo *repo, enum gx_role role, int64_t now_us, struct gx_arena *arena, struct gx_identity *ret,
		     struct gx_err *err);

/* Adds the line's text; characters that git strips (<, >, newline) are stripped. */
void gx_identity_write(struct gx_buf *out, const struct gx_identity *identity);

/* Where HEAD is. */
struct gx_head {
	bool unborn;
	struct gx_oid commit;    /* none when unborn */
	struct gx_str branch;    /* "refs/heads/main", empty when detached */
};
int gx_repo_head(struct gx_repo *repo, struct gx_arena *arena, struct gx_head *ret, struct gx_err *err);

/* Resolves a revision to a commit as `git rev-parse --verify <rev>^{commit}` does. GX_ENOTFOUND. */
int gx_repo_resolve(const char *revision, struct gx_oid *ret, struct gx_err *err);

/* The URL of the remote that git would take (branch's remote, else the only one, else origin), user info stripped by the caller; empty if none. */
int gx_repo_remote_url(struct gx_repo *repo, struct gx_str branch, struct gx_arena *arena, struct gx_str *ret, struct gx_err *err);

#endif
