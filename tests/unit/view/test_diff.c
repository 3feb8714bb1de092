#include <math.h>

#include "fixture.h"
#include "format/node.h"
#include "view/diff.h"

static const char before[] =
	"{\"experiment\": \"iris\", \"name\": \"brave-otter\", \"status\": \"finished\", \"host\": \"gpu01\", \"exit\": 0,"
	" \"started\": \"2026-11-20T22:00:00Z\", \"duration\": 185.0, \"command\": [\"python\", \"train.py\", \"--lr\", \"0.1\", \"--epochs\", \"40\"],"
	" \"code\": {\"commit\": \"1111111111111111111111111111111111111111\", \"tree\": \"aaaa111111111111111111111111111111111111\", \"dirty\": false},"
	" \"tags\": [\"old\", \"same\"], \"params\": {\"lr\": 0.1, \"epochs\": 40, \"gone\": \"x\", \"text\": \"a\"},"
	" \"metrics\": {\"acc\": 0.9, \"loss\": 0.5, \"widgets\": 0, \"same\": 1, \"system/cpu\": 1}, \"environment\": {\"python\": \"3.12\"},"
	" \"packages\": {\"numpy\": \"2.1\", \"gone\": \"1\"}, \"data\": {\"d.csv\": {\"rows\": 3, \"size\": 2048, \"sha256\": \"aaaaaaaaaaaaaa\"}}}";
static const char after[] =
	"{\"experiment\": \"iris\", \"name\": \"calm-fox\", \"status\": \"failed\", \"host\": \"gpu02\", \"exit\": 1,"
	" \"started\": \"2026-11-20T23:00:00Z\", \"duration\": 18.0, \"command\": [\"python\", \"train.py\", \"--lr\", \"0.01\", \"--epochs\", \"40\"],"
	" \"code\": {\"commit\": \"2222222222222222222222222222222222222222\", \"tree\": \"bbbb111111111111111111111111111111111111\", \"dirty\": true},"
	" \"tags\": [\"new\", \"same\"], \"params\": {\"lr\": 0.01, \"epochs\": 40.0, \"text\": \"\\u732b\\u001b\", \"warm\": true},"
	" \"metrics\": {\"acc\": 0.95, \"loss\": \"nan\", \"widgets\": 3, \"same\": 1, \"system/cpu\": 2}, \"environment\": {\"python\": \"3.13\"},"
	" \"packages\": {\"numpy\": \"2.2\", \"torch\": \"2.5\"}, \"data\": {\"d.csv\": {\"rows\": 4, \"size\": 2049, \"sha256\": \"bbbbbbbbbbbbbb\"}}}";

static const char *diff_as(struct fixture *fixture, const struct gx_diff *diff, enum gx_diff_format format, const struct gx_style *style)
{
	const struct gx_diff_options options = {
		format, 7, GX_STR_INIT("left"), GX_STR_INIT("params.yaml"), GX_STR_INIT("2 commits between\n\n train.py | 4 ++--\n"),
	};
	struct gx_err err = GX_ERR_INIT;
	FILE *out = fixture_open(fixture);

	cr_expect(gx_diff_write(out, diff, &options, style, &err) == 0, "%s", err.text);
	fixture_close(fixture, out);
	return fixture->text;
}

static const char *diff(struct fixture *fixture, unsigned parts, enum gx_diff_format format, size_t columns)
{
	GX_CLEANUP(gx_diff) found = GX_DIFF_INIT;
	struct gx_style style = gx_style_plain(FIXTURE_NOW);
	struct gx_err err = GX_ERR_INIT;

	style.columns = columns;
	cr_assert(gx_diff_runs(&fixture->runs[0], &fixture->runs[1], parts, NULL, &fixture->arena, &found, &err) == 0, "%s", err.text);
	return diff_as(fixture, &found, format, &style);
}

