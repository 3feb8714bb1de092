/* For harnesses of readers of documents: what must hold of every tree that one of them makes. */
#ifndef GX_FUZZ_CHECK_NODE_H
#define GX_FUZZ_CHECK_NODE_H

#include <stdint.h>
#include <stdlib.h>

#include "format/node.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void must(bool holds)
{
	if (!holds)
		abort();
}

/* Its canonical form is JSON with the same canonical form. */
static inline void check_canonical(const struct gx_node *node, struct gx_arena *arena)
{
	GX_CLEANUP(gx_buf) json = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_value value, again;
	struct gx_node *back;
	if (gx_node_value(node, arena, &value, NULL))
		return;
	gx_value_json(&json, &value);
	must(gx_json_read(gx_buf_view(&json), "value", arena, &back, NULL) == 0);
	must(gx_node_value(back, arena, &again, NULL) == 0);
	must(gx_str_equal(again.json, gx_buf_view(&json)));
}

/* Flattened and written it reads back to the same bytes. */
static inline void check_flat(const struct gx_node *node, struct gx_arena *arena)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) again = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_flat flat = GX_FLAT_INIT, back;
	if (gx_node_flatten(node, GX_STR(""), arena, &flat, NULL))
		return;
	gx_flat_write(&text, &flat);
	must(gx_flat_read(gx_buf_view(&text), arena, &back, NULL) == 0);
	gx_flat_write(&again, &back);
	must(gx_str_equal(gx_buf_view(&again), gx_buf_view(&text)));
}

/* A failure says where; a success leaves a tree. */
static inline bool check_answer(int rc, const struct gx_err *err, const struct gx_node *node)
{
	must(rc == 0 ? node != NULL : (err->code == rc && strncmp(err->text, "fuzz", 4) == 0));
	return rc == 0;
}

#endif
