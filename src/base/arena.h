/*
 * An arena: many small things that live and die together. One for a query, one
 * for a run that is being read. Nothing in it is freed alone.
 */
#ifndef GX_BASE_ARENA_H
#define GX_BASE_ARENA_H

#include "base/mem.h"
#include "base/str.h"

struct gx_arena_block;

struct gx_arena {
	struct gx_arena_block *newest;
	size_t used, room; /* of the newest block, in bytes */
	size_t total;      /* bytes taken from the heap */
};

#define GX_ARENA_INIT { NULL, 0, 0, 0 }

/* `size` bytes aligned for any type, zeroed; NULL without memory. */
void *gx_arena_alloc(struct gx_arena *arena, size_t size);

/* An array of `count` elements, zeroed; NULL without memory or when the product overflows. */
void *gx_arena_array(struct gx_arena *arena, size_t count, size_t size);

/* A copy of the bytes with a NUL behind them (not counted); .at is NULL only without memory. */
struct gx_str gx_arena_str(struct gx_arena *arena, struct gx_str view);

/* Frees all but the newest block and starts over in that one: for a loop over many runs. */
void gx_arena_reset(struct gx_arena *arena);

void gx_arena_release(struct gx_arena *arena);

#endif
