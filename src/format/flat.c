#include "format/flat.h"

#include <stdlib.h>

/* Index of the first pair whose key is not before `key`. */
static size_t place_of(const struct gx_flat *flat, struct gx_str key)
{
	size_t low = 0, high = flat->len;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (gx_str_compare(flat->at[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Where the pair of `key` stands, or flat->len. */
static size_t find(const struct gx_flat *flat, struct gx_str key)
{
	size_t i = flat->unsorted ? 0 : place_of(flat, key);
	if (!flat->unsorted)
		return i < flat->len && gx_str_equal(flat->at[i].key, key) ? i : flat->len;
	while (i < flat->len && !gx_str_equal(flat->at[i].key, key))
		i++;
	return i;
}

const struct gx_value *gx_flat_get(const struct gx_flat *flat, struct gx_str key)
{
	size_t i = find(flat, key);
	return i < flat->len ? &flat->at[i].value : NULL;
}

const struct gx_value *gx_flat_at(const struct gx_flat *flat, const char *key)
{
	return gx_flat_get(flat, gx_str_of(key));
}

static bool make_room(struct gx_flat *flat, struct gx_arena *arena)
{
	if (flat->len < flat->room)
		return true;
	size_t room = flat->room ? flat->room * 2 : 16;
	struct gx_pair *at = gx_arena_array(arena, room, sizeof(*at));
	if (!at)
		return false;
	if (flat->len > 0)
		memcpy(at, flat->at, flat->len * sizeof(*at));
	flat->at = at;
	flat->room = room;
	return true;
}

bool gx_flat_set(struct gx_flat *flat, struct gx_arena *arena, struct gx_str key, struct gx_value value)
{
	size_t i = find(flat, key);
	if (i < flat->len) {
		flat->at[i].value = value;
		return true;
	}
	if (!make_room(flat, arena))
		return false;
	if (!flat->unsorted)
		i = place_of(flat, key);
	memmove(flat->at + i + 1, flat->at + i, (flat->len - i) * sizeof(*flat->at));
	flat->at[i] = (struct gx_pair){ key, value };
	flat->len++;
	return true;
}

void gx_flat_remove(struct gx_flat *flat, struct gx_str key)
{
	size_t i = find(flat, key);
	if (i == flat->len)
		return;
	flat->len--;
	memmove(flat->at + i, flat->at + i + 1, (flat->len - i) * sizeof(*flat->at));
}

bool gx_flat_add(struct gx_flat *flat, struct gx_arena *arena, struct gx_str key, struct gx_value value)
{
	if (!make_room(flat, arena))
		return false;
	if (flat->len > 0 && gx_str_compare(flat->at[flat->len - 1].key, key) >= 0)
		flat->unsorted = true;
	flat->at[flat->len++] = (struct gx_pair){ key, value };
	return true;
}

static int by_key(const void *a, const void *b)
{
	const struct gx_pair *x = a, *y = b;
	return gx_str_compare(x->key, y->key);
}

int gx_flat_seal(struct gx_flat *flat, struct gx_err *err)
{
	if (flat->len > GX_KEYS_MAX)
		return gx_fail(err, GX_ELIMIT, "more than %d keys", GX_KEYS_MAX);
	if (!flat->unsorted)
		return 0;
	qsort(flat->at, flat->len, sizeof(*flat->at), by_key);
	for (size_t i = 1; i < flat->len; i++)
		if (gx_str_equal(flat->at[i - 1].key, flat->at[i].key))
			return gx_fail(err, GX_EINPUT, "a key stands twice: '%" GX_PRI "'", GX_ARG(flat->at[i].key));
	flat->unsorted = false;
	return 0;
}

int gx_flat_overlay(struct gx_flat *flat, struct gx_flat *over, struct gx_arena *arena, struct gx_err *err)
{
	int code = gx_flat_seal(flat, err);
	if (!code)
		code = gx_flat_seal(over, err);
	if (code)
		return code;
	struct gx_flat both = { .room = flat->len + over->len };
	both.at = gx_arena_array(arena, both.room, sizeof(*both.at));
	if (!both.at)
		return gx_fail_memory(err);
	size_t i = 0, j = 0;
	while (i < flat->len || j < over->len) {
		int order = i == flat->len ? 1 : j == over->len ? -1 : by_key(&flat->at[i], &over->at[j]);
		both.at[both.len++] = order < 0 ? flat->at[i] : over->at[j];
		i += order <= 0;
		j += order >= 0;
	}
	code = gx_flat_seal(&both, err);
	if (!code)
		*flat = both;
	return code;
}
