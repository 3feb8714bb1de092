#include <math.h>
#include <stdlib.h>

#include "format/node.h"
#include "format/scan.h"
#include "format/source.h"

/*
 * One pass that builds the tree: bytes are looked at once, texts are views into one copy of the document, and every
 * error has its place.
 */
struct reader {
	struct gx_scan scan;
	struct gx_arena *arena;
	size_t keys, nodes;
	const struct gx_node *twice; /* after a failure: the member whose key stood there before */
};

static const struct {
	struct gx_str word;
	enum gx_kind kind;
	double number;
	struct gx_str stored;
} words[] = {
	{ GX_STR_INIT("null"), GX_NULL, 0, { NULL, 0 } },
	{ GX_STR_INIT("true"), GX_BOOL, 1, { NULL, 0 } },
	{ GX_STR_INIT("false"), GX_BOOL, 0, { NULL, 0 } },
	/* Not JSON's, but what Python's json module and JavaScript libraries write. */
	{ GX_STR_INIT("NaN"), GX_NUMBER, (double)NAN, GX_STR_INIT(".nan") },
	{ GX_STR_INIT("Infinity"), GX_NUMBER, INFINITY, GX_STR_INIT(".inf") },
	{ GX_STR_INIT("-Infinity"), GX_NUMBER, -INFINITY, GX_STR_INIT("-.inf") },
};

static bool read_word(struct gx_scan *scan, struct gx_node *ret)
{
	for (size_t i = 0; i < GX_LEN(words); i++) {
		if (!gx_scan_word(scan, words[i].word))
			continue;
		ret->kind = words[i].kind;
		ret->number = words[i].number;
		ret->text = words[i].stored;
		return true;
	}
	return false;
}

static bool read_number(struct reader *reader, struct gx_node *ret)
{
	enum gx_num_kind kind;
	if (!gx_scan_number(&reader->scan, &ret->text, &kind, &ret->number))
		return false;
	ret->kind = GX_NUMBER;
	if (kind == GX_NUM_INTEGER)
		return true;
	char stored[GX_NUM_ROOM];
	struct gx_str canonical = { stored, gx_num_format(ret->number, stored) };
	if (gx_str_equal(canonical, ret->text))
		return true;
	ret->text = gx_arena_str(reader->arena, canonical);
	return ret->text.at || gx_scan_fail(&reader->scan, reader->scan.at, GX_ENOMEM, "out of memory");
}

static bool read_text(struct reader *reader, struct gx_str *ret)
{
	const char *open = reader->scan.at;
	if (!gx_scan_text(&reader->scan, reader->arena, ret))
		return false;
	if (gx_str_find(*ret, '\0') != GX_STR_NOWHERE)
		return gx_scan_fail(&reader->scan, open, GX_EINPUT, "a NUL character cannot be stored");
	return true;
}

static int by_key(const void *a, const void *b)
{
	const struct gx_node *const *x = a, *const *y = b;
	return gx_str_compare((*x)->key, (*y)->key);
}

static int by_place(const struct gx_node *a, const struct gx_node *b)
{
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return (a->column > b->column) - (a->column < b->column);
}

/* Finds a key that stands twice by sorting: n log n on any input, where a hash table can be made to collide. */
static bool check_unique(struct reader *reader, const struct gx_node *object)
{
	GX_FREE const struct gx_node **members = malloc(object->count * sizeof(*members));
	size_t count = 0;
	if (!members)
		return gx_scan_fail(&reader->scan, reader->scan.at, GX_ENOMEM, "out of memory");
	for (const struct gx_node *node = object->child; node; node = node->next)
		members[count++] = node;
	qsort(members, count, sizeof(*members), by_key);
	for (size_t i = 1; i < count; i++) {
		if (by_key(&members[i - 1], &members[i]) != 0)
			continue;
		reader->twice = by_place(members[i - 1], members[i]) < 0 ? members[i] : members[i - 1];
		return gx_scan_fail(&reader->scan, reader->scan.at, GX_EINPUT, "a key stands twice");
	}
	return true;
}

static bool read_value(struct reader *reader, unsigned depth, struct gx_node *ret);

/* A new child of the array or object that the cursor is in; NULL with the failure noted. */
static struct gx_node *new_child(struct reader *reader)
{
	struct gx_node *node = NULL;
	if (++reader->nodes > GX_NODES_MAX)
		gx_scan_fail(&reader->scan, reader->scan.at, GX_ELIMIT, "more values than can be read");
	else if (!(node = gx_arena_alloc(reader->arena, sizeof(*node))))
		gx_scan_fail(&reader->scan, reader->scan.at, GX_ENOMEM, "out of memory");
	return node;
}

