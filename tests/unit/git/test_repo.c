#include "scratch.h"

#include <sys/stat.h>

TestSuite(repo, .init = scratch_enter, .fini = scratch_leave, .timeout = 60);

static void make(void)
{
	shell("git init -q -b main repo; cd repo; mkdir -p d/e; echo a > a; echo b > d/e/b; git add .; git commit -qm one");
}

/* What git says of the current folder is what we say. */
static void same_as_git(const char *what)
{
	struct gx_repo *repo = open_repo();
	const char *top = shell_word("git rev-parse --show-toplevel 2>/dev/null || :");
	cr_expect_str_eq(gx_repo_git_dir(repo), shell_word("git rev-parse --path-format=absolute --git-dir"), "%s", what);
	cr_expect_str_eq(gx_repo_common_dir(repo), shell_word("git rev-parse --path-format=absolute --git-common-dir"), "%s", what);
	cr_expect_str_eq(gx_repo_work_tree(repo) ? gx_repo_work_tree(repo) : "", top, "%s", what);
	cr_expect_str_eq(gx_repo_prefix(repo), *top ? shell_word("git rev-parse --show-prefix") : "", "%s", what);
	cr_expect_str_eq(gx_repo_objects_dir(repo), shell_word("readlink -m \"$(git rev-parse --git-path objects)\""), "%s", what);

	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_head head;
	struct gx_err err = GX_ERR_INIT;
	cr_assert(gx_repo_head(repo, &arena, &head, &err) == 0, "%s: %s", what, err.text);
	cr_expect_str_eq(head.unborn ? "" : gx_oid_text(&head.commit).hex, shell_word("git rev-parse -q --verify HEAD || :"), "%s", what);
	cr_expect(gx_str_is(head.branch, shell_word("git symbolic-ref -q HEAD || :")), "%s", what);
	gx_arena_release(&arena);
	gx_repo_free(repo);
}

static void same_in(const char *folder)
{
	char *before = getcwd(NULL, 0);
	cr_assert(chdir(folder) == 0, "%s", folder);
	same_as_git(folder);
	cr_assert(chdir(before) == 0);
	free(before);
}

Test(repo, places)
{
	make();
	shell("cd repo; git worktree add -q ../tree -b other; git worktree add -q --detach ../loose; mkdir ../tree/x; cd ..; git clone -q --bare repo bare.git; "
	      "git clone -q --separate-git-dir=elsewhere.git repo separate; mkdir separate/y; git init -q unborn; mkdir 'with space'; "
	      "git clone -q repo 'with space/r'; ln -s repo/d link; git clone -q --depth 1 file://$PWD/repo shallow");
	static const char *const folders[] = { "repo", "repo/d", "repo/d/e", "tree", "tree/x", "loose", "bare.git", "bare.git/refs", "separate",
					       "separate/y", "elsewhere.git", "unborn", "with space/r", "with space/r/d", "link", "link/e", "shallow" };
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		same_in(folders[i]);
}

Test(repo, heads)
{
	make();
	shell("cd repo; git pack-refs --all");
	same_in("repo");
	shell("cd repo; git commit -q --allow-empty -m two");
	same_in("repo");
	shell("cd repo; git symbolic-ref refs/heads/alias refs/heads/main; git symbolic-ref HEAD refs/heads/alias");
	same_in("repo");
	shell("cd repo; git checkout -q --detach");
	same_in("repo");
	shell("cd repo; git symbolic-ref HEAD refs/heads/not/yet");
	same_in("repo");
}

/* A branch whose file is garbage is no branch without commits: a run that is recorded now would lose its parent. */
Test(repo, broken_head)
{
	make();
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_head head;
	struct gx_err err = GX_ERR_INIT;
	cr_assert(chdir("repo") == 0);
	shell("echo garbage > .git/refs/heads/main");
	struct gx_repo *repo = open_repo();
	cr_assert(gx_repo_head(repo, &arena, &head, &err) < 0);
	cr_assert(strstr(err.text, "refs/heads/main"), "%s", err.text);
	gx_repo_free(repo);
	shell("git symbolic-ref HEAD refs/heads/a; git symbolic-ref refs/heads/a refs/heads/b; git symbolic-ref refs/heads/b refs/heads/a");
	repo = open_repo();
	cr_assert(gx_repo_head(repo, &arena, &head, &err) < 0, "a circle");
	gx_repo_free(repo);
}

