#include "capture/data.h"

#include "util.h"

#define HELLO_SHA256 "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824" /* of "hello" */
#define EMPTY_SHA256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define HELLO_MD5 "5d41402abc4b2a76b9719d911017c592"

static void expect(const char *path, const char *json)
{
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_value value;
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_capture_data(path, &arena, &value, &err), 0, "%s", err.text);
	cr_assert_eq(value.kind, GX_OBJECT);
	cr_assert(gx_str_is(value.json, json), "%s: %.*s", path, (int)value.json.len, value.json.at);
	gx_arena_release(&arena);
}

static void expect_error(const char *path, int code, const char *sentence)
{
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_value value = { .number = 77 };
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_capture_data(path, &arena, &value, &err), code, "%s", path);
	cr_assert(strstr(err.text, sentence), "%s", err.text);
	cr_assert_eq(value.number, 77);
	gx_arena_release(&arena);
}

Test(data, a_file, .init = make_place, .fini = drop_place)
{
	put("hello", GX_STR("hello"));
	put("empty", GX_STR(""));
	expect("hello", "{\"kind\": \"file\", \"sha256\": \"" HELLO_SHA256 "\", \"size\": 5}");
	expect("empty", "{\"kind\": \"file\", \"sha256\": \"" EMPTY_SHA256 "\", \"size\": 0}");
}

Test(data, a_table, .init = make_place, .fini = drop_place)
{
	GX_CLEANUP(gx_buf) json = GX_BUF_INIT(GX_BUF_ANY);
	put("x.csv", GX_STR("a,\"b\nc\"\r\n1,2\r\n\r\n3,\"4\""));
	gx_buf_printf(&json, "{\"columns\": 2, \"kind\": \"file\", \"rows\": 2, \"sha256\": \"%s\", \"size\": 21}",
		      shell("sha256sum <x.csv | cut -c1-64"));
	expect("x.csv", gx_buf_c(&json));
	put("empty.tsv", GX_STR(""));
	expect("empty.tsv", "{\"columns\": 0, \"kind\": \"file\", \"rows\": 0, \"sha256\": \"" EMPTY_SHA256 "\", \"size\": 0}");
}

Test(data, a_folder, .init = make_place, .fini = drop_place)
{
	GX_CLEANUP(gx_buf) json = GX_BUF_INIT(GX_BUF_ANY);
	put("d/b", GX_STR("hello"));
	put("d/a/c.csv", GX_STR("a\n1\n"));
	gx_buf_printf(&json, "{\"count\": 2, \"kind\": \"dir\", \"sha256\": \"%s\", \"size\": 9}",
		      shell("cd d && sha256sum a/c.csv b | sha256sum | cut -c1-64"));
	expect("d", gx_buf_c(&json));
	expect("d/", gx_buf_c(&json));
	expect("./d/../d//", gx_buf_c(&json));
	cr_assert_eq(symlink("d", "link"), 0);
	expect("link", gx_buf_c(&json));
	cr_assert_eq(mkdir("empty", 0777), 0);
	expect("empty", "{\"count\": 0, \"kind\": \"dir\", \"sha256\": \"" EMPTY_SHA256 "\", \"size\": 0}");
}

Test(data, a_uri_is_not_read, .init = make_place, .fini = drop_place)
{
	expect("s3://bucket/train.csv", "{\"kind\": \"uri\"}");
	expect("https://example.org/x?y", "{\"kind\": \"uri\"}");
	cr_assert(gx_data_is_uri("git+ssh://host/x"));
	cr_assert_not(gx_data_is_uri("data/x"));
	cr_assert_not(gx_data_is_uri("://x"));
	cr_assert_not(gx_data_is_uri("a b://x"));
	cr_assert_not(gx_data_is_uri("./http://x"));
	put("d:/x", GX_STR("hello"));
	expect("./d://x", "{\"kind\": \"file\", \"sha256\": \"" HELLO_SHA256 "\", \"size\": 5}");
}

