/*
 * Fields of a run by name: what --columns, --sort, templates and filters speak of.
 *
 *	id tip ref author author.email tags description
 *	experiment name status started …  every key of run.yaml (gx_facts) but `format`
 *	params.<key>   metrics.<key>   metrics.<key>.min .max .mean .first .last .min_step .max_step .count .nan
 *(stats.yaml) env.<key>      (system.yaml, then variables.yaml) data.<path>    tag.<word> (the rest of a tag
 *`<word>:rest`) <key>          a metric or a parameter of that name; both: GX_EAMBIGUOUS is for the caller to say, see
 *gx_field_in()
 */
#ifndef GX_RUN_FIELD_H
#define GX_RUN_FIELD_H

#include "run/run.h"

enum gx_field_kind {
	GX_FIELD_FACT,
	GX_FIELD_PARAM,
	GX_FIELD_METRIC,
	GX_FIELD_STAT,
	GX_FIELD_SYSTEM,
	GX_FIELD_DATA,
	GX_FIELD_TAG,
	GX_FIELD_BARE
};

struct gx_field {
	enum gx_field_kind kind;
	struct gx_str key;  /* of the parameter, metric …, or the fact's own name; a bare name whole */
	struct gx_str stat; /* GX_FIELD_STAT, and a bare name that may be one (`loss.min`): "min"; else empty */
	struct gx_str name; /* as it was given: the heading of its column */
};

/* Parses a name; borrowed. GX_EINPUT if it is empty or no valid key. */
int gx_field_parse(struct gx_str name, struct gx_field *ret, struct gx_err *err);

/* The parts of a record that must be loaded for it. */
unsigned gx_field_parts(const struct gx_field *field);

/*
 * The value in this run; false if the run has none (or without memory). A bare name prefers the metric, then the
 * parameter, then a metric's statistic. A metric that has no history is one of a single value: first, last, min, max
 * and mean are its headline. Tags are one string, ", " between.
 */
bool gx_field_get(const struct gx_field *field, const struct gx_run *run, struct gx_arena *arena, struct gx_value *ret);

/* For a bare name: bit 1 if the run has such a metric, bit 2 if it has such a parameter. */
unsigned gx_field_in(const struct gx_field *field, const struct gx_run *run);

#endif
