#include "format/node.h"

#include <stdlib.h>

#include "base/json_text.h"
#include "format/key.h"

const struct gx_node *gx_node_get(const struct gx_node *object, const char *name)
{
	if (object->kind != GX_OBJECT)
		return NULL;
	for (const struct gx_node *node = object->child; node; node = node->next)
		if (gx_str_is(node->key, name))
			return node;
	return NULL;
}

static int write_node(struct gx_buf *out, const struct gx_node *node, unsigned depth, struct gx_err *err);

static int write_array(struct gx_buf *out, const struct gx_node *array, unsigned depth, struct gx_err *err)
{
	gx_buf_byte(out, '[');
	for (const struct gx_node *node = array->child; node; node = node->next) {
		if (node != array->child)
			gx_buf_add(out, ", ", 2);
		int code = write_node(out, node, depth + 1, err);
		if (code)
			return code;
	}
	gx_buf_byte(out, ']');
	return 0;
}

static int by_key(const void *a, const void *b)
{
	const struct gx_node *const *x = a, *const *y = b;
	return gx_str_compare((*x)->key, (*y)->key);
}

/* The members of an object by their keys, on the heap; NULL without memory. */
static const struct gx_node **sorted_members(const struct gx_node *object)
{
	const struct gx_node **members = calloc(object->count + 1, sizeof(*members));
	size_t i = 0;
	if (!members)
		return NULL;
	for (const struct gx_node *node = object->child; node && i < object->count; node = node->next)
		members[i++] = node;
	qsort(members, i, sizeof(*members), by_key);
	return members;
}

static int write_object(struct gx_buf *out, const struct gx_node *object, unsigned depth, struct gx_err *err)
{
	GX_FREE const struct gx_node **members = sorted_members(object);
	if (!members)
		return gx_fail_memory(err);
	gx_buf_byte(out, '{');
	for (size_t i = 0; members[i]; i++) {
		if (!gx_key_fits(members[i]->key))
			return gx_fail(err, GX_ELIMIT, "a key inside a value is over its limit of %d bytes", GX_KEY_WRITTEN_MAX);
		if (i > 0)
			gx_buf_add(out, ", ", 2);
		gx_json_string(out, members[i]->key);
		gx_buf_add(out, ": ", 2);
		int code = write_node(out, members[i], depth + 1, err);
		if (code)
			return code;
	}
	gx_buf_byte(out, '}');
	return 0;
}

/* Adds the stored form; one cap for all that is in it, so that no tree, however its parts are shared, takes long. */
static int write_node(struct gx_buf *out, const struct gx_node *node, unsigned depth, struct gx_err *err)
{
	struct gx_value number = { .kind = GX_NUMBER, .json = node->text };
	if (out->failed)
		return gx_buf_check(out, "a value", err);
	if (depth > GX_DEPTH_MAX)
		return gx_fail(err, GX_ELIMIT, "arrays and objects are more than %d deep", GX_DEPTH_MAX);
	switch (node->kind) {
	case GX_NULL:
		gx_buf_text(out, "null");
		break;
	case GX_BOOL:
		gx_buf_text(out, node->number != 0 ? "true" : "false");
		break;
	case GX_NUMBER:
		gx_value_json(out, &number);
		break;
	case GX_STRING:
		gx_json_string(out, node->text);
		break;
	case GX_ARRAY:
		return write_array(out, node, depth, err);
	case GX_OBJECT:
		return write_object(out, node, depth, err);
	}
	return 0;
}

static int container_value(const struct gx_node *node, struct gx_arena *arena, struct gx_value *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) json = GX_BUF_INIT(GX_VALUE_MAX);
	int code = write_node(&json, node, 0, err);
	if (!code)
		code = gx_buf_check(&json, "a value", err);
	if (code)
		return code;
	struct gx_value value = { .kind = node->kind, .json = gx_arena_str(arena, gx_buf_view(&json)) };
	if (!value.json.at)
		return gx_fail_memory(err);
	*ret = value;
	return 0;
}

int gx_node_value(const struct gx_node *node, struct gx_arena *arena, struct gx_value *ret, struct gx_err *err)
{
	struct gx_value value = { .kind = GX_NUMBER, .json = node->text, .number = node->number };
	if (node->kind == GX_ARRAY || node->kind == GX_OBJECT)
		return container_value(node, arena, ret, err);
	if (node->kind == GX_NULL)
		value = gx_value_null();
	if (node->kind == GX_BOOL)
		value = gx_value_bool(node->number != 0);
	if (node->kind == GX_STRING && !gx_value_string(arena, node->text, &value))
		return gx_fail_memory(err);
	if (value.json.len > GX_VALUE_MAX)
		return gx_fail(err, GX_ELIMIT, "a value is over its limit of %d bytes", GX_VALUE_MAX);
	*ret = value;
	return 0;
}
