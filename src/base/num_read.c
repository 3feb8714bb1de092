#include "base/num.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/num_pow10.h"

enum {
	HEAD_DIGITS = 19,     /* fit 64 bits whatever they are */
	TELLING_DIGITS = 768, /* the midpoint of two doubles has at most 767 significant digits */
	FRACTION_BITS = 52,
	INFINITE_EXPONENT = 0x7ff,
};
#define EXPONENT_CAP ((int64_t)1 << 60) /* beyond what any length of digits in memory could make up for */

/* The parts of a JSON number. */
struct literal {
	bool negative;
	struct gx_str whole, fraction; /* digits */
	struct gx_str exponent;        /* sign and digits */
	uint64_t head;                 /* whole and fraction as one number, if they have at most HEAD_DIGITS */
	size_t len;                    /* bytes of it all */
};

/* Its value but for the sign: head * 10^exponent, and a little more if `more`. */
struct decimal {
	uint64_t head; /* the first significant digits */
	int digits;    /* how many there are in it */
	int64_t exponent;
	bool more;
};

static struct gx_str digits_at(struct gx_str text, size_t from, uint64_t *head)
{
	size_t end = from;
	uint64_t sum = *head;
	for (; end < text.len && text.at[end] >= '0' && text.at[end] <= '9'; end++)
		sum = sum * 10 + (uint64_t)(text.at[end] - '0'); /* wraps only where nobody asks for it */
	*head = sum;
	return gx_str_sub(text, from, end - from); /* which may have no bytes to point at */
}

/* The exponent behind the `e` at `from`, if one is there; else the number ends in front of it. */
static void split_exponent(struct gx_str text, size_t from, struct literal *literal)
{
	uint64_t ignored = 0;
	size_t sign = from + 1 < text.len && (text.at[from + 1] == '+' || text.at[from + 1] == '-');
	struct gx_str digits = digits_at(text, from + 1 + sign, &ignored);
	if (digits.len == 0)
		return;
	literal->exponent = (struct gx_str){ text.at + from + 1, sign + digits.len };
	literal->len = from + 1 + sign + digits.len;
}

/* Splits the longest number that `text` begins with. */
static enum gx_num_kind split(struct gx_str text, struct literal *ret)
{
	struct literal literal = { .negative = text.len > 0 && text.at[0] == '-' };
	literal.whole = digits_at(text, literal.negative, &literal.head);
	if (literal.whole.len == 0 || (literal.whole.len > 1 && literal.whole.at[0] == '0'))
		return GX_NUM_NOT;
	size_t i = literal.len = literal.negative + literal.whole.len;
	if (i + 1 < text.len && text.at[i] == '.') {
		literal.fraction = digits_at(text, i + 1, &literal.head);
		if (literal.fraction.len > 0)
			i = literal.len = i + 1 + literal.fraction.len;
	}
	if (i + 1 < text.len && (text.at[i] == 'e' || text.at[i] == 'E'))
		split_exponent(text, i, &literal);
	*ret = literal;
	return literal.fraction.len || literal.exponent.len ? GX_NUM_DECIMAL : GX_NUM_INTEGER;
}

enum gx_num_kind gx_num_scan(struct gx_str text)
{
	struct literal literal;
	enum gx_num_kind kind = split(text, &literal);
	return kind != GX_NUM_NOT && literal.len == text.len ? kind : GX_NUM_NOT;
}

static int64_t read_exponent(struct gx_str text)
{
	bool negative = text.len > 0 && text.at[0] == '-';
	int64_t number = 0;
	for (size_t i = text.len > 0 && (negative || text.at[0] == '+'); i < text.len; i++)
		if (number < EXPONENT_CAP / 16)
			number = number * 10 + (text.at[i] - '0');
	return negative ? -number : number;
}

/* Takes the digits into the head while there is room; returns how many were taken. */
static size_t take_digits(struct gx_str digits, struct decimal *decimal)
{
	size_t i = 0;
	for (; i < digits.len && decimal->digits < HEAD_DIGITS; i++) {
		decimal->head = decimal->head * 10 + (uint64_t)(digits.at[i] - '0');
		decimal->digits += decimal->head != 0;
	}
	for (size_t rest = i; rest < digits.len && !decimal->more; rest++)
		decimal->more = digits.at[rest] != '0';
	return i;
}

/* Without counting its digits, which only read_long() needs. */
static struct decimal short_decimal_of(const struct literal *literal)
{
	int64_t exponent = literal->exponent.len ? read_exponent(literal->exponent) : 0;
	return (struct decimal){ .head = literal->head, .exponent = exponent - (int64_t)literal->fraction.len };
}

static struct decimal decimal_of(const struct literal *literal)
{
	struct decimal decimal = { .exponent = read_exponent(literal->exponent) };
	size_t whole = take_digits(literal->whole, &decimal);
	decimal.exponent += (int64_t)(literal->whole.len - whole);
	decimal.exponent -= (int64_t)take_digits(literal->fraction, &decimal);
	return decimal;
}

