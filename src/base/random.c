#include "base/random.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/hash.h"

/* strtoull() would take blanks, signs and whatever the locale adds. */
static bool read_seed(const char *text, uint64_t *ret_seed)
{
	uint64_t seed = 0;
	if (!*text)
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return false;
		if (__builtin_mul_overflow(seed, 10u, &seed) || __builtin_add_overflow(seed, (uint64_t)(*text - '0'), &seed))
			return false;
	}
	*ret_seed = seed;
	return true;
}

int gx_random_init(struct gx_random *random, struct gx_err *err)
{
	const char *text = getenv("GIT_EXP_SEED");
	uint64_t seed = 0;
	if (text && !read_seed(text, &seed))
		return gx_fail(err, GX_EINPUT, "GIT_EXP_SEED is '%.64s', not a number from 0 to 18446744073709551615", text);
	*random = (struct gx_random){ text != NULL, seed };
	return 0;
}

/* Guy Steele, Doug Lea, Christine Flood, "Fast splittable pseudorandom number generators", 2014. */
static uint64_t split_mix(uint64_t *state)
{
	uint64_t mixed = *state += 0x9e3779b97f4a7c15u;
	mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
	mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
	return mixed ^ (mixed >> 31);
}

uint64_t gx_random_next(struct gx_random *random)
{
	if (random->seeded)
		return split_mix(&random->state);
	uint64_t bits;
	if (getentropy(&bits, sizeof(bits)) != 0)
		abort(); /* equal ids for different runs would be worse */
	return bits;
}

void gx_random_uuid(struct gx_random *random, char ret_hex[33])
{
	unsigned char bytes[16];
	for (size_t half = 0; half < sizeof(bytes); half += 8) {
		uint64_t bits = gx_random_next(random);
		for (size_t i = 0; i < 8; i++) /* big end first, on every machine */
			bytes[half + i] = (unsigned char)(bits >> (56 - 8 * i));
	}
	gx_hex(bytes, sizeof(bytes), ret_hex);
}
