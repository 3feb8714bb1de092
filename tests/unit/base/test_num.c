#include <criterion/criterion.h>

#include <float.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/num.h"
#include "../../lib/point_locale.h"

/* SplitMix64: the same numbers in every run. */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static double of_bits(uint64_t bits)
{
	double number;
	memcpy(&number, &bits, sizeof(number));
	return number;
}

static uint64_t bits_of(double number)
{
	uint64_t bits;
	memcpy(&bits, &number, sizeof(bits));
	return bits;
}

/* The doubles next to a positive one. */
static double above(double number)
{
	return of_bits(bits_of(number) + 1);
}

static double below(double number)
{
	return of_bits(bits_of(number) - 1);
}

static bool same(double a, double b)
{
	return bits_of(a) == bits_of(b);
}

static void expect_format(double number, const char *expected)
{
	char text[GX_NUM_ROOM];
	size_t len = gx_num_format(number, text);
	cr_expect_str_eq(text, expected);
	cr_expect_eq(len, strlen(expected));
}

Test(num, format_examples)
{
	static const struct {
		double number;
		const char *text;
	} rows[] = {
		{ 0.0, "0.0" },
		{ -0.0, "-0.0" },
		{ 1, "1.0" },
		{ -1, "-1.0" },
		{ 10, "10.0" },
		{ 100, "100.0" },
		{ 0.1, "0.1" },
		{ 0.1 + 0.2, "0.30000000000000004" },
		{ 123.456, "123.456" },
		{ 1e-4, "0.0001" },
		{ 1e-5, "1.0e-05" },
		{ 0.00012345678901234567, "0.00012345678901234567" },
		{ 1.5e-5, "1.5e-05" },
		{ 1e15, "1000000000000000.0" },
		{ 9999999999999998.0, "9999999999999998.0" },
		{ 9007199254740991.5, "9007199254740992.0" },
		{ 1e16, "1.0e+16" },
		{ 1.2345678901234568e17, "1.2345678901234568e+17" },
		{ 1e22, "1.0e+22" },
		{ 1e23, "1.0e+23" },
		{ 9.5e-7, "9.5e-07" },
		{ 1e100, "1.0e+100" },
		{ -1e-100, "-1.0e-100" },
		{ DBL_MAX, "1.7976931348623157e+308" },
		{ DBL_MIN, "2.2250738585072014e-308" },
		{ 2.2250738585072011e-308, "2.225073858507201e-308" },
		{ 4.9e-324, "5.0e-324" },
		{ 9.8e-324, "1.0e-323" },
		{ NAN, ".nan" },
		{ INFINITY, ".inf" },
		{ -INFINITY, "-.inf" },
	};
	for (size_t i = 0; i < GX_LEN(rows); i++)
		expect_format(rows[i].number, rows[i].text);
	expect_format(copysign(NAN, -1), ".nan");
}

/* The digits of a formatted number without point, sign, exponent and outer zeros. */
static size_t significant(const char *text, char ret_digits[32])
{
	size_t len = 0;
	for (; *text && *text != 'e'; text++)
		if (*text >= '0' && *text <= '9' && (len > 0 || *text != '0'))
			ret_digits[len++] = *text;
	while (len > 1 && ret_digits[len - 1] == '0')
		len--;
	ret_digits[len] = '\0';
	return len;
}

/* The decimal exponent of the first digit, told by printf, which rounds our digits to themselves. */
static int exponent_of(const char *text, size_t digits)
{
	char again[64];
	snprintf(again, sizeof(again), "%.*e", (int)digits - 1, strtod(text, NULL));
	return atoi(strchr(again, 'e') + 1);
}

static bool reads_back(uint64_t digits, int exponent, double number)
{
	char text[64];
	snprintf(text, sizeof(text), "%" PRIu64 "e%d", digits, exponent);
	return strtod(text, NULL) == number;
}

/* No decimal with one digit less, just below or above, is the same double. */
static void expect_shortest(double number, const char *text, const char *digits, size_t len)
{
	if (len < 2)
		return;
	uint64_t shorter = strtoull(digits, NULL, 10) / 10;
	int exponent = exponent_of(text, len) - (int)len + 2;
	cr_assert_not(reads_back(shorter, exponent, number), "%s is not the shortest", text);
	cr_assert_not(reads_back(shorter + 1, exponent, number), "%s is not the shortest", text);
}

/* printf's correctly rounded digits of the same length are ours, unless they read back as another double. */
static void expect_nearest(double number, const char *text, const char *digits, size_t len)
{
	char printed[64], others[32];
	snprintf(printed, sizeof(printed), "%.*e", (int)len - 1, number);
	if (strtod(printed, NULL) != number)
		return;
	significant(printed, others);
	cr_assert_str_eq(digits, others, "%s is not the nearest of its length, %s is", text, printed);
}

