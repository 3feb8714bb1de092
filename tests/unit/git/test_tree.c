#include "scratch.h"

TestSuite(tree, .init = scratch_repo, .fini = scratch_leave, .timeout = 60);

/* Names whose order with and without a slash differs. */
static const char *const names[] = { "a", "a-", "a.b", "a0", "ab", "a b", "A", "b", ".exp", ".e", ".exp-", ".exp.", ".exp0", "z", "\303\244", "-", "a\177" };

static bool is_folder(size_t i)
{
	return i % 3 == 0;
}

/* git's tree of files and folders of these names. */
static struct gx_buf make_tree(uint64_t chosen)
{
	FILE *git = popen("git mktree --missing > ../tree", "w");
	for (size_t i = 0; i < GX_LEN(names); i++)
		if (chosen >> i & 1)
			(void)fprintf(git, "%s %040zu\t%s\n", is_folder(i) ? "040000 tree" : "100644 blob", i + 1, names[i]);
	cr_assert(pclose(git) == 0);
	return shell_out("git cat-file tree $(cat ../tree)");
}

Test(tree, entries_as_git)
{
	uint64_t random = 1;
	for (int round = 0; round < 40; round++) {
		uint64_t chosen = round == 0 ? 0 : test_next(&random) & ((1u << GX_LEN(names)) - 1);
		struct gx_buf tree = make_tree(chosen), copy = GX_BUF_INIT(GX_BUF_ANY), listing = shell_out("git ls-tree -z $(cat ../tree)");
		struct gx_str rest = gx_buf_view(&tree), lines = gx_buf_view(&listing), line;
		struct gx_entry entry, last = { .mode = 0 };
		int more;
		while ((more = gx_tree_next(&rest, &entry, NULL)) > 0) {
			char text[256];
			cr_assert(gx_str_cut(&lines, '\0', &line));
			(void)snprintf(text, sizeof(text), "%06o %s %s\t%.*s", entry.mode, entry.mode == GX_MODE_TREE ? "tree" : "blob", gx_oid_text(&entry.id).hex, GX_ARG(entry.name));
			cr_assert(gx_str_is(line, text), "%s", text);
			gx_tree_add(&copy, entry.mode, entry.name, &entry.id);
			if (last.mode)
				cr_assert(gx_tree_order(last.name, last.mode == GX_MODE_TREE, entry.name, entry.mode == GX_MODE_TREE) < 0);
			last = entry;
		}
		cr_assert(more == 0 && lines.len == 0 && gx_str_equal(gx_buf_view(&copy), gx_buf_view(&tree)));
		gx_buf_release(&tree);
		gx_buf_release(&copy);
		gx_buf_release(&listing);
	}
}

/* Setting and taking out an entry gives the tree that git would make of the others with it. */
Test(tree, with_an_entry)
{
	uint64_t random = 2;
	for (int round = 0; round < 60; round++) {
		uint64_t chosen = test_next(&random) & ((1u << GX_LEN(names)) - 1);
		size_t which = test_below(&random, GX_LEN(names));
		char hex[41];
		(void)snprintf(hex, sizeof(hex), "%040zu", which + 1);
		struct gx_oid id = oid_of(hex);
		struct gx_buf tree = make_tree(chosen), with = make_tree(chosen | (uint64_t)1 << which), without = make_tree(chosen & ~((uint64_t)1 << which));
		struct gx_buf got = GX_BUF_INIT(GX_BUF_ANY);
		struct gx_entry entry;
		cr_assert(gx_tree_with(&got, gx_buf_view(&tree), gx_str_of(names[which]), is_folder(which) ? GX_MODE_TREE : GX_MODE_BLOB, &id, NULL) == 0);
		cr_assert(gx_str_equal(gx_buf_view(&got), gx_buf_view(&with)), "%s", names[which]);
		cr_assert(gx_tree_find(gx_buf_view(&got), gx_str_of(names[which]), &entry) && gx_oid_equal(&entry.id, &id));
		gx_buf_reset(&got);
		cr_assert(gx_tree_with(&got, gx_buf_view(&tree), gx_str_of(names[which]), GX_MODE_TREE, NULL, NULL) == 0);
		cr_assert(gx_str_equal(gx_buf_view(&got), gx_buf_view(&without)), "%s", names[which]);
		cr_assert(!gx_tree_find(gx_buf_view(&got), gx_str_of(names[which]), &entry));
		gx_buf_release(&tree);
		gx_buf_release(&with);
		gx_buf_release(&without);
		gx_buf_release(&got);
	}
}

/* A file `.exp` that becomes a folder moves to its other place, and is there once. */
Test(tree, a_file_becomes_a_folder)
{
	struct gx_buf tree = GX_BUF_INIT(GX_BUF_ANY), got = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_oid id = oid_of("1111111111111111111111111111111111111111");
	static const char *const in[] = { ".exp", ".exp-", ".exp.", "z" };
	for (size_t i = 0; i < GX_LEN(in); i++)
		gx_tree_add(&tree, GX_MODE_BLOB, gx_str_of(in[i]), &id);
	cr_assert(gx_tree_with(&got, gx_buf_view(&tree), GX_STR(".exp"), GX_MODE_TREE, &id, NULL) == 0);
	write_file("../raw", gx_buf_view(&got));
	cr_assert_str_eq(shell_word("git ls-tree --name-only $(git hash-object -t tree -w --literally ../raw) | tr '\\n' ' '"), ".exp- .exp. .exp z");
	gx_buf_release(&tree);
	gx_buf_release(&got);
}

Test(tree, broken)
{
	static const struct gx_str bad[] = { GX_STR_INIT("1"), GX_STR_INIT("100644"), GX_STR_INIT("100644 a"), GX_STR_INIT("100644 a\0" "123"), GX_STR_INIT(" a\0" "12345678901234567890"),
					     GX_STR_INIT("100644 \0" "12345678901234567890"), GX_STR_INIT("100648 a\0" "12345678901234567890"), GX_STR_INIT("12345670 a\0" "12345678901234567890"),
					     GX_STR_INIT("100644a\0" "12345678901234567890") };
	for (size_t i = 0; i < GX_LEN(bad); i++) {
		struct gx_str rest = bad[i];
		struct gx_entry entry;
		struct gx_err err = GX_ERR_INIT;
		struct gx_buf out = GX_BUF_INIT(GX_BUF_ANY);
		cr_assert(gx_tree_next(&rest, &entry, &err) == GX_EFORMAT, "%zu", i);
		cr_assert(gx_tree_with(&out, bad[i], GX_STR("x"), GX_MODE_BLOB, &GX_OID_NONE, NULL) < 0, "%zu", i);
		gx_buf_release(&out);
	}
}