Test(view_diff, as_text)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;

	fixture_run(&fixture, 'a', before);
	fixture_run(&fixture, 'b', after);
	expect_text(diff(&fixture, GX_PART_ALL, GX_DIFF_TEXT, 80),
		    "--- aaaaaaa iris/brave-otter\n"
		    "+++ bbbbbbb iris/calm-fox\n"
		    "\n"
		    "Parameters\n"
		    "  - gone  x\n"
		    "    lr    0.1  →  0.01\n"
		    "    text  a    →  猫^[\n"
		    "  + warm          true\n"
		    "\n"
		    "Metrics\n"
		    "    acc      0.9  →  0.95  +0.05  +5.6%  better\n"
		    "    loss     0.5  →   nan                worse\n"
		    "    widgets    0  →     3     +3\n"
		    "\n"
		    "Run\n"
		    "    status  finished  →  failed\n"
		    "    exit    0         →  1\n"
		    "    command\n"
		    "    - python train.py --lr 0.1 --epochs 40\n"
		    "    + python train.py --lr 0.01 --epochs 40\n"
		    "\n"
		    "Environment\n"
		    "    host    gpu01  →  gpu02\n"
		    "    python  3.12   →  3.13\n"
		    "\n"
		    "Packages\n"
		    "  - gone   1\n"
		    "    numpy  2.1  →  2.2\n"
		    "  + torch          2.5\n"
		    "\n"
		    "Data\n"
		    "    d.csv  aaaaaaaa, 2.0 KiB, 3 rows  →  bbbbbbbb, 2.0 KiB, 4 rows\n"
		    "\n"
		    "Code\n"
		    "    commit  1111111  →  2222222\n"
		    "    tree    aaaa111  →  bbbb111\n"
		    "    dirty   false    →  true\n"
		    "    2 commits between\n"
		    "\n"
		    "     train.py | 4 ++--\n"
		    "\n"
		    "Tags\n"
		    "  - old\n"
		    "  + new\n");
}

Test(view_diff, as_markdown)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;

	fixture_run(&fixture, 'a', before);
	fixture_run(&fixture, 'b', after);
	expect_text(diff(&fixture, GX_PART_ALL, GX_DIFF_MD, 0),
		    "### Parameters\n"
		    "\n"
		    "| | aaaaaaa iris/brave-otter | bbbbbbb iris/calm-fox |\n"
		    "|---|---|---|\n"
		    "| gone | x |  |\n"
		    "| lr | 0.1 | 0.01 |\n"
		    "| text | a | 猫^\\[ |\n"
		    "| warm |  | true |\n"
		    "\n"
		    "### Metrics\n"
		    "\n"
		    "| | aaaaaaa iris/brave-otter | bbbbbbb iris/calm-fox | change | | |\n"
		    "|---|--:|--:|--:|--:|---|\n"
		    "| acc | 0.9 | 0.95 | +0.05 | +5.6% | better |\n"
		    "| loss | 0.5 | nan |  |  | worse |\n"
		    "| widgets | 0 | 3 | +3 |  |  |\n"
		    "\n"
		    "### Run\n"
		    "\n"
		    "| | aaaaaaa iris/brave-otter | bbbbbbb iris/calm-fox |\n"
		    "|---|---|---|\n"
		    "| status | finished | failed |\n"
		    "| exit | 0 | 1 |\n"
		    "| command | python train.py --lr 0.1 --epochs 40 | python train.py --lr 0.01 --epochs 40 |\n"
		    "\n"
		    "### Environment\n"
		    "\n"
		    "| | aaaaaaa iris/brave-otter | bbbbbbb iris/calm-fox |\n"
		    "|---|---|---|\n"
		    "| host | gpu01 | gpu02 |\n"
		    "| python | 3.12 | 3.13 |\n"
		    "\n"
		    "### Packages\n"
		    "\n"
		    "| | aaaaaaa iris/brave-otter | bbbbbbb iris/calm-fox |\n"
		    "|---|---|---|\n"
		    "| gone | 1 |  |\n"
		    "| numpy | 2.1 | 2.2 |\n"
		    "| torch |  | 2.5 |\n"
		    "\n"
		    "### Data\n"
		    "\n"
		    "| | aaaaaaa iris/brave-otter | bbbbbbb iris/calm-fox |\n"
		    "|---|---|---|\n"
		    "| d.csv | aaaaaaaa, 2.0 KiB, 3 rows | bbbbbbbb, 2.0 KiB, 4 rows |\n"
		    "\n"
		    "### Code\n"
		    "\n"
		    "| | aaaaaaa iris/brave-otter | bbbbbbb iris/calm-fox |\n"
		    "|---|---|---|\n"
		    "| commit | 1111111 | 2222222 |\n"
		    "| tree | aaaa111 | bbbb111 |\n"
		    "| dirty | false | true |\n"
		    "\n"
		    "```text\n"
		    "2 commits between\n"
		    "\n"
		    " train.py | 4 ++--\n"
		    "```\n"
		    "\n"
		    "### Tags\n"
		    "\n"
		    "| | aaaaaaa iris/brave-otter | bbbbbbb iris/calm-fox |\n"
		    "|---|---|---|\n"
		    "| old | yes |  |\n"
		    "| new |  | yes |\n");
}