static void check_format(double number)
{
	char text[GX_NUM_ROOM], digits[32];
	size_t len = gx_num_format(number, text);
	cr_assert_lt(len, (size_t)GX_NUM_ROOM);
	cr_assert_eq(strlen(text), len);
	cr_assert(same(strtod(text, NULL), number), "%a became %s", number, text);
	cr_assert(same(gx_num_read((struct gx_str){ text, len }), number), "%s reads back wrong", text);
	cr_assert_eq(gx_num_scan((struct gx_str){ text, len }), GX_NUM_DECIMAL, "%s", text);
	double size = fabs(number);
	size_t count = significant(text, digits);
	expect_shortest(size, text + (number < 0), digits, count);
	expect_nearest(size, text, digits, count);
	bool exponential = strchr(text, 'e') != NULL;
	cr_assert_eq(exponential, number != 0 && (size < 1e-4 || size >= 1e16), "%s", text);
	cr_assert(strchr(text, '.'), "%s has no point", text);
}

Test(num, format_random_bits, .timeout = 120)
{
	uint64_t state = 1;
	for (int i = 0; i < 1000000; i++) {
		double number = of_bits(next_random(&state));
		if (isfinite(number))
			check_format(number);
	}
}

/* Every power of two with its neighbours: there the gaps differ, and every row of the table is used. */
Test(num, format_powers_of_two)
{
	for (int exponent = -1074; exponent <= 1023; exponent++) {
		double power = ldexp(1, exponent);
		check_format(power);
		check_format(-power);
		check_format(above(power));
		if (exponent > -1074)
			check_format(below(power));
	}
	check_format(DBL_MAX);
}

Test(num, format_powers_of_ten)
{
	char text[32];
	for (int exponent = -323; exponent <= 308; exponent++) {
		snprintf(text, sizeof(text), "1e%d", exponent);
		double power = strtod(text, NULL);
		check_format(power);
		check_format(above(power));
		check_format(below(power));
	}
}

/* What people log: few decimals, halves, integers about 2^53, subnormals. */
Test(num, format_everyday)
{
	uint64_t state = 2;
	for (int i = 0; i < 30000; i++) {
		uint64_t bits = next_random(&state);
		check_format((double)(bits % 100000) / 1000);
		check_format((double)(bits % 1000) * 1e-7);
		check_format((double)(int64_t)(bits >> (bits & 63)));
		check_format((double)(bits >> 11) / 1024);
		check_format(of_bits(bits >> (12 + bits % 50)));
	}
	for (double number = 9007199254740982; number < 9007199254741024; number = above(number))
		check_format(number);
}

static void check_read(const char *text)
{
	cr_assert_neq(gx_num_scan(gx_str_of(text)), GX_NUM_NOT, "%s", text);
	double expected = strtod(text, NULL), number = gx_num_read(gx_str_of(text));
	cr_assert(same(number, expected), "%s: %a, not %a", text, number, expected);
}

Test(num, read_examples)
{
	static const char *const texts[] = {
		"0", "-0", "0.0", "-0.0e5", "0e999999999999999999999999", "1", "-1", "9007199254740993", "9007199254740992",
		"9007199254740991", "9007199254740995", "18446744073709551615", "18446744073709551616", "1e308", "1e309",
		"1e400", "-1e400", "4.9e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "2.48e-324", "1e-400",
		"2.2250738585072011e-308", "2.2250738585072012e-308", "2.2250738585072014e-308", "1.7976931348623157e308",
		"1.7976931348623158e308", "1.7976931348623159e308", "1.797693134862315807e308", "1e22", "1e23", "1E+2",
		"1e-0", "1.50e+007", "0.000001e6", "1e99999999999999999999", "1e-99999999999999999999", "1e9223372036854775808",
		"7.2057594037927933e16", "9007199254740993.0", "9007199254740993.00000000000000000000000000000000001",
		"100000000000000016777215", "100000000000000016777216", "3.1415926535897932384626433832795028841971",
		"6.631236846766476e-316", "8.10109172351e-10", "1090544144181609348671888949248", "0.1e-6", "1e-27", "5e-20",
	};
	for (size_t i = 0; i < GX_LEN(texts); i++)
		check_read(texts[i]);
	cr_expect(isnan(gx_num_read(GX_STR("1e"))));
	cr_expect(isnan(gx_num_read(GX_STR(""))));
}

