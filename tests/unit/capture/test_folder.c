#include "capture/folder.h"

#include "util.h"

#include <sys/socket.h>
#include <sys/un.h>

#define COREUTILS "find . -xtype f -printf '%P\\0' 2>/dev/null | LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum | cut -c1-64"

static const char *sum_of(const char *path, struct gx_folder_sum *ret)
{
	static char hex[2 * GX_SHA256_BYTES + 1];
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_folder_sum(path, ret, &err), 0, "%s", err.text);
	gx_hex(ret->sha256, GX_SHA256_BYTES, hex);
	return hex;
}

static void expect_coreutils(uint64_t count, uint64_t size)
{
	struct gx_folder_sum sum;
	cr_assert_str_eq(sum_of("data", &sum), shell("cd data && " COREUTILS));
	cr_assert_eq(sum.count, count, "%lu files", (unsigned long)sum.count);
	cr_assert_eq(sum.size, size, "%lu bytes", (unsigned long)sum.size);
}

Test(folder, empty, .init = make_place, .fini = drop_place)
{
	struct gx_folder_sum sum;
	cr_assert_eq(mkdir("data", 0777), 0);
	cr_assert_str_eq(sum_of("data", &sum), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	cr_assert_eq(sum.count, 0);
	expect_coreutils(0, 0);
}

Test(folder, nested_and_in_the_order_of_bytes, .init = make_place, .fini = drop_place)
{
	put("data/b", GX_STR("1"));
	put("data/a/x", GX_STR("22"));
	put("data/a.x", GX_STR("333"));
	put("data/a-x", GX_STR("4444"));
	put("data/B", GX_STR(""));
	put("data/a/deep/er/\xC3\xA9", GX_STR("55555"));
	put("data/\xFF not UTF-8", GX_STR("666666"));
	put("data/.hidden/.file", GX_STR("7"));
	cr_assert_eq(mkdir("data/empty", 0777), 0);
	expect_coreutils(8, 22);
}

Test(folder, names_that_sha256sum_escapes, .init = make_place, .fini = drop_place)
{
	put("data/new\nline", GX_STR("1"));
	put("data/back\\slash", GX_STR("2"));
	put("data/carriage\rreturn", GX_STR("3"));
	put("data/both\\\n/in a folder", GX_STR("4"));
	put("data/ blank ", GX_STR("5"));
	expect_coreutils(5, 5);
}

Test(folder, links, .init = make_place, .fini = drop_place)
{
	put("data/file", GX_STR("1"));
	put("outside", GX_STR("22"));
	put("elsewhere/file", GX_STR("333"));
	cr_assert_eq(symlink("../outside", "data/link"), 0);
	cr_assert_eq(symlink("../elsewhere", "data/folder"), 0);
	cr_assert_eq(symlink(".", "data/round"), 0);
	cr_assert_eq(symlink("self", "data/self"), 0);
	cr_assert_eq(symlink("nowhere", "data/dangling"), 0);
	expect_coreutils(2, 3);
}

Test(folder, what_is_no_file_is_left_out, .init = make_place, .fini = drop_place)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX, .sun_path = "data/socket" };
	put("data/file", GX_STR("1"));
	cr_assert_eq(mkfifo("data/fifo", 0666), 0);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	cr_assert_eq(bind(fd, (const struct sockaddr *)&name, sizeof(name)), 0);
	expect_coreutils(1, 1);
	close(fd);
}

Test(folder, a_hundred_files_and_a_large_one, .init = make_place, .fini = drop_place)
{
	static char bytes[700000];
	char name[64];
	for (int i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "data/%d/%d", i % 7, i * 31 % 100);
		put(name, (struct gx_str){ bytes, (size_t)i });
	}
	put("data/large", (struct gx_str){ bytes, sizeof(bytes) });
	expect_coreutils(101, 4950 + sizeof(bytes));
}

static void expect_unreadable(const char *path)
{
	struct gx_folder_sum sum = { .count = 77 };
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_folder_sum("data", &sum, &err), GX_EIO);
	cr_assert(strstr(err.text, path), "%s", err.text);
	cr_assert_eq(sum.count, 77);
}

Test(folder, unreadable_ones_are_named, .init = make_place, .fini = drop_place)
{
	struct gx_folder_sum sum;
	struct gx_err err = GX_ERR_INIT;
	bool root = geteuid() == 0; /* who reads everything */
	put("data/closed/file", GX_STR("1"));
	cr_assert_eq(gx_folder_sum("nosuch", &sum, &err), GX_ENOTFOUND);
	cr_assert(strstr(err.text, "nosuch"));
	cr_assert_eq(chmod(".", 0755) | chmod("data/closed/file", 0), 0);
	if (root)
		cr_assert_eq(seteuid(65534), 0);
	expect_unreadable("data/closed/file");
	if (root)
		cr_assert_eq(seteuid(0), 0);
	cr_assert_eq(chmod("data/closed", 0), 0);
	if (root)
		cr_assert_eq(seteuid(65534), 0);
	expect_unreadable("data/closed'");
	if (root)
		cr_assert_eq(seteuid(0), 0);
	cr_assert_eq(chmod("data/closed", 0755), 0);
}

Test(folder, too_deep, .init = make_place, .fini = drop_place)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_folder_sum sum;
	struct gx_err err = GX_ERR_INIT;
	gx_buf_text(&path, "data");
	for (int i = 0; i < GX_FOLDER_DEPTH_MAX; i++)
		gx_buf_text(&path, "/d");
	cr_assert_eq(gx_folder_make(gx_buf_c(&path), NULL), 0);
	cr_assert_eq(gx_folder_sum("data", &sum, &err), 0);
	gx_buf_text(&path, "/d");
	cr_assert_eq(gx_folder_make(gx_buf_c(&path), NULL), 0);
	cr_assert_eq(gx_folder_sum("data", &sum, &err), GX_ELIMIT);
	cr_assert(strstr(err.text, "64 folders deep"), "%s", err.text);
}
