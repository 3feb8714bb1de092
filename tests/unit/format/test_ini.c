#include "node_text.h"

#define expect_ini(input, wanted) expect_read(gx_ini_read, input, "params.ini", wanted)

Test(ini, a_file_of_parameters)
{
	expect_ini(
		"; training\n"
		"seed = 18446744073709551615\n"
		"[optimizer]\n"
		"name = adam\n"
		"lr: 0.1 ; to be tuned\n"
		"betas = [0.9, 0.999]\n"
		"nesterov = true\n"
		"# another comment\n"
		"url = http://example.org/a;b\n"
		"\n"
		"[model]\r\n"
		"empty =\r\n"
		"version = \"1.0\"\r\n"
		"title = \"a ; b\" ; c\r\n",
		"{seed: 18446744073709551615, optimizer: {name: 'adam', lr: 0.1, betas: [0.9, 0.999], nesterov: true, "
		"url: 'http://example.org/a;b'}, model: {empty: '', version: '1.0', title: 'a ; b'}}");
}

Test(ini, nothing_is_no_parameters)
{
	expect_ini("", "{}");
	expect_ini("\xEF\xBB\xBF; only a comment\n", "{}");
	expect_ini("[empty]\n", "{empty: {}}");
}

Test(ini, sections_nest_by_dots_and_go_on)
{
	expect_ini("[a.b]\nx = 1\n[a]\ny = 2\n[a.b]\nz = 3\n", "{a: {b: {x: 1, z: 3}, y: 2}}");
	expect_ini("[a]\nb.c = 1\n[a.b]\nc = 2\n", "{a: {b.c: 1, b: {c: 2}}}");
}

Test(ini, values_over_lines)
{
	expect_ini("[a]\nlayers = [1,\n  2] ; both\nnext = 1\n", "{a: {layers: [1, 2], next: 1}}");
	expect_ini("text = one\n\ttwo\n\n\t# no\n\tthree\n", "{text: 'one\ntwo\nthree'}");
	/* an indented key is no continuation of one that is indented alike */
	expect_ini("[core]\n\teditor = vim\n\tpager = less\n", "{core: {editor: 'vim', pager: 'less'}}");
}

Test(ini, broken)
{
	expect_ini("[a]\nx = 1\nx = 2\n", "-2 params.ini:3:1: a key stands twice: 'x'");
	expect_ini("[a]\nx = 1\n[b]\nx = 2\n[a]\nx = 3\n", "-2 params.ini:6:1: a key stands twice: 'x'");
	expect_ini("[a]\nb = 1\n[a.b]\n", "-2 params.ini:3:1: 'b' is a section here and a key above");
	expect_ini("[a.b]\n[a]\nb = 1\n", "-2 params.ini:3:1: a key stands twice: 'b'");
	expect_ini("[a\n", "-2 params.ini:1:1: a section without its ']'");
	expect_ini("[a] b\n", "-2 params.ini:1:1: text behind the ']' of a section");
	expect_ini("[a.]\n", "-2 params.ini:1:1: a section's name starts or ends with a dot");
	expect_ini("[a..b]\n", "-2 params.ini:1:1: a section's name has two dots in a row, or over 62 dots");
	expect_ini("a = 1\nonly words\n", "-2 params.ini:2:1: expected 'key = value', '[section]' or a comment");
	expect_ini("a = \xFF\n", "-2 params.ini:1:5: byte 0xFF is not UTF-8: save the file as UTF-8");
}

/* What libinih does not: it cuts both, and takes the rest for a line of its own. */
Test(ini, long_names_and_lines_are_whole)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_node *root;
	gx_buf_byte(&text, '[');
	gx_buf_fill(&text, 's', 300);
	gx_buf_text(&text, "]\nkey = ");
	gx_buf_fill(&text, 'v', 100000);
	gx_buf_text(&text, " x=1\n");
	cr_assert_eq(gx_ini_read(gx_buf_view(&text), "x", &arena, &root, NULL), 0);
	cr_expect_eq(root->count, 1);
	cr_expect_eq(root->child->key.len, 300);
	cr_expect_eq(root->child->count, 1);
	cr_expect_eq(root->child->child->text.len, 100004);
}

Test(ini, a_hundred_thousand_keys_and_no_more)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	for (int i = 0; i < GX_KEYS_MAX; i++)
		gx_buf_printf(&text, "k%d = %d\n", i, i);
	cr_expect_eq(read_text(gx_ini_read, gx_buf_view(&text), "x", &out)[0], '{');
	gx_buf_text(&text, "more = 1\n");
	cr_expect_str_eq(read_text(gx_ini_read, gx_buf_view(&text), "x", &out), "-7 x:100001:1: over 100000 keys");
}
