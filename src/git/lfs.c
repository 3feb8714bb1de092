#include "git/lfs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/random.h"
#include "git/files.h"

enum { CHUNK = 1 << 20, PATH_ROOM = 1 << 14, POINTER_MAX = 1024 };

static void write_root(struct gx_buf *out, const struct gx_repo *repo, const char *lfs_storage)
{
	const char *storage = lfs_storage && *lfs_storage ? lfs_storage : "lfs";
	if (storage[0] != '/')
		gx_buf_printf(out, "%s/", gx_repo_common_dir(repo));
	gx_buf_text(out, storage);
}

void gx_lfs_path(struct gx_buf *out, const struct gx_repo *repo, const char *lfs_storage, const unsigned char sha256[GX_SHA256_BYTES])
{
	char hex[2 * GX_SHA256_BYTES + 1];
	gx_hex(sha256, GX_SHA256_BYTES, hex);
	write_root(out, repo, lfs_storage);
	gx_buf_printf(out, "/objects/%.2s/%.2s/%s", hex, hex + 2, hex);
}

/* Makes the folder that a path lies in. */
static int make_parent(struct gx_repo *repo, const char *path, struct gx_err *err)
{
	GX_FREE char *folder = strdup(path);
	if (!folder)
		return gx_fail_memory(err);
	*strrchr(folder, '/') = '\0';
	return gx_repo_folder_make(repo, folder, err);
}

static int flush_parent(const char *path, struct gx_err *err)
{
	GX_FREE char *folder = strdup(path);
	if (!folder)
		return gx_fail_memory(err);
	*strrchr(folder, '/') = '\0';
	return gx_folder_flush(folder, err);
}

/* ---- what tells this repository's pending objects from those of others that share its LFS store: `exp/uuid`, 32 hex digits */

static int read_uuid(const char *path, struct gx_buf *out, struct gx_err *err)
{
	unsigned char raw[16];
	int r = gx_file_read(path, out, err);
	if (r < 0)
		return r;
	struct gx_str uuid = gx_str_trim(gx_buf_view(out));
	out->len = uuid.len;
	if (!gx_unhex(uuid, raw, sizeof(raw)))
		return gx_fail(err, GX_EFORMAT, "'%s' is damaged: it should hold 32 hex digits; remove it to get another", path);
	out->at[out->len] = '\0';
	return 0;
}

/* By a link, so that of two who make it at once the first one wins, and both use that. Without hard links, the last. */
static int make_uuid(struct gx_repo *repo, const char *path, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) temporary = GX_BUF_INIT(PATH_ROOM);
	GX_CLOSE int fd = -1;
	struct gx_random random;
	char uuid[34];
	gx_buf_printf(&temporary, "%s-XXXXXX", path);
	int r = gx_random_init(&random, err);
	if (r == 0)
		r = make_parent(repo, path, err);
	if (r == 0)
		r = gx_repo_temporary(repo, &temporary, 0666, &fd, err);
	if (r < 0)
		return r;
	gx_random_uuid(&random, uuid);
	uuid[32] = '\n';
	r = gx_fd_write(fd, (struct gx_str){ uuid, 33 }, gx_buf_c(&temporary), err);
	if (r == 0 && fsync(fd) < 0)
		r = gx_fail_errno(err, "cannot flush '%s'", gx_buf_c(&temporary));
	if (r == 0 && link(gx_buf_c(&temporary), path) < 0 && errno != EEXIST && rename(gx_buf_c(&temporary), path) < 0)
		r = gx_fail_errno(err, "cannot create '%s'", path);
	(void)unlink(gx_buf_c(&temporary));
	return r == 0 ? flush_parent(path, err) : r;
}

/* GX_ENOTFOUND if nothing was ever pending here. */
static int add_pending_path(const struct gx_repo *repo, const char *lfs_storage, const char *hex, struct gx_buf *out, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	GX_CLEANUP(gx_buf) uuid = GX_BUF_INIT(256);
	int r = read_uuid(gx_path(&path, gx_repo_common_dir(repo), "exp/uuid"), &uuid, err);
	if (r < 0)
		return r;
	write_root(out, repo, lfs_storage);
	gx_buf_printf(out, "/exp-pending/%s/%s", gx_buf_c(&uuid), hex);
	return gx_buf_check(out, "the path of an LFS object", err);
}

static int copy_pending(struct gx_repo *repo, const char *object, const char *path, struct gx_err *err);

