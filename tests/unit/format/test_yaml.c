#include "node_text.h"

#define expect_yaml(input, wanted) expect_read(gx_yaml_read, input, "params.yaml", wanted)

static void expect_failure(struct gx_str text, const char *wanted)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	const char *got = read_text(gx_yaml_read, text, "params.yaml", &out);
	cr_expect(strcmp(got, wanted) == 0, "got  %s\nwant %s", got, wanted);
}

/* `count` times the pattern. */
static void repeat(struct gx_buf *out, const char *pattern, size_t count)
{
	for (size_t i = 0; i < count; i++)
		gx_buf_text(out, pattern);
}

Test(yaml, a_file_of_parameters)
{
	expect_yaml("# training\n"
		    "model: resnet50\n"
		    "lr: 1e-3\n"
		    "epochs: 90 # as in the paper\n"
		    "seed: 18446744073709551615\n"
		    "amp: yes\n"
		    "resume: ~\n"
		    "optimizer:\n"
		    "  name: sgd\n"
		    "  betas: [0.9, 0.999]\n"
		    "layers:\n"
		    "- {units: 64, act: relu}\n"
		    "- units: 10\n"
		    "note: |\n"
		    "  two\n"
		    "  lines\n"
		    "when: 2026-11-20\n"
		    "'quoted': \"1\\t\\u00e9\"\n",
		    "{model: 'resnet50', lr: 0.001, epochs: 90, seed: 18446744073709551615, amp: true, resume: null, "
		    "optimizer: {name: 'sgd', betas: [0.9, 0.999]}, layers: [{units: 64, act: 'relu'}, {units: 10}], "
		    "note: 'two\nlines\n', when: '2026-11-20', quoted: '1\t\xC3\xA9'}");
}

Test(yaml, nothing_is_no_parameters)
{
	expect_yaml("", "{}");
	expect_yaml("# only a comment\n", "{}");
	expect_yaml("---\n...\n", "{}");
	expect_yaml("\xEF\xBB\xBF"
		    "a: 1\n",
		    "{a: 1}");
	expect_yaml("\xEF\xBB\xBF", "{}");
}

Test(yaml, other_roots_are_read)
{
	expect_yaml("[1, two]", "[1, 'two']");
	expect_yaml("text", "'text'");
}

Test(yaml, places)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_node *root;
	cr_assert_eq(gx_yaml_read(GX_STR("a: 1\n\xC3\xA9: {b: 2}\n"), "x", &arena, &root, NULL), 0);
	const struct gx_node *inner = root->child->next->child;
	cr_expect_eq(inner->line, 2);
	cr_expect_eq(inner->column, 8);
}

Test(yaml, keys_that_are_no_strings_keep_their_text)
{
	expect_yaml("1: a\n0x10: b\ntrue: c\n~: d\n1.50: e\n? \n: f\n",
		    "{1: 'a', 0x10: 'b', true: 'c', ~: 'd', 1.50: 'e', : 'f'}");
	expect_yaml("&k key: &v value\n*k : *v\n", "-2 params.yaml:2:1: a key stands twice: 'key'");
	expect_yaml("a: &k key\nb: {*k : 1}\n", "{a: 'key', b: {key: 1}}");
	expect_yaml("? [a, b]\n: 1\n", "-2 params.yaml:1:3: a key must be a scalar, not a list or a mapping");
	expect_yaml("a: &k [1]\n*k : 1\n", "-2 params.yaml:2:1: a key must be a scalar, not a list or a mapping");
}

Test(yaml, a_key_twice)
{
	expect_yaml("lr: 0.1\nb: 2\nlr: 0.2\n", "-2 params.yaml:3:1: a key stands twice: 'lr'");
	expect_yaml("a: {lr: 0.1, 'lr': 0.2}\n", "-2 params.yaml:1:14: a key stands twice: 'lr'");
	expect_yaml("a: {lr: 0.1}\nb: {lr: 0.2}\n", "{a: {lr: 0.1}, b: {lr: 0.2}}");
}

Test(yaml, aliases)
{
	expect_yaml("a: &x {k: 1}\nb: *x\nc: [*x, *x]\n", "{a: {k: 1}, b: {k: 1}, c: [{k: 1}, {k: 1}]}");
	expect_yaml("a: &x 1\nb: &x 2\nc: *x\n", "{a: 1, b: 2, c: 2}");
	expect_yaml("a: *nobody\n", "-2 params.yaml:1:4: no anchor '&nobody' stands before this alias");
	expect_yaml("a: &x [1, *x]\n", "-2 params.yaml:1:11: the alias '*x' stands within its own anchor");
}

