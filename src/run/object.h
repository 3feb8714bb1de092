/*
 * Members of a value that is an object: an entry of stats.yaml, data.yaml, artifacts.yaml.
 */
#ifndef GX_RUN_OBJECT_H
#define GX_RUN_OBJECT_H

#include "format/value.h"

/* The member of that name; false if there is none, if the value is no object, or without memory. */
bool gx_object_get(const struct gx_value *object, struct gx_str name, struct gx_arena *arena, struct gx_value *ret);

/* The same for a string; the empty view if it is none. */
struct gx_str gx_object_text(const struct gx_value *object, const char *name, struct gx_arena *arena);

#endif
