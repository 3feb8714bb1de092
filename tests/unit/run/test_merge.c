#include <criterion/criterion.h>
#include <stdio.h>

#include "merge_util.h"

/* A first state and two or three that grew from it without seeing each other; times go up with the letter. */
struct fork {
	struct gx_arena arena;
	struct gx_state states[4];
	size_t count;
};

static const struct gx_str ids[] = { GX_STR_INIT("a0"), GX_STR_INIT("b1"), GX_STR_INIT("c2"), GX_STR_INIT("d3") };

static void add(struct fork *fork, size_t parent, const struct gx_files *record)
{
	size_t i = fork->count++;
	bool is_first = i == 0;
	fork->states[i] = (struct gx_state){ .id = ids[i],
					     .parents = is_first ? NULL : &ids[parent],
					     .parents_count = !is_first,
					     .time_s = (int64_t)i,
					     .before = is_first ? NULL : fork->states[parent].after,
					     .after = record,
					     .code = GX_STR("code"),
					     .code_before = is_first ? GX_STR_NONE : GX_STR("code") };
}

/* Merges, compares the whole record, and releases everything. */
static void check(struct fork *fork, const char *expected)
{
	struct gx_files record = { 0 };
	struct gx_str code;
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_merge_states(fork->states, fork->count, &fork->arena, &record, &code, &err), 0, "%s", err.text);
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(1 << 20);
	test_dump(&record, &out);
	cr_assert_str_eq(gx_buf_c(&out), expected, "got:\n%s", gx_buf_c(&out));
	gx_files_release(&record);
	gx_arena_release(&fork->arena);
}

#define RECORD(...) TEST_RECORD(&fork.arena, __VA_ARGS__)

Test(merge, which_paths_it_reads)
{
	static const char *const reads[] = {
		"run.yaml", "tags",	     "metrics/a.tsv", "metrics/x/a~2.tsv", "environment/system.yaml",
		"new.yaml", "artifacts.yaml"
	};
	static const char *const others[] = {
		"artifacts/a.yaml",	    "notes/a.yaml",   "output.txt",	"description.md",
		"environment/packages.txt", ".gitattributes", "artifacts/tags", "metrics/README"
	};
	for (size_t i = 0; i < GX_LEN(reads); i++)
		cr_assert(gx_merge_reads(gx_str_of(reads[i])), "%s", reads[i]);
	for (size_t i = 0; i < GX_LEN(others); i++)
		cr_assert_not(gx_merge_reads(gx_str_of(others[i])), "%s", others[i]);
}

Test(merge, keys_are_set_and_removed)
{
	struct fork fork = { .arena = GX_ARENA_INIT };
	add(&fork, 0, RECORD("params.yaml", "a: 1\nb: 2\nc: 3\n"));
	add(&fork, 0, RECORD("params.yaml", "a: 10\nb: 2\n\"y\": 5\n"));
	add(&fork, 0, RECORD("params.yaml", "a: 1\nb: 20\nc: 3\nz: \"\\u0001\"\n"));
	check(&fork, "== params.yaml\na: 10\nb: 20\n\"y\": 5\nz: \"\\u0001\"\n");
}

Test(merge, the_later_in_the_replay_wins_a_key)
{
	struct fork fork = { .arena = GX_ARENA_INIT };
	add(&fork, 0, RECORD("params.yaml", "a: 1\n"));
	add(&fork, 0, RECORD("params.yaml", "a: 2\n"));
	add(&fork, 0, RECORD("params.yaml", "a: 3\n"));
	fork.states[1].time_s = 9;
	check(&fork, "== params.yaml\na: 2\n");
	fork = (struct fork){ .arena = GX_ARENA_INIT };
	add(&fork, 0, RECORD("params.yaml", "a: 1\n"));
	add(&fork, 0, RECORD("params.yaml", "a: 2\n"));
	add(&fork, 0, RECORD("params.yaml", "a: 3\n"));
	fork.states[1].time_s = fork.states[2].time_s = 5; /* then by id */
	check(&fork, "== params.yaml\na: 3\n");
}

