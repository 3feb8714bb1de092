#include "scratch.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "git/write.h"

TestSuite(ref, .init = scratch_repo, .fini = scratch_leave, .timeout = 120);

enum { COMMITS = 6 };

static struct gx_oid commits[COMMITS];
static const struct gx_oid none = { { 0 } };

static const char *hex(int i)
{
	static char texts[COMMITS][41];
	return memcpy(texts[i], gx_oid_text(&commits[i]).hex, 41);
}

static void make_commits(void)
{
	shell("git hash-object -t tree -w /dev/null");
	for (int i = 0; i < COMMITS; i++)
		commits[i] = oid_of(shell_word("git commit-tree -m %d 4b825dc642cb6eb9a060e54bf8d69288fbee4904", i));
	shell("git update-ref refs/heads/main %s", hex(0));
}

static void expect_ref(const char *ref, const char *value)
{
	cr_expect_str_eq(shell_word("git rev-parse -q --verify %s || :", ref), value, "%s", ref);
	cr_expect_str_eq(shell_word("git fsck --strict 2>&1 | grep -v dangling || :"), "");
}

static int set(struct gx_repo *repo, const char *ref, const struct gx_oid *old, const struct gx_oid *new)
{
	struct gx_err err = GX_ERR_INIT;
	int r = gx_ref_update(repo, ref, old, new, &err);
	cr_expect(r == 0 || err.text[0] != '\0');
	return r;
}

Test(ref, compare_and_swap)
{
	make_commits();
	struct gx_repo *repo = open_repo();
	struct gx_oid id;
	const char *ref = "refs/experiments/e/r";
	for (int packed = 0; packed < 2; packed++) {
		cr_expect(gx_ref_read(repo, ref, &id, NULL) == GX_ENOTFOUND);
		cr_expect(set(repo, ref, &commits[1], &commits[2]) == GX_ECONFLICT, "it is not there");
		cr_expect(set(repo, ref, &none, &commits[1]) == 0);
		expect_ref(ref, hex(1));
		if (packed)
			shell("git pack-refs --all");
		cr_expect(set(repo, ref, &none, &commits[2]) == GX_ECONFLICT, "it is there");
		cr_expect(set(repo, ref, &commits[2], &commits[3]) == GX_ECONFLICT, "it is elsewhere");
		expect_ref(ref, hex(1));
		cr_expect(set(repo, ref, &commits[1], &commits[2]) == 0);
		expect_ref(ref, hex(2));
		cr_expect(gx_ref_read(repo, ref, &id, NULL) == 0 && gx_oid_equal(&id, &commits[2]));
		struct gx_ref old = { gx_str_of(ref), commits[1] };
		struct gx_refs refs = { &old, 1, 1 };
		cr_expect(gx_refs_delete(&refs, NULL) == GX_EGIT);
		old.id = commits[2];
		cr_expect(gx_refs_delete(&refs, NULL) == 0);
		expect_ref(ref, "");
	}
	cr_expect_str_eq(shell_word("find .git/refs -name '*lock*' -o -name '.?*'"), "", "nothing is left");
	gx_repo_free(repo);
}

Test(ref, names)
{
	make_commits();
	struct gx_repo *repo = open_repo();
	static const char *const bad[] = { "", "refs", "refs/", "HEAD", "x/y", "refs/a b", "refs/a..b", "refs/../x", "refs/a.lock", "refs/a/", "refs//a", "refs/.a",
					   "refs/a\nb", "/etc/passwd", "refs/@{" };
	for (size_t i = 0; i < GX_LEN(bad); i++)
		cr_expect(set(repo, bad[i], &none, &commits[1]) == GX_EINPUT, "'%s'", bad[i]);
	cr_expect(set(repo, "refs/-a/\303\244", &none, &commits[1]) == 0);
	gx_repo_free(repo);
}

