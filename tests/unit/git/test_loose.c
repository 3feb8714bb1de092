#include "scratch.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <utime.h>

#include "git/write.h"

TestSuite(loose, .init = scratch_repo, .fini = scratch_leave, .timeout = 120);

static struct gx_oid add(struct gx_batch *batch, enum gx_object_kind kind, struct gx_str bytes)
{
	struct gx_oid id, known;
	struct gx_err err = GX_ERR_INIT;
	cr_assert(gx_batch_add(batch, kind, bytes, &id, &err) == 0, "%s", err.text);
	cr_assert(gx_object_id(kind, bytes, &known) && gx_oid_equal(&id, &known));
	return id;
}

static void commit(struct gx_batch *batch)
{
	struct gx_err err = GX_ERR_INIT;
	cr_assert(gx_batch_commit(batch, &err) == 0, "%s", err.text);
}

static const char *objects(void)
{
	return shell_word("find .git/objects -type f | wc -l");
}

/* Of all sizes and kinds: git reads what we gave, and finds nothing wrong. */
Test(loose, as_git)
{
	enum { COUNT = 60 };
	uint64_t random = 1;
	struct gx_oid ids[COUNT];
	struct gx_buf bytes = GX_BUF_INIT(GX_BUF_ANY), tree = GX_BUF_INIT(GX_BUF_ANY), expected = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_repo *repo = open_repo();
	struct gx_batch *batch = gx_batch_new(repo);
	FILE *names = fopen("names", "w");
	for (size_t i = 0; i < COUNT; i++) {
		char name[16];
		gx_buf_reset(&bytes);
		for (size_t k = i == 40 ? 1 << 18 : test_below(&random, i < 10 ? i + 1 : 3000); k > 0; k--)
			gx_buf_byte(&bytes, (char)test_below(&random, i % 3 ? 20 : 256));
		ids[i] = add(batch, GX_BLOB, gx_buf_view(&bytes));
		(void)add(batch, GX_BLOB, gx_buf_view(&bytes)); /* twice is once */
		(void)snprintf(name, sizeof(name), "f%02zu", i);
		gx_tree_add(&tree, i % 5 ? GX_MODE_BLOB : GX_MODE_EXEC, gx_str_of(name), &ids[i]);
		(void)fprintf(names, "%s\n", gx_oid_text(&ids[i]).hex);
		gx_buf_printf(&expected, "%s blob %zu\n", gx_oid_text(&ids[i]).hex, bytes.len);
		gx_buf_str(&expected, gx_buf_view(&bytes));
		gx_buf_byte(&expected, '\n');
	}
	cr_assert(fclose(names) == 0);
	struct gx_oid tree_id = add(batch, GX_TREE, gx_buf_view(&tree));
	gx_buf_reset(&bytes);
	gx_buf_printf(&bytes, "tree %s\nauthor a <a@b> 1 +0000\ncommitter a <a@b> 1 +0000\n\nhi\n", gx_oid_text(&tree_id).hex);
	struct gx_oid head = add(batch, GX_COMMIT, gx_buf_view(&bytes));
	cr_assert_str_eq(shell_word("git cat-file -e %s 2>/dev/null || echo none", gx_oid_text(&head).hex), "none", "nothing before the commit");
	commit(batch);
	shell("git update-ref refs/heads/main %s; test -z \"$(git fsck --strict 2>&1)\"", gx_oid_text(&head).hex);
	struct gx_buf got = shell_out("git cat-file --batch --buffer < names");
	cr_assert(gx_str_equal(gx_buf_view(&got), gx_buf_view(&expected)));
	cr_assert_str_eq(shell_word("find .git -name 'tmp_*'"), "");
	/* and it may go on */
	(void)add(batch, GX_BLOB, GX_STR("one more"));
	commit(batch);
	gx_batch_free(batch);
	gx_repo_free(repo);
	gx_buf_release(&got);
	gx_buf_release(&bytes);
	gx_buf_release(&tree);
	gx_buf_release(&expected);
}

Test(loose, not_committed)
{
	struct gx_repo *repo = open_repo();
	struct gx_batch *batch = gx_batch_new(repo);
	(void)add(batch, GX_BLOB, GX_STR("x"));
	gx_batch_free(batch);
	cr_assert_str_eq(objects(), "0");
	gx_repo_free(repo);
}

Test(loose, files)
{
	struct gx_repo *repo = open_repo();
	struct gx_batch *batch = gx_batch_new(repo);
	shell("printf 'a\\r\\nb\\n' > small; head -c 70000000 /dev/zero > large; : > empty; echo '* text eol=crlf' > .gitattributes; mkdir d; echo x > -dash");
	static const char *const names[] = { "small", "large", "empty", "-dash" };
	for (size_t i = 0; i < GX_LEN(names); i++) {
		struct gx_oid id;
		struct gx_err err = GX_ERR_INIT;
		cr_assert(gx_batch_add_file(batch, names[i], &id, &err) == 0, "%s", err.text);
		commit(batch);
		cr_assert_str_eq(gx_oid_text(&id).hex, shell_word("git hash-object --no-filters -- %s", names[i]));
		shell("git cat-file blob %s | cmp - ./%s", gx_oid_text(&id).hex, names[i]);
	}
	struct gx_oid id;
	struct gx_err err = GX_ERR_INIT;
	cr_assert(gx_batch_add_file(batch, "none", &id, &err) == GX_ENOTFOUND && strstr(err.text, "'none'"), "%s", err.text);
	cr_assert(gx_batch_add_file(batch, "d", &id, &err) < 0, "a folder");
	gx_batch_free(batch);
	gx_repo_free(repo);
}

