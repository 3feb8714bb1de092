#include "git/deflate.h"

#include <libdeflate.h>

enum {
	SYMBOLS = 257,    /* bytes and the end of the block; there are no matches, so no lengths of them */
	END = 256,
	DISTANCES = 2,    /* of no use, but a code of none or one makes old readers stumble */
	LENGTHS = 19,     /* symbols of the code in which the lengths of the code are written … */
	LENGTHS_MAX = 7,  /* … and its bits at most */
	CODE_MAX = 15,
	VARIED = 100,     /* bytes with more different values do not get shorter */
	TOKENS_MAX = SYMBOLS + DISTANCES,
};

/* ---- bits, least first */

struct bits {
	unsigned char *at;
	uint64_t held;
	unsigned count;
};

static void put(struct bits *bits, uint32_t value, unsigned count)
{
	bits->held |= (uint64_t)value << bits->count;
	bits->count += count;
	if (bits->count < 32)
		return;
	for (unsigned i = 0; i < 4; i++)
		bits->at[i] = (unsigned char)(bits->held >> (8 * i));
	bits->at += 4;
	bits->held >>= 32;
	bits->count -= 32;
}

/* Up to the end of a byte. */
static void align(struct bits *bits)
{
	for (unsigned done = 0; done < bits->count; done += 8, bits->held >>= 8)
		*bits->at++ = (unsigned char)bits->held;
	bits->held = 0;
	bits->count = 0;
}

/* ---- codes */

/* A symbol and, above it, its weight: they sort as numbers. */
typedef uint32_t weighed;

enum { VALUE_BITS = 9, VALUE = (1 << VALUE_BITS) - 1 };

static size_t used_symbols(const uint16_t *weights, size_t count, weighed *ret)
{
	size_t used = 0;
	for (size_t i = 0; i < count; i++)
		if (weights[i] > 0)
			ret[used++] = (weighed)weights[i] << VALUE_BITS | (weighed)i;
	return used;
}

/* By insertion: they are few. */
static void sort(weighed *symbols, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		weighed taken = symbols[i];
		size_t k = i;
		for (; k > 0 && symbols[k - 1] > taken; k--)
			symbols[k] = symbols[k - 1];
		symbols[k] = taken;
	}
}

/*
 * Huffman's code over at least two symbols, sorted: the two lightest nodes are joined until one is left. Leaves are taken in their order, and inner
 * nodes come out in order of weight, too. The longest length comes back.
 */
static unsigned huffman(const weighed *symbols, size_t count, uint8_t *ret_lengths)
{
	uint32_t weight[2 * SYMBOLS];
	uint16_t parent[2 * SYMBOLS];
	uint8_t depth[2 * SYMBOLS];
	size_t nodes = count, leaf = 0, inner = count, last = 2 * count - 2;
	unsigned longest = 0;
	for (size_t i = 0; i < count; i++)
		weight[i] = symbols[i] >> VALUE_BITS;
	for (; nodes <= last; nodes++) {
		weight[nodes] = 0;
		for (int child = 0; child < 2; child++) {
			bool is_leaf = leaf < count && (inner >= nodes || weight[leaf] <= weight[inner]);
			size_t taken = is_leaf ? leaf++ : inner++;
			weight[nodes] += weight[taken];
			parent[taken] = (uint16_t)nodes;
		}
	}
	depth[last] = 0;
	for (size_t i = last; i-- > 0;)
		depth[i] = (uint8_t)(depth[parent[i]] + 1);
	for (size_t i = 0; i < count; i++) {
		ret_lengths[symbols[i] & VALUE] = depth[i];
		longest = depth[i] > longest ? depth[i] : longest;
	}
	return longest;
}

/* Lengths of a code with no more than `max` bits; where it would have more, the weights are made more alike. */
static void make_lengths(const uint16_t *weights, size_t count, unsigned max, uint8_t *ret_lengths)
{
	weighed symbols[SYMBOLS];
	memset(ret_lengths, 0, count);
	size_t used = used_symbols(weights, count, symbols);
	sort(symbols, used);
	while (huffman(symbols, used, ret_lengths) > max)
		for (size_t i = 0; i < used; i++)
			symbols[i] = ((symbols[i] >> VALUE_BITS) / 2 + 1) << VALUE_BITS | (symbols[i] & VALUE);
}

/* The canonical code (RFC 1951, 3.2.2), each turned round: codes go out from their most significant bit. */
static void make_codes(const uint8_t *lengths, size_t count, uint16_t *ret_codes)
{
	uint16_t next[CODE_MAX + 2] = { 0 }, of_length[CODE_MAX + 1] = { 0 };
	for (size_t i = 0; i < count; i++)
		of_length[lengths[i]]++;
	of_length[0] = 0;
	for (unsigned length = 1; length <= CODE_MAX; length++)
		next[length + 1] = (uint16_t)((next[length] + of_length[length]) << 1);
	for (size_t i = 0; i < count; i++) {
		uint16_t code = next[lengths[i]]++, turned = 0;
		for (unsigned bit = 0; bit < lengths[i]; bit++, code >>= 1)
			turned = (uint16_t)(turned << 1 | (code & 1));
		ret_codes[i] = turned;
	}
}

/* ---- the head of a block: the lengths of its code, runs of them shortened (RFC 1951, 3.2.7) */

enum { COPY_BEFORE = 16, FEW_ZEROS = 17, MANY_ZEROS = 18 };

struct head {
	struct {
		uint8_t symbol, extra;
	} tokens[TOKENS_MAX];
	size_t count;
	uint8_t lengths[LENGTHS];
};

