/*
 * Histories: a metric's TSV in a record, and the CSV, TSV and JSONL files that scripts write.
 */
#ifndef GX_FORMAT_TABLE_H
#define GX_FORMAT_TABLE_H

#include "base/vec.h"
#include "format/node.h"

/* One row of a history. */
struct gx_point {
	int64_t step;
	double time;  /* seconds since the run's start; NAN where unknown */
	double value; /* nan and infinities too */
	struct gx_str text; /* the value's stored form where an integer is longer than a double holds, else empty */
};

struct gx_history {
	struct gx_str metric;
	GX_VEC(struct gx_point) points; /* on the heap, in order of arrival */
};

struct gx_histories {
	GX_VEC(struct gx_history) all; /* names live in an arena */
};

void gx_histories_release(struct gx_histories *histories);

/* The history of a metric, added if `arena` is given and it is not there; NULL if not there or without memory. */
struct gx_history *gx_histories_get(struct gx_histories *histories, struct gx_str metric, struct gx_arena *arena);

/* The stored form: header `step\ttime\tvalue`, then a row a point. */
void gx_tsv_write(struct gx_buf *out, const struct gx_history *history);

/* Reads the stored form and adds its points. GX_EFORMAT with "line N: …". */
int gx_tsv_read(struct gx_str text, struct gx_history *history, struct gx_arena *arena, struct gx_err *err);

/*
 * Reads a file of histories as scripts write them and adds to `histories`. CSV (RFC 4180, `,` or `;`), TSV, or JSONL (one object a line), told
 * by the name's ending, else by the first line. Wide (a column a metric) or long (columns for the metric's name and the value), told from
 * the header: `step`, `global_step`, `epoch`, `iteration`, `iter`, `batch`, `round` is the step (in that order of preference; the others then are metrics);
 * `time`, `elapsed`, `seconds` seconds since the start; `timestamp`, `wall_time`, `date`, `_timestamp` an instant (epoch seconds or RFC 3339), turned into seconds since `started_us`
 * (GX_TIME_NONE: since the first row). Long: `metric`, `name`, `key`, `tag` with `value`. Empty cells are no point. Without a step column steps count from 0 per metric.
 * A fractional step, a cell that is no number, a row too long or too short: GX_EINPUT with file, line and column.
 */
int gx_history_read(const char *path, int64_t started_us, struct gx_arena *arena, struct gx_histories *histories, struct gx_err *err);

/* The same over a text, for tests and fuzzing; `name` tells the format by its ending. */
int gx_history_parse(struct gx_str text, const char *name, int64_t started_us, struct gx_arena *arena, struct gx_histories *histories,
		     struct gx_err *err);

#endif
