#include "run/schema.h"

#include <stdlib.h>

#include "run/record.h"

static const char *const goal_words[] = { [GX_GOAL_MIN] = "min", [GX_GOAL_MAX] = "max" };
static const char *const headline_words[] = {
	[GX_HEADLINE_LAST] = "last", [GX_HEADLINE_MIN] = "min",	    [GX_HEADLINE_MAX] = "max",
	[GX_HEADLINE_MEAN] = "mean", [GX_HEADLINE_FIRST] = "first",
};

/* One reading of a schema, for the messages. */
struct reader {
	const char *file;
	struct gx_err *err;
};

static int wrong(const struct reader *reader, const struct gx_node *node, const char *mend)
{
	return gx_fail(reader->err, GX_EINPUT, "%s:%u:%u: '%" GX_PRI "' must be %s, it is %s", reader->file, node->line,
		       node->column, GX_ARG(node->key), mend, gx_kind_name(node->kind));
}

/* The index of the node's text among `words`; leaves *ret alone where there is no node. `mend` lists the words. */
static int read_word(const struct reader *reader, const struct gx_node *node, const char *const *words, size_t count,
		     const char *mend, unsigned *ret)
{
	if (!node)
		return 0;
	if (node->kind != GX_STRING)
		return wrong(reader, node, mend);
	for (unsigned i = 0; i < count; i++)
		if (words[i] && gx_str_is(node->text, words[i])) {
			*ret = i;
			return 0;
		}
	return gx_fail(reader->err, GX_EINPUT, "%s:%u:%u: '%" GX_PRI "' is '%" GX_PRI "': it must be %s", reader->file,
		       node->line, node->column, GX_ARG(node->key), GX_ARG(node->text), mend);
}

static int read_metric(const struct reader *reader, const struct gx_node *node, struct gx_schema *schema)
{
	if (node->kind == GX_NULL)
		return 0;
	if (node->kind != GX_OBJECT)
		return wrong(reader, node, "a mapping such as {goal: min}");
	unsigned goal = GX_GOAL_UNKNOWN, headline = GX_HEADLINE_LAST;
	int failed = read_word(reader, gx_node_get(node, "goal"), goal_words, GX_LEN(goal_words), "min or max", &goal);
	if (failed == 0)
		failed = read_word(reader, gx_node_get(node, "headline"), headline_words, GX_LEN(headline_words),
				   "last, min, max, mean or first", &headline);
	if (failed != 0)
		return failed;
	const struct gx_node *alias = gx_node_get(node, "alias");
	if (alias && alias->kind != GX_STRING)
		return wrong(reader, alias, "the name of a metric");
	struct gx_schema_metric *metric = gx_vec_add(&schema->metrics);
	if (!metric)
		return gx_fail_memory(reader->err);
	*metric = (struct gx_schema_metric){ node->key, (enum gx_goal)goal, (enum gx_headline)headline,
					     alias ? alias->text : GX_STR_NONE };
	return 0;
}

static int compare_metrics(const void *a, const void *b)
{
	return gx_str_compare(((const struct gx_schema_metric *)a)->name, ((const struct gx_schema_metric *)b)->name);
}

static int read_metrics(const struct reader *reader, const struct gx_node *node, struct gx_schema *schema)
{
	if (!node || node->kind == GX_NULL)
		return 0;
	if (node->kind != GX_OBJECT)
		return wrong(reader, node, "a mapping of metrics");
	for (const struct gx_node *child = node->child; child; child = child->next) {
		int failed = read_metric(reader, child, schema);
		if (failed != 0)
			return failed;
	}
	if (schema->metrics.len > 1)
		qsort(schema->metrics.at, schema->metrics.len, sizeof(*schema->metrics.at), compare_metrics);
	return 0;
}

static int read_headline(const struct reader *reader, const struct gx_node *node, struct gx_schema *schema)
{
	if (!node || node->kind == GX_NULL)
		return 0;
	if (node->kind != GX_ARRAY)
		return wrong(reader, node, "a list of metrics");
	for (const struct gx_node *child = node->child; child; child = child->next) {
		if (child->kind != GX_STRING)
			return gx_fail(reader->err, GX_EINPUT,
				       "%s:%u:%u: 'headline' lists names of metrics, this is %s", reader->file,
				       child->line, child->column, gx_kind_name(child->kind));
		struct gx_str *name = gx_vec_add(&schema->headline.list);
		if (!name)
			return gx_fail_memory(reader->err);
		*name = child->text;
	}
	return 0;
}

