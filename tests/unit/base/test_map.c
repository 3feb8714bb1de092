#include <criterion/criterion.h>

#include <stdio.h>

#include "base/map.h"
#include "base/siphash.h"

Test(map, empty)
{
	GX_CLEANUP(gx_map) map = GX_MAP_INIT;
	cr_expect_null(gx_map_get(&map, GX_STR("lr")));
	cr_expect_null(gx_map_get(&map, GX_STR_NONE));
	cr_expect_eq(map.count, 0);
}

Test(map, put_keeps_what_was_there)
{
	GX_CLEANUP(gx_map) map = GX_MAP_INIT;
	cr_assert_eq(*gx_map_put(&map, GX_STR("lr"), 1), 1);
	cr_assert_eq(*gx_map_put(&map, GX_STR("lr"), 2), 1);
	*gx_map_put(&map, GX_STR("lr"), 2) = 3;
	cr_expect_eq(*gx_map_get(&map, GX_STR("lr")), 3);
	cr_expect_eq(map.count, 1);
	cr_expect_null(gx_map_get(&map, GX_STR("LR")));
	cr_expect_null(gx_map_get(&map, GX_STR("l")));
}

Test(map, keys_are_bytes)
{
	GX_CLEANUP(gx_map) map = GX_MAP_INIT;
	static const char same_start[] = "a\0b";
	cr_assert_not_null(gx_map_put(&map, GX_STR_NONE, 1));
	cr_assert_not_null(gx_map_put(&map, (struct gx_str){ same_start, 1 }, 2));
	cr_assert_not_null(gx_map_put(&map, (struct gx_str){ same_start, 2 }, 3));
	cr_assert_not_null(gx_map_put(&map, (struct gx_str){ same_start, 3 }, 4));
	cr_expect_eq(map.count, 4);
	cr_expect_eq(*gx_map_get(&map, GX_STR("")), 1);
	cr_expect_eq(*gx_map_get(&map, GX_STR("a")), 2);
	cr_expect_eq(*gx_map_get(&map, GX_STR("a\0b")), 4);
}

enum { MANY = 100000, KEY_ROOM = 16 };

/* Through every growth, and through the one where the hash key changes, no number is lost. */
Test(map, many_keys)
{
	GX_CLEANUP(gx_map) map = GX_MAP_INIT;
	GX_FREE char *keys = malloc((size_t)MANY * KEY_ROOM);
	cr_assert_not_null(keys);
	for (size_t i = 0; i < MANY; i++) {
		char *key = keys + i * KEY_ROOM;
		snprintf(key, KEY_ROOM, "metric.%zu", i);
		cr_assert_not_null(gx_map_put(&map, gx_str_of(key), i));
		if (i < 300)
			for (size_t k = 0; k <= i; k++)
				cr_assert_eq(*gx_map_get(&map, gx_str_of(keys + k * KEY_ROOM)), k);
	}
	cr_expect_eq(map.count, MANY);
	for (size_t i = 0; i < MANY; i++)
		cr_assert_eq(*gx_map_get(&map, gx_str_of(keys + i * KEY_ROOM)), i);
	cr_expect_null(gx_map_get(&map, GX_STR("metric.100000")));
}

static void fill(struct gx_map *map, char keys[][KEY_ROOM], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		snprintf(keys[i], KEY_ROOM, "%zu", i);
		cr_assert_not_null(gx_map_put(map, gx_str_of(keys[i]), i));
	}
}

/* Chosen collisions need the key; a large map has one, and another one each time. */
Test(map, large_maps_have_secret_keys)
{
	GX_CLEANUP(gx_map) one = GX_MAP_INIT;
	GX_CLEANUP(gx_map) other = GX_MAP_INIT;
	char keys[200][KEY_ROOM];
	fill(&one, keys, 200);
	fill(&other, keys, 200);
	cr_expect_neq(one.hash_key[0], other.hash_key[0]);
	cr_expect_neq(one.hash_key[1], other.hash_key[1]);
	uint64_t before = one.hash_key[0];
	char more[2000][KEY_ROOM];
	fill(&one, more, 2000);
	cr_expect_eq(one.hash_key[0], before, "a key is drawn once");
}

/* Keys that an attacker has chosen against the known key of small maps: all in one chain, all found. */
Test(map, chosen_collisions)
{
	enum { CHOSEN = 96 };
	GX_CLEANUP(gx_map) map = GX_MAP_INIT;
	static const uint64_t known[2] = { 0, 0 };
	char keys[CHOSEN][KEY_ROOM];
	for (size_t found = 0, i = 0; found < CHOSEN; i++) {
		snprintf(keys[found], KEY_ROOM, "%zu", i);
		if ((gx_siphash(known, gx_str_of(keys[found])) & 127) != 5)
			continue;
		cr_assert_not_null(gx_map_put(&map, gx_str_of(keys[found]), found));
		found++;
	}
	for (size_t i = 0; i < CHOSEN; i++)
		cr_expect_eq(*gx_map_get(&map, gx_str_of(keys[i])), i);
	cr_expect_eq(map.count, CHOSEN);
}

Test(map, release_twice)
{
	struct gx_map map = GX_MAP_INIT;
	cr_assert_not_null(gx_map_put(&map, GX_STR("a"), 1));
	gx_map_release(&map);
	gx_map_release(&map);
	cr_expect_null(gx_map_get(&map, GX_STR("a")));
}
