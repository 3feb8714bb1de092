#include <stdlib.h>

#include "base/utf8.h"
#include "view/columns_gather.h"

static int by_key(const void *left, const void *right)
{
	const struct gx_column *a = left, *b = right;

	if (a->headline != b->headline)
		return a->headline < b->headline ? -1 : 1;
	return gx_str_compare(a->field.key, b->field.key);
}

/* What is in most runs tells most; then numbers, then what is short. */
static int by_worth(const void *left, const void *right)
{
	const struct gx_column *const *a = left, *const *b = right;
	const struct gx_column *first = *a, *second = *b;

	if (first->headline != second->headline)
		return first->headline < second->headline ? -1 : 1;
	if (first->present != second->present)
		return first->present > second->present ? -1 : 1;
	if ((first->goal != GX_GOAL_UNKNOWN) != (second->goal != GX_GOAL_UNKNOWN))
		return first->goal != GX_GOAL_UNKNOWN ? -1 : 1;
	if (first->differs != second->differs)
		return first->differs ? -1 : 1;
	if (first->is_text != second->is_text)
		return first->is_text ? 1 : -1;
	if (first->is_text && first->widest != second->widest)
		return first->widest < second->widest ? -1 : 1;
	return gx_str_compare(first->field.key, second->field.key);
}

/* Ranks `first`, `first + step` … in order of worth. */
static int rank_columns(struct gx_columns *columns, size_t first, size_t step, struct gx_err *err)
{
	GX_FREE struct gx_column **order = calloc(columns->list.len + 1, sizeof(struct gx_column *));

	if (!order)
		return gx_fail_memory(err);
	for (size_t i = 0; i < columns->list.len; i++)
		order[i] = &columns->list.at[i];
	qsort(order, columns->list.len, sizeof(struct gx_column *), by_worth);
	for (size_t i = 0; i < columns->list.len; i++)
		order[i]->rank = first + step * i;
	return 0;
}

static bool is_worth_showing(const struct gx_gathering *gathering, enum gx_group group, const struct gx_column *column)
{
	size_t runs = gathering->survey->runs;

	if (gathering->exact || gathering->options->columns_count || gathering->options->all_columns)
		return true;
	if (group == GX_GROUP_WHO && gx_str_is(column->field.name, "experiment"))
		return column->differs;
	if (group == GX_GROUP_WHO && gx_str_is(column->field.name, "tags"))
		return column->present > 0;
	return group != GX_GROUP_PARAMS || column->differs || column->present < runs || runs == 1;
}

/* The heading of a table's column; of csv it is field.name. A metric and a parameter of one name are told apart. */
static int set_heading(struct gx_gathering *gathering, enum gx_group group, struct gx_column *column,
		       struct gx_err *err)
{
	static const char *const prefixes[] = {
		[GX_GROUP_WHO] = "", [GX_GROUP_PARAMS] = "params.", [GX_GROUP_METRICS] = "metrics."
	};
	enum gx_group other = group == GX_GROUP_PARAMS ? GX_GROUP_METRICS : GX_GROUP_PARAMS;
	bool is_shared = group != GX_GROUP_WHO && gx_map_get(&gathering->group[other].by_key, column->field.key);
	struct gx_str *text = gathering->exact ? &column->field.name : &column->heading;

	if (gathering->exact && group == GX_GROUP_WHO)
		return 0;
	gx_buf_reset(&gathering->cell);
	gx_buf_text(&gathering->cell, gathering->exact || is_shared ? prefixes[group] : "");
	if (gathering->exact)
		gx_buf_str(&gathering->cell, column->field.key);
	else
		gx_text_safe(&gathering->cell, column->field.name, GX_TEXT_LINE);
	*text = gx_arena_str(&gathering->survey->arena, gx_buf_view(&gathering->cell));
	return text->at ? 0 : gx_fail_memory(err);
}

static int put_group(struct gx_gathering *gathering, enum gx_group group, struct gx_err *err)
{
	struct gx_columns *columns = &gathering->group[group];

	for (size_t i = 0; i < columns->list.len; i++) {
		struct gx_column *column = &columns->list.at[i], *shown;

		if (!is_worth_showing(gathering, group, column))
			continue;
		if (set_heading(gathering, group, column, err))
			return GX_ENOMEM;
		shown = gx_vec_add(&gathering->survey->columns);
		if (!shown)
			return gx_fail_memory(err);
		*shown = *column;
	}
	return 0;
}

int gx_gathering_finish(struct gx_gathering *gathering, const size_t *who_ranks, struct gx_err *err)
{
	struct gx_columns *who = &gathering->group[GX_GROUP_WHO];
	int code = rank_columns(&gathering->group[GX_GROUP_METRICS], 2, 3, err);

	if (!code)
		code = rank_columns(&gathering->group[GX_GROUP_PARAMS], 4, 3, err);
	for (size_t i = 0; i < who->list.len; i++)
		who->list.at[i].rank = gathering->options->columns_count ? i : who_ranks[i];
	for (size_t i = GX_GROUP_PARAMS; i < GX_GROUPS; i++) {
		struct gx_columns *columns = &gathering->group[i];

		if (columns->list.len)
			qsort(columns->list.at, columns->list.len, sizeof(*columns->list.at), by_key);
	}
	for (size_t i = 0; !code && i < GX_GROUPS; i++)
		code = put_group(gathering, (enum gx_group)i, err);
	return code;
}
