/*
 * What the readers of histories (history_csv.c, history_jsonl.c) share: what a column is for by its name, and how a row
 * becomes points.
 */
#ifndef GX_FORMAT_HISTORY_H
#define GX_FORMAT_HISTORY_H

#include "format/table.h"

enum gx_role {
	GX_ROLE_METRIC,
	GX_ROLE_STEP,
	GX_ROLE_ELAPSED, /* seconds since the start */
	GX_ROLE_INSTANT,
	GX_ROLE_NAME,  /* long: the metric's name … */
	GX_ROLE_VALUE, /* … and its value */
	GX_ROLE_NONE,  /* left out */
};

/* One name of the table in table.h. Of two with the same role the one that comes first in memory is preferred. */
struct gx_role_name {
	struct gx_str name;
	enum gx_role role;
};

/* What a column of that name is for; NULL: a metric. */
const struct gx_role_name *gx_role_of(struct gx_str column);

/* A file that is being read. */
struct gx_reading {
	struct gx_str text; /* checked */
	const char *name;   /* of the file */
	int64_t base_us;    /* what instants count from; GX_TIME_NONE until the first */
	struct gx_arena *arena;
	size_t points;		   /* read so far */
	struct gx_histories fresh; /* given to the caller when all is read */
};

/* What a row says beside its values. */
struct gx_row {
	bool counted; /* it has no step: metrics count for themselves */
	int64_t step;
	double time; /* NAN: unknown */
};

/* The nearest whole microsecond; false outside of 127 years, where doubles get coarser than that. */
bool gx_micros_of(double seconds, int64_t *ret);

/* A whole number that fits 64 bits; "10.0" is one. */
bool gx_read_step(struct gx_str text, int64_t *ret);

/* The time of a row, in seconds since the start. False if the text is neither a number nor, as an instant, RFC 3339. */
bool gx_read_time(struct gx_reading *reading, enum gx_role role, struct gx_str text, double *ret);

/*
 * Adds a value to the history of a metric, whose name is checked. `*index` is its place in reading->fresh from 1, or 0
 * if the caller does not know it; it is set. GX_EINPUT, without a message, if the text is no number, GX_ELIMIT over
 * GX_KEYS_MAX metrics or GX_POINTS_MAX points, GX_ENOMEM.
 */
int gx_reading_add(struct gx_reading *reading, struct gx_str metric, size_t *index, const struct gx_row *row,
		   struct gx_str value, struct gx_err *err);

/* The readers; they fill reading->fresh. */
int gx_history_csv(struct gx_reading *reading, char separator, struct gx_err *err);
int gx_history_jsonl(struct gx_reading *reading, struct gx_err *err);

#endif
