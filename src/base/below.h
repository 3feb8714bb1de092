/*
 * Writing files below a folder by names that somebody else chose: no link on the way is followed, so nothing lands
 * outside of it, and a file bears its name only when it is whole.
 */
#ifndef GX_BASE_BELOW_H
#define GX_BASE_BELOW_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

enum { GX_BELOW_ROOM = 256 };

/* A file at work. */
struct gx_below {
	int folder;		       /* the one it will lie in */
	int fd;			       /* write here */
	char name[GX_BELOW_ROOM];      /* what it will be called there */
	char temporary[GX_BELOW_ROOM]; /* what it is called until then; "" once it is kept */
};

#define GX_BELOW_INIT                                                                                                  \
	{                                                                                                              \
		-1, -1, "", ""                                                                                         \
	}

/*
 * Begins a file at `path` ("models/best.pt") below the folder that `root` is open on, and makes the folders between. A
 * part that is empty, `.` or `..`, or over 255 bytes is GX_EINPUT; a link or a file where a folder is needed GX_EIO.
 */
int gx_below_begin(int root, struct gx_str path, struct gx_below *ret, struct gx_err *err);

/* Gives it its name. GX_EEXISTS if there is something of that name, unless `replace`: then a file or a link (not what
 * it points to) makes room. */
int gx_below_keep(struct gx_below *below, bool replace, struct gx_err *err);

/* Closes; what was not kept is removed. */
void gx_below_release(struct gx_below *below);

/* Whether something, be it a dangling link, is at `path` already, or stands where one of its folders must be. Makes
 * nothing. */
bool gx_below_is_taken(int root, struct gx_str path);

#endif
