/*
 * `git exp compare`: many runs side by side. A column a run, a row a fact, parameter or metric; rows that differ stand
 * first.
 */
#ifndef GX_VIEW_COMPARE_H
#define GX_VIEW_COMPARE_H

#include <stdio.h>

#include "run/schema.h"
#include "view/rows.h"
#include "view/style.h"

enum gx_compare_format { GX_COMPARE_TEXT, GX_COMPARE_MD, GX_COMPARE_CSV, GX_COMPARE_JSON };

struct gx_compare_options {
	enum gx_compare_format format;
	bool only_different;            /* leave out rows that are equal in all runs */
	const struct gx_schema *schema; /* may be NULL */
	size_t abbrev;
};

/* The parts that the rows must have loaded. */
#define GX_COMPARE_PARTS (GX_PART_FACTS | GX_PART_PARAMS | GX_PART_METRICS | GX_PART_TAGS)

/*
 * Writes the comparison. Columns that do not fit style->columns go on below, in a block of their own. Holds the values
 * of all runs in memory. json: {"runs": [{id, experiment, name}], "rows": [{"kind": "param", "key", "differs", "best":
 * index or null, "values": [a value or null a run]}]}.
 */
int gx_compare_write(FILE *out, const struct gx_rows *rows, const struct gx_compare_options *options,
		     const struct gx_style *style, struct gx_err *err);

#endif
