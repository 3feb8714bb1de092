/*
 * Errors. Library code never prints and never exits: it returns 0 or a negative
 * `enum gx_error` and leaves in `struct gx_err` one sentence that names the thing
 * and the mend. Only src/cli speaks.
 */
#ifndef GX_BASE_ERR_H
#define GX_BASE_ERR_H

#include <stdarg.h>

enum gx_error {
	GX_OK = 0,
	GX_ENOMEM = -1,       /* out of memory */
	GX_EINPUT = -2,       /* what the user gave is not valid */
	GX_ENOTFOUND = -3,    /* no such run, file, key */
	GX_EAMBIGUOUS = -4,   /* several things bear that name */
	GX_EEXISTS = -5,      /* it is there already */
	GX_ECONFLICT = -6,    /* somebody else moved it first */
	GX_ELIMIT = -7,       /* over a documented cap */
	GX_EFORMAT = -8,      /* stored data breaks the format */
	GX_EUNSUPPORTED = -9, /* understood, but not possible here */
	GX_EIO = -10,         /* a system call failed */
	GX_EGIT = -11,        /* git or libgit2 failed */
};

struct gx_err {
	int code;        /* an enum gx_error */
	char text[1024]; /* lower case, no full stop; may hold bytes of the user's: sanitize before showing */
};

#define GX_ERR_INIT { 0, "" }

/* Fills `err` (which may be NULL) and returns `code`, so that a failing function ends in `return gx_fail(…)`. */
int gx_fail(struct gx_err *err, enum gx_error code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* As gx_fail(), with ": <strerror of errno>" behind the sentence. */
int gx_fail_errno(struct gx_err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Out of memory: the one sentence, in one place. */
int gx_fail_memory(struct gx_err *err);

/* Puts "<prefix>: " before the sentence that is in `err` already, keeps and returns its code. */
int gx_fail_within(struct gx_err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
