#include <criterion/criterion.h>
#include <math.h>

#include "format/flat.h"
#include "format/value.h"
#include "../../lib/random_flat.h"

#define cr_str(view, text) \
	cr_assert(gx_str_is((view), (text)), "'%" GX_PRI "' is not '%s'", GX_ARG(view), (text))

Test(value, kinds_have_a_word_for_messages)
{
	cr_assert_str_eq(gx_kind_name(GX_NULL), "null");
	cr_assert_str_eq(gx_kind_name(GX_ARRAY), "an array");
	cr_assert_str_eq(gx_kind_name(GX_OBJECT), "an object");
}

Test(value, constructors_give_the_stored_form)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_value value;
	cr_assert(gx_value_string(&arena, GX_STR("say \"hi\"\n"), &value));
	cr_str(value.json, "\"say \\\"hi\\\"\\n\"");
	cr_str(value.text, "say \"hi\"\n");
	cr_assert(gx_value_string(&arena, GX_STR(""), &value));
	cr_str(value.json, "\"\"");
	cr_assert_eq(value.text.len, 0);
	cr_assert(gx_value_double(&arena, 0.1 + 0.2, &value));
	cr_str(value.json, "0.30000000000000004");
	cr_assert(gx_value_double(&arena, -INFINITY, &value));
	cr_str(value.json, "-.inf");
	cr_assert(gx_value_int(&arena, INT64_MIN, &value));
	cr_str(value.json, "-9223372036854775808");
	value = gx_value_bool(true);
	cr_str(value.json, "true");
	cr_assert_eq(value.number, 1);
	value = gx_value_null();
	cr_str(value.json, "null");
}

Test(value, text_that_is_not_utf8_is_the_same_in_both_forms)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_value value;
	cr_assert(gx_value_string(&arena, GX_STR("a\xFF"), &value));
	cr_str(value.json, "\"a\xEF\xBF\xBD\"");
	cr_str(value.text, "a\xEF\xBF\xBD");
}

struct argument {
	const char *text;
	enum gx_kind kind;
	const char *json;
};

static const struct argument arguments[] = {
	{ "", GX_STRING, "\"\"" },
	{ "adam", GX_STRING, "\"adam\"" },
	{ "\"1\"", GX_STRING, "\"1\"" },
	{ "\"a\\u0041\\/\"", GX_STRING, "\"aA/\"" },
	{ "\"a", GX_STRING, "\"\\\"a\"" },
	{ "\"\\ud800\"", GX_STRING, "\"\\\"\\\\ud800\\\"\"" },
	{ "007", GX_STRING, "\"007\"" },
	{ "1_000", GX_STRING, "\"1_000\"" },
	{ "0x10", GX_STRING, "\"0x10\"" },
	{ "+1", GX_STRING, "\"+1\"" },
	{ ".5", GX_STRING, "\".5\"" },
	{ "1.", GX_STRING, "\"1.\"" },
	{ " 1", GX_STRING, "\" 1\"" },
	{ "1 ", GX_STRING, "\"1 \"" },
	{ "-", GX_STRING, "\"-\"" },
	{ "True", GX_STRING, "\"True\"" },
	{ "yes", GX_STRING, "\"yes\"" },
	{ "None", GX_STRING, "\"None\"" },
	{ "[1, NaN]", GX_STRING, "\"[1, NaN]\"" },
	{ "[1,", GX_STRING, "\"[1,\"" },
	{ "{a: 1}", GX_STRING, "\"{a: 1}\"" },
	{ "true", GX_BOOL, "true" },
	{ "null", GX_NULL, "null" },
	{ "1", GX_NUMBER, "1" },
	{ "-0", GX_NUMBER, "-0" },
	{ "12345678901234567890123", GX_NUMBER, "12345678901234567890123" },
	{ "1e5", GX_NUMBER, "100000.0" },
	{ "1e-5", GX_NUMBER, "1.0e-05" },
	{ "0.10", GX_NUMBER, "0.1" },
	{ "nan", GX_NUMBER, ".nan" },
	{ "NaN", GX_NUMBER, ".nan" },
	{ ".NAN", GX_NUMBER, ".nan" },
	{ "inf", GX_NUMBER, ".inf" },
	{ "+inf", GX_NUMBER, ".inf" },
	{ "Infinity", GX_NUMBER, ".inf" },
	{ "-Infinity", GX_NUMBER, "-.inf" },
	{ "-.inf", GX_NUMBER, "-.inf" },
	{ "[1,2e0 ,\"a\"]", GX_ARRAY, "[1, 2.0, \"a\"]" },
	{ "{\"b\":1,\"a\":[]}", GX_OBJECT, "{\"a\": [], \"b\": 1}" },
};

Test(value, an_argument_is_json_or_text)
{
	for (size_t i = 0; i < GX_LEN(arguments); i++) {
		GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
		struct gx_value value;
		struct gx_err err = GX_ERR_INIT;
		cr_assert_eq(gx_value_parse_argument(gx_str_of(arguments[i].text), &arena, &value, &err), 0, "'%s': %s",
			     arguments[i].text, err.text);
		cr_assert_eq(value.kind, arguments[i].kind, "'%s' is %s", arguments[i].text, gx_kind_name(value.kind));
		cr_str(value.json, arguments[i].json);
	}
}

Test(value, an_argument_in_quotes_is_its_text)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_value value;
	cr_assert_eq(gx_value_parse_argument(GX_STR("\"\\ud83d\\ude00\\t\""), &arena, &value, NULL), 0);
	cr_str(value.text, "\xF0\x9F\x98\x80\t");
}

