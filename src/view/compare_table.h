/*
 * A comparison as data: rows of values, one a run. Inside the room only.
 */
#ifndef GX_VIEW_COMPARE_TABLE_H
#define GX_VIEW_COMPARE_TABLE_H

#include "view/compare.h"

enum gx_compare_kind { GX_COMPARE_FACT, GX_COMPARE_PARAM, GX_COMPARE_METRIC, GX_COMPARE_KINDS };

enum { GX_COMPARE_CELLS_MAX = 10000000 }; /* rows times runs that are held in memory */

struct gx_compare_row {
	enum gx_compare_kind kind;
	struct gx_str key;
	const struct gx_value **values; /* one a run, NULL where it has none; in the arena */
	bool differs;
	enum gx_goal goal;
	size_t best; /* the first run with the best value; GX_STR_NOWHERE if none is */
};

struct gx_compare {
	struct gx_arena arena;
	size_t runs;
	struct gx_str *ids, *experiments, *names; /* of the runs */
	GX_VEC(struct gx_compare_row)
		rows; /* by kind, those that differ first, by key (facts in an order of their own) */
};

#define GX_COMPARE_INIT { .arena = GX_ARENA_INIT }

/* Reads all rows. GX_ELIMIT over GX_COMPARE_CELLS_MAX. */
int gx_compare_read(const struct gx_rows *rows, const struct gx_compare_options *options, struct gx_compare *ret,
		    struct gx_err *err);
void gx_compare_release(struct gx_compare *compare);

/* Whether the run's value is the row's best, or as good. */
bool gx_compare_is_best(const struct gx_compare_row *row, size_t run);

/* Adds a value for a person, safe for a terminal. */
void gx_compare_cell(struct gx_buf *out, const struct gx_compare_row *row, size_t run, size_t abbrev);

typedef int gx_compare_writer(FILE *out, const struct gx_compare *compare, const struct gx_compare_options *options,
			      const struct gx_style *style, struct gx_err *err);

gx_compare_writer gx_compare_text;
gx_compare_writer gx_compare_md;
gx_compare_writer gx_compare_csv;
gx_compare_writer gx_compare_json;

/*
 * What a section is called for people ("Parameters"), and what its keys begin with in csv ("params."), and its kind in
 * JSON ("param").
 */
struct gx_compare_name {
	const char *title, *prefix, *kind;
};
extern const struct gx_compare_name gx_compare_names[GX_COMPARE_KINDS];

#endif