/* Clinger: where both the digits and the power of ten are doubles, one operation rounds once. */
static bool read_exact(const struct decimal *decimal, double *ret)
{
	static const double powers[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
					 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
	if (FLT_EVAL_METHOD != 0 || decimal->more || decimal->head > (uint64_t)1 << 53)
		return false;
	if (decimal->exponent < -22 || decimal->exponent > 22)
		return false;
	double head = (double)decimal->head;
	*ret = decimal->exponent < 0 ? head / powers[-decimal->exponent] : head * powers[decimal->exponent];
	return true;
}

/* The top 128 bits of digits * 10^e, at least those that decide: the low half of the power only where it matters. */
static struct gx_u128 scale(uint64_t digits, int e)
{
	struct gx_u128 power = gx_pow10[e - GX_POW10_LEAST];
	power.lo += e < 0 && e >= -27; /* rounded up, exact quotients show as such */
	struct gx_u128 product = gx_multiply(digits, power.hi);
	if ((product.hi & 0x1ff) != 0x1ff)
		return product;
	uint64_t carry = gx_multiply(digits, power.lo).hi;
	product.lo += carry;
	product.hi += product.lo < carry;
	return product;
}

/* Bits of a double from a mantissa that has one bit too many, rounded half up (ties were settled before). */
static uint64_t round_up(uint64_t mantissa, unsigned biased)
{
	mantissa = (mantissa + (mantissa & 1)) >> 1;
	if (mantissa >> (FRACTION_BITS + 1)) {
		mantissa >>= 1;
		biased++;
	}
	if (biased >= INFINITE_EXPONENT)
		return (uint64_t)INFINITE_EXPONENT << FRACTION_BITS;
	/* With biased 0 the hidden bit, if rounding has set it, is the exponent 1. */
	if (biased > 0)
		mantissa &= ((uint64_t)1 << FRACTION_BITS) - 1;
	return mantissa + ((uint64_t)biased << FRACTION_BITS);
}

/* Eisel and Lemire: the bits of digits * 10^e; false in the rare case that 128 bits do not decide. */
static bool read_scaled(uint64_t digits, int64_t exponent, uint64_t *ret_bits)
{
	if (digits == 0 || exponent < GX_POW10_LEAST) {
		*ret_bits = 0;
		return true;
	}
	if (exponent > DBL_MAX_10_EXP) {
		*ret_bits = (uint64_t)INFINITE_EXPONENT << FRACTION_BITS;
		return true;
	}
	int e = (int)exponent, zeros = __builtin_clzll(digits);
	struct gx_u128 product = scale(digits << zeros, e);
	if (product.lo == UINT64_MAX && (e < -27 || e > 55))
		return false;
	int top = (int)(product.hi >> 63);
	int shift = top + 64 - FRACTION_BITS - 3;
	uint64_t mantissa = product.hi >> shift;
	int biased = gx_pow10_log2(e) + 63 + top - zeros + 1023;
	if (biased <= -63) {
		*ret_bits = 0;
		return true;
	}
	if (biased <= 0) {
		*ret_bits = round_up(mantissa >> (1 - biased), 0);
		return true;
	}
	/* Exactly half way (possible only for these powers): to even, so not up. */
	if (product.lo <= 1 && e >= -4 && e <= 23 && (mantissa & 3) == 1 && mantissa << shift == product.hi)
		mantissa &= ~(uint64_t)1;
	*ret_bits = round_up(mantissa, (unsigned)biased);
	return true;
}

/* Adds digits, without the zeros in front, to those that tell; true if any that came too late is not 0. */
static bool gather(struct gx_str digits, char *text, size_t *len)
{
	bool more = false;
	for (size_t i = 0; i < digits.len; i++) {
		if (*len == TELLING_DIGITS)
			more = more || digits.at[i] != '0';
		else if (*len > 0 || digits.at[i] != '0')
			text[(*len)++] = digits.at[i];
	}
	return more;
}

/*
 * More digits than 64 bits hold, and they matter: the C library decides, on a text without a point, so that no
 * locale has a say. Digits beyond all that can tell become one that says "a little more".
 */
static double read_long(const struct literal *literal, const struct decimal *decimal)
{
	char text[TELLING_DIGITS + 32];
	size_t len = 0;
	bool more = gather(literal->whole, text, &len);
	more = gather(literal->fraction, text, &len) || more;
	int64_t exponent = decimal->exponent - (int64_t)(len - (size_t)decimal->digits);
	if (more) {
		text[len++] = '1';
		exponent--;
	}
	(void)snprintf(text + len, sizeof(text) - len, "e%lld", (long long)exponent);
	int saved = errno;
	double number = strtod(text, NULL);
	errno = saved;
	return number;
}

static double read_magnitude(const struct literal *literal)
{
	bool is_short = literal->whole.len + literal->fraction.len <= HEAD_DIGITS;
	struct decimal decimal = is_short ? short_decimal_of(literal) : decimal_of(literal);
	double number;
	if (read_exact(&decimal, &number))
		return number;
	uint64_t bits, next;
	bool known = read_scaled(decimal.head, decimal.exponent, &bits);
	if (known && decimal.more)
		known = read_scaled(decimal.head + 1, decimal.exponent, &next) && next == bits;
	if (!known) {
		decimal = decimal_of(literal);
		return read_long(literal, &decimal);
	}
	memcpy(&number, &bits, sizeof(number));
	return number;
}

enum gx_num_kind gx_num_take(struct gx_str text, size_t *ret_len, double *ret_number)
{
	struct literal literal;
	enum gx_num_kind kind = split(text, &literal);
	if (kind == GX_NUM_NOT)
		return kind;
	double number = read_magnitude(&literal);
	*ret_len = literal.len;
	*ret_number = literal.negative ? -number : number;
	return kind;
}

double gx_num_read(struct gx_str text)
{
	size_t len;
	double number;
	return gx_num_take(text, &len, &number) != GX_NUM_NOT && len == text.len ? number : (double)NAN;
}
