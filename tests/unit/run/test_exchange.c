#include <math.h>

#include "run/exchange.h"
#include "run/limits.h"
#include "run/record.h"
#include "util.h"
#include "view/json.h"

static int read_run(const char *json, struct gx_arena *arena, struct gx_run *run, struct gx_err *err)
{
	struct gx_node *root;
	cr_assert_eq(gx_json_read(gx_str_of(json), "line", arena, &root, err), 0, "%s: %s", json, err->text);
	return gx_run_from_json(root, arena, run, err);
}

static void take(const char *json, struct gx_arena *arena, struct gx_run *run)
{
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(read_run(json, arena, run, &err), 0, "%s: %s", json, err.text);
}

static void refuse(const char *json, int code, const char *text)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_run run = { .parts = 12345 };
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(read_run(json, &arena, &run, &err), code, "%s: %s", json, err.text);
	cr_assert_str_eq(err.text, text, "%s", err.text);
	cr_assert_eq(run.parts, 12345);
}

static const char whole[] =
	"{\"id\": 1, \"tip\": \"x\", \"ref\": [], \"stats\": {\"loss\": {}}, \"experiment\": \"mnist\", \"name\": "
	"\"brave-otter\", \"status\": \"failed\","
	" \"started\": \"2026-11-20T23:55:00+01:00\", \"ended\": \"2026-11-20T22:55:01.5Z\", \"author\": {\"name\": "
	"\"A\", \"email\": \"a@b\"}, \"host\": \"h\","
	" \"user\": \"u\", \"command\": [\"python\", \"a\\nb\"], \"directory\": \"src\", \"exit\": 1, \"reason\": "
	"\"diverged\", \"attempt\": 2,"
	" \"code\": {\"commit\": \"0123456789abcdef0123456789abcdef01234567\", \"dirty\": true, \"omitted\": "
	"[\"a.csv\"], \"branch\": null},"
	" \"source\": {\"tracker\": \"mlflow\", \"id\": \"7\"}, \"group\": \"sweep\", \"parent\": null,"
	" \"links\": [{\"rel\": \"follows\", \"to\": \"https://x\"}], \"tags\": [\"b\", \"a\", \"b\"],"
	" \"params\": {\"seed\": 18446744073709551615, \"lr\": 1e-5, \"a.b\": {\"c\": [1, 2]}, \"x\": \"nan\", \"s\": "
	"\"text\", \"none\": null},"
	" \"metrics\": {\"loss\": \"nan\", \"acc\": 1, \"train/f1\": \"-inf\"}, \"environment\": {\"os\": \"Linux\"}, "
	"\"variables\": {\"TZ\": \"inf\"},"
	" \"packages\": {\"numpy\": \"2.1.0\", \"mine\": \"@ https://x\"}, \"data\": {\"iris.csv\": {\"size\": 3}},"
	" \"artifacts\": [{\"path\": \"m.pt\", \"size\": 5, \"storage\": \"lfs\", \"sha256\": "
	"\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"}],"
	" \"notes\": [\"one\", {\"text\": \"two\"}, {\"time\": \"2026-11-20T22:55:00Z\", \"text\": \"abc\"}], "
	"\"output\": \"o\", \"description\": \"d\","
	" \"history\": {\"loss\": [[0, null, 0.5], [1, 2.5, \"inf\"]], \"empty\": []}}";

