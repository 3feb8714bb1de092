/*
 * Metrics in the lines that a training prints. A line may be text with pairs (`loss=0.3`, `loss: 0.3`, `loss 0.3`), an
 * object of JSON or of Python, a row of a table whose heading went before, or what a user's own expression finds.
 *
 * What is read, and what is not:
 *  1. A pair is a name and a decimal number, nan or inf; a number with a unit (`50ms`, `12 GB`, `4.4it/s`), a count
 *     (`3/10`), a version, a range, a clock time, a path or an address is none. `91%` is a number for a metric's name only, and
 *     `Accuracy: 98/100 (98%)` is 98.
 *  2. Names of times, speeds, sizes, devices, versions, seeds and counts are never metrics (GX_WORD_DENIED in the table).
 *  3. global_step, num_updates, step, iteration, iter, epoch, batch, round (the first of these that is there) with an
 *     integer is the step; `epoch: 1.5` is a metric. An epoch with a place inside it (`[640/60000`) is no step: such
 *     lines are to be counted. A bar's count (`45/100 [`), `[10]` and `0:` at the begin of a line are steps otherwise.
 *  4. Pairs are read from a line with a step word, or that names a known metric; else only where the whole line is
 *     nothing but pairs, one of them a decimal, none of them known as a parameter (lr, dropout, …).
 *  5. A line in which `args`, `config`, `Namespace`, `params` or the like opens a list is an echo of parameters.
 *  6. Words of a name are joined by `_` (`lm loss: 6.5` is lm_loss); the names are otherwise kept as they were printed.
 */
#ifndef GX_CAPTURE_SCALARS_H
#define GX_CAPTURE_SCALARS_H

#include <regex.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

enum {
	GX_SCALARS_MAX = 64,		/* metrics of a line; what stands behind is not read */
	GX_SCALARS_LINE_MAX = 64 << 10, /* bytes of a line that is read */
	GX_SCALARS_NAME_MAX = 128,	/* bytes of a name */
	GX_SCALARS_COLUMNS_MAX = 24,	/* columns of a table */
};

struct gx_scalar {
	struct gx_str name;
	struct gx_str value; /* as gx_point_set() takes it */
};

struct gx_scalars {
	bool has_step;
	int64_t step;
	size_t count;
	struct gx_scalar list[GX_SCALARS_MAX];
};

/* What earlier lines said, and room for names that are not in the line as such. Made by `= { 0 }`, owns nothing. */
struct gx_scalars_reader {
	bool has_epoch; /* a heading `Epoch 1/5`, or a row of a table, waits for its results */
	int64_t epoch;
	size_t column_count; /* of the table that we are in; 0: none */
	bool column_all;     /* its rows begin with "all" instead of the epoch */
	char columns[GX_SCALARS_COLUMNS_MAX][40];
	char section[40]; /* `rollout/` of a box; "": none */
	size_t used;
	char room[4096];
};

/*
 * Reads one line, without its end and without escape sequences. The views are into the line, or into the reader until
 * it reads the next.
 */
void gx_scalars_read(struct gx_scalars_reader *reader, struct gx_str line, struct gx_scalars *ret);

/* A user's own expression (POSIX, extended). Made by `= { 0 }`. */
struct gx_scalars_pattern {
	regex_t regex;
	char *room; /* for a line; NULL: not open */
};

/*
 * Two groups are name and value. One group is the value; its name is the last word that was matched before it,
 * words like `is` and `at` left out (`loss is at ([0-9.]+)` gives `loss`). A name that is a step word sets the step. GX_EINPUT where it is no expression,
 * or has another number of groups. Released by gx_scalars_pattern_release().
 */
int gx_scalars_pattern_open(struct gx_scalars_pattern *pattern, const char *text, struct gx_err *err);
void gx_scalars_pattern_release(struct gx_scalars_pattern *pattern);

/*
 * All matches in the line, left to right; what a value group holds that is no number is passed over. Views into
 * the line, of which nothing is matched behind a NUL.
 */
void gx_scalars_match(const struct gx_scalars_pattern *pattern, struct gx_str line, struct gx_scalars *ret);

#endif
