#include <criterion/criterion.h>

#include "format/flat.h"
#include "../../lib/random_flat.h"

static struct gx_flat read_well(struct gx_str text, struct gx_arena *arena)
{
	struct gx_flat flat = GX_FLAT_INIT;
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_flat_read(text, arena, &flat, &err), 0, "%s", err.text);
	return flat;
}

static void refused(struct gx_str text, int code, const char *why)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_flat flat = { NULL, 42, 0, false };
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_flat_read(text, &arena, &flat, &err), code, "%" GX_PRI, GX_ARG(gx_str_sub(text, 0, 100)));
	cr_assert_str_eq(err.text, why);
	cr_assert_eq(flat.len, 42, "untouched on failure");
}

Test(flat, reads_every_kind)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_flat flat = read_well(GX_STR("\" \": null\na: -12\nb/c.d-e: \"x\\ty\"\nf: true\ng: .nan\nh: -.inf\ni: [1, {\"a\": \"]\"}]\nj: 1.5e+300\n"),
					&arena);
	cr_assert_eq(flat.len, 8);
	cr_assert_eq(gx_flat_at(&flat, " ")->kind, GX_NULL);
	cr_assert_eq(gx_flat_at(&flat, "a")->number, -12);
	cr_assert(gx_str_is(gx_flat_at(&flat, "b/c.d-e")->text, "x\ty"));
	cr_assert(gx_str_is(gx_flat_at(&flat, "b/c.d-e")->json, "\"x\\ty\""));
	cr_assert_eq(gx_flat_at(&flat, "f")->kind, GX_BOOL);
	cr_assert_eq(gx_flat_at(&flat, "f")->number, 1);
	cr_assert(isnan(gx_flat_at(&flat, "g")->number));
	cr_assert_eq(gx_flat_at(&flat, "h")->number, -INFINITY);
	cr_assert(gx_str_is(gx_flat_at(&flat, "i")->json, "[1, {\"a\": \"]\"}]"));
	cr_assert_eq(gx_flat_at(&flat, "j")->number, 1.5e300);
	cr_assert_null(gx_flat_at(&flat, "k"));
	cr_assert_null(gx_flat_at(&flat, ""));
}

Test(flat, an_empty_file_has_no_keys)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	cr_assert_eq(read_well(GX_STR_NONE, &arena).len, 0);
	cr_assert_eq(read_well(GX_STR(""), &arena).len, 0);
}

Test(flat, keeps_any_spelling_of_a_value)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_flat flat = read_well(GX_STR("a: 0.10\nb: \"\\u0041\\/\"\nc: [1,2]\nd: \"\\u0000\"\n"), &arena);
	cr_assert(gx_str_is(flat.at[0].value.json, "0.10"));
	cr_assert(gx_str_is(flat.at[1].value.text, "A/"));
	cr_assert(gx_str_is(flat.at[2].value.json, "[1,2]"));
	cr_assert(gx_str_equal(flat.at[3].value.text, GX_STR("\0")));
}

