/*
 * A growing buffer with a hard cap that is given when it is made. It remembers
 * the first failure (no memory, cap reached) and ignores what is added after,
 * so a writer checks once, at the end.
 */
#ifndef GX_BASE_BUF_H
#define GX_BASE_BUF_H

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

struct gx_buf {
	char *at;    /* NUL behind the last byte, always; NULL while nothing was added */
	size_t len;  /* bytes */
	size_t room; /* bytes allocated */
	size_t max;  /* the cap, in bytes */
	int failed;  /* 0, GX_ENOMEM or GX_ELIMIT */
};

#define GX_BUF_INIT(cap) { NULL, 0, 0, (cap), 0 }
#define GX_BUF_ANY ((size_t)1 << 40) /* for what is bounded elsewhere */

void gx_buf_add(struct gx_buf *buf, const void *bytes, size_t len);
void gx_buf_str(struct gx_buf *buf, struct gx_str view);
void gx_buf_text(struct gx_buf *buf, const char *text);
void gx_buf_byte(struct gx_buf *buf, char byte);
void gx_buf_fill(struct gx_buf *buf, char byte, size_t count);
void gx_buf_printf(struct gx_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Room for `len` more bytes, to be written by the caller who then adds to buf->len; NULL on failure. */
char *gx_buf_reserve(struct gx_buf *buf, size_t len);

/* The bytes; valid until the buffer changes. */
struct gx_str gx_buf_view(const struct gx_buf *buf);

/* As a NUL-terminated string, "" while nothing was added. */
const char *gx_buf_c(const struct gx_buf *buf);

/* 0, or the remembered failure as an error about `what`: "params.yaml is over its limit of 33554432 bytes". */
int gx_buf_check(const struct gx_buf *buf, const char *what, struct gx_err *err);

/* Empties it, forgets a failure, keeps the room. */
void gx_buf_reset(struct gx_buf *buf);

void gx_buf_release(struct gx_buf *buf);

#endif
