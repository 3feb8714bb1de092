#include "scratch.h"

TestSuite(commit, .init = scratch_repo, .fini = scratch_leave, .timeout = 60);

static int parse(const char *text, struct gx_commit *ret)
{
	static struct gx_arena arena;
	return gx_commit_parse(gx_str_of(text), &arena, ret, NULL);
}

#define TREE "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"
#define PARENT "parent 1111111111111111111111111111111111111111\n"

/* Commits of all sorts by git: what we read of them is what git says, and written again they are the same, but for what we do not keep. */
Test(commit, as_git)
{
	shell("git config commit.gpgSign false; for i in 1 2 3; do GIT_AUTHOR_DATE=\"17000000$i$i +0530\" git commit -q --allow-empty -m \"subject $i\" -m 'body\n\nmore'; done; "
	      "git checkout -q -b side HEAD~2; GIT_COMMITTER_DATE='1700000000 -0930' GIT_AUTHOR_NAME='J\303\266rg <x> \"Q\"' git commit -q --allow-empty -m side; "
	      "git checkout -q main; git merge -q -m merged side; git commit -q --allow-empty --allow-empty-message -m ''");
	struct gx_buf list = shell_out("git rev-list --all");
	struct gx_str rest = gx_buf_view(&list), line;
	struct gx_arena arena = GX_ARENA_INIT;
	while (gx_str_cut(&rest, '\n', &line)) {
		struct gx_commit commit;
		struct gx_oid tree;
		struct gx_buf bytes = shell_out("git cat-file commit %.40s", line.at), again = GX_BUF_INIT(GX_BUF_ANY), want = GX_BUF_INIT(GX_BUF_ANY);
		cr_assert(gx_commit_parse(gx_buf_view(&bytes), &arena, &commit, NULL) == 0);
		cr_assert(gx_commit_tree(gx_buf_view(&bytes), &tree) && gx_oid_equal(&tree, &commit.tree));
		gx_buf_printf(&want, "%s|", gx_oid_text(&commit.tree).hex);
		for (size_t i = 0; i < commit.parents_count; i++)
			gx_buf_printf(&want, "%s%s", i ? " " : "", gx_oid_text(&commit.parents[i]).hex);
		gx_buf_printf(&want, "|%" GX_PRI "|%" GX_PRI "|%lld|%" GX_PRI "|%lld", GX_ARG(commit.author.name), GX_ARG(commit.author.email),
			      (long long)commit.author.time_s, GX_ARG(commit.committer.name), (long long)commit.committer.time_s);
		cr_assert_str_eq(gx_buf_c(&want), shell_word("git log -1 --format='%%T|%%P|%%an|%%ae|%%at|%%cn|%%ct' %.40s", line.at));
		gx_commit_write(&again, &commit);
		cr_assert(gx_str_equal(gx_buf_view(&again), gx_buf_view(&bytes)), "%s\n%s", gx_buf_c(&again), gx_buf_c(&bytes));
		gx_buf_release(&bytes);
		gx_buf_release(&again);
		gx_buf_release(&want);
	}
	gx_arena_release(&arena);
	gx_buf_release(&list);
}

Test(commit, signed_and_strange)
{
	struct gx_commit commit;
	cr_assert(parse(TREE PARENT "author A <a@b> 1 +0000\ncommitter B <c@d> 2 -0130\nencoding latin1\ngpgsig -----BEGIN\n author X <x@y> 9 +0000\n -----END\n\nmessage\n\nauthor Z <z> 3 +0000\n",
			&commit) == 0);
	cr_assert(gx_str_is(commit.author.name, "A") && gx_str_is(commit.committer.email, "c@d") && commit.committer.offset_min == -90);
	cr_assert(gx_str_is(commit.message, "message\n\nauthor Z <z> 3 +0000\n"), "what stands in the message is no header");
	cr_assert(parse(TREE, &commit) == 0 && commit.message.len == 0 && commit.parents_count == 0);
	cr_assert(parse(TREE "author no mail\ncommitter <> x\n\n", &commit) == 0 && commit.author.name.len == 0);
	cr_assert(parse(TREE "author >a< 1 +0000\n\n", &commit) == 0);
	cr_assert(parse(TREE "author a <b> 99999999999999999999999 +999999999999\n\n", &commit) == 0);
	cr_assert(parse(TREE "author a <b> -5 -9999\n\n", &commit) == 0 && commit.author.time_s == -5);
}

Test(commit, broken)
{
	struct gx_commit commit;
	static const char *const bad[] = { "", "\n", "tree", "tree 4b825dc642cb6eb9a060e54bf8d69288fbee490\n", "tree 4B825DC642CB6EB9A060E54BF8D69288FBEE4904\n", "parent x\n",
					   TREE "parent 11111111111111111111111111111111111111\n", TREE PARENT "parent x\n", "blob\n" };
	for (size_t i = 0; i < GX_LEN(bad); i++)
		cr_assert(parse(bad[i], &commit) == GX_EFORMAT, "%zu", i);
	struct gx_buf many = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_text(&many, TREE);
	for (int i = 0; i < 5000; i++)
		gx_buf_text(&many, PARENT);
	cr_assert(parse(gx_buf_c(&many), &commit) == GX_ELIMIT);
	gx_buf_release(&many);
}

/* Random bytes in and cuts of a good one. */
Test(commit, garbage)
{
	uint64_t random = 1;
	static const char good[] = TREE PARENT PARENT "author A <a@b> 1 +0000\ncommitter B <c@d> 2 -0130\n\nmessage\n";
	struct gx_commit commit;
	for (int round = 0; round < 20000; round++) {
		char *text = strdup(good);
		for (size_t k = test_below(&random, 4); k > 0; k--)
			text[test_below(&random, sizeof(good) - 1)] = (char)(1 + test_below(&random, 255));
		text[test_below(&random, sizeof(good))] = '\0';
		(void)parse(text, &commit);
		free(text);
	}
}
