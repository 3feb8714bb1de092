#include "scratch.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "git/write.h"

TestSuite(reflist, .init = scratch_repo, .fini = scratch_leave, .timeout = 120);

enum { COMMITS = 8 };

static const char *commits[COMMITS];

static void make_commits(void)
{
	for (int i = 0; i < COMMITS; i++)
		commits[i] = shell_word("git commit-tree -m %d 4b825dc642cb6eb9a060e54bf8d69288fbee4904", i);
	shell("git hash-object -t tree -w /dev/null; git update-ref refs/heads/main %s", commits[0]);
}

static struct gx_buf ours(struct gx_repo *repo, const char *prefix, size_t *ret_skipped)
{
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_refs refs = { NULL, 0, 0 };
	struct gx_err err = GX_ERR_INIT;
	struct gx_buf out = GX_BUF_INIT(GX_BUF_ANY);
	cr_assert(gx_refs_list(repo, prefix, &arena, &refs, ret_skipped, &err) == 0, "%s", err.text);
	for (size_t i = 0; i < refs.len; i++) {
		gx_buf_printf(&out, "%s ", gx_oid_text(&refs.at[i].id).hex);
		gx_buf_str(&out, refs.at[i].name);
		gx_buf_byte(&out, '\n');
	}
	gx_arena_release(&arena);
	return out;
}

static void same_as_git(struct gx_repo *repo, const char *prefix)
{
	size_t skipped = 0;
	GX_CLEANUP(gx_buf) got = ours(repo, prefix, &skipped);
	struct gx_buf want = shell_out("git for-each-ref --format='%%(objectname) %%(refname) %%(symref)' %s 2>/dev/null | sed -n 's/ $//p'", prefix);
	cr_assert(gx_str_equal(gx_buf_view(&got), gx_buf_view(&want)), "%s: got\n%s\nwant\n%s", prefix, gx_buf_c(&got), gx_buf_c(&want));
	gx_buf_release(&want);
}

/* A name of one to four parts out of few, so that they meet each other. */
static const char *random_name(uint64_t *random, char *name, size_t room)
{
	static const char *const parts[] = { "a", "a-b", "a.b", "b", "B", "c1", "~x", "\303\244", "a.lock", ".a", "z" };
	size_t used = (size_t)snprintf(name, room, "refs/%s", test_below(random, 3) ? "experiments" : "exp");
	for (size_t k = test_below(random, 4) + 1; k > 0; k--)
		used += (size_t)snprintf(name + used, room - used, "/%s", parts[test_below(random, test_below(random, 8) ? 6 : GX_LEN(parts))]);
	return name;
}

static void change(uint64_t *random)
{
	char name[256], other[256];
	random_name(random, name, sizeof(name));
	const char *commit = commits[test_below(random, COMMITS)];
	switch (test_below(random, 14)) {
	case 0:
		shell("git pack-refs --all");
		break;
	case 1:
		shell("git pack-refs --all --no-prune");
		break;
	case 2:
	case 3:
		shell("git update-ref -d '%s' 2>/dev/null; :", name);
		break;
	case 4:
		shell("git symbolic-ref '%s' '%s' 2>/dev/null; :", name, random_name(random, other, sizeof(other)));
		break;
	case 5: /* a file that is no ref */
		shell("mkdir -p \"$(dirname '.git/%s')\" 2>/dev/null && [ ! -d '.git/%s' ] && printf '%%s' '%s' > '.git/%s'; :", name, name,
		      test_below(random, 2) ? "garbage" : "", name);
		break;
	case 6: /* a lock, a temporary file, an empty folder */
		shell("d=\"$(dirname '.git/%s')\"; mkdir -p \"$d\" 2>/dev/null && touch \"$d/left.lock\" \"$d/.tmp-exp-xyz\" && mkdir -p \"$d/empty/e\"; :", name);
		break;
	case 7:
		shell("rm -rf '.git/%s'", name);
		break;
	default:
		shell("git update-ref '%s' %s 2>/dev/null; :", name, commit);
	}
}

Test(reflist, random_histories)
{
	uint64_t random = 3;
	make_commits();
	struct gx_repo *repo = open_repo();
	for (int i = 0; i < 250; i++) {
		change(&random);
		same_as_git(repo, "refs/experiments/");
		if (i % 10 == 0) {
			same_as_git(repo, "refs/experiments/a/");
			same_as_git(repo, "refs/exp/");
			same_as_git(repo, "refs/");
		}
	}
	gx_repo_free(repo);
}

Test(reflist, broken_ones_are_counted)
{
	size_t skipped;
	make_commits();
	shell("for r in one two three four five; do git update-ref refs/x/$r %s; done; git pack-refs --all; echo garbage > .git/refs/x/one; "
	      "echo 'ref: refs/x/two' > .git/refs/x/three; sed -i 's/^........\\(.* refs.x.four\\)$/zzzzzzzz\\1/' .git/packed-refs; "
	      "printf '%%040d' 0 > .git/refs/x/six; echo more garbage > .git/refs/x/two; "
	      "echo %s | tr a-f A-F > .git/refs/x/seven",
	      commits[1], commits[2]);
	struct gx_repo *repo = open_repo();
	GX_CLEANUP(gx_buf) got = ours(repo, "refs/x/", &skipped);
	char want[512];
	(void)snprintf(want, sizeof(want), "%s refs/x/five\n%s refs/x/seven\n", commits[1], commits[2]);
	cr_assert(gx_str_starts(gx_buf_view(&got), (struct gx_str){ want, strlen(want) }), "%s", gx_buf_c(&got));
	cr_assert(skipped == 5, "%zu", skipped); /* one, two, three, four, six */
	gx_repo_free(repo);
}

