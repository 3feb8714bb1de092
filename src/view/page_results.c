#include <math.h>

#include "base/num.h"
#include "base/utf8.h"
#include "view/cell.h"
#include "view/page_parts.h"
#include "view/size.h"
#include "view/spark.h"

enum {
	VALUE_MOST = 2000, /* columns of a parameter: a page is for reading */
	SPARK_MOST = 24,
	SPARK_LEAST = 8,
};

/* Names take at most two fifths of the line: what they name has to be seen. */
static size_t name_most(const struct gx_page *page)
{
	return page->style->columns ? page->width * 2 / 5 : 0;
}

static void add_name(struct gx_page *page, struct gx_grid *grid, struct gx_str name)
{
	GX_CLEANUP(gx_buf) safe = GX_BUF_INIT(GX_BUF_ANY);
	size_t most = name_most(page);

	gx_text_safe(&safe, name, GX_TEXT_LINE);
	gx_clip_front(gx_grid_begin(grid), gx_buf_view(&safe), most ? most : safe.len, page->style);
	gx_out_pass(&safe, &page->out);
	gx_grid_end(grid, GX_SLOT_NONE);
}

static void add_value(struct gx_page *page, struct gx_grid *grid, const struct gx_value *value)
{
	GX_CLEANUP(gx_buf) safe = GX_BUF_INIT(GX_BUF_ANY);

	gx_cell_value(&safe, value, GX_ALL_DIGITS, false);
	gx_clip(gx_grid_begin(grid), gx_buf_view(&safe), page->style->columns ? VALUE_MOST : safe.len, page->style);
	gx_out_pass(&safe, &page->out);
	gx_grid_end(grid, GX_SLOT_NONE);
}

void gx_page_params(struct gx_page *page)
{
	GX_CLEANUP(gx_grid) grid = GX_GRID_INIT;

	if (!page->run->params.len || !gx_page_grid_init(page, &grid, 2))
		return;
	for (size_t i = 0; i < page->run->params.len; i++) {
		add_name(page, &grid, page->run->params.at[i].key);
		add_value(page, &grid, &page->run->params.at[i].value);
	}
	gx_page_title(page, "Parameters", NULL);
	gx_page_grid(page, &grid);
}

/* The columns of the table of metrics behind the name. */
enum column {
	COLUMN_VALUE,
	COLUMN_FIRST,
	COLUMN_MIN,
	COLUMN_MIN_STEP,
	COLUMN_MAX,
	COLUMN_MAX_STEP,
	COLUMN_MEAN,
	COLUMN_COUNT,
	COLUMNS
};

struct stat_column {
	const char *heading;
	const char *member; /* of an entry in stats.yaml */
	bool is_whole;
};

static const struct stat_column stat_columns[COLUMNS] = {
	[COLUMN_VALUE] = { "value", NULL, false }, [COLUMN_FIRST] = { "first", "first", false },
	[COLUMN_MIN] = { "min", "min", false },    [COLUMN_MIN_STEP] = { "at", "min_step", true },
	[COLUMN_MAX] = { "max", "max", false },    [COLUMN_MAX_STEP] = { "at", "max_step", true },
	[COLUMN_MEAN] = { "mean", "mean", false }, [COLUMN_COUNT] = { "points", "count", true },
};

/* What is shown of metrics, and of what the sampler measured; both end at COLUMNS. */
static const enum column of_metrics[] = {
	COLUMN_VALUE, COLUMN_FIRST, COLUMN_MIN, COLUMN_MIN_STEP, COLUMN_MAX, COLUMN_MAX_STEP, COLUMN_COUNT, COLUMNS,
};
static const enum column of_short_metrics[] = {
	COLUMN_VALUE, COLUMN_MIN, COLUMN_MIN_STEP, COLUMN_MAX, COLUMN_MAX_STEP, COLUMNS,
};
static const enum column of_resources[] = { COLUMN_MEAN, COLUMN_MIN, COLUMN_MAX, COLUMNS };
static const enum column of_values[] = { COLUMN_VALUE, COLUMNS };