/* With strtod as the judge, this proves each row of the table on its own: the low half decides these roundings. */
Test(num, read_all_exponents)
{
	char text[64];
	uint64_t state = 3;
	for (int exponent = -365; exponent <= 320; exponent++) {
		for (int i = 0; i < 300; i++) {
			uint64_t head = next_random(&state) >> (i % 64);
			snprintf(text, sizeof(text), "%" PRIu64 "e%d", head, exponent);
			check_read(text);
		}
	}
}

Test(num, read_random_literals)
{
	uint64_t state = 4;
	for (int i = 0; i < 1000000; i++) {
		char text[64];
		size_t len = 0, digits = 1 + next_random(&state) % 40, point = next_random(&state) % digits;
		for (size_t k = 0; k < digits; k++) {
			if (k == point && k > 0)
				text[len++] = '.';
			text[len++] = (char)('0' + (k == 0 ? 1 + next_random(&state) % 9 : next_random(&state) % 10));
		}
		text[len] = '\0';
		if (next_random(&state) % 4)
			snprintf(text + len, sizeof(text) - len, "e%d", (int)(next_random(&state) % 700) - 350);
		check_read(text);
	}
}

/* The exact midpoint between a double and the next, all its digits; then a hair less and a hair more. */
static void check_midpoint(double number)
{
	char text[1200];
	/* A long double of 64 bits holds the midpoint exactly; printf then prints every digit. */
	long double middle = ((long double)number + (long double)above(number)) / 2;
	int len = snprintf(text, sizeof(text), "%.800Le", middle);
	cr_assert_lt(len, 1000);
	check_read(text);
	char *exponent = strchr(text, 'e');
	char tail[32];
	snprintf(tail, sizeof(tail), "%s", exponent);
	snprintf(exponent, 100, "0000000000000001%s", tail);
	check_read(text);
	exponent[-1] = '0';
	snprintf(exponent, 100, "%s", tail);
	char *last = exponent - 1;
	while (*last == '0' || *last == '.')
		last--;
	*last = (char)(*last - 1);
	check_read(text);
}

Test(num, read_midpoints)
{
#if LDBL_MANT_DIG < 64
	cr_skip_test("long double holds no midpoints here");
#endif
	uint64_t state = 5;
	for (int i = 0; i < 8000; i++) {
		double number = fabs(of_bits(next_random(&state)));
		if (number < DBL_MAX)
			check_midpoint(number);
		check_midpoint(of_bits(next_random(&state) >> (12 + i % 50)));
	}
	check_midpoint(0);
	check_midpoint(4.9e-324);
	check_midpoint(below(DBL_MIN));
	for (int exponent = -1074; exponent < 1023; exponent++)
		check_midpoint(ldexp(1, exponent));
}

/* Zeros in front of and behind the digits, more than any buffer holds, cancelled by the exponent. */
Test(num, read_many_zeros)
{
	enum { ZEROS = 100000 };
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_text(&text, "0.");
	gx_buf_fill(&text, '0', ZEROS);
	gx_buf_printf(&text, "123456789012345678901234567890e%d", ZEROS + 5);
	cr_expect(same(gx_num_read(gx_buf_view(&text)), 12345.6789012345678901234567890));
	gx_buf_reset(&text);
	gx_buf_text(&text, "-9007199254740993");
	gx_buf_fill(&text, '0', ZEROS);
	gx_buf_printf(&text, ".5e-%d", ZEROS);
	cr_expect(same(gx_num_read(gx_buf_view(&text)), -9007199254740994.0));
	gx_buf_reset(&text);
	gx_buf_text(&text, "-9007199254740993");
	gx_buf_fill(&text, '0', ZEROS);
	gx_buf_printf(&text, ".0e-%d", ZEROS);
	cr_expect(same(gx_num_read(gx_buf_view(&text)), -9007199254740992.0));
}