static bool read_key(struct reader *reader, struct gx_node *ret)
{
	struct gx_scan *scan = &reader->scan;
	if (gx_scan_peek(scan) != '"')
		return gx_scan_fail(scan, scan->at, GX_EINPUT, "expected a key in double quotes");
	if (++reader->keys > GX_KEYS_MAX)
		return gx_scan_fail(scan, scan->at, GX_ELIMIT, "more than 100000 keys");
	if (!read_text(reader, &ret->key))
		return false;
	gx_scan_blank(scan);
	if (!gx_scan_expect(scan, ':', "expected ':' behind the key"))
		return false;
	gx_scan_blank(scan);
	return true;
}

/* Reads what is between the brackets, up to the closing one. */
static bool read_children(struct reader *reader, unsigned depth, struct gx_node *parent)
{
	struct gx_scan *scan = &reader->scan;
	bool object = parent->kind == GX_OBJECT, ascending = true;
	char close = object ? '}' : ']';
	struct gx_node *last = NULL;
	while (gx_scan_peek(scan) != close || last) {
		struct gx_node *node = new_child(reader);
		if (!node)
			return false;
		node->line = scan->lines + 1;
		node->column = gx_scan_column(scan);
		if ((object && !read_key(reader, node)) || !read_value(reader, depth, node))
			return false;
		ascending = ascending && !(object && last && by_key(&last, &node) >= 0);
		*(last ? &last->next : &parent->child) = node;
		last = node;
		parent->count++;
		gx_scan_blank(scan);
		if (gx_scan_peek(scan) == close)
			break;
		if (!gx_scan_expect(scan, ',', object ? "expected ',' or '}'" : "expected ',' or ']'"))
			return false;
		gx_scan_blank(scan);
	}
	scan->at++;
	return ascending || check_unique(reader, parent);
}

static bool read_value(struct reader *reader, unsigned depth, struct gx_node *ret)
{
	struct gx_scan *scan = &reader->scan;
	char first = gx_scan_peek(scan);
	if (first == '"') {
		ret->kind = GX_STRING;
		return read_text(reader, &ret->text);
	}
	if (first == '{' || first == '[') {
		if (depth == GX_DEPTH_MAX)
			return gx_scan_fail(scan, scan->at, GX_ELIMIT, GX_SCAN_DEEP);
		ret->kind = first == '{' ? GX_OBJECT : GX_ARRAY;
		scan->at++;
		gx_scan_blank(scan);
		return read_children(reader, depth + 1, ret);
	}
	return ((first < '0' || first > '9') && read_word(scan, ret)) || read_number(reader, ret);
}

static bool read_document(struct reader *reader, struct gx_node *ret)
{
	struct gx_scan *scan = &reader->scan;
	gx_scan_blank(scan);
	if (scan->at == scan->end)
		return gx_scan_fail(scan, scan->at, GX_EINPUT, "nothing but blanks, expected a JSON value");
	ret->line = scan->lines + 1;
	ret->column = gx_scan_column(scan);
	if (!read_value(reader, 0, ret))
		return false;
	gx_scan_blank(scan);
	return scan->at == scan->end ||
	       gx_scan_fail(scan, scan->at, GX_EINPUT, "something stands behind the value");
}

static int fail_read(const struct reader *reader, const char *name, struct gx_str text, struct gx_err *err)
{
	const struct gx_scan *scan = &reader->scan;
	struct gx_place place = gx_source_place(text, (size_t)(scan->at - text.at));
	if (scan->code == GX_ENOMEM)
		return gx_fail_memory(err);
	if (!reader->twice)
		return gx_source_fail(err, scan->code, name, place, "%s", scan->why);
	place = (struct gx_place){ reader->twice->line, reader->twice->column };
	return gx_source_fail(err, scan->code, name, place, "%s: '%" GX_PRI "'", scan->why, GX_ARG(reader->twice->key));
}

int gx_json_read(struct gx_str text, const char *name, struct gx_arena *arena, struct gx_node **ret, struct gx_err *err)
{
	if (text.len > GX_RECORD_MAX)
		return gx_fail(err, GX_ELIMIT, "%s: over the limit of %d bytes", name, GX_RECORD_MAX);
	int code = gx_source_open(&text, name, err);
	if (code)
		return code;
	struct gx_str copy = gx_arena_str(arena, text);
	struct gx_node *root = gx_arena_alloc(arena, sizeof(*root));
	if (!copy.at || !root)
		return gx_fail_memory(err);
	struct reader reader = { .scan = gx_scan_of(copy), .arena = arena };
	if (!read_document(&reader, root))
		return fail_read(&reader, name, copy, err);
	*ret = root;
	return 0;
}
