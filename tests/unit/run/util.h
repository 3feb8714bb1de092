/*
 * What the tests of this room share: a stream of random numbers that is the same every time, nasty names, short cuts.
 */
#ifndef GX_TEST_RUN_UTIL_H
#define GX_TEST_RUN_UTIL_H

#include <criterion/criterion.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/* SplitMix64. */
static inline uint64_t test_next(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15u);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static inline size_t test_below(uint64_t *state, size_t limit)
{
	return (size_t)(test_next(state) % limit);
}

/* Adds up to `count` pieces, each one of the words. */
static inline void test_text(uint64_t *state, const char *const *words, size_t words_count, size_t count,
			     struct gx_buf *out)
{
	for (size_t left = test_below(state, count + 1); left > 0; left--)
		gx_buf_text(out, words[test_below(state, words_count)]);
}

#define test_str_eq(view, literal)                                                                                     \
	do {                                                                                                           \
		struct gx_str got_ = (view);                                                                           \
		cr_assert(gx_str_is(got_, (literal)), "%s: got '%.*s', want '%s'", #view, GX_ARG(got_), (literal));    \
	} while (0)

#endif
