/*
 * A document from outside (JSON, YAML, INI) as a tree. All readers make the same tree, so that all that follows
 * (flattening, records, schemas) is written once. Nodes and texts live in the arena.
 */
#ifndef GX_FORMAT_NODE_H
#define GX_FORMAT_NODE_H

#include "format/flat.h"

enum { GX_NODES_MAX = 1 << 22 }; /* nodes of one document: what a line of `record --stdin` with long histories needs */

struct gx_node {
	enum gx_kind kind;
	struct gx_str key;     /* as a member of an object: its decoded name */
	struct gx_str text;    /* GX_STRING: decoded; GX_NUMBER: the stored form ("1", "0.1", ".nan") */
	double number;         /* GX_NUMBER, GX_BOOL */
	struct gx_node *child; /* GX_ARRAY, GX_OBJECT: the first */
	struct gx_node *next;  /* the next of the same parent, in the order of the document */
	size_t count;          /* of children */
	unsigned line, column; /* where it (or its key, if it has one) begins, from 1, in characters; 0 unknown */
};

/* The member of an object by its exact name, or NULL. */
const struct gx_node *gx_node_get(const struct gx_node *object, const char *name);

/* The node as one value: arrays and objects as canonical JSON with sorted keys, non-finite numbers inside them as strings. GX_ELIMIT over a cap. */
int gx_node_value(const struct gx_node *node, struct gx_arena *arena, struct gx_value *ret, struct gx_err *err);

/*
 * Flattens an object into `flat`, which is sealed then: nested keys joined by dots behind `prefix` (empty for none); a dot or
 * backslash inside a part of a nested key is escaped with a backslash, an empty part is a backslash alone; a key that is not nested
 * stays as it is ({"a.b": 1} is a.b, as `-p a.b=1`); arrays stay values; an empty object is the value {}. A key that was in `flat`
 * already is overwritten; GX_EINPUT where two of this document become one ({"a.b": 1, "a": {"b": 2}}), where the root is no object, and
 * as gx_key_check(); GX_ELIMIT over a cap.
 */
int gx_node_flatten(const struct gx_node *node, struct gx_str prefix, struct gx_arena *arena, struct gx_flat *flat, struct gx_err *err);

/*
 * The readers. `name` is the file's name for messages: "params.json:3:14: a key stands twice: 'lr'". All check UTF-8, depth,
 * duplicate keys and counts, and end in milliseconds and bounded memory on any input (security.md 5). Empty text: JSON GX_EINPUT; YAML, INI an empty object.
 */
int gx_json_read(struct gx_str text, const char *name, struct gx_arena *arena, struct gx_node **ret, struct gx_err *err);
int gx_yaml_read(struct gx_str text, const char *name, struct gx_arena *arena, struct gx_node **ret, struct gx_err *err);
int gx_ini_read(struct gx_str text, const char *name, struct gx_arena *arena, struct gx_node **ret, struct gx_err *err);
int gx_env_read(struct gx_str text, const char *name, struct gx_arena *arena, struct gx_node **ret, struct gx_err *err);

/*
 * Reads a file by its name: .json, .yaml .yml, .ini .cfg .conf, .env or .env.*, else by what it looks like (JSON if it starts with { or [, else YAML).
 * .toml is GX_EUNSUPPORTED and says how to convert.
 */
int gx_document_read(const char *path, struct gx_arena *arena, struct gx_node **ret, struct gx_err *err);

#endif