static const struct {
	struct gx_str text;
	const char *why;
} malformed[] = {
	{ GX_STR_INIT("a: 1"), "line 1: the line does not end" },
	{ GX_STR_INIT("a: 1\nb"), "line 2: expected ':' behind the key" },
	{ GX_STR_INIT("\n"), "line 1: expected a key" },
	{ GX_STR_INIT("# remark\n"), "line 1: expected a key" },
	{ GX_STR_INIT("---\na: 1\n"), "line 1: expected a key" },
	{ GX_STR_INIT("a: 1\n\nb: 1\n"), "line 2: expected a key" },
	{ GX_STR_INIT(" a: 1\n"), "line 1: expected a key" },
	{ GX_STR_INIT("a : 1\n"), "line 1: expected ':' behind the key" },
	{ GX_STR_INIT("a:1\n"), "line 1: expected a space behind ':'" },
	{ GX_STR_INIT("a:  1\n"), "line 1: expected a value" },
	{ GX_STR_INIT("a: 1 \n"), "line 1: something stands behind the value" },
	{ GX_STR_INIT("a: 1\r\n"), "line 1: something stands behind the value" },
	{ GX_STR_INIT("a: 1 # remark\n"), "line 1: something stands behind the value" },
	{ GX_STR_INIT("a: \n"), "line 1: expected a value" },
	{ GX_STR_INIT("a: text\n"), "line 1: expected a value" },
	{ GX_STR_INIT("a: 'x'\n"), "line 1: expected a value" },
	{ GX_STR_INIT("a: 01\n"), "line 1: not a number as JSON writes them" },
	{ GX_STR_INIT("a: nan\n"), "line 1: expected a value" },
	{ GX_STR_INIT("a: trues\n"), "line 1: something stands behind the value" },
	{ GX_STR_INIT("a: [.nan]\n"), "line 1: not a number as JSON writes them" },
	{ GX_STR_INIT("a: [1\n"), "line 1: expected ',' or ']'" },
	{ GX_STR_INIT("a: [1,\n2]\n"), "line 1: expected a value" },
	{ GX_STR_INIT("a: [1,]\n"), "line 1: a ',' with nothing behind it" },
	{ GX_STR_INIT("a: {\"b\" 1}\n"), "line 1: expected ':' behind a key" },
	{ GX_STR_INIT("a: {\"b\": 1]\n"), "line 1: expected ',' or '}'" },
	{ GX_STR_INIT("a: {b: 1}\n"), "line 1: expected a string in double quotes" },
	{ GX_STR_INIT("a: \"x\n"), "line 1: a string does not end" },
	{ GX_STR_INIT("a: \"x\ty\"\n"), "line 1: a control character in a string, escape it" },
	{ GX_STR_INIT("a: \"\\x41\"\n"), "line 1: an unknown escape in a string" },
	{ GX_STR_INIT("a: \"\\u00g0\"\n"), "line 1: \\u needs four hexadecimal digits" },
	{ GX_STR_INIT("a: \"\\ud800\"\n"), "line 1: half of a surrogate pair" },
	{ GX_STR_INIT("a: \"\\ud800\\ud800\"\n"), "line 1: half of a surrogate pair" },
	{ GX_STR_INIT("a: \"\\udc00\\ud800\"\n"), "line 1: half of a surrogate pair" },
	{ GX_STR_INIT("a: 1\nb: \"\xFF\"\n"), "line 2: not valid UTF-8" },
	{ GX_STR_INIT("a: 1\na: 2\n"), "line 2: a key stands twice" },
	{ GX_STR_INIT("a: 1\nb: 2\naa: 3\n"), "line 3: the keys are not sorted" },
	{ GX_STR_INIT("\"a\": 1\n"), "line 1: a key is not quoted as it has to be" },
	{ GX_STR_INIT("\"a\\u0020b\": 1\n"), "line 1: a key is not quoted as it has to be" },
	{ GX_STR_INIT("\"\xE2\x80\xA8\": 1\n"), "line 1: a key is not quoted as it has to be" },
	{ GX_STR_INIT("on: 1\n"), "line 1: a key that is a word of YAML needs quotes" },
	{ GX_STR_INIT("nULL: 1\n"), "line 1: a key that is a word of YAML needs quotes" },
	{ GX_STR_INIT("1a: 1\n"), "line 1: expected a key" },
	{ GX_STR_INIT("a\0: 1\n"), "line 1: expected ':' behind the key" },
};

Test(flat, what_we_would_not_have_written_is_refused_with_its_line)
{
	for (size_t i = 0; i < GX_LEN(malformed); i++)
		refused(malformed[i].text, GX_EFORMAT, malformed[i].why);
}