Test(repo, environment)
{
	make();
	shell("git clone -q --bare repo bare.git; mkdir -p work/w");
	setenv("GIT_DIR", "../repo/.git", 1);
	same_in("work");
	setenv("GIT_WORK_TREE", "../work", 1);
	same_in("work");
	setenv("GIT_DIR", "../../repo/.git", 1);
	setenv("GIT_WORK_TREE", "..", 1);
	same_in("work/w");
	unsetenv("GIT_WORK_TREE");
	setenv("GIT_DIR", "../bare.git", 1);
	same_in("work");
	unsetenv("GIT_DIR");
	setenv("GIT_WORK_TREE", "..", 1);
	same_in("repo/d");
	unsetenv("GIT_WORK_TREE");
	shell("git -C repo config core.worktree \"$PWD/work\"");
	same_in("repo/.git");
}

/* As in the hooks of a receiving repository: new objects are apart until they are accepted. */
Test(repo, quarantine)
{
	make();
	shell("mkdir -p apart/pack; cd repo; export GIT_OBJECT_DIRECTORY=../apart GIT_ALTERNATE_OBJECT_DIRECTORIES=.git/objects; echo new | git hash-object -w --stdin");
	const char *blob = shell_word("echo new | git hash-object --stdin"), *commit = shell_word("git -C repo rev-parse HEAD");
	char apart[512], objects[512];
	(void)snprintf(apart, sizeof(apart), "%s/apart", scratch_folder);
	(void)snprintf(objects, sizeof(objects), "%s/repo/.git/objects", scratch_folder);
	setenv("GIT_OBJECT_DIRECTORY", apart, 1);
	setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", objects, 1);
	same_in("repo");
	cr_assert(chdir("repo") == 0);
	struct gx_repo *repo = open_repo();
	struct gx_reader *reader = gx_reader_new(repo);
	struct gx_oid new = oid_of(blob), old = oid_of(commit);
	struct gx_str bytes;
	struct gx_err err = GX_ERR_INIT;
	cr_assert(gx_object_read(reader, &new, GX_BLOB, 100, &bytes, NULL, &err) == 0, "%s", err.text);
	cr_assert(gx_object_read(reader, &old, GX_COMMIT, 1000, &bytes, NULL, &err) == 0, "%s", err.text);
	gx_reader_free(reader);
	gx_repo_free(repo);
}

static void refused(const char *folder, int code, const char *text)
{
	struct gx_repo *repo = NULL;
	struct gx_err err = GX_ERR_INIT;
	char *before = getcwd(NULL, 0);
	cr_assert(chdir(folder) == 0);
	cr_expect(gx_repo_open(&repo, &err) == code, "%s: %d %s", folder, err.code, err.text);
	cr_expect(repo == NULL);
	cr_expect(strstr(err.text, text) && !strchr(err.text, '\n'), "%s: '%s'", folder, err.text);
	cr_assert(chdir(before) == 0);
	free(before);
}

Test(repo, none_or_broken)
{
	make();
	refused(".", GX_EGIT, "not a git repository");
	shell("mkdir -p above/below; git init -q above");
	setenv("GIT_CEILING_DIRECTORIES", shell_word("echo $PWD/above"), 1);
	refused("above/below", GX_EGIT, "not a git repository");
	unsetenv("GIT_CEILING_DIRECTORIES");
	setenv("GIT_DIR", "nowhere", 1);
	refused("repo", GX_EGIT, "not a git repository: 'nowhere'");
	unsetenv("GIT_DIR");
	shell("cp -a repo broken; printf '[core\\n' > broken/.git/config");
	refused("broken", GX_EGIT, "config");
	shell("git init -q --object-format=sha256 long; cp -a repo future; cd future; git config core.repositoryformatversion 1; "
	      "git config extensions.refstorage reftable");
	refused("long", GX_EUNSUPPORTED, "SHA-256");
	refused("future", GX_EUNSUPPORTED, "reftable");
	shell("cd future; git config --file .git/config --unset extensions.refstorage; git config --file .git/config extensions.unheardof true");
	refused("future", GX_EGIT, "unheardof");
	setenv("GIT_DIR", ".git", 1);
	refused("long", GX_EUNSUPPORTED, "SHA-256");
}

