/*
 * The columns of a list: which there could be, how wide they are, what is best in them. One pass over the rows finds
 * out. Inside the room only.
 */
#ifndef GX_VIEW_COLUMNS_H
#define GX_VIEW_COLUMNS_H

#include "view/cell.h"
#include "view/list.h"

struct gx_column {
	struct gx_field field; /* its texts are in the survey's arena, or the caller's */
	struct gx_str heading; /* of a table: safe for a terminal */
	struct gx_value first; /* the first value; its texts are in the arena */
	size_t present;        /* runs that have it */
	bool differs;          /* not all of those that have it have the same */
	bool is_text;          /* some value is no number: aligned left */
	bool is_metric;        /* shown with a metric's digits */
	size_t widest;         /* columns of the widest cell */
	size_t width;          /* columns that it is given; 0: it is not shown */
	enum gx_goal goal;
	double best;     /* NAN while nothing is */
	size_t headline; /* metrics: its place among the schema's headline, or past the end */
	size_t rank;     /* the smaller, the more it tells */
};

struct gx_survey {
	GX_VEC(struct gx_column) columns; /* in the order in which they are shown */
	size_t runs;
	size_t left_out; /* columns that were worth showing but do not fit */
	struct gx_arena arena;
};

#define GX_SURVEY_INIT { .runs = 0 }

enum { GX_COLUMNS_MAX = 200000 }; /* distinct parameters, and as many metrics, that one list can hold */

/*
 * The columns of a table for people: those asked for; else what identifies a run, parameters that differ (with one run,
 * or all_columns: all), metrics (no `system/` ones unless all_columns). Keys beyond GX_COLUMNS_MAX are left out: no
 * table shows so many.
 */
int gx_survey_table(const struct gx_rows *rows, const struct gx_list_options *options, int64_t now_us,
		    struct gx_survey *ret, struct gx_err *err);

/* The columns of csv and tsv, and of JSON with columns. GX_ELIMIT over GX_COLUMNS_MAX. */
int gx_survey_exact(const struct gx_rows *rows, const struct gx_list_options *options, struct gx_survey *ret,
		    struct gx_err *err);

void gx_survey_release(struct gx_survey *survey);

/* How the column's cells look. */
struct gx_cell_look gx_column_look(const struct gx_column *column, size_t abbrev, int64_t now_us);

/* Whether the column marks its best value at all, and whether this is it, or as good as it. */
bool gx_column_has_best(const struct gx_column *column);
bool gx_column_is_best(const struct gx_column *column, const struct gx_value *value);

/*
 * Gives each column its width in `columns` columns (0: any) with `gap` between two: shrinks texts and headings, then
 * leaves out those that tell least. `mark` columns are kept behind values where one is best. The first column always
 * stays.
 */
int gx_survey_fit(struct gx_survey *survey, size_t columns, size_t gap, size_t mark, struct gx_err *err);

#endif
