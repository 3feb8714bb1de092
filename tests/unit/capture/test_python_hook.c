#include "capture/python_hook.h"

#include "util.h"

static struct gx_buf written(const char *pythonpath)
{
	struct gx_buf path = GX_BUF_INIT(GX_BUF_ANY), ret = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_err err = GX_ERR_INIT;
	gx_path(&path, place, "deep/hook");
	cr_assert_eq(gx_python_hook_write(gx_buf_c(&path), pythonpath, &ret, &err), 0, "%s", err.text);
	gx_buf_release(&path);
	return ret;
}

static void expect_pythonpath(const char *before, const char *after)
{
	GX_CLEANUP(gx_buf) path = written(before), wanted = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_printf(&wanted, "%s/deep/hook%s", place, after);
	cr_assert_str_eq(gx_buf_c(&path), gx_buf_c(&wanted));
}

Test(python_hook, stands_first_on_the_path, .init = make_place, .fini = drop_place)
{
	expect_pythonpath(NULL, "");
	expect_pythonpath("", "");
	expect_pythonpath("lib:/opt", ":lib:/opt");
}

static void expect_source(const char *name, const char *beginning, const char *end)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(1 << 20);
	cr_assert_eq(gx_file_read(name, &text, NULL), 0, "%s", name);
	struct gx_str view = gx_buf_view(&text);
	cr_assert(gx_str_starts(view, gx_str_of(beginning)), "%s", name);
	cr_assert(gx_str_ends(view, gx_str_of(end)), "%s", name);
	cr_assert_eq(strlen(gx_buf_c(&text)), text.len);
}

Test(python_hook, is_the_source_and_whole, .init = make_place, .fini = drop_place)
{
	GX_CLEANUP(gx_buf) path = written(NULL);
	cr_assert(path.len > 0);
	expect_source("deep/hook/sitecustomize.py", "\"\"\"The hook of `git exp run`", "\nchain()\n");
	expect_source("deep/hook/recorders.py", "\"\"\"Logs what the parsers", "of_hydra,\n}\n");
}

Test(python_hook, follows_no_link, .init = make_place, .fini = drop_place)
{
	put("mine", GX_STR("mine"));
	cr_assert_eq(gx_folder_make("deep/hook", NULL), 0);
	cr_assert_eq(symlink("../../mine", "deep/hook/recorders.py"), 0);
	GX_CLEANUP(gx_buf) path = written(NULL), text = GX_BUF_INIT(100);
	cr_assert(path.len > 0);
	cr_assert_eq(gx_file_read("mine", &text, NULL), 0);
	cr_assert_str_eq(gx_buf_c(&text), "mine");
}

static ino_t inode_of(const char *path)
{
	struct stat about;
	cr_assert_eq(stat(path, &about), 0);
	return about.st_ino;
}

Test(python_hook, is_written_anew_only_where_it_differs, .init = make_place, .fini = drop_place)
{
	GX_CLEANUP(gx_buf) first = written(NULL);
	cr_assert(first.len > 0);
	ino_t kept = inode_of("deep/hook/sitecustomize.py");
	put("deep/hook/recorders.py", GX_STR("old"));
	GX_CLEANUP(gx_buf) second = written(NULL);
	cr_assert(second.len > 0);
	cr_assert_eq(inode_of("deep/hook/sitecustomize.py"), kept);
	expect_source("deep/hook/recorders.py", "\"\"\"Logs what the parsers", "of_hydra,\n}\n");
}

static void expect_failure(const char *folder, int code, const char *sentence)
{
	GX_CLEANUP(gx_buf) ret = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_err err = GX_ERR_INIT;
	gx_buf_text(&ret, "before");
	cr_assert_eq(gx_python_hook_write(folder, NULL, &ret, &err), code);
	cr_assert_not_null(strstr(err.text, sentence), "%s", err.text);
	cr_assert_str_eq(gx_buf_c(&ret), "before");
}

Test(python_hook, what_pythonpath_cannot_name, .init = make_place, .fini = drop_place)
{
	expect_failure("hook", GX_EINPUT, "must be absolute");
	expect_failure("/nowhere/a:b", GX_EINPUT, "hold no colon");
	expect_failure("/dev/null/hook", GX_EIO, "/dev/null");
}