Test(yaml, merge_keys)
{
	expect_yaml("base: &b {lr: 1, wd: 2}\nrun:\n  <<: *b\n  lr: 3\n",
		    "{base: {lr: 1, wd: 2}, run: {lr: 3, wd: 2}}");
	expect_yaml("run:\n  lr: 3\n  <<: {lr: 1, wd: 2}\n", "{run: {lr: 3, wd: 2}}");
	/* of a list the first wins; of two merge keys the last (as in PyYAML) */
	expect_yaml("a: &a {x: 1}\nb: &b {x: 2, y: 2}\nc: {<<: [*a, *b]}\n",
		    "{a: {x: 1}, b: {x: 2, y: 2}, c: {x: 1, y: 2}}");
	expect_yaml("a: &a {x: 1}\nb: &b {x: 2}\nc: {<<: *a, <<: *b}\n", "{a: {x: 1}, b: {x: 2}, c: {x: 2}}");
	expect_yaml("'<<': 1\n", "{<<: 1}");
	expect_yaml("<<: 1\n", "-2 params.yaml:1:1: '<<' takes a mapping or a list of mappings, not a number");
	expect_yaml("<<: [{a: 1}, b]\n",
		    "-2 params.yaml:1:1: '<<' takes a mapping or a list of mappings, not a string");
}

Test(yaml, a_hundred_heirs_are_not_deep)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_text(&text, "k0: &k0 {a: 1}\n");
	for (int i = 1; i <= 100; i++)
		gx_buf_printf(&text, "k%d: &k%d {<<: %s*k%d%s, b%d: 1}\n", i, i, i % 2 ? "[" : "", i - 1,
			      i % 2 ? "]" : "", i);
	cr_assert_eq(read_text(gx_yaml_read, gx_buf_view(&text), "x", &out)[0], '{', "%s", gx_buf_c(&out));
}

Test(yaml, tags)
{
	expect_yaml("a: !!str 1\nb: !!int \"7\"\nc: !!float 1\nd: ! 5\ne: !!str {x: 1}\n",
		    "{a: '1', b: 7, c: 1.0, d: 5, e: {x: 1}}");
	expect_yaml("a: !local 1\nb: !local 'x'\nc: !<tag:example.org,2026:t> [1]\n", "{a: 1, b: 'x', c: [1]}");
	expect_yaml("betas: !!python/tuple [0.9, 0.99]\nname: !!python/unicode x\n", "{betas: [0.9, 0.99], name: 'x'}");
	expect_yaml("a: !!int x\n", "-2 params.yaml:1:4: 'x' is not an integer, as its tag says");
	expect_yaml("a: 1\nopt: !!python/object/apply:torch.optim.SGD [1]\n",
		    "-2 params.yaml:2:6: '!!python/object/apply:torch.optim.SGD' is an object of Python, not a value: "
		    "write the file with yaml.safe_dump");
}

Test(yaml, broken)
{
	expect_yaml("a: [1, 2\nb: 3\n", "-2 params.yaml:2:2: did not find expected ',' or ']' (while parsing a flow "
					"sequence that starts in line 1)");
	expect_yaml(
		"a:\n\tb: 1\n",
		"-2 params.yaml:2:1: a value cannot start with this character: indent with blanks, not tabs, and quote "
		"what starts with @, ` or % (while scanning for the next token that starts in line 2)");
	expect_yaml("a: b: c\n",
		    "-2 params.yaml:1:5: a ':' that makes no key here: quote the value, or mind the indentation");
	expect_yaml("a: 1\n---\nb: 2\n", "-2 params.yaml:2:1: a second document starts here: keep one in a file");
	expect_yaml("a: \"x\\0\"\n", "-2 params.yaml:1:4: a NUL character cannot be stored");
	expect_yaml("a: 1\nb: \x01\n", "-2 params.yaml:2:4: control characters are not allowed");
	expect_yaml("a: \xC3\xA9\nb: \xFF\n", "-2 params.yaml:2:4: byte 0xFF is not UTF-8: save the file as UTF-8");
}

Test(yaml, utf16_is_refused)
{
	expect_failure(GX_STR("\xFF\xFE"
			      "a\0:\0 \0"
			      "1\0"),
		       "-2 params.yaml is UTF-16: save it as UTF-8");
	expect_failure(GX_STR("\xFE\xFF\0a\0:\0 \0"
			      "1"),
		       "-2 params.yaml is UTF-16: save it as UTF-8");
	expect_failure(GX_STR("a\0:\0 \0"
			      "1\0"),
		       "-2 params.yaml:1:2: control characters are not allowed");
}

Test(yaml, depth)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_fill(&text, '[', GX_DEPTH_MAX);
	gx_buf_fill(&text, ']', GX_DEPTH_MAX);
	cr_expect_eq(read_text(gx_yaml_read, gx_buf_view(&text), "x", &out)[0], '[');
	gx_buf_reset(&text);
	gx_buf_fill(&text, '[', GX_DEPTH_MAX + 1);
	gx_buf_fill(&text, ']', GX_DEPTH_MAX + 1);
	expect_failure(gx_buf_view(&text), "-7 params.yaml:1:65: over 64 lists and mappings in each other");
}