Test(merge, parents_come_before_children_whatever_the_clock_says)
{
	struct fork fork = { .arena = GX_ARENA_INIT };
	add(&fork, 0, RECORD("params.yaml", "a: 1\n"));
	add(&fork, 0, RECORD("params.yaml", "a: 2\n"));
	add(&fork, 1, RECORD("params.yaml", "a: 3\n"));
	fork.states[0].time_s = 100;
	fork.states[1].time_s = 50;
	check(&fork, "== params.yaml\na: 3\n");
}

Test(merge, the_life_moves_as_one_value)
{
	struct fork fork = { .arena = GX_ARENA_INIT };
	add(&fork, 0, RECORD("run.yaml", "attempt: 1\nname: \"x\"\nstatus: \"running\"\n"));
	add(&fork, 0,
	    RECORD("run.yaml", "attempt: 1\nduration: 5.0\nended: \"2026-01-01T00:00:05Z\"\nexit: 0\nname: "
			       "\"x\"\nstatus: \"finished\"\n"));
	add(&fork, 0,
	    RECORD("run.yaml", "attempt: 1\nended: \"2026-01-01T00:00:03Z\"\nname: \"z\"\nreason: \"no sign\"\nstatus: "
			       "\"crashed\"\n"));
	check(&fork, "== run.yaml\nattempt: 1\nduration: 5.0\nended: \"2026-01-01T00:00:05Z\"\nexit: 0\nname: "
		     "\"z\"\nstatus: \"finished\"\n");
	fork = (struct fork){ .arena = GX_ARENA_INIT };
	add(&fork, 0, RECORD("run.yaml", "status: \"running\"\n"));
	add(&fork, 0, RECORD("run.yaml", "ended: \"2026-01-01T00:00:05Z\"\nstatus: \"crashed\"\n"));
	add(&fork, 0, RECORD("run.yaml", "host: \"h\"\nreason: \"paused\"\nstatus: \"running\"\n"));
	check(&fork, "== run.yaml\nended: \"2026-01-01T00:00:05Z\"\nhost: \"h\"\nstatus: \"crashed\"\n");
	fork = (struct fork){ .arena = GX_ARENA_INIT };
	add(&fork, 0, RECORD("run.yaml", "attempt: 1\nstatus: \"running\"\n"));
	add(&fork, 0, RECORD("run.yaml", "attempt: 2\nstatus: \"running\"\n"));
	add(&fork, 0, RECORD("run.yaml", "attempt: 1\nended: \"2026-01-01T00:00:05Z\"\nstatus: \"failed\"\n"));
	check(&fork, "== run.yaml\nattempt: 2\nstatus: \"running\"\n");
}

Test(merge, who_knew_of_a_status_may_correct_it)
{
	struct fork fork = { .arena = GX_ARENA_INIT };
	add(&fork, 0, RECORD("run.yaml", "ended: \"2026-01-01T00:00:05Z\"\nstatus: \"finished\"\n"));
	add(&fork, 0, RECORD("run.yaml", "ended: \"2026-01-01T00:00:04Z\"\nstatus: \"failed\"\n"));
	add(&fork, 0, RECORD("run.yaml", "ended: \"2026-01-01T00:00:05Z\"\nstatus: \"finished\"\n", "tags", "x\n"));
	check(&fork, "== run.yaml\nended: \"2026-01-01T00:00:04Z\"\nstatus: \"failed\"\n== tags\nx\n");
}

Test(merge, what_is_said_of_the_code_moves_as_one_with_it)
{
	struct fork fork = { .arena = GX_ARENA_INIT };
	add(&fork, 0, RECORD("run.yaml", "code.commit: \"1\"\ncode.dirty: false\n"));
	add(&fork, 0, RECORD("run.yaml", "code.commit: \"2\"\ncode.dirty: true\ncode.omitted: [\"x\"]\n"));
	add(&fork, 0, RECORD("run.yaml", "code.commit: \"3\"\ncode.dirty: false\n"));
	add(&fork, 0, RECORD("run.yaml", "code.commit: \"1\"\ncode.dirty: false\nname: \"n\"\n"));
	fork.states[1].code = GX_STR("two");
	fork.states[2].code = GX_STR("three");
	struct gx_files record = { 0 };
	struct gx_str code;
	cr_assert_eq(gx_merge_states(fork.states, fork.count, &fork.arena, &record, &code, NULL), 0);
	test_str_eq(code, "three");
	gx_files_release(&record);
	check(&fork, "== run.yaml\ncode.commit: \"3\"\ncode.dirty: false\nname: \"n\"\n");
}

