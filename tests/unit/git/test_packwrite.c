#include "scratch.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "git/write.h"

TestSuite(packwrite, .init = scratch_repo, .fini = scratch_leave, .timeout = 120);

static struct gx_oid add(struct gx_pack *pack, enum gx_object_kind kind, struct gx_str bytes, struct gx_pack_base *base)
{
	struct gx_oid id, known;
	struct gx_err err = GX_ERR_INIT;
	cr_assert(gx_pack_add(pack, kind, bytes, base, &id, &err) == 0, "%s", err.text);
	cr_assert(gx_object_id(kind, bytes, &known) && gx_oid_equal(&id, &known));
	return id;
}

static void text_of(uint64_t *random, struct gx_buf *out, size_t lines)
{
	gx_buf_reset(out);
	for (size_t i = 0; i < lines; i++)
		gx_buf_printf(out, "key%zu: 0.%llu\n", i, (unsigned long long)(test_below(random, 3) ? i * 104729 : test_next(random)));
}

/* Commits, trees and blobs of all sizes, against bases and without, some twice: git takes the pack, and reads what we gave. */
Test(packwrite, git_accepts_it)
{
	enum { COUNT = 400 };
	struct gx_oid ids[COUNT], tree, commit;
	uint64_t random = 1;
	struct gx_buf text = GX_BUF_INIT(GX_BUF_ANY), listing = GX_BUF_INIT(GX_BUF_ANY), expected = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_pack *pack = NULL;
	struct gx_pack_base *base = NULL;
	struct gx_repo *repo = open_repo();
	struct gx_err err = GX_ERR_INIT;
	cr_assert(gx_pack_begin(repo, &pack, &err) == 0, "%s", err.text);
	for (size_t i = 0; i < COUNT; i++) {
		char name[16];
		if (i % 50 == 7) {
			gx_buf_reset(&text); /* empty, again and again */
		} else if (i == 200) {
			while (text.len < 3 << 20) /* over what is gathered before a write */
				gx_buf_printf(&text, "%llx", (unsigned long long)test_next(&random));
		} else {
			text_of(&random, &text, i % 10 == 0 ? 500 : test_below(&random, 40));
		}
		ids[i] = add(pack, GX_BLOB, gx_buf_view(&text), base);
		if (i % 100 == 1) {
			struct gx_buf whole = GX_BUF_INIT(GX_BUF_ANY);
			text_of(&random, &whole, 41);
			struct gx_oid id = add(pack, GX_BLOB, gx_buf_view(&whole), NULL);
			gx_pack_base_free(base);
			base = gx_pack_base_new(pack, &id, gx_buf_view(&whole));
			cr_assert(base != NULL);
			gx_buf_release(&whole);
		}
		gx_buf_printf(&expected, "%s blob %zu\n", gx_oid_text(&ids[i]).hex, text.len);
		gx_buf_str(&expected, gx_buf_view(&text));
		gx_buf_byte(&expected, '\n');
		(void)snprintf(name, sizeof(name), "f%03zu", i);
		gx_tree_add(&listing, GX_MODE_BLOB, gx_str_of(name), &ids[i]);
	}
	tree = add(pack, GX_TREE, gx_buf_view(&listing), NULL);
	gx_buf_reset(&text);
	gx_buf_printf(&text, "tree %s\nauthor a <a@b> 1 +0000\ncommitter a <a@b> 1 +0000\n\nhi\n", gx_oid_text(&tree).hex);
	commit = add(pack, GX_COMMIT, gx_buf_view(&text), NULL);
	struct gx_ref ref = { GX_STR("refs/experiments/e/r"), commit };
	struct gx_refs refs = { &ref, 1, 1 };
	cr_assert(gx_pack_finish(pack, &refs, &err) == 0, "%s", err.text);
	gx_pack_free(pack);
	gx_pack_base_free(base);

	shell("git update-ref refs/heads/main refs/experiments/e/r; test -z \"$(git fsck --strict --no-dangling 2>&1)\"");
	shell("cd .git/objects/pack; git verify-pack -v *.idx > ../../verify; git index-pack --strict -o ../../again.idx *.pack; cmp ../../again.idx *.idx; "
	      "test \"$(stat -c %%a *.pack *.idx | sort -u)\" = 444; test $(ls -A | wc -l) = 2");
	shell("grep -q 'chain length = 1: ' .git/verify && ! grep -q 'chain length = 2' .git/verify");
	cr_assert_str_eq(shell_word("git rev-parse refs/experiments/e/r"), gx_oid_text(&commit).hex);
	cr_assert_str_eq(shell_word("git ls-tree refs/experiments/e/r | wc -l"), "400");
	FILE *names = fopen("names", "w");
	for (size_t i = 0; i < COUNT; i++)
		(void)fprintf(names, "%s\n", gx_oid_text(&ids[i]).hex);
	cr_assert(fclose(names) == 0);
	struct gx_buf got = shell_out("git cat-file --batch --buffer < names");
	cr_assert(gx_str_equal(gx_buf_view(&got), gx_buf_view(&expected)));
	shell("git gc -q; git fsck --strict --no-dangling");
	gx_buf_release(&got);
	gx_buf_release(&text);
	gx_buf_release(&listing);
	gx_buf_release(&expected);
	gx_repo_free(repo);
}

Test(packwrite, nothing_in_it)
{
	struct gx_pack *pack = NULL;
	struct gx_repo *repo = open_repo();
	cr_assert(gx_pack_begin(repo, &pack, NULL) == 0);
	cr_assert(gx_pack_finish(pack, NULL, NULL) == 0);
	gx_pack_free(pack);
	cr_assert_str_eq(shell_word("ls -A .git/objects/pack"), "");
	cr_assert(gx_pack_begin(repo, &pack, NULL) == 0);
	(void)add(pack, GX_BLOB, GX_STR("x"), NULL);
	gx_pack_free(pack); /* thrown away */
	cr_assert_str_eq(shell_word("ls -A .git/objects/pack"), "");
	gx_repo_free(repo);
}

