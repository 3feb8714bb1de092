#include "base/utf8.h"
#include "fixture.h"
#include "view/fold.h"

static const char *fold(const char *text, size_t width, size_t at, size_t indent)
{
	static char folded[1024];
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(sizeof(folded));

	gx_fold(&out, gx_str_of(text), width, at, indent);
	snprintf(folded, sizeof(folded), "%s", gx_buf_c(&out));
	return folded;
}

Test(view_fold, at_blanks)
{
	expect_text(fold("", 20, 0, 0), "");
	expect_text(fold("short", 20, 0, 0), "short");
	expect_text(fold("the quick brown fox jumps over the dog", 20, 0, 0), "the quick brown fox\njumps over the dog");
	expect_text(fold("the quick brown fox jumps over", 24, 4, 4), "the quick brown fox\n    jumps over");
	expect_text(fold("one\n\ntwo", 20, 2, 2), "one\n\n  two");
	expect_text(fold("a\tb", 20, 0, 0), "a    b");
}

Test(view_fold, words_that_are_too_long_are_cut)
{
	expect_text(fold("0123456789012345678901234", 20, 0, 0), "01234567890123456789\n01234");
	expect_text(fold("猫猫猫猫猫猫猫猫猫猫猫", 20, 0, 0), "猫猫猫猫猫猫猫猫猫猫\n猫");
}

Test(view_fold, no_line_is_too_wide)
{
	static const char text[] = "a bb ccc 猫 e\xcc\x81t\xc3\xa9 dddd  eeeee\tffffff 0123456789012345678901234567890123456789 👩‍🔬 g\n\nh i j";

	for (size_t width = 20; width < 90; width++) {
		struct gx_str rest = gx_str_of(fold(text, width, 4, 4)), line;
		size_t column = 4;

		while (gx_str_cut(&rest, '\n', &line)) {
			cr_expect(column + gx_utf8_columns(line) <= width, "%zu: %" GX_PRI, width, GX_ARG(line));
			column = 0;
		}
	}
}
