#include "git/delta.h"

#include <stdint.h>
#include <stdlib.h>

enum {
	MIN_MATCH = 6,
	MAX_BASE = 16 << 20,
	MAX_COPY = 0xffffff,
	MAX_LITERAL = 127,
	CHAIN = 8,       /* candidates looked at for each place … */
	GOOD_MATCH = 24, /* … until one is as long as this */
};

struct gx_delta_index {
	struct gx_str base;
	unsigned shift;    /* of the hash, so that it falls into `heads` */
	uint32_t *heads;   /* by hash: 1 + the latest place with that hash; 0: none */
	uint32_t *earlier; /* by place: 1 + the place before it with the same hash */
};

/* The first MIN_MATCH bytes, mixed. */
static uint32_t hash_at(const struct gx_delta_index *index, const char *at)
{
	uint64_t bytes = 0;
	memcpy(&bytes, at, MIN_MATCH);
	return (uint32_t)((bytes * 0x9e3779b97f4a7c15u) >> index->shift);
}

struct gx_delta_index *gx_delta_index_new(struct gx_str base)
{
	if (base.len == 0 || base.len > MAX_BASE)
		return NULL;
	struct gx_delta_index *index = calloc(1, sizeof(*index));
	if (!index)
		return NULL;
	unsigned bits = 6;
	while (((size_t)1 << bits) < base.len * 4) /* sparse: most places of a target are in no piece of the base */
		bits++;
	index->base = base;
	index->shift = 64 - bits;
	index->heads = calloc((size_t)1 << bits, sizeof(*index->heads));
	index->earlier = calloc(base.len, sizeof(*index->earlier));
	if (!index->heads || !index->earlier) {
		gx_delta_index_free(index);
		return NULL;
	}
	for (size_t i = 0; i + MIN_MATCH <= base.len; i++) {
		uint32_t *head = &index->heads[hash_at(index, base.at + i)];
		index->earlier[i] = *head;
		*head = (uint32_t)i + 1;
	}
	return index;
}

void gx_delta_index_free(struct gx_delta_index *index)
{
	if (!index)
		return;
	free(index->heads);
	free(index->earlier);
	free(index);
}

static void write_varint(struct gx_buf *out, size_t number)
{
	while (number >= 0x80) {
		gx_buf_byte(out, (char)(number | 0x80));
		number >>= 7;
	}
	gx_buf_byte(out, (char)number);
}

static void write_literal(struct gx_buf *out, struct gx_str bytes)
{
	while (bytes.len > 0) {
		struct gx_str part = gx_str_sub(bytes, 0, MAX_LITERAL);
		gx_buf_byte(out, (char)part.len);
		gx_buf_str(out, part);
		bytes = gx_str_from(bytes, part.len);
	}
}

/* Offset and length least byte first, zero bytes left out and their bits in the opcode clear; a length of 0x10000 is written as none. */
static void write_copy(struct gx_buf *out, size_t from, size_t len)
{
	unsigned char op[8];
	size_t used = 1;
	op[0] = 0x80;
	for (unsigned i = 0; i < 4; i++)
		if (from >> (8 * i) & 0xff) {
			op[0] |= (unsigned char)(1u << i);
			op[used++] = (unsigned char)(from >> (8 * i));
		}
	for (unsigned i = 0; i < 3 && len != 0x10000; i++)
		if (len >> (8 * i) & 0xff) {
			op[0] |= (unsigned char)(0x10u << i);
			op[used++] = (unsigned char)(len >> (8 * i));
		}
	gx_buf_add(out, op, used);
}

struct match {
	size_t from, len;
};

/* How many bytes are the same, eight at a time; which of eight differs first depends on the machine's order of bytes, so that is looked for one by one. */
static size_t common(const char *a, const char *b, size_t max)
{
	size_t len = 0;
	for (uint64_t x, y; len + sizeof(x) <= max; len += sizeof(x)) {
		memcpy(&x, a + len, sizeof(x));
		memcpy(&y, b + len, sizeof(y));
		if (x != y)
			break;
	}
	while (len < max && a[len] == b[len])
		len++;
	return len;
}

static void try_match(const struct gx_delta_index *index, struct gx_str rest, size_t from, struct match *best)
{
	size_t max = index->base.len - from < rest.len ? index->base.len - from : rest.len;
	/* Can it be longer than the best one at all? */
	if (max <= best->len || index->base.at[from + best->len] != rest.at[best->len])
		return;
	size_t len = common(index->base.at + from, rest.at, max < MAX_COPY ? max : MAX_COPY);
	if (len > best->len)
		*best = (struct match){ from, len };
}