static void add_token(struct head *head, unsigned symbol, size_t extra, uint16_t *weights)
{
	head->tokens[head->count].symbol = (uint8_t)symbol;
	head->tokens[head->count++].extra = (uint8_t)extra;
	weights[symbol]++;
}

static size_t run_of(const uint8_t *lengths, size_t at, size_t count, size_t max)
{
	size_t run = 1;
	while (run < max && at + run < count && lengths[at + run] == lengths[at])
		run++;
	return run;
}

static void make_head(struct head *head, const uint8_t *lengths, size_t count)
{
	uint16_t weights[LENGTHS] = { 0 };
	head->count = 0;
	for (size_t at = 0, run; at < count; at += run) {
		bool same = at > 0 && lengths[at] == lengths[at - 1];
		run = run_of(lengths, at, count, lengths[at] == 0 ? 138 : 6);
		if (lengths[at] == 0 && run >= 11) {
			add_token(head, MANY_ZEROS, run - 11, weights);
		} else if (lengths[at] == 0 && run >= 3) {
			add_token(head, FEW_ZEROS, run - 3, weights);
		} else if (same && run >= 3) {
			add_token(head, COPY_BEFORE, run - 3, weights);
		} else {
			run = 1;
			add_token(head, lengths[at], 0, weights);
		}
	}
	make_lengths(weights, LENGTHS, LENGTHS_MAX, head->lengths);
}

static const uint8_t lengths_order[LENGTHS] = { 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };

/* Bits behind the symbols that stand for runs. */
static unsigned extra_bits(unsigned symbol)
{
	return symbol == COPY_BEFORE ? 2 : symbol == FEW_ZEROS ? 3 : symbol == MANY_ZEROS ? 7 : 0;
}

static size_t head_bits(const struct head *head)
{
	size_t bits = 3 + 5 + 5 + 4 + 3 * (size_t)LENGTHS;
	for (size_t i = 0; i < head->count; i++)
		bits += head->lengths[head->tokens[i].symbol] + extra_bits(head->tokens[i].symbol);
	return bits;
}

static void put_head(struct bits *bits, const struct head *head)
{
	uint16_t codes[LENGTHS];
	make_codes(head->lengths, LENGTHS, codes);
	put(bits, 1 | 2 << 1, 3); /* the last block, with a code of its own */
	put(bits, SYMBOLS - 257, 5);
	put(bits, DISTANCES - 1, 5);
	put(bits, LENGTHS - 4, 4);
	for (size_t i = 0; i < LENGTHS; i++)
		put(bits, head->lengths[lengths_order[i]], 3);
	for (size_t i = 0; i < head->count; i++) {
		unsigned symbol = head->tokens[i].symbol;
		put(bits, codes[symbol], head->lengths[symbol]);
		put(bits, head->tokens[i].extra, extra_bits(symbol));
	}
}

/* ---- blocks */

static void put_stored(struct bits *bits, struct gx_str bytes)
{
	put(bits, 1, 3);
	align(bits);
	put(bits, (uint32_t)bytes.len | (uint32_t)~bytes.len << 16, 32);
	if (bytes.len > 0)
		memcpy(bits->at, bytes.at, bytes.len);
	bits->at += bytes.len;
}

static void put_coded(struct bits *bits, struct gx_str bytes, const struct head *head, const uint8_t *lengths)
{
	uint16_t codes[SYMBOLS];
	make_codes(lengths, SYMBOLS, codes);
	put_head(bits, head);
	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char byte = (unsigned char)bytes.at[i];
		put(bits, codes[byte], lengths[byte]);
	}
	put(bits, codes[END], lengths[END]);
	align(bits);
}

/* The shorter of the two ways. */
static void put_block(struct bits *bits, struct gx_str bytes)
{
	uint16_t weights[SYMBOLS] = { 0 };
	uint8_t lengths[SYMBOLS + DISTANCES];
	struct head head;
	size_t different = 0, coded = 0;
	for (size_t i = 0; i < bytes.len; i++)
		different += weights[(unsigned char)bytes.at[i]]++ == 0;
	if (different == 0 || different > VARIED || different * 2 > bytes.len) {
		put_stored(bits, bytes);
		return;
	}
	weights[END] = 1;
	make_lengths(weights, SYMBOLS, CODE_MAX, lengths);
	memset(lengths + SYMBOLS, 1, DISTANCES);
	make_head(&head, lengths, SYMBOLS + DISTANCES);
	for (size_t i = 0; i < SYMBOLS; i++)
		coded += (size_t)weights[i] * lengths[i];
	if ((coded + head_bits(&head) + 7) / 8 < bytes.len + 5)
		put_coded(bits, bytes, &head, lengths);
	else
		put_stored(bits, bytes);
}

void gx_deflate_small(struct gx_buf *out, struct gx_str bytes)
{
	enum { ROOM = 2 + 5 + GX_DEFLATE_MAX + 8 + 4 };
	char *room = gx_buf_reserve(out, ROOM);
	if (!room)
		return;
	struct bits bits = { (unsigned char *)room, 0, 0 };
	*bits.at++ = 0x78; /* deflate, a window of 32 KiB; the quickest way: both together divisible by 31 */
	*bits.at++ = 0x01;
	put_block(&bits, bytes);
	uint32_t check = libdeflate_adler32(1, bytes.at, bytes.len);
	for (int shift = 24; shift >= 0; shift -= 8)
		*bits.at++ = (unsigned char)(check >> shift);
	out->len += (size_t)(bits.at - (unsigned char *)room);
	room[bits.at - (unsigned char *)room] = '\0';
}
