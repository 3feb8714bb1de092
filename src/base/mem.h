/*
 * Ownership that the reader can see: a variable declared GX_CLEANUP(gx_buf) is
 * released by gx_buf_release() when its scope ends, whichever way it ends.
 */
#ifndef GX_BASE_MEM_H
#define GX_BASE_MEM_H

#include <stddef.h>

/* Calls `void <type>_release(struct <type> *)` at the end of the scope; the variable must be initialised. */
#define GX_CLEANUP(type) __attribute__((cleanup(type##_release))) struct type

/* A heap pointer of any type that is freed at the end of the scope. */
#define GX_FREE __attribute__((cleanup(gx_free_pointer)))
void gx_free_pointer(void *pointer_to_pointer);

/* A file descriptor that is closed at the end of the scope unless it is negative. */
#define GX_CLOSE __attribute__((cleanup(gx_close_fd)))
void gx_close_fd(const int *fd);

#define GX_LEN(array) (sizeof(array) / sizeof((array)[0]))

#endif
