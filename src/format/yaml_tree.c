#include "format/yaml_tree.h"

enum { NODES_MAX = 1 << 20 }; /* of a document, each as often as aliases repeat it */

struct gx_merge {
	const struct gx_node *source;
	struct gx_merge *next;
};

void gx_yaml_tree_release(struct gx_yaml_tree *tree)
{
	for (size_t i = 0; i < GX_DEPTH_MAX; i++)
		gx_map_release(&tree->frames[i].members);
	gx_map_release(&tree->anchor_names);
	gx_vec_release(&tree->anchors);
}

#define fail_at(tree, code, place, ...) gx_source_fail((tree)->err, code, (tree)->name, place, __VA_ARGS__)

static int too_deep(struct gx_yaml_tree *tree, struct gx_place place)
{
	return fail_at(tree, GX_ELIMIT, place, "over %d lists and mappings in each other", (int)GX_DEPTH_MAX);
}

/* Counts what is added, aliases as what they stand for: so a bomb is noticed before it is anywhere. */
static int count(struct gx_yaml_tree *tree, size_t nodes, size_t bytes, struct gx_place place)
{
	tree->nodes += nodes;
	tree->bytes += bytes;
	if (tree->nodes > NODES_MAX)
		return fail_at(tree, GX_ELIMIT, place, "the document has over %d values, aliases expanded",
			       (int)NODES_MAX);
	if (tree->bytes > GX_RECORD_MAX)
		return fail_at(tree, GX_ELIMIT, place, "the document is over %d bytes, aliases expanded",
			       (int)GX_RECORD_MAX);
	return 0;
}

static struct gx_node *copy_node(struct gx_yaml_tree *tree, const struct gx_node *node, struct gx_place place)
{
	struct gx_node *copy = gx_arena_alloc(tree->arena, sizeof(*copy));
	if (!copy)
		return NULL;
	*copy = *node;
	copy->next = NULL;
	copy->line = (unsigned)place.line;
	copy->column = (unsigned)place.column;
	return copy;
}

/* The innermost open frame; there must be one. */
static struct gx_yaml_frame *top(struct gx_yaml_tree *tree)
{
	return &tree->frames[tree->depth - 1];
}

static void append(struct gx_yaml_frame *frame, struct gx_node *node)
{
	*frame->tail = node;
	frame->tail = &node->next;
	frame->node->count++;
}

/* Merge keys. */

static int add_merge(struct gx_yaml_tree *tree, struct gx_merge ***tail, const struct gx_node *source,
		     struct gx_place place)
{
	if (source->kind != GX_OBJECT)
		return fail_at(tree, GX_EINPUT, place, "'<<' takes a mapping or a list of mappings, not %s",
			       gx_kind_name(source->kind));
	struct gx_merge *merge = gx_arena_alloc(tree->arena, sizeof(*merge));
	if (!merge)
		return gx_fail_memory(tree->err);
	merge->source = source;
	**tail = merge;
	*tail = &merge->next;
	return 0;
}

/* Puts the sources of a `<<` before those of an earlier one, which they beat (as in PyYAML). */
static int take_merge(struct gx_yaml_tree *tree, struct gx_yaml_frame *frame, const struct gx_node *value)
{
	struct gx_merge *first = NULL, **tail = &first;
	int rc = 0;
	if (value->kind != GX_ARRAY)
		rc = add_merge(tree, &tail, value, frame->key.place);
	else
		for (const struct gx_node *source = value->child; source && rc == 0; source = source->next)
			rc = add_merge(tree, &tail, source, frame->key.place);
	*tail = frame->merges;
	frame->merges = first;
	return rc;
}

/* Adds a member of a source unless the object has one of that name. */
static int merge_member(struct gx_yaml_tree *tree, struct gx_yaml_frame *frame, const struct gx_node *member,
			struct gx_place place)
{
	size_t before = frame->members.count;
	if (!gx_map_put(&frame->members, member->key, 0))
		return gx_fail_memory(tree->err);
	if (frame->members.count == before)
		return 0;
	struct gx_node *copy = copy_node(tree, member, (struct gx_place){ member->line, member->column });
	if (!copy)
		return gx_fail_memory(tree->err);
	append(frame, copy);
	return count(tree, 1, 0, place);
}

static int merge_all(struct gx_yaml_tree *tree, struct gx_yaml_frame *frame, struct gx_place place)
{
	int rc = 0;
	for (const struct gx_merge *merge = frame->merges; merge; merge = merge->next)
		for (const struct gx_node *member = merge->source->child; member && rc == 0; member = member->next)
			rc = merge_member(tree, frame, member, place);
	return rc;
}

/* Values. */

/* Gives a finished value to what it stands in. */
static int attach(struct gx_yaml_tree *tree, struct gx_node *node, size_t height)
{
	if (tree->depth == 0) {
		tree->root = node;
		return 0;
	}
	struct gx_yaml_frame *frame = top(tree);
	bool member = frame->node->kind == GX_OBJECT, merge = member && frame->key.merge;
	/* a merged object's members come one level up, two out of a list */
	size_t up = merge ? 1 + (node->kind == GX_ARRAY) : 0;
	if (height > frame->height + up)
		frame->height = height - up;
	frame->key.taken = false;
	if (merge)
		return take_merge(tree, frame, node);
	if (member)
		node->key = frame->key.text;
	append(frame, node);
	return 0;
}

/* Anchors. */

