#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/random.h"

/* A folder of its own for each test (each runs in a process of its own). */
static char folder[] = "/tmp/test-file-XXXXXX";
static char joined[4][256];

static const char *in(const char *name)
{
	static int turn;
	char *path = joined[turn++ % 4];
	(void)snprintf(path, sizeof(joined[0]), "%s/%s", folder, name);
	return path;
}

static void set_up(void)
{
	cr_assert(mkdtemp(folder));
}

static void tear_down(void)
{
	cr_assert_eq(gx_folder_remove(folder, NULL), 0);
	cr_assert_not(gx_file_exists(folder));
}

TestSuite(file, .init = set_up, .fini = tear_down);

static void put(const char *name, const char *text)
{
	cr_assert_eq(gx_file_replace(in(name), gx_str_of(text), 0644, NULL), 0);
}

static void assert_holds(const char *path, const char *text)
{
	GX_CLEANUP(gx_buf) bytes = GX_BUF_INIT(1024);
	cr_assert_eq(gx_file_read(path, &bytes, NULL), 0);
	cr_assert_str_eq(gx_buf_c(&bytes), text);
}

static int count_entries(const char *path)
{
	char command[512];
	int count = -1;
	(void)snprintf(command, sizeof(command), "ls -A '%s' | wc -l", path);
	FILE *pipe = popen(command, "r");
	cr_assert_eq(fscanf(pipe, "%d", &count), 1);
	pclose(pipe);
	return count;
}

Test(file, reads_behind_what_is_in_the_buffer)
{
	GX_CLEANUP(gx_buf) bytes = GX_BUF_INIT(64);
	put("a", "one\n");
	put("empty", "");
	gx_buf_text(&bytes, "> ");
	cr_assert_eq(gx_file_read(in("a"), &bytes, NULL), 0);
	cr_assert_eq(gx_file_read(in("empty"), &bytes, NULL), 0);
	cr_assert_str_eq(gx_buf_c(&bytes), "> one\n");
}

Test(file, the_cap_is_exact)
{
	GX_CLEANUP(gx_buf) fits = GX_BUF_INIT(5);
	GX_CLEANUP(gx_buf) small = GX_BUF_INIT(4);
	struct gx_err err = GX_ERR_INIT;
	put("a", "12345");
	cr_assert_eq(gx_file_read(in("a"), &fits, NULL), 0);
	cr_assert_str_eq(gx_buf_c(&fits), "12345");
	cr_assert_eq(gx_file_read(in("a"), &small, &err), GX_ELIMIT);
	cr_assert(strstr(err.text, "/a' is over the limit of 4 bytes"), "%s", err.text);
	cr_assert_eq(small.len, 0);
	cr_assert_str_eq(gx_buf_c(&small), "");
}

Test(file, a_file_that_never_ends_meets_the_cap)
{
	GX_CLEANUP(gx_buf) bytes = GX_BUF_INIT(1000000);
	cr_assert_eq(gx_file_read("/dev/zero", &bytes, NULL), GX_ELIMIT);
	cr_assert_eq(bytes.len, 0);
}

Test(file, a_file_that_has_no_size_is_read_to_its_end)
{
	GX_CLEANUP(gx_buf) bytes = GX_BUF_INIT(GX_BUF_ANY);
	cr_assert_eq(gx_file_read("/proc/self/status", &bytes, NULL), 0);
	cr_assert(strstr(gx_buf_c(&bytes), "Pid:"));
}

Test(file, what_cannot_be_read_is_named)
{
	GX_CLEANUP(gx_buf) bytes = GX_BUF_INIT(64);
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_file_read(in("none"), &bytes, &err), GX_ENOTFOUND);
	cr_assert(strstr(err.text, "/none': No such file"), "%s", err.text);
	cr_assert_eq(gx_file_read(folder, &bytes, &err), GX_EINPUT);
	cr_assert(strstr(err.text, "is a folder, not a file"), "%s", err.text);
}

Test(file, standard_input_is_a_dash)
{
	GX_CLEANUP(gx_buf) bytes = GX_BUF_INIT(1000000);
	int fds[2];
	cr_assert_eq(pipe(fds), 0);
	cr_assert_eq(gx_fd_write(fds[1], GX_STR("from a pipe"), "pipe", NULL), 0);
	close(fds[1]);
	cr_assert_eq(dup2(fds[0], 0), 0);
	close(fds[0]);
	cr_assert_eq(gx_file_read("-", &bytes, NULL), 0);
	cr_assert_str_eq(gx_buf_c(&bytes), "from a pipe");
}

Test(file, big_files_come_back_whole)
{
	GX_CLEANUP(gx_buf) bytes = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) back = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_random random = { true, 5 };
	for (int i = 0; i < 40000; i++) {
		uint64_t bits = gx_random_next(&random);
		gx_buf_add(&bytes, &bits, sizeof(bits));
	}
	cr_assert_eq(gx_file_replace(in("big"), gx_buf_view(&bytes), 0644, NULL), 0);
	cr_assert_eq(gx_file_read(in("big"), &back, NULL), 0);
	cr_assert(gx_str_equal(gx_buf_view(&bytes), gx_buf_view(&back)));
}

