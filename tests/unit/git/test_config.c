#include "scratch.h"

TestSuite(config, .init = scratch_repo, .fini = scratch_leave, .timeout = 200);

struct seen {
	struct gx_buf text;
};

static int note(void *context, struct gx_str name, struct gx_str value, struct gx_err *err)
{
	struct seen *seen = context;
	(void)err;
	gx_buf_str(&seen->text, name);
	gx_buf_byte(&seen->text, '=');
	gx_buf_str(&seen->text, value);
	gx_buf_byte(&seen->text, '\n');
	return 0;
}

/* `git config --list -z` in one form: keys without `=` are true. */
static struct gx_buf by_git(const char *prefix)
{
	struct gx_buf list = shell_out("git config --list -z"), out = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_str rest = gx_buf_view(&list), entry;
	while (gx_str_cut(&rest, '\0', &entry)) {
		size_t end = gx_str_find(entry, '\n');
		if (!gx_str_starts(entry, gx_str_of(prefix)))
			continue;
		gx_buf_str(&out, gx_str_sub(entry, 0, end));
		gx_buf_byte(&out, '=');
		gx_buf_str(&out, end == GX_STR_NOWHERE ? GX_STR("true") : gx_str_from(entry, end + 1));
		gx_buf_byte(&out, '\n');
	}
	gx_buf_release(&list);
	return out;
}

/* All entries in git's order, and for each key the one that counts. */
static void same_as_git(const char *what)
{
	struct gx_repo *repo = open_repo();
	struct seen seen = { GX_BUF_INIT(GX_BUF_ANY) };
	cr_assert(gx_repo_config_each(repo, "", note, &seen, NULL) == 0);
	struct gx_buf want = by_git("");
	cr_expect(gx_str_equal(gx_buf_view(&seen.text), gx_buf_view(&want)), "%s: got\n%s\nwant\n%s", what, gx_buf_c(&seen.text), gx_buf_c(&want));
	gx_buf_reset(&seen.text);
	gx_buf_release(&want);
	cr_assert(gx_repo_config_each(repo, "exp.", note, &seen, NULL) == 0);
	want = by_git("exp.");
	cr_expect(gx_str_equal(gx_buf_view(&seen.text), gx_buf_view(&want)), "%s", what);
	struct gx_buf keys = shell_out("git config --list -z --name-only | sort -zu");
	struct gx_str rest = gx_buf_view(&keys), key;
	while (gx_str_cut(&rest, '\0', &key)) {
		char name[512];
		(void)snprintf(name, sizeof(name), "%.*s", GX_ARG(key));
		if (strchr(name, '\'') || strchr(name, '\n'))
			continue;
		const char *value = gx_repo_config(repo, name), *git = shell_word("git config --get '%s' | sed 's/^$/(empty)/' || :; git config --get '%s' >/dev/null || echo none", name, name);
		bool no_equals = value && strcmp(value, "true") == 0 && strcmp(git, "(empty)") == 0;
		if (strcmp(git, "none") != 0 && !strchr(git, '\n') && !no_equals)
			cr_expect(value && (strcmp(value, git) == 0 || (!*value && strcmp(git, "(empty)") == 0) || gx_str_equal(gx_str_trim(gx_str_of(value)), gx_str_of(git))),
				  "%s: %s: '%s', git: '%s'", what, name, value ? value : "(null)", git);
	}
	cr_expect(gx_repo_config(repo, "exp.no.such") == NULL && gx_repo_config(repo, "exp.nosuch") == NULL && gx_repo_config(repo, "") == NULL);
	gx_buf_release(&keys);
	gx_buf_release(&want);
	gx_buf_release(&seen.text);
	gx_repo_free(repo);
}

/* By libgit2 where it sees all: nothing of the sort is in the environment. */
static void plain_environment(void)
{
	unsetenv("GIT_CONFIG_GLOBAL");
	unsetenv("GIT_CONFIG_NOSYSTEM");
	setenv("HOME", scratch_folder, 1);
	scratch_search();
}

static const char *random_file(uint64_t *random)
{
	static char text[8192];
	static const char *const sections[] = { "[exp]", "[Exp]", "[exp \"Sub.Sec tion\"]", "[exp \"sub\"]", "[core]", "[a-b]", "[remote \"o/r.i\"]", "[EXP \"q\\\"\\\\\"]", "[exp.Old]" };
	static const char *const lines[] = { "key = value", "Key = other", "flag", "empty =", "space =   a  b  ", "q = \" a b \"", "c = x # comment", "s = x ; y", "esc = \"a\\tb\\nc\"",
					     "num = 1k", "multi = 1", "multi = 2", "multi=3", "long = a \\\n  b", "# whole", "; line", "", "k-e-y=1", "uni = \303\244", "eq = a=b=c", "quote = a\"b c\"d" };
	size_t used = 0;
	for (size_t i = test_below(random, 6) + 1; i > 0; i--) {
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s\n", sections[test_below(random, GX_LEN(sections))]);
		for (size_t k = test_below(random, 8); k > 0; k--)
			used += (size_t)snprintf(text + used, sizeof(text) - used, "\t%s\n", lines[test_below(random, GX_LEN(lines))]);
	}
	return text;
}

