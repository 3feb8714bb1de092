#include <inttypes.h>

#include "base/num.h"
#include "format/loose.h"
#include "format/scalar.h"

/* Integers of any length in any base, as little-endian limbs of nine decimal digits. */

enum { LIMB = 1000000000, LIMBS = 112 };

struct big {
	uint32_t limbs[LIMBS];
	size_t len;
};

static bool big_step(struct big *big, unsigned factor, unsigned digit)
{
	uint64_t carry = digit;
	for (size_t i = 0; i < big->len; i++) {
		carry += (uint64_t)big->limbs[i] * factor;
		big->limbs[i] = (uint32_t)(carry % LIMB);
		carry /= LIMB;
	}
	if (carry == 0)
		return true;
	if (big->len == LIMBS)
		return false;
	big->limbs[big->len++] = (uint32_t)carry;
	return true;
}

static void big_write(const struct big *big, struct gx_buf *out)
{
	gx_buf_printf(out, "%" PRIu32, big->len > 0 ? big->limbs[big->len - 1] : 0);
	for (size_t i = big->len; i-- > 1;)
		gx_buf_printf(out, "%09" PRIu32, big->limbs[i - 1]);
}

static unsigned digit_of(char byte)
{
	if (byte >= '0' && byte <= '9')
		return (unsigned)(byte - '0');
	unsigned letter = (unsigned char)byte | 0x20u;
	return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : 99;
}

static int too_long(struct gx_err *err)
{
	return gx_fail(err, GX_ELIMIT, "an integer in another base than ten is over 1000 digits long");
}

static int read_digits(struct gx_str digits, unsigned base, struct big *big, struct gx_err *err)
{
	bool any = false;
	for (size_t i = 0; i < digits.len; i++) {
		if (digits.at[i] == '_')
			continue;
		unsigned digit = digit_of(digits.at[i]);
		if (digit >= base)
			return GX_NOT_IT;
		if (!big_step(big, base, digit))
			return too_long(err);
		any = true;
	}
	return any ? GX_TAKEN : GX_NOT_IT;
}

/* 0x1F, 0b11, 0o17, and 017 which YAML 1.1 means in base 8. */
static int read_based(struct gx_str text, struct gx_buf *out, struct gx_err *err)
{
	static const struct base {
		struct gx_str prefix;
		unsigned base;
		bool underscores; /* YAML 1.2 has none */
	} BASES[] = {
		{ GX_STR_INIT("0x"), 16, true },
		{ GX_STR_INIT("0b"), 2, true },
		{ GX_STR_INIT("0o"), 8, false },
		{ GX_STR_INIT("0"), 8, true },
	};
	for (size_t i = 0; i < GX_LEN(BASES); i++) {
		if (!gx_str_starts(text, BASES[i].prefix) || text.len == BASES[i].prefix.len)
			continue;
		struct big big = { .len = 0 };
		/* "0_" is zero: the prefix is a digit itself */
		size_t skip = i + 1 == GX_LEN(BASES) ? 0 : BASES[i].prefix.len;
		if (!BASES[i].underscores && gx_str_find(text, '_') != GX_STR_NOWHERE)
			return GX_NOT_IT;
		int taken = read_digits(gx_str_from(text, skip), BASES[i].base, &big, err);
		if (taken == GX_TAKEN)
			big_write(&big, out);
		return taken;
	}
	return GX_NOT_IT;
}

/* Digits and `_`, the first a digit: added without the `_`. */
static bool add_digits(struct gx_str text, struct gx_buf *out)
{
	if (text.len == 0 || text.at[0] == '_')
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] != '_' && digit_of(text.at[i]) > 9)
			return false;
		if (text.at[i] != '_')
			gx_buf_byte(out, text.at[i]);
	}
	return true;
}

/* One part of a number in base 60 behind its first: 0 to 59, one or two digits. */
static bool read_sixtieth(struct gx_str part, unsigned *ret)
{
	if (part.len == 0 || part.len > 2)
		return false;
	unsigned tens = part.len == 2 ? digit_of(part.at[0]) : 0, ones = digit_of(part.at[part.len - 1]);
	*ret = tens * 10 + ones;
	return tens <= 5 && ones <= 9;
}

/* 190:20:30 */
static int read_sexagesimal(struct gx_str text, struct gx_buf *out, struct gx_err *err)
{
	struct big big = { .len = 0 };
	struct gx_str part;
	if (text.len == 0 || text.at[0] < '1' || text.at[0] > '9' || gx_str_find(text, ':') == GX_STR_NOWHERE ||
	    text.at[text.len - 1] == ':' || !gx_str_cut(&text, ':', &part))
		return GX_NOT_IT;
	int taken = read_digits(part, 10, &big, err);
	if (taken != GX_TAKEN)
		return taken;
	while (gx_str_cut(&text, ':', &part)) {
		unsigned digit;
		if (!read_sixtieth(part, &digit))
			return GX_NOT_IT;
		if (!big_step(&big, 60, digit))
			return too_long(err);
	}
	big_write(&big, out);
	return GX_TAKEN;
}

static struct gx_str cut_sign(struct gx_str text, struct gx_buf *out)
{
	if (text.len > 0 && text.at[0] == '-')
		gx_buf_byte(out, '-');
	return text.len > 0 && (text.at[0] == '-' || text.at[0] == '+') ? gx_str_from(text, 1) : text;
}

