/*
 * The powers of ten as 128-bit fractions, for num_format.c and num_read.c:
 * 10^e = (hi * 2^64 + lo + r) * 2^(floor(log2(10^e)) - 127), with the top bit of
 * hi set and 0 <= r < 1; r is 0 only for 0 <= e <= 55. This Python prints the
 * rows of num_pow10.c:
 *
 *	def row(e):
 *		n = 10 ** abs(e)
 *		v = (n << 128 >> n.bit_length()) if e >= 0 else (1 << n.bit_length() + 127) // n
 *		return "{ 0x%016x, 0x%016x }," % (v >> 64, v & (1 << 64) - 1)
 *	for e in range(-342, 325, 2):
 *		print("\t" + " ".join(map(row, range(e, min(e + 2, 325)))))
 */
#ifndef GX_BASE_NUM_POW10_H
#define GX_BASE_NUM_POW10_H

#include <stdint.h>

enum {
	GX_POW10_LEAST = -342, /* 2^64 times any smaller one is no double but 0 */
	GX_POW10_MOST = 324,   /* scales the smallest double to an integer */
};

struct gx_u128 {
	uint64_t hi, lo;
};

extern const struct gx_u128 gx_pow10[GX_POW10_MOST - GX_POW10_LEAST + 1];

/* The whole product of two 64-bit numbers. */
static inline struct gx_u128 gx_multiply(uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
	__extension__ typedef unsigned __int128 wide;
	wide product = (wide)a * b;
	return (struct gx_u128){ (uint64_t)(product >> 64), (uint64_t)product };
#else
	uint64_t a1 = a >> 32, a0 = a & UINT32_MAX, b1 = b >> 32, b0 = b & UINT32_MAX;
	uint64_t low = a0 * b0, left = a1 * b0, right = a0 * b1;
	uint64_t middle = (low >> 32) + (left & UINT32_MAX) + (right & UINT32_MAX);
	return (struct gx_u128){ a1 * b1 + (left >> 32) + (right >> 32) + (middle >> 32),
				 (middle << 32) | (low & UINT32_MAX) };
#endif
}

/* floor(log2(10^e)), for |e| <= 400. */
static inline int gx_pow10_log2(int e)
{
	return (e * 1741647) >> 19;
}

#endif