/* A ref and a folder of its name exclude each other, loose or packed; folders without refs do not. */
Test(ref, folders)
{
	make_commits();
	for (int packed = 0; packed < 2; packed++) {
		shell("rm -rf .git/packed-refs .git/refs/x; git update-ref refs/x/a %s; git update-ref refs/x/b/c %s; git update-ref refs/heads/main %s", hex(1),
		      hex(1), hex(0));
		if (packed)
			shell("git pack-refs --all");
		struct gx_repo *repo = open_repo();
		struct gx_err err = GX_ERR_INIT;
		cr_expect(gx_ref_update(repo, "refs/x/a/b", &none, &commits[2], &err) == GX_ECONFLICT, "%s", err.text);
		cr_expect(strstr(err.text, "'refs/x/a' is a ref"), "%s", err.text);
		cr_expect(gx_ref_update(repo, "refs/x/a/b/c", &none, &commits[2], &err) == GX_ECONFLICT, "%s", err.text);
		cr_expect(gx_ref_update(repo, "refs/x/b", &none, &commits[2], &err) == GX_ECONFLICT, "%s", err.text);
		cr_expect(strstr(err.text, "refs below 'refs/x/b'"), "%s", err.text);
		cr_expect(gx_ref_update(repo, "refs/x", &none, &commits[2], &err) == GX_ECONFLICT, "%s", err.text);
		cr_expect(gx_ref_update(repo, "refs/x/b/c", &commits[1], &commits[2], &err) == 0, "%s", err.text);
		shell("mkdir -p .git/refs/x/empty/of/all");
		cr_expect(gx_ref_update(repo, "refs/x/empty", &none, &commits[2], &err) == 0, "%s", err.text);
		expect_ref("refs/x/empty", hex(2));
		expect_ref("refs/x/a", hex(1));
		gx_repo_free(repo);
	}
}

Test(ref, broken_and_symbolic)
{
	make_commits();
	shell("mkdir -p .git/refs/x; echo garbage > .git/refs/x/broken; git symbolic-ref refs/x/symbolic refs/heads/main");
	struct gx_repo *repo = open_repo();
	struct gx_oid id;
	cr_expect(gx_ref_read(repo, "refs/x/broken", &id, NULL) == GX_EGIT);
	cr_expect(gx_ref_read(repo, "refs/x/symbolic", &id, NULL) == 0 && gx_oid_equal(&id, &commits[0]));
	cr_expect(set(repo, "refs/x/broken", &none, &commits[1]) == GX_EGIT);
	cr_expect(set(repo, "refs/x/symbolic", &none, &commits[1]) == GX_EGIT);
	cr_expect_str_eq(shell_word("cat .git/refs/x/broken"), "garbage");
	gx_repo_free(repo);
}

Test(ref, locks)
{
	make_commits();
	shell("mkdir -p .git/refs/x; touch .git/refs/x/a.lock");
	struct gx_repo *repo = open_repo();
	struct gx_err err = GX_ERR_INIT;
	cr_expect(gx_ref_update(repo, "refs/x/a", &none, &commits[1], &err) == GX_EIO);
	cr_expect(strstr(err.text, "refs/x/a.lock' exists"), "%s", err.text);
	shell("(sleep 0.3; rm .git/refs/x/a.lock) >/dev/null 2>&1 &");
	cr_expect(set(repo, "refs/x/a", &none, &commits[1]) == 0);
	shell("touch .git/packed-refs.lock"); /* is no concern of one ref */
	cr_expect(set(repo, "refs/x/a", &commits[1], &commits[2]) == 0);
	gx_repo_free(repo);
}

/* ---- many processes */

static pid_t pack_for_ever(void)
{
	pid_t packer = fork();
	if (packer == 0) {
		execlp("sh", "sh", "-c", "while :; do git pack-refs --all --prune 2>/dev/null; done", (char *)NULL);
		_exit(1);
	}
	return packer;
}

/* Counts one ref up: each process reads it, and moves it on by one commit, until it is at its end. What was lost would be missing in the chain. */
static int count_up(int rounds)
{
	struct gx_repo *repo = NULL;
	if (gx_repo_open(&repo, NULL) < 0)
		return 3;
	for (int done = 0; done < rounds;) {
		struct gx_oid now, next;
		struct gx_err err = GX_ERR_INIT;
		if (gx_ref_read(repo, "refs/experiments/e/shared", &now, &err) < 0) {
			(void)fprintf(stderr, "read: %s\n", err.text);
			return 4;
		}
		struct gx_buf text = GX_BUF_INIT(4096);
		gx_buf_printf(&text, "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nparent %s\nauthor a <a> %d +0000\ncommitter a <a> %d +0000\n\n%d\n",
			      gx_oid_text(&now).hex, done, getpid(), done);
		struct gx_batch *batch = gx_batch_new(repo);
		int r = gx_batch_add(batch, GX_COMMIT, gx_buf_view(&text), &next, &err);
		if (r == 0)
			r = gx_batch_commit(batch, &err);
		gx_batch_free(batch);
		gx_buf_release(&text);
		if (r == 0)
			r = gx_ref_update(repo, "refs/experiments/e/shared", &now, &next, &err);
		if (r < 0 && r != GX_ECONFLICT) {
			(void)fprintf(stderr, "update: %s\n", err.text);
			return 5;
		}
		done += r == 0;
	}
	gx_repo_free(repo);
	return 0;
}

