#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/siphash.h"

/* Key and text are the bytes 0, 1, 2 …; an implementation that gives the paper's vector for 2-4 rounds gave these. */
Test(siphash, vectors)
{
	static const struct {
		size_t len;
		uint64_t hash;
	} rows[] = {
		{ 0, 0xabac0158050fc4dc },  { 1, 0xc9f49bf37d57ca93 },	{ 7, 0xd3927d989bb11140 },  { 8, 0x369095118d299a8e },
		{ 15, 0xd320d86d2a519956 }, { 16, 0xcc4fdd1a7d908b66 }, { 63, 0x9d199062b7bbb3a8 },
	};
	static const uint64_t key[2] = { 0x0706050403020100, 0x0f0e0d0c0b0a0908 };
	char bytes[64];
	for (int i = 0; i < 64; i++)
		bytes[i] = (char)i;
	for (size_t i = 0; i < GX_LEN(rows); i++)
		cr_expect_eq(gx_siphash(key, (struct gx_str){ bytes, rows[i].len }), rows[i].hash, "%zu bytes", rows[i].len);
	cr_expect_eq(gx_siphash(key, GX_STR_NONE), rows[0].hash);
}

Test(siphash, key_counts)
{
	static const uint64_t one[2] = { 1, 0 }, other[2] = { 0, 1 };
	cr_expect_neq(gx_siphash(one, GX_STR("lr")), gx_siphash(other, GX_STR("lr")));
}
