/*
 * Random bits from the system; in tests, where GIT_EXP_SEED (unsigned 64-bit) is set, from a fixed stream
 * (SplitMix64). Never the program's own generator.
 */
#ifndef GX_BASE_RANDOM_H
#define GX_BASE_RANDOM_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct gx_random {
	bool seeded;
	uint64_t state;
};

/* Reads GIT_EXP_SEED. GX_EINPUT if it is set and no unsigned 64-bit number. */
int gx_random_init(struct gx_random *random, struct gx_err *err);

/* 64 random bits. Aborts the process only if the kernel has no random source at all. */
uint64_t gx_random_next(struct gx_random *random);

/* 32 lower-case hex digits and a NUL: the uuid of a run. */
void gx_random_uuid(struct gx_random *random, char ret_hex[33]);

#endif
