#include "run/object.h"

#include "format/node.h"

bool gx_object_get(const struct gx_value *object, struct gx_str name, struct gx_arena *arena, struct gx_value *ret)
{
	struct gx_node *root;
	if (object->kind != GX_OBJECT || gx_json_read(object->json, "object", arena, &root, NULL))
		return false;
	for (const struct gx_node *member = root->child; member; member = member->next)
		if (gx_str_equal(member->key, name))
			return gx_node_value(member, arena, ret, NULL) == 0;
	return false;
}

struct gx_str gx_object_text(const struct gx_value *object, const char *name, struct gx_arena *arena)
{
	struct gx_value value;
	if (!gx_object_get(object, gx_str_of(name), arena, &value) || value.kind != GX_STRING)
		return GX_STR_NONE;
	return value.text;
}