Test(exchange, every_key)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	take(whole, &arena, &run);
	test_str_eq(gx_run_text(&run, "experiment"), "mnist");
	cr_assert_eq(gx_run_status(&run), GX_FAILED);
	test_str_eq(gx_run_text(&run, "started"), "2026-11-20T22:55:00.000000Z");
	cr_assert_eq(gx_run_number(&run, "duration"), 1.5);
	test_str_eq(run.author_name, "A");
	test_str_eq(run.author_email, "a@b");
	test_str_eq(gx_flat_at(&run.facts, "command")->json, "[\"python\", \"a\\nb\"]");
	test_str_eq(gx_flat_at(&run.facts, "exit")->json, "1");
	cr_assert(gx_run_flag(&run, "code.dirty"));
	test_str_eq(gx_flat_at(&run.facts, "code.omitted")->json, "[\"a.csv\"]");
	cr_assert_null(gx_flat_at(&run.facts, "code.branch"));
	cr_assert_null(gx_flat_at(&run.facts, "parent"));
	test_str_eq(gx_run_text(&run, "source.id"), "7");
	test_str_eq(gx_flat_at(&run.facts, "links")->json, "[{\"rel\": \"follows\", \"to\": \"https://x\"}]");
	cr_assert_eq(run.tags.list.len, 2);
	test_str_eq(gx_flat_at(&run.params, "seed")->json, "18446744073709551615");
	test_str_eq(gx_flat_at(&run.params, "lr")->json, "1.0e-05");
	test_str_eq(gx_flat_at(&run.params, "a.b")->json, "{\"c\": [1, 2]}");
	test_str_eq(gx_flat_at(&run.params, "x")->json, ".nan");
	test_str_eq(gx_flat_at(&run.params, "none")->json, "null");
	test_str_eq(gx_flat_at(&run.metrics, "train/f1")->json, "-.inf");
	test_str_eq(gx_flat_at(&run.metrics, "acc")->json, "1");
	test_str_eq(gx_flat_at(&run.variables, "TZ")->json, "\"inf\"");
	test_str_eq(run.packages, "mine @ https://x\nnumpy==2.1.0\n");
	test_str_eq(gx_flat_at(&run.data, "iris.csv")->json, "{\"size\": 3}");
	test_str_eq(gx_flat_at(&run.artifacts, "m.pt")->json,
		    "{\"sha256\": \"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\", \"size\": 5, "
		    "\"storage\": \"lfs\"}");
	cr_assert_eq(run.notes.len, 3);
	test_str_eq(run.notes.at[2].name, "20261120T225500.000000Z-ba7816bf.md");
	test_str_eq(run.output, "o");
	test_str_eq(run.description, "d");
	cr_assert_eq(run.histories.all.len, 1);
	cr_assert_eq(run.histories.all.at[0].points.at[1].time, 2.5);
	cr_assert(isinf(run.histories.all.at[0].points.at[1].value));
	cr_assert_eq(run.parts, GX_PART_ALL & ~(unsigned)GX_PART_STATS);
}

Test(exchange, what_is_not_said)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	take("{}", &arena, &run);
	test_str_eq(gx_run_text(&run, "status"), "finished");
	cr_assert_eq(run.facts.len, 1);
	gx_run_release(&run);
	take("{\"started\": \"2026-11-20T22:55:00Z\", \"ended\": \"2026-11-20T22:56:00Z\", \"duration\": 2, "
	     "\"command\": \"python x\"}",
	     &arena, &run);
	test_str_eq(gx_flat_at(&run.facts, "duration")->json, "2");
	test_str_eq(gx_flat_at(&run.facts, "command")->json, "[\"python x\"]");
}

Test(exchange, packages_in_three_shapes)
{
	static const char *const shapes[] = {
		"{\"packages\": {\"b\": \"1\", \"a\": \"@ u\", \"c/d::e\": \"=1=2\"}}",
		"{\"packages\": [\"b==1\", \"a @ u\", \"c/d::e=1=2\"]}",
		"{\"packages\": \"c/d::e=1=2\\nb==1\\r\\n\\na @ u\"}",
	};
	for (size_t i = 0; i < GX_LEN(shapes); i++) {
		GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
		GX_CLEANUP(gx_run) run = GX_RUN_INIT;
		take(shapes[i], &arena, &run);
		test_str_eq(run.packages, "a @ u\nb==1\nc/d::e=1=2\n");
	}
}

