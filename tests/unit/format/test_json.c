#include <criterion/criterion.h>

#include "base/json_text.h"
#include "../../lib/random_flat.h"

static struct gx_node *read_well(struct gx_str text, struct gx_arena *arena)
{
	struct gx_node *node = NULL;
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_json_read(text, "t.json", arena, &node, &err), 0, "%s", err.text);
	return node;
}

static void refused(struct gx_str text, int code, const char *why)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_node *node = NULL;
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_json_read(text, "t.json", &arena, &node, &err), code, "%" GX_PRI, GX_ARG(gx_str_sub(text, 0, 100)));
	cr_assert_str_eq(err.text, why);
	cr_assert_null(node, "untouched on failure");
}

Test(json, reads_a_tree_in_the_order_of_the_document)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_node *root = read_well(GX_STR("{\"z\": [1, \"two\", null],\n \"\xC3\xA9\": {\"x\": true}}\n"), &arena);
	cr_assert_eq(root->kind, GX_OBJECT);
	cr_assert_eq(root->count, 2);
	const struct gx_node *list = root->child;
	cr_assert(gx_str_is(list->key, "z"));
	cr_assert_eq(list->count, 3);
	cr_assert_eq(list->child->number, 1);
	cr_assert(gx_str_is(list->child->next->text, "two"));
	cr_assert_eq(list->child->next->next->kind, GX_NULL);
	cr_assert_null(list->child->next->next->next);
	cr_assert_eq(gx_node_get(list->next, "x")->number, 1);
}

Test(json, the_text_may_go_away)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	char text[] = "[\"abc\", 12]";
	struct gx_node *root = read_well(gx_str_of(text), &arena);
	memset(text, 'x', sizeof(text));
	cr_assert(gx_str_is(root->child->text, "abc"));
	cr_assert(gx_str_is(root->child->next->text, "12"));
}

Test(json, places_are_lines_and_characters)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_node *root = read_well(GX_STR("\xEF\xBB\xBF{\"\xC3\xA9\xE2\x82\xAC\": \"\xF0\x9F\x98\x80\", \"b\": 1,\r\n\t\"c\": [2]}"), &arena);
	cr_assert_eq(root->column, 1, "the byte order mark does not count");
	cr_assert_eq(root->child->column, 2);
	cr_assert_eq(root->child->next->column, 13);
	const struct gx_node *c = root->child->next->next;
	cr_assert_eq(c->line, 2);
	cr_assert_eq(c->column, 2);
	cr_assert_eq(c->child->column, 8);
}

Test(json, numbers_keep_their_value)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_node *node = read_well(GX_STR("[9007199254740993, 1e5, 0.1, -0.0, NaN, Infinity, -Infinity, 123456789012345678901234567890]"), &arena);
	static const char *const stored[] = { "9007199254740993", "100000.0", "0.1", "-0.0", ".nan", ".inf", "-.inf",
					      "123456789012345678901234567890" };
	node = node->child;
	for (size_t i = 0; i < GX_LEN(stored); i++, node = node->next) {
		cr_assert_eq(node->kind, GX_NUMBER);
		cr_assert(gx_str_is(node->text, stored[i]), "%" GX_PRI, GX_ARG(node->text));
	}
	cr_assert_null(node);
}

Test(json, every_escape_is_decoded)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_node *node = read_well(GX_STR("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20AC\\uD83D\\ude00\\uffff.\""), &arena);
	cr_assert(gx_str_is(node->text, "\"\\/\b\f\n\r\tA\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xEF\xBF\xBF."));
}

