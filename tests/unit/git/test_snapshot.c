/*
 * The tree of a snapshot is the one that `git add -A && git write-tree` gives in a copy of the repository from which what is to be omitted was
 * removed; and nothing of the user's moved.
 */
#include "scratch.h"

#include <sys/stat.h>

#include "git/snapshot.h"

TestSuite(snapshot, .init = scratch_enter, .fini = scratch_leave, .timeout = 300);

static bool wants_all_but_secrets(void *context, struct gx_str path)
{
	(void)context;
	return !memmem(path.at, path.len, "secret", 6);
}

static const struct gx_snapshot_rules standard_rules = {
	.untracked = true, .file_limit = 1000, .total_limit = 3000, .text_only = true, .wants = wants_all_but_secrets,
};

/* All that must not move: the index to its bytes and its time, HEAD, refs, stash, files with their times. */
static struct gx_buf fingerprint(void)
{
	return shell_out("g=$(git rev-parse --git-dir); { sha1sum < $g/index; stat -c '%%y %%i' $g/index; } 2>/dev/null; cat $g/HEAD; "
			 "git for-each-ref; ls $(git rev-parse --git-common-dir); find . -name .git -prune -o -printf '%%p %%s %%T@ %%m\\n' | sort");
}

struct taken {
	char tree[41];    /* empty: not dirty */
	struct gx_buf omitted; /* a line each */
};

static void taken_release(struct taken *taken)
{
	gx_buf_release(&taken->omitted);
}

static struct taken take(const struct gx_snapshot_rules *rules)
{
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_repo *repo = NULL;
	struct gx_git status = { .status = 0 };
	struct gx_snapshot snapshot = { .dirty = false };
	struct gx_err err = GX_ERR_INIT;
	struct taken taken = { "", GX_BUF_INIT(GX_BUF_ANY) };
	cr_assert(gx_snapshot_start(&status, rules->untracked, &err) == 0, "%s", err.text);
	repo = open_repo();
	cr_assert(gx_snapshot_finish(&status, repo, rules, &arena, &snapshot, &err) == 0, "%s", err.text);
	if (snapshot.dirty)
		(void)snprintf(taken.tree, sizeof(taken.tree), "%s", gx_oid_text(&snapshot.tree).hex);
	for (size_t i = 0; i < snapshot.omitted.len; i++) {
		gx_buf_str(&taken.omitted, snapshot.omitted.at[i]);
		gx_buf_byte(&taken.omitted, '\n');
	}
	gx_snapshot_release(&snapshot);
	gx_arena_release(&arena);
	gx_repo_free(repo);
	return taken;
}

/* The tree that a snapshot should have, by way of a copy next to the repository's folder. */
static const char *expected_tree(const char *omitted)
{
	return shell_word("cp -a \"$PWD\" ../copy && cd ../copy && { printf '%%s' '%s' | tr '\\n' '\\0' | xargs -0 -r -I{} rm -rf -- ./{}; } && "
			  "git -c core.safecrlf=false -c core.fsmonitor=false add -A . 2>/dev/null && git write-tree && cd .. && rm -rf copy", omitted);
}

static const char base_commit[] =
	"git init -q -b main repo; cd repo; git config core.autocrlf false; printf 'one\\ntwo\\n' > a; echo b > b; mkdir -p dir/sub; echo d > dir/d; "
	"echo e > dir/sub/e; echo x > exec; chmod +x exec; ln -s a link; printf '*.log\\nbuild/\\n' > .gitignore; git add .; git commit -qm base";

struct example {
	const char *name, *script, *omitted;
};