Test(data, a_git_lfs_pointer_tells_of_what_it_points_to, .init = make_place, .fini = drop_place)
{
	put("big.bin", GX_STR("version https://git-lfs.github.com/spec/v1\noid sha256:" HELLO_SHA256 "\nsize 123456789\n"));
	expect("big.bin", "{\"kind\": \"lfs\", \"sha256\": \"" HELLO_SHA256 "\", \"size\": 123456789}");
	put("big.csv", GX_STR("version https://git-lfs.github.com/spec/v1\noid sha256:" HELLO_SHA256 "\nsize 5\n"));
	expect("big.csv", "{\"kind\": \"lfs\", \"sha256\": \"" HELLO_SHA256 "\", \"size\": 5}");
}

Test(data, what_only_looks_like_a_pointer_is_a_file, .init = make_place, .fini = drop_place)
{
	GX_CLEANUP(gx_buf) json = GX_BUF_INIT(GX_BUF_ANY);
	put("x", GX_STR("version https://git-lfs.github.com/spec/v1\noid sha256:../../etc/passwd\nsize 5\n"));
	gx_buf_printf(&json, "{\"kind\": \"file\", \"sha256\": \"%s\", \"size\": 78}", shell("sha256sum <x | cut -c1-64"));
	expect("x", gx_buf_c(&json));
}

Test(data, dvc, .init = make_place, .fini = drop_place)
{
	put("data.xml.dvc", GX_STR("outs:\n- md5: " HELLO_MD5 "\n  size: 5\n  hash: md5\n  path: data.xml\n"));
	expect("data.xml", "{\"kind\": \"dvc\", \"md5\": \"" HELLO_MD5 "\", \"size\": 5}");
	put("data.xml", GX_STR("hello"));
	expect("data.xml", "{\"kind\": \"dvc\", \"md5\": \"" HELLO_MD5 "\", \"sha256\": \"" HELLO_SHA256 "\", \"size\": 5}");
	put("data.xml", GX_STR(""));
	expect("data.xml", "{\"kind\": \"file\", \"sha256\": \"" EMPTY_SHA256 "\", \"size\": 0}");
}

Test(data, dvc_of_a_folder, .init = make_place, .fini = drop_place)
{
	GX_CLEANUP(gx_buf) json = GX_BUF_INIT(GX_BUF_ANY);
	put("sets/images.dvc", GX_STR("outs:\n- path: other\n  md5: " HELLO_MD5 "\n- md5: " HELLO_MD5 ".dir\n  size: 6\n  nfiles: 2\n  path: images\n"));
	expect("sets/images/", "{\"count\": 2, \"kind\": \"dvc\", \"md5\": \"" HELLO_MD5 ".dir\", \"size\": 6}");
	put("sets/images/a", GX_STR("hello"));
	put("sets/images/b", GX_STR("1"));
	gx_buf_printf(&json, "{\"count\": 2, \"kind\": \"dvc\", \"md5\": \"" HELLO_MD5 ".dir\", \"sha256\": \"%s\", \"size\": 6}",
		      shell("cd sets/images && sha256sum a b | sha256sum | cut -c1-64"));
	expect("sets/images", gx_buf_c(&json));
}

Test(data, a_dvc_file_that_says_nothing_we_understand_is_passed_over, .init = make_place, .fini = drop_place)
{
	static const char *const texts[] = {
		"", "[", "outs: 1\n", "- outs\n", "outs:\n- path: x\n", "outs:\n- md5: " HELLO_MD5 "\n  path: y\n",
		"outs:\n- md5: ../../x\n  path: x\n  size: 5\n", "outs:\n- md5: [1]\n  path: x\n", "outs:\n- x\n- [x]\n",
	};
	put("x", GX_STR("hello"));
	for (size_t i = 0; i < GX_LEN(texts); i++) {
		put("x.dvc", gx_str_of(texts[i]));
		expect("x", "{\"kind\": \"file\", \"sha256\": \"" HELLO_SHA256 "\", \"size\": 5}");
	}
	cr_assert_eq(unlink("x"), 0);
	expect_error("x", GX_ENOTFOUND, "cannot read 'x'");
}

Test(data, what_cannot_be_read, .init = make_place, .fini = drop_place)
{
	expect_error("nosuch", GX_ENOTFOUND, "cannot read 'nosuch'");
	expect_error("", GX_ENOTFOUND, "cannot read ''");
	cr_assert_eq(mkfifo("fifo", 0666), 0);
	expect_error("fifo", GX_EINPUT, "'fifo' is not a regular file");
	cr_assert_eq(symlink("round", "round"), 0);
	expect_error("round", GX_EIO, "round");
}
