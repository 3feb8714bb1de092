#include "base/map.h"

#include <stdlib.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "base/siphash.h"

struct gx_map_slot {
	struct gx_str key;
	uint64_t hash; /* 0: empty */
	size_t value;
};

/*
 * A map this large gets a secret key, so that nobody can choose keys that share a chain. In smaller ones, which
 * are most, a chain of all keys is still short, and they save the system call.
 */
enum { FIRST_ROOM = 16, SECRET_ROOM = 128 };

static void draw_key(struct gx_map *map)
{
	if (getentropy(map->hash_key, sizeof(map->hash_key)) == 0)
		return;
	/* No random source: where the system has put things, and when, is at least not in anybody's file. */
	struct timespec now = { 0, 0 };
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	map->hash_key[0] = (uint64_t)(uintptr_t)map->slots;
	map->hash_key[1] = (uint64_t)now.tv_nsec ^ (uint64_t)(uintptr_t)&now;
}

/* Folded away from 0, which marks an empty slot. */
static uint64_t hash_of(const struct gx_map *map, struct gx_str key)
{
	uint64_t hash = gx_siphash(map->hash_key, key);
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
	struct gx_map bigger = *map;
	bigger.room = map->room ? map->room * 2 : FIRST_ROOM;
	bigger.slots = calloc(bigger.room, sizeof(*bigger.slots));
	if (!bigger.slots)
		return false;
	if (bigger.room == SECRET_ROOM)
		draw_key(&bigger);
	for (size_t i = 0; i < map->room; i++) {
		struct gx_map_slot slot = map->slots[i];
		if (slot.hash == 0)
			continue;
		if (bigger.room == SECRET_ROOM)
			slot.hash = hash_of(&bigger, slot.key);
		*find(&bigger, slot.key, slot.hash) = slot;
	}
	free(map->slots);
	*map = bigger;
	return true;
}

size_t *gx_map_get(const struct gx_map *map, struct gx_str key)
{
	if (map->room == 0)
		return NULL;
	struct gx_map_slot *slot = find(map, key, hash_of(map, key));
	return slot->hash ? &slot->value : NULL;
}

size_t *gx_map_put(struct gx_map *map, struct gx_str key, size_t value)
{
	if ((map->count + 1) * 4 > map->room * 3 && !grow(map))
		return NULL;
	uint64_t hash = hash_of(map, key);
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
