#include "capture/packages.h"

#include "util.h"

static struct gx_arena arena;
static struct gx_interpreter interpreter;

static void write_at(const char *path, const char *text)
{
	put(path, gx_str_of(text));
}

static void begin(void)
{
	static const char *const names[] = { "PYTHONPATH", "PYTHONUSERBASE", "PYTHONNOUSERSITE" };
	make_place();
	for (size_t i = 0; i < GX_LEN(names); i++)
		unsetenv(names[i]);
	setenv("HOME", place, 1);
	static char prefix[128];
	snprintf(prefix, sizeof(prefix), "%s/env", place);
	interpreter = (struct gx_interpreter){ .path = "python", .version = "3.11", .implementation = "cpython", .library = "python3.11",
					       .prefix = prefix, .base = prefix, .folder = place };
}

static void end(void)
{
	gx_arena_release(&arena);
	drop_place();
}

static void expect(const char *text)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(1 << 20);
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_capture_packages(&interpreter, &arena, &out, &err), 0, "%s", err.text);
	cr_assert_str_eq(gx_buf_c(&out), text);
}

#define SITE "env/lib/python3.11/site-packages/"

/* A package in a folder, by its METADATA. */
static void install(const char *folder, const char *name, const char *version)
{
	char path[256], text[256];
	snprintf(path, sizeof(path), "%s/%s-%s.dist-info/METADATA", folder, name, version);
	snprintf(text, sizeof(text), "Metadata-Version: 2.1\nName: %s\nVersion: %s\n\nName: body\n", name, version);
	write_at(path, text);
}

Test(packages, nothing, .init = begin, .fini = end)
{
	expect("");
	install(SITE, "a", "1");
	interpreter.path = "";
	expect("");
}

Test(packages, forms_of_metadata, .init = begin, .fini = end)
{
	install(SITE, "Upper.Case", "1.0+cu121");
	write_at(SITE "egg.egg-info/PKG-INFO", "Metadata-Version: 1.0\r\nname: egg\r\nversion: 2\r\n");
	write_at(SITE "file-3.egg-info", "Name: file\nSummary: x\nVersion: 3");
	write_at(SITE "source.egg-link", "/src/my code\n.");
	write_at(SITE "no_version-1.dist-info/METADATA", "Name: no-version\n\nVersion: 1\n");
	write_at(SITE "empty-1.dist-info/METADATA", "");
	write_at(SITE "~gone-1.dist-info/METADATA", "Name: gone\nVersion: 1\n\n");
	write_at(SITE "module.py", "");
	cr_assert_eq(mkdir(SITE "bare-1.dist-info", 0777), 0);
	expect("Upper.Case==1.0+cu121\negg==2\nfile==3\nsource @ file:///src/my%20code\n");
}

/* The version is behind the first read, and the head without an end. */
Test(packages, long_head, .init = begin, .fini = end)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(1 << 20);
	gx_buf_text(&text, "Name: late\n");
	while (text.len < 20000)
		gx_buf_text(&text, "Classifier: Something :: Other\n");
	gx_buf_text(&text, "Version: 7\n");
	put(SITE "late-7.dist-info/METADATA", gx_buf_view(&text));
	while (text.len < 200000)
		gx_buf_text(&text, "Classifier: Something :: Other\n");
	gx_buf_reset(&text);
	gx_buf_text(&text, "Name: never\n");
	gx_buf_fill(&text, 'x', 100000);
	gx_buf_text(&text, "\nVersion: 7\n");
	put(SITE "never-7.dist-info/METADATA", gx_buf_view(&text));
	expect("late==7\n");
}

