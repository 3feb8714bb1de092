/*
 * The tree of a YAML document, built from what stands in it one after the other: arrays and objects are opened and
 * closed, scalars and aliases stand in them. Here are anchors, merge keys, duplicate keys and all the caps; libyaml's
 * own documents would be built whole first, with one call a level.
 */
#ifndef GX_FORMAT_YAML_TREE_H
#define GX_FORMAT_YAML_TREE_H

#include "base/map.h"
#include "base/vec.h"
#include "format/node.h"
#include "format/source.h"

/* What stands behind an anchor; .node is NULL while it is still open. */
struct gx_anchor {
	struct gx_node *node;
	size_t nodes, bytes; /* with all that is below it */
	size_t height;	     /* levels of arrays and objects */
};

/* The key of an object whose value comes next. */
struct gx_yaml_key {
	bool taken; /* there is one */
	bool merge; /* it is a `<<` */
	struct gx_str text;
	struct gx_place place;
};

struct gx_merge;

/* An array or object that is open. */
struct gx_yaml_frame {
	struct gx_node *node;
	struct gx_node **tail;	 /* where the next child goes */
	size_t height;		 /* of the highest child */
	size_t anchor;		 /* its own, from 1; 0: it has none */
	size_t nodes, bytes;	 /* of the document before it */
	struct gx_yaml_key key;	 /* of an object */
	struct gx_map members;	 /* its keys */
	struct gx_merge *merges; /* the sources of its `<<`; the first wins */
};

/* Made by setting the first three members. */
struct gx_yaml_tree {
	const char *name; /* of the file, for messages */
	struct gx_arena *arena;
	struct gx_err *err;
	struct gx_node *root; /* the finished tree */
	struct gx_yaml_frame frames[GX_DEPTH_MAX];
	size_t depth;	     /* frames that are open */
	size_t nodes, bytes; /* of the document so far, aliases expanded */
	struct gx_map anchor_names;
	GX_VEC(struct gx_anchor) anchors;
};

/* What stands in the document. The anchor's .at is NULL where there is none. All return 0 or an error with its place.
 */
int gx_yaml_open(struct gx_yaml_tree *tree, enum gx_kind kind, struct gx_str anchor, struct gx_place place);
int gx_yaml_close(struct gx_yaml_tree *tree, struct gx_place place);
int gx_yaml_alias(struct gx_yaml_tree *tree, struct gx_str anchor, struct gx_place place);

/* A scalar: `value` has kind, text and number; `text` is what is written, which is the name where a key stands. */
int gx_yaml_scalar(struct gx_yaml_tree *tree, const struct gx_node *value, struct gx_str text, bool merge,
		   struct gx_str anchor, struct gx_place place);

/* The tree itself stays in the arena. */
void gx_yaml_tree_release(struct gx_yaml_tree *tree);

#endif
