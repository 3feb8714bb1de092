#include "base/siphash.h"

struct state {
	uint64_t a, b, c, d;
};

static uint64_t rotate(uint64_t word, int bits)
{
	return word << bits | word >> (64 - bits);
}

static void mix(struct state *s)
{
	s->a += s->b;
	s->c += s->d;
	s->b = rotate(s->b, 13) ^ s->a;
	s->d = rotate(s->d, 16) ^ s->c;
	s->a = rotate(s->a, 32) + s->d;
	s->c += s->b;
	s->d = rotate(s->d, 21) ^ s->a;
	s->b = rotate(s->b, 17) ^ s->c;
	s->c = rotate(s->c, 32);
}

static void take_word(struct state *s, uint64_t word)
{
	s->d ^= word;
	mix(s);
	s->a ^= word;
}

/* Little-endian, whatever the machine: up to 8 bytes. */
static uint64_t load(const char *bytes, size_t len)
{
	uint64_t word = 0;
	for (size_t i = 0; i < len; i++)
		word |= (uint64_t)(unsigned char)bytes[i] << (8 * i);
	return word;
}

uint64_t gx_siphash(const uint64_t key[2], struct gx_str text)
{
	struct state s = { key[0] ^ 0x736f6d6570736575u, key[1] ^ 0x646f72616e646f6du, key[0] ^ 0x6c7967656e657261u,
			   key[1] ^ 0x7465646279746573u };
	size_t whole = text.len - text.len % 8;
	for (size_t i = 0; i < whole; i += 8)
		take_word(&s, load(text.at + i, 8));
	uint64_t last = (uint64_t)text.len << 56;
	if (text.len > whole)
		last |= load(text.at + whole, text.len - whole);
	take_word(&s, last);
	s.c ^= 0xff;
	mix(&s);
	mix(&s);
	mix(&s);
	return s.a ^ s.b ^ s.c ^ s.d;
}