Test(flat, caps_hold)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	gx_buf_fill(&text, 'a', GX_KEY_MAX);
	gx_buf_text(&text, ": 1\n");
	cr_assert_eq(read_well(gx_buf_view(&text), &arena).at[0].key.len, GX_KEY_MAX);
	gx_buf_reset(&text);
	gx_buf_fill(&text, 'a', GX_KEY_MAX + 1);
	gx_buf_text(&text, ": 1\n");
	refused(gx_buf_view(&text), GX_ELIMIT, "line 1: a key is too long");
	gx_buf_reset(&text);
	gx_buf_text(&text, "a: \"");
	gx_buf_fill(&text, 'x', GX_VALUE_MAX - 1);
	gx_buf_text(&text, "\"\n");
	refused(gx_buf_view(&text), GX_ELIMIT, "line 1: a value is over its limit of 1048576 bytes");
	gx_buf_reset(&text);
	gx_buf_text(&text, "a: 1e999\n");
	refused(gx_buf_view(&text), GX_ELIMIT, "line 1: a number over the range of doubles, put it in quotes");
	gx_buf_fill(&text, '\n', GX_RECORD_MAX);
	refused(gx_buf_view(&text), GX_ELIMIT, "over the limit of 33554432 bytes");
}

static void nest(struct gx_buf *text, size_t depth)
{
	gx_buf_reset(text);
	gx_buf_text(text, "a: ");
	gx_buf_fill(text, '[', depth);
	gx_buf_fill(text, ']', depth);
	gx_buf_byte(text, '\n');
}

Test(flat, depth_is_capped)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	nest(&text, GX_DEPTH_MAX);
	cr_assert_eq(read_well(gx_buf_view(&text), &arena).len, 1);
	nest(&text, GX_DEPTH_MAX + 1);
	refused(gx_buf_view(&text), GX_ELIMIT, "line 1: arrays and objects are more than 64 deep");
	nest(&text, 100000);
	refused(gx_buf_view(&text), GX_ELIMIT, "line 1: arrays and objects are more than 64 deep");
}

Test(flat, as_many_keys_as_allowed_and_no_more)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	for (int i = 0; i < GX_KEYS_MAX; i++)
		gx_buf_printf(&text, "k%06d: %d\n", i, i);
	struct gx_flat flat = read_well(gx_buf_view(&text), &arena);
	cr_assert_eq(flat.len, GX_KEYS_MAX);
	cr_assert_eq(gx_flat_at(&flat, "k099999")->number, 99999);
	gx_buf_text(&text, "l: 1\n");
	refused(gx_buf_view(&text), GX_ELIMIT, "line 100001: more than 100000 keys");
}

Test(flat, set_keeps_the_order_and_remove_the_rest)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_flat flat = GX_FLAT_INIT;
	static const char *const keys[] = { "m", "b", "z", "m", "a" };
	for (size_t i = 0; i < GX_LEN(keys); i++) {
		struct gx_value value;
		cr_assert(gx_value_int(&arena, (int64_t)i, &value));
		cr_assert(gx_flat_set(&flat, &arena, gx_str_of(keys[i]), value));
	}
	gx_flat_remove(&flat, GX_STR("z"));
	gx_flat_remove(&flat, GX_STR("zz"));
	gx_flat_write(&text, &flat);
	cr_assert_str_eq(gx_buf_c(&text), "a: 4\nb: 1\nm: 3\n");
}

Test(flat, add_then_seal_sorts_once)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_flat flat = GX_FLAT_INIT;
	struct gx_err err = GX_ERR_INIT;
	cr_assert(gx_flat_add(&flat, &arena, GX_STR("b"), gx_value_null()));
	cr_assert(gx_flat_add(&flat, &arena, GX_STR("a"), gx_value_null()));
	cr_assert(flat.unsorted);
	cr_assert_not_null(gx_flat_at(&flat, "a"));
	cr_assert_eq(gx_flat_seal(&flat, &err), 0);
	gx_flat_write(&text, &flat);
	cr_assert_str_eq(gx_buf_c(&text), "a: null\nb: null\n");
	cr_assert(gx_flat_add(&flat, &arena, GX_STR("a"), gx_value_null()));
	cr_assert_eq(gx_flat_seal(&flat, &err), GX_EINPUT);
	cr_assert_str_eq(err.text, "a key stands twice: 'a'");
}

Test(flat, an_overlay_wins)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_flat flat = read_well(GX_STR("a: 1\nc: 1\ne: 1\n"), &arena);
	struct gx_flat over = read_well(GX_STR("b: 2\nc: 2\nf: 2\n"), &arena);
	cr_assert_eq(gx_flat_overlay(&flat, &over, &arena, NULL), 0);
	gx_flat_write(&text, &flat);
	cr_assert_str_eq(gx_buf_c(&text), "a: 1\nb: 2\nc: 2\ne: 1\nf: 2\n");
}

