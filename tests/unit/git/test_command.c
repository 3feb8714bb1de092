#include "scratch.h"

#include "git/command.h"

TestSuite(command, .init = scratch_repo, .fini = scratch_leave, .timeout = 60);

static void make_git(const char *script)
{
	struct gx_buf text = GX_BUF_INIT(GX_BUF_ANY);
	shell("mkdir -p ../bin");
	gx_buf_printf(&text, "#!/bin/sh\n%s\n", script);
	write_file("../bin/git", gx_buf_view(&text));
	shell("chmod +x ../bin/git");
	gx_buf_release(&text);
}

/* A git of our own says what it was given, and fails as it is told. */
static void use_it(void)
{
	char path[1024];
	(void)snprintf(path, sizeof(path), "%s/bin:%s", scratch_folder, getenv("PATH"));
	setenv("PATH", path, 1);
}

Test(command, words_environment_input)
{
	struct gx_buf out = GX_BUF_INIT(GX_BUF_ANY);
	make_git("printf '%s\\n' \"$@\"; echo \"$GIT_OPTIONAL_LOCKS-$SET-${UNSET-none}\"; pwd; cat");
	use_it();
	setenv("UNSET", "x", 1);
	struct gx_git git = { .argv = { "a b", "", "-c" }, .environment = { "SET=1=2", "UNSET" }, .folder = "/", .input = GX_STR("in\0put") };
	cr_assert(gx_git_run(&git, &out, NULL) == 0);
	cr_assert(gx_str_equal(gx_buf_view(&out), GX_STR("a b\n\n-c\n0-1=2-none\n/\nin\0put")), "%s", gx_buf_c(&out));
	gx_buf_release(&out);
}

Test(command, failures)
{
	static const struct {
		const char *script, *text;
	} cases[] = {
		{ "exit 3", "git x failed: it gave no reason" },
		{ "echo 'fatal: bad thing' >&2; exit 128", "git x failed: bad thing" },
		{ "echo 'warning: w' >&2; echo 'error: bad thing' >&2; echo 'hint: h' >&2; exit 1", "git x failed: bad thing" },
		{ "echo 'odd words' >&2; exit 1", "git x failed: odd words" },
		{ "kill -9 $$", "git x failed: it gave no reason" },
	};
	use_it();
	for (size_t i = 0; i < GX_LEN(cases); i++) {
		struct gx_err err = GX_ERR_INIT;
		make_git(cases[i].script);
		struct gx_git git = { .argv = { "-c", "a=b", "x", "y" } };
		cr_expect(gx_git_run(&git, NULL, &err) == GX_EGIT);
		cr_expect_str_eq(err.text, cases[i].text);
		git.may_fail = true;
		cr_expect(gx_git_run(&git, NULL, &err) == 0 && git.status != 0);
	}
}

Test(command, not_started)
{
	struct gx_git git = { .status = 0 };
	cr_assert(gx_git_finish(&git, NULL, NULL) == 0);
	setenv("PATH", "/nowhere", 1);
	struct gx_err err = GX_ERR_INIT;
	struct gx_git none = { .argv = { "x" } };
	cr_assert(gx_git_run(&none, NULL, &err) == GX_ENOTFOUND);
	cr_assert(strstr(err.text, "'git'"), "%s", err.text);
}
