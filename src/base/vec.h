/*
 * A typed growing array on the heap:
 *
 *	struct runs { GX_VEC(struct gx_oid); };      a type of its own, or
 *	GX_VEC(int) numbers = { 0 };                  a local one
 *	int *slot = gx_vec_add(&numbers);             NULL without memory
 *	gx_vec_release(&numbers);
 *
 * The members are `at`, `len` (elements in use) and `room` (elements allocated).
 */
#ifndef GX_BASE_VEC_H
#define GX_BASE_VEC_H

#include <stddef.h>
#include <stdlib.h>

#define GX_VEC(type) struct { type *at; size_t len, room; }

/* A pointer to a new, zeroed last element; NULL without memory. */
#define gx_vec_add(vec) \
	(gx_vec_room(&(vec)->at, (vec)->len, &(vec)->room, sizeof(*(vec)->at)) ? &(vec)->at[(vec)->len++] : NULL)

#define gx_vec_release(vec) (free((vec)->at), (vec)->at = NULL, (vec)->len = (vec)->room = 0)

/* Makes room for one more element of `size` bytes and zeroes it; for the macro. */
int gx_vec_room(void *pointer_to_at, size_t len, size_t *room, size_t size);

#endif
