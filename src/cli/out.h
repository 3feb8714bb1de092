/*
 * The voice of git exp: results to standard output through one buffered writer, everything else to standard error in
 * git's words. Here, and nowhere below, is decided what a person sees.
 */
#ifndef GX_CLI_OUT_H
#define GX_CLI_OUT_H

#include <stdio.h>

#include "base/buf.h"
#include "cli/pager.h"

enum gx_exit {
	GX_EXIT_DONE = 0,
	GX_EXIT_FAILED = 1,  /* it could not, or a gate was not met */
	GX_EXIT_FATAL = 128, /* no repository, or a broken one; cannot write */
	GX_EXIT_USAGE = 129,
	GX_EXIT_PIPE = 141,  /* the reader of standard output has gone: 128 + SIGPIPE */
};

/*
 * One line on standard error, cleaned by gx_text_safe() as a whole, so that text out of a run may stand in it. Each returns the
 * exit code that goes with it, so that a command ends in `return gx_say_error(…)`.
 */
int gx_say_error(const char *format, ...) __attribute__((format(printf, 1, 2)));   /* "error: …", GX_EXIT_FAILED */
int gx_say_fatal(const char *format, ...) __attribute__((format(printf, 1, 2)));   /* "fatal: …", GX_EXIT_FATAL */
void gx_say_warning(const char *format, ...) __attribute__((format(printf, 1, 2))); /* "warning: …" */
void gx_say_hint(const char *format, ...) __attribute__((format(printf, 1, 2)));    /* "hint: …" */
/* Without a prefix: what a command tells by the way ("Packed 3 refs"). */
void gx_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* An item of a list, behind a tab: the candidates for an ambiguous name. */
void gx_say_item(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The sentence of `err` as an error; GX_EXIT_FAILED. */
int gx_say_err(const struct gx_err *err);

/* Standard output: gathers, writes in large pieces, remembers the first failure and drops what comes after it. */
struct gx_out {
	int fd;
	struct gx_buf waiting;
	struct gx_pager pager; /* started before the first byte is written, so never by a command that says nothing */
	int failure;           /* errno of the first write that failed, or 0 */
};

#define GX_OUT_INIT(descriptor) { (descriptor), GX_BUF_INIT(GX_BUF_ANY), GX_PAGER_INIT, 0 }

/* All bytes go out as they are. Text out of a run for a table or a page must have passed gx_text_safe(). */
void gx_out_str(struct gx_out *out, struct gx_str bytes);
void gx_out_text(struct gx_out *out, const char *text);
void gx_out_printf(struct gx_out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same as a stream, for the views; closed with fclose(). NULL without memory. */
FILE *gx_out_stream(struct gx_out *out);

/* Writes what is waiting: before a child uses the same standard output, and for one who watches. */
void gx_out_flush(struct gx_out *out);

/* True once nothing more can be written: a long loop should stop. */
bool gx_out_failed(const struct gx_out *out);

/*
 * Writes the rest, waits for the pager, frees. Returns `code`, or GX_EXIT_PIPE (silently) where the reader has gone, or
 * GX_EXIT_FATAL, said, where standard output could not be written.
 */
int gx_out_close(struct gx_out *out, int code);

/* Makes a write into a closed pipe an error of the call instead of the end of the process. Children get the default back. */
void gx_out_catch_pipe(void);

/* Columns to keep to: COLUMNS, else, if `terminal`, what that says of itself, or 80; else 0, any. */
size_t gx_terminal_columns(bool terminal);

/* Whether TERM names a terminal that knows no more than text. */
bool gx_terminal_is_dumb(void);

/* Whether the reader's locale is UTF-8, by LC_ALL, LC_CTYPE, LANG. */
bool gx_terminal_is_utf8(void);

#endif
