/*
 * A handful of loose objects, durably: temporary files first, one flush for each while the others are on their way to the disk, then hard
 * links to their names. git's own `prune` knows the temporary names, should we be killed.
 */
#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/vec.h"
#include "git/command.h"
#include "git/files.h"
#include "git/packread.h"
#include "git/write.h"

enum {
	LEVEL = 1,              /* of deflate; git's default for loose objects is the quickest too */
	WHOLE_FILE = 64 << 20,  /* larger files are git's business: it streams */
};

struct pending {
	struct gx_oid id;
	int fd;
	char *temporary; /* path; NULL once it is gone */
};

struct gx_batch {
	struct gx_repo *repo;
	struct gx_packs *packs;
	struct libdeflate_compressor *deflate;
	struct gx_buf whole, deflated;
	bool made_folder; /* objects/ab is new */
	GX_VEC(struct pending) list;
};

struct gx_batch *gx_batch_new(struct gx_repo *repo)
{
	struct gx_batch *batch = calloc(1, sizeof(*batch));
	if (!batch)
		return NULL;
	batch->whole.max = batch->deflated.max = GX_BUF_ANY;
	batch->repo = repo;
	batch->packs = gx_packs_open(gx_repo_objects_dir(repo));
	batch->deflate = libdeflate_alloc_compressor(LEVEL);
	if (batch->packs && batch->deflate)
		return batch;
	gx_batch_free(batch);
	return NULL;
}

static void drop(struct pending *pending)
{
	if (pending->fd >= 0)
		close(pending->fd);
	if (pending->temporary)
		(void)unlink(pending->temporary);
	free(pending->temporary);
	*pending = (struct pending){ .fd = -1 };
}

void gx_batch_free(struct gx_batch *batch)
{
	if (!batch)
		return;
	for (size_t i = 0; i < batch->list.len; i++)
		drop(&batch->list.at[i]);
	gx_vec_release(&batch->list);
	gx_packs_close(batch->packs);
	libdeflate_free_compressor(batch->deflate);
	gx_buf_release(&batch->whole);
	gx_buf_release(&batch->deflated);
	free(batch);
}

/* objects/ab/cdef… */
static void object_path(const struct gx_batch *batch, const struct gx_oid *id, struct gx_buf *out)
{
	struct gx_oid_text hex = gx_oid_text(id);
	gx_buf_printf(out, "%s/%.2s/%s", gx_repo_objects_dir(batch->repo), hex.hex, hex.hex + 2);
}

/* A crash can leave a loose object of no bytes, and libgit2 takes it for a good one. */
static bool is_empty_loose(const char *path)
{
	struct stat about;
	return stat(path, &about) == 0 && about.st_size == 0;
}

/*
 * Whether the repository has it already, and keeps it: as git does, what is there is made young again, so that a `git gc` at work does not throw away
 * what nobody refers to yet. What only an alternate has is written once more.
 */
static bool is_stored(struct gx_batch *batch, const struct gx_oid *id, const char *path)
{
	for (size_t i = 0; i < batch->list.len; i++)
		if (gx_oid_equal(&batch->list.at[i].id, id))
			return true;
	if (!is_empty_loose(path) && utimensat(AT_FDCWD, path, NULL, 0) == 0)
		return true;
	return gx_packs_freshen(batch->packs, id);
}

static int create_temporary(struct gx_batch *batch, const char *path, struct pending *pending, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) name = GX_BUF_INIT(8192);
	gx_buf_add(&name, path, (size_t)(strrchr(path, '/') - path));
	int r = gx_buf_check(&name, "the path of an object", err);
	if (r == 0)
		r = gx_repo_folder_make(batch->repo, gx_buf_c(&name), err);
	gx_buf_text(&name, "/tmp_obj_XXXXXX");
	if (r == 0)
		r = gx_repo_temporary(batch->repo, &name, 0444, &pending->fd, err);
	if (r < 0)
		return r;
	pending->temporary = strdup(gx_buf_c(&name));
	if (pending->temporary)
		return 0;
	(void)unlink(gx_buf_c(&name));
	return gx_fail_memory(err);
}

