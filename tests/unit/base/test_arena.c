#include <criterion/criterion.h>

#include <stdint.h>

#include "base/arena.h"

static bool is_zero(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i] != 0)
			return false;
	return true;
}

Test(arena, alloc_is_zeroed_and_aligned)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	for (size_t size = 1; size < 3000; size += 37) {
		char *at = gx_arena_alloc(&arena, size);
		cr_assert_not_null(at);
		cr_expect_eq((uintptr_t)at % _Alignof(max_align_t), 0);
		cr_expect(is_zero(at, size));
		memset(at, 0xff, size);
	}
	gx_arena_reset(&arena);
	char *again = gx_arena_alloc(&arena, 1000);
	cr_expect(is_zero(again, 1000), "what an earlier run left shows through");
}

Test(arena, nothing_of_nothing)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	cr_expect_not_null(gx_arena_alloc(&arena, 0));
	cr_expect_not_null(gx_arena_array(&arena, 0, 8));
	cr_expect_not_null(gx_arena_array(&arena, 8, 0));
	struct gx_str empty = gx_arena_str(&arena, GX_STR_NONE);
	cr_expect_not_null(empty.at);
	cr_expect_eq(empty.len, 0);
}

Test(arena, array_overflow)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	cr_expect_null(gx_arena_array(&arena, SIZE_MAX / 8 + 1, 8));
	cr_expect_null(gx_arena_array(&arena, SIZE_MAX, SIZE_MAX));
	cr_expect_null(gx_arena_alloc(&arena, SIZE_MAX));
	cr_expect_null(gx_arena_str(&arena, (struct gx_str){ "", SIZE_MAX }).at);
	cr_expect_not_null(gx_arena_alloc(&arena, 1), "a refusal leaves it usable");
}

Test(arena, str_copies)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	char word[] = "loss";
	struct gx_str copy = gx_arena_str(&arena, gx_str_of(word));
	word[0] = 'b';
	cr_expect(gx_str_is(copy, "loss"));
	cr_expect_eq(copy.at[4], '\0');
	cr_expect_eq((uintptr_t)gx_arena_alloc(&arena, 8) % _Alignof(max_align_t), 0, "whatever a text has left over");
}

/* Small ones never overlap, large ones stay whole beside them. */
Test(arena, pieces_do_not_overlap)
{
	enum { PIECES = 2000 };
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	unsigned char *pieces[PIECES];
	size_t sizes[PIECES], sum = 0;
	for (size_t i = 0; i < PIECES; i++) {
		sizes[i] = i % 100 == 99 ? 100000 + i : i % 50;
		sum += sizes[i];
		pieces[i] = gx_arena_alloc(&arena, sizes[i]);
		cr_assert_not_null(pieces[i]);
		memset(pieces[i], (int)(i % 251), sizes[i]);
	}
	for (size_t i = 0; i < PIECES; i++)
		for (size_t k = 0; k < sizes[i]; k++)
			cr_assert_eq(pieces[i][k], i % 251, "piece %zu", i);
	cr_expect_geq(arena.total, sum);
}

/* In a loop over many runs the arena settles on one block. */
Test(arena, reset_keeps_one_block)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	size_t settled = 0;
	for (int round = 0; round < 50; round++) {
		for (int i = 0; i < 300; i++)
			cr_assert_not_null(gx_arena_alloc(&arena, 100));
		gx_arena_reset(&arena);
		if (round == 20)
			settled = arena.total;
	}
	cr_expect_gt(settled, 0);
	cr_expect_eq(arena.total, settled);
}

Test(arena, empty_ones_reset_and_release)
{
	struct gx_arena arena = GX_ARENA_INIT;
	gx_arena_reset(&arena);
	gx_arena_release(&arena);
	cr_expect_eq(arena.total, 0);
	cr_expect_null(arena.newest);
}