/* The longest piece of the base that `rest` starts with; `expected` is where the last copy would go on. */
static struct match find_match(const struct gx_delta_index *index, struct gx_str rest, size_t expected)
{
	struct match best = { 0, 0 };
	if (expected < index->base.len)
		try_match(index, rest, expected, &best);
	uint32_t place = index->heads[hash_at(index, rest.at)];
	for (unsigned i = 0; i < CHAIN && place != 0 && best.len < GOOD_MATCH; i++) {
		try_match(index, rest, place - 1, &best);
		place = index->earlier[place - 1];
	}
	return best;
}

/* The next place, from `at` on, that begins like a piece of the base; where none does, the end. */
static size_t next_place(const struct gx_delta_index *index, struct gx_str target, size_t at, size_t *expected)
{
	for (; at + MIN_MATCH <= target.len; at++, (*expected)++) {
		bool goes_on = *expected < index->base.len && index->base.at[*expected] == target.at[at];
		if (goes_on || index->heads[hash_at(index, target.at + at)] != 0)
			return at;
	}
	return target.len;
}

bool gx_delta_encode(const struct gx_delta_index *index, struct gx_str target, size_t max, struct gx_buf *out)
{
	size_t start = out->len, done = 0, at = 0, expected = 0;
	write_varint(out, index->base.len);
	write_varint(out, target.len);
	for (;;) {
		at = next_place(index, target, at, &expected);
		if (at >= target.len || out->len - start + (at - done) > max || out->failed)
			break;
		struct match match = find_match(index, gx_str_from(target, at), expected);
		if (match.len < MIN_MATCH) {
			at++;
			expected++;
			continue;
		}
		while (at > done && match.from > 0 && target.at[at - 1] == index->base.at[match.from - 1]) {
			at--;
			match.from--;
			match.len++;
		}
		match.len = match.len < MAX_COPY ? match.len : MAX_COPY;
		write_literal(out, gx_str_sub(target, done, at - done));
		write_copy(out, match.from, match.len);
		at += match.len;
		done = at;
		expected = match.from + match.len;
	}
	if (out->len - start + (target.len - done) > max)
		return false;
	write_literal(out, gx_str_from(target, done));
	return !out->failed && out->len - start <= max;
}

/* ---- the way back */

static bool read_varint(struct gx_str *rest, size_t *ret)
{
	size_t number = 0;
	for (unsigned shift = 0; rest->len > 0 && shift <= 56; shift += 7) {
		unsigned char byte = (unsigned char)rest->at[0];
		*rest = gx_str_from(*rest, 1);
		number |= (size_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80)) {
			*ret = number;
			return true;
		}
	}
	return false;
}

/* The bytes of a number of which `mask` says which are there, least first. */
static bool read_masked(struct gx_str *rest, unsigned mask, unsigned bytes, size_t *ret)
{
	size_t number = 0;
	for (unsigned i = 0; i < bytes; i++) {
		if (!(mask & (1u << i)))
			continue;
		if (rest->len == 0)
			return false;
		number |= (size_t)(unsigned char)rest->at[0] << (8 * i);
		*rest = gx_str_from(*rest, 1);
	}
	*ret = number;
	return true;
}

static bool copy_from_base(struct gx_str *rest, unsigned char op, struct gx_str base, struct gx_buf *out, size_t left)
{
	size_t from, len;
	if (!read_masked(rest, op, 4, &from) || !read_masked(rest, op >> 4 & 7, 3, &len))
		return false;
	if (len == 0)
		len = 0x10000;
	if (from > base.len || len > base.len - from || len > left)
		return false;
	gx_buf_add(out, base.at + from, len);
	return true;
}

bool gx_delta_result_size(struct gx_str delta, size_t *ret)
{
	size_t base_size;
	return read_varint(&delta, &base_size) && read_varint(&delta, ret);
}

bool gx_delta_apply(struct gx_str delta, struct gx_str base, struct gx_buf *out)
{
	size_t base_size, size;
	if (!read_varint(&delta, &base_size) || !read_varint(&delta, &size) || base_size != base.len)
		return false;
	gx_buf_reset(out);
	if (!gx_buf_reserve(out, size))
		return false;
	while (delta.len > 0) {
		unsigned char op = (unsigned char)delta.at[0];
		delta = gx_str_from(delta, 1);
		if (op & 0x80) {
			if (!copy_from_base(&delta, op, base, out, size - out->len))
				return false;
		} else {
			if (op == 0 || op > delta.len || op > size - out->len)
				return false;
			gx_buf_str(out, gx_str_sub(delta, 0, op));
			delta = gx_str_from(delta, op);
		}
	}
	return out->len == size && !out->failed;
}
