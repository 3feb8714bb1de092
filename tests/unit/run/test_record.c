#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "run/limits.h"
#include "run/record.h"
#include "util.h"

static void put(struct gx_flat *flat, struct gx_arena *arena, const char *key, const char *text)
{
	struct gx_value value;
	cr_assert_eq(gx_value_parse_argument(gx_str_of(text), arena, &value, NULL), 0);
	cr_assert(gx_flat_set(flat, arena, gx_arena_str(arena, gx_str_of(key)), value));
}

static void add_point(struct gx_run *run, struct gx_arena *arena, const char *metric, int64_t step, const char *value)
{
	struct gx_history *history = gx_histories_get(&run->histories, gx_str_of(metric), arena);
	cr_assert_not_null(history);
	struct gx_point *point = gx_vec_add(&history->points);
	*point = (struct gx_point){ .step = step, .time = (double)NAN };
	cr_assert_eq(gx_point_set(point, gx_str_of(value), arena, NULL), 0);
}

static void encode(struct gx_run *run, struct gx_arena *arena, struct gx_files *files)
{
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_record_encode(run, arena, files, &err), 0, "%s", err.text);
	for (size_t i = 1; i < files->list.len; i++)
		cr_assert_lt(gx_str_compare(files->list.at[i - 1].path, files->list.at[i].path), 0);
}

static int compare_order(const void *a, const void *b)
{
	return gx_decode_order(((const struct gx_file *)a)->path, ((const struct gx_file *)b)->path);
}

static void decode(struct gx_run *run, struct gx_arena *arena, struct gx_files *files)
{
	struct gx_err err = GX_ERR_INIT;
	struct gx_file *order = gx_arena_array(arena, files->list.len, sizeof(*order));
	memcpy(order, files->list.at, files->list.len * sizeof(*order));
	qsort(order, files->list.len, sizeof(*order), compare_order);
	for (size_t i = 0; i < files->list.len; i++)
		cr_assert_eq(gx_record_decode(run, order[i].path, order[i].bytes, arena, &err), 0, "%s", err.text);
}

static void check_file(const struct gx_files *files, const char *path, const char *bytes)
{
	const struct gx_file *file = gx_files_get(files, gx_str_of(path));
	cr_assert_not_null(file, "%s", path);
	test_str_eq(file->bytes, bytes);
}

static void check_same(const struct gx_files *a, const struct gx_files *b)
{
	cr_assert_eq(a->list.len, b->list.len);
	for (size_t i = 0; i < a->list.len; i++) {
		cr_assert(gx_str_equal(a->list.at[i].path, b->list.at[i].path), "%.*s and %.*s",
			  GX_ARG(a->list.at[i].path), GX_ARG(b->list.at[i].path));
		cr_assert(gx_str_equal(a->list.at[i].bytes, b->list.at[i].bytes), "%.*s:\n%.*s\n%.*s",
			  GX_ARG(a->list.at[i].path), GX_ARG(a->list.at[i].bytes), GX_ARG(b->list.at[i].bytes));
	}
}

/* Reads the files into a run of its own and writes them again. */
static void check_round_trip(struct gx_files *files)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	GX_CLEANUP(gx_files) again = { .list = { NULL, 0, 0 } };
	decode(&run, &arena, files);
	encode(&run, &arena, &again);
	check_same(files, &again);
}

static void fill(struct gx_run *run, struct gx_arena *arena)
{
	put(&run->facts, arena, "experiment", "mnist");
	put(&run->facts, arena, "name", "brave-otter");
	put(&run->facts, arena, "status", "finished");
	put(&run->facts, arena, "started", "2026-11-20T22:55:00.000000Z");
	put(&run->facts, arena, "future", "{\"kept\": true}");
	put(&run->params, arena, "lr", "1e-5");
	put(&run->params, arena, "seed", "18446744073709551615");
	put(&run->metrics, arena, "acc", "0.9");
	add_point(run, arena, "train/loss", 0, "0.5");
	add_point(run, arena, "train/loss", 10, "nan");
	put(&run->system, arena, "os", "Linux");
	run->packages = GX_STR("numpy==2.1.0\n");
	put(&run->variables, arena, "LANG", "C");
	put(&run->data, arena, "iris.csv", "{\"kind\": \"file\", \"size\": 3}");
	put(&run->artifacts, arena, "model.pt", "{\"sha256\": \"00\", \"storage\": \"lfs\"}");
	run->output = GX_STR("step 1\n\x1b[31mred\n");
	run->description = GX_STR("Why.\n");
	cr_assert(gx_strs_insert(&run->tags, GX_STR("b")));
	cr_assert(gx_strs_insert(&run->tags, GX_STR("a")));
	cr_assert_eq(gx_run_add_note(run, (struct gx_note){ GX_STR_NONE, GX_STR("abc") }, NULL), 0);
}