Test(exchange, unknown_keys)
{
	refuse("{\"metric\": {}}", GX_EINPUT,
	       "unknown key 'metric' (did you mean 'metrics'? known are id, tip, ref, experiment, name, status, "
	       "started, ended, duration, author, host, user, command, "
	       "directory, exit, signal, reason, attempt, code, source, group, parent, links, removed, formerly, tags, "
	       "params, metrics, stats, environment, variables, "
	       "packages, data, artifacts, notes, output, description, history)");
	refuse("{\"code\": {\"sha\": 1}}", GX_EINPUT,
	       "unknown key 'code.sha' (known are commit, tree, branch, remote, dirty, omitted)");
	refuse("{\"source\": {\"url\": \"x\"}}", GX_EINPUT,
	       "unknown key 'source.url' (did you mean 'uri'? known are tracker, id, uri)");
	refuse("{\"author\": {\"mail\": \"x\"}}", GX_EINPUT,
	       "unknown key 'author.mail' (did you mean 'email'? known are name, email)");
	refuse("{\"artifacts\": [{\"path\": \"a\", \"md5\": \"x\"}]}", GX_EINPUT,
	       "unknown key 'artifacts.md5' (known are path, sha256, size, storage, type, uri)");
}

Test(exchange, wrong_types)
{
	refuse("[]", GX_EINPUT, "'a run' must be an object, not an array");
	refuse("{\"name\": 1}", GX_EINPUT, "'name' must be a string, not a number");
	refuse("{\"started\": 17}", GX_EINPUT, "'started' must be a time as \"2026-11-20T22:55:00Z\", not a number");
	refuse("{\"started\": \"now\"}", GX_EINPUT, "'started' must be a time as \"2026-11-20T22:55:00Z\", not 'now'");
	refuse("{\"exit\": 1.5}", GX_EINPUT, "'exit' must be an integer, not a number");
	refuse("{\"duration\": -1}", GX_EINPUT, "'duration' must be a number of seconds from 0 on");
	refuse("{\"status\": \"done\"}", GX_EINPUT,
	       "'status' must be running, finished, failed, killed or crashed, not 'done'");
	refuse("{\"command\": [1]}", GX_EINPUT, "'command' must be an array of strings, not a number");
	refuse("{\"code\": \"x\"}", GX_EINPUT, "'code' must be an object, not a string");
	refuse("{\"code\": {\"commit\": \"HEAD\"}}", GX_EINPUT,
	       "'code.commit' must be a full id in lower-case hex, not 'HEAD'");
	refuse("{\"code\": {\"dirty\": 1}}", GX_EINPUT, "'code.dirty' must be a boolean, not a number");
	refuse("{\"links\": [{\"rel\": \"a\"}]}", GX_EINPUT,
	       "each of 'links' must have 'rel' and 'to' and nothing else");
	refuse("{\"tags\": \"a\"}", GX_EINPUT, "'tags' must be an array, not a string");
	refuse("{\"tags\": [1]}", GX_EINPUT, "'a tag' must be a string, not a number");
	refuse("{\"params\": []}", GX_EINPUT, "'params' must be an object, not an array");
	refuse("{\"metrics\": {\"a\": \"1\"}}", GX_EINPUT,
	       "the metric 'a' must be a number, \"nan\", \"inf\" or \"-inf\", not a string");
	refuse("{\"metrics\": {\"a\": null}}", GX_EINPUT,
	       "the metric 'a' must be a number, \"nan\", \"inf\" or \"-inf\", not null");
	refuse("{\"packages\": 1}", GX_EINPUT, "'packages' must be an object, an array or a string, not a number");
	refuse("{\"data\": {\"a\": 1}}", GX_EINPUT, "'an entry of data' must be an object, not a number");
	refuse("{\"notes\": [{\"time\": \"x\", \"text\": \"a\"}]}", GX_EINPUT,
	       "the time of a note must be as \"2026-11-20T22:55:00Z\"");
	refuse("{\"notes\": [{\"text\": \"a\", \"by\": \"me\"}]}", GX_EINPUT,
	       "a note must have 'text', may have 'time', and nothing else");
	refuse("{\"notes\": [\"\"]}", GX_EINPUT, "a note is empty");
	refuse("{\"history\": {\"a\": [[0.5, null, 1]]}}", GX_EINPUT,
	       "'history': row 1 of 'a': a step is an integer of 64 bits");
	refuse("{\"history\": {\"a\": [[0, null, 1], [9223372036854775808, null, 1]]}}", GX_EINPUT,
	       "'history': row 2 of 'a': a step is an integer of 64 bits");
	refuse("{\"history\": {\"a\": [[0, \"1\", 1]]}}", GX_EINPUT,
	       "'history': row 1 of 'a': a time is a number of seconds, or null");
	refuse("{\"history\": {\"a\": [[0, null, \"1\"]]}}", GX_EINPUT,
	       "'history': row 1 of 'a': a value is a number, \"nan\", \"inf\" or \"-inf\"");
	refuse("{\"history\": {\"a\": [[0, 1]]}}", GX_EINPUT, "'history': row 1 of 'a': a row is [step, time, value]");
	refuse("{\"history\": {\"a\": {}}}", GX_EINPUT, "'a history' must be an array, not an object");
}

