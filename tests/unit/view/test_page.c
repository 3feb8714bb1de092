#include <math.h>

#include "base/utf8.h"
#include "fixture.h"
#include "view/page.h"

static const char whole[] =
	"{\"author\": {\"name\": \"Ada L.\", \"email\": \"ada@example.com\"}, \"experiment\": \"iris\", \"name\": \"brave-otter\", \"status\": \"failed\","
	" \"started\": \"2026-11-20T22:00:00Z\", \"duration\": 185.0, \"host\": \"gpu01\", \"user\": \"ada\","
	" \"command\": [\"python\", \"train.py\", \"--note\", \"it's\"], \"directory\": \"sub\", \"attempt\": 2, \"exit\": 1,"
	" \"reason\": \"out of memory\", \"code\": {\"commit\": \"1111111111111111111111111111111111111111\","
	" \"branch\": \"refs/heads/main\", \"remote\": \"https://example.com/x\", \"dirty\": true, \"omitted\": [\"big.csv\", \"b.bin\"]},"
	" \"group\": \"sweep-1\", \"links\": [{\"rel\": \"follows\", \"to\": \"old-oak\"}], \"source\": {\"tracker\": \"mlflow\", \"id\": \"7\"},"
	" \"tags\": [\"baseline\", \"v2\"], \"params\": {\"lr\": 0.30000000000000004, \"optimizer.name\": \"adam\", \"layers\": [64, 10]},"
	" \"metrics\": {\"final\": 40}, \"environment\": {\"os\": \"Linux\", \"memory\": 68719476736},"
	" \"variables\": {\"TZ\": \"UTC\"}, \"packages\": {\"numpy\": \"2.1\", \"torch\": \"2.5\"},"
	" \"data\": {\"iris.csv\": {\"rows\": 150, \"columns\": 5, \"size\": 4096, \"sha256\": \"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\", \"kind\": \"file\"}},"
	" \"artifacts\": [{\"path\": \"m.pt\", \"size\": 12582912, \"storage\": \"lfs\", \"type\": \"model\", \"sha256\": \"ffff456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"}],"
	" \"notes\": [{\"time\": \"2026-11-20T23:55:00.123456Z\", \"text\": \"Diverged at step 3.\\nSee the log.\"}],"
	" \"description\": \"Does a lower rate help when the batch is as small as this? The last sweep said no.\\n\\n* second point\","
	" \"output\": \"one\\ntwo\\n10%\\r100% \\ttab\\nfour\\n\","
	" \"history\": {\"val/acc\": [[0, 0.5, 0.1], [1, 1, 0.5], [2, 1.5, 0.75], [3, 2, \"nan\"]],"
	" \"val/loss\": [[0, 0.5, 2.5], [1, 1, 1.25], [2, 1.5, 9.75], [3, 2, 0.5]],"
	" \"system/cpu\": [[0, 0, 50], [1, 1, 75]]}}";

static const char *page(struct fixture *fixture, const struct gx_run *run, const struct gx_style *style)
{
	const struct gx_page_options options = { 7, NULL, GX_STR_INIT("train: clip gradients"), 3 };
	struct gx_err err = GX_ERR_INIT;
	FILE *out = fixture_open(fixture);

	cr_expect(gx_page_write(out, run, &options, style, &err) == 0, "%s", err.text);
	fixture_close(fixture, out);
	return fixture->text;
}

/* Headlines as the record has them once it is written. */
static const struct gx_run *whole_run(struct fixture *fixture)
{
	static const struct {
		const char *metric;
		double value;
	} last[] = { { "val/acc", NAN }, { "val/loss", 0.5 }, { "system/cpu", 75 } };
	const struct gx_run *run = fixture_run(fixture, 'a', whole);

	for (size_t i = 0; i < GX_LEN(last); i++) {
		struct gx_value value;

		cr_assert(gx_value_double(&fixture->arena, last[i].value, &value));
		cr_assert(gx_flat_set(&fixture->runs[0].metrics, &fixture->arena, gx_str_of(last[i].metric), value));
	}
	return run;
}

