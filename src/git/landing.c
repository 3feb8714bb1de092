#include "git/landing.h"

#include <stdio.h>

#include "base/file.h"
#include "git/private_index.h"

enum { NAMED_MAX = 5 };

struct gx_landing {
	struct gx_repo *repo;
	struct gx_oid head, tree;          /* the tree is head's with the changes */
	const struct gx_changes *changes;  /* the caller's */
	struct gx_private_index index;     /* holds `tree` */
	struct gx_buf stage;               /* paths that the work tree has as wanted already; NUL behind each */
};

void gx_landing_free(struct gx_landing *landing)
{
	if (!landing)
		return;
	gx_private_index_release(&landing->index);
	gx_buf_release(&landing->stage);
	free(landing);
}

static void add_path(struct gx_buf *list, struct gx_str path)
{
	gx_buf_str(list, path);
	gx_buf_byte(list, '\0');
}

/* ---- is anything in the way */

#define DIFF_INDEX "diff-index", "--cached", "--raw", "-z", "--no-renames", "--ignore-submodules=none"
/* Paths that a sparse checkout leaves out keep their entries. */
#define TAKE_PATHS "update-index", "-z", "--add", "--remove", "--ignore-skip-worktree-entries", "--stdin"

static int find_in_work_tree(struct gx_landing *landing, struct gx_arena *arena, struct gx_changes *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) paths = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_oid_text head = gx_oid_text(&landing->head);
	struct gx_git diff = { .argv = { DIFF_INDEX, head.hex } };
	for (size_t i = 0; i < landing->changes->list.len; i++)
		add_path(&paths, landing->changes->list.at[i].path);
	struct gx_git take = { .argv = { GX_PRIVATE_SETTINGS, TAKE_PATHS }, .input = gx_buf_view(&paths) };
	int r = gx_buf_check(&paths, "the list of paths", err);
	if (r == 0)
		r = gx_private_index_run(&landing->index, &take, NULL, err);
	if (r == 0)
		r = gx_private_index_run(&landing->index, &diff, &out, err);
	return r == 0 ? gx_changes_read(gx_buf_view(&out), arena, ret, err) : r;
}

static int find_staged(struct gx_landing *landing, struct gx_arena *arena, struct gx_changes *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_oid_text head = gx_oid_text(&landing->head);
	struct gx_git diff = { .argv = { DIFF_INDEX, head.hex } };
	int r = gx_git_run_at_top(landing->repo, &diff, &out, err);
	return r == 0 ? gx_changes_read(gx_buf_view(&out), arena, ret, err) : r;
}

static void name_path(struct gx_buf *names, size_t count, struct gx_str path)
{
	if (count < NAMED_MAX)
		gx_buf_printf(names, "%s'%" GX_PRI "'", count ? ", " : "", GX_ARG(path));
}

/* After `git stash pop`, say: git would refuse half-way. */
static int check_merged(const struct gx_changes *staged, struct gx_err *err)
{
	for (size_t i = 0; i < staged->list.len; i++)
		if (staged->list.at[i].mode == GX_MODE_TREE)
			return gx_fail(err, GX_ECONFLICT, "'%" GX_PRI "' has a conflict that is not resolved", GX_ARG(staged->list.at[i].path));
	return 0;
}

static int check_local(struct gx_landing *landing, const struct gx_changes *staged, const struct gx_changes *worked, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) names = GX_BUF_INIT(GX_BUF_ANY);
	size_t count = 0;
	for (size_t i = 0; i < landing->changes->list.len; i++) {
		const struct gx_change *wanted = &landing->changes->list.at[i];
		const struct gx_change *index = gx_changes_find(staged, wanted->path), *file = gx_changes_find(worked, wanted->path);
		bool keeps_index = !index || gx_change_equal(index, wanted), keeps_file = !file || gx_change_equal(file, wanted);
		if (!keeps_index || !keeps_file)
			name_path(&names, count++, wanted->path);
		else if (file && !index)
			add_path(&landing->stage, wanted->path);
	}
	if (count == 0)
		return gx_buf_check(&landing->stage, "the list of paths", err);
	return gx_fail(err, GX_ECONFLICT, "local changes are in the way: %s%s; commit or stash them first", gx_buf_c(&names),
		       count > NAMED_MAX ? " and more" : "");
}

/* ---- the tree */

static int set_entries(struct gx_landing *landing, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) lines = GX_BUF_INIT(GX_BUF_ANY);
	/* Removals first: a file may become a folder. */
	for (unsigned pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < landing->changes->list.len; i++) {
			const struct gx_change *change = &landing->changes->list.at[i];
			if ((change->mode != 0) != (pass == 1))
				continue;
			gx_buf_printf(&lines, "%o %s\t", change->mode, gx_oid_text(&change->id).hex);
			add_path(&lines, change->path);
		}
	}
	struct gx_git update = { .argv = { GX_PRIVATE_SETTINGS, "update-index", "-z", "--index-info" }, .input = gx_buf_view(&lines) };
	int r = gx_buf_check(&lines, "the list of paths", err);
	return r == 0 ? gx_private_index_run(&landing->index, &update, NULL, err) : r;
}