Test(file, a_write_that_fails_says_where)
{
	struct gx_err err = GX_ERR_INIT;
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	cr_assert_geq(fd, 0);
	cr_assert_eq(gx_fd_write(fd, GX_STR("x"), "the report", &err), GX_EIO);
	cr_assert_str_eq(err.text, "cannot write 'the report': No space left on device");
	close(fd);
}

Test(file, replacing_leaves_the_new_file_alone_in_its_folder)
{
	struct stat stat_buf;
	umask(022);
	put("a", "old");
	put("a", "new");
	cr_assert_eq(gx_file_replace(in("script"), GX_STR("#!"), 0777, NULL), 0);
	assert_holds(in("a"), "new");
	cr_assert_eq(count_entries(folder), 2);
	cr_assert_eq(stat(in("script"), &stat_buf), 0);
	cr_assert_eq(stat_buf.st_mode & 07777, 0755);
}

Test(file, a_name_of_255_bytes_can_be_replaced)
{
	char name[256] = "";
	memset(name, 'n', 255);
	cr_assert_eq(chdir(folder), 0);
	cr_assert_eq(gx_file_replace(name, GX_STR("text"), 0644, NULL), 0);
	assert_holds(name, "text");
	cr_assert_eq(count_entries("."), 1);
}

Test(file, a_replacement_that_fails_leaves_nothing_behind)
{
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(mkdir(in("taken"), 0777), 0);
	cr_assert_eq(gx_file_replace(in("taken"), GX_STR("x"), 0644, &err), GX_EIO);
	cr_assert(strstr(err.text, "cannot put '"), "%s", err.text);
	cr_assert_eq(count_entries(folder), 1);
	cr_assert_eq(gx_file_replace(in("none/a"), GX_STR("x"), 0644, &err), GX_ENOTFOUND);
	cr_assert(strstr(err.text, "/none'"), "%s", err.text);
}

Test(file, makes_all_folders_on_the_way_and_none_twice)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(GX_BUF_ANY);
	cr_assert_eq(gx_folder_make(in("a/b//c/"), NULL), 0);
	cr_assert_eq(gx_folder_make(in("a/b/c"), NULL), 0);
	cr_assert(gx_file_exists(in("a/b/c")));
	cr_assert_eq(gx_folder_make("/", NULL), 0);
	cr_assert_eq(chdir(folder), 0);
	cr_assert_eq(gx_folder_make("x/y", NULL), 0);
	cr_assert(gx_file_exists(gx_path(&path, folder, "x/y")));
}

Test(file, a_file_in_the_way_of_a_folder_is_named)
{
	struct gx_err err = GX_ERR_INIT;
	put("a", "file");
	cr_assert_eq(gx_folder_make(in("a/b"), &err), GX_EIO);
	cr_assert(strstr(err.text, "/a': Not a directory"), "%s", err.text);
}

Test(file, removes_a_tree_and_follows_no_link_out_of_it)
{
	cr_assert_eq(gx_folder_make(in("tree/deep/er"), NULL), 0);
	cr_assert_eq(gx_folder_make(in("other"), NULL), 0);
	put("other/kept", "x");
	put("tree/deep/file", "x");
	cr_assert_eq(symlink("../other", in("tree/to-folder")), 0);
	cr_assert_eq(symlink("../other/kept", in("tree/to-file")), 0);
	cr_assert_eq(symlink("other", in("link")), 0);
	cr_assert_eq(gx_folder_remove(in("tree"), NULL), 0);
	cr_assert_not(gx_file_exists(in("tree")));
	cr_assert_eq(gx_folder_remove(in("link"), NULL), 0);
	assert_holds(in("other/kept"), "x");
	cr_assert_eq(gx_folder_remove(in("tree"), NULL), 0);
}

Test(file, removing_has_a_limit_of_depth)
{
	char name[] = "d";
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(chdir(folder), 0);
	for (int i = 0; i < 300; i++)
		cr_assert(mkdir(name, 0777) == 0 && chdir(name) == 0);
	cr_assert_eq(gx_folder_remove(in("d"), &err), GX_ELIMIT);
	cr_assert(strstr(err.text, "over 256 folders deep"), "%s", err.text);
	for (int i = 0; i < 300; i++)
		cr_assert(chdir("..") == 0 && rmdir(name) == 0);
}

Test(file, joins_paths)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(8);
	cr_assert_str_eq(gx_path(&path, "a", "b"), "a/b");
	cr_assert_str_eq(gx_path(&path, "/", "b"), "/b");
	cr_assert_str_eq(gx_path(&path, "a/", "b"), "a/b");
	cr_assert_str_eq(gx_path(&path, "", "b"), "b");
	cr_assert_str_eq(gx_path(&path, "too", "long"), "too/long");
	cr_assert_str_eq(gx_path(&path, "far too", "long"), "");
	cr_assert_eq(path.failed, GX_ELIMIT);
}