Test(num, scan)
{
	static const struct {
		const char *text;
		enum gx_num_kind kind;
	} rows[] = {
		{ "0", GX_NUM_INTEGER },   { "-0", GX_NUM_INTEGER },   { "18446744073709551616", GX_NUM_INTEGER },
		{ "1.0", GX_NUM_DECIMAL }, { "1e5", GX_NUM_DECIMAL },  { "-1.5E+05", GX_NUM_DECIMAL },
		{ "0e0", GX_NUM_DECIMAL }, { "0.0", GX_NUM_DECIMAL },  { "1e-05", GX_NUM_DECIMAL },
		{ "", GX_NUM_NOT },        { "-", GX_NUM_NOT },        { "+1", GX_NUM_NOT },
		{ "01", GX_NUM_NOT },      { "-01", GX_NUM_NOT },      { "00", GX_NUM_NOT },
		{ ".5", GX_NUM_NOT },      { "1.", GX_NUM_NOT },       { "1.e5", GX_NUM_NOT },
		{ "1e", GX_NUM_NOT },      { "1e+", GX_NUM_NOT },      { "1e+-1", GX_NUM_NOT },
		{ " 1", GX_NUM_NOT },      { "1 ", GX_NUM_NOT },       { "1,5", GX_NUM_NOT },
		{ "0x10", GX_NUM_NOT },    { "nan", GX_NUM_NOT },      { "inf", GX_NUM_NOT },
		{ "1_000", GX_NUM_NOT },   { "1e5.5", GX_NUM_NOT },    { "--1", GX_NUM_NOT },
		{ "1.2.3", GX_NUM_NOT },   { "\xd9\xa1", GX_NUM_NOT },
	};
	for (size_t i = 0; i < GX_LEN(rows); i++)
		cr_expect_eq(gx_num_scan(gx_str_of(rows[i].text)), rows[i].kind, "%s", rows[i].text);
	cr_expect_eq(gx_num_scan((struct gx_str){ "1\0", 2 }), GX_NUM_NOT);
	cr_expect_eq(gx_num_scan((struct gx_str){ "12345", 3 }), GX_NUM_INTEGER);
}

static void expect_take(const char *text, enum gx_num_kind kind, size_t len, double number)
{
	size_t taken = 99;
	double value = 99;
	cr_expect_eq(gx_num_take(gx_str_of(text), &taken, &value), kind, "%s", text);
	cr_expect_eq(taken, kind == GX_NUM_NOT ? 99 : len, "%s: %zu bytes", text, taken);
	cr_expect(same(value, kind == GX_NUM_NOT ? 99 : number), "%s: %a", text, value);
}

Test(num, take)
{
	expect_take("1,2", GX_NUM_INTEGER, 1, 1);
	expect_take("-0]", GX_NUM_INTEGER, 2, -0.0);
	expect_take("1.50\t", GX_NUM_DECIMAL, 4, 1.5);
	expect_take("1.x", GX_NUM_INTEGER, 1, 1);
	expect_take("1.5.7", GX_NUM_DECIMAL, 3, 1.5);
	expect_take("2e3e4", GX_NUM_DECIMAL, 3, 2000);
	expect_take("2e+", GX_NUM_INTEGER, 1, 2);
	expect_take("2.5e", GX_NUM_DECIMAL, 3, 2.5);
	expect_take("0x10", GX_NUM_INTEGER, 1, 0);
	expect_take("01", GX_NUM_NOT, 0, 0);
	expect_take("-", GX_NUM_NOT, 0, 0);
	expect_take(".5", GX_NUM_NOT, 0, 0);
	expect_take("", GX_NUM_NOT, 0, 0);
}

/* Of all beginnings of a random text that are numbers, the longest is taken. */
Test(num, take_random)
{
	static const char bytes[] = "0123456789..eE+-, x";
	uint64_t state = 7;
	for (int round = 0; round < 200000; round++) {
		char text[12];
		size_t size = next_random(&state) % sizeof(text), longest = 0, len = 0;
		for (size_t i = 0; i < size; i++)
			text[i] = bytes[next_random(&state) % (sizeof(bytes) - 1)];
		for (size_t i = 1; i <= size; i++)
			if (gx_num_scan((struct gx_str){ text, i }) != GX_NUM_NOT)
				longest = i;
		double number = 0;
		enum gx_num_kind kind = gx_num_take((struct gx_str){ text, size }, &len, &number);
		/* But 0 in front of more digits, which no parser wants to read as two numbers. */
		if (kind == GX_NUM_NOT && longest > 0) {
			cr_assert(text[longest - 1] == '0' && longest <= 2 && text[longest] >= '0' && text[longest] <= '9');
			continue;
		}
		cr_assert_eq(len, longest, "%.*s: %zu", (int)size, text, len);
		if (len > 0)
			cr_assert(same(number, gx_num_read((struct gx_str){ text, len })));
		cr_assert_eq(kind, gx_num_scan((struct gx_str){ text, len }));
	}
}