static const struct example changes[] = {
	{ "clean", "", "" },
	{ "touched", "touch -d yesterday a", "" },
	{ "staged", "echo 3 >> a; git add a", "" },
	{ "unstaged", "echo 3 >> a", "" },
	{ "both", "echo 3 >> a; git add a; echo 4 >> a", "" },
	{ "staged and taken back", "echo 3 >> a; git add a; git show HEAD:a > a", "" },
	{ "deleted", "rm a", "" },
	{ "deletion staged", "git rm -q a", "" },
	{ "deletion staged, file there", "git rm -q --cached a", "" },
	{ "all deleted", "git rm -rq .", "" },
	{ "file becomes folder", "rm a; mkdir a; echo x > a/x; echo y > a/y", "" },
	{ "folder becomes file", "rm -r dir; echo x > dir", "" },
	{ "folder becomes link", "mv dir other; ln -s other dir", "" },
	{ "renamed", "git mv a c; mv b e", "" },
	{ "renamed by case", "mv a A", "" },
	{ "mode", "chmod +x a; chmod -x exec", "" },
	{ "file becomes link", "rm a; ln -s b a", "" },
	{ "link becomes file", "rm link; echo x > link", "" },
	{ "link elsewhere", "rm link; ln -s /nowhere/at/all link; ln -s ../../etc dangling", "" },
};

static const struct example untracked[] = {
	{ "untracked", "echo n > new; mkdir n; echo m > n/m; : > empty", "" },
	{ "untracked in depth", "mkdir -p n/o/p/q; echo m > n/o/p/q/m", "" },
	{ "untracked executable", "echo n > new; chmod +x new", "" },
	{ "untracked, too large", "head -c 1001 /dev/zero | tr '\\0' x > big; head -c 1000 /dev/zero | tr '\\0' x > fits", "big" },
	{ "untracked, too many", "for i in 1 2 3 4; do head -c 900 /dev/zero | tr '\\0' $i > f$i; done", "f4" },
	{ "secrets", "echo s > secret; mkdir n; echo s > n/a.secret.txt; echo t > n/t", "n/a.secret.txt\nsecret" },
	{ "binary", "printf 'a\\0b' > bin; printf 'a\\200b' > text", "bin" },
	{ "tracked, whatever it is", "head -c 5000 /dev/zero > secret; git add secret; head -c 2000 /dev/urandom > a", "" },
	{ "ignored", "echo l > x.log; mkdir build; echo b > build/b", "" },
	{ "ignored but added", "echo l > x.log; git add -f x.log; echo m >> x.log", "" },
	{ "intent to add", "echo n > new; git add -N new", "" },
	{ "intent to add, gone", "echo n > new; git add -N new; rm new", "" },
	{ "same tick of the clock", "printf 'one\\nfoo\\n' > a; git add a; printf 'one\\nbar\\n' > a", "" },
	{ "same tick, long ago", "git config core.trustctime false; printf 'one\\nfoo\\n' > a; touch -d @1700000000 a; git add a; "
				 "printf 'one\\nbar\\n' > a; touch -d @1700000000 a .git/index", "" },
};

static const struct example conflicts[] = {
	{ "conflict", "git checkout -qb side; echo s > a; git commit -qam side; git checkout -q main; echo m > a; git commit -qam m; "
		      "git merge side >/dev/null; true", "" },
	{ "conflict, deleted by them", "git checkout -qb side; git rm -q a; git commit -qm side; git checkout -q main; echo m > a; "
				       "git commit -qam m; git merge side >/dev/null; true", "" },
	{ "conflict, deleted by us", "git checkout -qb side; echo s > a; git commit -qam side; git checkout -q main; git rm -q a; "
				     "git commit -qm m; git merge side >/dev/null; rm -f a; true", "" },
	{ "in the middle of a rebase", "git checkout -qb side; echo s > a; git commit -qam side; git checkout -q main; echo m > a; "
				       "git commit -qam m; git checkout -q side; git rebase main >/dev/null 2>&1; echo solved > a", "" },
	{ "names", "echo 1 > ' lead'; echo 2 > -dash; echo 3 > \"$(printf 'new\\nline')x\"; echo 4 > 'q\"uote'; echo 5 > \"it''s\"; "
		   "echo 6 > ':(glob)**'; echo 7 > \"$(printf '\\377\\376')\"; echo 8 > 'tab\there'; echo 9 > '*'; echo 10 > 'back\\slash'", "" },
	{ "names, tracked", "echo 1 > -dash; echo 3 > \"$(printf 'new\\nline')x\"; echo 6 > ':(glob)**'; echo 7 > \"$(printf '\\377\\376')\"; "
			    "git add .; git commit -qm names; for f in -dash *line* :* ; do echo more >> \"./$f\"; done", "" },
};

