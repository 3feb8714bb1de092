#include <math.h>

#include "base/num.h"
#include "format/csv.h"
#include "format/history.h"
#include "format/source.h"

struct column {
	struct gx_str name;
	const struct gx_role_name *known; /* what its name says, or NULL */
	enum gx_role role;		  /* what it is used for */
	size_t metric;			  /* the index of its history from 1; 0: it has none yet */
	bool numbers;			  /* it holds a number */
	struct gx_cell bad;		  /* its first cell that is none, cut short; .text.at is NULL: there is none */
};

struct table {
	struct gx_reading *reading;
	struct gx_csv csv;
	GX_VEC(struct column) columns;
	struct column *step, *time, *label, *value; /* NULL: there is none */
	size_t points;
};

static void table_release(struct table *table)
{
	gx_csv_release(&table->csv);
	gx_vec_release(&table->columns);
}

#define fail_at(table, offset, ...)                                                                                    \
	gx_source_fail(err, GX_EINPUT, (table)->csv.name, gx_source_place((table)->csv.text, offset), __VA_ARGS__)

/* The header. */

static int add_column(struct table *table, const struct gx_cell *cell, struct gx_map *names, struct gx_err *err)
{
	struct gx_str name = gx_arena_str(table->reading->arena, gx_str_trim(cell->text));
	struct column *column = name.at ? gx_vec_add(&table->columns) : NULL;
	if (!column)
		return gx_fail_memory(err);
	*column = (struct column){ .name = name, .known = gx_role_of(name) };
	column->role = column->known ? column->known->role : GX_ROLE_METRIC;
	if (name.len == 0) {
		column->role = GX_ROLE_NONE;
		return 0;
	}
	struct gx_err why = GX_ERR_INIT;
	if (gx_key_check(name, &why) < 0)
		return fail_at(table, cell->offset, "%s", why.text);
	size_t before = names->count;
	if (!gx_map_put(names, name, 0))
		return gx_fail_memory(err);
	if (names->count == before)
		return fail_at(table, cell->offset, "a column stands twice: '%" GX_PRI "'",
			       GX_ARG(gx_str_sub(name, 0, 200)));
	return 0;
}

/* The preferred column of a role, or NULL; all others of it get the role `others`. */
static struct column *choose(struct table *table, enum gx_role role, enum gx_role others)
{
	struct column *best = NULL;
	for (size_t i = 0; i < table->columns.len; i++) {
		struct column *column = &table->columns.at[i];
		if (column->role != role)
			continue;
		if (best && column->known > best->known) {
			column->role = others;
			continue;
		}
		if (best)
			best->role = others;
		best = column;
	}
	return best;
}

static void replace(struct table *table, enum gx_role from, enum gx_role to)
{
	for (size_t i = 0; i < table->columns.len; i++)
		if (table->columns.at[i].role == from)
			table->columns.at[i].role = to;
}

static void choose_roles(struct table *table)
{
	table->step = choose(table, GX_ROLE_STEP, GX_ROLE_METRIC);
	table->time = choose(table, GX_ROLE_ELAPSED, GX_ROLE_METRIC);
	struct column *instant = choose(table, GX_ROLE_INSTANT, GX_ROLE_NONE);
	if (!table->time)
		table->time = instant;
	table->label = choose(table, GX_ROLE_NAME, GX_ROLE_METRIC);
	table->value = choose(table, GX_ROLE_VALUE, GX_ROLE_METRIC);
	if (table->label && table->value) {
		replace(table, GX_ROLE_METRIC, GX_ROLE_NONE);
		return;
	}
	table->label = table->value = NULL;
	replace(table, GX_ROLE_NAME, GX_ROLE_METRIC);
	replace(table, GX_ROLE_VALUE, GX_ROLE_METRIC);
}

static bool all_numbers(const struct table *table)
{
	for (size_t i = 0; i < table->columns.len; i++)
		if (gx_num_scan(table->columns.at[i].name) == GX_NUM_NOT)
			return false;
	return true;
}

static int read_header(struct table *table, struct gx_err *err)
{
	GX_CLEANUP(gx_map) names = GX_MAP_INIT;
	for (size_t i = 0; i < table->csv.cells.len; i++) {
		int rc = add_column(table, &table->csv.cells.at[i], &names, err);
		if (rc < 0)
			return rc;
	}
	if (all_numbers(table))
		return fail_at(table, table->csv.cells.at[0].offset,
			       "the first line must name the columns, and holds numbers");
	choose_roles(table);
	return 0;
}

/* Cells. */

static const struct gx_cell *cell_of(const struct table *table, const struct column *column)
{
	return &table->csv.cells.at[column - table->columns.at];
}

/* 0,5 or 1,5e-3 */
static bool has_decimal_comma(struct gx_str text)
{
	size_t comma = gx_str_find(text, ',');
	if (comma == GX_STR_NOWHERE || comma + 1 >= text.len ||
	    gx_str_find(gx_str_from(text, comma + 1), ',') != GX_STR_NOWHERE)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (!strchr("+-0123456789eE,", text.at[i]))
			return false;
	return true;
}