/* Sets *ret to the number of a new anchor, from 1; 0 without a name. A name used anew means the last one to aliases. */
static int open_anchor(struct gx_yaml_tree *tree, struct gx_str name, size_t *ret)
{
	*ret = 0;
	if (!name.at)
		return 0;
	struct gx_str copy = gx_arena_str(tree->arena, name);
	struct gx_anchor *anchor = copy.at ? gx_vec_add(&tree->anchors) : NULL;
	size_t *slot = anchor ? gx_map_put(&tree->anchor_names, copy, 0) : NULL;
	if (!slot)
		return gx_fail_memory(tree->err);
	*slot = *ret = tree->anchors.len;
	return 0;
}

static void close_anchor(struct gx_yaml_tree *tree, size_t number, struct gx_anchor anchor)
{
	if (number > 0)
		tree->anchors.at[number - 1] = anchor;
}

/* What an alias stands for, or NULL with the error set. */
static const struct gx_anchor *find_anchor(struct gx_yaml_tree *tree, struct gx_str name, struct gx_place place)
{
	const size_t *slot = gx_map_get(&tree->anchor_names, name);
	const struct gx_anchor *anchor = slot ? &tree->anchors.at[*slot - 1] : NULL;
	if (anchor && anchor->node)
		return anchor;
	fail_at(tree, GX_EINPUT, place,
		anchor ? "the alias '*%" GX_PRI "' stands within its own anchor"
		       : "no anchor '&%" GX_PRI "' stands before this alias",
		GX_ARG(gx_str_sub(name, 0, 80)));
	return NULL;
}

/* Keys. */

static bool wants_key(struct gx_yaml_tree *tree)
{
	return tree->depth > 0 && top(tree)->node->kind == GX_OBJECT && !top(tree)->key.taken;
}

static int take_key(struct gx_yaml_tree *tree, struct gx_str key, bool merge, struct gx_place place)
{
	struct gx_yaml_frame *frame = top(tree);
	frame->key = (struct gx_yaml_key){ true, merge, key, place };
	if (merge)
		return 0;
	size_t before = frame->members.count;
	if (!gx_map_put(&frame->members, key, 0))
		return gx_fail_memory(tree->err);
	if (frame->members.count == before)
		return fail_at(tree, GX_EINPUT, place, "a key stands twice: '%" GX_PRI "'",
			       GX_ARG(gx_str_sub(key, 0, 200)));
	return count(tree, 0, key.len, place);
}

static int no_key(struct gx_yaml_tree *tree, struct gx_place place)
{
	return fail_at(tree, GX_EINPUT, place, "a key must be a scalar, not a list or a mapping");
}

/* What stands in the document. */

int gx_yaml_scalar(struct gx_yaml_tree *tree, const struct gx_node *value, struct gx_str text, bool merge,
		   struct gx_str anchor, struct gx_place place)
{
	size_t number = 0;
	int rc = count(tree, 1, text.len, place);
	if (rc == 0)
		rc = open_anchor(tree, anchor, &number);
	if (rc < 0)
		return rc;
	struct gx_node *node = copy_node(tree, value, place);
	if (!node)
		return gx_fail_memory(tree->err);
	close_anchor(tree, number, (struct gx_anchor){ node, 1, text.len, 0 });
	if (!wants_key(tree))
		return attach(tree, node, 0);
	/* a key that is no string keeps the text it is written with */
	struct gx_str key = gx_arena_str(tree->arena, text);
	return key.at ? take_key(tree, key, merge, place) : gx_fail_memory(tree->err);
}

int gx_yaml_alias(struct gx_yaml_tree *tree, struct gx_str name, struct gx_place place)
{
	const struct gx_anchor *anchor = find_anchor(tree, name, place);
	if (!anchor)
		return GX_EINPUT;
	int rc = count(tree, anchor->nodes, anchor->bytes, place);
	if (rc < 0)
		return rc;
	if (wants_key(tree)) {
		bool scalar = anchor->node->kind == GX_STRING || anchor->node->kind == GX_NUMBER;
		return scalar ? take_key(tree, anchor->node->text, false, place) : no_key(tree, place);
	}
	if (tree->depth + anchor->height > GX_DEPTH_MAX)
		return too_deep(tree, place);
	struct gx_node *node = copy_node(tree, anchor->node, place);
	return node ? attach(tree, node, anchor->height) : gx_fail_memory(tree->err);
}

int gx_yaml_open(struct gx_yaml_tree *tree, enum gx_kind kind, struct gx_str anchor, struct gx_place place)
{
	if (wants_key(tree))
		return no_key(tree, place);
	if (tree->depth == GX_DEPTH_MAX)
		return too_deep(tree, place);
	struct gx_yaml_frame *frame = &tree->frames[tree->depth];
	*frame = (struct gx_yaml_frame){ .nodes = tree->nodes, .bytes = tree->bytes };
	frame->node = copy_node(tree, &(struct gx_node){ .kind = kind }, place);
	if (!frame->node)
		return gx_fail_memory(tree->err);
	frame->tail = &frame->node->child;
	int rc = count(tree, 1, 0, place);
	if (rc == 0)
		rc = open_anchor(tree, anchor, &frame->anchor);
	if (rc == 0)
		tree->depth++;
	return rc;
}

int gx_yaml_close(struct gx_yaml_tree *tree, struct gx_place place)
{
	struct gx_yaml_frame *frame = top(tree);
	int rc = merge_all(tree, frame, place);
	if (rc < 0)
		return rc;
	size_t height = frame->height + 1;
	close_anchor(tree, frame->anchor,
		     (struct gx_anchor){ frame->node, tree->nodes - frame->nodes, tree->bytes - frame->bytes, height });
	gx_map_release(&frame->members);
	tree->depth--;
	return attach(tree, frame->node, height);
}
