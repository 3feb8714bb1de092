/*
 * Histories: a metric's TSV in a record, and the CSV, TSV and JSONL files that scripts write.
 */
#ifndef GX_FORMAT_TABLE_H
#define GX_FORMAT_TABLE_H

#include "base/map.h"
#include "base/vec.h"
#include "format/node.h"

/* One row of a history: 32 bytes, for there may be a million. */
struct gx_point {
	int64_t step;
	double time;	     /* seconds since the run's start; NAN where unknown */
	double value;	     /* the nearest double; nan and infinities too */
	const char *integer; /* NULL: a decimal. "": an integer below 2^53. Else the integer's digits, in an arena */
};

struct gx_history {
	struct gx_str metric;
	GX_VEC(struct gx_point) points; /* on the heap, in order of arrival */
};

/* Of each metric one, in order of appearance. Made by `= { 0 }`; added to by gx_histories_get() only. */
struct gx_histories {
	GX_VEC(struct gx_history) all; /* names live in an arena */
	struct gx_map by_name;	       /* index into `all` */
};

void gx_histories_release(struct gx_histories *histories);

/*
 * The history of a metric, added (its name copied to `arena`) if `arena` is given and it is not there; NULL if it is
 * not there or without memory. Valid until the next one is added.
 */
struct gx_history *gx_histories_get(struct gx_histories *histories, struct gx_str metric, struct gx_arena *arena);

/*
 * Sets the value of a point from a number literal of JSON, or nan, inf, -inf: the one place that decides how a value is
 * kept. Digits of long integers go to `arena`. GX_EINPUT if it is none or out of the range of doubles.
 */
int gx_point_set(struct gx_point *point, struct gx_str text, struct gx_arena *arena, struct gx_err *err);

/* Adds the stored form of a point's value: "1", "0.5", "nan", "inf", "-inf". */
void gx_point_write(struct gx_buf *out, const struct gx_point *point);

/* Adds the stored form: `step\ttime\tvalue`, then a row a point; times to the microsecond, without trailing zeros. */
void gx_tsv_write(struct gx_buf *out, const struct gx_history *history);

/*
 * Reads the stored form and adds its points. GX_EFORMAT with "line N: …", nothing added then. Digits of long integers
 * are copied to `arena`.
 */
int gx_tsv_read(struct gx_str text, struct gx_history *history, struct gx_arena *arena, struct gx_err *err);

enum {
	GX_HISTORY_FILE_MAX = 1 << 30, /* bytes of a file of histories */
	GX_POINTS_MAX = 1 << 25,       /* points of it, all metrics together: 1 GiB of memory */
};

/*
 * Reads a file of histories as scripts write them and adds to `histories`; on failure nothing is added. CSV (RFC 4180;
 * `,` or `;`, UTF-8 with or without BOM, LF or CRLF), TSV, or JSONL (one object a line), told by the name's ending,
 * else by the first line.
 *
 * Wide (a column a metric) or long (`metric`, `name`, `key` or `tag`, with `value`), told from the header. What a
 * column is for is told by its name, trimmed, in any case, with `_` for blanks:
 *
 *	step     step, _step, global_step, epoch, iteration, iter, batch, round: the first of these that is there; the
 *	         others are metrics then. Without one steps count from 0 per metric.
 *	elapsed  time, elapsed, seconds, _runtime: seconds since the start (from 1e9 on it can only be an instant and
 *	         is taken as one)
 *	instant  timestamp, wall_time, date, _timestamp, _time: epoch seconds, epoch milliseconds (from 1e11 on) or RFC 3339,
 *	         turned into seconds since `started_us` (GX_TIME_NONE: since the first row)
 *
 * A column without a name (a data frame's index) or without any number in it (a phase, a clock time) is left out;
 * empty cells are no point. In JSONL nested objects are joined by dots, and strings (but "nan", "inf", "-inf"),
 * booleans, nulls and arrays are skipped. A fractional step, a cell that is no number in a column of numbers, a row
 * too long or too short, a decimal comma, a column twice: GX_EINPUT with file, line and column.
 */
int gx_history_read(const char *path, int64_t started_us, struct gx_arena *arena, struct gx_histories *histories,
		    struct gx_err *err);

/* The same over a text, for tests and fuzzing; `name` tells the format by its ending. */
int gx_history_parse(struct gx_str text, const char *name, int64_t started_us, struct gx_arena *arena,
		     struct gx_histories *histories, struct gx_err *err);

#endif
