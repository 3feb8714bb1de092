#include <stdio.h>
#include <stdlib.h>

#include "base/process.h"
#include "run/limits.h"
#include "run/names.h"
#include "run/words.h"
#include "util.h"

static bool is_experiment(const char *text)
{
	return gx_experiment_check(gx_str_of(text), NULL) == 0;
}

Test(names, experiments)
{
	static const char *const good[] = { "mnist",	    "team/mnist", "a.b",    "lr=0.1,bs=32", "@x",      "x@",
					    "\xe6\xa8\xa1", "archived",	  "abouts", "a'b",	    "deadbeef" };
	static const char *const bad[] = {
		"",
		"/",
		"a/",
		"/a",
		"a//b",
		".a",
		"a/.b",
		"-a",
		"a/-b",
		"a..b",
		"a b",
		"a~b",
		"a^b",
		"a:b",
		"a?b",
		"a*b",
		"a[b",
		"a\\b",
		"a.lock",
		"a.lock/b",
		"a.",
		"a./b",
		"@",
		"a@{b",
		"a\tb",
		"a\x7f",
		"archive",
		"a/about",
		"ABOUT/x",
		"a\xe2\x80\xae",
		"a\xff",
		"a\n",
		"0123456789abcdef0123456789abcdef01234567",
		"x/0123456789ABCDEF0123456789abcdef01234567",
	};
	for (size_t i = 0; i < GX_LEN(good); i++)
		cr_assert(is_experiment(good[i]), "%s", good[i]);
	for (size_t i = 0; i < GX_LEN(bad); i++)
		cr_assert_not(is_experiment(bad[i]), "%s", bad[i]);
	cr_assert_eq(gx_experiment_check((struct gx_str){ "a\0b", 3 }, NULL), GX_EINPUT);

	char text[GX_NAME_MAX + 2];
	memset(text, 'x', sizeof(text));
	cr_assert_eq(gx_experiment_check((struct gx_str){ text, GX_NAME_MAX }, NULL), 0);
	cr_assert_eq(gx_experiment_check((struct gx_str){ text, GX_NAME_MAX + 1 }, NULL), GX_EINPUT);
}

Test(names, the_error_says_the_rule)
{
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_experiment_check(GX_STR("a b"), &err), GX_EINPUT);
	cr_assert_str_eq(err.text, "'a b' is not a valid experiment: git refuses blanks and any of ~^:?*[\\ in a ref");
	cr_assert_eq(gx_name_check(GX_STR("beef"), &err), GX_EINPUT);
	cr_assert_str_eq(err.text, "'beef' is not a valid name for a run: it looks like an abbreviated id");
}

static bool git_takes(const char *experiment)
{
	char ref[512];
	snprintf(ref, sizeof(ref), GX_REF_ROOT "%s/0123456789abcdef0123456789abcdef01234567", experiment);
	const char *argv[] = { "git", "check-ref-format", ref, NULL };
	struct gx_process process = GX_PROCESS_INIT;
	struct gx_err err = GX_ERR_INIT;
	int status = -1;
	process.argv = argv;
	cr_assert_eq(gx_process_run(&process, GX_STR_NONE, NULL, NULL, &status, &err), 0, "%s", err.text);
	return status == 0;
}

/* What we take git takes; what git refuses we refuse. */
Test(names, git_takes_what_we_take)
{
	static const char *const pieces[] = { "a",  "b",  "/",	  ".",	   "..",    "-",	"@",	   "{",
					      "@{", "~",  "^",	  ":",	   "?",	    "*",	"[",	   "\\",
					      " ",  "\t", "\x7f", ".lock", ".LOCK", "\xc3\xa9", "archive", "=",
					      ",",  "!",  "'",	  "\"",	   "%",	    "$",	"#",	   "lock" };
	uint64_t state = 7;
	int taken = 0;
	for (int i = 0; i < 400; i++) {
		GX_CLEANUP(gx_buf) name = GX_BUF_INIT(256);
		test_text(&state, pieces, GX_LEN(pieces), 4, &name);
		bool ours = is_experiment(gx_buf_c(&name));
		taken += ours;
		cr_assert(!ours || git_takes(gx_buf_c(&name)), "'%s'", gx_buf_c(&name));
	}
	cr_assert_gt(taken, 40);
}

Test(names, runs)
{
	static const char *const good[] = { "brave-otter",	 "lr 0.1", "x",	   "abc", "beeg", "1e-3", "a.b",
					    "\xe2\x9c\x93 done", "12345x", "run:1" };
	static const char *const bad[] = { "",	   "-x",       "@x",	   " x",   "x ",    "a/b",  "a..b",
					   "1234", "deadbeef", "DEADBEEF", "a\nb", "a\x1b", "\xff", "a\xe2\x80\xae" };
	for (size_t i = 0; i < GX_LEN(good); i++)
		cr_assert_eq(gx_name_check(gx_str_of(good[i]), NULL), 0, "%s", good[i]);
	for (size_t i = 0; i < GX_LEN(bad); i++)
		cr_assert_eq(gx_name_check(gx_str_of(bad[i]), NULL), GX_EINPUT, "%s", bad[i]);
}

