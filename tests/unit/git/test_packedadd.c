#include "scratch.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include "git/write.h"

TestSuite(packedadd, .init = scratch_repo, .fini = scratch_leave, .timeout = 120);

static const char *commit;

static void make_commit(void)
{
	shell("git hash-object -t tree -w /dev/null");
	commit = shell_word("git commit-tree -m one 4b825dc642cb6eb9a060e54bf8d69288fbee4904");
	shell("git update-ref refs/heads/main %s", commit);
}

static int add(struct gx_repo *repo, const char *const *names, size_t count, struct gx_err *err)
{
	struct gx_ref *at = calloc(count + 1, sizeof(*at));
	struct gx_refs refs = { at, count, count };
	for (size_t i = 0; i < count; i++)
		at[i] = (struct gx_ref){ gx_str_of(names[i]), oid_of(commit) };
	int r = gx_refs_add_packed(repo, &refs, err);
	free(at);
	return r;
}

static const char *all_refs(void)
{
	return shell_word("git for-each-ref --format='%%(refname) %%(objectname) %%(*objectname)' 2>&1; git fsck --strict 2>&1 | grep -v dangling || :");
}

/* Random sets of names, tags with `^…` lines among them: the same refs as by git's way, and a file that git makes the same of. */
Test(packedadd, as_git)
{
	uint64_t random = 11;
	make_commit();
	shell("for i in 1 2 3; do git tag -a -m t zz$i %s; git tag -a -m t a$i %s; done; git pack-refs --all", commit, commit);
	shell("cp -a . ../other");
	for (int round = 0; round < 12; round++) {
		char *names[40];
		struct gx_buf lines = GX_BUF_INIT(GX_BUF_ANY);
		size_t count = test_below(&random, 40);
		for (size_t i = 0; i < count; i++) {
			char *name = NULL;
			cr_assert(asprintf(&name, "refs/%s/%c/%llx", i % 7 ? "experiments" : "tags/b", (int)('a' + i % 5), (unsigned long long)test_next(&random)) > 0);
			names[i] = name;
			gx_buf_printf(&lines, "create %s %s\n", name, commit);
		}
		write_file("../lines", gx_buf_view(&lines));
		shell("cd ../other; git update-ref --stdin < ../lines; git pack-refs --all");
		struct gx_repo *repo = open_repo();
		struct gx_err err = GX_ERR_INIT;
		cr_assert(add(repo, (const char *const *)names, count, &err) == 0, "%s", err.text);
		gx_repo_free(repo);
		shell("cmp .git/packed-refs ../other/.git/packed-refs");
		gx_buf_release(&lines);
		for (size_t i = 0; i < count; i++)
			free(names[i]);
	}
	const char *before = all_refs();
	shell("git update-ref refs/heads/x %s; git pack-refs --all; git update-ref -d refs/heads/x", commit);
	cr_assert_str_eq(all_refs(), before);
}

Test(packedadd, what_is_in_the_way)
{
	static const struct {
		const char *there, *name, *text;
	} cases[] = {
		{ "refs/x/a", "refs/x/a", "'refs/x/a' exists" },
		{ "refs/x/a", "refs/x/a/b", "'refs/x/a' is a ref" },
		{ "refs/x/a", "refs/x/a/b/c/d", "'refs/x/a' is a ref" },
		{ "refs/x/a/b", "refs/x/a", "refs/x/a'" },
		{ "refs/x/a/b/c/d", "refs/x/a", "refs/x/a'" },
		{ "refs/x/a-b", "refs/x/a", NULL },
		{ "refs/x/ab/c", "refs/x/a", NULL },
		{ "refs/x/ab", "refs/x/a/b", NULL },
	};
	make_commit();
	for (size_t i = 0; i < 3 * GX_LEN(cases); i++) {
		size_t k = i / 3;
		shell("rm -rf .git/packed-refs .git/refs/x; git update-ref refs/heads/main %s; git update-ref refs/x/0 %s; git update-ref refs/x/zz/zz %s; "
		      "git update-ref %s %s", commit, commit, commit, cases[k].there, commit);
		if (i % 3)
			shell("git pack-refs --all");
		if (i % 3 == 2) /* as old git left it */
			shell("grep -v '^#' .git/packed-refs | tac > p; mv p .git/packed-refs");
		const char *before = all_refs(), *names[] = { "refs/x/1", cases[k].name, "refs/x/2" };
		struct gx_repo *repo = open_repo();
		struct gx_err err = GX_ERR_INIT;
		int r = add(repo, names, 3, &err);
		cr_expect(r == (cases[k].text ? GX_ECONFLICT : 0), "%zu: %d %s", i, r, err.text);
		if (cases[k].text) {
			cr_expect(strstr(err.text, cases[k].text), "%zu: %s", i, err.text);
			cr_expect_str_eq(all_refs(), before, "%zu", i);
		} else {
			cr_expect_str_eq(shell_word("git for-each-ref refs/x | wc -l"), "6", "%zu", i);
		}
		cr_expect(!gx_file_exists(".git/packed-refs.lock"));
		gx_repo_free(repo);
	}
}