Test(merge, links_are_a_set)
{
	struct fork fork = { .arena = GX_ARENA_INIT };
	add(&fork, 0,
	    RECORD("run.yaml", "links: [{\"rel\": \"a\", \"to\": \"1\"}, {\"rel\": \"b\", \"to\": \"2\"}]\n"));
	add(&fork, 0,
	    RECORD("run.yaml", "links: [{\"rel\": \"b\", \"to\": \"2\"}, {\"rel\": \"c\", \"to\": \"3\"}]\n"));
	add(&fork, 0,
	    RECORD("run.yaml", "links: [{\"rel\": \"a\", \"to\": \"1\"}, {\"rel\": \"b\", \"to\": \"2\"}, {\"rel\": "
			       "\"d\", \"to\": \"4\"}]\n"));
	check(&fork, "== run.yaml\nlinks: [{\"rel\": \"b\", \"to\": \"2\"}, {\"rel\": \"c\", \"to\": \"3\"}, {\"rel\": "
		     "\"d\", \"to\": \"4\"}]\n");
	fork = (struct fork){ .arena = GX_ARENA_INIT };
	add(&fork, 0, RECORD("run.yaml", "name: \"x\"\n"));
	add(&fork, 0, RECORD("run.yaml", "formerly: [\"1\"]\nname: \"x\"\n"));
	add(&fork, 0, RECORD("run.yaml", "formerly: [\"2\"]\nname: \"x\"\n"));
	add(&fork, 1, RECORD("run.yaml", "name: \"x\"\n"));
	check(&fork, "== run.yaml\nformerly: [\"2\"]\nname: \"x\"\n");
}

Test(merge, tags_and_notes)
{
	struct fork fork = { .arena = GX_ARENA_INIT };
	add(&fork, 0, RECORD("notes/1.md", "one", "notes/2.md", "two", "tags", "a\nb\n"));
	add(&fork, 0, RECORD("notes/1.md", "one", "notes/2.md", "two", "notes/3.md", "three", "tags", "b\nc\n"));
	add(&fork, 0, RECORD("notes/1.md", "one", "notes/4.md", "four", "tags", "a\nb\nd\n"));
	check(&fork, "== notes/1.md\none== notes/3.md\nthree== notes/4.md\nfour== tags\nb\nc\nd\n");
}

Test(merge, other_files_move_whole)
{
	struct fork fork = { .arena = GX_ARENA_INIT };
	add(&fork, 0, RECORD("description.md", "0", "future/thing", "0", "output.txt", "blob:0"));
	add(&fork, 0, RECORD("description.md", "1", "future/thing", "0", "output.txt", "blob:1"));
	add(&fork, 0, RECORD("description.md", "2", "future/thing", "2", "output.txt", "blob:0"));
	check(&fork, "== description.md\n2== future/thing\n2== output.txt\nblob 1\n");
}

Test(merge, a_history_that_grew_in_one_line_stays_as_it_is)
{
	struct fork fork = { .arena = GX_ARENA_INIT };
	add(&fork, 0, RECORD("metrics/m.tsv", "step\ttime\tvalue\n5\t\t1\n"));
	add(&fork, 0,
	    RECORD("metrics/m.tsv", "step\ttime\tvalue\n5\t\t1\n5\t\t1\n2\t\t7\n", "stats.yaml",
		   "m: {\"count\": 3}\n"));
	add(&fork, 0, RECORD("metrics/m.tsv", "step\ttime\tvalue\n5\t\t1\n", "tags", "x\n"));
	check(&fork, "== metrics/m.tsv\nstep\ttime\tvalue\n5\t\t1\n5\t\t1\n2\t\t7\n== stats.yaml\nm: {\"count\": "
		     "3}\n== tags\nx\n");
}

