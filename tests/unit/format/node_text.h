/*
 * For tests of readers: a tree as one line, and a reader's answer, tree or message, as one string.
 */
#ifndef GX_TEST_NODE_TEXT_H
#define GX_TEST_NODE_TEXT_H

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "format/node.h"

typedef int test_reader(struct gx_str, const char *, struct gx_arena *, struct gx_node **, struct gx_err *);

/* null, true, 'text', 1.5, [1, 2], {key: value} */
static inline void node_text(struct gx_buf *out, const struct gx_node *node)
{
	switch (node->kind) {
	case GX_NULL:
		gx_buf_text(out, "null");
		return;
	case GX_BOOL:
		gx_buf_text(out, node->number != 0 ? "true" : "false");
		return;
	case GX_NUMBER:
		gx_buf_str(out, node->text);
		return;
	case GX_STRING:
		gx_buf_printf(out, "'%" GX_PRI "'", GX_ARG(node->text));
		return;
	case GX_ARRAY:
	case GX_OBJECT:
		break;
	}
	size_t count = 0;
	gx_buf_byte(out, node->kind == GX_ARRAY ? '[' : '{');
	for (const struct gx_node *child = node->child; child; child = child->next) {
		gx_buf_text(out, count++ > 0 ? ", " : "");
		if (node->kind == GX_OBJECT)
			gx_buf_printf(out, "%" GX_PRI ": ", GX_ARG(child->key));
		node_text(out, child);
	}
	gx_buf_byte(out, node->kind == GX_ARRAY ? ']' : '}');
	cr_assert_eq(count, node->count, "%zu children, counted as %zu", count, node->count);
}

/* What the reader makes of a text, in `out`: the tree, or "<code> <message>" on failure. */
static inline const char *read_text(test_reader *read, struct gx_str text, const char *name, struct gx_buf *out)
{
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_node *node = NULL;
	struct gx_err err = GX_ERR_INIT;
	gx_buf_reset(out);
	int rc = read(text, name, &arena, &node, &err);
	if (rc == 0)
		node_text(out, node);
	else
		gx_buf_printf(out, "%d %s", rc, err.text);
	gx_arena_release(&arena);
	return gx_buf_c(out);
}

#define expect_read(read, input, name, wanted)                                                                         \
	do {                                                                                                           \
		struct gx_buf out_ = GX_BUF_INIT(GX_BUF_ANY);                                                          \
		const char *got_ = read_text(read, gx_str_of(input), name, &out_);                                     \
		cr_expect(strcmp(got_, wanted) == 0, "of   %s\ngot  %s\nwant %s", input, got_, wanted);                \
		gx_buf_release(&out_);                                                                                 \
	} while (0)

#endif
