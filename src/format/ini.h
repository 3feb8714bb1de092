/*
 * What INI and .env share: all their values are text, read as `-p key=value` reads it.
 */
#ifndef GX_FORMAT_INI_H
#define GX_FORMAT_INI_H

#include "format/node.h"
#include "format/source.h"

/* A node of what gx_value_parse_argument() makes of the text; JSON arrays and objects are trees. */
int gx_text_node(struct gx_str text, const char *name, struct gx_place place, struct gx_arena *arena,
		 struct gx_node **ret, struct gx_err *err);

/* A new node without a value yet, or NULL without memory. */
struct gx_node *gx_place_node(enum gx_kind kind, struct gx_place place, struct gx_arena *arena);

#endif
