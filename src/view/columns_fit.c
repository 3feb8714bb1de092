#include <stdlib.h>

#include "base/utf8.h"
#include "view/columns.h"

enum {
	COLUMNS_MOST = 4096, /* no terminal is wider */
	TEXT_LEAST = 10,     /* a text is not shrunk below this */
	HEADING_LEAST = 10,  /* nor a heading */
};

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* The width at which nothing is cut, without the mark. */
static size_t full_width(const struct gx_column *column)
{
	return larger(column->widest, gx_utf8_columns(column->heading));
}

/* Numbers, ids, ages are never cut: a cut number is a wrong one. */
static size_t least_width(const struct gx_column *column)
{
	size_t heading = smaller(gx_utf8_columns(column->heading), HEADING_LEAST);
	size_t cell = column->is_text && gx_cell_can_clip(&column->field) ? smaller(column->widest, TEXT_LEAST)
									  : column->widest;

	return larger(cell, heading);
}

static size_t mark_width(const struct gx_column *column, size_t mark)
{
	return gx_column_has_best(column) ? mark : 0;
}

static int by_rank(const void *left, const void *right)
{
	const struct gx_column *const *a = left, *const *b = right;

	if ((*a)->rank != (*b)->rank)
		return (*a)->rank < (*b)->rank ? -1 : 1;
	return *a < *b ? -1 : *a > *b;
}

/* Takes columns by rank at their least width while they fit; returns what is left of `columns`. */
static size_t choose_columns(struct gx_survey *survey, struct gx_column **order, size_t columns, size_t gap,
			     size_t mark)
{
	bool is_first = true;

	for (size_t i = 0; i < survey->columns.len; i++) {
		size_t least = least_width(order[i]),
		       needed = least + mark_width(order[i], mark) + (is_first ? 0 : gap);

		if (needed > columns && !is_first) {
			survey->left_out++;
			continue;
		}
		order[i]->width = least;
		columns -= smaller(needed, columns);
		is_first = false;
	}
	return columns;
}

/* Gives what is left to the columns that are cut, a little to each in turn. */
static void share_rest(struct gx_survey *survey, size_t rest)
{
	bool gave = true;

	while (rest && gave) {
		gave = false;
		for (size_t i = 0; rest && i < survey->columns.len; i++) {
			struct gx_column *column = &survey->columns.at[i];

			if (!column->width || column->width >= full_width(column))
				continue;
			column->width++;
			rest--;
			gave = true;
		}
	}
}

static void drop_hidden(struct gx_survey *survey)
{
	size_t kept = 0;

	for (size_t i = 0; i < survey->columns.len; i++) {
		if (survey->columns.at[i].width)
			survey->columns.at[kept++] = survey->columns.at[i];
	}
	survey->columns.len = kept;
}

int gx_survey_fit(struct gx_survey *survey, size_t columns, size_t gap, size_t mark, struct gx_err *err)
{
	GX_FREE struct gx_column **order = calloc(survey->columns.len + 1, sizeof(struct gx_column *));
	size_t rest;

	if (!order)
		return gx_fail_memory(err);
	for (size_t i = 0; i < survey->columns.len; i++) {
		order[i] = &survey->columns.at[i];
		order[i]->width = columns ? 0 : full_width(order[i]) + mark_width(order[i], mark);
	}
	if (!columns)
		return 0;
	qsort(order, survey->columns.len, sizeof(struct gx_column *), by_rank);
	rest = choose_columns(survey, order, smaller(columns, COLUMNS_MOST), gap, mark);
	/* now few enough are left that going over them often is cheap */
	drop_hidden(survey);
	share_rest(survey, rest);
	for (size_t i = 0; i < survey->columns.len; i++)
		survey->columns.at[i].width += mark_width(&survey->columns.at[i], mark);
	return 0;
}