Test(view_diff, as_json)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;

	fixture_run(&fixture, 'a', before);
	fixture_run(&fixture, 'b', after);
	expect_text(diff(&fixture, GX_PART_ALL, GX_DIFF_JSON, 0),
		    "{\"a\": {\"id\": \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \"experiment\": \"iris\", \"name\": \"brave-otter\", \"status\": \"finished\"}, \"b\": {\"id\": \"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\", \"experiment\": \"iris\", \"name\": \"calm-fox\", \"status\": \"failed\"}, \"params\": {\"gone\": {\"before\": \"x\"}, \"lr\": {\"before\": 0.1, \"after\": 0.01}, \"text\": {\"before\": \"a\", \"after\": \"猫\\u001b\"}, \"warm\": {\"after\": true}}, \"metrics\": {\"acc\": {\"before\": 0.9, \"after\": 0.95, \"change\": 0.04999999999999993, \"percent\": 5.555555555555548, \"verdict\": \"better\"}, \"loss\": {\"before\": 0.5, \"after\": \"nan\", \"verdict\": \"worse\"}, \"widgets\": {\"before\": 0, \"after\": 3, \"change\": 3.0}}, \"facts\": {\"status\": {\"before\": \"finished\", \"after\": \"failed\"}, \"exit\": {\"before\": 0, \"after\": 1}, \"command\": {\"before\": [\"python\", \"train.py\", \"--lr\", \"0.1\", \"--epochs\", \"40\"], \"after\": [\"python\", \"train.py\", \"--lr\", \"0.01\", \"--epochs\", \"40\"]}}, \"environment\": {\"host\": {\"before\": \"gpu01\", \"after\": \"gpu02\"}, \"python\": {\"before\": \"3.12\", \"after\": \"3.13\"}}, \"packages\": {\"gone\": {\"before\": \"1\"}, \"numpy\": {\"before\": \"2.1\", \"after\": \"2.2\"}, \"torch\": {\"after\": \"2.5\"}}, \"data\": {\"d.csv\": {\"before\": {\"rows\": 3, \"sha256\": \"aaaaaaaaaaaaaa\", \"size\": 2048}, \"after\": {\"rows\": 4, \"sha256\": \"bbbbbbbbbbbbbb\", \"size\": 2049}}}, \"code\": {\"commit\": {\"before\": \"1111111111111111111111111111111111111111\", \"after\": \"2222222222222222222222222222222222222222\"}, \"tree\": {\"before\": \"aaaa111111111111111111111111111111111111\", \"after\": \"bbbb111111111111111111111111111111111111\"}, \"dirty\": {\"before\": false, \"after\": true}}, \"tags\": {\"added\": [\"new\"], \"removed\": [\"old\"]}}\n");
}

Test(view_diff, against_parameters_alone)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;

	fixture_run(&fixture, 'a', before);
	fixture_run(&fixture, 'b', "{\"params\": {\"lr\": 0.01, \"epochs\": 40, \"gone\": \"x\", \"text\": \"a\"}}");
	fixture.runs[1].id = GX_STR_NONE;
	expect_text(diff(&fixture, GX_PART_PARAMS, GX_DIFF_TEXT, 0),
		    "--- aaaaaaa iris/brave-otter\n"
		    "+++ params.yaml\n"
		    "\n"
		    "Parameters\n"
		    "    lr  0.1  →  0.01\n");
	expect_text(diff(&fixture, GX_PART_PARAMS, GX_DIFF_JSON, 0),
		    "{\"a\": {\"id\": \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \"experiment\": \"iris\", \"name\": \"brave-otter\", \"status\": \"finished\"}, \"b\": {\"label\": \"params.yaml\", \"status\": \"finished\"}, \"params\": {\"lr\": {\"before\": 0.1, \"after\": 0.01}}}\n");
}

Test(view_diff, of_equals_is_nothing)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;
	GX_CLEANUP(gx_diff) found = GX_DIFF_INIT;

	fixture_run(&fixture, 'a', before);
	fixture_run(&fixture, 'b', before);
	cr_assert(gx_diff_runs(&fixture.runs[0], &fixture.runs[1], GX_PART_ALL, NULL, &fixture.arena, &found, NULL) == 0);
	cr_expect(!gx_diff_any(&found));
	expect_text(diff(&fixture, GX_PART_ALL, GX_DIFF_TEXT, 0), "");
	expect_text(diff(&fixture, GX_PART_ALL, GX_DIFF_MD, 0), "");
	cr_expect(strstr(diff(&fixture, GX_PART_ALL, GX_DIFF_JSON, 0), "\"name\": \"brave-otter\", \"status\": \"finished\"}}\n"));
}