/* Makes a hard link; one that is there to other bytes of the same hash is replaced, so that they take no room twice. */
static bool link_to(const char *object, const char *path)
{
	GX_CLEANUP(gx_buf) beside = GX_BUF_INIT(PATH_ROOM);
	struct stat here, there;
	if (link(object, path) == 0)
		return true;
	if (errno != EEXIST)
		return false;
	if (stat(object, &here) == 0 && stat(path, &there) == 0 && here.st_ino == there.st_ino && here.st_dev == there.st_dev)
		return true;
	gx_buf_printf(&beside, "%s-%ld", path, (long)getpid());
	return !beside.failed && link(object, gx_buf_c(&beside)) == 0 && rename(gx_buf_c(&beside), path) == 0;
}

static int link_pending(struct gx_repo *repo, const char *lfs_storage, const char *object, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	GX_CLEANUP(gx_buf) uuid = GX_BUF_INIT(PATH_ROOM);
	(void)gx_path(&uuid, gx_repo_common_dir(repo), "exp/uuid");
	int r = gx_file_exists(gx_buf_c(&uuid)) ? 0 : make_uuid(repo, gx_buf_c(&uuid), err);
	if (r == 0)
		r = add_pending_path(repo, lfs_storage, strrchr(object, '/') + 1, &path, err);
	if (r == 0)
		r = make_parent(repo, gx_buf_c(&path), err);
	if (r < 0)
		return r;
	if (link_to(object, gx_buf_c(&path)))
		return flush_parent(gx_buf_c(&path), err);
	return copy_pending(repo, object, gx_buf_c(&path), err);
}

/* ---- bytes */

static int copy_hashed(int from, int to, const char *path, unsigned char ret_sha256[GX_SHA256_BYTES], uint64_t *ret_size, struct gx_err *err)
{
	GX_FREE char *chunk = malloc(CHUNK);
	struct gx_hash *hash = chunk ? gx_hash_new(GX_SHA256) : NULL;
	if (!hash)
		return gx_fail_memory(err);
	uint64_t size = 0;
	int r = 0;
	ssize_t got = 0;
	while (r == 0 && ((got = read(from, chunk, CHUNK)) > 0 || (got < 0 && errno == EINTR))) {
		if (got < 0)
			continue;
		gx_hash_add(hash, chunk, (size_t)got);
		r = gx_fd_write(to, (struct gx_str){ chunk, (size_t)got }, "the LFS store", err);
		size += (uint64_t)got;
	}
	gx_hash_final(hash, ret_sha256);
	gx_hash_free(hash);
	*ret_size = size;
	return r == 0 && got < 0 ? gx_fail_errno(err, "cannot read '%s'", path) : r;
}

/* A file system without hard links: a copy costs room, not safety. */
static int copy_pending(struct gx_repo *repo, const char *object, const char *path, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) temporary = GX_BUF_INIT(PATH_ROOM);
	unsigned char sha256[GX_SHA256_BYTES];
	uint64_t size;
	GX_CLOSE int to = -1;
	GX_CLOSE int from = open(object, O_RDONLY | O_CLOEXEC);
	if (from < 0)
		return gx_fail_errno(err, "cannot read '%s'", object);
	gx_buf_printf(&temporary, "%s-XXXXXX", path);
	int r = gx_repo_temporary(repo, &temporary, 0666, &to, err);
	if (r < 0)
		return r;
	r = copy_hashed(from, to, object, sha256, &size, err);
	if (r < 0) {
		(void)unlink(gx_buf_c(&temporary));
		return r;
	}
	return gx_repo_file_finish(to, gx_buf_c(&temporary), path, err);
}

static int copy_in(struct gx_repo *repo, const char *lfs_storage, int from, const char *path, const char *temporary, int to,
		   struct gx_buf *object, unsigned char ret_sha256[GX_SHA256_BYTES], uint64_t *ret_size, struct gx_err *err)
{
	int r = copy_hashed(from, to, path, ret_sha256, ret_size, err);
	if (r < 0)
		return r;
	gx_lfs_path(object, repo, lfs_storage, ret_sha256);
	r = gx_buf_check(object, "the path of an LFS object", err);
	if (r == 0)
		r = make_parent(repo, gx_buf_c(object), err);
	return r == 0 ? gx_repo_file_finish(to, temporary, gx_buf_c(object), err) : r;
}