Test(view_page, whole)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;
	struct gx_style style = gx_style_plain(FIXTURE_NOW);

	style.columns = 80;
	expect_text(page(&fixture, whole_run(&fixture), &style),
		    "run aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa (baseline, v2)\n"
		    "Experiment: iris\n"
		    "Name:       brave-otter\n"
		    "Status:     failed after 3m05s, exit 1, attempt 2: out of memory\n"
		    "Started:    2026-11-20 22:00:00 +0000 (2 hours ago)\n"
		    "Author:     Ada L. <ada@example.com>\n"
		    "Command:    python train.py --note 'it'\\''s'\n"
		    "Directory:  sub\n"
		    "Group:      sweep-1\n"
		    "Source:     mlflow 7\n"
		    "\n"
		    "    Does a lower rate help when the batch is as small as this? The last sweep\n"
		    "    said no.\n"
		    "\n"
		    "    * second point\n"
		    "\n"
		    "Parameters\n"
		    "  layers          [64, 10]\n"
		    "  lr              0.30000000000000004\n"
		    "  optimizer.name  adam\n"
		    "\n"
		    "Metrics\n"
		    "             value   first     min  at     max  at  points\n"
		    "  final         40\n"
		    "  val/acc      nan  0.1000  0.1000   0  0.7500   2       4  ▁▅█×\n"
		    "  val/loss  0.5000   2.500  0.5000   3   9.750   2       4  ▃▂█▁\n"
		    "\n"
		    "Resources\n"
		    "        mean    min    max\n"
		    "  cpu  62.50  50.00  75.00  ▁█\n"
		    "\n"
		    "Code\n"
		    "  commit    1111111 train: clip gradients\n"
		    "  branch    main\n"
		    "  remote    https://example.com/x\n"
		    "  state     dirty: the tree holds changes that were not committed\n"
		    "  left out  big.csv, b.bin\n"
		    "\n"
		    "Environment\n"
		    "  host      gpu01 as ada\n"
		    "  memory    64 GiB\n"
		    "  os        Linux\n"
		    "  packages  2\n"
		    "  TZ        UTC\n"
		    "\n"
		    "Data\n"
		    "  iris.csv  4.0 KiB  0123456789ab  150 rows, 5 columns\n"
		    "\n"
		    "Artifacts\n"
		    "  m.pt  12 MiB  ffff456789ab  model, lfs\n"
		    "\n"
		    "Links\n"
		    "  follows  old-oak\n"
		    "\n"
		    "Notes\n"
		    "  2026-11-20 23:55:00 +0000 (5 minutes ago)\n"
		    "    Diverged at step 3.\n"
		    "    See the log.\n"
		    "\n"
		    "Output  (the last 3 of 4 lines)\n"
		    "  two\n"
		    "  100%     tab\n"
		    "  four\n");
}

