#include "lib/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	RANK_MAX = 9,		/* digits */
	ROOM_AT_FIRST = 1 << 12 /* bytes: what most lines need */
};

static int make_path(struct gx_buf *out, const char *path, struct gx_str rank, struct gx_err *err)
{
	gx_buf_text(out, path);
	if (rank.len > 0) {
		if (rank.len > RANK_MAX || strspn(rank.at, "0123456789") != rank.len)
			return gx_fail(err, GX_EINPUT, "GIT_EXP_RANK is '%.64s', not a whole number", rank.at);
		gx_buf_byte(out, '.');
		gx_buf_str(out, rank);
	}
	return gx_buf_check(out, "the path", err);
}

/* A write beyond the limit on sizes of files would end the program by a signal, unless it is blocked. */
static bool is_limited(void)
{
	struct rlimit limit;
	return getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur != RLIM_INFINITY;
}

int gx_channel_open(struct gx_channel *channel, const char *path, const char *rank, struct gx_err *err)
{
	int rc = make_path(&channel->path, path, gx_str_of(rank), err);
	if (rc != 0)
		return rc;
	if (!gx_buf_reserve(&channel->lines, ROOM_AT_FIRST))
		return gx_fail_memory(err);
	const char *name = gx_buf_c(&channel->path);
	struct stat info;
	/* O_NONBLOCK: to open a pipe that nobody reads would wait for ever */
	channel->fd = open(name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0666);
	if (channel->fd < 0)
		return gx_fail_errno(err, "cannot open '%s', which GIT_EXP_LOG names", name);
	if (fstat(channel->fd, &info) != 0)
		return gx_fail_errno(err, "cannot look at '%s'", name);
	if (!S_ISREG(info.st_mode) && !S_ISCHR(info.st_mode))
		return gx_fail(err, GX_EINPUT, "GIT_EXP_LOG names '%s', which is no file", name);
	channel->limited = is_limited();
	return 0;
}

/* As write(), with SIGXFSZ kept from the program: blocked meanwhile and, if it is ours, taken off the thread again. */
static ssize_t write_guarded(int fd, struct gx_str bytes)
{
	sigset_t guard, before, pending;
	sigemptyset(&guard);
	sigaddset(&guard, SIGXFSZ);
	sigemptyset(&pending);
	(void)sigpending(&pending);
	(void)pthread_sigmask(SIG_BLOCK, &guard, &before);
	ssize_t written = write(fd, bytes.at, bytes.len);
	int saved = errno;
	if (written < 0 && saved == EFBIG && !sigismember(&pending, SIGXFSZ))
		(void)sigtimedwait(&guard, NULL, &(struct timespec){ 0, 0 });
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = saved;
	return written;
}

static ssize_t write_some(const struct gx_channel *channel, struct gx_str bytes)
{
	ssize_t written;
	do {
		written = channel->limited ? write_guarded(channel->fd, bytes) : write(channel->fd, bytes.at, bytes.len);
	} while (written < 0 && errno == EINTR);
	return written;
}

/* Forgets the lines that are whole in the first `len` bytes; a line of which only the head was written goes on waiting. */
static void drop_written(struct gx_channel *channel, size_t len)
{
	struct gx_str written = gx_str_sub(gx_buf_view(&channel->lines), 0, len);
	size_t newline = gx_str_find_last(written, '\n');
	size_t whole = newline == GX_STR_NOWHERE ? 0 : newline + 1;
	channel->torn = whole < len;
	channel->lines.len -= whole;
	memmove(channel->lines.at, channel->lines.at + whole, channel->lines.len + 1); /* and its NUL */
}

int gx_channel_write(struct gx_channel *channel, struct gx_err *err)
{
	while (channel->lines.len > 0) {
		/* Others may have appended behind the head of our line: end it, and write the line anew. */
		struct gx_str bytes = channel->torn ? GX_STR("\n") : gx_buf_view(&channel->lines);
		ssize_t written = write_some(channel, bytes);
		if (written <= 0)
			return gx_fail(err, GX_EIO, "cannot write to '%s', %zu bytes wait: %s", gx_buf_c(&channel->path),
				       channel->lines.len, strerror(written == 0 ? EIO : errno));
		if (channel->torn)
			channel->torn = false;
		else
			drop_written(channel, (size_t)written);
	}
	return 0;
}

void gx_channel_release(struct gx_channel *channel)
{
	gx_close_fd(&channel->fd);
	gx_buf_release(&channel->path);
	gx_buf_release(&channel->lines);
	channel->fd = -1;
}