Test(record, every_file)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	GX_CLEANUP(gx_files) files = { .list = { NULL, 0, 0 } };
	fill(&run, &arena);
	encode(&run, &arena, &files);
	check_file(&files, "run.yaml",
		   "experiment: \"mnist\"\nformat: 1\nfuture: {\"kept\": true}\nname: \"brave-otter\"\n"
		   "started: \"2026-11-20T22:55:00.000000Z\"\nstatus: \"finished\"\n");
	check_file(&files, "params.yaml", "lr: 1.0e-05\nseed: 18446744073709551615\n");
	check_file(&files, "metrics.yaml", "acc: 0.9\ntrain/loss: .nan\n");
	check_file(&files, "stats.yaml",
		   "train/loss: {\"count\": 2, \"first\": 0.5, \"last\": \"nan\", \"max\": 0.5, \"max_step\": 0, "
		   "\"mean\": 0.5, "
		   "\"min\": 0.5, \"min_step\": 0, \"nan\": 1}\n");
	check_file(&files, "metrics/train/loss.tsv", "step\ttime\tvalue\n0\t\t0.5\n10\t\tnan\n");
	check_file(&files, "environment/system.yaml", "os: \"Linux\"\n");
	check_file(&files, "environment/packages.txt", "numpy==2.1.0\n");
	check_file(&files, "environment/variables.yaml", "LANG: \"C\"\n");
	check_file(&files, "data.yaml", "iris.csv: {\"kind\": \"file\", \"size\": 3}\n");
	check_file(&files, "output.txt", "step 1\n\x1b[31mred\n");
	check_file(&files, "description.md", "Why.\n");
	check_file(&files, "tags", "a\nb\n");
	check_file(&files, "notes/20261120T225500.000000Z-ba7816bf.md", "abc");
	cr_assert_eq(files.list.len, 15);
	check_round_trip(&files);
}

Test(record, an_empty_run_has_no_empty_files)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	GX_CLEANUP(gx_files) files = { .list = { NULL, 0, 0 } };
	cr_assert_not_null(gx_histories_get(&run.histories, GX_STR("loss"), &arena));
	encode(&run, &arena, &files);
	cr_assert_eq(files.list.len, 2);
	check_file(&files, "run.yaml", "format: 1\n");
	cr_assert_not_null(gx_files_get(&files, GX_STR(".gitattributes")));
}

Test(record, values_come_back)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT, back = GX_RUN_INIT;
	GX_CLEANUP(gx_files) files = { .list = { NULL, 0, 0 } };
	fill(&run, &arena);
	encode(&run, &arena, &files);
	decode(&back, &arena, &files);
	cr_assert_eq(back.parts, GX_PART_ALL);
	test_str_eq(gx_run_text(&back, "name"), "brave-otter");
	cr_assert_eq(gx_flat_at(&back.params, "lr")->number, 1e-5);
	cr_assert_eq(back.tags.list.len, 2);
	test_str_eq(back.notes.at[0].text, "abc");
	const struct gx_history *history = gx_histories_get(&back.histories, GX_STR("train/loss"), NULL);
	cr_assert_eq(history->points.len, 2);
	cr_assert_eq(history->points.at[1].step, 10);
	cr_assert(isnan(history->points.at[1].value));
}

