#include <criterion/criterion.h>

#include "base/json_text.h"
#include "base/utf8.h"

static void expect_string(struct gx_str text, const char *expected)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	gx_json_string(&out, text);
	cr_expect_str_eq(gx_buf_c(&out), expected);
}

Test(json_text, examples)
{
	expect_string(GX_STR_NONE, "\"\"");
	expect_string(GX_STR("plain/text"), "\"plain/text\"");
	expect_string(GX_STR("say \"hi\" \\ "), "\"say \\\"hi\\\" \\\\ \"");
	expect_string(GX_STR("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"");
	expect_string(GX_STR("\0\x01\x0b\x1b\x1f"), "\"\\u0000\\u0001\\u000b\\u001b\\u001f\"");
	expect_string(GX_STR("\x7f"), "\"\\u007f\"");
	expect_string(GX_STR("\xc2\x80\xc2\x85\xc2\x9f\xc2\xa0"), "\"\\u0080\\u0085\\u009f\xc2\xa0\"");
	expect_string(GX_STR("\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xa9"), "\"\xe2\x80\xa7\\u2028\\u2029\"");
	expect_string(GX_STR("\xef\xbb\xbf"), "\"\\ufeff\"");
	expect_string(GX_STR("\xef\xb7\x90\xef\xb7\xaf\xef\xb7\xb0"), "\"\\ufdd0\\ufdef\xef\xb7\xb0\"");
	expect_string(GX_STR("\xef\xbf\xbd\xef\xbf\xbe\xef\xbf\xbf"), "\"\xef\xbf\xbd\\ufffe\\uffff\"");
	expect_string(GX_STR("\xf0\x9f\xbf\xbe\xf4\x8f\xbf\xbf"), "\"\xf0\x9f\xbf\xbe\xf4\x8f\xbf\xbf\"");
	expect_string(GX_STR("gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80"), "\"gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80\"");
}

Test(json_text, not_utf8)
{
	expect_string(GX_STR("a\xff" "b"), "\"a\xef\xbf\xbd" "b\"");
	expect_string(GX_STR("\xe2\x82"), "\"\xef\xbf\xbd\xef\xbf\xbd\"");
	expect_string(GX_STR("\xed\xa0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
}

static uint32_t hex4(const char *at)
{
	uint32_t number = 0;
	for (int i = 0; i < 4; i++) {
		const char *digits = "0123456789abcdef", *found = strchr(digits, at[i]);
		cr_assert(found && at[i], "lower-case hex");
		number = number * 16 + (uint32_t)(found - digits);
	}
	return number;
}

/* Adds what an escape stands for; the bytes it took come back. */
static size_t read_escape(const char *at, struct gx_buf *out)
{
	static const char from[] = "\"\\bfnrt", to[] = "\"\\\b\f\n\r\t";
	const char *found = strchr(from, at[1]);
	if (found) {
		gx_buf_byte(out, to[found - from]);
		return 2;
	}
	cr_assert_eq(at[1], 'u');
	uint32_t unit = hex4(at + 2);
	cr_assert(unit < 0xd800 || unit > 0xdfff, "YAML readers take no surrogate pairs");
	gx_utf8_write(out, unit);
	return 6;
}

static void read_string(struct gx_str json, struct gx_buf *out)
{
	cr_assert(json.len >= 2 && json.at[0] == '"' && json.at[json.len - 1] == '"');
	for (size_t i = 1; i < json.len - 1;) {
		cr_assert(json.at[i] != '"' && json.at[i] != 0x7f && !(json.at[i] >= 0 && json.at[i] < 0x20));
		if (json.at[i] == '\\') {
			i += read_escape(json.at + i, out);
			continue;
		}
		gx_buf_byte(out, json.at[i++]);
	}
}

/* Each code point there is, between two letters: comes back, and is on one line. */
Test(json_text, all_code_points)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) json = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) again = GX_BUF_INIT(GX_BUF_ANY);
	for (uint32_t code_point = 0; code_point < 0x110000; code_point++) {
		gx_buf_reset(&text);
		gx_buf_reset(&json);
		gx_buf_reset(&again);
		gx_buf_byte(&text, 'a');
		gx_utf8_write(&text, code_point);
		gx_buf_byte(&text, 'z');
		gx_json_string(&json, gx_buf_view(&text));
		read_string(gx_buf_view(&json), &again);
		cr_assert(gx_str_equal(gx_buf_view(&again), gx_buf_view(&text)), "U+%04X", code_point);
		cr_assert_eq(gx_utf8_check(gx_buf_view(&json)), json.len);
	}
}
