#include <criterion/criterion.h>

#include "cli/similar.h"

#include "base/mem.h"

static unsigned distance(const char *a, const char *b)
{
	return gx_similar_distance(gx_str_of(a), gx_str_of(b));
}

/* The definition, word for word: exponential, so for short words only. */
static unsigned by_definition(const char *a, size_t i, const char *b, size_t j)
{
	if (i == 0 || j == 0)
		return (unsigned)(i + j);
	unsigned best = by_definition(a, i - 1, b, j) + 1;
	unsigned other = by_definition(a, i, b, j - 1) + 1;
	best = other < best ? other : best;
	other = by_definition(a, i - 1, b, j - 1) + (a[i - 1] != b[j - 1]);
	best = other < best ? other : best;
	if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
		other = by_definition(a, i - 2, b, j - 2) + 1;
		best = other < best ? other : best;
	}
	return best;
}

Test(similar, known_distances)
{
	cr_assert_eq(distance("", ""), 0);
	cr_assert_eq(distance("log", ""), 3);
	cr_assert_eq(distance("lgo", "log"), 1);
	cr_assert_eq(distance("ca", "abc"), 3);
	cr_assert_eq(distance("kitten", "sitting"), 3);
}

Test(similar, agrees_with_the_definition)
{
	unsigned seed = 7;
	for (int round = 0; round < 400; round++) {
		char a[7], b[7];
		size_t len_a = round % 6, len_b = (round / 6) % 6;
		for (size_t i = 0; i < 6; i++) {
			seed = seed * 1103515245u + 12345u;
			a[i] = (char)('a' + (seed >> 16) % 3);
			b[i] = (char)('a' + (seed >> 24) % 3);
		}
		a[len_a] = b[len_b] = 0;
		cr_assert_eq(distance(a, b), by_definition(a, len_a, b, len_b), "%s %s", a, b);
	}
}

Test(similar, what_a_person_may_have_meant)
{
	static const struct {
		const char *typed, *name;
		bool like;
	} cases[] = {
		{ "lgo", "log", true },	    { "comapre", "compare", true }, { "comp", "compare", true }, { "artefact", "artifact", true },
		{ "log", "tag", false },    { "x", "rm", false },	    { "c", "compare", false },	 { "", "rm", false },
		{ "shwo", "show", true },
	};
	for (size_t i = 0; i < GX_LEN(cases); i++)
		cr_assert_eq(gx_similar(gx_str_of(cases[i].typed), gx_str_of(cases[i].name)), cases[i].like, "%s %s",
			     cases[i].typed, cases[i].name);
}

Test(similar, long_words_are_like_nothing)
{
	char text[200] = { 0 };
	memset(text, 'a', sizeof(text) - 1);
	cr_assert_eq(distance(text, text), GX_SIMILAR_MAX);
	cr_assert_not(gx_similar(gx_str_of(text), GX_STR("aaa")));
}