#define STATS(count, first, last, max, max_step, mean, min, min_step)                                                  \
	"m: {\"count\": " count ", \"first\": " first ", \"last\": " last ", \"max\": " max                            \
	", \"max_step\": " max_step ", \"mean\": " mean ", \"min\": " min ", \"min_step\": " min_step                  \
	", \"nan\": 0}\n"

Test(merge, histories_unite_and_what_follows_from_them_is_computed_again)
{
	struct fork fork = { .arena = GX_ARENA_INIT };
	add(&fork, 0,
	    RECORD("metrics/m.tsv", "step\ttime\tvalue\n1\t0.5\t4\n", "metrics.yaml", "m: 4\nother: 1\n", "stats.yaml",
		   STATS("1", "4", "4", "4", "1", "4.0", "4", "1")));
	add(&fork, 0,
	    RECORD("metrics/m.tsv", "step\ttime\tvalue\n1\t0.5\t4\n3\t0.5\t9\n3\t\t2\n", "metrics.yaml",
		   "m: 2\nother: 1\n", "stats.yaml", STATS("3", "4", "2", "9", "3", "5.0", "2", "3")));
	add(&fork, 0,
	    RECORD("metrics/m.tsv", "step\ttime\tvalue\n1\t0.5\t4\n2\t\t6\n3\t0.5\t9\n3\t0.25\t5\n", "metrics.yaml",
		   "m: 5\nother: 1\n", "stats.yaml", STATS("4", "4", "5", "9", "3", "6.0", "4", "1")));
	check(&fork, "== metrics.yaml\nm: 9\nother: 1\n"
		     "== metrics/m.tsv\nstep\ttime\tvalue\n1\t0.5\t4\n2\t\t6\n3\t\t2\n3\t0.25\t5\n3\t0.5\t9\n"
		     "== stats.yaml\n" STATS("5", "4", "9", "9", "3", "5.2", "2", "3"));
}

Test(merge, the_rule_of_a_headline_is_found_out)
{
	struct fork fork = { .arena = GX_ARENA_INIT };
	add(&fork, 0,
	    RECORD("metrics/m.tsv", "step\ttime\tvalue\n1\t\t4\n2\t\t5\n", "metrics.yaml", "m: 4\n", "stats.yaml",
		   STATS("2", "4", "5", "5", "2", "4.5", "4", "1")));
	add(&fork, 0,
	    RECORD("metrics/m.tsv", "step\ttime\tvalue\n1\t\t4\n2\t\t5\n3\t\t3\n", "metrics.yaml", "m: 3\n",
		   "stats.yaml", STATS("3", "4", "3", "5", "2", "4.0", "3", "3")));
	add(&fork, 0,
	    RECORD("metrics/m.tsv", "step\ttime\tvalue\n1\t\t4\n2\t\t5\n4\t\t7\n", "metrics.yaml", "m: 4\n",
		   "stats.yaml", STATS("3", "4", "7", "7", "4", "5.333333333333333", "4", "1")));
	fork.states[1].time_s = 9; /* here 3 is the least and the last value, there 4 is the least and the first */
	check(&fork, "== metrics.yaml\nm: 3\n"
		     "== metrics/m.tsv\nstep\ttime\tvalue\n1\t\t4\n2\t\t5\n3\t\t3\n4\t\t7\n"
		     "== stats.yaml\n" STATS("4", "4", "7", "7", "4", "4.75", "3", "3"));
}

