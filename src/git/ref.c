/*
 * One ref. Not by libgit2: a process that is killed there leaves a lock that stops the next one, and each ref that it makes or looks up has it
 * read packed-refs line by line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "git/command.h"
#include "git/files.h"
#include "git/lock.h"
#include "git/packedrefs.h"
#include "git/refname.h"
#include "git/write.h"

enum { PATH_ROOM = 8192, SYMBOLIC_MAX = 5, TRY_FOR_MS = 1000, PAUSE_MS = 2 };

/* ---- reading */

/* HEAD and its like, and a few folders, belong to a worktree; all others to the repository. */
static const char *folder_of(const struct gx_repo *repo, struct gx_str ref)
{
	static const struct gx_str own[] = { GX_STR_INIT("refs/worktree/"), GX_STR_INIT("refs/bisect/"), GX_STR_INIT("refs/rewritten/") };
	for (size_t i = 0; i < GX_LEN(own); i++)
		if (gx_str_starts(ref, own[i]))
			return gx_repo_git_dir(repo);
	return gx_str_starts(ref, GX_STR("refs/")) ? gx_repo_common_dir(repo) : gx_repo_git_dir(repo);
}

static int read_loose(const struct gx_repo *repo, struct gx_str ref, struct gx_loose_ref *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	gx_buf_printf(&path, "%s/%" GX_PRI, folder_of(repo, ref), GX_ARG(ref));
	int r = gx_buf_check(&path, "the name of a ref", err);
	if (r == 0)
		gx_loose_ref_read(ret, gx_buf_c(&path));
	return r;
}

static int read_packed(const struct gx_repo *repo, struct gx_str ref, struct gx_oid *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_packed) packed = GX_PACKED_INIT;
	int r = gx_packed_open(repo, &packed, err);
	if (r == 0 && !gx_packed_find(&packed, ref, ret))
		return gx_fail(err, GX_ENOTFOUND, "there is no ref '%" GX_PRI "'", GX_ARG(ref));
	return r;
}

/* One step: an id, or in `text` the name that a symbolic ref points to. */
static int follow(const struct gx_repo *repo, struct gx_buf *text, struct gx_oid *ret, bool *ret_found, struct gx_err *err)
{
	GX_CLEANUP(gx_loose_ref) loose = GX_LOOSE_REF_INIT;
	int r = read_loose(repo, gx_buf_view(text), &loose, err);
	if (r < 0)
		return r;
	switch (loose.kind) {
	case GX_LOOSE_NONE:
		*ret_found = true;
		return read_packed(repo, gx_buf_view(text), ret, err);
	case GX_LOOSE_ID:
		*ret_found = true;
		*ret = loose.id;
		return 0;
	case GX_LOOSE_SYMBOLIC:
		gx_buf_reset(text);
		gx_buf_str(text, loose.target);
		return gx_buf_check(text, "the name of a ref", err);
	case GX_LOOSE_BROKEN:
		break;
	}
	return gx_fail(err, GX_EGIT, "the ref '%s' is broken; `git fsck` tells more", gx_buf_c(text));
}

/* Follows a ref; `name` becomes that of the last one, which may not be there: GX_ENOTFOUND. */
static int resolve(const struct gx_repo *repo, const char *ref, struct gx_buf *name, struct gx_oid *ret, struct gx_err *err)
{
	bool found = false;
	gx_buf_text(name, ref);
	int r = gx_buf_check(name, "the name of a ref", err);
	for (unsigned steps = 0; r == 0 && !found; steps++) {
		if (steps > SYMBOLIC_MAX)
			return gx_fail(err, GX_EGIT, "the ref '%s' is broken: it leads on and on", ref);
		r = follow(repo, name, ret, &found, err);
	}
	return r;
}

int gx_ref_read(struct gx_repo *repo, const char *ref, struct gx_oid *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) name = GX_BUF_INIT(PATH_ROOM);
	struct gx_oid id = GX_OID_NONE;
	int r = resolve(repo, ref, &name, &id, err);
	if (r == 0)
		*ret = id;
	return r;
}

int gx_repo_head(struct gx_repo *repo, struct gx_arena *arena, struct gx_head *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) name = GX_BUF_INIT(PATH_ROOM);
	struct gx_head head = { .unborn = false };
	int r = resolve(repo, "HEAD", &name, &head.commit, err);
	bool detached = strcmp(gx_buf_c(&name), "HEAD") == 0;
	head.unborn = r == GX_ENOTFOUND && !detached;
	if (r < 0 && !head.unborn)
		return r;
	if (!detached) {
		head.branch = gx_arena_str(arena, gx_buf_view(&name));
		if (!head.branch.at)
			return gx_fail_memory(err);
	}
	*ret = head;
	return 0;
}

/* ---- setting */

static bool is_file(const char *path)
{
	struct stat about;
	return lstat(path, &about) == 0 && !S_ISDIR(about.st_mode);
}

static int fail_above(const char *ref, size_t len, struct gx_err *err)
{
	return gx_fail(err, GX_ECONFLICT, "'%.*s' is a ref, so there can be none below it: '%s'", (int)len, ref, ref);
}

