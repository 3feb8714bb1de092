#include "fixture.h"
#include "base/utf8.h"
#include "format/csv.h"
#include "format/node.h"
#include "view/list.h"

/* Runs that differ in `lr`, `optimizer` and the metrics; `epochs` is equal in all. */
static void add_runs(struct fixture *fixture)
{
	fixture_run(fixture, 'a', "{\"experiment\": \"iris\", \"name\": \"brave-otter\", \"status\": \"finished\","
				  " \"started\": \"2026-11-20T23:58:00Z\", \"duration\": 65, \"tags\": [\"best\"],"
				  " \"params\": {\"lr\": 0.1, \"epochs\": 40, \"optimizer\": \"sgd\"},"
				  " \"metrics\": {\"acc\": 0.96, \"loss\": 0.1234567, \"system/cpu\": 12.5}}");
	fixture_run(fixture, 'b', "{\"experiment\": \"iris\", \"name\": \"猫の名前\", \"status\": \"failed\","
				  " \"started\": \"2026-11-20T21:00:00Z\", \"duration\": 3, \"params\": {\"lr\": 1e-05, \"epochs\": 40, \"optimizer\": \"adam\"},"
				  " \"metrics\": {\"acc\": 0.3333333333, \"loss\": \"nan\"}}");
	fixture_run(fixture, 'c', "{\"experiment\": \"iris\", \"name\": \"e\\u0301t\\u00e9 \\ud83d\\udc69\\u200d\\ud83d\\udd2c\", \"status\": \"running\","
				  " \"started\": \"2026-11-20T00:00:00Z\", \"params\": {\"lr\": 0.3, \"epochs\": 40.0, \"optimizer\": \"sgd\", \"wd\": 0.001},"
				  " \"metrics\": {\"acc\": 0.98, \"loss\": 12345.678}}");
}

static const char *list_as(struct fixture *fixture, const struct gx_list_options *options, const struct gx_style *style)
{
	struct gx_rows rows = fixture_rows(fixture);
	struct gx_err err = GX_ERR_INIT;
	FILE *out = fixture_open(fixture);

	cr_expect(gx_list_write(out, &rows, options, style, &err) == 0, "%s", err.text);
	fixture_close(fixture, out);
	return fixture->text;
}

static const char *list(struct fixture *fixture, enum gx_list_format format)
{
	struct gx_list_options options = { .format = format, .abbrev = 7 };
	struct gx_style style = gx_style_plain(FIXTURE_NOW);

	return list_as(fixture, &options, &style);
}

static const char *list_columns(struct fixture *fixture, enum gx_list_format format, const char *const *names, size_t count)
{
	struct gx_field fields[8];
	struct gx_list_options options = { .format = format, .abbrev = 7, .columns = fields, .columns_count = count };
	struct gx_style style = gx_style_plain(FIXTURE_NOW);

	for (size_t i = 0; i < count; i++)
		cr_assert(gx_field_parse(gx_str_of(names[i]), &fields[i], NULL) == 0);
	return list_as(fixture, &options, &style);
}

Test(view_list, formats_by_name)
{
	enum gx_list_format format;

	cr_expect(gx_list_format_parse(GX_STR("table"), &format) && format == GX_LIST_TABLE);
	cr_expect(gx_list_format_parse(GX_STR("jsonl"), &format) && format == GX_LIST_JSONL);
	cr_expect(gx_list_format_parse(GX_STR("%(name)"), &format) && format == GX_LIST_TEMPLATE);
	cr_expect(!gx_list_format_parse(GX_STR("xml"), &format));
	cr_expect(!gx_list_format_parse(GX_STR(""), &format));
}

Test(view_list, parts_that_are_needed)
{
	struct gx_list_options options = { .format = GX_LIST_TABLE };
	struct gx_field field;

	cr_expect(gx_list_parts(&options) == (GX_PART_FACTS | GX_PART_PARAMS | GX_PART_METRICS | GX_PART_TAGS));
	options.format = GX_LIST_JSONL;
	options.parts = GX_PART_STATS;
	cr_expect(gx_list_parts(&options) & GX_PART_STATS);
	cr_assert(gx_field_parse(GX_STR("metrics.loss.min"), &field, NULL) == 0);
	options.columns = &field;
	options.columns_count = 1;
	cr_expect(gx_list_parts(&options) == (GX_PART_FACTS | GX_PART_METRICS | GX_PART_STATS));
}