Test(merge, a_headline_by_hand_and_a_light_state_stay)
{
	struct fork fork = { .arena = GX_ARENA_INIT };
	add(&fork, 0,
	    RECORD("metrics/m.tsv", "step\ttime\tvalue\n1\t\t4\n", "metrics.yaml", "m: 0.5\n", "stats.yaml",
		   STATS("1", "4", "4", "4", "1", "4.0", "4", "1")));
	add(&fork, 0,
	    RECORD("metrics/m.tsv", "step\ttime\tvalue\n1\t\t4\n2\t\t6\n", "metrics.yaml", "m: 0.5\n", "stats.yaml",
		   STATS("2", "4", "6", "6", "2", "5.0", "4", "1")));
	add(&fork, 0,
	    RECORD("metrics/m.tsv", "step\ttime\tvalue\n1\t\t4\n3\t\t8\n", "metrics.yaml", "m: 0.5\n", "stats.yaml",
		   STATS("2", "4", "8", "8", "3", "6.0", "4", "1")));
	check(&fork, "== metrics.yaml\nm: 0.5\n"
		     "== metrics/m.tsv\nstep\ttime\tvalue\n1\t\t4\n2\t\t6\n3\t\t8\n"
		     "== stats.yaml\n" STATS("3", "4", "8", "8", "3", "6.0", "4", "1"));
	fork = (struct fork){ .arena = GX_ARENA_INIT };
	add(&fork, 0, RECORD("metrics/m.tsv", "step\ttime\tvalue\n1\t\t4\n"));
	add(&fork, 0, RECORD("metrics/m.tsv", "step\ttime\tvalue\n1\t\t4\n2\t\t6\n"));
	add(&fork, 0,
	    RECORD("metrics/m.tsv", "step\ttime\tvalue\n1\t\t4\n3\t\t8\n", "metrics.yaml", "m: 1\n", "stats.yaml",
		   "m: {\"count\": 9, \"last\": 1}\n"));
	check(&fork, "== metrics.yaml\nm: 1\n"
		     "== metrics/m.tsv\nstep\ttime\tvalue\n1\t\t4\n2\t\t6\n3\t\t8\n"
		     "== stats.yaml\nm: {\"count\": 9, \"last\": 1}\n");
}

Test(merge, the_parts_of_a_history_are_one)
{
	struct fork fork = { .arena = GX_ARENA_INIT };
	add(&fork, 0,
	    RECORD("metrics/m.tsv", "step\ttime\tvalue\n1\t\t1\n", "metrics/m~12345678.tsv",
		   "step\ttime\tvalue\n1\t\t1\n"));
	add(&fork, 0,
	    RECORD("metrics/m.tsv", "step\ttime\tvalue\n1\t\t1\n", "metrics/m~12345678.tsv",
		   "step\ttime\tvalue\n1\t\t1\n", "metrics/m~2.tsv", "step\ttime\tvalue\n3\t\t3\n"));
	add(&fork, 0,
	    RECORD("metrics/m.tsv", "step\ttime\tvalue\n1\t\t1\n2\t\t2\n", "metrics/m~12345678.tsv",
		   "step\ttime\tvalue\n1\t\t1\n"));
	check(&fork, "== metrics/m.tsv\nstep\ttime\tvalue\n1\t\t1\n2\t\t2\n3\t\t3\n"
		     "== metrics/m~12345678.tsv\nstep\ttime\tvalue\n1\t\t1\n"
		     "== stats.yaml\n" STATS("3", "1", "3", "3", "3", "2.0", "1", "1"));
}

Test(merge, a_rewritten_history_adds_only_what_it_brought)
{
	struct fork fork = { .arena = GX_ARENA_INIT };
	add(&fork, 0, RECORD("metrics/m.tsv", "step\ttime\tvalue\n1\t\t1\n2\t\t2\n"));
	add(&fork, 0,
	    RECORD("metrics/m.tsv", "step\ttime\tvalue\n2\t\t2\n1\t\t9\n1\t\t3\n9\t\t18446744073709551615\n"));
	add(&fork, 0, RECORD("metrics/m.tsv", "step\ttime\tvalue\n1\t\t1\n2\t\t2\n3\t\tnan\n"));
	check(&fork,
	      "== "
	      "metrics/m.tsv\nstep\ttime\tvalue\n1\t\t1\n1\t\t9\n1\t\t3\n2\t\t2\n3\t\tnan\n9\t\t18446744073709551615\n"
	      "== stats.yaml\nm: {\"count\": 6, \"first\": 1, \"last\": 18446744073709551615, \"max\": "
	      "18446744073709551615, \"max_step\": 9,"
	      " \"mean\": 3.6893488147419105e+18, \"min\": 1, \"min_step\": 1, \"nan\": 1}\n");
}

