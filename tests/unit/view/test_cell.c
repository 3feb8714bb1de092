#include <math.h>

#include "fixture.h"
#include "view/cell.h"

static const char *number(const char *json, int digits, bool padded)
{
	static char text[64];
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(sizeof(text));
	struct gx_value value;

	cr_assert(gx_value_parse_argument(gx_str_of(json), &arena, &value, NULL) == 0);
	gx_cell_number(&out, &value, digits, padded);
	snprintf(text, sizeof(text), "%s", gx_buf_c(&out));
	return text;
}

Test(view_cell, numbers_of_four_digits)
{
	static const struct {
		const char *json, *shown;
	} cases[] = {
		{ "0", "0" },
		{ "40", "40" },
		{ "-7", "-7" },
		{ "123456789012345", "123456789012345" },
		{ "18446744073709551615", "18446744073709551615" },
		{ "0.0", "0.000" },
		{ "0.5", "0.5000" },
		{ "0.96", "0.9600" },
		{ "0.123456", "0.1235" },
		{ "-0.123456", "-0.1235" },
		{ "12.0", "12.00" },
		{ "1234.5", "1234" },
		{ "12345.678", "12346" },
		{ "123456789.5", "123456790" },
		{ "12345678901.5", "1.235e+10" },
		{ "0.0001", "0.0001000" },
		{ "0.00001", "1e-05" },
		{ "nan", "nan" },
		{ "-inf", "-inf" },
	};

	for (size_t i = 0; i < GX_LEN(cases); i++)
		expect_text(number(cases[i].json, GX_METRIC_DIGITS, true), cases[i].shown);
}

Test(view_cell, numbers_unpadded_and_exact)
{
	expect_text(number("0.5", GX_PARAM_DIGITS, false), "0.5");
	expect_text(number("0.12345678", GX_PARAM_DIGITS, false), "0.123457");
	expect_text(number("0.30000000000000004", GX_ALL_DIGITS, false), "0.30000000000000004");
	expect_text(number("18446744073709551615", GX_ALL_DIGITS, false), "18446744073709551615");
	expect_text(number("nan", GX_ALL_DIGITS, false), "nan");
}

static const char *command(struct gx_arena *arena, const char *json)
{
	static char text[256];
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(sizeof(text));
	struct gx_value value;

	cr_assert(gx_value_parse_argument(gx_str_of(json), arena, &value, NULL) == 0);
	gx_cell_command(&out, &value);
	snprintf(text, sizeof(text), "%s", gx_buf_c(&out));
	return text;
}

Test(view_cell, commands_as_a_shell_takes_them)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;

	expect_text(command(&arena, "[]"), "");
	expect_text(command(&arena, "[\"python\", \"train.py\", \"--lr=0.1\"]"), "python train.py --lr=0.1");
	expect_text(command(&arena, "[\"a b\", \"\", \"it's\", \"$x\", \"*\"]"), "'a b' '' 'it'\\''s' '$x' '*'");
	expect_text(command(&arena, "[\"\\u001b[2J\", \"\\u202e\"]"), "'^[[2J' <U+202E>");
	expect_text(command(&arena, "make all"), "make all");
	expect_text(command(&arena, "[1, [2], null]"), "[1, [2], null]");
}

Test(view_cell, exact_values)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	static const struct {
		const char *given, *exact;
	} cases[] = {
		{ "text", "text" }, { "\"1\"", "1" }, { "1e5", "100000.0" }, { "-inf", "-inf" }, { "nan", "nan" },
		{ "true", "true" }, { "null", "null" }, { "[1,2]", "[1, 2]" },
	};

	for (size_t i = 0; i < GX_LEN(cases); i++) {
		struct gx_value value;

		cr_assert(gx_value_parse_argument(gx_str_of(cases[i].given), &arena, &value, NULL) == 0);
		cr_expect(gx_str_is(gx_cell_exact(&value), cases[i].exact), "%s", cases[i].given);
	}
}
