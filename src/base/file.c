#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/random.h"

enum {
	CHUNK = 64 * 1024,
	DEPTH_MAX = 256, /* of folders that gx_folder_remove() goes down: each holds a descriptor open */
};

static ssize_t read_some(int fd, char *at, size_t len)
{
	ssize_t got;
	do
		got = read(fd, at, len);
	while (got < 0 && errno == EINTR);
	return got;
}

/* Room for the next read: the rest of the file where its size is known, less where the cap is near. */
static size_t next_len(const struct gx_buf *out, size_t expected)
{
	size_t len = expected > CHUNK ? expected : CHUNK;
	size_t left = out->max - out->len;
	return len < left ? len : left;
}

static int read_all(int fd, const char *name, size_t expected, struct gx_buf *out, struct gx_err *err)
{
	for (;;) {
		char beyond; /* at the cap, a last read tells whether there is more */
		size_t len = next_len(out, expected);
		char *at = len ? gx_buf_reserve(out, len) : &beyond;
		if (!at)
			return gx_buf_check(out, name, err);
		ssize_t got = read_some(fd, at, len ? len : 1);
		if (got < 0)
			return gx_fail_errno(err, "cannot read '%s'", name);
		if (got > 0 && len == 0)
			return gx_fail(err, GX_ELIMIT, "'%s' is over the limit of %zu bytes", name, out->max);
		if (len > 0) {
			at[got] = '\0';
			out->len += (size_t)got;
		}
		if (got == 0)
			return 0;
		expected = expected > (size_t)got ? expected - (size_t)got : 0;
	}
}

static int read_file(const char *path, struct gx_buf *out, struct gx_err *err)
{
	GX_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat stat;
	if (fd < 0 || fstat(fd, &stat) != 0)
		return gx_fail_errno(err, "cannot open '%s'", path);
	if (S_ISDIR(stat.st_mode))
		return gx_fail(err, GX_EINPUT, "'%s' is a folder, not a file", path);
	return read_all(fd, path, S_ISREG(stat.st_mode) && stat.st_size > 0 ? (size_t)stat.st_size + 1 : 0, out, err);
}

int gx_file_read(const char *path, struct gx_buf *out, struct gx_err *err)
{
	size_t before = out->len;
	int rc = gx_buf_check(out, path, err);
	if (rc < 0)
		return rc;
	if (strcmp(path, "-") == 0)
		rc = read_all(STDIN_FILENO, "standard input", 0, out, err);
	else
		rc = read_file(path, out, err);
	if (rc < 0 && out->at) {
		out->len = before;
		out->at[before] = '\0';
	}
	return rc;
}

int gx_fd_write(int fd, struct gx_str bytes, const char *name, struct gx_err *err)
{
	while (bytes.len > 0) {
		ssize_t wrote = write(fd, bytes.at, bytes.len);
		if (wrote < 0 && errno != EINTR)
			return gx_fail_errno(err, "cannot write '%s'", name);
		if (wrote > 0)
			bytes = gx_str_from(bytes, (size_t)wrote);
	}
	return 0;
}

static int flush(int fd, const char *name, struct gx_err *err)
{
	int rc;
	do
		rc = fsync(fd);
	while (rc != 0 && errno == EINTR);
	return rc == 0 ? 0 : gx_fail_errno(err, "cannot flush '%s' to disk", name);
}

/* The folder that holds `path`: "." for a bare name, "/" for what lies at the root. */
static int parent_of(const char *path, struct gx_buf *out, struct gx_err *err)
{
	struct gx_str text = gx_str_of(path);
	size_t slash = gx_str_find_last(text, '/');
	if (slash == GX_STR_NOWHERE)
		gx_buf_text(out, ".");
	else
		gx_buf_str(out, gx_str_sub(text, 0, slash ? slash : 1));
	return gx_buf_check(out, "the path", err);
}