static void refused(struct gx_str text, int code, const char *why)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_value value = gx_value_bool(true);
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_value_parse_argument(text, &arena, &value, &err), code);
	cr_assert_str_eq(err.text, why);
	cr_assert_eq(value.kind, GX_BOOL, "untouched on failure");
}

Test(value, what_cannot_be_an_argument_says_why)
{
	GX_CLEANUP(gx_buf) long_text = GX_BUF_INIT(GX_BUF_ANY);
	refused(GX_STR("ab\xFF"), GX_EINPUT, "a value is not valid UTF-8 at byte 3");
	refused(GX_STR("1e999"), GX_ELIMIT, "a number over the range of doubles, put it in quotes");
	refused(GX_STR("{\"a\":1,\"a\":2}"), GX_EINPUT, "value:1:8: a key stands twice: 'a'");
	refused(GX_STR("\"\\u0000\""), GX_EINPUT, "a NUL character cannot be stored");
	refused(GX_STR("[\"\\u0000\"]"), GX_EINPUT, "value:1:2: a NUL character cannot be stored");
	gx_buf_fill(&long_text, 'a', GX_VALUE_MAX - 1);
	refused(gx_buf_view(&long_text), GX_ELIMIT, "a value is over its limit of 1048576 bytes");
	gx_buf_reset(&long_text);
	gx_buf_fill(&long_text, '[', 65);
	refused(gx_buf_view(&long_text), GX_ELIMIT, "arrays and objects are more than 64 deep");
}

static struct gx_value parse(const char *text, struct gx_arena *arena)
{
	struct gx_value value = gx_value_null();
	cr_assert_eq(gx_value_parse_argument(gx_str_of(text), arena, &value, NULL), 0);
	return value;
}

/* Each is less than the next; those of one group are equal. */
static const char *const ordered[][3] = {
	{ "-Infinity" },
	{ "-1e308" },
	{ "-9007199254740993" },
	{ "-9007199254740992", "-9007199254740992.0" },
	{ "-1", "-1.0" },
	{ "0", "-0", "0.0" },
	{ "1", "1.0", "1e0" },
	{ "9007199254740992", "9007199254740992.0" },
	{ "9007199254740993" },
	{ "9007199254740994" },
	{ "10000000000000000000000", "1e22" },
	{ "10000000000000000000001" },
	{ "1e300" },
	{ "Infinity" },
	{ "nan" },
	{ "\"\"" },
	{ "a" },
	{ "b" },
	{ "false" },
	{ "true" },
	{ "[1]" },
	{ "{}" },
	{ "null" },
};

Test(value, order_and_equality_are_by_value)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	for (size_t i = 0; i < GX_LEN(ordered) * 3; i++) {
		for (size_t j = 0; j < GX_LEN(ordered) * 3; j++) {
			const char *one = ordered[i / 3][i % 3], *two = ordered[j / 3][j % 3];
			if (!one || !two)
				continue;
			struct gx_value a = parse(one, &arena), b = parse(two, &arena);
			int order = gx_value_compare(&a, &b);
			cr_assert_eq((order > 0) - (order < 0), (i / 3 > j / 3) - (i / 3 < j / 3), "%s and %s", one, two);
			cr_assert_eq(gx_value_equal(&a, &b), order == 0, "%s and %s", one, two);
		}
	}
}

Test(value, integers_too_long_for_a_double_keep_their_order)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_buf) digits = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_fill(&digits, '9', 400);
	struct gx_value inf = parse("inf", &arena), huge = parse(gx_buf_c(&digits), &arena);
	gx_buf_byte(&digits, '0');
	struct gx_value more = parse(gx_buf_c(&digits), &arena);
	cr_assert_lt(gx_value_compare(&huge, &more), 0);
	cr_assert_lt(gx_value_compare(&more, &inf), 0);
	cr_assert_gt(gx_value_compare(&inf, &huge), 0);
	cr_assert(gx_value_equal(&huge, &huge));
}

Test(value, plain_and_json_forms)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	static const char *const forms[][3] = {
		{ "a\"b", "a\"b", "\"a\\\"b\"" }, { "1e5", "100000.0", "100000.0" }, { "nan", "nan", "\"nan\"" },
		{ "inf", "inf", "\"inf\"" },     { "-inf", "-inf", "\"-inf\"" },    { "-0.5", "-0.5", "-0.5" },
		{ "[1,2]", "[1, 2]", "[1, 2]" }, { "null", "null", "null" },        { ".a", ".a", "\".a\"" },
	};
	for (size_t i = 0; i < GX_LEN(forms); i++) {
		GX_CLEANUP(gx_buf) json = GX_BUF_INIT(GX_BUF_ANY);
		struct gx_value value = parse(forms[i][0], &arena);
		gx_value_json(&json, &value);
		cr_str(gx_value_plain(&value), forms[i][1]);
		cr_str(gx_buf_view(&json), forms[i][2]);
	}
}

/* What is stored, given back as an argument, is the same again. */
Test(value, stored_forms_parse_to_themselves)
{
	struct random random = { 7 };
	for (int i = 0; i < 2000; i++) {
		GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
		struct gx_node *node = random_node(&random, &arena, 0);
		struct gx_value value, again;
		cr_assert_eq(gx_node_value(node, &arena, &value, NULL), 0);
		if (memmem(value.json.at, value.json.len, "\\u0000", 6))
			continue;
		cr_assert_eq(gx_value_parse_argument(value.json, &arena, &again, NULL), 0);
		cr_assert(gx_str_equal(value.json, again.json), "%" GX_PRI " became %" GX_PRI, GX_ARG(value.json), GX_ARG(again.json));
		cr_assert(gx_value_equal(&value, &again));
	}
}
