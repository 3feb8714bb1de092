#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>

struct gx_arena_block {
	struct gx_arena_block *older;
	size_t room;
	max_align_t bytes[];
};

enum { FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

static bool add_block(struct gx_arena *arena, size_t size)
{
	size_t room = arena->newest ? arena->newest->room * 2 : FIRST_BLOCK;
	if (room > LARGEST_BLOCK)
		room = LARGEST_BLOCK;
	if (room < size)
		room = size;
	if (room > SIZE_MAX - sizeof(struct gx_arena_block))
		return false;
	struct gx_arena_block *block = malloc(sizeof(*block) + room);
	if (!block)
		return false;
	block->older = arena->newest;
	block->room = room;
	arena->newest = block;
	arena->used = 0;
	arena->room = room;
	arena->total += room;
	return true;
}

static void *take(struct gx_arena *arena, size_t size, size_t alignment)
{
	size_t start = (arena->used + alignment - 1) & ~(alignment - 1);
	if (!arena->newest || start > arena->room || size > arena->room - start) {
		if (!add_block(arena, size))
			return NULL;
		start = 0;
	}
	arena->used = start + size;
	return (char *)arena->newest->bytes + start;
}

void *gx_arena_alloc(struct gx_arena *arena, size_t size)
{
	void *at = take(arena, size, _Alignof(max_align_t));
	if (at)
		memset(at, 0, size);
	return at;
}

void *gx_arena_array(struct gx_arena *arena, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		return NULL;
	return gx_arena_alloc(arena, count * size);
}

struct gx_str gx_arena_str(struct gx_arena *arena, struct gx_str view)
{
	char *at = view.len < SIZE_MAX ? take(arena, view.len + 1, 1) : NULL;
	if (!at)
		return GX_STR_NONE;
	if (view.len > 0)
		memcpy(at, view.at, view.len);
	at[view.len] = '\0';
	return (struct gx_str){ at, view.len };
}

static void free_older(struct gx_arena_block *block)
{
	while (block) {
		struct gx_arena_block *older = block->older;
		free(block);
		block = older;
	}
}

void gx_arena_reset(struct gx_arena *arena)
{
	if (!arena->newest)
		return;
	free_older(arena->newest->older);
	arena->newest->older = NULL;
	arena->used = 0;
	arena->total = arena->newest->room;
}

void gx_arena_release(struct gx_arena *arena)
{
	free_older(arena->newest);
	*arena = (struct gx_arena)GX_ARENA_INIT;
}