static const struct {
	struct gx_str text;
	const char *why;
} malformed[] = {
	{ GX_STR_INIT(""), "t.json:1:1: nothing but blanks, expected a JSON value" },
	{ GX_STR_INIT(" \n "), "t.json:2:2: nothing but blanks, expected a JSON value" },
	{ GX_STR_INIT("{"), "t.json:1:2: expected a key in double quotes" },
	{ GX_STR_INIT("["), "t.json:1:2: expected a value" },
	{ GX_STR_INIT("{\"a\""), "t.json:1:5: expected ':' behind the key" },
	{ GX_STR_INIT("{\"a\":"), "t.json:1:6: expected a value" },
	{ GX_STR_INIT("{\"a\":1"), "t.json:1:7: expected ',' or '}'" },
	{ GX_STR_INIT("{\"a\":1,}"), "t.json:1:8: expected a key in double quotes" },
	{ GX_STR_INIT("{a: 1}"), "t.json:1:2: expected a key in double quotes" },
	{ GX_STR_INIT("{'a': 1}"), "t.json:1:2: expected a key in double quotes" },
	{ GX_STR_INIT("[1,]"), "t.json:1:4: expected a value" },
	{ GX_STR_INIT("[,1]"), "t.json:1:2: expected a value" },
	{ GX_STR_INIT("[1 2]"), "t.json:1:4: expected ',' or ']'" },
	{ GX_STR_INIT("[1}"), "t.json:1:3: expected ',' or ']'" },
	{ GX_STR_INIT("[1] x"), "t.json:1:5: something stands behind the value" },
	{ GX_STR_INIT("{}{}"), "t.json:1:3: something stands behind the value" },
	{ GX_STR_INIT("nul"), "t.json:1:1: expected a value" },
	{ GX_STR_INIT("nullx"), "t.json:1:5: something stands behind the value" },
	{ GX_STR_INIT("TRUE"), "t.json:1:1: expected a value" },
	{ GX_STR_INIT("// x\n1"), "t.json:1:1: expected a value" },
	{ GX_STR_INIT("[01]"), "t.json:1:2: not a number as JSON writes them" },
	{ GX_STR_INIT("[1.]"), "t.json:1:2: not a number as JSON writes them" },
	{ GX_STR_INIT("[.5]"), "t.json:1:2: not a number as JSON writes them" },
	{ GX_STR_INIT("[+1]"), "t.json:1:2: not a number as JSON writes them" },
	{ GX_STR_INIT("[1e]"), "t.json:1:2: not a number as JSON writes them" },
	{ GX_STR_INIT("[-]"), "t.json:1:2: not a number as JSON writes them" },
	{ GX_STR_INIT("[0x1]"), "t.json:1:3: expected ',' or ']'" },
	{ GX_STR_INIT("\"a"), "t.json:1:3: a string does not end" },
	{ GX_STR_INIT("\"a\nb\""), "t.json:1:3: a control character in a string, escape it" },
	{ GX_STR_INIT("\"a\0b\""), "t.json:1:3: a control character in a string, escape it" },
	{ GX_STR_INIT("\"\\a\""), "t.json:1:2: an unknown escape in a string" },
	{ GX_STR_INIT("\"\\"), "t.json:1:2: an unknown escape in a string" },
	{ GX_STR_INIT("\"\\u12\""), "t.json:1:2: \\u needs four hexadecimal digits" },
	{ GX_STR_INIT("\"\\u"), "t.json:1:2: \\u needs four hexadecimal digits" },
	{ GX_STR_INIT("[\"\xC3\xA9\\ud800\"]"), "t.json:1:4: half of a surrogate pair" },
	{ GX_STR_INIT("\"\\ud83d\\u0041\""), "t.json:1:2: half of a surrogate pair" },
	{ GX_STR_INIT("\"\\ude00\""), "t.json:1:2: half of a surrogate pair" },
	{ GX_STR_INIT("\"a\\u0000b\""), "t.json:1:1: a NUL character cannot be stored" },
	{ GX_STR_INIT("\n[\"\xC3\xA9\xFF\"]"), "t.json:2:4: byte 0xFF is not UTF-8: save the file as UTF-8" },
	{ GX_STR_INIT("\"\xED\xA0\x80\""), "t.json:1:2: byte 0xED is not UTF-8: save the file as UTF-8" },
	{ GX_STR_INIT("{\"a\": 1, \"b\": 2,\n \"a\": 3}"), "t.json:2:2: a key stands twice: 'a'" },
	{ GX_STR_INIT("{\"a\": 1, \"\\u0061\": 3}"), "t.json:1:10: a key stands twice: 'a'" },
	{ GX_STR_INIT("[{\"x\": {\"\": 1, \"\": 1}}]"), "t.json:1:16: a key stands twice: ''" },
	{ GX_STR_INIT("[\0]"), "t.json:1:2: expected a value" },
	{ GX_STR_INIT("1\0"), "t.json:1:2: something stands behind the value" },
};

Test(json, bad_text_is_refused_with_its_place)
{
	for (size_t i = 0; i < GX_LEN(malformed); i++)
		refused(malformed[i].text, GX_EINPUT, malformed[i].why);
}

