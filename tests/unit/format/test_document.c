#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "node_text.h"

static char folder[] = "/tmp/gx-test-document-XXXXXX";

static void make_folder(void)
{
	cr_assert_not_null(mkdtemp(folder));
}

static void remove_folder(void)
{
	cr_expect_eq(gx_folder_remove(folder, NULL), 0);
}

TestSuite(document, .init = make_folder, .fini = remove_folder);

/* Writes the file and compares what comes of reading it; "%s" in `wanted` is the file's path. */
static void expect_document(const char *name, const char *text, const char *wanted)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_node *node = NULL;
	struct gx_err err = GX_ERR_INIT;
	gx_path(&path, folder, name);
	cr_assert_eq(gx_file_replace(gx_buf_c(&path), gx_str_of(text), 0600, &err), 0, "%s", err.text);
	int rc = gx_document_read(gx_buf_c(&path), &arena, &node, &err);
	if (rc == 0)
		node_text(&out, node);
	else
		gx_buf_printf(&out, "%d %s", rc,
			      strncmp(err.text, path.at, path.len) == 0 ? err.text + path.len : err.text);
	cr_expect(strcmp(gx_buf_c(&out), wanted) == 0, "%s: got %s, want %s", name, gx_buf_c(&out), wanted);
}

Test(document, the_name_says_what_it_is)
{
	expect_document("a.json", "{\"lr\": 1e-5}", "{lr: 1.0e-05}");
	expect_document("a.yaml", "lr: 1e-5\n", "{lr: 1.0e-05}");
	expect_document("a.YML", "{lr: 1}", "{lr: 1}");
	expect_document("a.ini", "[a]\nlr = 1\n", "{a: {lr: 1}}");
	expect_document("setup.cfg", "[a]\nlr = 1\n", "{a: {lr: 1}}");
	expect_document("a.conf", "lr = 1\n", "{lr: 1}");
	expect_document(".env", "export LR=1\n", "{LR: 1}");
	expect_document("prod.env", "export LR=1\n", "{LR: 1}");
	expect_document(".env.local", "export LR=1\n", "{LR: 1}");
}

Test(document, else_what_it_looks_like)
{
	expect_document("a.txt", " \n{\"lr\": 1}", "{lr: 1}");
	expect_document("b", "lr: 1\n", "{lr: 1}");
	expect_document("environment", "[1]", "[1]");
}

Test(document, failures_bear_the_name)
{
	expect_document("a.yaml", "a: 1\na: 2\n", "-2 :2:1: a key stands twice: 'a'");
	expect_document("a.toml", "lr = 1\n",
			"-9 : TOML is not read; convert it: python3 -c 'import json,sys,tomllib; "
			"json.dump(tomllib.load(open(sys.argv[1],\"rb\")),sys.stdout)' FILE > params.json");
}

Test(document, files_that_cannot_be_read)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_node *node = NULL;
	struct gx_err err = GX_ERR_INIT;
	cr_expect_eq(gx_document_read("/nowhere/params.yaml", &arena, &node, &err), GX_ENOTFOUND);
	cr_expect_not_null(strstr(err.text, "/nowhere/params.yaml"));
	cr_expect_null(node);
}
