/*
 * One ref by compare-and-swap. Not by libgit2: a process that is killed there leaves a lock that stops the next one, and each ref it
 * makes scans packed-refs line by line.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "git/command.h"
#include "git/libgit2.h"
#include "git/lock.h"
#include "git/packedrefs.h"
#include "git/write.h"

enum { PATH_ROOM = 8192, REF_FILE_MAX = 4096, TRIES = 50, PAUSE_MS = 2 };

int gx_ref_read(struct gx_repo *repo, const char *ref, struct gx_oid *ret, struct gx_err *err)
{
	git_oid id;
	int r = git_reference_name_to_id(&id, gx_repo_libgit2(repo), ref);
	if (r < 0)
		return r == GIT_ENOTFOUND ? gx_fail(err, GX_ENOTFOUND, "there is no ref '%s'", ref) : gx_fail_libgit2(err, "cannot read a ref");
	*ret = gx_from_git(&id);
	return 0;
}

/* Where the ref is now, read under its lock: the loose file, else packed-refs; none if it is in neither. */
static int read_locked(struct gx_repo *repo, const char *ref, const char *path, struct gx_oid *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(REF_FILE_MAX);
	GX_CLEANUP(gx_buf) packed = GX_BUF_INIT((size_t)4 << 30);
	*ret = GX_OID_NONE;
	int r = gx_file_read(path, &text, err);
	if (r == 0)
		return gx_oid_read(gx_str_trim(gx_buf_view(&text)), ret) ? 0 : gx_fail(err, GX_EFORMAT, "'%s' points to no object", ref);
	if (r != GX_ENOTFOUND)
		return r;
	r = gx_packed_read(repo, &packed, err);
	if (r == 0)
		(void)gx_packed_find(gx_buf_view(&packed), gx_str_of(ref), ret);
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
	return gx_file_replace(path, gx_str_of(text), 0666, err);
}

/* Makes the folder of the ref's file; `git pack-refs` may take an empty one away under our hands. */
static int make_folder(const char *path, struct gx_err *err)
{
	GX_FREE char *folder = strdup(path);
	if (!folder)
		return gx_fail_memory(err);
	*strrchr(folder, '/') = '\0';
	return gx_folder_make(folder, err);
}

static int set_once(struct gx_repo *repo, const char *ref, const char *path, const struct gx_oid *old, const struct gx_oid *new,
		    struct gx_err *err)
{
	GX_CLEANUP(gx_lock) lock = GX_LOCK_INIT;
	int r = make_folder(path, err);
	if (r == 0)
		r = gx_lock_take(path, &lock, err);
	return r == 0 ? set_locked(repo, ref, path, old, new, err) : r;
}

static int set(struct gx_repo *repo, const char *ref, const struct gx_oid *old, const struct gx_oid *new, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	gx_path(&path, gx_repo_common_dir(repo), ref);
	int r = gx_buf_check(&path, "the name of a ref", err);
	if (r < 0)
		return r;
	r = set_once(repo, ref, gx_buf_c(&path), old, new, err);
	for (unsigned tries = 1; r == GX_ENOTFOUND && tries < TRIES; tries++) {
		struct timespec pause = { 0, PAUSE_MS * 1000000 };
		(void)nanosleep(&pause, NULL);
		r = set_once(repo, ref, gx_buf_c(&path), old, new, err);
	}
	return r;
}

int gx_ref_update(struct gx_repo *repo, const char *ref, const struct gx_oid *old, const struct gx_oid *new, struct gx_err *err)
{
	int valid = 0;
	if (git_reference_name_is_valid(&valid, ref) < 0 || !valid)
		return gx_fail(err, GX_EINPUT, "'%s' is no valid ref name", ref);
	return set(repo, ref, old, new, err);
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
