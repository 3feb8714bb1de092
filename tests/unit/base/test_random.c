#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/random.h"

/* The first outputs that the reference code of SplitMix64 (public domain, Sebastiano Vigna) gives for these seeds. */
Test(random, a_seed_gives_the_stream_of_splitmix64)
{
	struct gx_random random;
	setenv("GIT_EXP_SEED", "1234567", 1);
	cr_assert_eq(gx_random_init(&random, NULL), 0);
	cr_assert_eq(gx_random_next(&random), UINT64_C(6457827717110365317));
	cr_assert_eq(gx_random_next(&random), UINT64_C(3203168211198807973));
	cr_assert_eq(gx_random_next(&random), UINT64_C(9817491932198370423));
	setenv("GIT_EXP_SEED", "0", 1);
	cr_assert_eq(gx_random_init(&random, NULL), 0);
	cr_assert_eq(gx_random_next(&random), UINT64_C(0xe220a8397b1dcdaf));
}

Test(random, takes_every_unsigned_64_bit_seed_and_nothing_else)
{
	static const char *const wrong[] = { "", " 1", "1 ", "-1", "+1", "0x1", "1e3", "18446744073709551616", "99999999999999999999" };
	struct gx_random random;
	setenv("GIT_EXP_SEED", "18446744073709551615", 1);
	cr_assert_eq(gx_random_init(&random, NULL), 0);
	cr_assert(random.seeded);
	cr_assert_eq(random.state, UINT64_MAX);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct gx_err err = GX_ERR_INIT;
		setenv("GIT_EXP_SEED", wrong[i], 1);
		cr_assert_eq(gx_random_init(&random, &err), GX_EINPUT, "'%s'", wrong[i]);
		cr_assert(strstr(err.text, "GIT_EXP_SEED"), "%s", err.text);
		cr_assert_eq(random.state, UINT64_MAX);
	}
}

Test(random, a_seeded_uuid_is_two_numbers_big_end_first)
{
	struct gx_random random = { true, 0 };
	char hex[33];
	gx_random_uuid(&random, hex);
	cr_assert_str_eq(hex, "e220a8397b1dcdaf6e789e6aa1b965f4");
}

static int compare_numbers(const void *a, const void *b)
{
	uint64_t x, y;
	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return (x > y) - (x < y);
}

Test(random, the_system_repeats_nothing_and_every_bit_moves)
{
	enum { COUNT = 4096 };
	static uint64_t numbers[COUNT];
	struct gx_random random;
	uint64_t ones = 0, zeros = 0;
	unsetenv("GIT_EXP_SEED");
	cr_assert_eq(gx_random_init(&random, NULL), 0);
	for (size_t i = 0; i < COUNT; i++) {
		numbers[i] = gx_random_next(&random);
		ones |= numbers[i];
		zeros |= ~numbers[i];
	}
	cr_assert_eq(ones, UINT64_MAX);
	cr_assert_eq(zeros, UINT64_MAX);
	qsort(numbers, COUNT, sizeof(numbers[0]), compare_numbers);
	for (size_t i = 1; i < COUNT; i++)
		cr_assert_neq(numbers[i], numbers[i - 1]);
}

Test(random, a_uuid_is_32_lower_case_hex_digits)
{
	struct gx_random random = { false, 0 };
	char hex[33];
	gx_random_uuid(&random, hex);
	cr_assert_eq(strspn(hex, "0123456789abcdef"), 32);
	cr_assert_eq(hex[32], '\0');
}