static const struct example contents[] = {
	{ "attributes", "printf '*.txt text eol=crlf\\n*.bin -text\\n*.id ident\\n' > .gitattributes; printf 'a\\r\\nb\\r\\n' > t.txt; "
			"printf 'a\\r\\n' > x.bin; git add .; git commit -qm t; printf 'c\\r\\n' >> t.txt; printf 'n\\r\\n' > n.txt; echo '$Id$' > i.id", "" },
	{ "autocrlf", "git config core.autocrlf true; git config core.safecrlf true; printf 'c\\nd\\r\\n' >> a; printf 'n\\r\\n' > n.txt", "" },
	{ "only line ends differ", "git config core.autocrlf input; printf 'one\\r\\ntwo\\r\\n' > a", "" },
	{ "encoding", "echo '*.u working-tree-encoding=UTF-16LE' > .gitattributes; printf 'x' | iconv -t UTF-16LE > a.u; git add .; "
		      "printf 'xy' | iconv -t UTF-16LE > a.u", "" },
	{ "filter", "git config filter.up.clean 'tr a-z A-Z'; git config filter.up.smudge 'tr A-Z a-z'; echo '*.up filter=up' > .gitattributes; "
		    "echo x > x.up; git add .; git commit -qm f; echo y >> x.up; echo z > new.up", "" },
	{ "large files of git-lfs", "git lfs install --local >/dev/null; git lfs track '*.bin' >/dev/null; head -c 3000 /dev/urandom > a.bin; git add .; "
				    "git commit -qm lfs; head -c 4000 /dev/urandom > a.bin", "" },
};

static const struct example indexes[] = {
	{ "sparse checkout", "git sparse-checkout set dir 2>/dev/null; echo x >> dir/d; echo n > dir/n", "" },
	{ "sparse index", "mkdir out; echo o > out/o; git add out; git commit -qm o; git sparse-checkout set --cone --sparse-index dir 2>/dev/null; echo x >> dir/d", "" },
	{ "split index", "git update-index --split-index; echo x >> a; echo y > n; git add n", "" },
	{ "split index by setting", "git config core.splitIndex true; echo x >> a; git add a; echo y >> a", "" },
	{ "index version 4", "git update-index --index-version 4; echo x >> a; echo y > n", "" },
	{ "untracked cache", "git update-index --force-untracked-cache; git status >/dev/null; echo x >> a; echo y > n", "" },
	{ "settings of status", "git config status.showUntrackedFiles no; git config status.renames copies; git config status.branch true; "
				"git config status.showStash true; git config status.relativePaths true; git config color.ui always; cp a c; git add c; echo x > n", "" },
	{ "unborn", "git checkout -q --orphan new; echo x >> a", "" },
	{ "unborn, no index", "git checkout -q --orphan new; rm .git/index; echo x >> a", "" },
	{ "detached", "git checkout -q --detach; echo x >> a", "" },
	{ "record untracked", "mkdir .exp; echo 'format: 1' > .exp/run.yaml; echo x > n", ".exp" },
	{ "assumed unchanged elsewhere", "echo x >> a; echo x >> b; git update-index --assume-unchanged dir/d", "" },
	{ "index hooks", "printf '#!/bin/sh\\necho ran > $(git rev-parse --show-toplevel)/hooked\\n' > .git/hooks/post-index-change; "
			 "chmod +x .git/hooks/post-index-change; echo x >> a", "" },
};