Test(packedadd, bad_input)
{
	make_commit();
	struct gx_repo *repo = open_repo();
	struct gx_err err = GX_ERR_INIT;
	static const char *const twins[] = { "refs/x/a", "refs/x/b", "refs/x/a" }, *const bad[] = { "refs/x/a\nb" };
	cr_assert(add(repo, twins, 3, &err) == GX_ECONFLICT);
	cr_assert(add(repo, bad, 1, &err) == GX_EINPUT);
	cr_assert(!gx_file_exists(".git/packed-refs"));
	shell("touch .git/packed-refs.lock");
	cr_assert(add(repo, twins, 2, &err) == GX_EIO);
	cr_assert(strstr(err.text, "packed-refs.lock' exists"), "%s", err.text);
	gx_repo_free(repo);
}

/* Not sorted, with and without a header, with `^…` lines: git reads the same refs of it before and after. */
Test(packedadd, old_files)
{
	make_commit();
	shell("for i in 3 1 2; do git tag -a -m t t$i %s; git update-ref refs/h/$i %s; done; git pack-refs --all", commit, commit);
	static const char *const headers[] = { "", "# pack-refs with: peeled \n", "# pack-refs with: peeled fully-peeled \n" };
	for (size_t i = 0; i < GX_LEN(headers); i++) {
		shell("git pack-refs --all; { printf '%%s' '%s'; awk '/^#/ {next} /^\\^/ {l[n] = l[n] \"\\n\" $0; next} {l[++n] = $0} "
		      "END {for (; n; n--) print l[n]}' .git/packed-refs; } > p; mv p .git/packed-refs",
		      headers[i]);
		char *names[1], wanted[64];
		const char *before = all_refs();
		(void)snprintf(wanted, sizeof(wanted), "refs/h/n%zu", i);
		names[0] = wanted;
		struct gx_repo *repo = open_repo();
		struct gx_err err = GX_ERR_INIT;
		cr_assert(add(repo, (const char *const *)(void *)names, 1, &err) == 0, "%s", err.text);
		cr_assert_str_eq(shell_word("head -1 .git/packed-refs | grep -o ' sorted '"), "sorted");
		shell("git update-ref -d %s", wanted);
		cr_assert_str_eq(all_refs(), before);
		gx_repo_free(repo);
	}
}

Test(packedadd, a_link_stays_one)
{
	make_commit();
	shell("git pack-refs --all; mv .git/packed-refs ../packed; ln -s ../../packed .git/packed-refs");
	struct gx_repo *repo = open_repo();
	static const char *const names[] = { "refs/x/a" };
	cr_assert(add(repo, names, 1, NULL) == 0);
	shell("test -L .git/packed-refs && git rev-parse -q --verify refs/x/a && git rev-parse -q --verify main");
	gx_repo_free(repo);
}

/* Several at once, with single refs and git's own packing: all are there in the end. */
Test(packedadd, many_processes)
{
	enum { PROCESSES = 6, ROUNDS = 8, NAMES = 20 };
	pid_t children[PROCESSES];
	make_commit();
	for (int me = 0; me < PROCESSES; me++) {
		if ((children[me] = fork()) != 0)
			continue;
		struct gx_repo *repo = open_repo();
		for (int round = 0; round < ROUNDS; round++) {
			char names[NAMES][64];
			const char *pointers[NAMES];
			struct gx_err err = GX_ERR_INIT;
			for (int i = 0; i < NAMES; i++) {
				(void)snprintf(names[i], sizeof(names[i]), "refs/x/%d-%d-%d", i, me, round);
				pointers[i] = names[i];
			}
			int r;
			do
				r = me == 0 ? (shell("git pack-refs --all 2>/dev/null || :"), add(repo, pointers, NAMES, &err)) : add(repo, pointers, NAMES, &err);
			while (r == GX_EIO && strstr(err.text, "packed-refs.lock"));
			if (r < 0)
				_exit(1);
		}
		_exit(0);
	}
	for (int i = 0; i < PROCESSES; i++) {
		int status;
		waitpid(children[i], &status, 0);
		cr_expect(status == 0, "%x", status);
	}
	cr_expect_str_eq(shell_word("git for-each-ref refs/x | wc -l"), "960");
	cr_expect_str_eq(shell_word("git fsck --strict 2>&1 | grep -v dangling || :"), "");
}