Test(yaml, depth_by_aliases)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_text(&text, "a0: &a0 [1]\n");
	for (int i = 1; i <= 100; i++)
		gx_buf_printf(&text, "a%d: &a%d [*a%d]\n", i, i, i - 1);
	expect_failure(gx_buf_view(&text), "-7 params.yaml:64:12: over 64 lists and mappings in each other");
}

/* A megabyte of each ends at once: by libyaml alone 200 KB of the first take 46 s. */
Test(yaml, a_megabyte_of_openings, .timeout = 10)
{
	static const struct {
		const char *pattern, *wanted;
	} CASES[] = {
		{ "[", "-7 params.yaml:1:65: over 64 lists and mappings in each other" },
		{ "{", "-2 params.yaml:1:2: a key must be a scalar, not a list or a mapping" },
		{ "{a: ", "-7 params.yaml:1:257: over 64 lists and mappings in each other" },
		{ "[a, ", "-7 params.yaml:1:257: over 64 lists and mappings in each other" },
		{ "- ", "-7 params.yaml:1:129: over 64 lists and mappings in each other" },
		{ "? ", "-2 params.yaml:1:3: a key must be a scalar, not a list or a mapping" },
		{ "&a *a ", "-2 params.yaml:1:4: did not find expected <document start>" },
	};
	for (size_t i = 0; i < GX_LEN(CASES); i++) {
		GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
		repeat(&text, CASES[i].pattern, (1 << 20) / strlen(CASES[i].pattern));
		expect_failure(gx_buf_view(&text), CASES[i].wanted);
	}
}

Test(yaml, directives_are_capped, .timeout = 10)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	for (int i = 0; i < 50000; i++)
		gx_buf_printf(&text, "%%TAG !a%d! b\n", i);
	expect_failure(gx_buf_view(&text), "-7 params.yaml:65:1: over 64 lines that start with '%'");
}

Test(yaml, a_megabyte_in_one_piece)
{
	static const char *const STARTS[] = { "", "key: ", "key: '", "# ", "a: 1 # ", "key: |\n  " };
	for (size_t i = 0; i < GX_LEN(STARTS); i++) {
		GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
		GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
		struct gx_node *root;
		gx_buf_text(&text, STARTS[i]);
		gx_buf_fill(&text, 'x', 1 << 20);
		gx_buf_text(&text, i == 2 ? "'" : "");
		cr_expect_eq(gx_yaml_read(gx_buf_view(&text), "x", &arena, &root, NULL), 0, "%s", STARTS[i]);
	}
}

Test(yaml, alias_bombs)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_text(&text, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
	for (int i = 1; i < 30; i++) {
		gx_buf_printf(&text, "a%d: &a%d [", i, i);
		for (int j = 0; j < 10; j++)
			gx_buf_printf(&text, "%s*a%d", j ? ", " : "", i - 1);
		gx_buf_text(&text, "]\n");
	}
	expect_failure(gx_buf_view(&text),
		       "-7 params.yaml:6:50: the document has over 1048576 values, aliases expanded");
}

Test(yaml, long_values_repeated_by_aliases)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_text(&text, "a: &a ");
	gx_buf_fill(&text, 'x', 1 << 20);
	gx_buf_text(&text, "\nb:\n");
	repeat(&text, "- *a\n", 100);
	expect_failure(gx_buf_view(&text),
		       "-7 params.yaml:33:3: the document is over 33554432 bytes, aliases expanded");
}

Test(yaml, merge_bombs)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_text(&text, "a: &a {");
	for (int i = 0; i < 5000; i++)
		gx_buf_printf(&text, "k%d: 1, ", i);
	gx_buf_text(&text, "}\n");
	for (int i = 0; i < 1000; i++)
		gx_buf_printf(&text, "b%d: {<<: *a}\n", i);
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	const char *got = read_text(gx_yaml_read, gx_buf_view(&text), "x", &out);
	cr_expect(strstr(got, "over 1048576 values") != NULL, "%s", got);
}

Test(yaml, a_hundred_thousand_keys)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_node *root;
	for (int i = 0; i < 100000; i++)
		gx_buf_printf(&text, "key.%d: %d\n", i, i);
	cr_assert_eq(gx_yaml_read(gx_buf_view(&text), "x", &arena, &root, NULL), 0);
	cr_expect_eq(root->count, 100000);
	gx_buf_text(&text, "key.5: 1\n");
	cr_assert_eq(gx_yaml_read(gx_buf_view(&text), "x", &arena, &root, NULL), GX_EINPUT);
}
