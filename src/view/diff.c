#include "view/diff.h"

#include <math.h>

#include "run/packages.h"
#include "view/diff_formats.h"

/* Facts that tell runs apart when they differ, and where they are shown. */
static const struct {
	const char *key;
	enum gx_diff_kind kind;
} facts[] = {
	{ "experiment", GX_DIFF_FACTS }, { "status", GX_DIFF_FACTS },     { "exit", GX_DIFF_FACTS },
	{ "signal", GX_DIFF_FACTS },     { "reason", GX_DIFF_FACTS },     { "command", GX_DIFF_FACTS },
	{ "directory", GX_DIFF_FACTS },  { "group", GX_DIFF_FACTS },      { "parent", GX_DIFF_FACTS },
	{ "host", GX_DIFF_ENVIRONMENT }, { "user", GX_DIFF_ENVIRONMENT }, { "code.commit", GX_DIFF_CODE },
	{ "code.tree", GX_DIFF_CODE },   { "code.branch", GX_DIFF_CODE }, { "code.dirty", GX_DIFF_CODE },
};

/* What is being compared. */
struct comparison {
	const struct gx_run *a, *b;
	const struct gx_schema *schema;
	struct gx_arena *arena;
	struct gx_diff *diff;
	struct gx_err *err;
};

static void judge(struct gx_change *change, enum gx_goal goal)
{
	double before = change->before->number, after = change->after->number;

	change->by = after - before;
	if (before != 0 && isfinite(before))
		change->percent = change->by / fabs(before) * 100;
	if (gx_is_better(goal, after, before))
		change->verdict = GX_VERDICT_BETTER;
	else if (gx_is_better(goal, before, after))
		change->verdict = GX_VERDICT_WORSE;
}

/* Notes a key that is on one side or differs; equal ones are passed over. */
static int take(struct comparison *comparison, enum gx_diff_kind kind, struct gx_str key, const struct gx_value *before,
		const struct gx_value *after)
{
	bool is_number = before && after && before->kind == GX_NUMBER && after->kind == GX_NUMBER;
	struct gx_change *change;

	if ((!before && !after) || (before && after && gx_value_equal(before, after)))
		return 0;
	change = gx_vec_add(&comparison->diff->sections[kind].list);
	if (!change)
		return gx_fail_memory(comparison->err);
	*change = (struct gx_change){ key, before, after, NAN, NAN, GX_VERDICT_NONE };
	if (is_number)
		judge(change, kind == GX_DIFF_METRICS ? gx_direction(comparison->schema, key) : GX_GOAL_UNKNOWN);
	return 0;
}

/* Two flats are both sorted by key: one walk over both. */
static int take_flats(struct comparison *comparison, enum gx_diff_kind kind, const struct gx_flat *a,
		      const struct gx_flat *b)
{
	size_t i = 0, j = 0;
	int code = 0;

	while (!code && (i < a->len || j < b->len)) {
		int order = i == a->len ? 1 : j == b->len ? -1 : gx_str_compare(a->at[i].key, b->at[j].key);
		struct gx_str key = order <= 0 ? a->at[i].key : b->at[j].key;
		bool is_measured = kind == GX_DIFF_METRICS && gx_str_starts(key, GX_STR("system/"));

		if (!is_measured)
			code = take(comparison, kind, key, order <= 0 ? &a->at[i].value : NULL,
				    order >= 0 ? &b->at[j].value : NULL);
		i += order <= 0;
		j += order >= 0;
	}
	return code;
}

static bool have_equal_code(const struct comparison *comparison)
{
	const struct gx_value *a = gx_flat_at(&comparison->a->facts, "code.tree"),
			      *b = gx_flat_at(&comparison->b->facts, "code.tree");

	return a && b && gx_value_equal(a, b);
}

static int take_facts(struct comparison *comparison)
{
	bool is_equal_code = have_equal_code(comparison);
	int code = 0;

	for (size_t i = 0; !code && i < GX_LEN(facts); i++) {
		const struct gx_value *before = gx_flat_at(&comparison->a->facts, facts[i].key);
		const struct gx_value *after = gx_flat_at(&comparison->b->facts, facts[i].key);

		if (facts[i].kind != GX_DIFF_CODE)
			code = take(comparison, facts[i].kind, gx_str_of(facts[i].key), before, after);
		else if (!is_equal_code)
			code = take(comparison, GX_DIFF_CODE, gx_str_of(facts[i].key + strlen("code.")), before, after);
	}
	return code;
}