Test(num, read_int64)
{
	int64_t number = 7;
	cr_expect(gx_num_read_int64(GX_STR("9223372036854775807"), &number));
	cr_expect_eq(number, INT64_MAX);
	cr_expect(gx_num_read_int64(GX_STR("-9223372036854775808"), &number));
	cr_expect_eq(number, INT64_MIN);
	cr_expect(gx_num_read_int64(GX_STR("-0"), &number));
	cr_expect_eq(number, 0);
	cr_expect(gx_num_read_int64(GX_STR("-42"), &number));
	cr_expect_eq(number, -42);
	static const char *const no[] = { "9223372036854775808", "-9223372036854775809", "1.0", "1e3", "", "01", "+1",
					  "100000000000000000000000" };
	for (size_t i = 0; i < GX_LEN(no); i++) {
		cr_expect_not(gx_num_read_int64(gx_str_of(no[i]), &number), "%s", no[i]);
		cr_expect_eq(number, -42, "%s changed the number", no[i]);
	}
}

static void expect_canonical(const char *text, const char *expected)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(1000);
	cr_expect_eq(gx_num_canonical(gx_str_of(text), &out, NULL), 0);
	cr_expect_str_eq(gx_buf_c(&out), expected);
}

Test(num, canonical)
{
	expect_canonical("-0", "-0");
	expect_canonical("123456789012345678901234567890", "123456789012345678901234567890");
	expect_canonical("1e3", "1000.0");
	expect_canonical("1.10", "1.1");
	expect_canonical("-0.0", "-0.0");
	expect_canonical("1E-5", "1.0e-05");
	expect_canonical("1e-400", "0.0");
	expect_canonical("0.30000000000000004", "0.30000000000000004");
}

Test(num, canonical_refuses)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(1000);
	struct gx_err err = GX_ERR_INIT;
	cr_expect_eq(gx_num_canonical(GX_STR("1,5"), &out, &err), GX_EINPUT);
	cr_expect_str_eq(err.text, "'1,5' is not a number; write it as in 42, -0.5 or 1.5e-3");
	cr_expect_eq(gx_num_canonical(GX_STR("-1e400"), &out, &err), GX_EINPUT);
	cr_expect_str_eq(err.text, "-1e400 is beyond the largest double, 1.8e308; put it in quotes to keep it as text");
	cr_expect_eq(out.len, 0);
}

static void expect_short(double number, int digits, const char *expected)
{
	char text[GX_NUM_ROOM];
	size_t len = gx_num_format_short(number, digits, text);
	cr_expect_str_eq(text, expected);
	cr_expect_eq(len, strlen(expected));
}

Test(num, format_short)
{
	expect_short(0.30000000000000004, 4, "0.3");
	expect_short(0.31415, 2, "0.31");
	expect_short(1e-5, 4, "1e-05");
	expect_short(123456, 4, "1.235e+05");
	expect_short(1234, 4, "1234");
	expect_short(-0.0, 4, "-0");
	expect_short(-1.7976931348623157e308, 17, "-1.7976931348623157e+308");
	expect_short(NAN, 4, "nan");
	expect_short(copysign(NAN, -1), 4, "nan");
	expect_short(INFINITY, 4, "inf");
	expect_short(-INFINITY, 4, "-inf");
}

static void remove_folder(const char *folder)
{
	char command[100];
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	cr_expect_eq(system(command), 0);
}

/* printf in the C locale, while the process is in another. */
static void print_plainly(double number, int digits, char ret_text[64])
{
	locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	locale_t before = uselocale(plain);
	snprintf(ret_text, 64, "%.*g", digits, number);
	uselocale(before);
	freelocale(plain);
}

static void check_with_point(const char *point, const char *half)
{
	char folder[] = "/tmp/gx-locale-XXXXXX", printed[64];
	cr_assert(mkdtemp(folder));
	bool there = set_point(point, folder);
	remove_folder(folder);
	if (!there)
		cr_skip_test("localedef cannot make a locale here");
	snprintf(printed, sizeof(printed), "%.1f", 0.5);
	cr_assert_str_eq(printed, half);

	expect_format(0.1, "0.1");
	expect_canonical("1.50", "1.5");
	cr_expect(same(gx_num_read(GX_STR("1.5")), 1.5));
	cr_expect(same(gx_num_read(GX_STR("9007199254740993.00000000000000000000000000000000001")), 9007199254740994.0));
	uint64_t state = 6;
	for (int i = 0; i < 20000; i++) {
		double number = of_bits(next_random(&state));
		if (!isfinite(number))
			continue;
		int digits = 1 + i % 17;
		print_plainly(number, digits, printed);
		expect_short(number, digits, printed);
		number = (double)(int64_t)next_random(&state) / 1e15;
		print_plainly(number, digits, printed);
		expect_short(number, digits, printed);
	}
}

Test(num, locale_with_comma)
{
	check_with_point(",", "0,5");
}

Test(num, locale_with_wide_point)
{
	check_with_point("<U066B>", "0\xd9\xab" "5");
}