/* What a crash may leave: a file of the right name with nothing in it. */
Test(loose, empty_leftover)
{
	struct gx_repo *repo = open_repo();
	struct gx_batch *batch = gx_batch_new(repo);
	const char *id = shell_word("printf hello | git hash-object --stdin");
	shell("mkdir -p .git/objects/%.2s; : > .git/objects/%.2s/%s; chmod 444 .git/objects/*/*", id, id, id + 2);
	(void)add(batch, GX_BLOB, GX_STR("hello"));
	commit(batch);
	cr_assert_str_eq(shell_word("git cat-file blob %s", id), "hello");
	gx_batch_free(batch);
	gx_repo_free(repo);
}

/* What is there is made young again, loose or packed, so that no gc takes it from under us. */
Test(loose, kept_from_gc)
{
	struct gx_repo *repo = open_repo();
	for (int packed = 0; packed < 2; packed++) {
		const char *id = shell_word("printf hello%d | git hash-object -w --stdin", packed);
		char bytes[16];
		(void)snprintf(bytes, sizeof(bytes), "hello%d", packed);
		if (packed)
			shell("echo %s | git pack-objects -q .git/objects/pack/pack; git prune-packed", id);
		shell("find .git/objects -type f -exec touch -d '3 weeks ago' {} +");
		const char *before = objects();
		struct gx_batch *batch = gx_batch_new(repo);
		(void)add(batch, GX_BLOB, gx_str_of(bytes));
		commit(batch);
		cr_assert_str_eq(objects(), before, "nothing is written twice");
		shell("git gc -q --prune=2.weeks.ago; git cat-file -e %s", id);
		gx_batch_free(batch);
	}
	gx_repo_free(repo);
}

Test(loose, borrowed_objects)
{
	shell("printf hello | git hash-object -w --stdin; git commit -q --allow-empty -m x; git clone -q --shared . ../other");
	cr_assert(chdir("../other") == 0);
	struct gx_repo *repo = open_repo();
	struct gx_batch *batch = gx_batch_new(repo);
	(void)add(batch, GX_BLOB, GX_STR("hello"));
	commit(batch);
	shell("rm -rf ../repo .git/objects/info/alternates; git cat-file blob $(printf hello | git hash-object --stdin)");
	gx_batch_free(batch);
	gx_repo_free(repo);
}

/* Many at the same objects at once. */
Test(loose, many_processes)
{
	enum { PROCESSES = 8, COUNT = 40 };
	pid_t children[PROCESSES];
	for (int me = 0; me < PROCESSES; me++) {
		if ((children[me] = fork()) != 0)
			continue;
		struct gx_repo *repo = open_repo();
		for (int i = 0; i < COUNT; i++) {
			char text[32];
			struct gx_batch *batch = gx_batch_new(repo);
			(void)snprintf(text, sizeof(text), "object %d", i);
			(void)add(batch, GX_BLOB, gx_str_of(text));
			(void)add(batch, GX_BLOB, GX_STR("the same"));
			commit(batch);
			gx_batch_free(batch);
		}
		_exit(0);
	}
	for (int i = 0; i < PROCESSES; i++) {
		int status;
		waitpid(children[i], &status, 0);
		cr_assert(status == 0, "%x", status);
	}
	cr_assert_str_eq(objects(), "41");
	shell("test -z \"$(git fsck --strict 2>&1 | grep -v -e dangling -e notice)\"");
}

static int try_one(struct gx_err *err)
{
	struct gx_repo *repo = open_repo();
	struct gx_batch *batch = gx_batch_new(repo);
	struct gx_oid id;
	int r = gx_batch_add(batch, GX_BLOB, GX_STR("hello"), &id, err);
	if (r == 0)
		r = gx_batch_commit(batch, err);
	gx_batch_free(batch);
	gx_repo_free(repo);
	return r;
}

Test(loose, no_right)
{
	struct gx_err err = GX_ERR_INIT;
	if (geteuid() == 0) { /* whom no mode stops: we go on as nobody */
		shell("chmod 755 ..; chown -R 65534 .");
		cr_assert(setgid(65534) == 0 && setuid(65534) == 0);
	}
	shell("chmod a-w .git/objects");
	cr_assert(try_one(&err) == GX_EIO, "%s", err.text);
	cr_assert(strstr(err.text, ".git/objects") && strstr(err.text, "ermission"), "%s", err.text);
	cr_assert_str_eq(objects(), "0");
	shell("chmod u+w .git/objects");
	cr_assert(try_one(&err) == 0, "%s", err.text);
}

/* A damaged pack, a good loose copy. */
Test(loose, helps_a_damaged_pack)
{
	struct gx_err err = GX_ERR_INIT;
	struct gx_str bytes;
	shell("seq 1 2000 > f; git add f; git commit -qm x; git repack -q -a; chmod u+w .git/objects/pack/*; "
	      "printf 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' | dd of=\"$(ls .git/objects/pack/*.pack)\" bs=1 seek=300 conv=notrunc 2>/dev/null");
	struct gx_oid id = oid_of(shell_word("git hash-object f"));
	struct gx_repo *repo = open_repo();
	struct gx_reader *reader = gx_reader_new(repo);
	cr_assert(gx_object_read(reader, &id, GX_BLOB, 1 << 20, &bytes, NULL, &err) == 0, "%s", err.text);
	cr_assert(bytes.len == 8893, "%zu", bytes.len);
	shell("git prune-packed 2>/dev/null; rm -rf .git/objects/??");
	cr_assert(gx_object_read(reader, &id, GX_BLOB, 1 << 20, &bytes, NULL, &err) == GX_EGIT);
	cr_assert(strstr(err.text, "git fsck"), "%s", err.text);
	gx_reader_free(reader);
	gx_repo_free(repo);
}