#define SHA_A "aaaaaaaa00000000000000000000000000000000000000000000000000000000"
#define SHA_B "bbbbbbbb00000000000000000000000000000000000000000000000000000000"
#define SHA_C "cccccccc00000000000000000000000000000000000000000000000000000000"
#define SHA_D "dddddddd00000000000000000000000000000000000000000000000000000000"
#define ENTRY(name, sha) name ": {\"sha256\": \"" sha "\", \"storage\": \"git\"}\n"

Test(merge, an_artifact_that_was_overwritten_unseen_is_kept_beside)
{
	struct fork fork = { .arena = GX_ARENA_INIT };
	add(&fork, 0, RECORD("artifacts.yaml", ENTRY("m", SHA_A), "artifacts/m", "blob:a"));
	add(&fork, 0, RECORD("artifacts.yaml", ENTRY("m", SHA_B), "artifacts/m", "blob:b"));
	add(&fork, 0, RECORD("artifacts.yaml", ENTRY("m", SHA_C), "artifacts/m", "blob:c"));
	check(&fork, "== artifacts.yaml\n" ENTRY("m", SHA_C) ENTRY(
			     "\"m~bbbbbbbb\"", SHA_B) "== artifacts/m\nblob c\n== artifacts/m%7Ebbbbbbbb\nblob b\n");
}

Test(merge, an_artifact_that_was_replaced_knowingly_goes)
{
	struct fork fork = { .arena = GX_ARENA_INIT };
	add(&fork, 0, RECORD("artifacts.yaml", ENTRY("m", SHA_A), "artifacts/m", "blob:a"));
	add(&fork, 0, RECORD("artifacts.yaml", ENTRY("m", SHA_B), "artifacts/m", "blob:b"));
	add(&fork, 0, RECORD("artifacts.yaml", ENTRY("m", SHA_C), "artifacts/m", "blob:c"));
	add(&fork, 1, RECORD("artifacts.yaml", ENTRY("m", SHA_D), "artifacts/m", "blob:d"));
	check(&fork, "== artifacts.yaml\n" ENTRY("m", SHA_D) ENTRY(
			     "\"m~cccccccc\"", SHA_C) "== artifacts/m\nblob d\n== artifacts/m%7Ecccccccc\nblob c\n");
}

Test(merge, removing_an_artifact_takes_only_what_was_seen)
{
	struct fork fork = { .arena = GX_ARENA_INIT };
	add(&fork, 0,
	    RECORD("artifacts.yaml", ENTRY("m", SHA_A) ENTRY("x", SHA_A), "artifacts/m", "blob:a", "artifacts/x",
		   "blob:a"));
	add(&fork, 0,
	    RECORD("artifacts.yaml", ENTRY("m", SHA_B) ENTRY("x", SHA_A), "artifacts/m", "blob:b", "artifacts/x",
		   "blob:a"));
	add(&fork, 0, RECORD("tags", "t\n"));
	check(&fork, "== artifacts.yaml\n" ENTRY("m", SHA_B) "== artifacts/m\nblob b\n== tags\nt\n");
}

Test(merge, artifacts_without_a_file_and_files_without_an_entry)
{
	struct fork fork = { .arena = GX_ARENA_INIT };
	add(&fork, 0, RECORD("tags", "t\n"));
	add(&fork, 0,
	    RECORD("artifacts.yaml", "u: {\"storage\": \"uri\", \"uri\": \"s3://1\"}\n", "artifacts/f", "1", "tags",
		   "t\n"));
	add(&fork, 0,
	    RECORD("artifacts.yaml", "u: {\"storage\": \"uri\", \"uri\": \"s3://2\"}\n", "artifacts/f", "2", "tags",
		   "t\n"));
	check(&fork, "== artifacts.yaml\nu: {\"storage\": \"uri\", \"uri\": \"s3://2\"}\n"
		     "\"u~498c9613\": {\"storage\": \"uri\", \"uri\": \"s3://1\"}\n"
		     "== artifacts/f\n2== artifacts/f~6b86b273\n1== tags\nt\n");
}

