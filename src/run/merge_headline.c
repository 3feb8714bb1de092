#include "run/merge_inner.h"

#include "base/num.h"
#include "run/schema.h"

/*
 * Nothing in a record says by which rule of the project's schema a headline was taken from its history. So it is found
 * out: `rules` are those that explain the headline as the replay left it, in each state that has it so; `all_rules`
 * those that explain it in every state that any rule explains (a headline that is both the last value and the greatest
 * here may be only the greatest elsewhere). No rule: somebody gave the headline by hand, and it stays.
 */
enum { ALL_RULES = (1 << (GX_HEADLINE_FIRST + 1)) - 1 };

/* In this order they are tried where several explain. */
static const enum gx_headline preferred[] = { GX_HEADLINE_LAST, GX_HEADLINE_MIN, GX_HEADLINE_MAX, GX_HEADLINE_MEAN,
					      GX_HEADLINE_FIRST };

/* The histories of this merge by the names of their metrics. */
struct table {
	struct gx_merge *merge;
	struct gx_merge_rows *list;
	size_t len;
	struct gx_map by_stem;
	struct gx_flat headlines, stats; /* what was computed again */
};

/* The pair of a key in a growing file, NULL if it has none. */
static const struct gx_pair *find_pair(const struct gx_merge *merge, const char *path, struct gx_str key)
{
	const size_t *place = gx_map_get(&merge->flat_by_path, gx_str_of(path));
	return place ? gx_merge_flat_get(&merge->flats.at[*place], key) : NULL;
}

/* Names the history of a metric, if it is among them: a path may be cut, so that only the key says the whole name. */
static int name_history(struct table *table, struct gx_str metric, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(GX_BUF_ANY);
	gx_history_path(&path, metric);
	int failed = gx_buf_check(&path, "a path", err);
	if (failed != 0)
		return failed;
	const size_t *place = gx_map_get(&table->by_stem, gx_str_sub(gx_buf_view(&path), 0, path.len - strlen(".tsv")));
	if (place)
		table->list[*place].points.metric = metric;
	return 0;
}

static int name_by_keys(struct table *table, const char *path, struct gx_err *err)
{
	struct gx_merge_flat *flat = gx_merge_flat(table->merge, gx_str_of(path));
	if (!flat)
		return gx_fail_memory(err);
	for (size_t i = 0; i < flat->pairs.len; i++) {
		int failed = name_history(table, flat->pairs.at[i].key, err);
		if (failed != 0)
			return failed;
	}
	return 0;
}

/* The name of a history that no key names, from its path. */
static int name_by_path(struct table *table, struct gx_merge_rows *rows, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) name = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_str(&path, rows->stem);
	gx_buf_text(&path, ".tsv");
	int failed = gx_buf_check(&path, "a path", err);
	if (failed == 0)
		failed = gx_history_name(gx_buf_view(&path), &name, err);
	if (failed == GX_EFORMAT)
		return 0; /* not one of ours: its file is kept, nothing is computed from it */
	if (failed == 0)
		failed = gx_buf_check(&name, "a name", err);
	if (failed != 0)
		return failed;
	rows->points.metric = gx_arena_str(table->merge->arena, gx_buf_view(&name));
	return rows->points.metric.at ? 0 : gx_fail_memory(err);
}

static int name_all(struct table *table, struct gx_err *err)
{
	for (size_t i = 0; i < table->len; i++) {
		table->list[i].rules = table->list[i].all_rules = ALL_RULES;
		if (!gx_map_put(&table->by_stem, table->list[i].stem, i))
			return gx_fail_memory(err);
	}
	int failed = name_by_keys(table, "metrics.yaml", err);
	if (failed == 0)
		failed = name_by_keys(table, "stats.yaml", err);
	for (size_t i = 0; i < table->len && failed == 0; i++)
		if (table->list[i].points.metric.len == 0)
			failed = name_by_path(table, &table->list[i], err);
	return failed;
}

static int explain(const struct gx_value *headline, const struct gx_value *stats, struct gx_arena *arena,
		   unsigned *ret_rules, struct gx_err *err)
{
	*ret_rules = 0;
	for (size_t i = 0; i < GX_LEN(preferred); i++) {
		struct gx_value value;
		int failed = gx_headline_of(stats, preferred[i], arena, &value, err);
		if (failed == GX_ENOMEM)
			return failed;
		if (failed == 0 && gx_value_equal(headline, &value))
			*ret_rules |= 1u << preferred[i];
	}
	return 0;
}

/* What one state says about the rules of the histories. */
static int learn(struct table *table, const struct gx_flat *metrics, const struct gx_flat *stats, struct gx_err *err)
{
	for (size_t i = 0; i < table->len; i++) {
		struct gx_merge_rows *rows = &table->list[i];
		const struct gx_value *headline = gx_flat_get(metrics, rows->points.metric);
		const struct gx_value *entry = gx_flat_get(stats, rows->points.metric);
		const struct gx_pair *kept = find_pair(table->merge, "metrics.yaml", rows->points.metric);
		unsigned rules;
		if (!headline || !entry || !kept)
			continue;
		int failed = explain(headline, entry, &table->merge->scratch, &rules, err);
		if (failed != 0)
			return failed;
		if (gx_str_equal(headline->json, kept->value.json))
			rows->rules &= rules;
		if (rules != 0)
			rows->all_rules &= rules;
	}
	return 0;
}