Test(names, tags)
{
	static const char *const good[] = { "baseline", "model_type:resnet", "a b", "\xe6\xa8\xa1", "1234", "a/b" };
	static const char *const bad[] = { "", "a,b", "-x", " a", "a ", "a\tb", "a\nb", "\xff" };
	for (size_t i = 0; i < GX_LEN(good); i++)
		cr_assert_eq(gx_tag_check(gx_str_of(good[i]), NULL), 0, "%s", good[i]);
	for (size_t i = 0; i < GX_LEN(bad); i++)
		cr_assert_eq(gx_tag_check(gx_str_of(bad[i]), NULL), GX_EINPUT, "%s", bad[i]);
}

Test(names, lines)
{
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_line_check(GX_STR("any text, \xe2\x9c\x93"), "group", &err), 0);
	cr_assert_eq(gx_line_check(GX_STR(""), "group", &err), 0);
	cr_assert_eq(gx_line_check(GX_STR("a\nb"), "group", &err), GX_EINPUT);
	cr_assert_str_eq(err.text, "group holds control characters: 'a\nb'");
	cr_assert_eq(gx_line_check(GX_STR("a\xff"), "host", &err), GX_EINPUT);
	cr_assert_str_eq(err.text, "host is not valid UTF-8: 'a\xff'");
}

Test(names, ids)
{
	cr_assert(gx_is_id(GX_STR("0123456789abcdef0123456789abcdef01234567")));
	cr_assert(gx_is_id(GX_STR("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")));
	cr_assert_not(gx_is_id(GX_STR("0123456789ABCDEF0123456789abcdef01234567")));
	cr_assert_not(gx_is_id(GX_STR("0123456789abcdef0123456789abcdef0123456g")));
	cr_assert_not(gx_is_id(GX_STR("0123456789abcdef")));
	cr_assert_not(gx_is_id(GX_STR("")));
}

Test(names, refs)
{
	struct gx_str experiment, id;
	cr_assert(gx_ref_split(GX_STR("refs/experiments/team/mnist/0123456789abcdef0123456789abcdef01234567"),
			       &experiment, &id));
	test_str_eq(experiment, "team/mnist");
	test_str_eq(id, "0123456789abcdef0123456789abcdef01234567");
	static const char *const others[] = {
		"refs/heads/main",
		"refs/experiments/mnist/archive",
		"refs/experiments/mnist/about",
		"refs/experiments/0123456789abcdef0123456789abcdef01234567",
		"refs/experiments/mnist/0123456789abcdef",
		"refs/experiments/-x/0123456789abcdef0123456789abcdef01234567",
		"refs/experiments/a\xe2\x80\xae/0123456789abcdef0123456789abcdef01234567",
		"refs/experiments//0123456789abcdef0123456789abcdef01234567",
		"refs/experiments/archive/0123456789abcdef0123456789abcdef01234567",
		"refs/experiments/",
		"",
	};
	for (size_t i = 0; i < GX_LEN(others); i++)
		cr_assert_not(gx_ref_split(gx_str_of(others[i]), &experiment, &id), "%s", others[i]);
}

Test(names, invented_names_are_valid_and_many)
{
	setenv("GIT_EXP_SEED", "42", 1);
	struct gx_random random;
	cr_assert_eq(gx_random_init(&random, NULL), 0);
	char last[64] = "";
	int changes = 0;
	for (int i = 0; i < 2000; i++) {
		GX_CLEANUP(gx_buf) name = GX_BUF_INIT(256);
		gx_name_invent(&random, &name);
		cr_assert_eq(gx_name_check(gx_buf_view(&name), NULL), 0, "%s", name.at);
		changes += strcmp(last, name.at) != 0;
		snprintf(last, sizeof(last), "%s", name.at);
	}
	cr_assert_gt(changes, 1990);
}

static void check_words(const char *const *words, size_t count)
{
	cr_assert_geq(count, 190);
	for (size_t i = 0; i < count; i++) {
		cr_assert_eq(strspn(words[i], "abcdefghijklmnopqrstuvwxyz"), strlen(words[i]), "%s", words[i]);
		cr_assert(i == 0 || strcmp(words[i - 1], words[i]) < 0, "%s", words[i]);
	}
}

Test(words, are_sorted_lower_case_and_each_once)
{
	check_words(gx_adjectives, gx_adjectives_count);
	check_words(gx_nouns, gx_nouns_count);
}