Test(view_list, nothing)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;

	expect_text(list(&fixture, GX_LIST_TABLE), "");
	expect_text(list(&fixture, GX_LIST_ONELINE), "");
	expect_text(list(&fixture, GX_LIST_JSON), "[]\n");
	expect_text(list(&fixture, GX_LIST_JSONL), "");
	expect_text(list(&fixture, GX_LIST_CSV), "id,experiment,name,status,started,duration\n");
	expect_text(list(&fixture, GX_LIST_MD), "");
}

Test(view_list, table)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;

	add_runs(&fixture);
	expect_text(list(&fixture, GX_LIST_TABLE),
		    "id       name         status    age            tags     lr  optimizer     wd     acc     loss\n"
		    "aaaaaaa  brave-otter  finished  2 minutes ago  best    0.1  sgd               0.9600   0.1235*\n"
		    "bbbbbbb  猫の名前     failed    3 hours ago          1e-05  adam              0.3333      nan\n"
		    "ccccccc  été 👩‍🔬     running   24 hours ago           0.3  sgd        0.001  0.9800*   12346\n");
	cr_expect(fixture.loads == 6, "two passes, not %zu loads", fixture.loads);
}

Test(view_list, table_that_fits_its_width)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;
	struct gx_list_options options = { .format = GX_LIST_TABLE, .abbrev = 7 };
	struct gx_style style = gx_style_plain(FIXTURE_NOW);

	add_runs(&fixture);
	style.columns = 60;
	expect_text(list_as(&fixture, &options, &style),
		    "id       name        status    tags     lr     acc     loss\n"
		    "aaaaaaa  brave-ott…  finished  best    0.1  0.9600   0.1235*\n"
		    "bbbbbbb  猫の名前    failed          1e-05  0.3333      nan\n"
		    "ccccccc  été 👩‍🔬    running           0.3  0.9800*   12346\n"
		    "(3 more columns: --all-columns)\n");
	style.columns = 30;
	expect_text(list_as(&fixture, &options, &style),
		    "id       name            acc\n"
		    "aaaaaaa  brave-otter  0.9600\n"
		    "bbbbbbb  猫の名前     0.3333\n"
		    "ccccccc  été 👩‍🔬     0.9800*\n"
		    "(7 more columns: --all-column…\n");
	style.columns = 1;
	style.unicode = false;
	expect_text(list_as(&fixture, &options, &style),
		    "id\n"
		    "aaaaaaa\n"
		    "bbbbbbb\n"
		    "ccccccc\n"
		    "~\n");
}

/* At any width no line is wider, and numbers are whole. */
Test(view_list, no_line_is_wider_than_the_terminal)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;
	struct gx_list_options options = { .format = GX_LIST_TABLE, .abbrev = 7 };
	struct gx_style style = gx_style_plain(FIXTURE_NOW);

	add_runs(&fixture);
	fixture_hostile(&fixture, 'd');
	for (style.columns = 8; style.columns < 200; style.columns++) {
		struct gx_str rest = gx_str_of(list_as(&fixture, &options, &style)), line;

		while (gx_str_cut(&rest, '\n', &line))
			cr_expect(gx_utf8_columns(line) <= style.columns, "%zu: %" GX_PRI, style.columns, GX_ARG(line));
	}
}

Test(view_list, table_in_colour)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;
	struct gx_list_options options = { .format = GX_LIST_TABLE, .abbrev = 7 };
	struct gx_style style = gx_style_plain(FIXTURE_NOW);

	add_runs(&fixture);
	gx_style_standard(&style);
	style.color = true;
	style.columns = 40;
	expect_text(list_as(&fixture, &options, &style),
		    "\033[1mid\033[m       \033[1mname\033[m         \033[1mstatus\033[m       \033[1macc\033[m\n"
		    "\033[33maaaaaaa\033[m  \033[1mbrave-otter\033[m  \033[32mfinished\033[m  0.9600\n"
		    "\033[33mbbbbbbb\033[m  \033[1m猫の名前\033[m     \033[31mfailed\033[m    0.3333\n"
		    "\033[33mccccccc\033[m  \033[1mété 👩‍🔬\033[m     \033[36mrunning\033[m   \033[1;32m0.9800\033[m\n"
		    "\033[2m(6 more columns: --all-columns)\033[m\n");
}

