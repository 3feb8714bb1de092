#include "run/limits.h"
#include "run/names.h"
#include "util.h"

static void put(struct gx_flat *flat, struct gx_arena *arena, const char *key, const char *text)
{
	struct gx_value value;
	cr_assert_eq(gx_value_parse_argument(gx_str_of(text), arena, &value, NULL), 0);
	cr_assert(gx_flat_set(flat, arena, gx_str_of(key), value));
}

static int expand(const char *name_template, struct gx_buf *out, struct gx_err *err)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	put(&run.facts, &arena, "experiment", "mnist");
	put(&run.facts, &arena, "command", "[\"python\", \"src/train.py\", \"--lr\"]");
	put(&run.params, &arena, "lr", "0.1");
	put(&run.params, &arena, "seed", "1234");
	put(&run.params, &arena, "path", "../a/b");
	put(&run.params, &arena, "odd", "a\x1b\nb");
	put(&run.metrics, &arena, "acc", "0.5");
	return gx_name_expand(gx_str_of(name_template), &run, out, err);
}

static void check(const char *name_template, const char *name)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(4096);
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(expand(name_template, &out, &err), 0, "%s: %s", name_template, err.text);
	cr_assert_str_eq(gx_buf_c(&out), name, "%s: '%s', want '%s'", name_template, gx_buf_c(&out), name);
	cr_assert_eq(gx_name_check(gx_buf_view(&out), NULL), 0);
}

Test(name_template, fields)
{
	check("{lr}-{seed}", "0.1-1234");
	check("{experiment} {params.lr}", "mnist 0.1");
	check("lr={lr} acc={acc} {nothing}!", "lr=0.1 acc=0.5 -!");
	check("{command}", "python src-train.py --lr");
	check("plain}", "plain}");
}

Test(name_template, the_result_is_a_valid_name)
{
	check("{seed}", "run-1234");
	check("", "run");
	check("{nothing}", "run");
	check("--@ x", "x");
	check("{path}", ".--a-b");
	check("{odd}", "a--b");
	check("x ", "x");
	check("\t", "run--");
}

Test(name_template, long_names_are_cut_between_characters)
{
	GX_CLEANUP(gx_buf) name = GX_BUF_INIT(4096), out = GX_BUF_INIT(4096);
	for (int i = 0; i < 150; i++)
		gx_buf_text(&name, "\xe6\xa8\xa1");
	cr_assert_eq(expand(gx_buf_c(&name), &out, NULL), 0);
	cr_assert_eq(out.len, 195);
	cr_assert_eq(gx_name_check(gx_buf_view(&out), NULL), 0);
}

Test(name_template, errors)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(4096);
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(expand("a-{lr", &out, &err), GX_EINPUT);
	cr_assert_str_eq(err.text, "exp.nameTemplate: a brace is not closed: '{lr'");
	cr_assert_eq(expand("{}", &out, &err), GX_EINPUT);
	cr_assert_eq(out.len, 0);
}

Test(name_template, any_template_gives_a_valid_name)
{
	static const char *const pieces[] = { "{lr}", "{seed}", "{path}",   "-",    "@",    " ", ".",	"..",
					      "/",    "a",	"\xc3\xa9", "\xff", "\x01", "}", "beef" };
	uint64_t state = 13;
	for (int i = 0; i < 3000; i++) {
		GX_CLEANUP(gx_buf) text = GX_BUF_INIT(4096), out = GX_BUF_INIT(4096);
		test_text(&state, pieces, GX_LEN(pieces), 6, &text);
		cr_assert_eq(expand(gx_buf_c(&text), &out, NULL), 0);
		cr_assert_eq(gx_name_check(gx_buf_view(&out), NULL), 0, "'%s' gave '%s'", gx_buf_c(&text),
			     gx_buf_c(&out));
	}
}
