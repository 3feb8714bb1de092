#include "view/columns_gather.h"

#include <math.h>

#include "base/utf8.h"

static void gx_gathering_release(struct gx_gathering *gathering)
{
	for (size_t i = 0; i < GX_GROUPS; i++) {
		gx_vec_release(&gathering->group[i].list);
		gx_map_release(&gathering->group[i].by_key);
	}
	gx_buf_release(&gathering->cell);
	gx_arena_release(&gathering->scratch);
}

void gx_survey_release(struct gx_survey *survey)
{
	gx_vec_release(&survey->columns);
	gx_arena_release(&survey->arena);
}

struct gx_cell_look gx_column_look(const struct gx_column *column, size_t abbrev, int64_t now_us)
{
	return (struct gx_cell_look){
		.abbrev = abbrev,
		.now_us = now_us,
		.digits = column->is_metric ? GX_METRIC_DIGITS : GX_PARAM_DIGITS,
		.padded = column->is_metric,
	};
}

bool gx_column_has_best(const struct gx_column *column)
{
	return column->goal != GX_GOAL_UNKNOWN && column->differs && !isnan(column->best);
}

bool gx_column_is_best(const struct gx_column *column, const struct gx_value *value)
{
	return gx_column_has_best(column) && value->kind == GX_NUMBER && value->number == column->best;
}

/* Which way is better of a metric, or of one of its statistics that is a value of it (not a step, not a count). */
static enum gx_goal goal_of(const struct gx_gathering *gathering, const struct gx_field *field)
{
	static const char *const values[] = { "", "first", "last", "min", "max", "mean" };
	bool is_value = false;
	struct gx_str metric = field->key;

	for (size_t i = 0; !is_value && i < GX_LEN(values); i++)
		is_value = gx_str_is(field->stat, values[i]);
	if (field->kind == GX_FIELD_BARE && field->stat.len)
		metric = gx_str_sub(metric, 0, metric.len - field->stat.len - 1);
	return is_value ? gx_direction(gathering->options->schema, metric) : GX_GOAL_UNKNOWN;
}

static struct gx_column *add_column(struct gx_gathering *gathering, enum gx_group group, struct gx_field field)
{
	const struct gx_schema *schema = gathering->options->schema;
	struct gx_column *column = gx_vec_add(&gathering->group[group].list);

	if (!column)
		return NULL;
	column->field = field;
	column->best = NAN;
	column->is_text = gx_cell_is_text(&field);
	column->is_metric = field.kind == GX_FIELD_METRIC || field.kind == GX_FIELD_STAT;
	if (column->is_metric)
		column->goal = goal_of(gathering, &field);
	/* headline metrics first, in the schema's order */
	while (schema && column->headline < schema->headline.list.len &&
	       !gx_str_equal(schema->headline.list.at[column->headline], field.key))
		column->headline++;
	return column;
}

/* The column of a parameter or metric, added if it is new; *ret is NULL over the cap. */
static int find_column(struct gx_gathering *gathering, enum gx_group group, struct gx_str key, struct gx_column **ret,
		       struct gx_err *err)
{
	struct gx_columns *columns = &gathering->group[group];
	const size_t *known = gx_map_get(&columns->by_key, key);
	struct gx_field field = { .kind = group == GX_GROUP_PARAMS ? GX_FIELD_PARAM : GX_FIELD_METRIC };

	if (known) {
		*ret = &columns->list.at[*known];
		return 0;
	}
	if (columns->list.len >= GX_COLUMNS_MAX) {
		*ret = NULL;
		return gathering->exact ? gx_fail(err, GX_ELIMIT,
						  "the runs have more than %d different keys: choose some by --columns",
						  (int)GX_COLUMNS_MAX)
					: 0;
	}
	field.key = field.name = gx_arena_str(&gathering->survey->arena, key);
	if (!field.key.at || !gx_map_put(&columns->by_key, field.key, columns->list.len))
		return gx_fail_memory(err);
	*ret = add_column(gathering, group, field);
	return *ret ? 0 : gx_fail_memory(err);
}

static int keep_first(struct gx_gathering *gathering, struct gx_column *column, const struct gx_value *value,
		      struct gx_err *err)
{
	column->first = *value;
	column->first.json = gx_arena_str(&gathering->survey->arena, value->json);
	column->first.text = gx_arena_str(&gathering->survey->arena, value->text);
	return column->first.json.at && column->first.text.at ? 0 : gx_fail_memory(err);
}

static int take_value(struct gx_gathering *gathering, struct gx_column *column, const struct gx_value *value,
		      struct gx_err *err)
{
	if (gathering->exact)
		return 0;
	if (!column->present++ && keep_first(gathering, column, value, err))
		return GX_ENOMEM;
	if (!column->differs && !gx_value_equal(&column->first, value))
		column->differs = true;
	if (value->kind != GX_NUMBER && value->kind != GX_NULL)
		column->is_text = true;
	if (value->kind == GX_NUMBER && isfinite(value->number) &&
	    (isnan(column->best) || gx_is_better(column->goal, value->number, column->best)))
		column->best = value->number;
	return 0;
}

/* The widest of the cells; one that there was no memory for fails the whole. */
static void take_width(struct gx_gathering *gathering, struct gx_column *column)
{
	size_t columns = gx_utf8_columns(gx_buf_view(&gathering->cell));

	if (gathering->cell.failed)
		gathering->failed = gathering->cell.failed;
	column->widest = columns > column->widest ? columns : column->widest;
}

static void take_width_of(struct gx_gathering *gathering, struct gx_column *column, const struct gx_value *value)
{
	struct gx_cell_look look = gx_column_look(column, 0, 0);

	gx_buf_reset(&gathering->cell);
	gx_cell_value(&gathering->cell, value, look.digits, look.padded);
	take_width(gathering, column);
}