Test(packages, direct_url, .init = begin, .fini = end)
{
	static const struct {
		const char *name, *json;
	} cases[] = {
		{ "git", "{\"url\": \"https://h/x\", \"vcs_info\": {\"vcs\": \"git\", \"commit_id\": \"abc\"}, \"subdirectory\": \"s\"}" },
		{ "wheel", "{\"url\": \"https://h/x.whl\", \"archive_info\": {\"hash\": \"sha256=00\"}, \"subdirectory\": \"s\"}" },
		{ "folder", "{\"url\": \"file:///src/x\", \"dir_info\": {\"editable\": true}}" },
		{ "broken", "{\"url\": \"file:///src/x\"" },
		{ "other", "[1]" },
		{ "none", "{\"url\": 3}" },
		{ "blank", "{\"url\": \"file:///a b\\nc==1\"}" },
		{ "escape", "{\"url\": \"file:///\\u001b[0m\"}" },
	};
	char path[256];
	for (size_t i = 0; i < GX_LEN(cases); i++) {
		install(SITE, cases[i].name, "1");
		snprintf(path, sizeof(path), SITE "%s-1.dist-info/direct_url.json", cases[i].name);
		write_at(path, cases[i].json);
	}
	expect("blank==1\nbroken==1\nescape==1\nfolder @ file:///src/x\ngit @ git+https://h/x@abc#subdirectory=s\nnone==1\nother==1\n"
	       "wheel @ https://h/x.whl#sha256=00&subdirectory=s\n");
}

/* What Python finds first counts, by whatever spelling of the name. */
Test(packages, first_wins, .init = begin, .fini = end)
{
	char path[256];
	install("first", "My_Package", "3");
	install(SITE, "my.package", "1");
	install(SITE, "other", "1.9");
	install(SITE, "other", "1.10");
	install(".local/lib/python3.11/site-packages", "other", "9");
	install(".local/lib/python3.11/site-packages", "user", "9");
	expect("my.package==1\nother==9\nuser==9\n");
	snprintf(path, sizeof(path), "%s/missing:first", place);
	setenv("PYTHONPATH", path, 1);
	expect("My_Package==3\nother==9\nuser==9\n");
	interpreter.no_environment = true;
	setenv("PYTHONNOUSERSITE", "1", 1);
	expect("my.package==1\nother==9\nuser==9\n");
	interpreter.no_environment = false;
	unsetenv("PYTHONPATH");
	expect("my.package==1\nother==1.10\n");
	interpreter.no_site = true;
	expect("");
}

Test(packages, virtual_environment, .init = begin, .fini = end)
{
	static char base[128];
	snprintf(base, sizeof(base), "%s/usr", place);
	interpreter.base = base;
	interpreter.is_virtual = true;
	install(SITE, "own", "1");
	install("usr/lib/python3/dist-packages", "debian", "1");
	install("usr/local/lib/python3.11/dist-packages", "local", "1");
	install("usr/lib/python3.11/site-packages", "system", "1");
	install(".local/lib/python3.11/site-packages", "user", "9");
	expect("own==1\n");
	interpreter.system_site = true;
	expect("debian==1\nlocal==1\nown==1\nsystem==1\nuser==9\n");
	interpreter.no_user_site = true;
	expect("debian==1\nlocal==1\nown==1\nsystem==1\n");
}

/* lib64 is mostly a link to lib; a link that goes round leads nowhere twice. */
Test(packages, links, .init = begin, .fini = end)
{
	install(SITE, "a", "1");
	cr_assert_eq(symlink("lib", "env/lib64"), 0);
	cr_assert_eq(symlink(".", SITE "loop"), 0);
	cr_assert_eq(symlink("round.dist-info", SITE "round.dist-info"), 0);
	write_at(SITE "loop.pth", "loop\nloop/loop\n.\n");
	expect("a==1\n");
}

Test(packages, paths, .init = begin, .fini = end)
{
	install(SITE "below", "below", "1");
	install("src/editable", "editable", "2");
	install("src/not", "not-followed", "2");
	write_at("src/editable/more.pth", "../not\n");
	write_at(SITE "egg-1-py3.11.egg/EGG-INFO/PKG-INFO", "Name: in-egg\nVersion: 1\n");
	write_at(SITE "code.pth", "import os; os.abort()\nimport\tos\n# below\n\nbelow  \r\nmissing\ncode.pth\n../../../../src/editable\n");
	write_at(SITE "easy-install.pth", "./egg-1-py3.11.egg\n");
	write_at(SITE ".hidden.pth", "../../../../src/not\n");
	expect("below==1\neditable==2\nin-egg==1\n");
}