/* Statistics of histories that were not read stay as they were. */
Test(record, light_states_keep_their_statistics)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	GX_CLEANUP(gx_files) files = { .list = { NULL, 0, 0 } };
	put(&run.metrics, &arena, "a", "1");
	put(&run.stats, &arena, "a", "{\"count\": 7}");
	put(&run.stats, &arena, "b", "{\"count\": 8}");
	add_point(&run, &arena, "b", 0, "2");
	encode(&run, &arena, &files);
	check_file(&files, "metrics.yaml", "a: 1\nb: 2\n");
	check_file(&files, "stats.yaml",
		   "a: {\"count\": 7}\nb: {\"count\": 1, \"first\": 2, \"last\": 2, \"max\": 2, \"max_step\": 0, "
		   "\"mean\": 2.0, "
		   "\"min\": 2, \"min_step\": 0, \"nan\": 0}\n");
}

Test(record, a_long_history_goes_on_in_parts)
{
	enum { DIGITS = 1 << 20, ROWS = 34 };
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT, back = GX_RUN_INIT;
	GX_CLEANUP(gx_files) files = { .list = { NULL, 0, 0 } };
	char *digits = gx_arena_alloc(&arena, DIGITS);
	memset(digits, '7', 300);
	struct gx_history *history = gx_histories_get(&run.histories, GX_STR("x"), &arena);
	for (int i = 0; i < ROWS * (DIGITS / 300); i++) {
		struct gx_point *point = gx_vec_add(&history->points);
		*point = (struct gx_point){
			.step = i, .time = (double)NAN, .value = 7.7777777777777777e299, .integer = digits
		};
	}
	size_t rows = history->points.len;
	encode(&run, &arena, &files);
	const struct gx_file *first = gx_files_get(&files, GX_STR("metrics/x.tsv")),
			     *second = gx_files_get(&files, GX_STR("metrics/x~2.tsv"));
	cr_assert_not_null(first);
	cr_assert_not_null(second);
	cr_assert_null(gx_files_get(&files, GX_STR("metrics/x~3.tsv")));
	cr_assert_leq(first->bytes.len, (size_t)GX_RECORD_MAX);
	cr_assert_gt(first->bytes.len, (size_t)GX_RECORD_MAX - 400);
	cr_assert(gx_str_starts(second->bytes, GX_STR("step\ttime\tvalue\n")));
	decode(&back, &arena, &files);
	const struct gx_history *whole = gx_histories_get(&back.histories, GX_STR("x"), NULL);
	cr_assert_eq(whole->points.len, rows);
	for (size_t i = 0; i < rows; i++)
		cr_assert_eq(whole->points.at[i].step, (int64_t)i);
}

/* The path does not tell the name, metrics.yaml does. */
Test(record, metrics_whose_path_is_cut_keep_their_names)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT, back = GX_RUN_INIT;
	GX_CLEANUP(gx_files) files = { .list = { NULL, 0, 0 } };
	GX_CLEANUP(gx_buf) name = GX_BUF_INIT(512), other = GX_BUF_INIT(512);
	gx_buf_text(&name, "train/xxx"); /* so that the cut goes through a character */
	for (int i = 0; i < 40; i++)
		gx_buf_text(&name, "\xe6\xa8\xa1");
	gx_buf_str(&other, gx_buf_view(&name));
	gx_buf_text(&other, "\xe6\xa8\xa1");
	add_point(&run, &arena, name.at, 1, "0.5");
	add_point(&run, &arena, other.at, 2, "0.25");
	add_point(&run, &arena, "x~12345678", 3, "1");
	encode(&run, &arena, &files);
	decode(&back, &arena, &files);
	cr_assert_eq(back.histories.all.len, 3);
	cr_assert_eq(gx_histories_get(&back.histories, gx_buf_view(&name), NULL)->points.at[0].step, 1);
	cr_assert_eq(gx_histories_get(&back.histories, gx_buf_view(&other), NULL)->points.at[0].step, 2);
	cr_assert_eq(gx_histories_get(&back.histories, GX_STR("x~12345678"), NULL)->points.at[0].step, 3);
	check_round_trip(&files);

	/* Without metrics.yaml the name stays as in the path. */
	GX_CLEANUP(gx_run) alone = GX_RUN_INIT;
	const struct gx_file *file = &files.list.at[3];
	cr_assert(gx_str_starts(file->path, GX_STR("metrics/train/xxx%E6")), "%.*s", GX_ARG(file->path));
	cr_assert_eq(gx_record_decode(&alone, file->path, file->bytes, &arena, NULL), 0);
	struct gx_str cut = alone.histories.all.at[0].metric;
	cr_assert_eq(cut.len, strlen("train/xxx") + 20 * 3 + strlen("~12345678"), "%.*s", GX_ARG(cut));
}