static int build_tree(struct gx_landing *landing, struct gx_err *err)
{
	struct gx_oid_text head = gx_oid_text(&landing->head);
	struct gx_git reset = { .argv = { GX_PRIVATE_SETTINGS, "read-tree", "--reset", head.hex } };
	int r = gx_private_index_run(&landing->index, &reset, NULL, err);
	if (r == 0)
		r = set_entries(landing, err);
	return r == 0 ? gx_private_index_tree(&landing->index, &landing->tree, err) : r;
}

static int plan(struct gx_landing *landing, struct gx_arena *arena, struct gx_err *err)
{
	struct gx_changes staged = { .list = { NULL, 0, 0 } }, worked = { .list = { NULL, 0, 0 } };
	int r = gx_private_index_copy(&landing->index, err);
	if (r == 0)
		r = find_staged(landing, arena, &staged, err);
	if (r == 0)
		r = check_merged(&staged, err);
	if (r == 0)
		r = find_in_work_tree(landing, arena, &worked, err);
	if (r == 0)
		r = check_local(landing, &staged, &worked, err);
	if (r == 0)
		r = build_tree(landing, err);
	gx_changes_release(&staged);
	gx_changes_release(&worked);
	return r;
}

int gx_landing_plan(struct gx_repo *repo, const struct gx_oid *head, const struct gx_changes *changes, struct gx_landing **ret, struct gx_err *err)
{
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_landing *landing = calloc(1, sizeof(*landing));
	if (!landing)
		return gx_fail_memory(err);
	landing->repo = repo;
	landing->index = (struct gx_private_index)GX_PRIVATE_INDEX_INIT(repo);
	landing->head = *head;
	landing->changes = changes;
	landing->stage = (struct gx_buf)GX_BUF_INIT(GX_BUF_ANY);
	int r = plan(landing, &arena, err);
	gx_arena_release(&arena);
	if (r == 0)
		*ret = landing;
	else
		gx_landing_free(landing);
	return r;
}

/* ---- doing it */

/* A merge of two trees, as git checks a branch out: what differs from both stops it, whatever happened since the plan. */
int gx_landing_apply(struct gx_landing *landing, struct gx_err *err)
{
	struct gx_oid_text head = gx_oid_text(&landing->head), tree = gx_oid_text(&landing->tree);
	struct gx_git take = { .argv = { "-c", "core.safecrlf=false", TAKE_PATHS }, .input = gx_buf_view(&landing->stage) };
	struct gx_git refresh = { .argv = { "update-index", "-q", "--refresh" }, .may_fail = true };
	struct gx_git merge = { .argv = { "read-tree", "-m", "-u", head.hex, tree.hex } };
	int r = take.input.len > 0 ? gx_git_run_at_top(landing->repo, &take, NULL, err) : 0;
	if (r == 0)
		r = gx_git_run_at_top(landing->repo, &refresh, NULL, err);
	return r == 0 ? gx_git_run_at_top(landing->repo, &merge, NULL, err) : r;
}

/*
 * From our index and not by `--only -- <paths>`: that reads the work tree again, where a submodule stands elsewhere and a sparse checkout has
 * nothing. Run where the user is, for the hooks.
 */
int gx_landing_commit(struct gx_landing *landing, const char *subject, const char *trailer, bool quiet, int *ret_status, struct gx_err *err)
{
	struct gx_git commit = {
		.argv = { "commit", quiet ? "--quiet" : "--no-quiet", "--cleanup=whitespace", "-m", subject, "-m", trailer },
		.environment = { gx_buf_c(&landing->index.index) },
		.inherit = true,
		.may_fail = true,
	};
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_head head;
	int r = gx_repo_head(landing->repo, &arena, &head, err);
	if (r == 0 && (head.unborn || !gx_oid_equal(&head.commit, &landing->head)))
		r = gx_fail(err, GX_ECONFLICT, "HEAD has moved meanwhile; nothing is committed");
	gx_arena_release(&arena);
	if (r == 0)
		r = gx_git_run(&commit, NULL, err);
	if (r == 0)
		*ret_status = commit.status;
	return r;
}

int gx_landing_resolve(struct gx_repo *repo, const struct gx_change *change, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) lines = GX_BUF_INIT(1 << 16);
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(1 << 16);
	gx_buf_printf(&lines, "0 %s\t%" GX_PRI "%c%o %s\t%" GX_PRI "%c", gx_oid_text(&change->id).hex, GX_ARG(change->path), 0, change->mode,
		      gx_oid_text(&change->id).hex, GX_ARG(change->path), 0);
	add_path(&path, change->path);
	struct gx_git stage = { .argv = { "update-index", "-z", "--index-info" }, .input = gx_buf_view(&lines) };
	struct gx_git write = { .argv = { "checkout-index", "-f", "-u", "-z", "--stdin" }, .input = gx_buf_view(&path) };
	int r = gx_buf_check(&lines, "a path", err);
	if (r == 0)
		r = gx_git_run_at_top(repo, &stage, NULL, err);
	return r == 0 ? gx_git_run_at_top(repo, &write, NULL, err) : r;
}
