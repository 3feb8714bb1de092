#include "base/utf8.h"
#include "fixture.h"
#include "format/node.h"
#include "view/compare.h"

static void add_runs(struct fixture *fixture)
{
	fixture_run(fixture, 'a', "{\"experiment\": \"iris\", \"name\": \"brave-otter\", \"status\": \"finished\", \"started\": \"2026-11-20T22:00:00Z\","
				  " \"duration\": 185.0, \"tags\": [\"baseline\"], \"params\": {\"lr\": 0.1, \"epochs\": 40, \"text\": \"a|b\"},"
				  " \"metrics\": {\"acc\": 0.96, \"loss\": 0.5, \"system/cpu\": 1}}");
	fixture_run(fixture, 'b', "{\"experiment\": \"iris\", \"name\": \"\\u732b\\u306e\\u540d\\u524d\", \"status\": \"failed\","
				  " \"params\": {\"lr\": 0.01, \"epochs\": 40}, \"metrics\": {\"acc\": 0.3333333, \"loss\": \"nan\"}}");
	fixture_run(fixture, 'c', "{\"experiment\": \"iris\", \"name\": \"old-oak\", \"status\": \"killed\","
				  " \"params\": {\"lr\": 0.1, \"epochs\": 40.0, \"wd\": [1, 2]}, \"metrics\": {\"acc\": 0.96}}");
}

static const char *compare(struct fixture *fixture, enum gx_compare_format format, size_t columns, bool only_different)
{
	const struct gx_compare_options options = { format, only_different, NULL, 7 };
	struct gx_style style = gx_style_plain(FIXTURE_NOW);
	struct gx_rows rows = fixture_rows(fixture);
	struct gx_err err = GX_ERR_INIT;
	FILE *out = fixture_open(fixture);

	style.columns = columns;
	cr_expect(gx_compare_write(out, &rows, &options, &style, &err) == 0, "%s", err.text);
	fixture_close(fixture, out);
	return fixture->text;
}

Test(view_compare, as_text)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;

	add_runs(&fixture);
	expect_text(compare(&fixture, GX_COMPARE_TEXT, 0, false),
		    "              aaaaaaa           bbbbbbb   ccccccc\n"
		    "  experiment  iris              iris      iris\n"
		    "  name        brave-otter       猫の名前  old-oak\n"
		    "  status      finished          failed    killed\n"
		    "  started     2026-11-20 22:00\n"
		    "  duration    3m05s\n"
		    "  tags        baseline\n"
		    "\n"
		    "Parameters\n"
		    "  lr          0.1               0.01      0.1\n"
		    "  text        a|b\n"
		    "  wd                                      [1, 2]\n"
		    "  epochs      40                40        40.0\n"
		    "\n"
		    "Metrics\n"
		    "  acc         0.9600*           0.3333    0.9600*\n"
		    "  loss        0.5000*           nan\n");
	cr_expect(fixture.loads == 3);
}

Test(view_compare, in_blocks_that_fit)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;

	add_runs(&fixture);
	expect_text(compare(&fixture, GX_COMPARE_TEXT, 50, true),
		    "            aaaaaaa           bbbbbbb   ccccccc\n"
		    "  name      brave-otter       猫の名前  old-oak\n"
		    "  status    finished          failed    killed\n"
		    "  started   2026-11-20 22:00\n"
		    "  duration  3m05s\n"
		    "  tags      baseline\n"
		    "\n"
		    "Parameters\n"
		    "  lr        0.1               0.01      0.1\n"
		    "  text      a|b\n"
		    "  wd                                    [1, 2]\n"
		    "\n"
		    "Metrics\n"
		    "  acc       0.9600*           0.3333    0.9600*\n"
		    "  loss      0.5000*           nan\n");
}

Test(view_compare, as_markdown)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;

	add_runs(&fixture);
	expect_text(compare(&fixture, GX_COMPARE_MD, 0, true),
		    "| | aaaaaaa | bbbbbbb | ccccccc |\n"
		    "|---|---|---|---|\n"
		    "| name | brave-otter | 猫の名前 | old-oak |\n"
		    "| status | finished | failed | killed |\n"
		    "| started | 2026-11-20 22:00 |  |  |\n"
		    "| duration | 3m05s |  |  |\n"
		    "| tags | baseline |  |  |\n"
		    "| lr | 0.1 | 0.01 | 0.1 |\n"
		    "| text | a\\|b |  |  |\n"
		    "| wd |  |  | \\[1, 2\\] |\n"
		    "| acc | **0.9600** | 0.3333 | **0.9600** |\n"
		    "| loss | **0.5000** | nan |  |\n");
}