static int take_keys(struct gx_gathering *gathering, enum gx_group group, const struct gx_flat *flat,
		     struct gx_err *err)
{
	for (size_t i = 0; i < flat->len; i++) {
		const struct gx_pair *pair = &flat->at[i];
		struct gx_column *column = NULL;
		int code;

		if (group == GX_GROUP_METRICS && !gathering->options->all_columns &&
		    gx_str_starts(pair->key, GX_STR("system/")))
			continue;
		code = find_column(gathering, group, pair->key, &column, err);
		if (!code && column)
			code = take_value(gathering, column, &pair->value, err);
		if (code)
			return code;
		/* what is equal in all runs so far is as wide as the first */
		if (column && !gathering->exact && (column->present == 1 || column->differs))
			take_width_of(gathering, column, &pair->value);
	}
	return 0;
}

/* A bare name is a metric once a run has a value by it that is not a parameter's. */
static void settle_bare(struct gx_gathering *gathering, struct gx_column *column, const struct gx_run *run)
{
	if (column->field.kind != GX_FIELD_BARE || column->is_metric || column->is_text ||
	    gx_field_in(&column->field, run) == 2)
		return;
	column->is_metric = true;
	column->goal = goal_of(gathering, &column->field);
}

static int take_field(struct gx_gathering *gathering, struct gx_column *column, const struct gx_run *run,
		      struct gx_err *err)
{
	struct gx_cell_look look;
	struct gx_value value;
	int code;

	if (!gx_cell_get(&column->field, run, gathering->now_us, &gathering->scratch, &value))
		return 0;
	settle_bare(gathering, column, run);
	look = gx_column_look(column, gathering->options->abbrev, gathering->now_us);
	code = take_value(gathering, column, &value, err);
	if (code)
		return code;
	gx_buf_reset(&gathering->cell);
	if (gx_cell_field(&gathering->cell, &column->field, run, &look, &gathering->scratch))
		take_width(gathering, column);
	return 0;
}

static int take_run(struct gx_gathering *gathering, const struct gx_run *run, struct gx_err *err)
{
	struct gx_columns *who = &gathering->group[GX_GROUP_WHO];
	int code = 0;

	gx_arena_reset(&gathering->scratch);
	for (size_t i = 0; !code && !gathering->exact && i < who->list.len; i++)
		code = take_field(gathering, &who->list.at[i], run, err);
	if (code || gathering->options->columns_count)
		return code;
	code = take_keys(gathering, GX_GROUP_PARAMS, &run->params, err);
	return code ? code : take_keys(gathering, GX_GROUP_METRICS, &run->metrics, err);
}

static int take_rows(struct gx_gathering *gathering, const struct gx_rows *rows, struct gx_err *err)
{
	gathering->survey->runs = rows->count;
	if (gathering->exact && gathering->options->columns_count)
		return 0; /* nothing to find out */
	for (size_t i = 0; i < rows->count; i++) {
		const struct gx_run *run;
		int code = rows->load(rows->context, i, &run, err);

		if (!code)
			code = take_run(gathering, run, err);
		if (code)
			return code;
	}
	return gathering->failed ? gx_fail_memory(err) : 0;
}

/* The columns that stand before the parameters: those asked for, or `names`. */
static int add_who(struct gx_gathering *gathering, const char *const *names, size_t count, struct gx_err *err)
{
	const struct gx_list_options *options = gathering->options;

	for (size_t i = 0; i < options->columns_count; i++) {
		if (!add_column(gathering, GX_GROUP_WHO, options->columns[i]))
			return gx_fail_memory(err);
	}
	for (size_t i = 0; !options->columns_count && i < count; i++) {
		struct gx_field field;
		int code = gx_field_parse(gx_str_of(names[i]), &field, err);

		if (code)
			return code;
		if (!add_column(gathering, GX_GROUP_WHO, field))
			return gx_fail_memory(err);
	}
	return 0;
}

int gx_survey_table(const struct gx_rows *rows, const struct gx_list_options *options, int64_t now_us,
		    struct gx_survey *ret, struct gx_err *err)
{
	/* a page is read later, when an age is wrong */
	const char *when = options->format == GX_LIST_MD ? "started" : "age";
	const char *const names[] = { "id", "name", "experiment", "status", when, "tags" };
	static const size_t ranks[GX_LEN(names)] = { 0, 1, 9, 3, 6, 12 };
	GX_CLEANUP(gx_gathering) gathering = {
		.survey = ret,
		.options = options,
		.now_us = now_us,
		.cell = GX_BUF_INIT(GX_BUF_ANY),
	};
	int code = add_who(&gathering, names, GX_LEN(names), err);

	if (!code)
		code = take_rows(&gathering, rows, err);
	return code ? code : gx_gathering_finish(&gathering, ranks, err);
}

int gx_survey_exact(const struct gx_rows *rows, const struct gx_list_options *options, struct gx_survey *ret,
		    struct gx_err *err)
{
	static const char *const names[] = { "id", "experiment", "name", "status", "started", "duration" };
	static const size_t ranks[GX_LEN(names)] = { 0 };
	GX_CLEANUP(gx_gathering) gathering = {
		.survey = ret,
		.options = options,
		.exact = true,
		.cell = GX_BUF_INIT(GX_BUF_ANY),
	};
	int code = add_who(&gathering, names, GX_LEN(names), err);

	if (!code)
		code = take_rows(&gathering, rows, err);
	return code ? code : gx_gathering_finish(&gathering, ranks, err);
}