static size_t columns_count(const enum column *columns)
{
	size_t count = 0;

	while (columns[count] != COLUMNS)
		count++;
	return count;
}

static void add_stat(struct gx_grid *grid, enum column column, const struct gx_value *headline,
		     const struct gx_node *stats)
{
	double number = column == COLUMN_VALUE ? NAN : gx_page_member_number(stats, stat_columns[column].member);

	if (column == COLUMN_VALUE && headline)
		gx_cell_value(gx_grid_begin(grid), headline, GX_METRIC_DIGITS, true);
	else if (isnan(number))
		gx_grid_begin(grid);
	else if (stat_columns[column].is_whole)
		gx_buf_printf(gx_grid_begin(grid), "%.0f", number);
	else
		gx_cell_double(gx_grid_begin(grid), number, GX_METRIC_DIGITS, true);
	gx_grid_end(grid, GX_SLOT_NONE);
}

static const struct gx_history *history_of(const struct gx_run *run, struct gx_str metric)
{
	const size_t *index = gx_map_get(&run->histories.by_name, metric);

	return index ? &run->histories.all.at[*index] : NULL;
}

static void add_spark(struct gx_page *page, struct gx_grid *grid, struct gx_str metric, size_t columns)
{
	const struct gx_history *history = history_of(page->run, metric);
	struct gx_buf *out = gx_grid_begin(grid);

	if (history && history->points.len > 1)
		gx_spark(out, history->points.at, history->points.len, columns, page->style->unicode);
	gx_grid_end(grid, GX_SLOT_NONE);
}

static const struct gx_str sampled = GX_STR_INIT("system/");

/* One of the run's metrics, as they are shown. */
struct shown {
	struct gx_str name, label;
	const struct gx_value *headline; /* NULL: none */
	const struct gx_node *stats;     /* NULL: none */
};

struct shown_list {
	GX_VEC(struct shown) list;
	bool have_stats;
};

static void shown_list_release(struct shown_list *shown)
{
	gx_vec_release(&shown->list);
}

static void add_row(struct gx_page *page, struct gx_grid *grid, const struct shown *shown, const enum column *columns,
		    size_t spark)
{
	add_name(page, grid, shown->label);
	for (size_t i = 0; columns[i] != COLUMNS; i++)
		add_stat(grid, columns[i], shown->headline, shown->stats);
	if (spark)
		add_spark(page, grid, shown->name, spark);
}

static void add_headings(struct gx_grid *grid, const enum column *columns, size_t spark)
{
	gx_grid_none(grid);
	for (size_t i = 0; columns[i] != COLUMNS; i++)
		gx_grid_safe(grid, gx_str_of(stat_columns[columns[i]].heading), GX_SLOT_DIM);
	if (spark)
		gx_grid_none(grid);
}

/* Fills a grid; false without memory. */
static bool fill_grid(struct gx_page *page, struct gx_grid *grid, const struct shown_list *shown,
		      const enum column *columns, size_t spark)
{
	size_t count = columns_count(columns);

	if (!gx_page_grid_init(page, grid, 1 + count + (spark ? 1 : 0)))
		return false;
	for (size_t i = 1; i <= count; i++)
		grid->columns[i].align = GX_RIGHT;
	if (columns != of_values)
		add_headings(grid, columns, spark);
	for (size_t i = 0; i < shown->list.len; i++)
		add_row(page, grid, &shown->list.at[i], columns, spark);
	return true;
}