Test(view_compare, as_csv)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;

	add_runs(&fixture);
	expect_text(compare(&fixture, GX_COMPARE_CSV, 0, false),
		    "field,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,cccccccccccccccccccccccccccccccccccccccc\n"
		    "experiment,iris,iris,iris\n"
		    "name,brave-otter,猫の名前,old-oak\n"
		    "status,finished,failed,killed\n"
		    "started,2026-11-20T22:00:00.000000Z,,\n"
		    "duration,185.0,,\n"
		    "tags,baseline,,\n"
		    "params.lr,0.1,0.01,0.1\n"
		    "params.text,a|b,,\n"
		    "params.wd,,,\"[1, 2]\"\n"
		    "params.epochs,40,40,40.0\n"
		    "metrics.acc,0.96,0.3333333,0.96\n"
		    "metrics.loss,0.5,nan,\n");
}

Test(view_compare, as_json)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;
	struct gx_node *node;

	add_runs(&fixture);
	expect_text(compare(&fixture, GX_COMPARE_JSON, 0, true),
		    "{\"runs\": [\n"
		    "{\"id\": \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \"experiment\": \"iris\", \"name\": \"brave-otter\"},\n"
		    "{\"id\": \"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\", \"experiment\": \"iris\", \"name\": \"猫の名前\"},\n"
		    "{\"id\": \"cccccccccccccccccccccccccccccccccccccccc\", \"experiment\": \"iris\", \"name\": \"old-oak\"}],\n"
		    "\"rows\": [\n"
		    "{\"kind\": \"fact\", \"key\": \"name\", \"differs\": true, \"best\": null, \"values\": [\"brave-otter\", \"猫の名前\", \"old-oak\"]},\n"
		    "{\"kind\": \"fact\", \"key\": \"status\", \"differs\": true, \"best\": null, \"values\": [\"finished\", \"failed\", \"killed\"]},\n"
		    "{\"kind\": \"fact\", \"key\": \"started\", \"differs\": true, \"best\": null, \"values\": [\"2026-11-20T22:00:00.000000Z\", null, null]},\n"
		    "{\"kind\": \"fact\", \"key\": \"duration\", \"differs\": true, \"best\": null, \"values\": [185.0, null, null]},\n"
		    "{\"kind\": \"fact\", \"key\": \"tags\", \"differs\": true, \"best\": null, \"values\": [\"baseline\", null, null]},\n"
		    "{\"kind\": \"param\", \"key\": \"lr\", \"differs\": true, \"best\": null, \"values\": [0.1, 0.01, 0.1]},\n"
		    "{\"kind\": \"param\", \"key\": \"text\", \"differs\": true, \"best\": null, \"values\": [\"a|b\", null, null]},\n"
		    "{\"kind\": \"param\", \"key\": \"wd\", \"differs\": true, \"best\": null, \"values\": [null, null, [1, 2]]},\n"
		    "{\"kind\": \"metric\", \"key\": \"acc\", \"differs\": true, \"best\": 0, \"values\": [0.96, 0.3333333, 0.96]},\n"
		    "{\"kind\": \"metric\", \"key\": \"loss\", \"differs\": true, \"best\": 0, \"values\": [0.5, \"nan\", null]}]}\n");
	cr_expect(gx_json_read(gx_str_of(fixture.text), "out", &fixture.arena, &node, NULL) == 0);
}

Test(view_compare, nothing)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;

	expect_text(compare(&fixture, GX_COMPARE_TEXT, 0, false), "");
	expect_text(compare(&fixture, GX_COMPARE_CSV, 0, false), "field\n");
}

Test(view_compare, hostile_text_is_harmless)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;
	struct gx_node *node;

	fixture_hostile(&fixture, 'd');
	add_runs(&fixture);
	expect_harmless(gx_str_of(compare(&fixture, GX_COMPARE_TEXT, 80, false)));
	expect_harmless(gx_str_of(compare(&fixture, GX_COMPARE_TEXT, 1, false)));
	expect_harmless(gx_str_of(compare(&fixture, GX_COMPARE_MD, 0, false)));
	compare(&fixture, GX_COMPARE_JSON, 0, false);
	cr_expect(gx_json_read(gx_str_of(fixture.text), "out", &fixture.arena, &node, NULL) == 0);
}