static const struct example submodules[] = {
	{ "embedded repository", "git init -q inner; cd inner; echo i > i; git add i; git commit -qm i; cd ..; echo x > n", "inner/" },
	{ "submodule clean", "with_submodule", "" },
	{ "submodule at another commit", "with_submodule; cd sub; echo 2 > s2; git add s2; git commit -qm 2; cd ..", "" },
	{ "submodule changed inside", "with_submodule; echo 2 >> sub/s", "sub" },
	{ "submodule with untracked files", "with_submodule; echo 2 > sub/n; echo x > n", "sub" },
	{ "submodule at another commit and changed", "with_submodule; cd sub; echo 2 > s2; git add s2; git commit -qm 2; echo 3 > s2; cd ..", "sub" },
	{ "submodule ignored by setting", "with_submodule; git config submodule.sub.ignore all; cd sub; echo 2 > s2; git add s2; git commit -qm 2; cd ..", "" },
	{ "submodule new", "git -c protocol.file.allow=always submodule add -q ../lib sub 2>/dev/null", "" },
	{ "submodule not there", "with_submodule; git submodule -q deinit -f sub; echo x > n", "" },
	{ "submodule deleted", "with_submodule; rm -rf sub; echo x > n", "" },
};

static void check_tree(const struct example *example, const struct taken *taken)
{
	bool dirty_inside = strcmp(example->omitted, "sub") == 0;
	const char *want = expected_tree(dirty_inside ? "" : example->omitted);
	const char *got = taken->tree[0] ? taken->tree : shell_word("git rev-parse HEAD^{tree}");
	if (strcmp(want, got) == 0)
		return;
	struct gx_buf diff = shell_out("git diff-tree -r %s %s; git diff-tree -r %s %s", want, got, "HEAD", got);
	cr_expect(false, "%s: the tree differs from what it should be, and from HEAD:\n%s", example->name, gx_buf_c(&diff));
	gx_buf_release(&diff);
}

static void check(const struct example *example)
{
	shell("rm -rf lib; git init -q -b main lib; cd lib; echo s > s; git add s; git commit -qm lib");
	shell("rm -rf repo copy; %s", base_commit);
	shell("cd repo; with_submodule() { git -c protocol.file.allow=always submodule add -q ../lib sub 2>/dev/null; git commit -qm sub; }; %s",
	      example->script);
	cr_assert(chdir("repo") == 0);
	struct gx_buf before = fingerprint();
	GX_CLEANUP(taken) taken = take(&standard_rules);
	shell("[ ! -d .git/exp ] || rmdir .git/exp/tmp .git/exp"); /* nothing is left of the private index */
	struct gx_buf after = fingerprint();
	bool same = gx_str_equal(gx_buf_view(&before), gx_buf_view(&after));
	cr_expect(same, "%s: something moved:\n%s\n%s", example->name, gx_buf_c(&before), gx_buf_c(&after));
	struct gx_str omitted = gx_str_trim(gx_buf_view(&taken.omitted));
	const char *want = strcmp(example->omitted, ".exp") == 0 ? "" : example->omitted;
	cr_expect(gx_str_is(omitted, want), "%s: omitted '%.*s', want '%s'", example->name, GX_ARG(omitted), want);
	check_tree(example, &taken);
	gx_buf_release(&before);
	gx_buf_release(&after);
	gx_buf_release(&taken.omitted);
	cr_assert(chdir("..") == 0);
}

#define CHECK_ALL(examples)                                                       \
	for (size_t i = 0; i < sizeof(examples) / sizeof((examples)[0]); i++) \
		check(&(examples)[i])

Test(snapshot, changes)
{
	CHECK_ALL(changes);
}

Test(snapshot, untracked)
{
	CHECK_ALL(untracked);
}

Test(snapshot, conflicts)
{
	CHECK_ALL(conflicts);
}

Test(snapshot, contents)
{
	CHECK_ALL(contents);
}

