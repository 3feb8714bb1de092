/*
 * Prints random documents for a foreign YAML reader to load: a line `text <hex>` with the flat YAML, and a line
 * `tree <what it means>`: n t f, I<digits>; D<hexadecimal float>; S<hex>; [value …] {S<hex>;value …}.
 */
#include <stdlib.h>

#include "random_flat.h"

static void print_hex(struct gx_str text)
{
	for (size_t i = 0; i < text.len; i++)
		printf("%02x", (unsigned char)text.at[i]);
}

static void print_string(struct gx_str text)
{
	putchar('S');
	print_hex(text);
	putchar(';');
}

static void print_number(const struct gx_node *node, unsigned depth)
{
	if (gx_num_scan(node->text) == GX_NUM_INTEGER)
		printf("I%" GX_PRI ";", GX_ARG(node->text));
	else if (depth > 1 && !isfinite(node->number))
		print_string(gx_str_of(isnan(node->number) ? "nan" : node->number < 0 ? "-inf" : "inf"));
	else
		printf("D%a;", node->number);
}

static void print_tree(const struct gx_node *node, unsigned depth)
{
	if (node->kind == GX_NULL)
		putchar('n');
	if (node->kind == GX_BOOL)
		putchar(node->number != 0 ? 't' : 'f');
	if (node->kind == GX_NUMBER)
		print_number(node, depth);
	if (node->kind == GX_STRING)
		print_string(node->text);
	if (node->kind != GX_ARRAY && node->kind != GX_OBJECT)
		return;
	putchar(node->kind == GX_ARRAY ? '[' : '{');
	for (const struct gx_node *child = node->child; child; child = child->next) {
		if (node->kind == GX_OBJECT)
			print_string(child->key);
		print_tree(child, depth + 1);
	}
	putchar(node->kind == GX_ARRAY ? ']' : '}');
}

static void add_member(struct gx_arena *arena, struct gx_node *object, struct gx_str key, struct gx_str text)
{
	struct gx_node *node = gx_arena_alloc(arena, sizeof(*node));
	if (!node || gx_key_check(key, NULL))
		abort();
	*node = (struct gx_node){ .kind = GX_STRING, .key = key, .text = text, .next = object->child };
	object->child = node;
	object->count++;
}

/* As many of `unit` as a key may hold. */
static struct gx_str longest_key(struct gx_arena *arena, const char *unit)
{
	GX_CLEANUP(gx_buf) key = GX_BUF_INIT(GX_KEY_MAX);
	while (!key.failed)
		gx_buf_text(&key, unit);
	while (gx_key_check(gx_buf_view(&key), NULL))
		key.len -= strlen(unit);
	return gx_arena_str(arena, gx_buf_view(&key));
}

/* All tricky strings as keys and as values, and keys as long as they may be. */
static struct gx_node *fixed_document(struct gx_arena *arena)
{
	static const char *const units[] = { "k", "\"", "\xE2\x80\xA8", "\xC3\xA9", "\xF0\x9F\x98\x80", "\xF4\x8F\xBF\xBF" };
	struct gx_node *root = gx_arena_alloc(arena, sizeof(*root));
	if (!root)
		abort();
	root->kind = GX_OBJECT;
	for (size_t i = 1; i < GX_LEN(tricky); i++)
		add_member(arena, root, tricky[i], tricky[i]);
	for (size_t i = 0; i < GX_LEN(units); i++)
		add_member(arena, root, longest_key(arena, units[i]), tricky_text[i]);
	return root;
}

static void print_document(const struct gx_node *root, struct gx_arena *arena)
{
	struct gx_flat flat = GX_FLAT_INIT;
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_RECORD_MAX);
	if (!flat_of(root, arena, &flat))
		abort();
	gx_flat_write(&text, &flat);
	printf("text ");
	print_hex(gx_buf_view(&text));
	printf("\ntree ");
	print_tree(root, 0);
	putchar('\n');
}

int main(int argc, char **argv)
{
	struct random random = { 20261120 };
	for (long i = argc > 1 ? strtol(argv[1], NULL, 10) : 300; i >= 0; i--) {
		GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
		print_document(i == 0 ? fixed_document(&arena) : random_document(&random, &arena, 12), &arena);
	}
	return fflush(stdout) != 0;
}