Test(view_list, table_with_all_columns)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;
	struct gx_list_options options = { .format = GX_LIST_TABLE, .abbrev = 7, .all_columns = true };
	struct gx_style style = gx_style_plain(FIXTURE_NOW);

	add_runs(&fixture);
	style.columns = 20;
	expect_text(list_as(&fixture, &options, &style),
		    "id       name         experiment  status    age            tags  epochs     lr  optimizer     wd     acc     loss   system/cpu\n"
		    "aaaaaaa  brave-otter  iris        finished  2 minutes ago  best      40    0.1  sgd               0.9600   0.1235*       12.50\n"
		    "bbbbbbb  猫の名前     iris        failed    3 hours ago              40  1e-05  adam              0.3333      nan\n"
		    "ccccccc  été 👩‍🔬     iris        running   24 hours ago             40    0.3  sgd        0.001  0.9800*   12346\n");
}

Test(view_list, table_of_chosen_columns)
{
	static const char *const names[] = { "name", "acc", "metrics.loss", "lr", "age", "duration", "nothing" };
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;

	add_runs(&fixture);
	expect_text(list_columns(&fixture, GX_LIST_TABLE, names, GX_LEN(names)),
		    "name            acc   metrics.loss      lr  age            duration  nothing\n"
		    "brave-otter  0.9600         0.1235*    0.1  2 minutes ago     1m05s\n"
		    "猫の名前     0.3333            nan   1e-05  3 hours ago       3.00s\n"
		    "été 👩‍🔬     0.9800*         12346     0.3  24 hours ago\n");
}

Test(view_list, table_follows_the_schema)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;
	struct gx_schema_metric metrics[] = { { .name = GX_STR_INIT("acc"), .goal = GX_GOAL_MIN } };
	struct gx_str headline[] = { GX_STR_INIT("loss") };
	struct gx_schema schema = { .metrics = { metrics, 1, 1 }, .headline = { { headline, 1, 1 } } };
	struct gx_list_options options = { .format = GX_LIST_TABLE, .abbrev = 4, .schema = &schema };
	struct gx_style style = gx_style_plain(FIXTURE_NOW);

	add_runs(&fixture);
	expect_text(list_as(&fixture, &options, &style),
		    "id    name         status    age            tags     lr  optimizer     wd    loss      acc\n"
		    "aaaa  brave-otter  finished  2 minutes ago  best    0.1  sgd               0.1235*  0.9600\n"
		    "bbbb  猫の名前     failed    3 hours ago          1e-05  adam                 nan   0.3333*\n"
		    "cccc  été 👩‍🔬     running   24 hours ago           0.3  sgd        0.001   12346   0.9800\n");
	options.format = GX_LIST_ONELINE;
	expect_text(list_as(&fixture, &options, &style),
		    "aaaa (best) iris: brave-otter finished [loss=0.1235]\n"
		    "bbbb iris: 猫の名前 failed [loss=nan]\n"
		    "cccc iris: été 👩‍🔬 running [loss=1.235e+04]\n");
}

Test(view_list, one_run_shows_all_its_parameters)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;

	fixture_run(&fixture, 'a', "{\"experiment\": \"e\", \"name\": \"n\", \"params\": {\"lr\": 0.1, \"loss\": \"mse\"}, \"metrics\": {\"loss\": 1.5}}");
	expect_text(list(&fixture, GX_LIST_TABLE),
		    "id       name  status    age  params.loss   lr  metrics.loss\n"
		    "aaaaaaa  n     finished       mse          0.1         1.500\n");
}

Test(view_list, oneline)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;

	add_runs(&fixture);
	expect_text(list(&fixture, GX_LIST_ONELINE),
		    "aaaaaaa (best) iris: brave-otter finished [acc=0.96, loss=0.1235]\n"
		    "bbbbbbb iris: 猫の名前 failed [acc=0.3333, loss=nan]\n"
		    "ccccccc iris: été 👩‍🔬 running [acc=0.98, loss=1.235e+04]\n");
}

