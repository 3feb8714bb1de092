#include "scratch.h"

#include <time.h>

TestSuite(identity, .init = scratch_repo, .fini = scratch_leave, .timeout = 120);

static const enum gx_role roles[] = { GX_AUTHOR, GX_COMMITTER };
static const char *const git_names[] = { "GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT" };

static bool ours(enum gx_role role, struct gx_buf *out, struct gx_identity *who, struct gx_err *err)
{
	static struct gx_arena arena;
	struct gx_repo *repo = open_repo();
	bool good = gx_repo_identity(repo, role, (int64_t)1700000000 * 1000000, &arena, who, err) == 0;
	if (good)
		gx_identity_write(out, who);
	gx_repo_free(repo);
	return good;
}

/* The line that git writes; the time only where it is given. Where git refuses, ours is a guess. */
static void same_as_git(const char *what)
{
	for (size_t i = 0; i < 2; i++) {
		struct gx_identity who;
		struct gx_err err = GX_ERR_INIT;
		struct gx_buf line = GX_BUF_INIT(GX_BUF_ANY);
		const char *date = getenv(i == 0 ? "GIT_AUTHOR_DATE" : "GIT_COMMITTER_DATE");
		const char *git = shell_word("git var %s 2>/dev/null || :", git_names[i]);
		bool good = ours(roles[i], &line, &who, &err);
		if (!*git) {
			cr_expect(!good || who.guessed, "%s: git refuses", what);
		} else {
			cr_expect(good && !who.guessed, "%s: %s", what, err.text);
			const char *behind = strrchr(git, '>');
			size_t len = date && *date ? strlen(git) : (size_t)(behind - git) + 1;
			cr_expect(line.len >= len && strncmp(gx_buf_c(&line), git, len) == 0, "%s: got '%s', git has '%s'", what, gx_buf_c(&line), git);
		}
		gx_buf_release(&line);
	}
}

static void forget(void)
{
	static const char *const names[] = { "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "EMAIL", "GIT_AUTHOR_DATE",
					     "GIT_COMMITTER_DATE" };
	for (size_t i = 0; i < GX_LEN(names); i++)
		unsetenv(names[i]);
}

static void set_or_not(uint64_t *random, const char *name, const char *const *values, size_t count)
{
	size_t which = test_below(random, count + 1);
	if (which == count)
		unsetenv(name);
	else
		setenv(name, values[which], 1);
}

Test(identity, random_environments)
{
	static const char *const names[] = { "", "A", " A U ", "a<b>c", ".,;:", "\"quoted\"", "O'Neil", "x\ny", "J\303\266rg", "Dr. X.", "\\back\\", " ", "a  b" };
	static const char *const emails[] = { "", "a@b", "<a@b>", " a@b ", "a b", "a\nb@c", "...", "\"q\"@x" };
	static const char *const keys[] = { "user.name", "user.email", "author.name", "author.email", "committer.name", "committer.email" };
	uint64_t random = 1;
	forget();
	for (int round = 0; round < 120; round++) {
		set_or_not(&random, "GIT_AUTHOR_NAME", names, GX_LEN(names));
		set_or_not(&random, "GIT_COMMITTER_NAME", names, GX_LEN(names));
		set_or_not(&random, "GIT_AUTHOR_EMAIL", emails, GX_LEN(emails));
		set_or_not(&random, "GIT_COMMITTER_EMAIL", emails, GX_LEN(emails));
		set_or_not(&random, "EMAIL", emails, GX_LEN(emails));
		if (round % 3 == 0)
			forget();
		for (size_t i = 0; i < GX_LEN(keys); i++) {
			const char *value = i % 2 ? emails[test_below(&random, GX_LEN(emails))] : names[test_below(&random, GX_LEN(names))];
			if (test_below(&random, 2)) {
				setenv("VALUE", value, 1);
				shell("git config --replace-all %s \"$VALUE\"", keys[i]);
			} else {
				shell("git config --unset-all %s || :", keys[i]);
			}
		}
		shell(round % 4 ? "git config user.useConfigOnly false" : "git config user.useConfigOnly true");
		same_as_git("random");
	}
}

