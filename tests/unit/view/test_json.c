#include "fixture.h"
#include "format/node.h"
#include "run/exchange.h"
#include "view/json.h"

static const char whole[] =
	"{\"author\": {\"name\": \"A\", \"email\": \"a@b\"}, \"experiment\": \"iris\", \"name\": \"brave-otter\", \"status\": \"failed\","
	" \"started\": \"2026-11-20T22:00:00.000001Z\", \"ended\": \"2026-11-20T22:03:05Z\", \"duration\": 185.0, \"host\": \"h\","
	" \"user\": \"u\", \"command\": [\"python\", \"a b.py\"], \"directory\": \"sub\", \"attempt\": 2, \"exit\": 1,"
	" \"reason\": \"out of memory\", \"code\": {\"commit\": \"1111111111111111111111111111111111111111\","
	" \"branch\": \"refs/heads/main\", \"dirty\": true, \"omitted\": [\"big.csv\"]}, \"group\": \"g\","
	" \"links\": [{\"rel\": \"follows\", \"to\": \"x\"}], \"source\": {\"tracker\": \"mlflow\", \"id\": \"7\"},"
	" \"tags\": [\"a\", \"b\"], \"params\": {\"lr\": 0.1, \"seed\": 18446744073709551615, \"layers\": [1, 2], \"none\": null, \"x\": \"nan\"},"
	" \"metrics\": {\"acc\": 0.9, \"loss\": \"nan\", \"top\": \"inf\"}, \"environment\": {\"os\": \"Linux\"},"
	" \"variables\": {\"TZ\": \"UTC\"}, \"packages\": {\"numpy\": \"2.1\", \"mine\": \"@ https://x/y\"},"
	" \"data\": {\"d.csv\": {\"rows\": 3, \"sha256\": \"aa\"}}, \"artifacts\": [{\"path\": \"m.pt\", \"size\": 3, \"storage\": \"git\"}],"
	" \"notes\": [{\"time\": \"2026-11-20T22:55:00.123456Z\", \"text\": \"ok\"}], \"description\": \"why\", \"output\": \"a\\nb\","
	" \"history\": {\"acc\": [[0, 0.5, 0.1], [1, null, 0.9]], \"loss\": [[0, 0.25, 2], [1, 0.5, \"nan\"]]}}";

static void write_json(struct gx_buf *out, const struct gx_run *run, unsigned parts)
{
	gx_json_run(out, run, parts);
	cr_assert(gx_buf_check(out, "json", NULL) == 0);
}

Test(view_json, the_shape)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);

	write_json(&out, fixture_run(&fixture, 'a', whole), 0);
	expect_text(gx_buf_c(&out),
		    "{\"id\": \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \"tip\": \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \"ref\": \"\","
		    " \"author\": {\"name\": \"A\", \"email\": \"a@b\"}, \"experiment\": \"iris\", \"name\": \"brave-otter\", \"status\": \"failed\","
		    " \"started\": \"2026-11-20T22:00:00.000001Z\", \"ended\": \"2026-11-20T22:03:05.000000Z\", \"duration\": 185.0,"
		    " \"host\": \"h\", \"user\": \"u\", \"command\": [\"python\", \"a b.py\"], \"directory\": \"sub\", \"attempt\": 2, \"exit\": 1,"
		    " \"reason\": \"out of memory\", \"code\": {\"commit\": \"1111111111111111111111111111111111111111\","
		    " \"branch\": \"refs/heads/main\", \"dirty\": true, \"omitted\": [\"big.csv\"]}, \"group\": \"g\","
		    " \"links\": [{\"rel\": \"follows\", \"to\": \"x\"}], \"source\": {\"tracker\": \"mlflow\", \"id\": \"7\"},"
		    " \"tags\": [\"a\", \"b\"], \"params\": {\"layers\": [1, 2], \"lr\": 0.1, \"none\": null, \"seed\": 18446744073709551615,"
		    " \"x\": \"nan\"}, \"metrics\": {\"acc\": 0.9, \"loss\": \"nan\", \"top\": \"inf\"}}");
}

Test(view_json, a_run_of_nothing)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_run run = GX_RUN_INIT;

	write_json(&out, &run, GX_PART_ALL);
	expect_text(gx_buf_c(&out), "{\"id\": \"\", \"tip\": \"\", \"ref\": \"\", \"tags\": [], \"params\": {}, \"metrics\": {}, \"stats\": {},"
				    " \"environment\": {}, \"variables\": {}, \"packages\": {}, \"data\": {}, \"artifacts\": [], \"notes\": [],"
				    " \"description\": \"\", \"output\": \"\", \"history\": {}}");
}

/* What is printed is what `record --stdin` reads, to the last digit. */
Test(view_json, comes_back_whole)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;
	GX_CLEANUP(gx_buf) first = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) second = GX_BUF_INIT(GX_BUF_ANY);

	write_json(&first, fixture_run(&fixture, 'a', whole), GX_PART_ALL);
	write_json(&second, fixture_run(&fixture, 'a', gx_buf_c(&first)), GX_PART_ALL);
	expect_text(gx_buf_c(&second), gx_buf_c(&first));
	cr_expect(strstr(gx_buf_c(&first), "\"history\": {\"acc\": [[0, 0.5, 0.1], [1, null, 0.9]], \"loss\": [[0, 0.25, 2], [1, 0.5, \"nan\"]]}"));
	cr_expect(strstr(gx_buf_c(&first), "\"packages\": {\"mine\": \"@ https://x/y\", \"numpy\": \"2.1\"}"));
	cr_expect(strstr(gx_buf_c(&first), "\"artifacts\": [{\"path\": \"m.pt\", \"size\": 3, \"storage\": \"git\"}]"));
	cr_expect(strstr(gx_buf_c(&first), "\"notes\": [{\"time\": \"2026-11-20T22:55:00.123456Z\", \"text\": \"ok\"}]"));
}

Test(view_json, hostile_text_stays_exact_and_valid)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_node *node;

	write_json(&out, fixture_hostile(&fixture, 'a'), GX_PART_ALL);
	cr_assert(gx_json_read(gx_buf_view(&out), "out", &fixture.arena, &node, NULL) == 0);
	cr_expect(gx_str_equal(gx_node_get(node, "description")->text, fixture.runs[0].description));
	cr_expect(gx_str_equal(gx_node_get(node, "params")->child->key, fixture.runs[0].params.at[0].key));
}