int gx_schema_read(const struct gx_node *root, const char *name, struct gx_schema *ret, struct gx_err *err)
{
	const struct reader reader = { name, err };
	if (root->kind != GX_OBJECT)
		return gx_fail(err, GX_EINPUT, "%s: a schema is a mapping, this is %s", name, gx_kind_name(root->kind));
	GX_CLEANUP(gx_schema) schema = GX_SCHEMA_INIT;
	int failed = read_metrics(&reader, gx_node_get(root, "metrics"), &schema);
	if (failed == 0)
		failed = read_headline(&reader, gx_node_get(root, "headline"), &schema);
	if (failed != 0)
		return failed;
	*ret = schema;
	schema = (struct gx_schema)GX_SCHEMA_INIT;
	return 0;
}

void gx_schema_release(struct gx_schema *schema)
{
	if (!schema)
		return;
	gx_vec_release(&schema->metrics);
	gx_strs_release(&schema->headline);
}

const struct gx_schema_metric *gx_schema_metric(const struct gx_schema *schema, struct gx_str name)
{
	const struct gx_schema_metric key = { .name = name };
	if (schema->metrics.len == 0)
		return NULL;
	return bsearch(&key, schema->metrics.at, schema->metrics.len, sizeof(key), compare_metrics);
}

/* A member of a stats.yaml entry as a metric's value; false if it is not there. Inside JSON nan and inf are strings. */
static bool stat_value(const struct gx_node *stats, const char *name, struct gx_arena *arena, struct gx_value *ret)
{
	const struct gx_node *node = gx_node_get(stats, name);
	if (!node)
		return false;
	if (node->kind == GX_STRING)
		return gx_value_parse_argument(node->text, arena, ret, NULL) == 0;
	return gx_node_value(node, arena, ret, NULL) == 0;
}

int gx_headline_of(const struct gx_value *stats, enum gx_headline rule, struct gx_arena *arena, struct gx_value *ret,
		   struct gx_err *err)
{
	struct gx_node *node;
	int failed = gx_json_read(stats->json, "stats", arena, &node, err);
	if (failed != 0)
		return failed;
	/* a history without one finite value has no least, greatest or mean: what it ended in must show */
	if (stat_value(node, headline_words[rule], arena, ret) || stat_value(node, "last", arena, ret))
		return 0;
	return gx_fail(err, GX_EFORMAT, "the statistics of a metric lack 'last'");
}

static enum gx_headline rule_of(const struct gx_schema *schema, struct gx_str metric)
{
	const struct gx_schema_metric *own = schema ? gx_schema_metric(schema, metric) : NULL;
	return own ? own->headline : GX_HEADLINE_LAST;
}

/* The headlines that `run` lacks, into `ret`, not sealed. */
static int missing_headlines(const struct gx_run *run, const struct gx_schema *schema, struct gx_arena *arena,
			     struct gx_flat *ret, struct gx_err *err)
{
	for (size_t i = 0; i < run->histories.all.len; i++) {
		const struct gx_history *history = &run->histories.all.at[i];
		struct gx_value stats, value = { .kind = GX_NULL };
		if (history->points.len == 0 || gx_flat_get(&run->metrics, history->metric))
			continue;
		if (!gx_stats_of(history, arena, &stats))
			return gx_fail_memory(err);
		int failed = gx_headline_of(&stats, rule_of(schema, history->metric), arena, &value, err);
		if (failed != 0)
			return failed;
		if (!gx_flat_add(ret, arena, history->metric, value))
			return gx_fail_memory(err);
	}
	return 0;
}

int gx_run_headline(struct gx_run *run, const struct gx_schema *schema, struct gx_arena *arena, struct gx_err *err)
{
	struct gx_flat missing = GX_FLAT_INIT;
	int failed = gx_flat_seal(&run->metrics, err);
	if (failed == 0)
		failed = missing_headlines(run, schema, arena, &missing, err);
	if (failed != 0)
		return failed;
	for (size_t i = 0; i < missing.len; i++)
		if (!gx_flat_add(&run->metrics, arena, missing.at[i].key, missing.at[i].value))
			return gx_fail_memory(err);
	return gx_flat_seal(&run->metrics, err);
}
