#include "run/path_device.h"
#include "run/record.h"
#include "util.h"

Test(path_safe, ordinary_paths_pass)
{
	static const char *const paths[] = {
		"a",
		"model.pt",
		"plots/loss curve.png",
		"gr\u00f6\u00dfe/\xe6\xa8\xa1\xe5\x9e\x8b.bin",
		"a-b_c+d=e@f(1).txt",
		"x.git",
		".gitignore",
		"git",
		"what?.png",
		".hidden/file",
		"...x",
		"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x94\xac.png",
		"com10",
		"console",
		"nulls.txt",
		"-rf",
		"gitt~1",
		"LPT",
	};
	for (size_t i = 0; i < GX_LEN(paths); i++)
		cr_assert(gx_path_is_safe(gx_str_of(paths[i])), "%s", paths[i]);
}

Test(path_safe, disguises_are_refused)
{
	static const char *const paths[] = {
		"",
		"/",
		"/etc/passwd",
		"a/",
		"a//b",
		".",
		"..",
		"a/..",
		"../a",
		"a/../b",
		"a/./b",
		".git",
		".GIT",
		"a/.Git/config",
		".git ",
		".git.",
		".git...",
		".git . .",
		".g\xe2\x80\x8cit",
		"\xe2\x80\x8d.git",
		".git\u200c/x",
		".gi\xe2\x81\xaat",
		".git\xef\xbb\xbf",
		"git~1",
		"GIT~1/config",
		"Git~2",
		".git::$INDEX_ALLOCATION",
		"a:b",
		"C:evil",
		"C:/evil",
		"a\\b",
		"..\\..\\evil",
		"a\nb",
		"a\x1b[2J",
		"a\x7f",
		"a\u202eb",
		"a\u2028b",
		"CON",
		"con.txt",
		"a/NUL",
		"aux .tar.gz",
		"COM1",
		"com\xc2\xb9.log",
		"LPT9.x",
		"CONIN$",
		"clock$",
		"a.",
		"a ",
		"a./b",
		"\xff",
		"a\xed\xa0\x80",
	};
	for (size_t i = 0; i < GX_LEN(paths); i++)
		cr_assert_not(gx_path_is_safe(gx_str_of(paths[i])), "%zu: '%s'", i, paths[i]);
	cr_assert_not(gx_path_is_safe((struct gx_str){ "a\0b", 3 }));
}

Test(path_safe, length_and_depth_are_capped)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(8192);
	gx_buf_fill(&path, 'a', 255);
	cr_assert(gx_path_is_safe(gx_buf_view(&path)));
	gx_buf_byte(&path, 'a');
	cr_assert_not(gx_path_is_safe(gx_buf_view(&path)));

	gx_buf_reset(&path);
	for (int i = 0; i < 63; i++)
		gx_buf_text(&path, "d/");
	gx_buf_byte(&path, 'f');
	cr_assert(gx_path_is_safe(gx_buf_view(&path)));
	gx_buf_text(&path, "/g");
	cr_assert_not(gx_path_is_safe(gx_buf_view(&path)));
}

Test(path_device, names_with_any_ending)
{
	static const char *const devices[] = { "con",  "Prn",	   "AUX.c",   "nul",
					       "com0", "LPT1.txt", "conout$", "com\xc2\xb2" };
	static const char *const others[] = { "", "c", "cons", "com", "com1x", "com12", "lptx", "x.con", "con-1" };
	for (size_t i = 0; i < GX_LEN(devices); i++)
		cr_assert(gx_is_device(gx_str_of(devices[i])), "%s", devices[i]);
	for (size_t i = 0; i < GX_LEN(others); i++)
		cr_assert_not(gx_is_device(gx_str_of(others[i])), "%s", others[i]);
}
