#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/num_pow10.h"

/* A natural number as the schools teach it, least digit (of 32 bits) first. */
enum { DIGITS = 48 };

struct natural {
	uint32_t at[DIGITS];
};

static void multiply_by_10(struct natural *n)
{
	uint64_t carry = 0;
	for (int i = 0; i < DIGITS; i++) {
		carry += (uint64_t)n->at[i] * 10;
		n->at[i] = (uint32_t)carry;
		carry >>= 32;
	}
	cr_assert_eq(carry, 0);
}

static void divide_by_10(struct natural *n)
{
	uint64_t rest = 0;
	for (int i = DIGITS - 1; i >= 0; i--) {
		rest = rest << 32 | n->at[i];
		n->at[i] = (uint32_t)(rest / 10);
		rest %= 10;
	}
}

static int bit_at(const struct natural *n, int i)
{
	return i >= 0 && (n->at[i / 32] >> (i % 32) & 1);
}

static int bit_length(const struct natural *n)
{
	int length = DIGITS * 32;
	while (length > 0 && !bit_at(n, length - 1))
		length--;
	return length;
}

/* The 128 bits from the highest set one on. */
static void expect_row(int e, const struct natural *n)
{
	struct gx_u128 expected = { 0, 0 };
	int length = bit_length(n);
	for (int i = 0; i < 64; i++) {
		expected.hi = expected.hi << 1 | (uint64_t)bit_at(n, length - 1 - i);
		expected.lo = expected.lo << 1 | (uint64_t)bit_at(n, length - 65 - i);
	}
	struct gx_u128 row = gx_pow10[e - GX_POW10_LEAST];
	cr_expect_eq(row.hi, expected.hi, "the high half of 10^%d", e);
	cr_expect_eq(row.lo, expected.lo, "the low half of 10^%d", e);
	cr_expect_neq(row.lo, UINT64_MAX, "10^%d rounded up would carry", e);
}

Test(num_pow10, rows_of_whole_powers)
{
	struct natural power = { { 1 } };
	for (int e = 0; e <= GX_POW10_MOST; e++) {
		expect_row(e, &power);
		cr_expect_eq(gx_pow10_log2(e), bit_length(&power) - 1, "log2 of 10^%d", e);
		multiply_by_10(&power);
	}
}

/* 10^-n from 2^1535, divided n times by ten: the floor of a floor is the floor of the whole. */
Test(num_pow10, rows_of_fractions)
{
	struct natural fraction = { { [DIGITS - 1] = 0x80000000u } };
	for (int e = -1; e >= GX_POW10_LEAST; e--) {
		divide_by_10(&fraction);
		expect_row(e, &fraction);
		cr_expect_eq(gx_pow10_log2(e), bit_length(&fraction) - DIGITS * 32, "log2 of 10^%d", e);
	}
}

Test(num_pow10, multiply)
{
	static const struct {
		uint64_t a, b, hi, lo;
	} rows[] = {
		{ 0, UINT64_MAX, 0, 0 },
		{ 1, UINT64_MAX, 0, UINT64_MAX },
		{ UINT64_MAX, UINT64_MAX, UINT64_MAX - 1, 1 },
		{ (uint64_t)1 << 63, 2, 1, 0 },
		{ 0xffffffff, 0x100000001, 0, UINT64_MAX },
		{ 0x123456789abcdef0, 0xfedcba9876543210, 0x121fa00ad77d7422, 0x236d88fe5618cf00 },
	};
	for (size_t i = 0; i < GX_LEN(rows); i++) {
		struct gx_u128 product = gx_multiply(rows[i].a, rows[i].b);
		cr_expect_eq(product.hi, rows[i].hi, "row %zu", i);
		cr_expect_eq(product.lo, rows[i].lo, "row %zu", i);
	}
}
