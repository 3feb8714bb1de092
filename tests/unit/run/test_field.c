#include <stdio.h>

#include "run/field.h"
#include "util.h"

/* One value a flat, by its text as on a command line. */
static void put(struct gx_flat *flat, struct gx_arena *arena, const char *key, const char *text)
{
	struct gx_value value;
	cr_assert_eq(gx_value_parse_argument(gx_str_of(text), arena, &value, NULL), 0);
	cr_assert(gx_flat_set(flat, arena, gx_str_of(key), value));
}

static void fill(struct gx_run *run, struct gx_arena *arena)
{
	run->id = GX_STR("0123");
	run->author_email = GX_STR("a@b");
	run->description = GX_STR("what for");
	put(&run->facts, arena, "status", "finished");
	put(&run->facts, arena, "exit", "0");
	put(&run->facts, arena, "format", "1");
	put(&run->params, arena, "lr", "0.1");
	put(&run->params, arena, "both", "1");
	put(&run->params, arena, "format", "csv");
	put(&run->params, arena, "x.min", "7");
	put(&run->metrics, arena, "both", "2");
	put(&run->metrics, arena, "loss", "nan");
	put(&run->metrics, arena, "acc", "0.9");
	put(&run->metrics, arena, "dt.min", "3");
	put(&run->stats, arena, "loss",
	    "{\"count\": 2, \"last\": \"nan\", \"min\": 0.25, \"min_step\": 9007199254740993, \"odd\": 1, \"max\": "
	    "\"x\"}");
	put(&run->stats, arena, "dt", "{\"min\": 4}");
	put(&run->system, arena, "os", "linux");
	put(&run->variables, arena, "TZ", "UTC");
	put(&run->data, arena, "in/a.csv", "{\"size\": 3}");
	cr_assert(gx_strs_insert(&run->tags, GX_STR("model:resnet")));
	cr_assert(gx_strs_insert(&run->tags, GX_STR("baseline")));
}

static const char *get(const char *name)
{
	static char text[256];
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	struct gx_field field;
	struct gx_value value;
	fill(&run, &arena);
	cr_assert_eq(gx_field_parse(gx_str_of(name), &field, NULL), 0, "%s", name);
	test_str_eq(field.name, name);
	if (!gx_field_get(&field, &run, &arena, &value))
		return NULL;
	snprintf(text, sizeof(text), "%.*s", GX_ARG(value.json));
	return text;
}

static void check(const char *name, const char *json)
{
	const char *got = get(name);
	cr_assert_not_null(got, "%s", name);
	cr_assert_str_eq(got, json, "%s is %s, want %s", name, got, json);
}

Test(field, values)
{
	check("id", "\"0123\"");
	check("author.email", "\"a@b\"");
	check("description", "\"what for\"");
	check("status", "\"finished\"");
	check("exit", "0");
	check("tags", "\"baseline, model:resnet\"");
	check("params.lr", "0.1");
	check("lr", "0.1");
	check("both", "2");
	check("params.both", "1");
	check("format", "\"csv\"");
	check("metrics.loss", ".nan");
	check("env.os", "\"linux\"");
	check("env.TZ", "\"UTC\"");
	check("data.in/a.csv", "{\"size\": 3}");
	check("tag.model", "\"resnet\"");
}

Test(field, statistics)
{
	check("metrics.loss.min", "0.25");
	check("loss.min", "0.25");
	check("loss.min_step", "9007199254740993");
	check("metrics.loss.last", ".nan");
	check("acc.min", "0.9");
	check("acc.mean", "0.9");
	check("x.min", "7");
	/* A name that a metric bears whole is that metric. */
	check("dt.min", "3");
	check("metrics.dt.min", "3");
}

Test(field, what_a_run_has_not)
{
	static const char *const names[] = { "tip",	"author",    "name",	 "params.loss",	      "metrics.lr",
					     "nothing", "acc.count", "loss.max", "metrics.loss.mean", "tag.baseline",
					     "tag.mod", "env.TZ.x",  "data.in",	 "nothing.min",	      "loss.odd" };
	for (size_t i = 0; i < GX_LEN(names); i++)
		cr_assert_null(get(names[i]), "%s", names[i]);
}

Test(field, kinds)
{
	static const struct {
		const char *name, *key, *stat;
		enum gx_field_kind kind;
		unsigned parts;
	} rows[] = {
		{ "id", "id", "", GX_FIELD_FACT, 0 },
		{ "code.dirty", "code.dirty", "", GX_FIELD_FACT, GX_PART_FACTS },
		{ "tags", "tags", "", GX_FIELD_FACT, GX_PART_TAGS },
		{ "description", "description", "", GX_FIELD_FACT, GX_PART_DESCRIPTION },
		{ "params.lr.min", "lr.min", "", GX_FIELD_PARAM, GX_PART_PARAMS },
		{ "metrics.a.b", "a.b", "", GX_FIELD_METRIC, GX_PART_METRICS },
		{ "metrics.a.max_step", "a", "max_step", GX_FIELD_STAT, GX_PART_METRICS | GX_PART_STATS },
		{ "metrics.min", "min", "", GX_FIELD_METRIC, GX_PART_METRICS },
		{ "env.gpu.0.name", "gpu.0.name", "", GX_FIELD_SYSTEM, GX_PART_SYSTEM | GX_PART_VARIABLES },
		{ "data.a", "a", "", GX_FIELD_DATA, GX_PART_DATA },
		{ "tag.a", "a", "", GX_FIELD_TAG, GX_PART_TAGS },
		{ "loss", "loss", "", GX_FIELD_BARE, GX_PART_METRICS | GX_PART_PARAMS },
		{ "loss.nan", "loss.nan", "nan", GX_FIELD_BARE, GX_PART_METRICS | GX_PART_PARAMS | GX_PART_STATS },
	};
	for (size_t i = 0; i < GX_LEN(rows); i++) {
		struct gx_field field;
		cr_assert_eq(gx_field_parse(gx_str_of(rows[i].name), &field, NULL), 0);
		cr_assert_eq(field.kind, rows[i].kind, "%s", rows[i].name);
		test_str_eq(field.key, rows[i].key);
		test_str_eq(field.stat, rows[i].stat);
		cr_assert_eq(gx_field_parts(&field), rows[i].parts, "%s: %x", rows[i].name, gx_field_parts(&field));
	}
}

Test(field, bad_names)
{
	static const char *const names[] = { "", "params.", "metrics.", "tag.", "a\nb", "\xff" };
	for (size_t i = 0; i < GX_LEN(names); i++) {
		struct gx_field field;
		struct gx_err err = GX_ERR_INIT;
		cr_assert_eq(gx_field_parse(gx_str_of(names[i]), &field, &err), GX_EINPUT, "%s", names[i]);
		cr_assert(strncmp(err.text, "the field '", 11) == 0, "%s", err.text);
	}
}

Test(field, where_a_bare_name_is)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	struct gx_field field;
	fill(&run, &arena);
	static const struct {
		const char *name;
		unsigned in;
	} rows[] = { { "loss", 1 }, { "lr", 2 }, { "both", 3 }, { "nothing", 0 } };
	for (size_t i = 0; i < GX_LEN(rows); i++) {
		cr_assert_eq(gx_field_parse(gx_str_of(rows[i].name), &field, NULL), 0);
		cr_assert_eq(gx_field_in(&field, &run), rows[i].in, "%s", rows[i].name);
	}
}