Test(config, random_files)
{
	uint64_t random = 1;
	plain_environment();
	shell("cp .git/config ../base");
	for (int round = 0; round < 25; round++) {
		write_file("../.gitconfig", gx_str_of(random_file(&random)));
		shell("cp ../base .git/config");
		write_file("../more", gx_str_of(random_file(&random)));
		shell("cat ../more >> .git/config");
		if (round % 5 == 4) {
			setenv("GIT_CONFIG_COUNT", "2", 1);
			setenv("GIT_CONFIG_KEY_0", "exp.key", 1);
			setenv("GIT_CONFIG_VALUE_0", "from environment", 1);
			setenv("GIT_CONFIG_KEY_1", "Exp.Sub.Key", 1);
			setenv("GIT_CONFIG_VALUE_1", "", 1);
		} else {
			unsetenv("GIT_CONFIG_COUNT");
		}
		same_as_git("random");
	}
}

Test(config, places)
{
	plain_environment();
	shell("mkdir -p ../.config/git; printf '[exp]\\n\\txdg = 1\\n\\tboth = 1\\n' > ../.config/git/config; printf '[exp]\\n\\tboth = 2\\n' > ../.gitconfig; git config exp.both 3");
	same_as_git("three files");
	shell("mkdir -p ../x/git; printf '[exp]\\n\\tother = 1\\n' > ../x/git/config");
	setenv("XDG_CONFIG_HOME", shell_word("cd ../x; pwd"), 1);
	scratch_search();
	same_as_git("XDG_CONFIG_HOME");
	shell("printf '[exp]\\n\\tglobal = 1\\n' > ../global");
	setenv("GIT_CONFIG_GLOBAL", shell_word("echo $(cd ..; pwd)/global"), 1);
	same_as_git("GIT_CONFIG_GLOBAL");
	setenv("GIT_CONFIG_PARAMETERS", "'exp.both'='4' 'exp.flag' 'exp.Sub.Key'=''", 1);
	same_as_git("git -c");
	setenv("GIT_CONFIG_SYSTEM", shell_word("echo $(cd ..; pwd)/global"), 1);
	same_as_git("GIT_CONFIG_SYSTEM");
}

Test(config, includes)
{
	plain_environment();
	shell("printf '[exp]\\n\\tincluded = 1\\n\\tkey = 2\\n' > ../inc; printf '[exp]\\n\\tkey = 1\\n[include]\\n\\tpath = inc\\n[exp]\\n\\tafter = 1\\n' > ../.gitconfig");
	same_as_git("include, relative");
	static const char *const conditions[] = { "gitdir:~/repo/", "gitdir:~/other/", "gitdir/i:~/REPO/", "gitdir:repo/.git", "gitdir:**/repo/**", "onbranch:main", "onbranch:m*", "onbranch:x/",
						  "hasconfig:remote.*.url:https://example.com/**", "unknown:x", "gitdir:./repo/" };
	shell("git config remote.origin.url https://example.com/a/b");
	for (size_t i = 0; i < GX_LEN(conditions); i++) {
		struct gx_buf text = GX_BUF_INIT(GX_BUF_ANY);
		gx_buf_printf(&text, "[exp]\n\tkey = 1\n[includeIf \"%s\"]\n\tpath = ~/inc\n[exp]\n\tlast = 1\n", conditions[i]);
		write_file("../.gitconfig", gx_buf_view(&text));
		same_as_git(conditions[i]);
		gx_buf_release(&text);
	}
	shell("printf '[include]\\n\\tpath = ~/deeper\\n' > ../inc; printf '[exp]\\n\\tdeep = 1\\n' > ../deeper; printf '[include]\\n\\tpath = ~/inc\\n\\tpath = ~/none\\n' > ../.gitconfig");
	same_as_git("nested, and one that is not there");
}

Test(config, worktrees)
{
	plain_environment();
	shell("git commit -q --allow-empty -m x; git worktree add -q ../tree -b t; git config extensions.worktreeConfig true; git config exp.key common; "
	      "git config --worktree exp.key main; git -C ../tree config --worktree exp.key tree");
	same_as_git("main worktree");
	cr_assert(chdir("../tree") == 0);
	same_as_git("linked worktree");
	shell("git config extensions.worktreeConfig false");
	same_as_git("without the extension");
}

Test(config, keys_of_any_case)
{
	shell("git config exp.sub.Section.key 1; git config Exp.LfsThreshold 2");
	struct gx_repo *repo = open_repo();
	cr_expect_str_eq(gx_repo_config(repo, "EXP.sub.Section.KEY"), "1");
	cr_expect(gx_repo_config(repo, "exp.SUB.section.key") == NULL);
	cr_expect_str_eq(gx_repo_config(repo, "exp.lfsthreshold"), "2");
	cr_expect_str_eq(gx_repo_config(repo, "exp.LFSTHRESHOLD"), "2");
	gx_repo_free(repo);
}

Test(config, truth)
{
	static const char *const values[] = { "true", "yes", "on", "TRUE", "Yes", "1", "2", "-1", "1k", "0x10", "010", "false", "no", "off", "0", "", "OFF", "0k", "00", "0x0", "-0", "+0", "+1" };
	for (size_t i = 0; i < GX_LEN(values); i++) {
		const char *git = shell_word("git -c exp.x='%s' config --type=bool exp.x", values[i]);
		cr_expect(gx_config_true(values[i], false) == (strcmp(git, "true") == 0), "'%s': git says %s", values[i], git);
	}
	cr_expect(gx_config_true(NULL, true) && !gx_config_true(NULL, false));
}
