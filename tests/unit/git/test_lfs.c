#include "scratch.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include "git/lfs.h"

TestSuite(lfs, .init = scratch_repo, .fini = scratch_leave, .timeout = 60);

static const char *put(struct gx_repo *repo, const char *storage, const char *path)
{
	static char hex[65];
	unsigned char sha256[GX_SHA256_BYTES];
	uint64_t size;
	struct stat about;
	struct gx_err err = GX_ERR_INIT;
	cr_assert(gx_lfs_put(repo, storage, path, sha256, &size, &err) == 0, "%s", err.text);
	cr_assert(stat(path, &about) == 0 && size == (uint64_t)about.st_size);
	gx_hex(sha256, GX_SHA256_BYTES, hex);
	cr_assert_str_eq(shell_word("sha256sum < %s | cut -c-64", path), hex);
	return hex;
}

/* The bytes are where git-lfs looks for them, and once more where its prune does not. */
static void check_store(const char *root, const char *hex, const char *path)
{
	shell("cmp %s/objects/%.2s/%.2s/%s %s", root, hex, hex + 2, hex, path);
	shell("cmp %s/exp-pending/$(cat .git/exp/uuid)/%s %s", root, hex, path);
	shell("test \"$(stat -c %%i %s/objects/%.2s/%.2s/%s)\" = \"$(stat -c %%i %s/exp-pending/*/%s)\"", root, hex, hex + 2, hex, root, hex);
	shell("test -z \"$(find %s .git/exp -name '*-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]')\"", root);
}

Test(lfs, store)
{
	struct gx_repo *repo = open_repo();
	shell("head -c 3000000 /dev/urandom > a; echo b > b; : > c");
	static const char *const files[] = { "a", "b", "c", "a" };
	for (size_t i = 0; i < GX_LEN(files); i++)
		check_store(".git/lfs", put(repo, i % 2 ? "" : NULL, files[i]), files[i]);
	shell("mkdir ../elsewhere");
	char absolute[512];
	(void)snprintf(absolute, sizeof(absolute), "%s/elsewhere", scratch_folder);
	check_store(absolute, put(repo, absolute, "a"), "a");
	check_store(".git/other/place", put(repo, "other/place", "a"), "a");
	gx_repo_free(repo);
}

/* git-lfs itself finds the object that a pointer of ours names, and reads what we stored. */
Test(lfs, as_git_lfs)
{
	struct gx_repo *repo = open_repo();
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	unsigned char sha256[GX_SHA256_BYTES], again[GX_SHA256_BYTES];
	uint64_t size, size_again;
	shell("head -c 2000000 /dev/urandom > data; git lfs install --local >/dev/null");
	cr_assert(gx_lfs_put(repo, NULL, "data", sha256, &size, NULL) == 0);
	gx_lfs_pointer_write(&text, sha256, size);
	GX_CLEANUP(gx_buf) theirs = shell_out("git lfs pointer --file=data 2>/dev/null");
	cr_assert(gx_str_equal(gx_buf_view(&text), gx_buf_view(&theirs)));
	cr_assert(gx_lfs_pointer_read(gx_buf_view(&theirs), again, &size_again));
	cr_assert(size == size_again && memcmp(sha256, again, sizeof(sha256)) == 0);
	write_file("pointer", gx_buf_view(&text));
	shell("git lfs smudge < pointer | cmp - data");
	shell("cp pointer data; git lfs track data >/dev/null; git -c filter.lfs.clean= -c filter.lfs.process= -c filter.lfs.required=false add .; git commit -qm x; "
	      "git lfs fsck");
	shell("git lfs prune --force 2>/dev/null || git lfs prune; ls .git/lfs/exp-pending/*/ | grep -q .");
	gx_repo_free(repo);
}

Test(lfs, lost_from_the_store)
{
	struct gx_repo *repo = open_repo();
	unsigned char sha256[GX_SHA256_BYTES];
	uint64_t size;
	struct gx_err err = GX_ERR_INIT;
	memset(sha256, 7, sizeof(sha256));
	cr_assert(gx_lfs_open(repo, NULL, sha256, &err) == GX_ENOTFOUND);
	cr_assert(!gx_file_exists(".git/exp"), "reading makes nothing");
	shell("echo hello > a");
	cr_assert(gx_lfs_put(repo, NULL, "a", sha256, &size, NULL) == 0);
	shell("rm -r .git/lfs/objects");
	int fd = gx_lfs_open(repo, NULL, sha256, &err);
	char bytes[16] = "";
	cr_assert(fd >= 0 && read(fd, bytes, sizeof(bytes)) == 6 && strcmp(bytes, "hello\n") == 0);
	close(fd);
	shell("echo '../../../../etc' > .git/exp/uuid");
	cr_assert(gx_lfs_open(repo, NULL, sha256, &err) == GX_EFORMAT, "%s", err.text);
	cr_assert(gx_lfs_put(repo, NULL, "a", sha256, &size, &err) == GX_EFORMAT);
	gx_repo_free(repo);
}

