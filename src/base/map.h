/*
 * From text to a number (mostly an index into some array of the caller's).
 * The map borrows its keys: they must outlive it. Keys from a hostile source
 * cost no more than others: a map of more than a few draws a hash key of its own.
 */
#ifndef GX_BASE_MAP_H
#define GX_BASE_MAP_H

#include <stdint.h>

#include "base/mem.h"
#include "base/str.h"

struct gx_map_slot;

struct gx_map {
	struct gx_map_slot *slots;
	size_t count; /* keys in it */
	size_t room;  /* slots, a power of two */
	uint64_t hash_key[2];
};

#define GX_MAP_INIT { NULL, 0, 0, { 0, 0 } }

/* A pointer to the number of `key`, or NULL if it has none; valid until the next put. */
size_t *gx_map_get(const struct gx_map *map, struct gx_str key);

/* The number of `key`, put in as `value` if it was not there; NULL without memory. */
size_t *gx_map_put(struct gx_map *map, struct gx_str key, size_t value);

void gx_map_release(struct gx_map *map);

#endif