Test(identity, dates)
{
	static const char *const dates[] = { "1700000000 +0000", "@1700000000 +0530", "@0 +0000", "@1 -0030", "1234567890 -0330", "2023-11-14T22:13:20Z", "2023-11-14 22:13:20 +0100",
					     "2023-11-14T22:13:20.123+05:45", "Tue, 14 Nov 2023 22:13:20 -0930", "2005-04-07T22:13:13", "yesterday noon", "12345678 +0000",
					     "@12345678901 +0000", "1700000000", "@1700000000", "1700000000 +1400", "1700000000 -1200", "@1700000000 +01:00", "1700000000 +000", "0700000000 +0000",
					     "99999999 +0000", "not a date", "" };
	static const char *const zones[] = { "UTC0", "CET-1CEST,M3.5.0,M10.5.0/3", "IST-5:30", "NST3:30NDT,M3.2.0,M11.1.0", "XXX12" };
	for (size_t z = 0; z < GX_LEN(zones); z++) {
		setenv("TZ", zones[z], 1);
		tzset();
		for (size_t i = 0; i < GX_LEN(dates); i++) {
			if (strstr(dates[i], "yesterday") && z > 0)
				continue;
			setenv("GIT_AUTHOR_DATE", dates[i], 1);
			setenv("GIT_COMMITTER_DATE", dates[i], 1);
			same_as_git(dates[i]);
		}
	}
}

Test(identity, zone_of_now)
{
	static const char *const zones[][2] = { { "UTC0", "+0000" }, { "IST-5:30", "+0530" }, { "NST3:30", "-0330" }, { "XXX0:30", "-0030" }, { "YYY-14", "+1400" } };
	for (size_t i = 0; i < GX_LEN(zones); i++) {
		struct gx_buf line = GX_BUF_INIT(GX_BUF_ANY);
		struct gx_identity who;
		char want[128];
		setenv("TZ", zones[i][0], 1);
		tzset();
		cr_assert(ours(GX_AUTHOR, &line, &who, NULL));
		(void)snprintf(want, sizeof(want), "A U Thor <author@example.com> 1700000000 %s", zones[i][1]);
		cr_expect_str_eq(gx_buf_c(&line), want);
		/* and git reads it back */
		shell("printf 'tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\\nauthor %%s\\ncommitter %%s\\n\\nx\\n' '%s' '%s' | git hash-object -t commit --stdin", want, want);
		gx_buf_release(&line);
	}
}

Test(identity, a_date_that_is_none)
{
	struct gx_buf line = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_identity who;
	struct gx_err err = GX_ERR_INIT;
	setenv("GIT_AUTHOR_DATE", "gibberish", 1);
	cr_assert(!ours(GX_AUTHOR, &line, &who, &err));
	cr_assert(strstr(err.text, "GIT_AUTHOR_DATE") && strstr(err.text, "gibberish"), "%s", err.text);
}

/* A training run is not lost for want of user.email. */
Test(identity, nobody_told_us)
{
	GX_CLEANUP(gx_buf) line = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_identity who;
	forget();
	shell("git config user.useConfigOnly true");
	cr_assert(ours(GX_AUTHOR, &line, &who, NULL) && who.guessed);
	cr_assert(who.name.len > 0 && gx_str_find(who.email, '@') != GX_STR_NOWHERE);
	cr_assert(gx_str_starts(who.email, gx_str_of(shell_word("id -un"))));
	gx_buf_reset(&line);
	shell("git config user.name 'Real Name'");
	cr_assert(ours(GX_AUTHOR, &line, &who, NULL) && who.guessed && gx_str_is(who.name, "Real Name"));
	shell("printf 'tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\\nauthor %%s\\ncommitter %%s\\n\\nx\\n' '%s' '%s' | git hash-object -t commit --stdin", gx_buf_c(&line), gx_buf_c(&line));
}