Test(merge, attributes_are_made_from_the_merged_artifacts)
{
	struct fork fork = { .arena = GX_ARENA_INIT };
	const char *lfs = "{\"sha256\": \"" SHA_B "\", \"storage\": \"lfs\"}\n";
	char one[200], two[200];
	(void)snprintf(one, sizeof(one), "a: %s", lfs);
	(void)snprintf(two, sizeof(two), "b: %s", lfs);
	add(&fork, 0, RECORD(".gitattributes", "*\n"));
	add(&fork, 0, RECORD(".gitattributes", "*\n", "artifacts.yaml", one));
	add(&fork, 0, RECORD(".gitattributes", "*\n", "artifacts.yaml", two));
	struct gx_files record = { 0 };
	struct gx_str code;
	cr_assert_eq(gx_merge_states(fork.states, fork.count, &fork.arena, &record, &code, NULL), 0);
	struct gx_str text = gx_files_get(&record, GX_STR(".gitattributes"))->bytes;
	cr_assert(gx_str_ends(text, GX_STR("\n\"artifacts/a\" filter=lfs diff=lfs merge=lfs -text\n"
					   "\"artifacts/b\" filter=lfs diff=lfs merge=lfs -text\n")),
		  "%s", text.at);
	gx_files_release(&record);
	gx_arena_release(&fork.arena);
}

Test(merge, what_cannot_be_read_takes_nothing_away)
{
	struct fork fork = { .arena = GX_ARENA_INIT };
	add(&fork, 0,
	    RECORD("artifacts.yaml", ENTRY("m", SHA_A), "artifacts/m", "blob:a", "data.yaml", "# no\n", "metrics/m.tsv",
		   "step\ttime\tvalue\n1\t\t1\n", "metrics/n.tsv", "?", "params.yaml", "a: 1\n"));
	add(&fork, 0,
	    RECORD("artifacts.yaml", "!!\n", "artifacts/m", "blob:a", "data.yaml", "# no\n", "metrics/m.tsv", "?",
		   "metrics/n.tsv", "!", "params.yaml", "a:1"));
	add(&fork, 0,
	    RECORD("artifacts.yaml", ENTRY("m", SHA_A), "artifacts/m", "blob:a", "data.yaml", "# no\n", "metrics/m.tsv",
		   "step\ttime\tvalue\n1\t\t1\n2\t\t2\n", "metrics/n.tsv", "?!", "params.yaml", "a: 1\nb: 2\n"));
	check(&fork, "== artifacts.yaml\n" ENTRY("m", SHA_A) "== artifacts/m\nblob a\n== data.yaml\n# no\n"
							     "== metrics/m.tsv\nstep\ttime\tvalue\n1\t\t1\n2\t\t2\n== "
							     "metrics/n.tsv\n?!== params.yaml\na: 1\nb: 2\n"
							     "== stats.yaml\n" STATS("2", "1", "2", "2", "2", "1.5",
										     "1", "1"));
}

Test(merge, circles_and_missing_parents)
{
	struct fork fork = { .arena = GX_ARENA_INIT };
	struct gx_files record = { 0 };
	struct gx_str code;
	struct gx_err err = GX_ERR_INIT;
	add(&fork, 0, RECORD("tags", "a\n"));
	add(&fork, 0, RECORD("tags", "b\n"));
	fork.states[0].parents = &ids[1];
	fork.states[0].parents_count = 1;
	cr_assert_eq(gx_merge_states(fork.states, 2, &fork.arena, &record, &code, &err), GX_EINPUT);
	cr_assert_str_eq(err.text, "the states of a run go in a circle");
	cr_assert_eq(gx_merge_states(fork.states, 1, &fork.arena, &record, &code, &err), GX_EINPUT);
	cr_assert_str_eq(err.text, "state a0 grew from b1, which is none of the run's states");
	cr_assert_eq(record.list.len, 0);
	gx_arena_release(&fork.arena);
}
