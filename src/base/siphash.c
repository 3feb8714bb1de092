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

static uint64_t byte_at(const char *bytes, int i)
{
	return (uint64_t)(unsigned char)bytes[i] << (8 * i);
}

/* Little-endian, whatever the machine; compilers make one load of it. */
static uint64_t load(const char *bytes)
{
	return byte_at(bytes, 0) | byte_at(bytes, 1) | byte_at(bytes, 2) | byte_at(bytes, 3) | byte_at(bytes, 4) |
	       byte_at(bytes, 5) | byte_at(bytes, 6) | byte_at(bytes, 7);
}

uint64_t gx_siphash(const uint64_t key[2], struct gx_str text)
{
	struct state s = { key[0] ^ 0x736f6d6570736575u, key[1] ^ 0x646f72616e646f6du, key[0] ^ 0x6c7967656e657261u,
			   key[1] ^ 0x7465646279746573u };
	size_t whole = text.len - text.len % 8;
	for (size_t i = 0; i < whole; i += 8)
		take_word(&s, load(text.at + i));
	uint64_t last = (uint64_t)text.len << 56;
	for (size_t i = whole; i < text.len; i++)
		last |= byte_at(text.at + whole, (int)(i - whole));
	take_word(&s, last);
	s.c ^= 0xff;
	mix(&s);
	mix(&s);
	mix(&s);
	return s.a ^ s.b ^ s.c ^ s.d;
}