/* Makes refs of its own, moves each twice. */
static int make_many(int me, int rounds)
{
	struct gx_repo *repo = NULL;
	if (gx_repo_open(&repo, NULL) < 0)
		return 3;
	for (int i = 0; i < rounds; i++) {
		char ref[128];
		struct gx_err err = GX_ERR_INIT;
		(void)snprintf(ref, sizeof(ref), "refs/experiments/e%d/%d/r%d", i % 3, me, i);
		int r = gx_ref_update(repo, ref, &none, &commits[1], &err);
		if (r == 0)
			r = gx_ref_update(repo, ref, &commits[1], &commits[2], &err);
		if (r == 0)
			r = gx_ref_update(repo, ref, &commits[2], &commits[3], &err);
		if (r < 0) {
			(void)fprintf(stderr, "%s: %s\n", ref, err.text);
			return 5;
		}
	}
	gx_repo_free(repo);
	return 0;
}

static void wait_for(const pid_t *children, int count)
{
	for (int i = 0; i < count; i++) {
		int status;
		waitpid(children[i], &status, 0);
		cr_expect(status == 0, "%x", status);
	}
}

Test(ref, eight_processes_while_git_packs)
{
	enum { PROCESSES = 8, ROUNDS = 15 };
	pid_t children[2 * PROCESSES];
	make_commits();
	shell("git update-ref refs/experiments/e/shared %s", hex(0));
	pid_t packer = pack_for_ever();
	for (int i = 0; i < 2 * PROCESSES; i++) {
		children[i] = fork();
		if (children[i] == 0)
			_exit(i % 2 ? count_up(ROUNDS) : make_many(i, ROUNDS));
	}
	wait_for(children, 2 * PROCESSES);
	kill(packer, SIGTERM);
	waitpid(packer, NULL, 0);
	cr_expect_str_eq(shell_word("git rev-list --count refs/experiments/e/shared"), "121", "8 * 15 commits and the first");
	char want[256];
	(void)snprintf(want, sizeof(want), "%d %s", PROCESSES * ROUNDS, hex(3));
	cr_expect_str_eq(shell_word("git for-each-ref --format='%%(objectname)' refs/experiments/e0 refs/experiments/e1 refs/experiments/e2 | sort | uniq -c | sed 's/^ *//'"), want);
	cr_expect_str_eq(shell_word("git fsck --strict 2>&1 | grep -v dangling || :"), "");
}

/* Killed at any instant, the next one goes on: its own file and its own lock are in nobody's way. */
Test(ref, killed_processes)
{
	make_commits();
	struct gx_repo *repo = open_repo();
	cr_assert(set(repo, "refs/experiments/e/r", &none, &commits[0]) == 0);
	uint64_t random = 5;
	for (int round = 0; round < 60; round++) {
		pid_t child = fork();
		if (child == 0) {
			for (int i = 0;; i++) {
				struct gx_oid now;
				if (gx_ref_read(repo, "refs/experiments/e/r", &now, NULL) == 0)
					(void)gx_ref_update(repo, "refs/experiments/e/r", &now, &commits[i % COMMITS], NULL);
			}
		}
		usleep((useconds_t)test_below(&random, 8000));
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		struct gx_oid now;
		cr_assert(gx_ref_read(repo, "refs/experiments/e/r", &now, NULL) == 0);
		cr_assert(set(repo, "refs/experiments/e/r", &now, &commits[1]) == 0);
	}
	expect_ref("refs/experiments/e/r", hex(1));
	gx_repo_free(repo);
}
