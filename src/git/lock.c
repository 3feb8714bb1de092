#include "git/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "git/files.h"

enum { TRY_FOR_MS = 1000, TRY_LIVE_FOR_MS = 10000, FIRST_PAUSE_MS = 1, LONGEST_PAUSE_MS = 50, PATH_ROOM = 8192 };

static const char mark[] = "locked by git-exp; stale if nobody holds an flock on this file\n";

static void pause_ms(unsigned ms)
{
	struct timespec time = { ms / 1000, (long)(ms % 1000) * 1000000 };
	(void)nanosleep(&time, NULL);
}

/*
 * Takes the advisory lock of a new file, and then says by the mark what the file is: who reads the mark and gets the lock knows that the owner
 * is gone. On a file system without such locks there is no mark, and the file is one like git's.
 */
static int write_mark(int fd, const char *name, struct gx_err *err)
{
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return 0;
	return gx_fd_write(fd, gx_str_of(mark), name, err);
}

/* A marked file under a name of its own: linked into place it is there and held in one step. */
static int make_marked(struct gx_repo *repo, const char *path, struct gx_buf *temporary, int *ret_fd, struct gx_err *err)
{
	/* A leading dot, so that git takes no leftover in refs/ for a ref. */
	size_t folder = (size_t)(strrchr(path, '/') - path);
	gx_buf_printf(temporary, "%.*s/.tmp-exp-XXXXXX", (int)folder, path);
	int r = gx_buf_check(temporary, "the name of a lock file", err);
	if (r < 0)
		return r;
	int fd;
	r = gx_repo_temporary(repo, temporary, 0666, &fd, err);
	if (r < 0)
		return r;
	r = write_mark(fd, gx_buf_c(temporary), err);
	if (r < 0) {
		(void)unlink(gx_buf_c(temporary));
		close(fd);
		return r;
	}
	*ret_fd = fd;
	return 0;
}

static bool has_mark(int fd)
{
	char bytes[sizeof(mark)];
	return pread(fd, bytes, sizeof(bytes), 0) == (ssize_t)sizeof(mark) - 1 && memcmp(bytes, mark, sizeof(mark) - 1) == 0;
}

static bool is_same_file(int fd, const char *path)
{
	struct stat held, there;
	return fstat(fd, &held) == 0 && stat(path, &there) == 0 && held.st_ino == there.st_ino && held.st_dev == there.st_dev;
}

/*
 * Removes a lock of ours whose owner is gone: nobody but the owner holds the flock while it lives. Says for how long to try for this one: an owner
 * that is known to live will be done, however slow the disk.
 */
static unsigned break_stale(const char *path)
{
	GX_CLOSE int fd = open(path, O_RDWR | O_CLOEXEC); /* NFS locks only what is open for writing */
	if (fd < 0 || !has_mark(fd))
		return TRY_FOR_MS;
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return TRY_LIVE_FOR_MS;
	if (is_same_file(fd, path))
		(void)unlink(path);
	return TRY_FOR_MS;
}

/* Puts the lock where it belongs, 0 if it is there now. Where there are no hard links, a new file takes the place of the temporary one. */
static int place(const char *temporary, const char *lock, int *fd)
{
	if (link(temporary, lock) == 0)
		return 0;
	if (errno == EEXIST || errno == ENOENT)
		return errno;
	int new = open(lock, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (new < 0)
		return errno;
	close(*fd);
	*fd = new;
	return write_mark(new, lock, NULL) == 0 ? 0 : EIO;
}

static int place_until(const char *temporary, const char *lock, int *fd, struct gx_err *err)
{
	unsigned waited = 0, pause = FIRST_PAUSE_MS;
	for (int failure; (failure = place(temporary, lock, fd)) != 0;) {
		errno = failure;
		if (failure != EEXIST)
			return gx_fail_errno(err, "cannot create '%s'", lock);
		if (waited >= break_stale(lock))
			return gx_fail(err, GX_EIO, "'%s' exists: another git process is at work, or one died; if none runs, remove the file",
				       lock);
		pause_ms(pause);
		waited += pause;
		pause = pause * 2 < LONGEST_PAUSE_MS ? pause * 2 : LONGEST_PAUSE_MS;
	}
	return 0;
}

int gx_lock_take(struct gx_repo *repo, const char *path, struct gx_lock *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) temporary = GX_BUF_INIT(PATH_ROOM);
	GX_CLEANUP(gx_buf) name = GX_BUF_INIT(PATH_ROOM);
	int fd = -1;
	gx_buf_printf(&name, "%s.lock", path);
	int r = make_marked(repo, path, &temporary, &fd, err);
	if (r < 0)
		return r;
	char *kept = name.failed ? NULL : strdup(gx_buf_c(&name));
	r = kept ? place_until(gx_buf_c(&temporary), kept, &fd, err) : gx_fail_memory(err);
	(void)unlink(gx_buf_c(&temporary));
	if (r < 0) {
		close(fd);
		free(kept);
		return r;
	}
	*ret = (struct gx_lock){ fd, kept };
	return 0;
}

void gx_lock_release(struct gx_lock *lock)
{
	if (lock->path)
		(void)unlink(lock->path);
	if (lock->fd >= 0)
		close(lock->fd);
	free(lock->path);
	*lock = (struct gx_lock)GX_LOCK_INIT;
}