static bool changes(const struct gx_state *state, struct gx_str path)
{
	const struct gx_file *before = state->before ? gx_files_get(state->before, path) : NULL;
	return !gx_merge_same_file(before, gx_files_get(state->after, path));
}

static int learn_from(struct table *table, const struct gx_state *state, struct gx_err *err)
{
	struct gx_flat metrics, stats;
	bool is_read;
	if (!changes(state, GX_STR("metrics.yaml")) && !changes(state, GX_STR("stats.yaml")))
		return 0;
	struct gx_arena *scratch = &table->merge->scratch;
	gx_arena_reset(scratch);
	int failed = gx_merge_flat_read(gx_files_get(state->after, GX_STR("metrics.yaml")), scratch, &metrics, &is_read,
					err);
	if (failed == 0)
		failed = gx_merge_flat_read(gx_files_get(state->after, GX_STR("stats.yaml")), scratch, &stats, &is_read,
					    err);
	return failed != 0 ? failed : learn(table, &metrics, &stats, err);
}

/* Points that an entry of stats.yaml counts; 0 where it says nothing. */
static int counted(struct gx_str entry, struct gx_arena *scratch, int64_t *ret, struct gx_err *err)
{
	struct gx_node *node;
	*ret = 0;
	if (entry.len == 0)
		return 0;
	int failed = gx_json_read(entry, "stats", scratch, &node, err);
	if (failed != 0)
		return failed == GX_ENOMEM ? failed : 0;
	const struct gx_node *count = gx_node_get(node, "count");
	if (!count || count->kind != GX_NUMBER || !gx_num_read_int64(count->text, ret))
		*ret = 0;
	return 0;
}

static enum gx_headline choose_rule(const struct gx_merge_rows *rows)
{
	unsigned rules = rows->rules & rows->all_rules ? rows->rules & rows->all_rules : rows->rules;
	size_t i = 0;
	while (i + 1 < GX_LEN(preferred) && !(rules & (1u << preferred[i])))
		i++;
	return preferred[i];
}

static int compute_headline(struct table *table, const struct gx_merge_rows *rows, const struct gx_value *entry,
			    struct gx_err *err)
{
	struct gx_arena *arena = table->merge->arena;
	struct gx_value headline;
	if (rows->rules == 0 || !find_pair(table->merge, "metrics.yaml", rows->points.metric))
		return 0;
	int failed = gx_headline_of(entry, choose_rule(rows), arena, &headline, err);
	if (failed == 0 && !gx_flat_add(&table->headlines, arena, rows->points.metric, headline))
		failed = gx_fail_memory(err);
	return failed;
}

static int compute(struct table *table, const struct gx_merge_rows *rows, struct gx_err *err)
{
	struct gx_arena *arena = table->merge->arena;
	const struct gx_pair *old = find_pair(table->merge, "stats.yaml", rows->points.metric);
	int64_t count;
	int failed = counted(old ? old->value.json : GX_STR_NONE, &table->merge->scratch, &count, err);
	if (failed != 0 || (count > 0 && (uint64_t)count > rows->most && (uint64_t)count > rows->points.points.len))
		return failed;
	struct gx_value entry;
	if (!gx_stats_of(&rows->points, arena, &entry) ||
	    !gx_flat_add(&table->stats, arena, rows->points.metric, entry))
		return gx_fail_memory(err);
	return compute_headline(table, rows, &entry, err);
}

static int compute_all(struct table *table, const struct gx_merge_order *order, struct gx_err *err)
{
	int failed = name_all(table, err);
	for (size_t i = 0; i < order->count && failed == 0; i++)
		failed = learn_from(table, order->states[i], err);
	for (size_t i = 0; i < table->len && failed == 0; i++) {
		const struct gx_history *points = &table->list[i].points;
		gx_arena_reset(&table->merge->scratch);
		if (points->metric.len > 0 && points->points.len > 0)
			failed = compute(table, &table->list[i], err);
	}
	if (failed == 0)
		failed = gx_merge_flat_put(table->merge, GX_STR("metrics.yaml"), &table->headlines, err);
	if (failed == 0)
		failed = gx_merge_flat_put(table->merge, GX_STR("stats.yaml"), &table->stats, err);
	return failed;
}

int gx_merge_headlines(struct gx_merge *merge, struct gx_merge_rows *list, size_t list_len,
		       const struct gx_merge_order *order, struct gx_err *err)
{
	struct table table = { .merge = merge, .list = list, .len = list_len };
	int failed = compute_all(&table, order, err);
	gx_map_release(&table.by_stem);
	return failed;
}
