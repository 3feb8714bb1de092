#include "git/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/random.h"

enum { PATH_ROOM = 1 << 14, TRIES = 100 };

/* What core.sharedRepository adds to a mode: none, or bits; with `exact` they are the mode. git-config(1). */
struct sharing {
	mode_t bits;
	bool exact;
};

static struct sharing sharing_of(struct gx_repo *repo)
{
	static const struct {
		const char *name;
		mode_t bits;
	} names[] = { { "umask", 0 }, { "group", 0660 }, { "all", 0664 }, { "world", 0664 }, { "everybody", 0664 }, { "1", 0660 }, { "2", 0664 } };
	const char *value = repo ? gx_repo_config(repo, "core.sharedrepository") : NULL;
	if (!value)
		return (struct sharing){ 0, false };
	for (size_t i = 0; i < GX_LEN(names); i++)
		if (strcmp(value, names[i].name) == 0)
			return (struct sharing){ names[i].bits, false };
	char *end;
	long octal = strtol(value, &end, 8);
	if (*value == '\0' || *end != '\0')
		return (struct sharing){ gx_config_true(value, false) ? 0660 : 0, false };
	return (struct sharing){ (mode_t)octal & 0666, octal != 0 };
}

/* The mode that a file or folder of mode `mode` should have. What its owner may not write nobody may; folders are searched by whom they are read. */
static mode_t shared_mode(struct sharing sharing, mode_t mode)
{
	mode_t bits = sharing.bits;
	if (bits == 0)
		return mode;
	if (!(mode & S_IWUSR))
		bits &= (mode_t)~0222;
	if (mode & S_IXUSR)
		bits |= (bits & 0444) >> 2;
	mode_t wide = sharing.exact ? (mode & (mode_t)~0777) | bits : mode | bits;
	if (S_ISDIR(mode)) {
		wide |= (wide & 0444) >> 2;
		if (wide & 060)
			wide |= S_ISGID; /* what is made in it belongs to the group, too */
	}
	return wide;
}

static int share(struct gx_repo *repo, int fd, const char *name, struct gx_err *err)
{
	struct sharing sharing = sharing_of(repo);
	struct stat about;
	if (sharing.bits == 0)
		return 0;
	if (fstat(fd, &about) < 0)
		return gx_fail_errno(err, "cannot look at '%s'", name);
	mode_t mode = shared_mode(sharing, about.st_mode);
	if (mode != about.st_mode && fchmod(fd, mode & 07777) < 0)
		return gx_fail_errno(err, "cannot change the mode of '%s'", name);
	return 0;
}

int gx_repo_temporary(struct gx_repo *repo, struct gx_buf *path, mode_t mode, int *ret_fd, struct gx_err *err)
{
	struct gx_random random = { false, 0 };
	int r = gx_buf_check(path, "a path in the repository", err), fd = -1;
	for (int tries = 0; r == 0 && fd < 0 && tries < TRIES; tries++) {
		char name[33];
		gx_random_uuid(&random, name);
		memcpy(path->at + path->len - 6, name, 6);
		fd = open(path->at, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
		if (fd < 0 && errno != EEXIST)
			return gx_fail_errno(err, "cannot create '%s'", path->at);
	}
	if (r == 0 && fd < 0)
		return gx_fail_errno(err, "cannot create '%s'", path->at);
	if (r == 0)
		r = share(repo, fd, path->at, err);
	if (r < 0) {
		if (fd >= 0) {
			close(fd);
			(void)unlink(path->at);
		}
		return r;
	}
	*ret_fd = fd;
	return 0;
}

/*
 * Makes one; fine if it is there. An automounter or a read-only root may answer otherwise than EEXIST for what is there; and what was there may be
 * gone a moment later, when git prunes: GX_ENOTFOUND, as for a missing folder above it.
 */
static int make_one(struct gx_repo *repo, const char *path, struct gx_err *err)
{
	struct stat about;
	if (mkdir(path, 0777) == 0) {
		GX_CLOSE int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		return fd < 0 ? gx_fail_errno(err, "cannot open the folder '%s'", path) : share(repo, fd, path, err);
	}
	int why = errno;
	bool there = stat(path, &about) == 0;
	if (there && S_ISDIR(about.st_mode))
		return 0;
	if (why == EEXIST)
		why = there ? ENOTDIR : errno;
	errno = why;
	return gx_fail_errno(err, "cannot make the folder '%s'", path);
}

int gx_repo_folder_make(struct gx_repo *repo, const char *path, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) above = GX_BUF_INIT(PATH_ROOM);
	struct gx_err said = GX_ERR_INIT;
	int r = make_one(repo, path, &said);
	size_t slash = gx_str_find_last(gx_str_of(path), '/');
	if (r != GX_ENOTFOUND || slash == GX_STR_NOWHERE || slash == 0)
		return r < 0 ? gx_fail(err, (enum gx_error)r, "%s", said.text) : 0;
	gx_buf_add(&above, path, slash);
	r = gx_buf_check(&above, "a path in the repository", err);
	if (r == 0)
		r = gx_repo_folder_make(repo, gx_buf_c(&above), err);
	return r == 0 ? make_one(repo, path, err) : r;
}

static int flush_and_rename(int fd, const char *temporary, const char *path, struct gx_err *err)
{
	if (fsync(fd) < 0)
		return gx_fail_errno(err, "cannot flush '%s'", temporary);
	if (rename(temporary, path) < 0)
		return gx_fail_errno(err, "cannot put '%s' in place", path);
	return 0;
}

int gx_repo_file_finish(int fd, const char *temporary, const char *path, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) folder = GX_BUF_INIT(PATH_ROOM);
	int r = flush_and_rename(fd, temporary, path, err);
	if (r < 0) {
		(void)unlink(temporary);
		return r;
	}
	gx_buf_add(&folder, path, (size_t)(strrchr(path, '/') - path));
	r = gx_buf_check(&folder, "a path in the repository", err);
	return r == 0 ? gx_folder_flush(gx_buf_c(&folder), err) : r;
}

int gx_repo_file_replace(struct gx_repo *repo, const char *path, const char *prefix, struct gx_str bytes, mode_t mode, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) temporary = GX_BUF_INIT(PATH_ROOM);
	GX_CLOSE int fd = -1;
	gx_buf_printf(&temporary, "%.*s/%sXXXXXX", (int)(strrchr(path, '/') - path), path, prefix);
	int r = gx_repo_temporary(repo, &temporary, mode, &fd, err);
	if (r < 0)
		return r;
	r = gx_fd_write(fd, bytes, path, err);
	if (r < 0) {
		(void)unlink(gx_buf_c(&temporary));
		return r;
	}
	return gx_repo_file_finish(fd, gx_buf_c(&temporary), path, err);
}
