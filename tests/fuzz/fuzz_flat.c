/* Flat YAML: what reads is written back byte for byte, and single keys peek as they read. */
#include <stdint.h>
#include <stdlib.h>

#include "format/flat.h"
#include "format/node.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* Arrays and objects that the JSON reader takes too have one canonical form. */
static void check_value(struct gx_str text, const struct gx_pair *pair, struct gx_arena *arena)
{
	struct gx_value value, again;
	struct gx_node *node;
	must(gx_flat_peek(text, pair->key, arena, &value) && gx_value_equal(&value, &pair->value));
	if (value.kind != GX_ARRAY && value.kind != GX_OBJECT)
		return;
	if (gx_json_read(value.json, "value", arena, &node, NULL) || gx_node_value(node, arena, &value, NULL))
		return;
	must(gx_json_read(value.json, "value", arena, &node, NULL) == 0);
	must(gx_node_value(node, arena, &again, NULL) == 0 && gx_str_equal(value.json, again.json));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { PEEKED = 50 };
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_buf) written = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_flat flat = GX_FLAT_INIT;
	struct gx_str text = { (const char *)data, size };
	if (gx_flat_read(text, &arena, &flat, NULL))
		return 0;
	gx_flat_write(&written, &flat);
	must(gx_str_equal(gx_buf_view(&written), text));
	for (size_t i = 0; i < flat.len && i < PEEKED; i++)
		check_value(text, &flat.at[i], &arena);
	return 0;
}