static int write_temporary(struct gx_batch *batch, struct pending *pending, struct gx_err *err)
{
	gx_buf_reset(&batch->deflated);
	size_t bound = libdeflate_zlib_compress_bound(batch->deflate, batch->whole.len);
	char *room = gx_buf_reserve(&batch->deflated, bound);
	if (!room)
		return gx_fail_memory(err);
	batch->deflated.len = libdeflate_zlib_compress(batch->deflate, batch->whole.at, batch->whole.len, room, bound);
	int r = gx_fd_write(pending->fd, gx_buf_view(&batch->deflated), pending->temporary, err);
#ifdef SYNC_FILE_RANGE_WRITE
	/* Starts the write now, so that the flush at the end finds most of it done. A hint: its failure costs time only. */
	if (r == 0)
		(void)sync_file_range(pending->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
#endif
	return r;
}

static int store(struct gx_batch *batch, const struct gx_oid *id, const char *path, struct gx_err *err)
{
	struct pending pending = { *id, -1, NULL };
	int r = create_temporary(batch, path, &pending, err);
	if (r == 0)
		r = write_temporary(batch, &pending, err);
	struct pending *slot = r == 0 ? gx_vec_add(&batch->list) : NULL;
	if (slot)
		*slot = pending;
	else
		drop(&pending);
	return r == 0 && !slot ? gx_fail_memory(err) : r;
}

int gx_batch_add(struct gx_batch *batch, enum gx_object_kind kind, struct gx_str bytes, struct gx_oid *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(8192);
	struct gx_oid id;
	gx_buf_reset(&batch->whole);
	gx_object_head(&batch->whole, kind, bytes.len);
	gx_buf_str(&batch->whole, bytes);
	if (batch->whole.failed)
		return gx_fail_memory(err);
	gx_sha1(gx_buf_view(&batch->whole), id.raw);
	object_path(batch, &id, &path);
	int r = is_stored(batch, &id, gx_buf_c(&path)) ? 0 : store(batch, &id, gx_buf_c(&path), err);
	if (r == 0)
		*ret = id;
	return r;
}

/* git streams what would not fit into memory, and flushes it as we do. */
static int add_by_git(const char *path, struct gx_oid *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(4096);
	struct gx_git hash = { .argv = { "-c", "core.fsync=all", "hash-object", "-w", "--no-filters", "--", path } };
	int r = gx_git_run(&hash, &out, err);
	if (r == 0 && !gx_oid_read(gx_str_trim(gx_buf_view(&out)), ret))
		return gx_fail(err, GX_EGIT, "git gave no id for '%s'", path);
	return r;
}

int gx_batch_add_file(struct gx_batch *batch, const char *path, struct gx_oid *ret, struct gx_err *err)
{
	struct stat about;
	if (stat(path, &about) < 0)
		return gx_fail_errno(err, "cannot read '%s'", path);
	if (about.st_size > WHOLE_FILE)
		return add_by_git(path, ret, err);
	GX_CLEANUP(gx_buf) bytes = GX_BUF_INIT(2 * (size_t)WHOLE_FILE);
	int r = gx_file_read(path, &bytes, err);
	return r < 0 ? r : gx_batch_add(batch, GX_BLOB, gx_buf_view(&bytes), ret, err);
}

static int link_into_place(const char *temporary, const char *path, struct gx_err *err)
{
	if (is_empty_loose(path) || (link(temporary, path) < 0 && errno != EEXIST)) {
		/* An empty leftover is replaced; a file system without hard links gets a rename, which does the same. */
		if (rename(temporary, path) < 0)
			return gx_fail_errno(err, "cannot move an object to '%s'", path);
		return 0;
	}
	(void)unlink(temporary);
	return 0;
}

/* The folders that got new entries: those of the objects, and the one above if a folder is new. */
static int flush_folders(const struct gx_batch *batch, struct gx_err *err)
{
	bool seen[256] = { false };
	int fds[257] = { -1 }, failure = 0;
	size_t count = 0;
	for (size_t i = 0; i < batch->list.len; i++) {
		GX_CLEANUP(gx_buf) path = GX_BUF_INIT(8192);
		unsigned char first = batch->list.at[i].id.raw[0];
		if (seen[first])
			continue;
		seen[first] = true;
		gx_buf_printf(&path, "%s/%02x", gx_repo_objects_dir(batch->repo), first);
		fds[count++] = open(gx_buf_c(&path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	}
	if (batch->made_folder)
		fds[count++] = open(gx_repo_objects_dir(batch->repo), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (size_t i = 0; i < count; i++)
		if (fds[i] < 0)
			failure = errno;
	if (!failure)
		failure = gx_flush_all(fds, count);
	for (size_t i = 0; i < count; i++)
		gx_close_fd(&fds[i]);
	errno = failure;
	return failure ? gx_fail_errno(err, "cannot flush '%s'", gx_repo_objects_dir(batch->repo)) : 0;
}

static int flush_files(const struct gx_batch *batch, struct gx_err *err)
{
	GX_FREE int *fds = malloc((batch->list.len + 1) * sizeof(*fds));
	if (!fds)
		return gx_fail_memory(err);
	for (size_t i = 0; i < batch->list.len; i++)
		fds[i] = batch->list.at[i].fd;
	errno = gx_flush_all(fds, batch->list.len);
	return errno ? gx_fail_errno(err, "cannot flush new objects in '%s'", gx_repo_objects_dir(batch->repo)) : 0;
}

int gx_batch_commit(struct gx_batch *batch, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(8192);
	int r = flush_files(batch, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < batch->list.len; i++) {
		struct pending *pending = &batch->list.at[i];
		gx_buf_reset(&path);
		object_path(batch, &pending->id, &path);
		r = link_into_place(pending->temporary, gx_buf_c(&path), err);
		if (r < 0)
			return r;
		free(pending->temporary);
		pending->temporary = NULL;
	}
	r = flush_folders(batch, err);
	for (size_t i = 0; i < batch->list.len; i++)
		drop(&batch->list.at[i]);
	batch->list.len = 0;
	return r;
}
