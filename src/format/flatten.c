#include "format/node.h"

/* A walk through an object: `path` holds the keys so far. */
struct walk {
	struct gx_buf path;
	struct gx_flat found;
	struct gx_arena *arena;
};

static void walk_release(struct walk *walk)
{
	gx_buf_release(&walk->path);
}

/* Adds a part of a nested key: what could be taken for a join is escaped. */
static void add_part(struct gx_buf *path, struct gx_str part)
{
	if (part.len == 0)
		gx_buf_byte(path, '\\');
	for (size_t i = 0; i < part.len; i++) {
		if (part.at[i] == '.' || part.at[i] == '\\')
			gx_buf_byte(path, '\\');
		gx_buf_byte(path, part.at[i]);
	}
}

static void cut_path(struct gx_buf *path, size_t len)
{
	path->len = len;
	if (path->at)
		path->at[len] = '\0';
}

static int add_leaf(struct walk *walk, struct gx_str path, const struct gx_node *node, struct gx_err *err)
{
	struct gx_value value;
	int code = gx_key_check(path, err);
	if (code)
		return code;
	if (walk->found.len == GX_KEYS_MAX)
		return gx_fail(err, GX_ELIMIT, "more than %d keys", GX_KEYS_MAX);
	code = gx_node_value(node, walk->arena, &value, err);
	if (code)
		return gx_fail_within(err, "'%" GX_PRI "'", GX_ARG(path));
	struct gx_str key = gx_arena_str(walk->arena, path);
	if (!key.at || !gx_flat_add(&walk->found, walk->arena, key, value))
		return gx_fail_memory(err);
	return 0;
}

static int walk_object(struct walk *walk, const struct gx_node *object, unsigned depth, struct gx_err *err);

/* A member whose path is in walk->path. */
static int walk_member(struct walk *walk, const struct gx_node *node, unsigned depth, struct gx_err *err)
{
	if (walk->path.failed == GX_ELIMIT)
		return gx_fail(err, GX_EINPUT, "a nested key is over its limit of %d bytes: '%.64s…'", GX_KEY_MAX,
			       gx_buf_c(&walk->path));
	if (walk->path.failed)
		return gx_fail_memory(err);
	if (node->kind == GX_OBJECT && node->child)
		return walk_object(walk, node, depth + 1, err);
	return add_leaf(walk, gx_buf_view(&walk->path), node, err);
}

static int walk_object(struct walk *walk, const struct gx_node *object, unsigned depth, struct gx_err *err)
{
	size_t len = walk->path.len;
	if (depth > GX_DEPTH_MAX)
		return gx_fail(err, GX_ELIMIT, "arrays and objects are more than %d deep", GX_DEPTH_MAX);
	for (const struct gx_node *node = object->child; node; node = node->next) {
		bool alone = len == 0 && node->key.len > 0 && !(node->kind == GX_OBJECT && node->child);
		if (len > 0)
			gx_buf_byte(&walk->path, '.');
		if (alone) /* `{"a.b": 1}` is as flat as `-p a.b=1` */
			gx_buf_str(&walk->path, node->key);
		else
			add_part(&walk->path, node->key);
		int code = walk_member(walk, node, depth, err);
		if (code)
			return code;
		cut_path(&walk->path, len);
	}
	return 0;
}

int gx_node_flatten(const struct gx_node *node, struct gx_str prefix, struct gx_arena *arena, struct gx_flat *flat,
		    struct gx_err *err)
{
	__attribute__((cleanup(walk_release))) struct walk walk = { .path = GX_BUF_INIT(GX_KEY_MAX), .arena = arena };
	if (node->kind != GX_OBJECT)
		return gx_fail(err, GX_EINPUT, "expected an object with keys at the top, not %s", gx_kind_name(node->kind));
	gx_buf_str(&walk.path, prefix);
	int code = node->child || prefix.len == 0 ? walk_object(&walk, node, 1, err) : walk_member(&walk, node, 1, err);
	return code ? code : gx_flat_overlay(flat, &walk.found, arena, err);
}
