#include <math.h>

#include "format/scalar.h"
#include "node_text.h"

static void expect_type(const char *text, enum gx_scalar_type type, const char *wanted)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_node node = { 0 };
	struct gx_err err = GX_ERR_INIT;
	int rc = gx_scalar_read(gx_str_of(text), type, &arena, &node, &err);
	if (rc == 0)
		node_text(&out, &node);
	else
		gx_buf_printf(&out, "%d %s", rc, err.text);
	cr_expect(strcmp(gx_buf_c(&out), wanted) == 0, "%s: got %s, want %s", text, gx_buf_c(&out), wanted);
}

struct plain {
	const char *text, *wanted;
};

static void expect_plain(const struct plain *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		expect_type(cases[i].text, GX_SCALAR_PLAIN, cases[i].wanted);
}

Test(scalar, words)
{
	static const struct plain CASES[] = {
		{ "", "null" },	      { "~", "null" },	    { "null", "null" },	      { "Null", "null" },
		{ "NULL", "null" },   { "nULL", "'nULL'" }, { "true", "true" },	      { "True", "true" },
		{ "TRUE", "true" },   { "tRUE", "'tRUE'" }, { "yes", "true" },	      { "Yes", "true" },
		{ "NO", "false" },    { "on", "true" },	    { "Off", "false" },	      { "y", "'y'" },
		{ "n", "'n'" },	      { "nO", "'nO'" },	    { "resnet", "'resnet'" }, { "none", "'none'" },
		{ "None", "'None'" }, { "=", "'='" },	    { "nan", "'nan'" },	      { "inf", "'inf'" },
	};
	expect_plain(CASES, GX_LEN(CASES));
}

Test(scalar, integers)
{
	static const struct plain CASES[] = {
		{ "0", "0" },
		{ "-0", "-0" },
		{ "+12", "12" },
		{ "-7", "-7" },
		{ "1_000_000", "1000000" },
		{ "_1", "'_1'" },
		{ "18446744073709551615", "18446744073709551615" },
		{ "123456789012345678901234567890", "123456789012345678901234567890" },
		{ "0x1F", "31" },
		{ "-0xff", "-255" },
		{ "0xFFFFFFFFFFFFFFFFFFFF", "1208925819614629174706175" },
		{ "0x", "'0x'" },
		{ "0x_", "'0x_'" },
		{ "0xfg", "'0xfg'" },
		{ "0X1F", "'0X1F'" },
		{ "0b1010", "10" },
		{ "0b12", "'0b12'" },
		{ "010", "8" },
		{ "0_", "0" },
		{ "0o17", "15" },
		{ "0o1_7", "'0o1_7'" },
		{ "08", "'08'" },
		{ "0777", "511" },
		{ "190:20:30", "685230" },
		{ "-1:30", "-90" },
		{ "1:60", "'1:60'" },
		{ "1:2:", "'1:2:'" },
		{ "1::2", "'1::2'" },
		{ "01:30", "'01:30'" },
		{ "1:100", "'1:100'" },
		{ "+", "'+'" },
		{ "-", "'-'" },
		{ "--1", "'--1'" },
		{ "12e", "'12e'" },
	};
	expect_plain(CASES, GX_LEN(CASES));
}

Test(scalar, decimals)
{
	static const struct plain CASES[] = {
		{ "0.1", "0.1" },
		{ "1.0", "1.0" },
		{ "1.", "1.0" },
		{ ".5", "0.5" },
		{ "-.5", "-0.5" },
		{ "+1.5", "1.5" },
		{ "1_000.25", "1000.25" },
		{ "._5", "'._5'" },
		{ "1.5e-3", "0.0015" },
		{ "1.0e-05", "1.0e-05" },
		/* PyYAML reads these as strings, YAML 1.2 and people as numbers */
		{ "1e-5", "1.0e-05" },
		{ "1E5", "100000.0" },
		{ "1.5e3", "1500.0" },
		/* hashes, versions, addresses */
		{ "08e1", "'08e1'" },
		{ "1_0e5", "'1_0e5'" },
		{ "1e99999", "'1e99999'" },
		{ "1.2.3", "'1.2.3'" },
		{ "10.0.0.1", "'10.0.0.1'" },
		{ "1e5f", "'1e5f'" },
		{ "1e", "'1e'" },
		{ ".", "'.'" },
		{ "..", "'..'" },
		{ "-.", "'-.'" },
		{ ".e5", "'.e5'" },
		{ "08.5", "8.5" },
		{ "190:20:30.15", "685230.15" },
		{ "1:30.", "90.0" },
		{ "-0:30.5", "-30.5" },
		{ ":30.5", "':30.5'" },
		{ "1:75.5", "'1:75.5'" },
		{ ".inf", ".inf" },
		{ "+.Inf", ".inf" },
		{ "-.INF", "-.inf" },
		{ ".nan", ".nan" },
		{ ".NaN", ".nan" },
		{ "-.nan", "'-.nan'" },
		{ ".Nan", "'.Nan'" },
		{ ".NAN", ".nan" },
		{ ".iNf", "'.iNf'" },
		{ "2026-11-20", "'2026-11-20'" },
		{ "2026-11-20 10:00:00", "'2026-11-20 10:00:00'" },
		{ "12 34", "'12 34'" },
	};
	expect_plain(CASES, GX_LEN(CASES));
}

Test(scalar, tags)
{
	expect_type("12", GX_SCALAR_STRING, "'12'");
	expect_type("0x10", GX_SCALAR_INTEGER, "16");
	expect_type("1", GX_SCALAR_FLOAT, "1.0");
	expect_type("1e5", GX_SCALAR_FLOAT, "100000.0");
	expect_type("nan", GX_SCALAR_FLOAT, ".nan");
	expect_type("-Infinity", GX_SCALAR_FLOAT, "-.inf");
	expect_type("yes", GX_SCALAR_BOOL, "true");
	expect_type("anything", GX_SCALAR_NULL, "null");
	expect_type("1.5", GX_SCALAR_INTEGER, "-2 '1.5' is not an integer, as its tag says");
	expect_type("abc", GX_SCALAR_FLOAT, "-2 'abc' is not a number, as its tag says");
	expect_type("2", GX_SCALAR_BOOL, "-2 '2' is not a boolean, as its tag says");
}

Test(scalar, an_integer_of_a_million_hex_digits_is_a_string_soon)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_node node = { 0 };
	gx_buf_text(&text, "0x");
	gx_buf_fill(&text, 'f', 1 << 20);
	cr_assert_eq(gx_scalar_read(gx_buf_view(&text), GX_SCALAR_PLAIN, &arena, &node, NULL), 0);
	cr_assert_eq(node.kind, GX_STRING);
	cr_assert_eq(gx_scalar_read(gx_buf_view(&text), GX_SCALAR_INTEGER, &arena, &node, NULL), GX_ELIMIT);
}

Test(scalar, numbers_are_doubles_too)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_node node = { 0 };
	cr_assert_eq(gx_scalar_read(GX_STR("9007199254740993"), GX_SCALAR_PLAIN, &arena, &node, NULL), 0);
	cr_assert_eq(node.number, 9007199254740992.0);
	cr_assert_eq(gx_scalar_read(GX_STR(".nan"), GX_SCALAR_PLAIN, &arena, &node, NULL), 0);
	cr_assert(isnan(node.number));
}
