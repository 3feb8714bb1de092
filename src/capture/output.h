/*
 * The stored text of what a command printed: as a reader of its terminal would have seen it in the end. Lines that were redrawn (carriage return,
 * backspace) are there in their last state, escape sequences and other control characters are not, bytes that are not UTF-8 are U+FFFD.
 *
 * Of much output the beginning and the end are kept, half of the limit each, cut at lines, with one line between them that says how much was left
 * out. Each whole line is in a file as soon as it was printed, so that the end of this process loses none; the file stays below nine times the limit.
 */
#ifndef GX_CAPTURE_OUTPUT_H
#define GX_CAPTURE_OUTPUT_H

#include <stdint.h>

#include "base/buf.h"

enum { GX_OUTPUT_LINE_MAX = 1 << 16 }; /* bytes of a line; what is longer is cut into lines */

/* Where in an escape sequence the bytes are. */
enum gx_output_state {
	GX_OUTPUT_TEXT,
	GX_OUTPUT_ESCAPE,	 /* behind ESC */
	GX_OUTPUT_CSI,		 /* until a byte from @ to ~ */
	GX_OUTPUT_STRING,	 /* OSC, DCS and the like: until BEL or ESC \ */
	GX_OUTPUT_STRING_ESCAPE, /* behind an ESC in it */
};

/* One stream as lines in their last state. */
struct gx_output_line {
	struct gx_buf text;
	enum gx_output_state state;
	bool returned; /* a carriage return was the last: what comes next takes the line's place */
};

enum { GX_OUTPUT_STREAMS = 2 }; /* standard output, standard error */

struct gx_output {
	struct gx_buf path;
	int fd;
	size_t limit;  /* bytes */
	uint64_t size; /* of the file, bytes */
	struct gx_output_line streams[GX_OUTPUT_STREAMS];
	struct gx_buf whole; /* lines that are not in the file yet */
	/* Told of each whole line, without LF, of stream 0 or 1; may be NULL. */
	void (*each)(void *context, int stream, struct gx_str line);
	void *context;
};

/* Safe to release. */
#define GX_OUTPUT_INIT { .fd = -1 }

/* Makes the file. A limit below 4,096 bytes is 4,096. *ret is to be released in any case. */
int gx_output_open(struct gx_output *ret, const char *path, size_t limit, struct gx_err *err);

/* Takes bytes of a stream, 0 or 1, in the order of their arrival. On failure the lines are lost, and the next ones are tried again. */
int gx_output_add(struct gx_output *output, int stream, struct gx_str bytes, struct gx_err *err);

/* Writes the lines that were not ended. */
int gx_output_close(struct gx_output *output, struct gx_err *err);

void gx_output_release(struct gx_output *output);

/* Adds the stored text of such a file, at most `limit` bytes and one line. GX_ENOTFOUND, GX_EIO. */
int gx_output_text(const char *path, size_t limit, struct gx_buf *out, struct gx_err *err);

#endif