Test(lfs, in_a_linked_worktree)
{
	shell("git commit -q --allow-empty -m x; git worktree add -q ../tree; echo x > ../tree/x");
	cr_assert(chdir("../tree") == 0);
	struct gx_repo *repo = open_repo();
	const char *hex = put(repo, NULL, "x");
	shell("cmp ../repo/.git/lfs/objects/%.2s/%.2s/%s x; test -f ../repo/.git/exp/uuid", hex, hex + 2, hex);
	gx_repo_free(repo);
}

Test(lfs, errors)
{
	struct gx_repo *repo = open_repo();
	unsigned char sha256[GX_SHA256_BYTES];
	uint64_t size;
	struct gx_err err = GX_ERR_INIT;
	cr_assert(gx_lfs_put(repo, NULL, "none", sha256, &size, &err) == GX_ENOTFOUND);
	cr_assert(strstr(err.text, "'none'"), "%s", err.text);
	shell("echo x > a; echo x > .git/lfs");
	cr_assert(gx_lfs_put(repo, NULL, "a", sha256, &size, &err) < 0);
	cr_assert(strstr(err.text, ".git/lfs"), "%s", err.text);
	gx_repo_free(repo);
}

/* Two that are the first at once agree on one uuid. */
Test(lfs, many_processes)
{
	enum { PROCESSES = 8 };
	pid_t children[PROCESSES];
	for (int i = 0; i < PROCESSES; i++)
		shell("echo %d > f%d", i, i);
	for (int i = 0; i < PROCESSES; i++) {
		if ((children[i] = fork()) != 0)
			continue;
		char path[8];
		unsigned char sha256[GX_SHA256_BYTES];
		uint64_t size;
		(void)snprintf(path, sizeof(path), "f%d", i);
		_exit(gx_lfs_put(open_repo(), NULL, path, sha256, &size, NULL) == 0 ? 0 : 1);
	}
	for (int i = 0; i < PROCESSES; i++) {
		int status;
		waitpid(children[i], &status, 0);
		cr_assert(status == 0);
	}
	cr_assert_str_eq(shell_word("ls .git/lfs/exp-pending | wc -l"), "1");
	cr_assert_str_eq(shell_word("ls .git/lfs/exp-pending/* | wc -l"), "8");
}

Test(lfs, pointers_that_are_none)
{
	static const char good[] = "version https://git-lfs.github.com/spec/v1\noid sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\nsize 12\n";
	static const char *const bad[] = {
		"", "version https://git-lfs.github.com/spec/v1\n",
		"version https://git-lfs.github.com/spec/v1\noid sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\nsize 12",
		"version https://git-lfs.github.com/spec/v1\noid sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\nsize 012\n",
		"version https://git-lfs.github.com/spec/v1\noid sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\nsize -1\n",
		"version https://git-lfs.github.com/spec/v1\noid sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\nsize 99999999999999999999\n",
		"version https://git-lfs.github.com/spec/v1\noid sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\nsize 1 \n",
		"version https://git-lfs.github.com/spec/v1\noid sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef\nsize 12\n",
		"version https://git-lfs.github.com/spec/v1\noid sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\nsize 12\n",
		"version https://git-lfs.github.com/spec/v1\noid md5:0123456789abcdef0123456789abcdef\nsize 12\n",
		"version https://git-lfs.github.com/spec/v1\next-0-foo sha256:00\noid sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\nsize 12\n",
		"version https://git-lfs.github.com/spec/v1\nsize 12\noid sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
	};
	unsigned char sha256[GX_SHA256_BYTES];
	uint64_t size = 0;
	cr_assert(gx_lfs_pointer_read(gx_str_of(good), sha256, &size) && size == 12);
	cr_assert(!gx_lfs_pointer_read((struct gx_str){ good, sizeof(good) }, sha256, &size), "a NUL behind it");
	for (size_t len = 0; len + 1 < sizeof(good); len++)
		cr_assert(!gx_lfs_pointer_read((struct gx_str){ good, len }, sha256, &size), "%zu", len);
	for (size_t i = 0; i < GX_LEN(bad); i++)
		cr_assert(!gx_lfs_pointer_read(gx_str_of(bad[i]), sha256, &size), "%s", bad[i]);
}