Test(snapshot, indexes)
{
	CHECK_ALL(indexes);
}

Test(snapshot, submodules)
{
	CHECK_ALL(submodules);
}

/* ---- where we stand, and what is around */

static void enter_base(void)
{
	shell("%s", base_commit);
	cr_assert(chdir("repo") == 0);
}

static void check_here(const char *folder)
{
	const char *want = expected_tree("");
	cr_assert(chdir(folder) == 0);
	GX_CLEANUP(taken) taken = take(&standard_rules);
	cr_expect_str_eq(taken.tree, want, "%s", folder);
	gx_buf_release(&taken.omitted);
}

Test(snapshot, from_a_subdirectory)
{
	enter_base();
	shell("echo x >> a; echo y > dir/n; echo z > top; rm dir/d");
	check_here("dir/sub");
}

Test(snapshot, in_a_linked_worktree)
{
	enter_base();
	shell("git worktree add -q ../tree -b other; cp -a . ../same; cd ../same; git checkout -q other 2>/dev/null; git worktree prune; "
	      "for d in ../tree ../same; do cd $d; git checkout -q -B x; echo x >> a; echo n > n; git add n; rm b; done");
	const char *want = shell_word("cd ../same; git add -A; git write-tree");
	cr_assert(chdir("../tree/dir") == 0);
	GX_CLEANUP(taken) taken = take(&standard_rules);
	cr_assert_str_eq(taken.tree, want);
}

Test(snapshot, repository_named_by_the_environment)
{
	enter_base();
	shell("echo x >> a; echo n > n; mkdir ../work; cp -a a b dir exec link n .gitignore ../work; mv .git ../bare.git");
	cr_assert(chdir("../work") == 0);
	const char *want = shell_word("GIT_DIR=../bare.git GIT_INDEX_FILE=$PWD/../i GIT_WORK_TREE=. git add -A 2>/dev/null; "
				      "GIT_INDEX_FILE=$PWD/../i git --git-dir=../bare.git write-tree");
	setenv("GIT_DIR", "../bare.git", 1);
	GX_CLEANUP(taken) taken = take(&standard_rules); /* the current directory is the work tree then */
	cr_assert_str_eq(taken.tree, want);
	setenv("GIT_WORK_TREE", "../work", 1);
	taken = take(&standard_rules);
	cr_assert_str_eq(taken.tree, want);
	cr_assert(chdir("dir") == 0);
	setenv("GIT_DIR", "../../bare.git", 1);
	setenv("GIT_WORK_TREE", "..", 1);
	taken = take(&standard_rules);
	cr_assert_str_eq(taken.tree, want);
}

Test(snapshot, index_named_by_the_environment)
{
	enter_base();
	shell("cp .git/index .git/other; echo i > only; GIT_INDEX_FILE=.git/other git add only; echo '*' >> .git/info/exclude");
	const char *want = shell_word("cp .git/other .git/third; GIT_INDEX_FILE=.git/third git write-tree");
	setenv("GIT_INDEX_FILE", ".git/other", 1);
	cr_assert(chdir("dir") == 0);
	GX_CLEANUP(taken) taken = take(&standard_rules);
	cr_assert_str_eq(taken.tree, want);
}

/* A record of the user's adopting, a conflict in it: no tree could be written with it, and a run has one of its own. */
Test(snapshot, conflict_in_the_record)
{
	enter_base();
	shell("mkdir .exp; echo 'adopted: 1' > .exp/adopted.yaml; git add .exp; git commit -qm adopted; git checkout -qb side; "
	      "echo 'adopted: 2' > .exp/adopted.yaml; git commit -qam 2; git checkout -q main; echo 'adopted: 3' > .exp/adopted.yaml; "
	      "git commit -qam 3; git merge side >/dev/null || :");
	const char *want = shell_word("git rm -rq --cached .exp >/dev/null; git write-tree; git read-tree HEAD");
	shell("git reset -q --hard; git merge side >/dev/null || :");
	GX_CLEANUP(taken) taken = take(&standard_rules);
	cr_assert_str_eq(taken.tree, want);
}