/* A ref `a` and a ref `a/b` exclude each other; here those that have no files. */
static int check_packed(const struct gx_packed *packed, const char *ref, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) below = GX_BUF_INIT(PATH_ROOM);
	struct gx_oid id;
	for (const char *slash = strchr(ref, '/'); slash; slash = strchr(slash + 1, '/'))
		if (gx_packed_find(packed, (struct gx_str){ ref, (size_t)(slash - ref) }, &id))
			return fail_above(ref, (size_t)(slash - ref), err);
	gx_buf_printf(&below, "%s/", ref);
	if (gx_packed_has_below(packed, gx_buf_view(&below)))
		return gx_fail(err, GX_ECONFLICT, "there are refs below '%s', so it cannot be one", ref);
	return 0;
}

/* Where the ref is now, read under its lock: the loose file, else packed-refs; none if it is in neither, and could be made. */
static int read_locked(struct gx_repo *repo, const char *ref, const char *path, struct gx_oid *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_loose_ref) loose = GX_LOOSE_REF_INIT;
	GX_CLEANUP(gx_packed) packed = GX_PACKED_INIT;
	gx_loose_ref_read(&loose, path);
	*ret = loose.id;
	if (loose.kind == GX_LOOSE_ID)
		return 0;
	if (loose.kind != GX_LOOSE_NONE)
		return gx_fail(err, GX_EGIT, "the ref '%s' does not point to an object", ref);
	int r = gx_packed_open(repo, &packed, err);
	if (r < 0 || gx_packed_find(&packed, gx_str_of(ref), ret))
		return r;
	r = check_packed(&packed, ref, err);
	if (r == 0 && !gx_ref_make_way(path))
		return gx_fail(err, GX_ECONFLICT, "there are refs below '%s', so it cannot be one", ref);
	return r;
}

static int set_locked(struct gx_repo *repo, const char *ref, const char *path, const struct gx_oid *old, const struct gx_oid *new,
		      struct gx_err *err)
{
	char text[GX_OID_HEX + 2];
	struct gx_oid now;
	int r = read_locked(repo, ref, path, &now, err);
	if (r < 0)
		return r;
	if (!gx_oid_equal(&now, old))
		return gx_fail(err, GX_ECONFLICT, "'%s' was changed by somebody else; try again", ref);
	(void)snprintf(text, sizeof(text), "%s\n", gx_oid_text(new).hex);
	return gx_repo_file_replace(repo, path, ".tmp-exp-", gx_str_of(text), 0666, err);
}

/* Makes the folder of the ref's file; `git pack-refs` may take an empty one away under our hands. */
static int make_folder(struct gx_repo *repo, const char *path, const char *ref, struct gx_err *err)
{
	GX_FREE char *folder = strdup(path);
	if (!folder)
		return gx_fail_memory(err);
	*strrchr(folder, '/') = '\0';
	int r = gx_repo_folder_make(repo, folder, err);
	size_t root = strlen(path) - strlen(ref);
	for (const char *slash = strchr(ref, '/'); r == GX_EIO && slash; slash = strchr(slash + 1, '/')) {
		folder[root + (size_t)(slash - ref)] = '\0';
		if (is_file(folder))
			return fail_above(ref, (size_t)(slash - ref), err);
		folder[root + (size_t)(slash - ref)] = '/';
	}
	return r;
}

static int set_once(struct gx_repo *repo, const char *ref, const char *path, const struct gx_oid *old, const struct gx_oid *new,
		    struct gx_err *err)
{
	GX_CLEANUP(gx_lock) lock = GX_LOCK_INIT;
	int r = make_folder(repo, path, ref, err);
	if (r == 0)
		r = gx_lock_take(repo, path, &lock, err);
	return r == 0 ? set_locked(repo, ref, path, old, new, err) : r;
}

int gx_ref_update(struct gx_repo *repo, const char *ref, const struct gx_oid *old, const struct gx_oid *new, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	if (!gx_refname_is_valid(gx_str_of(ref)) || !gx_str_starts(gx_str_of(ref), GX_STR("refs/")))
		return gx_fail(err, GX_EINPUT, "'%s' is no valid ref name", ref);
	gx_buf_printf(&path, "%s/%s", gx_repo_common_dir(repo), ref);
	int r = gx_buf_check(&path, "the name of a ref", err);
	if (r < 0)
		return r;
	r = set_once(repo, ref, gx_buf_c(&path), old, new, err);
	for (unsigned waited = 0; r == GX_ENOTFOUND && waited < TRY_FOR_MS; waited += PAUSE_MS) {
		struct timespec pause = { 0, PAUSE_MS * 1000000 };
		(void)nanosleep(&pause, NULL);
		r = set_once(repo, ref, gx_buf_c(&path), old, new, err);
	}
	return r;
}

int gx_refs_delete(const struct gx_refs *refs, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) lines = GX_BUF_INIT((size_t)4 << 30);
	gx_buf_text(&lines, "start\n");
	for (size_t i = 0; i < refs->len; i++)
		gx_buf_printf(&lines, "delete %" GX_PRI " %s\n", GX_ARG(refs->at[i].name), gx_oid_text(&refs->at[i].id).hex);
	gx_buf_text(&lines, "prepare\ncommit\n");
	int r = gx_buf_check(&lines, "the list of refs", err);
	struct gx_git update = { .argv = { "update-ref", "--stdin" }, .input = gx_buf_view(&lines) };
	return r == 0 && refs->len > 0 ? gx_git_run(&update, NULL, err) : r;
}
