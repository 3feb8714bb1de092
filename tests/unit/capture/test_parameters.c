#include "capture/parameters.h"

#include "util.h"

static struct gx_arena arena;
static struct gx_params params;

static void begin(void)
{
	make_place();
	params = (struct gx_params)GX_PARAMS_INIT;
}

static void end(void)
{
	gx_arena_release(&arena);
	drop_place();
}

#define CAPTURE(...) capture((const char *const[]){ __VA_ARGS__ }, GX_LEN(((const char *const[]){ __VA_ARGS__ })))

static void capture(const char *const *argv, size_t argc)
{
	cr_assert_eq(gx_capture_parameters(&params, ".", NULL, argv, argc, &arena, NULL), 0);
}

static void add(enum gx_params_rank rank, const char *key, const char *text, const char *source)
{
	struct gx_value value;
	struct gx_flat values = GX_FLAT_INIT;
	cr_assert(gx_value_string(&arena, gx_str_of(text), &value));
	cr_assert(gx_flat_set(&values, &arena, gx_str_of(key), value));
	cr_assert_eq(gx_params_add(&params, rank, &values, source, &arena, NULL), 0);
}

/* All parameters with their sources, `key=value<source` after each other. */
static void expect(const char *expected)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_flat values, sources, alone;
	cr_assert_eq(gx_params_merge(&params, &arena, &values, &sources, NULL), 0);
	cr_assert_eq(gx_params_merge(&params, &arena, &alone, NULL, NULL), 0);
	cr_assert(values.len == sources.len && values.len == alone.len);
	for (size_t i = 0; i < values.len; i++) {
		struct gx_str plain = gx_value_plain(&values.at[i].value);
		cr_assert(gx_str_equal(values.at[i].key, sources.at[i].key) &&
			  gx_str_equal(values.at[i].key, alone.at[i].key));
		gx_buf_printf(&text, "%s%" GX_PRI "=%" GX_PRI "<%" GX_PRI, i > 0 ? " " : "", GX_ARG(values.at[i].key),
			      GX_ARG(plain), GX_ARG(sources.at[i].value.text));
	}
	cr_expect_str_eq(gx_buf_c(&text), expected);
}

static void expect_warning(const char *part)
{
	cr_assert_eq(params.warnings_count, 1);
	cr_assert_not_null(strstr(params.warnings[0].at, part), "%s", params.warnings[0].at);
}

Test(parameters, the_stronger_source_wins_whichever_came_first, .init = begin, .fini = end)
{
	static const char *const names[] = { "top", "file", "hydra", "argv", "hook", "channel", "--params", "-p" };
	cr_assert_eq(GX_LEN(names), GX_PARAMS_RANKS);
	for (size_t turn = 0; turn < GX_PARAMS_RANKS; turn++) {
		params = (struct gx_params)GX_PARAMS_INIT;
		for (size_t i = 0; i < GX_PARAMS_RANKS; i++) {
			size_t rank = (i * 5 + turn) % GX_PARAMS_RANKS;
			add((enum gx_params_rank)rank, "x", names[rank], names[rank]);
			add((enum gx_params_rank)rank, rank % 2 ? "odd" : "even", names[rank], names[rank]);
		}
		expect("even=--params<--params odd=-p<-p x=-p<-p");
	}
}

Test(parameters, within_a_rank_the_later_wins, .init = begin, .fini = end)
{
	add(GX_PARAMS_CHANNEL, "x", "1", "rank 0");
	add(GX_PARAMS_CHANNEL, "y", "1", "rank 0");
	add(GX_PARAMS_CHANNEL, "x", "2", "rank 1");
	expect("x=2<rank 1 y=1<rank 0");
}

Test(parameters, nothing, .init = begin, .fini = end)
{
	CAPTURE("python", "train.py");
	expect("");
	cr_assert_eq(params.warnings_count, 0);
}

Test(parameters, files_and_arguments_of_a_command, .init = begin, .fini = end)
{
	put("params.yaml", GX_STR("lr: 1\nseed: 7\ntrain: {epochs: 3}\n"));
	put("base.yaml", GX_STR("lr: 2\nopt: sgd\nwd: 0\n"));
	put("more.json", GX_STR("{\"opt\": \"adam\", \"a.b\": 1}"));
	CAPTURE("torchrun", "--nproc-per-node", "2", "train.py", "--config", "base.yaml", "more.json", "--wd", "0.1");
	expect("a.b=1<more.json config=[\"base.yaml\", \"more.json\"]<argv lr=2<base.yaml opt=adam<more.json "
	       "seed=7<params.yaml "
	       "train.epochs=3<params.yaml wd=0.1<argv");
	cr_assert_eq(params.warnings_count, 0);
}