static int not_a_number(struct table *table, const struct gx_cell *cell, struct gx_err *err)
{
	return fail_at(table, cell->offset, "'%" GX_PRI "' is not a number: leave a cell empty where there is none",
		       GX_ARG(gx_str_sub(cell->text, 0, 80)));
}

/* A column is of numbers or it is not: remembers what was seen first, and fails on the other. */
static int note_number(struct table *table, struct column *column, struct gx_err *err)
{
	column->numbers = true;
	return column->bad.text.at ? not_a_number(table, &column->bad, err) : 0;
}

static int note_text(struct table *table, struct column *column, const struct gx_cell *cell, struct gx_err *err)
{
	if (has_decimal_comma(cell->text))
		return fail_at(table, cell->offset, "'%" GX_PRI "' has a decimal comma: write numbers with a point",
			       GX_ARG(gx_str_sub(cell->text, 0, 80)));
	if (column->numbers)
		return not_a_number(table, cell, err);
	if (column->bad.text.at)
		return 0;
	column->bad =
		(struct gx_cell){ gx_arena_str(table->reading->arena, gx_str_sub(cell->text, 0, 80)), cell->offset };
	return column->bad.text.at ? 0 : gx_fail_memory(err);
}

/* Rows. */

static int check_length(struct table *table, struct gx_err *err)
{
	size_t cells = table->csv.cells.len, columns = table->columns.len;
	if (cells == columns)
		return 0;
	return fail_at(table, table->csv.cells.at[cells > columns ? columns : cells - 1].offset,
		       "a row of %zu cells under a header of %zu", cells, columns);
}

static int add_cell(struct table *table, struct column *column, struct gx_str metric, size_t *index,
		    const struct gx_row *row, struct gx_err *err)
{
	const struct gx_cell *cell = cell_of(table, column);
	if (cell->text.len == 0)
		return 0;
	int rc = gx_reading_add(table->reading, metric, index, row, cell->text, err);
	if (rc == GX_EINPUT)
		return note_text(table, column, cell, err);
	if (rc < 0)
		return rc;
	if (table->step && row->counted)
		return fail_at(table, cell_of(table, table->step)->offset, "a row with values has no '%" GX_PRI "'",
			       GX_ARG(table->step->name));
	table->points++;
	return note_number(table, column, err);
}

static int read_step(struct table *table, struct gx_row *row, struct gx_err *err)
{
	const struct gx_cell *cell = table->step ? cell_of(table, table->step) : NULL;
	row->counted = !cell || cell->text.len == 0;
	if (row->counted || gx_read_step(cell->text, &row->step))
		return 0;
	return fail_at(table, cell->offset, "a step is a whole number, not '%" GX_PRI "'",
		       GX_ARG(gx_str_sub(cell->text, 0, 80)));
}

static int read_time(struct table *table, struct gx_row *row, struct gx_err *err)
{
	const struct gx_cell *cell = table->time ? cell_of(table, table->time) : NULL;
	row->time = (double)NAN;
	if (!cell || cell->text.len == 0)
		return 0;
	if (gx_read_time(table->reading, table->time->role, cell->text, &row->time))
		return note_number(table, table->time, err);
	return note_text(table, table->time, cell, err);
}

static int add_wide(struct table *table, const struct gx_row *row, struct gx_err *err)
{
	for (size_t i = 0; i < table->columns.len; i++) {
		struct column *column = &table->columns.at[i];
		if (column->role != GX_ROLE_METRIC)
			continue;
		int rc = add_cell(table, column, column->name, &column->metric, row, err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int add_long(struct table *table, const struct gx_row *row, struct gx_err *err)
{
	const struct gx_cell *label = cell_of(table, table->label);
	struct gx_err why = GX_ERR_INIT;
	size_t unknown = 0;
	if (cell_of(table, table->value)->text.len == 0)
		return 0;
	if (gx_key_check(label->text, &why) < 0)
		return fail_at(table, label->offset, "%s", why.text);
	return add_cell(table, table->value, label->text, &unknown, row, err);
}

static int read_row(struct table *table, struct gx_err *err)
{
	struct gx_row row = { 0 };
	int rc = check_length(table, err);
	if (rc == 0)
		rc = read_step(table, &row, err);
	if (rc == 0)
		rc = read_time(table, &row, err);
	if (rc < 0)
		return rc;
	return table->label ? add_long(table, &row, err) : add_wide(table, &row, err);
}

int gx_history_csv(struct gx_reading *reading, char separator, struct gx_err *err)
{
	GX_CLEANUP(table)
	table = {
		.reading = reading,
		.csv = { .text = reading->text, .separator = separator, .name = reading->name },
	};
	int rc = gx_csv_next(&table.csv, err);
	if (rc == 1)
		rc = read_header(&table, err);
	else if (rc == 0)
		return 0;
	size_t rows = 0;
	while (rc == 0 && (rc = gx_csv_next(&table.csv, err)) == 1) {
		rc = read_row(&table, err);
		rows++;
	}
	if (rc == 0 && rows > 0 && table.points == 0)
		return gx_fail(err, GX_EINPUT, "%s: no column of numbers beside the step and the time", reading->name);
	return rc;
}