static void check_refused(struct gx_run *run, struct gx_arena *arena, int code, const char *text)
{
	struct gx_files files = { .list = { NULL, 0, 0 } };
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_record_encode(run, arena, &files, &err), code, "%s", err.text);
	cr_assert_str_eq(err.text, text);
	cr_assert_null(files.list.at);
	gx_run_release(run);
}

Test(record, caps_and_unfit_parts_are_refused)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_run run = GX_RUN_INIT;
	char *big = gx_arena_alloc(&arena, GX_VALUE_MAX + 1);
	memset(big, 'x', GX_VALUE_MAX);
	struct gx_value value;
	cr_assert(gx_value_string(&arena, (struct gx_str){ big, GX_VALUE_MAX }, &value));
	cr_assert(gx_flat_set(&run.params, &arena, GX_STR("big"), value));
	check_refused(&run, &arena, GX_ELIMIT,
		      "params.yaml: the value of 'big' has 1048578 bytes, at most 1048576 are allowed");

	put(&run.data, &arena, "", "1");
	check_refused(&run, &arena, GX_EINPUT, "data.yaml: a key is empty: ''");

	cr_assert(gx_strs_insert(&run.tags, GX_STR("a\nb")));
	check_refused(&run, &arena, GX_EINPUT, "a tag is one line that is not empty: 'a\nb'");

	for (int i = 0; i <= GX_TAGS_MAX; i++) {
		char tag[16];
		snprintf(tag, sizeof(tag), "%05d", i);
		cr_assert(gx_strs_insert(&run.tags, gx_arena_str(&arena, gx_str_of(tag))));
	}
	check_refused(&run, &arena, GX_ELIMIT, "the run has 1001 tags, at most 1000 are allowed");

	cr_assert_eq(gx_run_add_note(&run, (struct gx_note){ GX_STR("../x.md"), GX_STR("x") }, NULL), 0);
	check_refused(&run, &arena, GX_EINPUT, "'notes/../x.md' is not the path of a note");

	cr_assert_eq(gx_run_add_note(&run, (struct gx_note){ GX_STR("x.md"), GX_STR("x") }, NULL), 0);
	cr_assert_eq(gx_run_add_note(&run, (struct gx_note){ GX_STR("x.md"), GX_STR("y") }, NULL), 0);
	check_refused(&run, &arena, GX_EINPUT, "two files of the run have one path: 'notes/x.md'");

	run.output = (struct gx_str){ gx_arena_alloc(&arena, GX_RECORD_MAX + 1), GX_RECORD_MAX + 1 };
	check_refused(&run, &arena, GX_ELIMIT, "output.txt is over its limit of 33554432 bytes");
}

Test(record, too_many_keys_in_all)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_run run = GX_RUN_INIT;
	for (int i = 0; i < GX_KEYS_MAX / 2; i++) {
		char key[16];
		snprintf(key, sizeof(key), "k%d", i);
		struct gx_str name = gx_arena_str(&arena, gx_str_of(key));
		cr_assert(gx_flat_add(&run.params, &arena, name, gx_value_null()));
		cr_assert(gx_flat_add(&run.metrics, &arena, name, gx_value_null()));
	}
	check_refused(&run, &arena, GX_ELIMIT, "the run has 100001 keys, at most 100000 are allowed");
}

static void check_broken(const char *path, const char *bytes, int code, const char *text)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_record_decode(&run, gx_str_of(path), gx_str_of(bytes), &arena, &err), code, "%s: %s", path,
		     err.text);
	cr_assert(strncmp(err.text, text, strlen(text)) == 0, "%s", err.text);
	cr_assert_eq(run.parts, 0);
	cr_assert_eq(run.histories.all.len, 0);
	cr_assert_eq(run.tags.list.len + run.notes.len + run.params.len + run.facts.len, 0);
}

