/*
 * The file that a program logs to: lines that are appended whole, however many processes append to the same file, and
 * that wait in memory while the disk is full.
 */
#ifndef GX_LIB_CHANNEL_H
#define GX_LIB_CHANNEL_H

#include "base/buf.h"

struct gx_channel {
	struct gx_buf path;
	struct gx_buf lines; /* whole lines that are not in the file yet; callers add to it */
	int fd;
	bool limited; /* a write may raise SIGXFSZ */
	bool torn;    /* the file ends, as far as we know, in a part of our first line */
};

enum { GX_CHANNEL_WAITING_MAX = 16 << 20 }; /* bytes that wait at most */

#define GX_CHANNEL_INIT { GX_BUF_INIT(GX_BUF_ANY), GX_BUF_INIT(GX_CHANNEL_WAITING_MAX), -1, false, false }

/*
 * Opens `path`, or "<path>.<rank>" if `rank` is neither NULL nor empty, for appending, and makes the file if it is not
 * there. GX_EINPUT if the rank is no whole number or the path names something else than a file or a character device (a
 * pipe could block or kill its writer); GX_ENOTFOUND, GX_EIO, GX_ENOMEM. To be released in any case.
 */
int gx_channel_open(struct gx_channel *channel, const char *path, const char *rank, struct gx_err *err);

/* Appends the lines that wait. GX_EIO: what is not in the file goes on waiting. */
int gx_channel_write(struct gx_channel *channel, struct gx_err *err);

void gx_channel_release(struct gx_channel *channel);

#endif