Test(snapshot, record_of_a_branch_stays)
{
	enter_base();
	shell("mkdir .exp; echo 'adopted: 1' > .exp/adopted.yaml; git add .exp; git commit -qm adopted; echo 'adopted: 2' > .exp/adopted.yaml");
	GX_CLEANUP(taken) taken = take(&standard_rules);
	cr_assert_str_eq(taken.tree, "", "what differs below .exp/ makes no code dirty");
	shell("echo x >> a");
	const char *want = shell_word("cp .git/index .git/i; GIT_INDEX_FILE=.git/i git add a; GIT_INDEX_FILE=.git/i git write-tree; rm .git/i");
	taken = take(&standard_rules);
	cr_assert_str_eq(taken.tree, want);
}

Test(snapshot, untracked_files_not_looked_at)
{
	struct gx_snapshot_rules rules = standard_rules;
	struct gx_git status = { .status = 0 };
	rules.untracked = false;
	enter_base();
	shell("echo x >> a; echo n > n");
	const char *want = shell_word("cp .git/index .git/i; GIT_INDEX_FILE=.git/i git add -u; GIT_INDEX_FILE=.git/i git write-tree; rm .git/i");
	GX_CLEANUP(taken) taken = take(&rules);
	cr_assert_str_eq(taken.tree, want);
	cr_assert(taken.omitted.len == 0);
	cr_assert(gx_snapshot_start(&status, false, NULL) == 0);
	bool without = false;
	for (size_t i = 0; status.argv[i]; i++)
		without |= strcmp(status.argv[i], "--untracked-files=no") == 0;
	cr_assert(without, "git does not even walk the folders");
	cr_assert(gx_git_finish(&status, NULL, NULL) == 0);
}

Test(snapshot, long_lists)
{
	enter_base();
	shell("i=0; while [ $i -lt 1500 ]; do printf '\\0' > x$i; : > e$i; i=$((i+1)); done");
	GX_CLEANUP(taken) taken = take(&standard_rules);
	size_t lines = 0;
	for (size_t i = 0; i < taken.omitted.len; i++)
		lines += taken.omitted.at[i] == '\n';
	cr_assert(lines == 1000, "%zu", lines);
	cr_assert(gx_str_ends(gx_buf_view(&taken.omitted), GX_STR("... and 501 more\n")));
	cr_assert_str_eq(shell_word("git ls-tree -r --name-only %s | grep -c ^e", taken.tree), "1501");
}

/* Another git holds the user's index; a process of ours was killed yesterday, one is at work. */
Test(snapshot, locks_and_leftovers)
{
	enter_base();
	shell("echo x >> a; touch .git/index.lock; mkdir -p .git/exp/tmp; cd .git/exp/tmp; touch index-aaaaaa index-bbbbbb.lock other");
	GX_CLEANUP(taken) taken = take(&standard_rules);
	cr_assert(taken.tree[0] != '\0');
	cr_assert_str_eq(shell_word("ls .git/exp/tmp | tr '\\n' ' '"), "index-aaaaaa index-bbbbbb.lock other", "young ones may be in use");
}

Test(snapshot, errors)
{
	struct gx_git status = { .status = 0 };
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_snapshot snapshot;
	struct gx_err err = GX_ERR_INIT;
	enter_base();
	shell("echo x >> a; printf garbage > .git/index");
	struct gx_repo *repo = open_repo();
	cr_assert(gx_snapshot_start(&status, true, &err) == 0);
	cr_assert(gx_snapshot_finish(&status, repo, &standard_rules, &arena, &snapshot, &err) == GX_EGIT);
	cr_assert(strstr(err.text, "git status failed: ") == err.text || strstr(err.text, "index"), "%s", err.text);
	gx_repo_free(repo);
}
