#include "base/num.h"

#include "base/num_pow10.h"

/*
 * Schubfach: scale the double and its two rounding bounds by one power of ten, each
 * rounded to odd, so that of the few decimals left in reach the shortest, then the
 * nearest is found by comparing integers.
 */

/* A double is digits * 10^exponent. */
struct decimal {
	uint64_t digits;
	int exponent;
};

enum { FRACTION_BITS = 52, LEAST_EXPONENT = -1074 };
#define HIDDEN_BIT ((uint64_t)1 << FRACTION_BITS)

/* floor(log10(2^q)) and floor(log10(3/4 * 2^q)), for -1100 <= q <= 1000. */
static int log10_pow2(int q)
{
	return (q * 1262611) >> 22;
}

static int log10_three_quarters_pow2(int q)
{
	return (q * 1262611 - 524031) >> 22;
}

/* 10^e rounded up, as the method wants it. */
static struct gx_u128 pow10_up(int e)
{
	struct gx_u128 g = gx_pow10[e - GX_POW10_LEAST];
	g.lo += e < 0 || e > 55;
	return g;
}

/* floor(g * c / 2^128), with the lowest bit set if the true scaled value is no integer. */
static uint64_t scale_to_odd(struct gx_u128 g, uint64_t c)
{
	struct gx_u128 low = gx_multiply(g.lo, c), high = gx_multiply(g.hi, c);
	uint64_t middle = high.lo + low.hi;
	high.hi += middle < low.hi;
	return high.hi | (middle > 1);
}

/* The shortest decimal that reads back as c * 2^q; of several such the nearest. */
static struct decimal shortest(uint64_t c, int q)
{
	/* The gap below a power of two is half as wide, but where the subnormals go on evenly. */
	bool narrow = c == HIDDEN_BIT && q > LEAST_EXPONENT;
	int k = narrow ? log10_three_quarters_pow2(q) : log10_pow2(q);
	int h = q + gx_pow10_log2(-k) + 1;
	struct gx_u128 g = pow10_up(-k);
	uint64_t value = scale_to_odd(g, (4 * c) << h);
	uint64_t odd = c & 1; /* round half to even: the bounds themselves belong to an even c */
	uint64_t lower = scale_to_odd(g, (4 * c - 2 + narrow) << h) + odd;
	uint64_t upper = scale_to_odd(g, (4 * c + 2) << h) - odd;

	uint64_t s = value / 4;
	if (s >= 10) {
		uint64_t tens = s / 10;
		bool below = lower <= 40 * tens, above = 40 * tens + 40 <= upper;
		if (below != above)
			return (struct decimal){ tens + above, k + 1 };
	}
	bool below = lower <= 4 * s, above = 4 * s + 4 <= upper;
	if (below != above)
		return (struct decimal){ s + above, k };
	uint64_t middle = 4 * s + 2;
	bool up = value > middle || (value == middle && (s & 1));
	return (struct decimal){ s + up, k };
}

static struct decimal decimal_of(uint64_t fraction, int biased)
{
	if (biased == 0)
		return shortest(fraction, LEAST_EXPONENT);
	uint64_t c = HIDDEN_BIT | fraction;
	int q = biased + LEAST_EXPONENT - 1;
	/* Integers below 2^53 are their own shortest digits. */
	if (q <= 0 && q > -FRACTION_BITS - 1 && (c & (((uint64_t)1 << -q) - 1)) == 0)
		return (struct decimal){ c >> -q, 0 };
	return shortest(c, q);
}

/* The digits without trailing zeros; returns how many, and puts the decimal exponent of the first of them. */
static int write_digits(struct decimal decimal, char ret_digits[20], int *ret_exponent)
{
	char reversed[20];
	int count = 0;
	for (; decimal.digits >= 10; decimal.digits /= 100) {
		unsigned pair = (unsigned)(decimal.digits % 100);
		reversed[count++] = (char)('0' + pair % 10);
		reversed[count++] = (char)('0' + pair / 10);
	}
	if (decimal.digits > 0)
		reversed[count++] = (char)('0' + decimal.digits);
	*ret_exponent = decimal.exponent + count - 1;
	int zeros = 0;
	while (zeros < count && reversed[zeros] == '0')
		zeros++;
	for (int i = count; i > zeros; i--)
		ret_digits[count - i] = reversed[i - 1];
	return count - zeros;
}

static char *add_bytes(char *at, const char *bytes, int count)
{
	memcpy(at, bytes, (size_t)count);
	return at + count;
}

static char *add_zeros(char *at, int count)
{
	memset(at, '0', (size_t)count);
	return at + count;
}

static char *write_fixed(char *at, const char *digits, int count, int exponent)
{
	if (exponent < 0) {
		at = add_bytes(at, "0.", 2);
		at = add_zeros(at, -exponent - 1);
		return add_bytes(at, digits, count);
	}
	int whole = exponent + 1;
	if (count <= whole) {
		at = add_bytes(at, digits, count);
		at = add_zeros(at, whole - count);
		return add_bytes(at, ".0", 2);
	}
	at = add_bytes(at, digits, whole);
	*at++ = '.';
	return add_bytes(at, digits + whole, count - whole);
}

static char *write_exponential(char *at, const char *digits, int count, int exponent)
{
	*at++ = digits[0];
	*at++ = '.';
	at = count > 1 ? add_bytes(at, digits + 1, count - 1) : add_zeros(at, 1);
	*at++ = 'e';
	*at++ = exponent < 0 ? '-' : '+';
	int size = exponent < 0 ? -exponent : exponent;
	if (size >= 100)
		*at++ = (char)('0' + size / 100);
	*at++ = (char)('0' + size / 10 % 10);
	*at++ = (char)('0' + size % 10);
	return at;
}

static size_t write_word(const char *word, char *ret_text)
{
	size_t len = strlen(word);
	memcpy(ret_text, word, len + 1);
	return len;
}

size_t gx_num_format(double number, char ret_text[GX_NUM_ROOM])
{
	uint64_t bits;
	memcpy(&bits, &number, sizeof(bits));
	bool negative = bits >> 63;
	int biased = (int)(bits >> FRACTION_BITS) & 0x7ff;
	uint64_t fraction = bits & (HIDDEN_BIT - 1);
	if (biased == 0x7ff)
		return write_word(fraction ? ".nan" : negative ? "-.inf" : ".inf", ret_text);
	char *at = ret_text;
	if (negative)
		*at++ = '-';
	if (biased == 0 && fraction == 0)
		return (size_t)(at - ret_text) + write_word("0.0", at);

	char digits[20] = { 0 };
	int exponent;
	int count = write_digits(decimal_of(fraction, biased), digits, &exponent);
	bool fixed = exponent >= -4 && exponent < 16;
	at = fixed ? write_fixed(at, digits, count, exponent) : write_exponential(at, digits, count, exponent);
	*at = '\0';
	return (size_t)(at - ret_text);
}