/* A new file in `folder` under a name that nobody has: left over by a crash, it is in nobody's way. */
static int open_temporary(const char *folder, mode_t mode, struct gx_buf *ret_path, struct gx_err *err)
{
	struct gx_random random = { false, 0 };
	for (int attempt = 0; attempt < 16; attempt++) {
		char hex[33], name[64];
		gx_random_uuid(&random, hex);
		(void)snprintf(name, sizeof(name), ".tmp-exp-%.16s", hex);
		gx_path(ret_path, folder, name);
		int rc = gx_buf_check(ret_path, "the path", err);
		if (rc < 0)
			return rc;
		int fd = open(gx_buf_c(ret_path), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
		if (fd >= 0 || errno != EEXIST)
			return fd >= 0 ? fd : gx_fail_errno(err, "cannot make a file in '%s'", folder);
	}
	return gx_fail(err, GX_EIO, "cannot find a free temporary name in '%s'", folder);
}

int gx_file_replace(const char *path, struct gx_str bytes, mode_t mode, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) folder = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) temporary = GX_BUF_INIT(GX_BUF_ANY);
	int rc = parent_of(path, &folder, err);
	if (rc < 0)
		return rc;
	GX_CLOSE int fd = open_temporary(gx_buf_c(&folder), mode, &temporary, err);
	if (fd < 0)
		return fd;
	rc = gx_fd_write(fd, bytes, path, err);
	if (rc == 0)
		rc = flush(fd, path, err);
	if (rc == 0 && rename(gx_buf_c(&temporary), path) != 0)
		rc = gx_fail_errno(err, "cannot put '%s' in place", path);
	if (rc < 0) {
		(void)unlink(gx_buf_c(&temporary)); /* the first failure is the one to tell */
		return rc;
	}
	return gx_folder_flush(gx_buf_c(&folder), err);
}

int gx_folder_flush(const char *path, struct gx_err *err)
{
	GX_CLOSE int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return gx_fail_errno(err, "cannot open folder '%s'", path);
	int rc = flush(fd, path, err);
	/* some network file systems flush no folders, and say so by these */
	return rc < 0 && (errno == EINVAL || errno == ENOTSUP) ? 0 : rc;
}

static int make_one(const char *path, struct gx_err *err)
{
	struct stat stat_buf;
	if (mkdir(path, 0777) == 0)
		return 0;
	int why = errno; /* an automounter or a read-only root may answer otherwise than EEXIST for what is there */
	if (stat(path, &stat_buf) == 0) {
		if (S_ISDIR(stat_buf.st_mode))
			return 0;
		why = ENOTDIR;
	}
	errno = why;
	return gx_fail_errno(err, "cannot make folder '%s'", path);
}

int gx_folder_make(const char *path, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) part = GX_BUF_INIT(GX_BUF_ANY);
	for (const char *end = path + strspn(path, "/"); *end; end += strspn(end, "/")) {
		end += strcspn(end, "/");
		gx_buf_reset(&part);
		gx_buf_add(&part, path, (size_t)(end - path));
		int rc = gx_buf_check(&part, "the path", err);
		if (rc == 0)
			rc = make_one(gx_buf_c(&part), err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int remove_entry(int folder, const char *name, int depth, struct gx_err *err);

static int remove_content(DIR *stream, int depth, struct gx_err *err)
{
	const struct dirent *entry;
	while (errno = 0, (entry = readdir(stream)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		int rc = remove_entry(dirfd(stream), entry->d_name, depth, err);
		if (rc < 0)
			return rc;
	}
	return errno ? gx_fail_errno(err, "cannot list a folder") : 0;
}

static int remove_folder(int folder, const char *name, int depth, struct gx_err *err)
{
	if (depth > DEPTH_MAX)
		return gx_fail(err, GX_ELIMIT, "'%s' lies over %d folders deep", name, DEPTH_MAX);
	int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return gx_fail_errno(err, "cannot open folder '%s'", name);
	DIR *stream = fdopendir(fd);
	if (!stream) {
		close(fd);
		return gx_fail_memory(err);
	}
	int rc = remove_content(stream, depth + 1, err);
	closedir(stream);
	if (rc < 0)
		return rc;
	if (unlinkat(folder, name, AT_REMOVEDIR) != 0 && errno != ENOENT)
		return gx_fail_errno(err, "cannot remove folder '%s'", name);
	return 0;
}

static int remove_entry(int folder, const char *name, int depth, struct gx_err *err)
{
	struct stat stat;
	if (unlinkat(folder, name, 0) == 0 || errno == ENOENT)
		return 0;
	int why = errno; /* of a folder Linux says EISDIR and POSIX EPERM, which may mean a file too */
	if ((why == EISDIR || why == EPERM) && fstatat(folder, name, &stat, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISDIR(stat.st_mode))
		return remove_folder(folder, name, depth, err);
	errno = why;
	return gx_fail_errno(err, "cannot remove '%s'", name);
}

int gx_folder_remove(const char *path, struct gx_err *err)
{
	int rc = remove_entry(AT_FDCWD, path, 0, err);
	return rc < 0 ? gx_fail_within(err, "cannot remove '%s'", path) : 0;
}

bool gx_file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

const char *gx_path(struct gx_buf *out, const char *folder, const char *name)
{
	size_t len = strlen(folder);
	gx_buf_reset(out);
	gx_buf_add(out, folder, len);
	if (len > 0 && folder[len - 1] != '/')
		gx_buf_byte(out, '/');
	gx_buf_text(out, name);
	return out->failed ? "" : gx_buf_c(out);
}
