/* JSON: a document that reads has one canonical form, and flattens to what reads back. */
#include <stdint.h>
#include <stdlib.h>

#include "format/node.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void check_canonical(const struct gx_node *node, struct gx_arena *arena)
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

static void check_flat(const struct gx_node *node, struct gx_arena *arena)
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_node *node;
	struct gx_value value;
	struct gx_str text = { (const char *)data, size };
	(void)gx_value_parse_argument(text, &arena, &value, NULL);
	if (gx_json_read(text, "fuzz.json", &arena, &node, NULL))
		return 0;
	check_canonical(node, &arena);
	check_flat(node, &arena);
	return 0;
}
