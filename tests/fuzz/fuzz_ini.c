/* INI and .env: what reads flattens to what reads back. */
#include "check_node.h"

typedef int reader(struct gx_str, const char *, struct gx_arena *, struct gx_node **, struct gx_err *);

static void check(reader *read, struct gx_str text)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_node *node = NULL;
	struct gx_err err = GX_ERR_INIT;
	int rc = read(text, "fuzz", &arena, &node, &err);
	if (!check_answer(rc, &err, node))
		return;
	must(node->kind == GX_OBJECT);
	check_canonical(node, &arena);
	check_flat(node, &arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gx_str text = { (const char *)data, size };
	check(gx_ini_read, text);
	check(gx_env_read, text);
	return 0;
}
