#include "node_text.h"

#define expect_env(input, wanted) expect_read(gx_env_read, input, ".env", wanted)

Test(env, a_file)
{
	expect_env("# comment\n"
		   "LR=0.1\n"
		   "export SEED=18446744073709551615\n"
		   "  NAME = resnet   # the model\n"
		   "COLOUR=a#b\n"
		   "EMPTY=\n"
		   "\n"
		   "QUOTED=\"0.5\"\r\n"
		   "SINGLE='a \\n $HOME' # literal\r\n"
		   "DOUBLE=\"a\\n\\\"b\\\" \\d \\$x\"\n"
		   "LINES=\"one\ntwo\"\n"
		   "NOTHING=# all comment\n"
		   "export=1\n"
		   "LAST=true",
		   "{LR: 0.1, SEED: 18446744073709551615, NAME: 'resnet', COLOUR: 'a#b', EMPTY: '', QUOTED: '0.5', "
		   "SINGLE: 'a \\n $HOME', "
		   "DOUBLE: 'a\n\"b\" \\d $x', LINES: 'one\ntwo', NOTHING: '', export: 1, LAST: true}");
	expect_env("", "{}");
}

Test(env, broken)
{
	expect_env("A=1\nA=2\n", "-2 .env:2:1: a key stands twice: 'A'");
	expect_env("A=1\n  export A=2\n", "-2 .env:2:10: a key stands twice: 'A'");
	expect_env("A=\"1\n\nB=2\n", "-2 .env:1:1: a quote is not closed");
	expect_env("A='1' 2\n", "-2 .env:1:1: text behind a closing quote");
	expect_env("LINES=\"1\n2\"\nwords\n", "-2 .env:3:1: expected KEY=value or a comment");
	expect_env("=1\n", "-2 .env:1:1: expected KEY=value or a comment");
	expect_env("A=\xFF\n", "-2 .env:1:3: byte 0xFF is not UTF-8: save the file as UTF-8");
}

Test(env, a_hundred_thousand_keys_and_no_more)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	for (int i = 0; i <= GX_KEYS_MAX; i++)
		gx_buf_printf(&text, "K%d=%d\n", i, i);
	cr_expect_str_eq(read_text(gx_env_read, gx_buf_view(&text), "x", &out), "-7 x:100001:1: over 100000 keys");
}

Test(env, nul_is_refused)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	cr_expect_str_eq(read_text(gx_env_read, GX_STR("A='\0'\n"), "x", &out),
			 "-2 x:1:1: a NUL character cannot be stored");
	cr_expect_str_eq(read_text(gx_env_read, GX_STR("A=\0\n"), "x", &out),
			 "-2 x:1:1: a NUL character cannot be stored");
	cr_expect_str_eq(read_text(gx_ini_read, GX_STR("A=\0\n"), "x", &out),
			 "-2 x:1:1: a NUL character cannot be stored");
}
