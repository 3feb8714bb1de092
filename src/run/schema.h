/*
 * The project's schema, `.gitexp.yaml`, and the directions of metrics.
 *
 *	metrics:
 *	  val_loss: {goal: min, headline: min}     goal: min|max; headline: last|min|max|mean|first
 *	  acc: {alias: accuracy}
 *	headline: [val_loss, accuracy]             those in a run's subject line, in that order
 *	require: 'val_loss < 0.5'                  (review --require; kept, not read here)
 *	params:
 *	  lr: {type: number, required: true}
 */
#ifndef GX_RUN_SCHEMA_H
#define GX_RUN_SCHEMA_H

#include "format/node.h"
#include "run/run.h"

enum gx_goal { GX_GOAL_UNKNOWN, GX_GOAL_MIN, GX_GOAL_MAX };
enum gx_headline { GX_HEADLINE_LAST, GX_HEADLINE_MIN, GX_HEADLINE_MAX, GX_HEADLINE_MEAN, GX_HEADLINE_FIRST };

struct gx_schema_metric {
	struct gx_str name;
	enum gx_goal goal;
	enum gx_headline headline;
	struct gx_str alias; /* the name that counts, or empty */
};

struct gx_schema {
	GX_VEC(struct gx_schema_metric) metrics; /* sorted by name */
	struct gx_strs headline;		 /* in the order of the file */
};

#define GX_SCHEMA_INIT                                                                                                 \
	{                                                                                                              \
		.metrics = { NULL, 0, 0 }                                                                              \
	}

/* From the parsed document, which must outlive it (it borrows the names). Unknown keys are left alone; a known key of
 * the wrong type is GX_EINPUT with line and column. `name` is the file's. */
int gx_schema_read(const struct gx_node *root, const char *name, struct gx_schema *ret, struct gx_err *err);
void gx_schema_release(struct gx_schema *schema);
/* The entry of a metric by its exact name, or NULL. */
const struct gx_schema_metric *gx_schema_metric(const struct gx_schema *schema, struct gx_str name);

/*
 * Which way is better: the schema's goal, or its alias's; else by the last word of the name (settled.md 5), where words
 * are split at all but letters and digits and at changes of case, and a number at the end is no word (`recall@5`).
 * `schema` may be NULL.
 */
enum gx_goal gx_direction(const struct gx_schema *schema, struct gx_str metric);

/* Whether `a` is better than `b` by the goal. NaN is never better than a number; nothing is better where the goal is
 * unknown. */
bool gx_is_better(enum gx_goal goal, double a, double b);

/*
 * The headline value that a rule takes out of an entry of stats.yaml. Where there is no such value (the least of a
 * history without a finite one) it is the last. GX_EFORMAT if that is not there either.
 */
int gx_headline_of(const struct gx_value *stats, enum gx_headline rule, struct gx_arena *arena, struct gx_value *ret,
		   struct gx_err *err);

/* Fills headline metrics from the histories, by the schema's rule (`schema` may be NULL), else the last value; what
 * `metrics` has already stays. */
int gx_run_headline(struct gx_run *run, const struct gx_schema *schema, struct gx_arena *arena, struct gx_err *err);

#endif
