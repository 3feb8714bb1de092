#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

static void expect_str(struct gx_str view, const char *expected)
{
	cr_expect(gx_str_is(view, expected), "'%" GX_PRI "', not '%s'", GX_ARG(view), expected);
}

Test(str, of)
{
	cr_expect_eq(gx_str_of("loss").len, 4);
	cr_expect_eq(gx_str_of("").len, 0);
	cr_expect_eq(gx_str_of(NULL).len, 0);
	cr_expect_eq(GX_STR("a\0b").len, 3);
	static const struct gx_str literal = GX_STR_INIT("lr");
	expect_str(literal, "lr");
}

Test(str, equal)
{
	cr_expect(gx_str_equal(GX_STR_NONE, GX_STR("")));
	cr_expect(gx_str_equal(GX_STR("a\0b"), GX_STR("a\0b")));
	cr_expect_not(gx_str_equal(GX_STR("a\0b"), GX_STR("a\0c")));
	cr_expect_not(gx_str_equal(GX_STR("a"), GX_STR("ab")));
	cr_expect(gx_str_is(GX_STR_NONE, ""));
	cr_expect_not(gx_str_is(GX_STR("a\0"), "a"));
}

Test(str, equal_nocase)
{
	cr_expect(gx_str_equal_nocase(GX_STR("True"), GX_STR("tRUE")));
	cr_expect(gx_str_equal_nocase(GX_STR("az09_"), GX_STR("AZ09_")));
	cr_expect_not(gx_str_equal_nocase(GX_STR("a"), GX_STR("ab")));
	cr_expect_not(gx_str_equal_nocase(GX_STR("@["), GX_STR("`{")), "only letters have a case");
	cr_expect_not(gx_str_equal_nocase(GX_STR("\xc3\xa4"), GX_STR("\xc3\x84")), "ASCII only");
}

Test(str, compare)
{
	static const char *const ordered[] = { "", "\x01", "A", "Z", "_", "a", "a.b", "aa", "ab", "b", "\x7f", "\xc3\xa4", "\xff" };
	for (size_t i = 0; i < GX_LEN(ordered); i++) {
		for (size_t k = 0; k < GX_LEN(ordered); k++) {
			int order = gx_str_compare(gx_str_of(ordered[i]), gx_str_of(ordered[k]));
			cr_expect_eq((order > 0) - (order < 0), (i > k) - (i < k), "'%s' and '%s'", ordered[i], ordered[k]);
		}
	}
	cr_expect_lt(gx_str_compare(GX_STR("a"), GX_STR("a\0")), 0);
	cr_expect_eq(gx_str_compare(GX_STR_NONE, GX_STR_NONE), 0);
}

Test(str, starts_and_ends)
{
	cr_expect(gx_str_starts(GX_STR("metrics.loss"), GX_STR("metrics.")));
	cr_expect(gx_str_ends(GX_STR("loss.tsv"), GX_STR(".tsv")));
	cr_expect(gx_str_starts(GX_STR("a"), GX_STR_NONE));
	cr_expect(gx_str_ends(GX_STR_NONE, GX_STR_NONE));
	cr_expect_not(gx_str_starts(GX_STR("a"), GX_STR("ab")));
	cr_expect_not(gx_str_ends(GX_STR("b"), GX_STR("ab")));
	cr_expect_not(gx_str_ends(GX_STR("ab"), GX_STR("a")));
}

Test(str, find)
{
	cr_expect_eq(gx_str_find(GX_STR("a.b.c"), '.'), 1);
	cr_expect_eq(gx_str_find_last(GX_STR("a.b.c"), '.'), 3);
	cr_expect_eq(gx_str_find(GX_STR("abc"), '.'), GX_STR_NOWHERE);
	cr_expect_eq(gx_str_find_last(GX_STR("abc"), '.'), GX_STR_NOWHERE);
	cr_expect_eq(gx_str_find(GX_STR_NONE, '.'), GX_STR_NOWHERE);
	cr_expect_eq(gx_str_find_last(GX_STR_NONE, '.'), GX_STR_NOWHERE);
	cr_expect_eq(gx_str_find(GX_STR("a\0b"), 'b'), 2);
}

Test(str, sub_clips)
{
	struct gx_str word = GX_STR("metric");
	expect_str(gx_str_sub(word, 1, 3), "etr");
	expect_str(gx_str_sub(word, 4, 100), "ic");
	expect_str(gx_str_sub(word, 6, 1), "");
	expect_str(gx_str_sub(word, 100, 1), "");
	expect_str(gx_str_sub(word, 1, (size_t)-1), "etric");
	expect_str(gx_str_from(word, 4), "ic");
	expect_str(gx_str_from(word, 7), "");
	expect_str(gx_str_from(GX_STR_NONE, 3), "");
}

static void expect_parts(const char *text, size_t count, const char *const parts[])
{
	struct gx_str rest = gx_str_of(text), part;
	for (size_t i = 0; i < count; i++) {
		cr_assert(gx_str_cut(&rest, ',', &part), "'%s' has too few parts", text);
		expect_str(part, parts[i]);
	}
	part = GX_STR("kept");
	cr_expect_not(gx_str_cut(&rest, ',', &part), "'%s' has too many parts", text);
	expect_str(part, "kept");
}

Test(str, cut)
{
	expect_parts("", 0, NULL);
	expect_parts("a", 1, (const char *const[]){ "a" });
	expect_parts("a,", 1, (const char *const[]){ "a" });
	expect_parts(",", 1, (const char *const[]){ "" });
	expect_parts("a,,b", 3, (const char *const[]){ "a", "", "b" });
	expect_parts(",a", 2, (const char *const[]){ "", "a" });
}

Test(str, trim)
{
	expect_str(gx_str_trim(GX_STR(" \t\r\n a b \n")), "a b");
	expect_str(gx_str_trim(GX_STR("   ")), "");
	expect_str(gx_str_trim(GX_STR_NONE), "");
	expect_str(gx_str_trim(GX_STR("\va\f")), "\va\f");
}