int gx_lfs_put(struct gx_repo *repo, const char *lfs_storage, const char *path, unsigned char ret_sha256[GX_SHA256_BYTES],
	       uint64_t *ret_size, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) temporary = GX_BUF_INIT(PATH_ROOM);
	GX_CLEANUP(gx_buf) object = GX_BUF_INIT(PATH_ROOM);
	GX_CLOSE int from = open(path, O_RDONLY | O_CLOEXEC);
	if (from < 0)
		return gx_fail_errno(err, "cannot read '%s'", path);
	write_root(&temporary, repo, lfs_storage);
	gx_buf_text(&temporary, "/tmp/exp-XXXXXX");
	int r = gx_buf_check(&temporary, "the path of the LFS store", err);
	if (r == 0)
		r = make_parent(repo, gx_buf_c(&temporary), err);
	GX_CLOSE int to = -1;
	if (r == 0)
		r = gx_repo_temporary(repo, &temporary, 0666, &to, err);
	if (r < 0)
		return r;
	r = copy_in(repo, lfs_storage, from, path, gx_buf_c(&temporary), to, &object, ret_sha256, ret_size, err);
	if (r < 0) {
		(void)unlink(gx_buf_c(&temporary));
		return r;
	}
	return link_pending(repo, lfs_storage, gx_buf_c(&object), err);
}

static int open_regular(const char *path, struct gx_err *err)
{
	struct stat about;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd >= 0 && fstat(fd, &about) == 0 && S_ISREG(about.st_mode))
		return fd;
	if (fd >= 0) {
		(void)close(fd);
		return gx_fail(err, GX_EIO, "'%s' is no regular file", path);
	}
	return errno == ENOENT ? gx_fail(err, GX_ENOTFOUND, "there is no '%s'", path) : gx_fail_errno(err, "cannot read '%s'", path);
}

int gx_lfs_open(const struct gx_repo *repo, const char *lfs_storage, const unsigned char sha256[GX_SHA256_BYTES], struct gx_err *err)
{
	char hex[2 * GX_SHA256_BYTES + 1];
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	GX_CLEANUP(gx_buf) pending = GX_BUF_INIT(PATH_ROOM);
	gx_hex(sha256, GX_SHA256_BYTES, hex);
	gx_lfs_path(&path, repo, lfs_storage, sha256);
	int r = gx_buf_check(&path, "the path of an LFS object", err);
	if (r == 0)
		r = open_regular(gx_buf_c(&path), err);
	if (r != GX_ENOTFOUND)
		return r;
	r = add_pending_path(repo, lfs_storage, hex, &pending, err);
	return r == 0 ? open_regular(gx_buf_c(&pending), err) : r;
}

void gx_lfs_pointer_write(struct gx_buf *out, const unsigned char sha256[GX_SHA256_BYTES], uint64_t size)
{
	char hex[2 * GX_SHA256_BYTES + 1];
	gx_hex(sha256, GX_SHA256_BYTES, hex);
	gx_buf_printf(out, "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %llu\n", hex, (unsigned long long)size);
}

bool gx_lfs_pointer_read(struct gx_str bytes, unsigned char ret_sha256[GX_SHA256_BYTES], uint64_t *ret_size)
{
	static const struct gx_str head = GX_STR_INIT("version https://git-lfs.github.com/spec/v1\noid sha256:");
	GX_CLEANUP(gx_buf) again = GX_BUF_INIT(POINTER_MAX);
	unsigned char sha256[GX_SHA256_BYTES];
	if (bytes.len >= POINTER_MAX || !gx_str_starts(bytes, head))
		return false;
	struct gx_str hex = gx_str_sub(bytes, head.len, 2 * (size_t)GX_SHA256_BYTES);
	char size_text[24] = "";
	struct gx_str rest = gx_str_from(bytes, head.len + hex.len);
	if (!gx_unhex(hex, sha256, GX_SHA256_BYTES) || !gx_str_starts(rest, GX_STR("\nsize ")) || rest.len > 6 + 20)
		return false;
	memcpy(size_text, rest.at + 6, rest.len - 6);
	uint64_t size = strtoull(size_text, NULL, 10);
	gx_lfs_pointer_write(&again, sha256, size);
	if (!gx_str_equal(gx_buf_view(&again), bytes))
		return false;
	memcpy(ret_sha256, sha256, sizeof(sha256));
	*ret_size = size;
	return true;
}