int gx_scalar_integer(struct gx_str text, struct gx_buf *out, struct gx_err *err)
{
	struct gx_str rest = cut_sign(text, out);
	bool decimal = rest.len > 0 && (rest.at[0] != '0' || rest.len == 1);
	if (decimal && add_digits(rest, out))
		return GX_TAKEN;
	gx_buf_reset(out);
	cut_sign(text, out);
	return decimal ? read_sexagesimal(rest, out, err) : read_based(rest, out, err);
}

/* Decimals. */

/* `_` may stand between digits before the exponent, but not without a point. */
static bool underscores_fit(struct gx_str text)
{
	size_t first = gx_str_find(text, '_');
	if (first == GX_STR_NOWHERE)
		return true;
	if (first == 0 || (first == 1 && text.at[0] == '.') || gx_str_find(text, '.') == GX_STR_NOWHERE)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] == 'e' || text.at[i] == 'E')
			return gx_str_find(gx_str_from(text, i), '_') == GX_STR_NOWHERE;
	return true;
}

/* A hash such as 08e1 is no number: without a point the first digit may not be an idle zero. */
static bool zeros_fit(struct gx_str text)
{
	return text.len < 2 || text.at[0] != '0' || digit_of(text.at[1]) > 9 ||
	       gx_str_find(text, '.') != GX_STR_NOWHERE;
}

static void add_without(struct gx_str text, char byte, struct gx_buf *out)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] != byte)
			gx_buf_byte(out, text.at[i]);
}

static int read_decimal(struct gx_str text, struct gx_buf *out)
{
	GX_CLEANUP(gx_buf) digits = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_str rest = cut_sign(text, &digits);
	if (rest.len == 0 || rest.at[0] == '-' || rest.at[0] == '+' || !underscores_fit(rest) || !zeros_fit(rest))
		return GX_NOT_IT;
	add_without(rest, '_', &digits);
	if (digits.failed)
		return digits.failed;
	return gx_loose_number(gx_buf_view(&digits), out) ? GX_TAKEN : GX_NOT_IT;
}

/* 190:20 of 190:20:30.15 */
static bool read_minutes(struct gx_str text, double *ret)
{
	struct gx_str part;
	double number = 0;
	if (text.len == 0 || text.at[text.len - 1] == ':' || !gx_str_cut(&text, ':', &part) || part.len == 0 ||
	    part.at[0] == '_')
		return false;
	for (size_t i = 0; i < part.len; i++) {
		if (part.at[i] != '_' && digit_of(part.at[i]) > 9)
			return false;
		if (part.at[i] != '_')
			number = number * 10 + digit_of(part.at[i]);
	}
	while (gx_str_cut(&text, ':', &part)) {
		unsigned sixtieth;
		if (!read_sixtieth(part, &sixtieth))
			return false;
		number = number * 60 + sixtieth;
	}
	*ret = number;
	return true;
}

/* 30.15 of 190:20:30.15 */
static int read_seconds(struct gx_str text, double *ret)
{
	unsigned whole;
	size_t point = gx_str_find(text, '.');
	if (point == GX_STR_NOWHERE || !read_sixtieth(gx_str_sub(text, 0, point), &whole))
		return GX_NOT_IT;
	GX_CLEANUP(gx_buf) digits = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_printf(&digits, "%u.", whole);
	struct gx_str fraction = gx_str_from(text, point + 1);
	if (fraction.len == 0)
		gx_buf_byte(&digits, '0');
	else if (!add_digits(fraction, &digits))
		return GX_NOT_IT;
	if (digits.failed)
		return digits.failed;
	*ret = gx_num_read(gx_buf_view(&digits));
	return GX_TAKEN;
}

static int read_sexagesimal_decimal(struct gx_str text, struct gx_buf *out)
{
	size_t colon = gx_str_find_last(text, ':');
	double minutes, seconds = 0;
	char form[GX_NUM_ROOM];
	if (colon == GX_STR_NOWHERE)
		return GX_NOT_IT;
	struct gx_str rest = cut_sign(gx_str_sub(text, 0, colon), out);
	if (!read_minutes(rest, &minutes))
		return GX_NOT_IT;
	int taken = read_seconds(gx_str_from(text, colon + 1), &seconds);
	if (taken == GX_TAKEN)
		gx_buf_add(out, form, gx_num_format(minutes * 60 + seconds, form));
	return taken;
}

/* .inf, -.INF, .NaN */
static int read_special(struct gx_str text, struct gx_buf *out)
{
	struct gx_str rest = cut_sign(text, out);
	if (rest.len != 4 || rest.at[0] != '.')
		return GX_NOT_IT;
	struct gx_str word = gx_str_from(rest, 1);
	bool nan = rest.len == text.len && (gx_str_is(word, "nan") || gx_str_is(word, "NaN") || gx_str_is(word, "NAN"));
	if (!nan && !(gx_str_is(word, "inf") || gx_str_is(word, "Inf") || gx_str_is(word, "INF")))
		return GX_NOT_IT;
	gx_buf_text(out, nan ? ".nan" : ".inf");
	return GX_TAKEN;
}

int gx_scalar_float(struct gx_str text, struct gx_buf *out)
{
	static int (*const READERS[])(struct gx_str, struct gx_buf *) = {
		read_special,
		read_decimal,
		read_sexagesimal_decimal,
	};
	for (size_t i = 0; i < GX_LEN(READERS); i++) {
		gx_buf_reset(out);
		int taken = READERS[i](text, out);
		if (taken != GX_NOT_IT)
			return taken;
	}
	return GX_NOT_IT;
}
