/*
 * Refs: one moved by compare-and-swap (libgit2's lock files), all of a prefix listed, thousands added by one rename of packed-refs.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/vec.h"
#include "git/libgit2.h"
#include "git/write.h"

enum { TRY_FOR_MS = 1000, FIRST_PAUSE_MS = 1, LONGEST_PAUSE_MS = 50 };

static void pause_ms(unsigned ms)
{
	struct timespec time = { ms / 1000, (long)(ms % 1000) * 1000000 };
	(void)nanosleep(&time, NULL);
}

int gx_ref_read(struct gx_repo *repo, const char *ref, struct gx_oid *ret, struct gx_err *err)
{
	git_oid id;
	int r = git_reference_name_to_id(&id, gx_repo_libgit2(repo), ref);
	if (r < 0)
		return r == GIT_ENOTFOUND ? gx_fail(err, GX_ENOTFOUND, "there is no ref '%s'", ref) : gx_fail_libgit2(err, "cannot read a ref");
	*ret = gx_from_git(&id);
	return 0;
}

static int set_once(git_repository *git, const char *ref, const struct gx_oid *old, const struct gx_oid *new)
{
	git_reference *made = NULL;
	bool creates = gx_oid_is_none(old);
	int r = creates ? git_reference_create(&made, git, ref, gx_as_git(new), 0, NULL)
			: git_reference_create_matching(&made, git, ref, gx_as_git(new), 1, gx_as_git(old), NULL);
	git_reference_free(made);
	return r;
}

static int delete_once(git_repository *git, const char *ref, const struct gx_oid *old)
{
	git_reference *found = NULL;
	int r = git_reference_lookup(&found, git, ref);
	if (r == 0 && (git_reference_type(found) != GIT_REFERENCE_DIRECT || !git_oid_equal(git_reference_target(found), gx_as_git(old))))
		r = GIT_EMODIFIED;
	if (r == 0)
		r = git_reference_delete(found);
	git_reference_free(found);
	return r;
}

/* Whether somebody else moved it: then trying again is no use. */
static bool is_at(struct gx_repo *repo, const char *ref, const struct gx_oid *id)
{
	struct gx_oid now;
	int r = gx_ref_read(repo, ref, &now, NULL);
	return gx_oid_is_none(id) ? r == GX_ENOTFOUND : r == 0 && gx_oid_equal(&now, id);
}

int gx_ref_update(struct gx_repo *repo, const char *ref, const struct gx_oid *old, const struct gx_oid *new, struct gx_err *err)
{
	git_repository *git = gx_repo_libgit2(repo);
	unsigned waited = 0, pause = FIRST_PAUSE_MS;
	for (;;) {
		int r = gx_oid_is_none(new) ? delete_once(git, ref, old) : set_once(git, ref, old, new);
		if (r == 0)
			return 0;
		if (r == GIT_EINVALIDSPEC)
			return gx_fail(err, GX_EINPUT, "'%s' is no valid ref name", ref);
		gx_fail_libgit2(err, "cannot update a ref");
		if (!is_at(repo, ref, old))
			return gx_fail(err, GX_ECONFLICT, "'%s' was changed by somebody else; try again", ref);
		if (waited >= TRY_FOR_MS)
			return GX_EGIT;
		pause_ms(pause);
		waited += pause;
		pause = pause * 2 < LONGEST_PAUSE_MS ? pause * 2 : LONGEST_PAUSE_MS;
	}
}

/* ---- bulk */

static int by_name(const void *a, const void *b)
{
	const struct gx_ref *x = a, *y = b;
	return gx_str_compare(x->name, y->name);
}

static void add_line(struct gx_buf *out, const struct gx_ref *ref)
{
	gx_buf_printf(out, "%s ", gx_oid_text(&ref->id).hex);
	gx_buf_str(out, ref->name);
	gx_buf_byte(out, '\n');
}

/* The name in a line of packed-refs; empty in headers and in the `^…` lines of tags. */
static struct gx_str name_of(struct gx_str line)
{
	bool is_ref = line.len > GX_OID_HEX + 1 && line.at[GX_OID_HEX] == ' ' && line.at[0] != '#' && line.at[0] != '^';
	return is_ref ? gx_str_from(line, GX_OID_HEX + 1) : GX_STR_NONE;
}

/* Copies the file with the new refs at their sorted places. GX_ECONFLICT if one of them stands there already. */
static int merge_lines(struct gx_str old, const struct gx_refs *refs, struct gx_buf *out, struct gx_err *err)
{
	struct gx_str line;
	size_t next = 0;
	if (old.len == 0)
		gx_buf_text(out, "# pack-refs with: peeled fully-peeled sorted \n");
	while (gx_str_cut(&old, '\n', &line)) {
		struct gx_str name = name_of(line);
		for (; name.len > 0 && next < refs->len && gx_str_compare(refs->at[next].name, name) <= 0; next++) {
			if (gx_str_equal(refs->at[next].name, name))
				return gx_fail(err, GX_ECONFLICT, "'%" GX_PRI "' exists already", GX_ARG(name));
			add_line(out, &refs->at[next]);
		}
		gx_buf_str(out, line);
		gx_buf_byte(out, '\n');
	}
	for (; next < refs->len; next++)
		add_line(out, &refs->at[next]);
	return gx_buf_check(out, "packed-refs", err);
}

static int take_lock(const char *lock, int *ret_fd, struct gx_err *err)
{
	unsigned waited = 0;
	for (;;) {
		int fd = open(lock, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd >= 0) {
			*ret_fd = fd;
			return 0;
		}
		if (errno != EEXIST || waited >= TRY_FOR_MS)
			break;
		pause_ms(LONGEST_PAUSE_MS);
		waited += LONGEST_PAUSE_MS;
	}
	if (errno == EEXIST)
		return gx_fail(err, GX_EIO, "'%s' exists: another git process is at work, or one died; if none runs, remove the file", lock);
	return gx_fail_errno(err, "cannot create '%s'", lock);
}

static int rewrite_locked(int fd, const char *path, const char *lock, const struct gx_refs *refs, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) old = GX_BUF_INIT((size_t)1 << 32);
	GX_CLEANUP(gx_buf) new = GX_BUF_INIT((size_t)1 << 32);
	int r = gx_file_read(path, &old, err);
	if (r == 0 || r == GX_ENOTFOUND)
		r = merge_lines(gx_buf_view(&old), refs, &new, err);
	if (r == 0)
		r = gx_fd_write(fd, gx_buf_view(&new), lock, err);
	if (r == 0 && (fsync(fd) < 0 || rename(lock, path) < 0))
		r = gx_fail_errno(err, "cannot replace '%s'", path);
	return r;
}

int gx_refs_add_packed(struct gx_repo *repo, const struct gx_refs *refs, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(8192);
	GX_CLEANUP(gx_buf) lock = GX_BUF_INIT(8192);
	GX_CLOSE int fd = -1;
	gx_path(&path, gx_repo_common_dir(repo), "packed-refs");
	gx_path(&lock, gx_repo_common_dir(repo), "packed-refs.lock");
	qsort(refs->at, refs->len, sizeof(*refs->at), by_name);
	int r = take_lock(gx_buf_c(&lock), &fd, err);
	if (r < 0)
		return r;
	r = rewrite_locked(fd, gx_buf_c(&path), gx_buf_c(&lock), refs, err);
	if (r < 0)
		(void)unlink(gx_buf_c(&lock));
	return r < 0 ? r : gx_folder_flush(gx_repo_common_dir(repo), err);
}