static const struct {
	struct gx_str key;
	const char *written;
} spellings[] = {
	{ GX_STR_INIT("lr"), "lr" },       { GX_STR_INIT("_1"), "_1" },        { GX_STR_INIT("e1"), "e1" },
	{ GX_STR_INIT("A.-/"), "A.-/" },   { GX_STR_INIT("nan"), "nan" },      { GX_STR_INIT("nullify"), "nullify" },
	{ GX_STR_INIT("1"), "\"1\"" },     { GX_STR_INIT("0x1"), "\"0x1\"" },  { GX_STR_INIT("<<"), "\"<<\"" },
	{ GX_STR_INIT("="), "\"=\"" },     { GX_STR_INIT("~"), "\"~\"" },      { GX_STR_INIT("yEs"), "\"yEs\"" },
	{ GX_STR_INIT("N"), "\"N\"" },     { GX_STR_INIT("off"), "\"off\"" },  { GX_STR_INIT("False"), "\"False\"" },
	{ GX_STR_INIT(".nan"), "\".nan\"" }, { GX_STR_INIT("a b"), "\"a b\"" }, { GX_STR_INIT("a:"), "\"a:\"" },
	{ GX_STR_INIT("a\\.b"), "\"a\\\\.b\"" }, { GX_STR_INIT("\xC3\xA9"), "\"\xC3\xA9\"" },
	{ GX_STR_INIT(""), "\"\"" },       { GX_STR_INIT("-"), "\"-\"" },      { GX_STR_INIT("/a"), "\"/a\"" },
};

Test(flat, keys_are_bare_only_where_yaml_leaves_them_alone)
{
	struct gx_value value = gx_value_bool(true);
	for (size_t i = 0; i < GX_LEN(spellings); i++) {
		GX_CLEANUP(gx_buf) line = GX_BUF_INIT(GX_BUF_ANY);
		gx_flat_write_line(&line, spellings[i].key, &value);
		line.len -= strlen(": true\n");
		cr_assert(gx_str_is(gx_buf_view(&line), spellings[i].written), "%s", gx_buf_c(&line));
	}
}

static void key_refused(struct gx_str key, const char *why)
{
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_key_check(key, &err), GX_EINPUT);
	cr_assert_str_eq(err.text, why);
}

Test(flat, keys_from_outside_are_checked)
{
	GX_CLEANUP(gx_buf) key = GX_BUF_INIT(GX_BUF_ANY);
	cr_assert_eq(gx_key_check(GX_STR("val/acc @1 \xC3\xA9 \xC2\xA0"), NULL), 0);
	key_refused(GX_STR(""), "a key is empty: ''");
	key_refused(GX_STR("a\xFF"), "a key is not valid UTF-8: 'a\xFF'");
	key_refused(GX_STR("a\nb"), "a key holds a control character: 'a\nb'");
	key_refused(GX_STR("\x7F"), "a key holds a control character: '\x7F'");
	key_refused(GX_STR("\xC2\x9B"), "a key holds a control character: '\xC2\x9B'");
	gx_buf_fill(&key, 'a', GX_KEY_MAX);
	cr_assert_eq(gx_key_check(gx_buf_view(&key), NULL), 0);
	gx_buf_byte(&key, 'a');
	key_refused(gx_buf_view(&key), "a key is over its limit of 512 bytes: "
				       "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…'");
	gx_buf_reset(&key);
	gx_buf_fill(&key, '"', GX_KEY_MAX);
	key_refused(gx_buf_view(&key),
		    "a key is over its limit of 1024 bytes when escaped: "
		    "'\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"…'");
	key.len--;
	cr_assert_eq(gx_key_check(gx_buf_view(&key), NULL), 0);
}

Test(flat, peek_finds_what_read_finds)
{
	struct random random = { 11 };
	for (int i = 0; i < 200; i++) {
		GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
		GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
		struct gx_flat flat = GX_FLAT_INIT;
		struct gx_value value;
		cr_assert(flat_of(random_document(&random, &arena, 20), &arena, &flat));
		gx_flat_write(&text, &flat);
		for (size_t j = 0; j < flat.len; j++) {
			cr_assert(gx_flat_peek(gx_buf_view(&text), flat.at[j].key, &arena, &value));
			cr_assert(gx_value_equal(&value, &flat.at[j].value));
			cr_assert(gx_str_equal(value.json, flat.at[j].value.json));
		}
		cr_assert_not(gx_flat_peek(gx_buf_view(&text), GX_STR("no such key"), &arena, &value));
	}
}

Test(flat, peek_is_not_deceived)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_value value = gx_value_null();
	struct gx_str text = GX_STR("ab: 1\nb: \"a: 2\"\nbad: \xFF\nc: \"\xFF\"\nd: 01\nend: 1");
	static const char *const absent[] = { "a", "", "bad", "c", "d", "end", "ab: 1\nb" };
	for (size_t i = 0; i < GX_LEN(absent); i++)
		cr_assert_not(gx_flat_peek(text, gx_str_of(absent[i]), &arena, &value), "%s", absent[i]);
	cr_assert_not(gx_flat_peek(GX_STR_NONE, GX_STR("a"), &arena, &value));
	cr_assert_eq(value.kind, GX_NULL, "untouched on failure");
	cr_assert(gx_flat_peek(text, GX_STR("b"), &arena, &value));
	cr_assert(gx_str_is(value.text, "a: 2"));
}