/* The refs are all there or none: here one of them was made meanwhile. The objects are there, for nobody; git gc takes them. */
Test(packwrite, a_ref_in_the_way)
{
	struct gx_pack *pack = NULL;
	struct gx_err err = GX_ERR_INIT;
	shell("git commit -q --allow-empty -m x; git update-ref refs/experiments/e/b HEAD");
	struct gx_oid head = oid_of(shell_word("git rev-parse HEAD"));
	struct gx_repo *repo = open_repo();
	struct gx_ref at[] = { { GX_STR("refs/experiments/e/a"), head }, { GX_STR("refs/experiments/e/b"), head } };
	struct gx_refs refs = { at, 2, 2 };
	cr_assert(gx_pack_begin(repo, &pack, NULL) == 0);
	(void)add(pack, GX_BLOB, GX_STR("x"), NULL);
	cr_assert(gx_pack_finish(pack, &refs, &err) == GX_ECONFLICT, "%s", err.text);
	gx_pack_free(pack);
	cr_assert_str_eq(shell_word("git for-each-ref refs/experiments | wc -l"), "1");
	gx_repo_free(repo);
}

Test(packwrite, no_room_or_right)
{
	struct gx_pack *pack = NULL;
	struct gx_err err = GX_ERR_INIT;
	struct gx_repo *repo = open_repo();
	shell("rm -r .git/objects/pack; echo x > .git/objects/pack");
	cr_assert(gx_pack_begin(repo, &pack, &err) == GX_EIO && pack == NULL, "%s", err.text);
	cr_assert(strstr(err.text, "objects/pack"), "%s", err.text);
	shell("rm .git/objects/pack");
	cr_assert(gx_pack_begin(repo, &pack, &err) == 0, "a folder that is not there is made");
	gx_pack_free(pack);
	gx_repo_free(repo);
}

/* Files and folders get the modes that git would give them. */
Test(packwrite, shared_repositories)
{
	static const char *const settings[] = { "umask", "group", "all", "0660", "0640", "0600", "true", "1", "2", "everybody", "false", "0666", "yes" };
	static const mode_t masks[] = { 022, 077, 002 };
	shell("git hash-object -t tree -w /dev/null");
	const char *commit = shell_word("git commit-tree -m one 4b825dc642cb6eb9a060e54bf8d69288fbee4904");
	for (size_t i = 0; i < GX_LEN(settings) * GX_LEN(masks); i++) {
		const char *setting = settings[i / GX_LEN(masks)];
		umask(masks[i % GX_LEN(masks)]);
		/* git's way in one repository, ours in its twin */
		shell("git config core.sharedRepository %s; rm -rf ../git ../ours; cp -a . ../git; cp -a . ../ours; cd ../git; "
		      "git update-ref refs/x/y/loose %s; git update-ref refs/x/packed %s; git pack-refs --all; git update-ref refs/x/y/loose HEAD 2>/dev/null; "
		      "git update-ref -d refs/x/y/loose; git update-ref refs/x/y/loose %s; "
		      "echo blob | git hash-object -w --stdin; echo blob | git hash-object --stdin | git pack-objects -q .git/objects/pack/pack",
		      setting, commit, commit, commit);
		cr_assert(chdir("../ours") == 0);
		struct gx_repo *repo = open_repo();
		struct gx_oid id = oid_of(commit), none = GX_OID_NONE, blob;
		struct gx_err err = GX_ERR_INIT;
		struct gx_ref at = { GX_STR("refs/x/packed"), id };
		struct gx_refs refs = { &at, 1, 1 };
		struct gx_pack *pack = NULL;
		struct gx_batch *batch = gx_batch_new(repo);
		cr_assert(gx_batch_add(batch, GX_BLOB, GX_STR("blob\n"), &blob, &err) == 0 && gx_batch_commit(batch, &err) == 0, "%s", err.text);
		cr_assert(gx_pack_begin(repo, &pack, &err) == 0, "%s", err.text);
		(void)add(pack, GX_BLOB, GX_STR("blob\n"), NULL);
		cr_assert(gx_pack_finish(pack, &refs, &err) == 0, "%s", err.text);
		cr_assert(gx_ref_update(repo, "refs/x/y/loose", &none, &id, &err) == 0, "%s", err.text);
		gx_pack_free(pack);
		gx_batch_free(batch);
		gx_repo_free(repo);
		static const char list[] = "cd ../%s/.git; find objects refs/x packed-refs -printf '%%%%P %%%%m\\n' | sed 's/pack-[0-9a-f]*/pack-/' | grep -v '[.]rev' | sort";
		char script[2][256];
		(void)snprintf(script[0], sizeof(script[0]), list, "git");
		(void)snprintf(script[1], sizeof(script[1]), list, "ours");
		for (int k = 0; k < 2; k++) /* they are formats once more */
			for (char *at_percent = script[k]; (at_percent = strstr(at_percent, "%%")); at_percent++)
				memmove(at_percent, at_percent + 1, strlen(at_percent));
		int status;
		struct gx_buf want = shell_status(&status, script[0]), got = shell_status(&status, script[1]);
		cr_expect(gx_str_equal(gx_buf_view(&want), gx_buf_view(&got)), "%s, umask %03o: want\n%s\ngot\n%s", setting, masks[i % GX_LEN(masks)],
			  gx_buf_c(&want), gx_buf_c(&got));
		gx_buf_release(&want);
		gx_buf_release(&got);
		cr_assert(chdir("../repo") == 0);
	}
}
