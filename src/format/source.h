/*
 * The text of a file from outside, before anything reads it: its encoding, and places in it for messages.
 */
#ifndef GX_FORMAT_SOURCE_H
#define GX_FORMAT_SOURCE_H

#include "base/err.h"
#include "base/str.h"

/* A place in a text, both from 1; columns count characters. */
struct gx_place {
	size_t line, column;
};

/* The place of a byte of valid UTF-8. Walks the text: for messages only. */
struct gx_place gx_source_place(struct gx_str text, size_t offset);

/* Drops a byte order mark. GX_EINPUT for UTF-16 and for what is not UTF-8, with the place of the first bad byte. */
int gx_source_open(struct gx_str *text, const char *name, struct gx_err *err);

/* "<name>:<line>:<column>: <sentence>". */
int gx_source_fail(struct gx_err *err, enum gx_error code, const char *name, struct gx_place place, const char *format,
		   ...) __attribute__((format(printf, 5, 6)));

#endif