Test(exchange, unfit_texts)
{
	refuse("{\"experiment\": \"a b\"}", GX_EINPUT,
	       "'a b' is not a valid experiment: git refuses blanks and any of ~^:?*[\\ in a ref");
	refuse("{\"name\": \"-x\"}", GX_EINPUT,
	       "'-x' is not a valid name for a run: it must not start with '-' or '@', nor start or end with a blank");
	refuse("{\"group\": \"a\\nb\"}", GX_EINPUT, "group holds control characters: 'a\nb'");
	refuse("{\"host\": \"\\u202e\"}", GX_EINPUT, "host holds control characters: '\xe2\x80\xae'");
	refuse("{\"author\": {\"name\": \"a <b>\"}}", GX_EINPUT, "'author.name' must not hold '<' or '>'");
	refuse("{\"author\": {\"email\": \"a\\nb\"}}", GX_EINPUT, "author.email holds control characters: 'a\nb'");
	refuse("{\"tags\": [\"a,b\"]}", GX_EINPUT, "'a,b' is not a valid tag: it must not hold a comma");
	refuse("{\"params\": {\"\": 1}}", GX_EINPUT, "'params': a key is empty: ''");
	refuse("{\"metrics\": {\"a//b\": 1}}", GX_EINPUT,
	       "'metrics': 'a//b' is not a valid metric: it must not start or end with '/' or hold '//'");
	refuse("{\"history\": {\"/a\": []}}", GX_EINPUT,
	       "'history': '/a' is not a valid metric: it must not start or end with '/' or hold '//'");
	refuse("{\"packages\": [\"a\\nb\"]}", GX_EINPUT, "a package holds control characters: 'a\nb'");
	refuse("{\"started\": \"2026-11-20T22:55:01Z\", \"ended\": \"2026-11-20T22:55:00Z\"}", GX_EINPUT,
	       "'ended' is before 'started'");
}

Test(exchange, artifacts)
{
	refuse("{\"artifacts\": [{\"storage\": \"git\"}]}", GX_EINPUT, "the artifact '': 'path' is missing");
	refuse("{\"artifacts\": [{\"path\": \"../x\", \"storage\": \"git\"}]}", GX_EINPUT,
	       "the artifact '../x': 'path' is no relative path that every file system takes");
	refuse("{\"artifacts\": [{\"path\": \"x\"}]}", GX_EINPUT,
	       "the artifact 'x': 'storage' must be git, lfs or uri");
	refuse("{\"artifacts\": [{\"path\": \"x\", \"storage\": \"uri\"}]}", GX_EINPUT,
	       "the artifact 'x': 'uri' is missing");
	refuse("{\"artifacts\": [{\"path\": \"x\", \"storage\": \"git\", \"size\": -1}]}", GX_EINPUT,
	       "the artifact 'x': 'size' must be an integer from 0 on");
	refuse("{\"artifacts\": [{\"path\": \"x\", \"storage\": \"git\", \"sha256\": \"00\"}]}", GX_EINPUT,
	       "the artifact 'x': 'sha256' must be 64 lower-case hex digits");
	refuse("{\"artifacts\": [{\"path\": \"x\", \"storage\": \"git\"}, {\"path\": \"x\", \"storage\": \"git\"}]}",
	       GX_EINPUT, "'artifacts': a key stands twice: 'x'");
	refuse("{\"artifacts\": [{\"path\": 1}]}", GX_EINPUT, "'a key of an artifact' must be a string, not a number");
}