Test(parameters, paths_start_where_the_command_runs, .init = begin, .fini = end)
{
	const char *argv[] = { "./train", "c.yaml" };
	put("sub/c.yaml", GX_STR("lr: 2\n"));
	put("c.yaml", GX_STR("lr: 1\n"));
	cr_assert_eq(gx_capture_parameters(&params, NULL, "sub", argv, 2, &arena, NULL), 0);
	expect("lr=2<c.yaml");
}

Test(parameters, an_absolute_path, .init = begin, .fini = end)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(GX_BUF_ANY);
	put("c.yaml", GX_STR("lr: 1\n"));
	const char *argv[] = { "./train", gx_path(&path, place, "c.yaml") };
	cr_assert_eq(gx_capture_parameters(&params, "nowhere", "nowhere", argv, 2, &arena, NULL), 0);
	cr_assert(params.layers[GX_PARAMS_FILE].values.len == 1);
}

Test(parameters, what_is_no_file_is_none, .init = begin, .fini = end)
{
	cr_assert_eq(mkdir("d.yaml", 0777), 0);
	cr_assert_eq(mkfifo("f.yaml", 0666), 0);
	cr_assert_eq(symlink("nowhere", "l.yaml"), 0);
	CAPTURE("./train", "d.yaml", "f.yaml", "l.yaml", "/dev/null", "missing.yaml", "--config=d.yaml");
	expect("config=d.yaml<argv");
	cr_assert_eq(params.warnings_count, 0);
}

Test(parameters, a_broken_file_is_a_warning_and_the_others_are_read, .init = begin, .fini = end)
{
	put("params.yaml", GX_STR("lr: [1\n"));
	put("a.json", GX_STR("{\"x\": 1}"));
	CAPTURE("./train", "a.json");
	expect("x=1<a.json");
	expect_warning("params.yaml:");
}

Test(parameters, a_file_that_is_too_large, .init = begin, .fini = end)
{
	static char large[GX_PARAMS_FILE_MAX + 1];
	memset(large, ' ', sizeof(large));
	put("a.yaml", (struct gx_str){ large, sizeof(large) });
	CAPTURE("./train", "a.yaml");
	cr_assert_eq(params.warnings_count, 0);
	CAPTURE("./train", "--config", "a.yaml");
	expect_warning("'a.yaml' is over 1048576 bytes");
}

Test(parameters, data_is_not_taken_for_parameters, .init = begin, .fini = end)
{
	GX_CLEANUP(gx_buf) many = GX_BUF_INIT(GX_BUF_ANY);
	for (int i = 0; i <= GX_PARAMS_GUESSED_KEYS_MAX; i++)
		gx_buf_printf(&many, "word%d: %d\n", i, i);
	put("words.yaml", gx_buf_view(&many));
	put("list.json", GX_STR("[1, 2]"));
	CAPTURE("./train", "words.yaml", "list.json");
	expect("");
	expect_warning("'words.yaml' has 1001 keys");
	CAPTURE("./train", "--config=words.yaml");
	cr_assert_eq(params.layers[GX_PARAMS_FILE].values.len, GX_PARAMS_GUESSED_KEYS_MAX + 1);
}

Test(parameters, what_hydra_composed, .init = begin, .fini = end)
{
	CAPTURE("python", "train.py", "+lr=0.1");
	cr_assert_eq(gx_capture_hydra(&params, "out", &arena, NULL), 0);
	expect("lr=0.1<argv");
	put("out/.hydra/config.yaml", GX_STR("lr: 0.1\ndb:\n  host: x\n"));
	cr_assert_eq(gx_capture_hydra(&params, "out", &arena, NULL), 0);
	expect("db.host=x<.hydra/config.yaml lr=0.1<argv");
}

Test(parameters, a_source_that_fails_leaves_what_was, .init = begin, .fini = end)
{
	struct gx_flat twice = GX_FLAT_INIT;
	struct gx_err err = GX_ERR_INIT;
	add(GX_PARAMS_HOOK, "x", "1", "hook");
	cr_assert(gx_flat_add(&twice, &arena, GX_STR("y"), gx_value_null()));
	cr_assert(gx_flat_add(&twice, &arena, GX_STR("y"), gx_value_null()));
	cr_assert_eq(gx_params_add(&params, GX_PARAMS_HOOK, &twice, "again", &arena, &err), GX_EINPUT);
	expect("x=1<hook");
}
