#include <criterion/criterion.h>
#include <stdio.h>

#include "run/record.h"
#include "run/schema.h"

static int read_schema(const char *json, struct gx_arena *arena, struct gx_schema *ret, struct gx_err *err)
{
	struct gx_node *root;
	cr_assert_eq(gx_json_read(gx_str_of(json), "s", arena, &root, err), 0, "%s", err->text);
	return gx_schema_read(root, ".gitexp.yaml", ret, err);
}

Test(schema, reads_what_it_knows_and_leaves_the_rest)
{
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_err err = GX_ERR_INIT;
	GX_CLEANUP(gx_schema) schema = GX_SCHEMA_INIT;
	const char *json =
		"{\"metrics\": {\"val_loss\": {\"goal\": \"min\", \"headline\": \"min\"}, \"acc\": {\"alias\": "
		"\"accuracy\"}, \"x\": null,"
		" \"speed\": {\"goal\": \"max\", \"unit\": \"img/s\"}, \"velocity\": {\"alias\": \"speed\"}},"
		" \"headline\": [\"val_loss\", \"acc\"], \"require\": \"val_loss < 1\", \"params\": {\"lr\": "
		"{\"type\": \"number\"}}}";
	cr_assert_eq(read_schema(json, &arena, &schema, &err), 0, "%s", err.text);
	const struct gx_schema_metric *metric = gx_schema_metric(&schema, GX_STR("val_loss"));
	cr_assert_not_null(metric);
	cr_assert_eq(metric->goal, GX_GOAL_MIN);
	cr_assert_eq(metric->headline, GX_HEADLINE_MIN);
	cr_assert(gx_str_is(gx_schema_metric(&schema, GX_STR("acc"))->alias, "accuracy"));
	cr_assert_null(gx_schema_metric(&schema, GX_STR("x")));
	cr_assert_eq(schema.headline.list.len, 2);
	cr_assert(gx_str_is(schema.headline.list.at[0], "val_loss"), "in the order of the file");
	cr_assert_eq(gx_direction(&schema, GX_STR("speed")), GX_GOAL_MAX);
	cr_assert_eq(gx_direction(&schema, GX_STR("velocity")), GX_GOAL_MAX, "by its alias");
	cr_assert_eq(gx_direction(&schema, GX_STR("acc")), GX_GOAL_MAX, "by its alias's name");
	cr_assert_eq(gx_direction(&schema, GX_STR("mse")), GX_GOAL_MIN);
	gx_arena_release(&arena);
}

Test(schema, wrong_types_name_the_place)
{
	static const struct {
		const char *json, *error;
	} cases[] = {
		{ "[]", ".gitexp.yaml: a schema is a mapping, this is an array" },
		{ "{\"metrics\": [1]}", ".gitexp.yaml:1:2: 'metrics' must be a mapping of metrics, it is an array" },
		{ "{\"metrics\": {\"a\": 1}}",
		  ".gitexp.yaml:1:14: 'a' must be a mapping such as {goal: min}, it is a number" },
		{ "{\"metrics\": {\"a\": {\"goal\": \"up\"}}}",
		  ".gitexp.yaml:1:20: 'goal' is 'up': it must be min or max" },
		{ "{\"metrics\": {\"a\": {\"goal\": 3}}}",
		  ".gitexp.yaml:1:20: 'goal' must be min or max, it is a number" },
		{ "{\"metrics\": {\"a\": {\"alias\": {}}}}",
		  ".gitexp.yaml:1:20: 'alias' must be the name of a metric, it is an object" },
		{ "{\"headline\": \"a\"}", ".gitexp.yaml:1:2: 'headline' must be a list of metrics, it is a string" },
		{ "{\"headline\": [\"a\", 1]}",
		  ".gitexp.yaml:1:20: 'headline' lists names of metrics, this is a number" },
	};
	for (size_t i = 0; i < GX_LEN(cases); i++) {
		struct gx_arena arena = GX_ARENA_INIT;
		struct gx_err err = GX_ERR_INIT;
		struct gx_schema schema = GX_SCHEMA_INIT;
		cr_assert_eq(read_schema(cases[i].json, &arena, &schema, &err), GX_EINPUT, "%s", cases[i].json);
		cr_assert_str_eq(err.text, cases[i].error);
		cr_assert_eq(schema.metrics.len, 0);
		gx_arena_release(&arena);
	}
}

static void check_headline(const char *rule, const char *values, const char *expected)
{
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_err err = GX_ERR_INIT;
	GX_CLEANUP(gx_schema) schema = GX_SCHEMA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	char json[100];
	(void)snprintf(json, sizeof(json), "{\"metrics\": {\"m\": {\"headline\": \"%s\"}}}", rule);
	cr_assert_eq(read_schema(json, &arena, &schema, &err), 0, "%s", err.text);
	struct gx_str rest = gx_str_of(values), value;
	while (gx_str_cut(&rest, ' ', &value)) {
		struct gx_history *history = gx_histories_get(&run.histories, GX_STR("m"), &arena);
		struct gx_point *point = gx_vec_add(&history->points);
		cr_assert_eq(gx_point_set(point, value, &arena, &err), 0, "%s", err.text);
	}
	cr_assert_eq(gx_run_headline(&run, &schema, &arena, &err), 0, "%s", err.text);
	const struct gx_value *headline = gx_flat_at(&run.metrics, "m");
	cr_assert_not_null(headline);
	cr_assert(gx_str_is(headline->json, expected), "%s of %s is %" GX_PRI, rule, values, GX_ARG(headline->json));
	gx_arena_release(&arena);
}

Test(schema, headlines_by_rule)
{
	check_headline("last", "1 3 2", "2");
	check_headline("first", "1.5 3 2", "1.5");
	check_headline("max", "1 3 nan 2", "3");
	check_headline("min", "1 0.5 2", "0.5");
	check_headline("mean", "1 2.5 2.5", "2.0");
	check_headline("last", "1 nan", ".nan");
	check_headline("min", "nan -inf", "-.inf");
	check_headline("last", "1 18446744073709551615", "18446744073709551615");
}

Test(schema, a_headline_that_is_there_stays)
{
	struct gx_arena arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	const char *const names[] = { "z", "b", "a" };
	for (size_t i = 0; i < GX_LEN(names); i++) {
		struct gx_history *history = gx_histories_get(&run.histories, gx_str_of(names[i]), &arena);
		struct gx_point *point = gx_vec_add(&history->points);
		cr_assert_eq(gx_point_set(point, GX_STR("1"), &arena, NULL), 0);
	}
	struct gx_value seven;
	cr_assert(gx_value_int(&arena, 7, &seven));
	cr_assert(gx_flat_set(&run.metrics, &arena, GX_STR("b"), seven));
	cr_assert(gx_flat_set(&run.metrics, &arena, GX_STR("other"), seven));
	cr_assert_eq(gx_run_headline(&run, NULL, &arena, NULL), 0);
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(1000);
	gx_flat_write(&out, &run.metrics);
	cr_assert_str_eq(gx_buf_c(&out), "a: 1\nb: 7\nother: 7\nz: 1\n");
	gx_arena_release(&arena);
}