static void print_tags(struct gx_buf *json, int count)
{
	gx_buf_text(json, "{\"tags\": [");
	for (int i = 0; i < count; i++)
		gx_buf_printf(json, "%s\"t%d\"", i ? ", " : "", i);
	gx_buf_text(json, "]}");
}

Test(exchange, caps)
{
	GX_CLEANUP(gx_buf) tags = GX_BUF_INIT(GX_BUF_ANY), note = GX_BUF_INIT(GX_BUF_ANY);
	print_tags(&tags, GX_TAGS_MAX + 1);
	refuse(gx_buf_c(&tags), GX_ELIMIT, "'tags' holds 1001 tags, at most 1000 are allowed");
	gx_buf_text(&note, "{\"notes\": [\"");
	gx_buf_fill(&note, 'x', GX_NOTE_MAX + 1);
	gx_buf_text(&note, "\"]}");
	refuse(gx_buf_c(&note), GX_ELIMIT, "a note has 1048577 bytes, at most 1048576 are allowed");
}

/* All of gx_facts can be said, but for what is ours. */
Test(exchange, every_fact_has_its_key)
{
	for (size_t i = 0; i < gx_facts_count; i++) {
		GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
		GX_CLEANUP(gx_buf) json = GX_BUF_INIT(4096);
		struct gx_run run = GX_RUN_INIT;
		struct gx_err err = GX_ERR_INIT;
		const char *key = gx_facts[i].key, *dot = strchr(key, '.');
		if (dot)
			gx_buf_printf(&json, "{\"%.*s\": {\"%s\": null}}", (int)(dot - key), key, dot + 1);
		else
			gx_buf_printf(&json, "{\"%s\": null}", key);
		bool ours = strcmp(key, "format") == 0 || strcmp(key, "uuid") == 0;
		cr_assert_eq(read_run(gx_buf_c(&json), &arena, &run, &err), ours ? GX_EINPUT : 0, "%s: %s", key,
			     err.text);
		gx_run_release(&run);
	}
}

static void encode(struct gx_run *run, struct gx_arena *arena, struct gx_files *files)
{
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_record_encode(run, arena, files, &err), 0, "%s", err.text);
}

/* What is printed is taken back, and is the same record. */
Test(exchange, what_is_printed_comes_back)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT, read = GX_RUN_INIT, back = GX_RUN_INIT;
	GX_CLEANUP(gx_files) files = { .list = { NULL, 0, 0 } }, again = { .list = { NULL, 0, 0 } };
	GX_CLEANUP(gx_buf) json = GX_BUF_INIT(1 << 20);
	take(whole, &arena, &run);
	encode(&run, &arena, &files);
	for (size_t i = 0; i < files.list.len; i++)
		cr_assert_eq(gx_record_decode(&read, files.list.at[i].path, files.list.at[i].bytes, &arena, NULL), 0);
	read.author_name = run.author_name;
	read.author_email = run.author_email;
	gx_json_run(&json, &read, GX_PART_ALL);
	take(gx_buf_c(&json), &arena, &back);
	test_str_eq(back.author_email, "a@b");
	encode(&back, &arena, &again);
	cr_assert_eq(files.list.len, again.list.len);
	for (size_t i = 0; i < files.list.len; i++) {
		cr_assert(gx_str_equal(files.list.at[i].path, again.list.at[i].path));
		cr_assert(gx_str_equal(files.list.at[i].bytes, again.list.at[i].bytes), "%.*s:\n%.*s\n%.*s",
			  GX_ARG(files.list.at[i].path), GX_ARG(files.list.at[i].bytes),
			  GX_ARG(again.list.at[i].bytes));
	}
}