Test(reflist, none)
{
	struct gx_repo *repo = open_repo();
	size_t skipped = 7;
	GX_CLEANUP(gx_buf) got = ours(repo, "refs/experiments/", &skipped);
	cr_assert(got.len == 0 && skipped == 0);
	shell("mkdir .git/refs/experiments; chmod 0 .git/refs/experiments");
	if (geteuid() != 0) {
		struct gx_arena arena = GX_ARENA_INIT;
		struct gx_refs refs;
		cr_assert(gx_refs_list(repo, "refs/experiments/", &arena, &refs, &skipped, NULL) == GX_EIO, "refs that cannot be seen are not none");
	}
	shell("rmdir .git/refs/experiments; echo x > .git/refs/experiments");
	got = ours(repo, "refs/experiments/", &skipped);
	cr_assert(got.len == 0);
	gx_repo_free(repo);
}

Test(reflist, linked_folders_and_worktrees)
{
	make_commits();
	shell("mkdir ../elsewhere; ln -s ../../../elsewhere .git/refs/exp; git update-ref refs/exp/a %s; git update-ref refs/exp/b/c %s", commits[1], commits[2]);
	shell("git read-tree --empty; git worktree add -q --detach ../tree %s", commits[0]);
	struct gx_repo *repo = open_repo();
	same_as_git(repo, "refs/exp/");
	gx_repo_free(repo);
	cr_assert(chdir("../tree") == 0);
	repo = open_repo();
	same_as_git(repo, "refs/exp/");
	gx_repo_free(repo);
}

/* What git before 2.15 wrote: no order, no peeled lines. */
Test(reflist, unsorted_packed_refs)
{
	make_commits();
	FILE *file = fopen(".git/packed-refs", "w");
	for (int i = 0; i < 300; i++)
		(void)fprintf(file, "%s refs/experiments/a/r%d\n", commits[i % COMMITS], (i * 7) % 300);
	cr_assert(fclose(file) == 0);
	struct gx_repo *repo = open_repo();
	same_as_git(repo, "refs/experiments/");
	same_as_git(repo, "refs/experiments/a/");
	for (int i = 0; i < 300; i++) {
		char name[64];
		struct gx_oid id;
		(void)snprintf(name, sizeof(name), "refs/experiments/a/r%d", (i * 7) % 300);
		cr_assert(gx_ref_read(repo, name, &id, NULL) == 0);
		cr_assert_str_eq(gx_oid_text(&id).hex, commits[i % COMMITS]);
	}
	gx_repo_free(repo);
}

/* Tags bring `^…` lines; the search lands on each of them. */
Test(reflist, single_ones_among_tags)
{
	make_commits();
	for (int i = 0; i < 40; i++)
		shell("git tag -a -m x %s%d %s", i % 3 ? "a" : "b", i, commits[i % COMMITS]);
	for (int packed = 0; packed < 2; packed++) {
		struct gx_repo *repo = open_repo();
		struct gx_buf all = shell_out("git for-each-ref --format='%%(objectname) %%(refname)'");
		struct gx_str rest = gx_buf_view(&all), line;
		while (gx_str_cut(&rest, '\n', &line)) {
			struct gx_oid id, none;
			char name[64];
			(void)snprintf(name, sizeof(name), "%.*s", GX_ARG(gx_str_from(line, 41)));
			cr_assert(gx_ref_read(repo, name, &id, NULL) == 0, "%s", name);
			cr_assert(gx_str_starts(line, gx_str_of(gx_oid_text(&id).hex)));
			strcat(name, "x");
			cr_assert(gx_ref_read(repo, name, &none, NULL) == GX_ENOTFOUND);
			name[strlen(name) - 2] = '\0';
			if (strlen(name) == strlen("refs/tags/b"))
				cr_assert(gx_ref_read(repo, name, &none, NULL) == GX_ENOTFOUND);
		}
		same_as_git(repo, "refs/tags/");
		gx_buf_release(&all);
		gx_repo_free(repo);
		shell("git pack-refs --all");
	}
}

/* While git packs without end, no ref is ever missed. */
Test(reflist, while_git_packs)
{
	enum { REFS = 60 };
	make_commits();
	pid_t packer = fork();
	if (packer == 0) {
		execlp("sh", "sh", "-c", "while :; do git pack-refs --all --prune 2>/dev/null; done", (char *)NULL);
		_exit(1);
	}
	for (int i = 0; i < REFS; i++)
		shell("git update-ref refs/experiments/e%d/r%d %s", i % 5, i, commits[i % COMMITS]);
	struct gx_repo *repo = open_repo();
	uint64_t random = 1;
	for (int round = 0; round < 150; round++) {
		struct gx_arena arena = GX_ARENA_INIT;
		struct gx_refs refs;
		size_t skipped;
		if (round % 3 == 0) { /* makes some loose again */
			int i = (int)test_below(&random, REFS);
			shell("git update-ref refs/experiments/e%d/r%d %s 2>/dev/null || :", i % 5, i, commits[test_below(&random, COMMITS)]);
		}
		cr_assert(gx_refs_list(repo, "refs/experiments/", &arena, &refs, &skipped, NULL) == 0);
		cr_assert(refs.len == REFS && skipped == 0, "round %d: %zu refs, %zu skipped", round, refs.len, skipped);
		gx_arena_release(&arena);
	}
	kill(packer, SIGTERM);
	waitpid(packer, NULL, 0);
	gx_repo_free(repo);
}