Test(record, broken_files_name_the_path_and_the_line)
{
	check_broken("params.yaml", "a: 1\nb\n", GX_EFORMAT, "params.yaml: line 2: ");
	check_broken("run.yaml", "name: \"x\"\n", GX_EFORMAT, "run.yaml: 'format' is missing");
	check_broken("run.yaml", "format: \"1\"\n", GX_EFORMAT, "run.yaml: 'format' is missing");
	check_broken("run.yaml", "", GX_EFORMAT, "run.yaml: 'format' is missing");
	check_broken("run.yaml", "format: 2\n", GX_EUNSUPPORTED,
		     "run.yaml: format 2 is newer than this git-exp knows: update git-exp");
	check_broken("metrics/a.tsv", "step\ttime\tvalue\n1\t\t2\nx\t\t3\n", GX_EFORMAT, "metrics/a.tsv: line 3: ");
	check_broken("metrics/a:b.tsv", "step\ttime\tvalue\n", GX_EFORMAT,
		     "metrics/a:b.tsv: 'metrics/a:b.tsv' is not the path of a metric's history");
	check_broken("metrics/a%0A.tsv", "step\ttime\tvalue\n", GX_EINPUT, "metrics/a%0A.tsv: ");
}

Test(record, caps_hold_for_what_is_read)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	GX_CLEANUP(gx_buf) tags = GX_BUF_INIT(1 << 20);
	struct gx_err err = GX_ERR_INIT;
	for (int i = 0; i <= GX_TAGS_MAX; i++)
		gx_buf_printf(&tags, "t%d\n", i);
	cr_assert_eq(gx_record_decode(&run, GX_STR("tags"), gx_buf_view(&tags), &arena, &err), GX_ELIMIT);
	cr_assert_str_eq(err.text, "tags: more than 1000 tags");
	struct gx_str huge = { tags.at, GX_RECORD_MAX + 1 };
	cr_assert_eq(gx_record_decode(&run, GX_STR("output.txt"), huge, &arena, &err), GX_ELIMIT);
	cr_assert_str_eq(err.text, "output.txt: over the limit of 33554432 bytes");
	cr_assert_eq(gx_record_decode(&run, GX_STR("unknown.yaml"), huge, &arena, &err), 0);
	cr_assert_eq(run.parts, 0);
}

Test(record, tags_of_others_are_sorted_and_each_once)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	cr_assert_eq(gx_record_decode(&run, GX_STR("tags"), GX_STR("b\n\na\nb"), &arena, NULL), 0);
	cr_assert_eq(run.tags.list.len, 2);
	test_str_eq(run.tags.list.at[0], "a");
}

static const char *const names[] = { "a",   "b", "x/y",	     "a.tsv", "a.tsv/b", "CON", "c:d",
				     "x~2", "x", "\xc3\xa9", ".git",  " z ",	 "long" };
static const char *const values[] = { "1", "-0", "0.1", "1e300", "9007199254740993", "nan", "inf", "-inf" };

static void fill_random(struct gx_run *run, struct gx_arena *arena, uint64_t *state)
{
	for (size_t left = test_below(state, 30); left > 0; left--)
		add_point(run, arena, names[test_below(state, GX_LEN(names))], (int64_t)test_below(state, 100) - 50,
			  values[test_below(state, GX_LEN(values))]);
	struct gx_flat *flats[] = { &run->params, &run->metrics, &run->system, &run->data };
	for (size_t left = test_below(state, 20); left > 0; left--)
		put(flats[test_below(state, GX_LEN(flats))], arena, names[test_below(state, GX_LEN(names))],
		    values[test_below(state, GX_LEN(values))]);
	for (size_t left = test_below(state, 4); left > 0; left--)
		cr_assert(gx_strs_insert(&run->tags, gx_str_of(names[test_below(state, GX_LEN(names))])));
	for (size_t left = test_below(state, 4); left > 0; left--)
		cr_assert_eq(gx_run_add_note(run,
					     (struct gx_note){ GX_STR_NONE,
							       gx_str_of(names[test_below(state, GX_LEN(names))]) },
					     NULL),
			     0);
}

Test(record, any_run_comes_back)
{
	uint64_t state = 17;
	for (int i = 0; i < 500; i++) {
		GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
		GX_CLEANUP(gx_run) run = GX_RUN_INIT;
		GX_CLEANUP(gx_files) files = { .list = { NULL, 0, 0 } };
		fill_random(&run, &arena, &state);
		encode(&run, &arena, &files);
		check_round_trip(&files);
	}
}
