#include <criterion/criterion.h>

#include "../../lib/random_flat.h"

static struct gx_node *tree(const char *json, struct gx_arena *arena)
{
	struct gx_node *node = NULL;
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_json_read(gx_str_of(json), "t.json", arena, &node, &err), 0, "%s", err.text);
	return node;
}

Test(node, get_is_exact)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_node *object = tree("{\"a\": 1, \"A\": 2, \"\": 3}", &arena);
	cr_assert_eq(gx_node_get(object, "A")->number, 2);
	cr_assert_eq(gx_node_get(object, "a")->number, 1);
	cr_assert_eq(gx_node_get(object, "")->number, 3);
	cr_assert_null(gx_node_get(object, "b"));
	cr_assert_null(gx_node_get(gx_node_get(object, "a"), "b"), "a number has no members");
}

static const char *const canonical[][2] = {
	{ "{\"b\":1,\"a\":2}", "{\"a\": 2, \"b\": 1}" },
	{ "{\"a\":{},\"B\":[ ],\"\\u00e9\":0,\"z\":null}", "{\"B\": [], \"a\": {}, \"z\": null, \"\xC3\xA9\": 0}" },
	{ "[1e5,1.50,-0,true,false]", "[100000.0, 1.5, -0, true, false]" },
	{ "[NaN,Infinity,-Infinity]", "[\"nan\", \"inf\", \"-inf\"]" },
	{ "[\"\\u0041\\/\\u2028\\ud83d\\ude00\"]", "[\"A/\\u2028\xF0\x9F\x98\x80\"]" },
	{ "1E5", "100000.0" },
	{ "NaN", ".nan" },
	{ "\"a\\u0009\"", "\"a\\t\"" },
	{ "null", "null" },
	{ "true", "true" },
};

Test(node, a_value_is_canonical)
{
	for (size_t i = 0; i < GX_LEN(canonical); i++) {
		GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
		struct gx_value value;
		cr_assert_eq(gx_node_value(tree(canonical[i][0], &arena), &arena, &value, NULL), 0);
		cr_assert(gx_str_is(value.json, canonical[i][1]), "%" GX_PRI, GX_ARG(value.json));
	}
}

Test(node, a_value_is_capped)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_value value = gx_value_bool(true);
	struct gx_err err = GX_ERR_INIT;
	struct gx_node *root = tree("[[0,0],[0,0]]", &arena);
	/* Each level refers to itself twice, as a reader of aliases may build it: 2^40 leaves. */
	struct gx_node levels[40] = { 0 };
	for (size_t i = 0; i < GX_LEN(levels); i++) {
		struct gx_node *pair = gx_arena_array(&arena, 2, sizeof(*pair));
		pair[0] = pair[1] = i == 0 ? *root : levels[i - 1];
		pair[0].next = &pair[1];
		pair[1].next = NULL;
		levels[i] = (struct gx_node){ .kind = GX_ARRAY, .child = pair, .count = 2 };
	}
	cr_assert_eq(gx_node_value(&levels[39], &arena, &value, &err), GX_ELIMIT);
	cr_assert_str_eq(err.text, "a value is over its limit of 1048576 bytes");
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_fill(&text, 'x', GX_VALUE_MAX);
	struct gx_node string = { .kind = GX_STRING, .text = gx_buf_view(&text) };
	cr_assert_eq(gx_node_value(&string, &arena, &value, &err), GX_ELIMIT);
	struct gx_node member = { .kind = GX_NULL, .key = gx_str_sub(string.text, 0, 1023) };
	struct gx_node object = { .kind = GX_OBJECT, .child = &member, .count = 1 };
	cr_assert_eq(gx_node_value(&object, &arena, &value, &err), GX_ELIMIT);
	cr_assert_str_eq(err.text, "a key inside a value is over its limit of 1024 bytes");
	cr_assert_eq(value.kind, GX_BOOL, "untouched on failure");
	member.key.len--;
	cr_assert_eq(gx_node_value(&object, &arena, &value, &err), 0);
}

Test(node, depth_is_capped)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_value value;
	struct gx_flat flat = GX_FLAT_INIT;
	struct gx_node levels[GX_DEPTH_MAX + 2] = { 0 };
	for (size_t i = 0; i < GX_LEN(levels); i++)
		levels[i] = (struct gx_node){ .kind = GX_OBJECT, .key = GX_STR("k"), .child = i ? &levels[i - 1] : NULL, .count = i > 0 };
	cr_assert_eq(gx_node_value(&levels[GX_DEPTH_MAX], &arena, &value, NULL), 0);
	cr_assert_eq(gx_node_value(&levels[GX_DEPTH_MAX + 1], &arena, &value, NULL), GX_ELIMIT);
	cr_assert_eq(gx_node_flatten(&levels[GX_DEPTH_MAX + 1], GX_STR(""), &arena, &flat, NULL), GX_ELIMIT);
}