Test(view_list, csv_and_tsv)
{
	static const char *const names[] = { "name", "params.text", "params.none", "age" };
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;

	add_runs(&fixture);
	expect_text(list(&fixture, GX_LIST_CSV),
		    "id,experiment,name,status,started,duration,params.epochs,params.lr,params.optimizer,params.wd,metrics.acc,metrics.loss\n"
		    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,iris,brave-otter,finished,2026-11-20T23:58:00.000000Z,65,40,0.1,sgd,,0.96,0.1234567\n"
		    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,iris,猫の名前,failed,2026-11-20T21:00:00.000000Z,3,40,1.0e-05,adam,,0.3333333333,nan\n"
		    "cccccccccccccccccccccccccccccccccccccccc,iris,été 👩‍🔬,running,2026-11-20T00:00:00.000000Z,,40.0,0.3,sgd,0.001,0.98,12345.678\n");
	expect_text(list(&fixture, GX_LIST_TSV),
		    "id\texperiment\tname\tstatus\tstarted\tduration\tparams.epochs\tparams.lr\tparams.optimizer\tparams.wd\tmetrics.acc\tmetrics.loss\n"
		    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\tiris\tbrave-otter\tfinished\t2026-11-20T23:58:00.000000Z\t65\t40\t0.1\tsgd\t\t0.96\t0.1234567\n"
		    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\tiris\t猫の名前\tfailed\t2026-11-20T21:00:00.000000Z\t3\t40\t1.0e-05\tadam\t\t0.3333333333\tnan\n"
		    "cccccccccccccccccccccccccccccccccccccccc\tiris\tété 👩‍🔬\trunning\t2026-11-20T00:00:00.000000Z\t\t40.0\t0.3\tsgd\t0.001\t0.98\t12345.678\n");
	fixture_run(&fixture, 'd', "{\"experiment\": \"e\", \"name\": \"n\", \"started\": \"2026-11-20T23:00:00Z\","
				   " \"params\": {\"text\": \"a,\\\"b\\\"\\n\\tc\\\\d\\r\", \"none\": null}}");
	fixture_run(&fixture, 'e', "{\"experiment\": \"e\", \"name\": \"m\", \"params\": {\"text\": \"\", \"none\": \"=1+1\"}}");
	expect_text(list_columns(&fixture, GX_LIST_CSV, names, GX_LEN(names)),
		    "name,params.text,params.none,age\n"
		    "brave-otter,,,120\n"
		    "猫の名前,,,10800\n"
		    "été 👩‍🔬,,,86400\n"
		    "n,\"a,\"\"b\"\"\n"
		    "\tc\\d\r\",null,3600\n"
		    "m,\"\",=1+1,\n");
	expect_text(list_columns(&fixture, GX_LIST_TSV, names, GX_LEN(names)),
		    "name\tparams.text\tparams.none\tage\n"
		    "brave-otter\t\t\t120\n"
		    "猫の名前\t\t\t10800\n"
		    "été 👩‍🔬\t\t\t86400\n"
		    "n\ta,\"b\"\\n\\tc\\\\d\\r\tnull\t3600\n"
		    "m\t\t=1+1\t\n");
}

/* What csv writes, our own reader of csv reads: the same texts, cell by cell. */
Test(view_list, csv_comes_back)
{
	static const char *const names[] = { "name", "params.text", "params.x" };
	static const char *const texts[] = { "plain", "a,b", "\"", "a\"\"b", "x\ny", "x\r\ny", "=1+1", "\xe7\x8c\xab", "a;b", "'", "0" };
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;
	GX_CLEANUP(gx_csv) csv = { .separator = ',', .name = "out.csv" };
	struct gx_err err = GX_ERR_INIT;

	for (size_t i = 0; i < GX_LEN(texts); i++) {
		struct gx_run *run = &fixture.runs[fixture.count];
		struct gx_value value;

		fixture_run(&fixture, 'a', "{\"experiment\": \"e\", \"name\": \"n\", \"params\": {\"x\": [1, \"a,b\"]}}");
		cr_assert(gx_value_string(&fixture.arena, gx_str_of(texts[i]), &value));
		cr_assert(gx_flat_set(&run->params, &fixture.arena, GX_STR("text"), value));
	}
	csv.text = gx_str_of(list_columns(&fixture, GX_LIST_CSV, names, GX_LEN(names)));
	cr_assert(gx_csv_next(&csv, &err) == 1 && csv.cells.len == 3 && gx_str_is(csv.cells.at[1].text, "params.text"));
	for (size_t i = 0; i < GX_LEN(texts); i++) {
		cr_assert(gx_csv_next(&csv, &err) == 1 && csv.cells.len == 3, "%s", err.text);
		cr_expect(gx_str_is(csv.cells.at[1].text, texts[i]), "%s", texts[i]);
		cr_expect(gx_str_is(csv.cells.at[2].text, "[1, \"a,b\"]"));
	}
	cr_expect(gx_csv_next(&csv, &err) == 0);
}

