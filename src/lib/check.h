/*
 * What a program may log, as far as it can be told before it is read: git exp refuses the rest, and a program should hear
 * of it when it calls.
 */
#ifndef GX_LIB_CHECK_H
#define GX_LIB_CHECK_H

#include "base/err.h"
#include "base/str.h"

enum {
	GX_LIB_NAME_MAX = 512,     /* bytes of a parameter's or metric's name */
	GX_LIB_TAG_MAX = 200,      /* bytes */
	GX_LIB_TEXT_MAX = 1 << 20, /* bytes of a value, a note */
	GX_LIB_PATH_MAX = 4096,    /* bytes */
};

/* The checks take what the caller gave, NULL included. GX_EINPUT or, where it is only too long, GX_ELIMIT. */
int gx_lib_check_param(const char *name, struct gx_err *err);
int gx_lib_check_metric(const char *name, struct gx_err *err);
int gx_lib_check_tag(const char *tag, struct gx_err *err);
int gx_lib_check_status(const char *status, struct gx_err *err);

/* A text of at most `max` bytes; `what` is for the message. */
int gx_lib_check_text(const char *text, size_t max, const char *what, struct gx_err *err);

#endif