/* What was written reads back: keys, kinds, texts and the very bits of numbers. */
Test(flat, writing_and_reading_are_inverse)
{
	struct random random = { 3 };
	for (int i = 0; i < 500; i++) {
		GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
		GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
		GX_CLEANUP(gx_buf) again = GX_BUF_INIT(GX_BUF_ANY);
		struct gx_node *root = random_document(&random, &arena, 20);
		struct gx_flat flat = GX_FLAT_INIT;
		cr_assert(flat_of(root, &arena, &flat));
		gx_flat_write(&text, &flat);
		struct gx_flat back = read_well(gx_buf_view(&text), &arena);
		cr_assert_eq(back.len, root->count);
		for (const struct gx_node *node = root->child; node; node = node->next) {
			const struct gx_value *value = gx_flat_get(&back, node->key);
			cr_assert(value && value->kind == node->kind);
			if (node->kind == GX_STRING)
				cr_assert(gx_str_equal(value->text, node->text));
			if (node->kind == GX_NUMBER)
				cr_assert(isnan(node->number) ? isnan(value->number) : value->number == node->number);
		}
		gx_flat_write(&again, &back);
		cr_assert_str_eq(gx_buf_c(&again), gx_buf_c(&text));
	}
}

/* What was written, libyaml loads to the same values by our reader of users' YAML, which knows 1.1 and 1.2. */
Test(flat, libyaml_loads_the_same_values)
{
	struct random random = { 13 };
	for (int i = 0; i < 500; i++) {
		GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
		GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
		struct gx_flat flat = GX_FLAT_INIT;
		struct gx_node *root = NULL;
		struct gx_err err = GX_ERR_INIT;
		cr_assert(flat_of(random_document(&random, &arena, 20), &arena, &flat));
		gx_flat_write(&text, &flat);
		cr_assert_eq(gx_yaml_read(gx_buf_view(&text), "t.yaml", &arena, &root, &err), 0, "%s\n%s", err.text, gx_buf_c(&text));
		cr_assert_eq(root->count, flat.len);
		const struct gx_node *node = root->child;
		for (size_t j = 0; j < flat.len; j++, node = node->next) {
			struct gx_value value;
			cr_assert(gx_str_equal(node->key, flat.at[j].key));
			cr_assert_eq(gx_node_value(node, &arena, &value, NULL), 0);
			cr_assert_eq(value.kind, flat.at[j].value.kind);
			cr_assert(gx_str_equal(value.json, flat.at[j].value.json), "%" GX_PRI " became %" GX_PRI,
				  GX_ARG(flat.at[j].value.json), GX_ARG(value.json));
		}
	}
}
