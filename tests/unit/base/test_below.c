#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/below.h"
#include "base/file.h"

/* A folder of its own for each test (each runs in a process of its own). */
static char folder[] = "/tmp/test-below-XXXXXX";
static int root;

static void set_up(void)
{
	cr_assert(mkdtemp(folder));
	cr_assert_eq(chdir(folder), 0);
	root = open(".", O_RDONLY | O_DIRECTORY);
	cr_assert_geq(root, 0);
}

static void tear_down(void)
{
	cr_assert_eq(close(root), 0);
	cr_assert_eq(gx_folder_remove(folder, NULL), 0);
}

TestSuite(below, .init = set_up, .fini = tear_down);

static int put(const char *path, const char *text, bool replace)
{
	GX_CLEANUP(gx_below) below = GX_BELOW_INIT;
	int r = gx_below_begin(root, gx_str_of(path), &below, NULL);
	if (r == 0)
		r = gx_fd_write(below.fd, gx_str_of(text), path, NULL);
	return r == 0 ? gx_below_keep(&below, replace, NULL) : r;
}

static void expect(const char *path, const char *text)
{
	GX_CLEANUP(gx_buf) bytes = GX_BUF_INIT(1024);
	cr_assert_eq(gx_file_read(path, &bytes, NULL), 0);
	cr_assert_str_eq(gx_buf_c(&bytes), text);
}

/* How many names there are here, `.` and `..` apart. */
static int count_entries(void)
{
	int count = -1;
	FILE *ls = popen("ls -A | wc -l", "r");
	cr_assert(ls && fscanf(ls, "%d", &count) == 1);
	cr_assert_eq(pclose(ls), 0);
	return count;
}

Test(below, makes_the_folders_between)
{
	cr_assert_eq(put("a/b/c", "one", false), 0);
	expect("a/b/c", "one");
	cr_assert_eq(put("a/d", "two", false), 0);
	expect("a/d", "two");
	cr_assert_eq(count_entries(), 1);
}

Test(below, replaces_only_if_told)
{
	cr_assert_eq(put("x", "one", false), 0);
	cr_assert(gx_below_is_taken(root, GX_STR("x")));
	cr_assert_eq(put("x", "two", false), GX_EEXISTS);
	expect("x", "one");
	cr_assert_eq(put("x", "two", true), 0);
	expect("x", "two");
	cr_assert_eq(count_entries(), 1);
}

Test(below, what_is_not_kept_is_gone)
{
	struct gx_below below = GX_BELOW_INIT;
	cr_assert_eq(gx_below_begin(root, GX_STR("x"), &below, NULL), 0);
	cr_assert_eq(count_entries(), 1);
	cr_assert_not(gx_file_exists("x"));
	gx_below_release(&below);
	cr_assert_eq(count_entries(), 0);
	gx_below_release(&below);
}

Test(below, paths_that_lead_out_are_refused)
{
	static const char *const paths[] = { "", "/", "/x", "..", "../x", "a/../x", "a/..", ".", "a//b", "a/", "./x" };
	char longest[300];
	for (size_t i = 0; i < GX_LEN(paths); i++)
		cr_assert_eq(put(paths[i], "x", true), GX_EINPUT, "%s", paths[i]);
	memset(longest, 'x', 256);
	longest[256] = '\0';
	cr_assert_eq(put(longest, "x", true), GX_EINPUT);
	longest[255] = '\0';
	cr_assert_eq(put(longest, "x", true), 0);
}

Test(below, links_are_not_followed)
{
	cr_assert_eq(mkdir("outside", 0777), 0);
	cr_assert_eq(mkdir("inside", 0777), 0);
	cr_assert_eq(symlink("../outside", "inside/folder"), 0);
	cr_assert_eq(symlink("../outside/file", "inside/dangling"), 0);
	cr_assert_eq(close(root), 0);
	root = open("inside", O_RDONLY | O_DIRECTORY);
	cr_assert(gx_below_is_taken(root, GX_STR("folder/x")));
	cr_assert(gx_below_is_taken(root, GX_STR("dangling")));
	cr_assert_eq(put("folder/x", "x", true), GX_EIO);
	cr_assert_eq(put("dangling", "x", false), GX_EEXISTS);
	cr_assert_not(gx_file_exists("outside/file"));
	cr_assert_eq(put("dangling", "x", true), 0);
	cr_assert_not(gx_file_exists("outside/file"));
	expect("inside/dangling", "x");
}

Test(below, a_file_is_no_folder)
{
	cr_assert_eq(put("x", "one", false), 0);
	cr_assert(gx_below_is_taken(root, GX_STR("x/y")));
	cr_assert_eq(put("x/y", "two", true), GX_EIO);
	cr_assert_eq(mkdir("folder", 0777), 0);
	cr_assert_eq(put("folder", "two", false), GX_EEXISTS);
	cr_assert_eq(put("folder", "two", true), GX_EIO);
	cr_assert_eq(count_entries(), 2);
	cr_assert_not(gx_below_is_taken(root, GX_STR("new/y")));
	cr_assert_not(gx_file_exists("new"));
}