/* Two runs that nothing but hostility could make: csv says that it is too much, a table leaves out what no terminal could show. */
Test(view_list, more_keys_than_a_list_holds)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;
	struct gx_list_options options = { .format = GX_LIST_CSV };
	struct gx_style style = gx_style_plain(FIXTURE_NOW);
	struct gx_rows rows;
	struct gx_err err = GX_ERR_INIT;
	FILE *out;

	for (size_t i = 0; i < 3; i++) {
		struct gx_run *run = &fixture.runs[i];

		fixture_run(&fixture, 'a', "{\"experiment\": \"e\", \"name\": \"n\"}");
		for (size_t j = 0; j < 80000; j++) {
			char key[32];
			struct gx_value value;
			int len = snprintf(key, sizeof(key), "k%zu.%zu", i, j);
			struct gx_str copy = gx_arena_str(&fixture.arena, (struct gx_str){ key, (size_t)len });

			cr_assert(gx_value_int(&fixture.arena, 1, &value));
			cr_assert(gx_flat_add(&run->params, &fixture.arena, copy, value));
		}
		cr_assert(gx_flat_seal(&run->params, NULL) == 0);
	}
	rows = fixture_rows(&fixture);
	out = fixture_open(&fixture);
	cr_expect(gx_list_write(out, &rows, &options, &style, &err) == GX_ELIMIT);
	expect_text(err.text, "the runs have more than 200000 different keys: choose some by --columns");
	options.format = GX_LIST_TABLE;
	style.columns = 80;
	cr_expect(gx_list_write(out, &rows, &options, &style, &err) == 0);
	fixture_close(&fixture, out);
	cr_expect(strstr(fixture.text, "(199"));
}

Test(view_list, json_and_jsonl)
{
	static const char *const names[] = { "name", "lr", "params.wd", "metrics.loss" };
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;
	struct gx_node *node;

	add_runs(&fixture);
	list(&fixture, GX_LIST_JSON);
	cr_assert(gx_json_read(gx_str_of(fixture.text), "out", &fixture.arena, &node, NULL) == 0);
	cr_expect(node->kind == GX_ARRAY && node->count == 3);
	expect_text(list_columns(&fixture, GX_LIST_JSON, names, GX_LEN(names)),
		    "[\n"
		    "{\"name\": \"brave-otter\", \"lr\": 0.1, \"metrics.loss\": 0.1234567},\n"
		    "{\"name\": \"猫の名前\", \"lr\": 1.0e-05, \"metrics.loss\": \"nan\"},\n"
		    "{\"name\": \"été 👩‍🔬\", \"lr\": 0.3, \"params.wd\": 0.001, \"metrics.loss\": 12345.678}\n"
		    "]\n");
	expect_text(list_columns(&fixture, GX_LIST_JSONL, names, GX_LEN(names)),
		    "{\"name\": \"brave-otter\", \"lr\": 0.1, \"metrics.loss\": 0.1234567}\n"
		    "{\"name\": \"猫の名前\", \"lr\": 1.0e-05, \"metrics.loss\": \"nan\"}\n"
		    "{\"name\": \"été 👩‍🔬\", \"lr\": 0.3, \"params.wd\": 0.001, \"metrics.loss\": 12345.678}\n");
}