Test(packages, hostile, .init = begin, .fini = end)
{
	install(SITE, "good", "1");
	cr_assert_eq(mkdir(SITE "fifo-1.dist-info", 0777), 0);
	cr_assert_eq(mkfifo(SITE "fifo-1.dist-info/METADATA", 0666), 0);
	cr_assert_eq(mkfifo(SITE "fifo.pth", 0666), 0);
	cr_assert_eq(mkfifo(SITE "good-1.dist-info/direct_url.json", 0666), 0);
	write_at(SITE "esc-1.dist-info/METADATA", "Name: e\x1b[31m\nVersion: 1\n\n");
	write_at(SITE "blank-1.dist-info/METADATA", "Name: a b\nVersion: 1\n\n");
	write_at(SITE "dash-1.dist-info/METADATA", "Name: -x\nVersion: 1\n\n");
	write_at(SITE "version-1.dist-info/METADATA", "Name: v\nVersion: 1\xe2\x80\xae\n\n");
	write_at(SITE "reference-1.dist-info/METADATA", "Name: r\nVersion: @1\n\n");
	write_at(SITE "bytes-1.dist-info/METADATA", "Name: b\nVersion: \xff\n\n");
	put(SITE "nul-1.dist-info/METADATA", GX_STR("Name: n\0x\nVersion: 1\n\n"));
	put(SITE "link.egg-link", GX_STR("/a\0b\n"));
	write_at(SITE "relative.egg-link", "../x\n");
	expect("good==1\n");
}

Test(packages, conda, .init = begin, .fini = end)
{
	write_at("env/conda-meta/history", "==>\n");
	write_at("env/conda-meta/zlib-1.3-h4_1.json",
		 "{\n  \"arch\": \"x86_64\",\n  \"channel\": \"https://host/t/to-ken/conda-forge/linux-64/\",\n  \"files\": []\n}");
	write_at("env/conda-meta/py-lib-2.0-py_0.json", "{\"channel\":\"main\",\"files\":[\"x\"],\"subdir\":\"noarch\",\"version\":\"2.0\"}");
	write_at("env/conda-meta/numpy-2.1.0-py311.json", "{\"channel\": \"main/osx-arm64\"}");
	write_at("env/conda-meta/broken-1-0.json", "{\"channel\": \"");
	write_at("env/conda-meta/escape-1-0.json", "{\"channel\": \"a\x1b/noarch\"}");
	write_at("env/conda-meta/noversion.json", "{\"channel\": \"main/noarch\"}");
	install(SITE, "numpy", "2.1.0");
	write_at(SITE "numpy-2.1.0.dist-info/INSTALLER", "conda\n");
	write_at(SITE "numpy-2.1.0.dist-info/direct_url.json", "{\"url\": \"file:///build/numpy\"}");
	install(SITE, "wheel", "1");
	write_at(SITE "wheel-1.dist-info/INSTALLER", "pip\n");
	expect("conda-forge/linux-64::zlib=1.3=h4_1\nmain/noarch::py-lib=2.0=py_0\nmain/osx-arm64::numpy=2.1.0=py311\nwheel==1\n");
}

Test(packages, too_many, .init = begin, .fini = end)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(4 << 20);
	struct gx_err err = GX_ERR_INIT;
	char path[256], text[64];
	cr_assert_eq(gx_folder_make(SITE, NULL), 0);
	for (int i = 0; i <= GX_PACKAGES_MAX; i++) {
		snprintf(path, sizeof(path), SITE "p%d.egg-info", i);
		snprintf(text, sizeof(text), "Name: p%d\nVersion: 1\n", i);
		write_at(path, text);
	}
	cr_assert_eq(gx_capture_packages(&interpreter, &arena, &out, &err), GX_ELIMIT);
	cr_assert_eq(out.len, 0);
}
