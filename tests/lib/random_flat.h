/*
 * Random flat YAML for property tests: documents whose values are known as trees before anything of ours has written
 * them. The same seed gives the same documents everywhere.
 */
#ifndef GX_TESTS_RANDOM_FLAT_H
#define GX_TESTS_RANDOM_FLAT_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>

#include "base/num.h"
#include "base/utf8.h"
#include "format/node.h"

struct random {
	uint64_t state;
};

/* SplitMix64 (Steele, Lea, Flood 2014). */
static inline uint64_t random_next(struct random *random)
{
	uint64_t z = random->state += 0x9E3779B97F4A7C15u;
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static inline size_t random_below(struct random *random, size_t limit)
{
	return (size_t)(random_next(random) % limit);
}

/* Strings that one YAML or JSON reader or another takes for something else. */
static const struct gx_str tricky[] = {
	GX_STR_INIT(""), GX_STR_INIT(" "), GX_STR_INIT("1"), GX_STR_INIT("007"), GX_STR_INIT("1e5"), GX_STR_INIT("1.0e+5"),
	GX_STR_INIT("0o7"), GX_STR_INIT("0x1F"), GX_STR_INIT("0b1"), GX_STR_INIT("1_000"), GX_STR_INIT("12:30:45"),
	GX_STR_INIT("190:20:30.15"), GX_STR_INIT("2026-11-20"), GX_STR_INIT("2026-11-20T12:30:45Z"), GX_STR_INIT("="),
	GX_STR_INIT("~"), GX_STR_INIT("<<"), GX_STR_INIT("*a"), GX_STR_INIT("&a"), GX_STR_INIT("!!int 1"), GX_STR_INIT("yes"),
	GX_STR_INIT("NO"), GX_STR_INIT("On"), GX_STR_INIT("y"), GX_STR_INIT("N"), GX_STR_INIT("true"), GX_STR_INIT("False"),
	GX_STR_INIT("null"), GX_STR_INIT("NULL"), GX_STR_INIT(".nan"), GX_STR_INIT("nan"), GX_STR_INIT(".inf"), GX_STR_INIT("-.inf"),
	GX_STR_INIT("-"), GX_STR_INIT("- a"), GX_STR_INIT("? a"), GX_STR_INIT("a: b"), GX_STR_INIT("a #b"), GX_STR_INIT("#a"),
	GX_STR_INIT("---"), GX_STR_INIT("..."), GX_STR_INIT("%YAML 1.1"), GX_STR_INIT("@a"), GX_STR_INIT("`a"), GX_STR_INIT("|"),
	GX_STR_INIT(">"), GX_STR_INIT("{}"), GX_STR_INIT("[]"), GX_STR_INIT("'"), GX_STR_INIT("\""), GX_STR_INIT("\\"),
	GX_STR_INIT("\\ud800"), GX_STR_INIT("\\n"), GX_STR_INIT(" a "), GX_STR_INIT("a/b.c-d"),
	GX_STR_INIT("_1"), GX_STR_INIT("e1"), GX_STR_INIT("A.-/"), GX_STR_INIT(".5"), GX_STR_INIT("-1"), GX_STR_INIT("a:"),
	GX_STR_INIT("\xC2\xA0"), GX_STR_INIT("\xE2\x80\xA8"), GX_STR_INIT("\xF0\x9F\x98\x80"), GX_STR_INIT("na\xC3\xAFve"),
};

/* The same, but not fit for a key. (No NUL: the readers of users' files refuse it.) */
static const struct gx_str tricky_text[] = {
	GX_STR_INIT("\x7F"), GX_STR_INIT("\xC2\x85"), GX_STR_INIT("\x1B[31m"),
	GX_STR_INIT("a\nb"), GX_STR_INIT("\r\n"), GX_STR_INIT("\n---\n"), GX_STR_INIT("\b\f\x01\x1F"), GX_STR_INIT("\xC2\x9B"), GX_STR_INIT("\t"),
};

/* Code points on both sides of every border that matters. */
static const uint32_t borders[] = {
	0x20,   0x22,   0x2F,   0x5C,   0x7E,   0xA0,   0xFF,    0x100,   0x7FF,   0x800,   0xFFF,    0x2027,   0x2028,
	0x2029, 0x202E, 0xD7FF, 0xE000, 0xFDCF, 0xFDD0, 0xFDEF,  0xFDF0,  0xFEFF,  0xFFFD,  0xFFFE,   0xFFFF,   0x10000,
	0x1F600, 0x1FFFD, 0x1FFFE, 0x1FFFF, 0x20000, 0xE0001, 0xFFFFE, 0x10FFFD, 0x10FFFE, 0x10FFFF,
};

/* For keys too: no control characters. */
static inline struct gx_str random_name(struct random *random, struct gx_arena *arena)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_KEY_MAX / 2);
	size_t kind = random_below(random, 8);
	if (kind == 0)
		return tricky[random_below(random, GX_LEN(tricky))];
	for (size_t i = random_below(random, kind == 1 ? 120 : 12); i > 0; i--) {
		if (kind > 4)
			gx_buf_byte(&text, "abcxyzABCXYZ0123456789_./-"[random_below(random, 26)]);
		else if (kind > 2)
			gx_utf8_write(&text, borders[random_below(random, GX_LEN(borders))]);
		else
			gx_buf_byte(&text, (char)(' ' + random_below(random, 95)));
	}
	return text.failed ? GX_STR("full") : gx_arena_str(arena, gx_buf_view(&text));
}

