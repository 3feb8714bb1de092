#include "run/suggest.h"
#include "util.h"

static size_t distance(const char *a, const char *b)
{
	return gx_word_distance(gx_str_of(a), gx_str_of(b), 99);
}

Test(suggest, distances)
{
	cr_assert_eq(distance("", ""), 0);
	cr_assert_eq(distance("", "abc"), 3);
	cr_assert_eq(distance("metrics", "metrics"), 0);
	cr_assert_eq(distance("metric", "metrics"), 1);
	cr_assert_eq(distance("Metrics", "metrics"), 0);
	cr_assert_eq(distance("parmas", "params"), 1);
	cr_assert_eq(distance("kitten", "sitting"), 3);
	cr_assert_eq(distance("stats", "tags"), 2);
}

Test(suggest, the_limit_and_long_words)
{
	cr_assert_eq(gx_word_distance(GX_STR("abcdef"), GX_STR("uvwxyz"), 3), 3);
	cr_assert_eq(gx_word_distance(GX_STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
				      GX_STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), 3),
		     3);
}

/* Both ways round, and never more than the longer word. */
Test(suggest, is_symmetric)
{
	static const char *const letters[] = { "a", "b", "c" };
	uint64_t state = 5;
	for (int i = 0; i < 3000; i++) {
		GX_CLEANUP(gx_buf) a = GX_BUF_INIT(64), b = GX_BUF_INIT(64);
		test_text(&state, letters, GX_LEN(letters), 8, &a);
		test_text(&state, letters, GX_LEN(letters), 8, &b);
		size_t there = distance(gx_buf_c(&a), gx_buf_c(&b));
		cr_assert_eq(there, distance(gx_buf_c(&b), gx_buf_c(&a)));
		cr_assert_leq(there, a.len > b.len ? a.len : b.len);
		cr_assert_eq(there == 0, gx_str_equal(gx_buf_view(&a), gx_buf_view(&b)));
	}
}