/* Width of the table without its sparklines, by laying it out without them. */
static size_t width_without_spark(struct gx_page *page, const struct shown_list *shown, const enum column *columns)
{
	static const struct gx_grid_look look = { GX_PAGE_INDENT, GX_PAGE_GAP, 0 };
	GX_CLEANUP(gx_grid) grid = GX_GRID_INIT;

	if (!fill_grid(page, &grid, shown, columns, 0))
		return 0;
	gx_out_pass(&grid.scratch, &page->out);
	return gx_grid_width_before_last(&grid, &look) + grid.columns[grid.count - 1].widest;
}

/* The widest table that fits with sparklines of a readable width. */
static const enum column *choose_columns(struct gx_page *page, const struct shown_list *shown, const enum column *wide,
					 const enum column *narrow, size_t *ret_spark)
{
	const enum column *const choices[] = { wide, narrow, of_values };

	if (!shown->have_stats)
		return of_values;
	for (size_t i = 0; i < GX_LEN(choices); i++) {
		size_t used = width_without_spark(page, shown, choices[i]) + GX_PAGE_GAP;
		size_t rest = page->width > used ? page->width - used : 0;

		if (rest < SPARK_LEAST)
			continue;
		*ret_spark = rest < SPARK_MOST ? rest : SPARK_MOST;
		return choices[i];
	}
	return of_values;
}

static void add_table(struct gx_page *page, const char *title, const struct shown_list *shown, const enum column *wide,
		      const enum column *narrow)
{
	GX_CLEANUP(gx_grid) grid = GX_GRID_INIT;
	size_t spark = 0;
	const enum column *columns = choose_columns(page, shown, wide, narrow, &spark);
	struct gx_grid_look look = { GX_PAGE_INDENT, GX_PAGE_GAP, 0 };

	if (!shown->list.len || !fill_grid(page, &grid, shown, columns, spark))
		return;
	gx_page_title(page, title, NULL);
	gx_grid_write(&page->out, &grid, &look, page->style);
}

static void show_metric(struct gx_page *page, struct shown_list *shown, struct gx_str name)
{
	struct shown *metric = gx_vec_add(&shown->list);

	if (!metric) {
		page->out.failed = GX_ENOMEM;
		return;
	}
	metric->name = name;
	metric->label = gx_str_starts(name, sampled) ? gx_str_from(name, sampled.len) : name;
	metric->headline = gx_flat_get(&page->run->metrics, name);
	metric->stats = gx_page_tree(page, gx_flat_get(&page->run->stats, name));
	shown->have_stats |= metric->stats != NULL;
}

/* Whether the schema names it; those metrics stand first, in its order. */
static bool is_headline(const struct gx_schema *schema, struct gx_str name)
{
	for (size_t i = 0; schema && i < schema->headline.list.len; i++) {
		if (gx_str_equal(schema->headline.list.at[i], name))
			return true;
	}
	return false;
}

static void gather_headline(struct gx_page *page, struct shown_list *shown)
{
	const struct gx_schema *schema = page->options->schema;

	for (size_t i = 0; schema && i < schema->headline.list.len; i++) {
		if (gx_flat_get(&page->run->metrics, schema->headline.list.at[i]))
			show_metric(page, shown, schema->headline.list.at[i]);
	}
}

/* What the program measured itself, or what the sampler did. */
static void gather(struct gx_page *page, struct shown_list *shown, bool system)
{
	for (size_t i = 0; i < page->run->metrics.len; i++) {
		struct gx_str name = page->run->metrics.at[i].key;

		if (gx_str_starts(name, sampled) == system && (system || !is_headline(page->options->schema, name)))
			show_metric(page, shown, name);
	}
}

void gx_page_metrics(struct gx_page *page)
{
	GX_CLEANUP(shown_list) shown = { .have_stats = false };

	gather_headline(page, &shown);
	gather(page, &shown, false);
	add_table(page, "Metrics", &shown, of_metrics, of_short_metrics);
}

void gx_page_resources(struct gx_page *page)
{
	GX_CLEANUP(shown_list) shown = { .have_stats = false };

	gather(page, &shown, true);
	add_table(page, "Resources", &shown, of_resources, of_values);
}