Test(view_list, template_and_nul)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;
	struct gx_template layout;
	struct gx_list_options options = { .format = GX_LIST_TEMPLATE, .abbrev = 7, .layout = &layout, .nul = true };
	struct gx_style style = gx_style_plain(FIXTURE_NOW);

	add_runs(&fixture);
	cr_assert(gx_template_parse(GX_STR("%(id:short) %(params.lr)"), &fixture.arena, &layout, NULL) == 0);
	list_as(&fixture, &options, &style);
	cr_expect(fixture.len == 40 && memcmp(fixture.text, "aaaaaaa 0.1\0bbbbbbb 1.0e-05\0ccccccc 0.3\0", 41) == 0, "%zu", fixture.len);
}

Test(view_list, md)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;

	add_runs(&fixture);
	fixture_hostile(&fixture, 'd');
	expect_text(list(&fixture, GX_LIST_MD),
		    "| id | name | experiment | status | started | tags | epochs | params.k^\\[\\[31m\\|\\`&lt;b&gt; | lr | optimizer | wd | acc | metrics.k^\\[\\[31m\\|\\`&lt;b&gt; | loss |\n"
		    "|---|---|---|---|---|---|--:|---|--:|---|--:|--:|--:|--:|\n"
		    "| aaaaaaa | brave-otter | iris | finished | 2026-11-20 23:58:00 +0000 | best | 40 |  | 0.1 | sgd |  | 0.9600 |  | **0.1235** |\n"
		    "| bbbbbbb | 猫の名前 | iris | failed | 2026-11-20 21:00:00 +0000 |  | 40 |  | 1e-05 | adam |  | 0.3333 |  | nan |\n"
		    "| ccccccc | été 👩‍🔬 | iris | running | 2026-11-20 00:00:00 +0000 |  | 40 |  | 0.3 | sgd | 0.001 | **0.9800** |  | 12346 |\n"
		    "| ddddddd | ^\\[\\]52;c;x^G &lt;U+202E&gt; @&#x2060;all #&#x2060;1 &lt;U+009B&gt; | e | finished |  | ^\\[\\]52;c;x^G &lt;U+202E&gt; @&#x2060;all #&#x2060;1 &lt;U+009B&gt; |  | ^\\[\\]52;c;x^G &lt;U+202E&gt; @&#x2060;all #&#x2060;1 &lt;U+009B&gt; |  |  |  |  | 0.5000 |  |\n");
}

Test(view_list, hostile_runs_are_harmless)
{
	static const enum gx_list_format formats[] = { GX_LIST_TABLE, GX_LIST_ONELINE, GX_LIST_MD };
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;

	add_runs(&fixture);
	fixture_hostile(&fixture, 'd');
	for (size_t i = 0; i < GX_LEN(formats); i++)
		expect_harmless(gx_str_of(list(&fixture, formats[i])));
}

static int fail_to_load(void *context, size_t index, const struct gx_run **ret_run, struct gx_err *err)
{
	(void)context;
	(void)ret_run;
	return gx_fail(err, GX_EGIT, "run %zu is gone", index);
}

Test(view_list, errors_of_the_rows_come_back)
{
	const struct gx_rows rows = { 1, fail_to_load, NULL };
	struct gx_style style = gx_style_plain(0);
	struct gx_template layout = { NULL, 0 };
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;

	for (int format = GX_LIST_TABLE; format <= GX_LIST_TEMPLATE; format++) {
		struct gx_list_options options = { .format = (enum gx_list_format)format, .layout = &layout };
		struct gx_err err = GX_ERR_INIT;
		FILE *out = fixture_open(&fixture);

		cr_expect(gx_list_write(out, &rows, &options, &style, &err) == GX_EGIT);
		expect_text(err.text, "run 0 is gone");
		fixture_close(&fixture, out);
	}
}

Test(view_list, a_full_disk_is_an_error)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;
	struct gx_rows rows;
	struct gx_list_options options = { .format = GX_LIST_CSV };
	struct gx_style style = gx_style_plain(FIXTURE_NOW);
	FILE *full = fopen("/dev/full", "w");

	if (!full)
		cr_skip("no /dev/full here");
	setvbuf(full, NULL, _IONBF, 0);
	add_runs(&fixture);
	rows = fixture_rows(&fixture);
	cr_expect(gx_list_write(full, &rows, &options, &style, NULL) == GX_EIO);
	fclose(full);
}