Test(json, keys_are_told_apart_by_case)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	cr_assert_eq(read_well(GX_STR("{\"b\": 1, \"B\": 2, \"a\": {\"b\": 3}}"), &arena)->count, 3);
}

static void nest(struct gx_buf *text, size_t depth)
{
	gx_buf_reset(text);
	gx_buf_fill(text, '[', depth);
	gx_buf_fill(text, ']', depth);
}

Test(json, depth_is_capped)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	nest(&text, GX_DEPTH_MAX);
	read_well(gx_buf_view(&text), &arena);
	nest(&text, GX_DEPTH_MAX + 1);
	refused(gx_buf_view(&text), GX_ELIMIT, "t.json:1:65: arrays and objects are more than 64 deep");
	nest(&text, 1 << 20);
	refused(gx_buf_view(&text), GX_ELIMIT, "t.json:1:65: arrays and objects are more than 64 deep");
}

/* In the worst order for a check of each key against all others. */
static void object_of(struct gx_buf *text, int keys)
{
	gx_buf_reset(text);
	for (int i = keys; i > 0; i--)
		gx_buf_printf(text, "%c\"k%d\":0", i == keys ? '{' : ',', i);
	gx_buf_byte(text, '}');
}

Test(json, the_number_of_keys_is_capped)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	object_of(&text, GX_KEYS_MAX);
	cr_assert_eq(read_well(gx_buf_view(&text), &arena)->count, GX_KEYS_MAX);
	text.len--;
	gx_buf_text(&text, ",\n\"k50000\":1}");
	refused(gx_buf_view(&text), GX_ELIMIT, "t.json:2:1: more than 100000 keys");
	object_of(&text, GX_KEYS_MAX - 1);
	text.len--;
	gx_buf_text(&text, ",\n\"k50000\":1}");
	refused(gx_buf_view(&text), GX_EINPUT, "t.json:2:1: a key stands twice: 'k50000'");
}

Test(json, the_number_of_values_and_bytes_is_capped)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_byte(&text, '[');
	for (int i = 0; i < GX_NODES_MAX; i++)
		gx_buf_text(&text, "0,");
	gx_buf_text(&text, "0]");
	refused(gx_buf_view(&text), GX_ELIMIT, "t.json:1:8388610: more values than can be read");
	gx_buf_fill(&text, ' ', GX_RECORD_MAX);
	refused(gx_buf_view(&text), GX_ELIMIT, "t.json: over the limit of 33554432 bytes");
}

Test(json, what_a_decimal_cannot_hold_is_refused)
{
	refused(GX_STR("[1, 1e999]"), GX_ELIMIT, "t.json:1:5: a number over the range of doubles, put it in quotes");
}

/* What we write as values reads back to the same tree, and so to the same bytes. */
Test(json, values_read_back)
{
	struct random random = { 5 };
	for (int i = 0; i < 2000; i++) {
		GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
		GX_CLEANUP(gx_buf) json = GX_BUF_INIT(GX_BUF_ANY);
		struct gx_value value, again;
		struct gx_node *node = NULL;
		cr_assert_eq(gx_node_value(random_node(&random, &arena, 0), &arena, &value, NULL), 0);
		gx_value_json(&json, &value);
		if (memmem(json.at, json.len, "\\u0000", 6))
			continue;
		node = read_well(gx_buf_view(&json), &arena);
		cr_assert_eq(gx_node_value(node, &arena, &again, NULL), 0);
		cr_assert(gx_str_equal(again.json, gx_buf_view(&json)));
	}
}

/* Bytes taken away or changed never do more than fail. */
Test(json, damaged_text_is_survived)
{
	struct random random = { 9 };
	struct gx_str text = GX_STR("{\"a\": [1, 2.5e-3, \"x\\u00e9\\ud83d\\ude00\", {\"b\": null, \"a\": true}], \"\xC3\xA9\": -0.0}");
	for (int i = 0; i < 20000; i++) {
		GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
		char damaged[128];
		struct gx_node *node = NULL;
		struct gx_value value;
		memcpy(damaged, text.at, text.len);
		damaged[random_below(&random, text.len)] = "\"\\{}[],:0e-. u\xFF"[random_below(&random, 15)];
		struct gx_str cut = { damaged, i % 2 ? text.len : random_below(&random, text.len) };
		if (gx_json_read(cut, "t.json", &arena, &node, NULL) == 0)
			cr_assert_eq(gx_node_value(node, &arena, &value, NULL), 0);
	}
}
