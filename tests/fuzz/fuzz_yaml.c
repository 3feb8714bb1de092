/* YAML: what reads has a canonical form, which is YAML again, and flattens to what reads back. */
#include "check_node.h"

/* The canonical form by the reader of YAML, where it takes it (its own keys are shorter than JSON's). */
static void check_again(const struct gx_node *node, struct gx_arena *arena)
{
	struct gx_value value, again;
	struct gx_node *back;
	if (gx_node_value(node, arena, &value, NULL) || gx_yaml_read(value.json, "value", arena, &back, NULL))
		return;
	if (value.kind == GX_NULL)
		return;
	must(gx_node_value(back, arena, &again, NULL) == 0 && gx_str_equal(value.json, again.json));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_node *node = NULL;
	struct gx_err err = GX_ERR_INIT;
	int rc = gx_yaml_read((struct gx_str){ (const char *)data, size }, "fuzz.yaml", &arena, &node, &err);
	if (!check_answer(rc, &err, node))
		return 0;
	check_canonical(node, &arena);
	check_again(node, &arena);
	check_flat(node, &arena);
	return 0;
}