Test(repo, harmless_extensions)
{
	make();
	shell("cd repo; git config core.repositoryformatversion 1; git config extensions.preciousObjects true; git config extensions.partialClone origin; "
	      "git config extensions.worktreeConfig true; git sparse-checkout set d 2>/dev/null");
	same_in("repo");
}

Test(repo, of_somebody_else)
{
	if (geteuid() != 0)
		cr_skip_test("only root can give a repository away");
	make();
	shell("git clone -q --bare repo bare.git; chown -R 12345 repo bare.git");
	refused("repo", GX_EGIT, "safe.directory");
	refused("bare.git", GX_EGIT, "safe.directory");
	setenv("GIT_CONFIG_COUNT", "1", 1);
	setenv("GIT_CONFIG_KEY_0", "safe.directory", 1);
	setenv("GIT_CONFIG_VALUE_0", "*", 1);
	same_in("repo");
	unsetenv("GIT_CONFIG_COUNT");
	shell("git config --file ./config safe.directory '*'");
	setenv("GIT_CONFIG_GLOBAL", shell_word("echo $PWD/config"), 1);
	same_in("repo");
	same_in("repo/d");
	same_in("bare.git");
	shell("git config --file ./config safe.bareRepository explicit");
	refused("bare.git", GX_EGIT, "bare");
}

Test(repo, revisions)
{
	make();
	cr_assert(chdir("repo") == 0);
	shell("git tag -a -m one v1; git commit -q --allow-empty -m two; git branch -- -dash 2>/dev/null || git update-ref refs/heads/-dash HEAD");
	static const char *const names[] = { "HEAD", "HEAD~", "v1", "main", ":/one", "heads/-dash", "@{0}" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct gx_oid oid;
		struct gx_err err = GX_ERR_INIT;
		cr_assert(gx_repo_resolve(names[i], &oid, &err) == 0, "%s: %s", names[i], err.text);
		cr_assert_str_eq(gx_oid_text(&oid).hex, shell_word("git rev-list -1 '%s' --", names[i]));
	}
	static const char *const none[] = { "", "nothing", "HEAD^{tree}", "HEAD:a", "--all", "-dash x", "HEAD..main", "0000000000000000000000000000000000000000" };
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		struct gx_oid oid;
		struct gx_err err = GX_ERR_INIT;
		cr_assert(gx_repo_resolve(none[i], &oid, &err) == GX_ENOTFOUND, "'%s': %d %s", none[i], err.code, err.text);
	}
}

Test(repo, remotes)
{
	static const struct {
		const char *config, *branch, *url;
	} cases[] = {
		{ ":", "refs/heads/main", "" },
		{ "git remote add only file:///only", "refs/heads/main", "file:///only" },
		{ "git remote add other file:///other; git remote add origin file:///origin", "refs/heads/main", "file:///origin" },
		{ "git remote rename origin third", "refs/heads/main", "" },
		{ "git config branch.main.remote other", "refs/heads/main", "file:///other" },
		{ ":", "refs/heads/not", "" },
		{ ":", "", "" },
		{ "git config branch.a.b.remote third", "refs/heads/a.b", "file:///origin" },
		{ "git config branch.main.remote .", "refs/heads/main", "" },
		{ "git config branch.main.remote https://host/x.git", "refs/heads/main", "https://host/x.git" },
		{ "git config remote.url oops", "refs/heads/not", "" },
	};
	scratch_leave();
	scratch_repo();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct gx_arena arena = GX_ARENA_INIT;
		struct gx_str url;
		shell("%s", cases[i].config);
		struct gx_repo *repo = open_repo();
		cr_assert(gx_repo_remote_url(repo, gx_str_of(cases[i].branch), &arena, &url, NULL) == 0);
		cr_expect(gx_str_is(url, cases[i].url), "%zu: '%.*s'", i, GX_ARG(url));
		gx_repo_free(repo);
		gx_arena_release(&arena);
	}
}