static int take_packages(struct comparison *comparison)
{
	struct gx_flat a = GX_FLAT_INIT, b = GX_FLAT_INIT;
	int code = gx_packages_read(comparison->a->packages, comparison->arena, &a, comparison->err);

	if (!code)
		code = gx_packages_read(comparison->b->packages, comparison->arena, &b, comparison->err);
	return code ? code : take_flats(comparison, GX_DIFF_PACKAGES, &a, &b);
}

static int take_tags(struct comparison *comparison)
{
	static const struct gx_value present = { GX_BOOL, GX_STR_INIT("true"), { NULL, 0 }, 1 };
	const struct gx_strs *a = &comparison->a->tags, *b = &comparison->b->tags;
	int code = 0;

	for (size_t i = 0; !code && i < a->list.len; i++) {
		if (!gx_strs_has(b, a->list.at[i]))
			code = take(comparison, GX_DIFF_TAGS, a->list.at[i], &present, NULL);
	}
	for (size_t i = 0; !code && i < b->list.len; i++) {
		if (!gx_strs_has(a, b->list.at[i]))
			code = take(comparison, GX_DIFF_TAGS, b->list.at[i], NULL, &present);
	}
	return code;
}

static int take_parts(struct comparison *comparison, unsigned parts)
{
	const struct gx_run *a = comparison->a, *b = comparison->b;
	int code = parts & GX_PART_FACTS ? take_facts(comparison) : 0;

	if (!code && parts & GX_PART_PARAMS)
		code = take_flats(comparison, GX_DIFF_PARAMS, &a->params, &b->params);
	if (!code && parts & GX_PART_METRICS)
		code = take_flats(comparison, GX_DIFF_METRICS, &a->metrics, &b->metrics);
	if (!code && parts & GX_PART_SYSTEM)
		code = take_flats(comparison, GX_DIFF_ENVIRONMENT, &a->system, &b->system);
	if (!code && parts & GX_PART_VARIABLES)
		code = take_flats(comparison, GX_DIFF_ENVIRONMENT, &a->variables, &b->variables);
	if (!code && parts & GX_PART_PACKAGES)
		code = take_packages(comparison);
	if (!code && parts & GX_PART_DATA)
		code = take_flats(comparison, GX_DIFF_DATA, &a->data, &b->data);
	if (!code && parts & GX_PART_TAGS)
		code = take_tags(comparison);
	return code;
}

int gx_diff_runs(const struct gx_run *a, const struct gx_run *b, unsigned parts, const struct gx_schema *schema,
		 struct gx_arena *arena, struct gx_diff *ret, struct gx_err *err)
{
	struct gx_diff diff = { .a = a, .b = b };
	struct comparison comparison = { a, b, schema, arena, &diff, err };
	int code = take_parts(&comparison, parts);

	if (code) {
		gx_diff_release(&diff);
		return code;
	}
	*ret = diff;
	return 0;
}

void gx_diff_release(struct gx_diff *diff)
{
	for (size_t i = 0; i < GX_DIFF_KINDS; i++)
		gx_vec_release(&diff->sections[i].list);
}

bool gx_diff_any(const struct gx_diff *diff)
{
	for (size_t i = 0; i < GX_DIFF_KINDS; i++) {
		if (diff->sections[i].list.len)
			return true;
	}
	return false;
}

int gx_diff_write(FILE *out, const struct gx_diff *diff, const struct gx_diff_options *options,
		  const struct gx_style *style, struct gx_err *err)
{
	static gx_diff_writer *const writers[] = {
		[GX_DIFF_TEXT] = gx_diff_text,
		[GX_DIFF_JSON] = gx_diff_json,
		[GX_DIFF_MD] = gx_diff_md,
	};

	return writers[options->format](out, diff, options, style, err);
}