static inline struct gx_str random_text(struct random *random, struct gx_arena *arena)
{
	if (random_below(random, 6) == 0)
		return tricky_text[random_below(random, GX_LEN(tricky_text))];
	return random_name(random, arena);
}

static inline double random_double(struct random *random)
{
	double number = 0;
	uint64_t bits = random_next(random);
	switch (random_below(random, 5)) {
	case 0:
		return (double)(int64_t)bits / (double)(1 + random_below(random, 1000));
	case 1:
		return (double)random_below(random, 1000) / 1000;
	case 2:
		return ldexp((double)(bits % 1000), (int)random_below(random, 80) - 40);
	default:
		memcpy(&number, &bits, sizeof(number));
		return number;
	}
}

static inline void random_number(struct random *random, struct gx_arena *arena, struct gx_node *node)
{
	char text[80];
	size_t len = 0;
	node->kind = GX_NUMBER;
	if (random_below(random, 3) > 0) {
		node->number = random_double(random);
		len = gx_num_format(node->number, text);
	} else {
		if (random_below(random, 2))
			text[len++] = '-';
		text[len++] = (char)('1' + random_below(random, 9));
		for (size_t digits = random_below(random, random_below(random, 2) ? 60 : 6); digits > 0; digits--)
			text[len++] = (char)('0' + random_below(random, 10));
		node->number = gx_num_read((struct gx_str){ text, len });
	}
	node->text = gx_arena_str(arena, (struct gx_str){ text, len });
}

static inline bool has_key(const struct gx_node *object, struct gx_str key)
{
	for (const struct gx_node *node = object->child; node; node = node->next)
		if (gx_str_equal(node->key, key))
			return true;
	return false;
}

static inline struct gx_node *random_node(struct random *random, struct gx_arena *arena, unsigned depth)
{
	static const enum gx_kind kinds[] = { GX_NUMBER, GX_NUMBER, GX_STRING, GX_STRING, GX_BOOL, GX_NULL, GX_ARRAY, GX_OBJECT };
	struct gx_node *node = gx_arena_alloc(arena, sizeof(*node));
	node->kind = kinds[random_below(random, depth < 4 ? 8 : 6)];
	if (node->kind == GX_NUMBER)
		random_number(random, arena, node);
	if (node->kind == GX_BOOL)
		node->number = (double)random_below(random, 2);
	if (node->kind == GX_STRING)
		node->text = random_text(random, arena);
	if (node->kind != GX_ARRAY && node->kind != GX_OBJECT)
		return node;
	for (size_t i = random_below(random, 5); i > 0; i--) {
		struct gx_node *child = random_node(random, arena, depth + 1);
		if (node->kind == GX_OBJECT)
			child->key = random_text(random, arena);
		if (node->kind == GX_OBJECT && has_key(node, child->key))
			continue;
		child->next = node->child;
		node->child = child;
		node->count++;
	}
	return node;
}

/* An object of up to `limit` members that may be keys of a record. */
static inline struct gx_node *random_document(struct random *random, struct gx_arena *arena, size_t limit)
{
	struct gx_node *root = gx_arena_alloc(arena, sizeof(*root));
	root->kind = GX_OBJECT;
	for (size_t i = random_below(random, limit + 1); i > 0; i--) {
		struct gx_node *child = random_node(random, arena, 0);
		child->key = random_name(random, arena);
		if (gx_key_check(child->key, NULL) || has_key(root, child->key))
			continue;
		child->next = root->child;
		root->child = child;
		root->count++;
	}
	return root;
}

/* The document as a sealed flat; false where something failed that must not. */
static inline bool flat_of(const struct gx_node *root, struct gx_arena *arena, struct gx_flat *flat)
{
	for (const struct gx_node *node = root->child; node; node = node->next) {
		struct gx_value value;
		if (gx_node_value(node, arena, &value, NULL) || !gx_flat_add(flat, arena, node->key, value))
			return false;
	}
	return gx_flat_seal(flat, NULL) == 0;
}

#endif
