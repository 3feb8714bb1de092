#include "base/map.h"

#include <stdint.h>
#include <stdlib.h>

struct gx_map_slot {
	struct gx_str key;
	uint64_t hash; /* 0: empty */
	size_t value;
};

/* FNV-1a, folded away from 0. Tables are small and capped, so chosen collisions cost little. */
static uint64_t hash_of(struct gx_str key)
{
	uint64_t hash = 14695981039346656037u;
	for (size_t i = 0; i < key.len; i++)
		hash = (hash ^ (unsigned char)key.at[i]) * 1099511628211u;
	return hash ? hash : 1;
}

static struct gx_map_slot *find(const struct gx_map *map, struct gx_str key, uint64_t hash)
{
	size_t i = (size_t)hash & (map->room - 1);
	while (map->slots[i].hash != 0) {
		if (map->slots[i].hash == hash && gx_str_equal(map->slots[i].key, key))
			break;
		i = (i + 1) & (map->room - 1);
	}
	return &map->slots[i];
}

static bool grow(struct gx_map *map)
{
	struct gx_map bigger = { NULL, map->count, map->room ? map->room * 2 : 16 };
	bigger.slots = calloc(bigger.room, sizeof(*bigger.slots));
	if (!bigger.slots)
		return false;
	for (size_t i = 0; i < map->room; i++)
		if (map->slots[i].hash != 0)
			*find(&bigger, map->slots[i].key, map->slots[i].hash) = map->slots[i];
	free(map->slots);
	*map = bigger;
	return true;
}

size_t *gx_map_get(const struct gx_map *map, struct gx_str key)
{
	if (map->room == 0)
		return NULL;
	struct gx_map_slot *slot = find(map, key, hash_of(key));
	return slot->hash ? &slot->value : NULL;
}

size_t *gx_map_put(struct gx_map *map, struct gx_str key, size_t value)
{
	if ((map->count + 1) * 4 > map->room * 3 && !grow(map))
		return NULL;
	uint64_t hash = hash_of(key);
	struct gx_map_slot *slot = find(map, key, hash);
	if (slot->hash == 0) {
		*slot = (struct gx_map_slot){ key, hash, value };
		map->count++;
	}
	return &slot->value;
}

void gx_map_release(struct gx_map *map)
{
	free(map->slots);
	*map = (struct gx_map)GX_MAP_INIT;
}