Test(view_diff, what_differs_never_looks_equal)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;

	fixture_run(&fixture, 'a', "{\"metrics\": {\"loss\": 0.12345678}, \"data\": {\"d\": {\"size\": 4097}}}");
	fixture_run(&fixture, 'b', "{\"metrics\": {\"loss\": 0.12345679}, \"data\": {\"d\": {\"size\": 4098}}}");
	expect_text(diff(&fixture, GX_PART_METRICS | GX_PART_DATA, GX_DIFF_TEXT, 0),
		    "--- aaaaaaa\n"
		    "+++ bbbbbbb\n"
		    "\n"
		    "Metrics\n"
		    "    loss  0.12345678  →  0.12345679  +1e-08  +8.1e-06%  worse\n"
		    "\n"
		    "Data\n"
		    "    d  {\"size\": 4097}  →  {\"size\": 4098}\n");
}

/* Rebased or squashed, equal code has equal trees: that is no difference. */
Test(view_diff, equal_trees_are_equal_code)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;

	fixture_run(&fixture, 'a', "{\"code\": {\"commit\": \"1111111111111111111111111111111111111111\", \"tree\": \"aaaa111111111111111111111111111111111111\"}}");
	fixture_run(&fixture, 'b', "{\"code\": {\"commit\": \"2222222222222222222222222222222222222222\", \"tree\": \"aaaa111111111111111111111111111111111111\"}}");
	expect_text(diff(&fixture, GX_PART_ALL, GX_DIFF_TEXT, 0), "");
}

Test(view_diff, verdicts)
{
	static const struct {
		const char *metric, *before, *after;
		enum gx_verdict verdict;
		double percent;
	} cases[] = {
		{ "loss", "0.5", "0.25", GX_VERDICT_BETTER, -50 },    { "loss", "0.25", "0.5", GX_VERDICT_WORSE, 100 },
		{ "acc", "0.5", "0.25", GX_VERDICT_WORSE, -50 },      { "acc", "0", "0.25", GX_VERDICT_BETTER, NAN },
		{ "acc", "-1", "1", GX_VERDICT_BETTER, 200 },         { "widgets", "1", "2", GX_VERDICT_NONE, 100 },
		{ "loss", "0.5", "\"nan\"", GX_VERDICT_WORSE, NAN },  { "loss", "\"nan\"", "0.5", GX_VERDICT_BETTER, NAN },
		{ "loss", "1", "\"inf\"", GX_VERDICT_WORSE, INFINITY },
	};

	for (size_t i = 0; i < GX_LEN(cases); i++) {
		GX_CLEANUP(fixture) fixture = FIXTURE_INIT;
		GX_CLEANUP(gx_diff) found = GX_DIFF_INIT;
		const struct gx_change *change;
		char json[128];

		snprintf(json, sizeof(json), "{\"metrics\": {\"%s\": %s}}", cases[i].metric, cases[i].before);
		fixture_run(&fixture, 'a', json);
		snprintf(json, sizeof(json), "{\"metrics\": {\"%s\": %s}}", cases[i].metric, cases[i].after);
		fixture_run(&fixture, 'b', json);
		cr_assert(gx_diff_runs(&fixture.runs[0], &fixture.runs[1], GX_PART_METRICS, NULL, &fixture.arena, &found, NULL) == 0);
		cr_assert(found.sections[GX_DIFF_METRICS].list.len == 1);
		change = &found.sections[GX_DIFF_METRICS].list.at[0];
		cr_expect(change->verdict == cases[i].verdict, "case %zu", i);
		cr_expect(change->percent == cases[i].percent || (isnan(change->percent) && isnan(cases[i].percent)), "case %zu: %g", i,
			  change->percent);
	}
}

Test(view_diff, hostile_text_is_harmless)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;
	struct gx_node *node;

	fixture_hostile(&fixture, 'a');
	fixture_run(&fixture, 'b', after);
	expect_harmless(gx_str_of(diff(&fixture, GX_PART_ALL, GX_DIFF_TEXT, 80)));
	expect_harmless(gx_str_of(diff(&fixture, GX_PART_ALL, GX_DIFF_TEXT, 20)));
	expect_harmless(gx_str_of(diff(&fixture, GX_PART_ALL, GX_DIFF_MD, 0)));
	diff(&fixture, GX_PART_ALL, GX_DIFF_JSON, 0);
	cr_expect(gx_json_read(gx_str_of(fixture.text), "out", &fixture.arena, &node, NULL) == 0);
}