Test(view_page, in_forty_columns_of_ascii)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;
	struct gx_style style = gx_style_plain(FIXTURE_NOW);

	style.columns = 40;
	style.unicode = false;
	expect_text(page(&fixture, whole_run(&fixture), &style),
		    "run aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa (baseline, v2)\n"
		    "Experiment: iris\n"
		    "Name:       brave-otter\n"
		    "Status:     failed after 3m05s, exit 1,\n"
		    "            attempt 2: out of memory\n"
		    "Started:    2026-11-20 22:00:00 +0000\n"
		    "            (2 hours ago)\n"
		    "Author:     Ada L. <ada@example.com>\n"
		    "Command:    python train.py --note\n"
		    "            'it'\\''s'\n"
		    "Directory:  sub\n"
		    "Group:      sweep-1\n"
		    "Source:     mlflow 7\n"
		    "\n"
		    "    Does a lower rate help when the\n"
		    "    batch is as small as this? The last\n"
		    "    sweep said no.\n"
		    "\n"
		    "    * second point\n"
		    "\n"
		    "Parameters\n"
		    "  layers          [64, 10]\n"
		    "  lr              0.30000000000000004\n"
		    "  optimizer.name  adam\n"
		    "\n"
		    "Metrics\n"
		    "  final         40\n"
		    "  val/acc      nan  _=#x\n"
		    "  val/loss  0.5000  -.#_\n"
		    "\n"
		    "Resources\n"
		    "        mean    min    max\n"
		    "  cpu  62.50  50.00  75.00  _#\n"
		    "\n"
		    "Code\n"
		    "  commit    1111111 train: clip\n"
		    "            gradients\n"
		    "  branch    main\n"
		    "  remote    https://example.com/x\n"
		    "  state     dirty: the tree holds\n"
		    "            changes that were not\n"
		    "            committed\n"
		    "  left out  big.csv, b.bin\n"
		    "\n"
		    "Environment\n"
		    "  host      gpu01 as ada\n"
		    "  memory    64 GiB\n"
		    "  os        Linux\n"
		    "  packages  2\n"
		    "  TZ        UTC\n"
		    "\n"
		    "Data\n"
		    "  iris.csv  4.0 KiB  0123456789ab  150 rows, 5\n"
		    "                                   columns\n"
		    "\n"
		    "Artifacts\n"
		    "  m.pt  12 MiB  ffff456789ab  model, lfs\n"
		    "\n"
		    "Links\n"
		    "  follows  old-oak\n"
		    "\n"
		    "Notes\n"
		    "  2026-11-20 23:55:00 +0000 (5 minutes ago)\n"
		    "    Diverged at step 3.\n"
		    "    See the log.\n"
		    "\n"
		    "Output  (the last 3 of 4 lines)\n"
		    "  two\n"
		    "  100%     tab\n"
		    "  four\n");
}

Test(view_page, in_colour)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;
	struct gx_style style = gx_style_plain(FIXTURE_NOW);

	gx_style_standard(&style);
	style.color = true;
	expect_text(page(&fixture, fixture_run(&fixture, 'b', "{\"experiment\": \"e\", \"name\": \"n\", \"tags\": [\"t\"], \"params\": {\"a\": 1}}"), &style),
		    "\033[33mrun bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\033[m\033[1;33m (t)\033[m\n"
		    "Experiment: \033[34me\033[m\n"
		    "Name:       \033[1mn\033[m\n"
		    "Status:     \033[32mfinished\033[m\n"
		    "\n"
		    "\033[1mParameters\033[m\n"
		    "  a  1\n");
}

Test(view_page, of_a_run_that_still_runs)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;
	struct gx_style style = gx_style_plain(FIXTURE_NOW);

	expect_text(page(&fixture, fixture_run(&fixture, 'b', "{\"experiment\": \"e\", \"name\": \"n\", \"status\": \"running\", \"started\": \"2026-11-20T23:00:00Z\"}"), &style),
		    "run bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n"
		    "Experiment: e\n"
		    "Name:       n\n"
		    "Status:     running for 1h00m\n"
		    "Started:    2026-11-20 23:00:00 +0000 (60 minutes ago)\n");
}

Test(view_page, of_nothing)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;
	struct gx_style style = gx_style_plain(FIXTURE_NOW);
	struct gx_run run = GX_RUN_INIT;

	expect_text(page(&fixture, &run, &style),
		    "run\n");
}

Test(view_page, hostile_text_is_harmless)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;
	struct gx_style style = gx_style_plain(FIXTURE_NOW);

	fixture_hostile(&fixture, 'c');
	for (style.columns = 0; style.columns < 100; style.columns += 9)
		expect_harmless(gx_str_of(page(&fixture, &fixture.runs[0], &style)));
}