static void flattens(const char *json, const char *prefix, const char *before, const char *expected)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_flat flat = GX_FLAT_INIT;
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_flat_read(gx_str_of(before), &arena, &flat, &err), 0, "%s", err.text);
	cr_assert_eq(gx_node_flatten(tree(json, &arena), gx_str_of(prefix), &arena, &flat, &err), 0, "%s", err.text);
	gx_flat_write(&text, &flat);
	cr_assert_str_eq(gx_buf_c(&text), expected);
}

Test(node, nested_keys_are_joined_by_dots)
{
	flattens("{\"optimizer\": {\"name\": \"adam\", \"lr\": 1e-3}, \"a\": 1}", "", "",
		 "a: 1\noptimizer.lr: 0.001\noptimizer.name: \"adam\"\n");
	flattens("{\"b\": {\"c\": {}}, \"a\": [{\"x\": 1}]}", "", "", "a: [{\"x\": 1}]\nb.c: {}\n");
	flattens("{}", "", "", "");
	flattens("{\"x\": 1}", "data", "", "data.x: 1\n");
	flattens("{}", "data", "", "data: {}\n");
}

Test(node, parts_of_nested_keys_are_escaped)
{
	flattens("{\"a.b\": {\"c\\\\d\": 1, \"\": 2}}", "", "", "\"a\\\\.b.\\\\\": 2\n\"a\\\\.b.c\\\\\\\\d\": 1\n");
	flattens("{\"a.b\": 1, \"a\": {\"b\": 2, \"b.c\": 3}}", "p", "", "p.a.b: 2\n\"p.a.b\\\\.c\": 3\n\"p.a\\\\.b\": 1\n");
	flattens("{\"\": 1}", "", "", "\"\\\\\": 1\n");
}

Test(node, a_key_that_is_not_nested_stays_as_it_is)
{
	flattens("{\"optimizer.lr\": 1, \"a\\\\b\": 2, \"c.d\": {}}", "", "", "\"a\\\\b\": 2\nc.d: {}\noptimizer.lr: 1\n");
}

Test(node, flattening_overwrites)
{
	flattens("{\"b\": {\"c\": 2}, \"d\": 2}", "", "a: 1\nb.c: 1\ne: 1\n", "a: 1\nb.c: 2\nd: 2\ne: 1\n");
}

static void fails(const char *json, int code, const char *why)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_flat flat = GX_FLAT_INIT;
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_node_flatten(tree(json, &arena), GX_STR(""), &arena, &flat, &err), code);
	cr_assert_str_eq(err.text, why);
	cr_assert_eq(flat.len, 0, "untouched on failure");
}

Test(node, what_does_not_flatten_says_why)
{
	fails("[1]", GX_EINPUT, "expected an object with keys at the top, not an array");
	fails("{\"a\": {\"b\": 1}, \"a.b\": 2}", GX_EINPUT, "a key stands twice: 'a.b'");
	fails("{\"a\\n\": 1}", GX_EINPUT, "a key holds a control character: 'a\n'");
}

Test(node, long_nested_keys_are_refused)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_buf) key = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_flat flat = GX_FLAT_INIT;
	struct gx_err err = GX_ERR_INIT;
	gx_buf_fill(&key, 'k', GX_KEY_MAX - 2);
	struct gx_node leaf = { .kind = GX_NULL, .key = GX_STR("a") };
	struct gx_node outer = { .kind = GX_OBJECT, .key = gx_buf_view(&key), .child = &leaf, .count = 1 };
	struct gx_node root = { .kind = GX_OBJECT, .child = &outer, .count = 1 };
	cr_assert_eq(gx_node_flatten(&root, GX_STR(""), &arena, &flat, &err), 0);
	leaf.key = GX_STR("ab");
	cr_assert_eq(gx_node_flatten(&root, GX_STR(""), &arena, &flat, &err), GX_EINPUT);
	cr_assert(strstr(err.text, "a nested key is over its limit of 512 bytes: 'kkkk"), "%s", err.text);
}

/* As many keys as allowed, in the worst order, over as many that are there: no work grows with the square. */
Test(node, many_keys_flatten_fast)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_flat flat = GX_FLAT_INIT;
	struct gx_node *nodes = gx_arena_array(&arena, GX_KEYS_MAX, sizeof(*nodes));
	struct gx_node root = { .kind = GX_OBJECT, .child = nodes, .count = GX_KEYS_MAX };
	for (int i = 0; i < GX_KEYS_MAX; i++) {
		char key[16];
		(void)snprintf(key, sizeof(key), "k%05d", GX_KEYS_MAX - 1 - i);
		nodes[i] = (struct gx_node){ .kind = GX_NULL, .key = gx_arena_str(&arena, gx_str_of(key)) };
		nodes[i].next = i + 1 < GX_KEYS_MAX ? &nodes[i + 1] : NULL;
	}
	cr_assert_eq(gx_node_flatten(&root, GX_STR(""), &arena, &flat, NULL), 0);
	cr_assert_eq(gx_node_flatten(&root, GX_STR(""), &arena, &flat, NULL), 0);
	cr_assert_eq(flat.len, GX_KEYS_MAX);
	cr_assert(gx_str_is(flat.at[0].key, "k00000"));
}
