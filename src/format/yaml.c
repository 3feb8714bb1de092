/*
 * YAML from outside, by libyaml's events. Depth, aliases and duplicate keys are ours to check: libyaml's own documents would
 * be built whole first, with one call a level.
 */
#include <yaml.h>

#include "base/map.h"
#include "base/vec.h"
#include "format/node.h"
#include "format/scalar.h"
#include "format/source.h"

enum {
	NODES_MAX = 1 << 20, /* nodes of a document, each as often as aliases repeat it */
	DIRECTIVES_MAX = 64, /* libyaml compares each with all before it */
};

/* What stands behind an anchor; .node is NULL while it is still open. */
struct anchor {
	struct gx_node *node;
	size_t nodes, bytes; /* with all that is below it */
	size_t height;       /* levels of arrays and objects */
};

/* A key of the object that is being read, before its value is there. */
struct key {
	struct gx_str text;
	struct gx_place place;
	bool taken, merge; /* is there; is a `<<` */
};

/* The source of a `<<`; the first in the list wins. */
struct merge {
	const struct gx_node *source;
	struct merge *next;
};

/* An array or object that is open. */
struct frame {
	struct gx_node *node;
	struct gx_node **tail; /* where the next child goes */
	size_t height;         /* of the highest child */
	size_t anchor;         /* its own, from 1; 0: it has none */
	size_t nodes, bytes;   /* of the document before it */
	struct key key;
	struct gx_map members; /* keys of an object */
	struct merge *merges;
};

struct reader {
	yaml_parser_t parser;
	struct gx_str text;
	const char *name;
	struct gx_arena *arena;
	struct gx_err *err;
	struct frame frames[GX_DEPTH_MAX];
	size_t depth;           /* frames that are open */
	size_t nodes, bytes;    /* of the document so far */
	struct gx_node *root;
	bool ended;
	struct gx_map anchor_names;
	GX_VEC(struct anchor) anchors;
};

static void reader_release(struct reader *reader)
{
	yaml_parser_delete(&reader->parser);
	for (size_t i = 0; i < GX_DEPTH_MAX; i++)
		gx_map_release(&reader->frames[i].members);
	gx_map_release(&reader->anchor_names);
	gx_vec_release(&reader->anchors);
}

static struct gx_place place_of(yaml_mark_t mark)
{
	return (struct gx_place){ mark.line + 1, mark.column + 1 };
}

#define fail_at(reader, code, mark, ...) gx_source_fail((reader)->err, code, (reader)->name, place_of(mark), __VA_ARGS__)

static struct gx_str str_of(const yaml_char_t *text)
{
	return gx_str_of((const char *)text);
}

/* Tags. */

static const struct tag {
	const char *name; /* behind tag:yaml.org,2002: */
	enum gx_scalar_type type;
} TAGS[] = {
	{ "str", GX_SCALAR_STRING },
	{ "int", GX_SCALAR_INTEGER },
	{ "float", GX_SCALAR_FLOAT },
	{ "bool", GX_SCALAR_BOOL },
	{ "null", GX_SCALAR_NULL },
	{ "timestamp", GX_SCALAR_STRING },
	{ "binary", GX_SCALAR_STRING },
	{ "python/str", GX_SCALAR_STRING },
	{ "python/unicode", GX_SCALAR_STRING },
	{ "python/int", GX_SCALAR_INTEGER },
	{ "python/long", GX_SCALAR_INTEGER },
	{ "python/float", GX_SCALAR_FLOAT },
	{ "python/bool", GX_SCALAR_BOOL },
	{ "python/none", GX_SCALAR_NULL },
	/* of arrays and objects */
	{ "python/tuple", GX_SCALAR_PLAIN },
	{ "python/list", GX_SCALAR_PLAIN },
	{ "python/dict", GX_SCALAR_PLAIN },
};

#define TAG_PREFIX "tag:yaml.org,2002:"

/* The type that a tag gives a scalar; `untagged` for tags that we do not know. GX_EINPUT for objects of Python. */
static int read_tag(struct reader *reader, const yaml_char_t *text, yaml_mark_t mark, enum gx_scalar_type untagged,
		    enum gx_scalar_type *ret)
{
	struct gx_str tag = str_of(text);
	*ret = untagged;
	if (!gx_str_starts(tag, GX_STR(TAG_PREFIX)))
		return 0;
	tag = gx_str_from(tag, sizeof(TAG_PREFIX) - 1);
	for (size_t i = 0; i < GX_LEN(TAGS); i++) {
		if (!gx_str_is(tag, TAGS[i].name))
			continue;
		*ret = TAGS[i].type;
		return 0;
	}
	if (!gx_str_starts(tag, GX_STR("python/")))
		return 0;
	return fail_at(reader, GX_EINPUT, mark, "'!!%" GX_PRI "' is an object of Python, not a value: write the file with yaml.safe_dump",
		       GX_ARG(gx_str_sub(tag, 0, 80)));
}

/* The tree. */

static int count(struct reader *reader, size_t nodes, size_t bytes, yaml_mark_t mark)
{
	reader->nodes += nodes;
	reader->bytes += bytes;
	if (reader->nodes > NODES_MAX)
		return fail_at(reader, GX_ELIMIT, mark, "the document has over %d values, aliases expanded", (int)NODES_MAX);
	if (reader->bytes > GX_RECORD_MAX)
		return fail_at(reader, GX_ELIMIT, mark, "the document is over %d bytes, aliases expanded", (int)GX_RECORD_MAX);
	return 0;
}

/* The innermost open frame; there must be one. */
static struct frame *top(struct reader *reader)
{
	return &reader->frames[reader->depth - 1];
}

static void append(struct frame *frame, struct gx_node *node)
{
	*frame->tail = node;
	frame->tail = &node->next;
	frame->node->count++;
}

/* The values of a list of mappings, each after those before it. */
static int add_merge(struct reader *reader, struct merge ***tail, const struct gx_node *source, struct gx_place place)
{
	if (source->kind != GX_OBJECT)
		return gx_source_fail(reader->err, GX_EINPUT, reader->name, place, "'<<' takes a mapping or a list of mappings, not %s",
				      gx_kind_name(source->kind));
	struct merge *merge = gx_arena_alloc(reader->arena, sizeof(*merge));
	if (!merge)
		return gx_fail_memory(reader->err);
	merge->source = source;
	**tail = merge;
	*tail = &merge->next;
	return 0;
}

/* Puts the sources of a `<<` before those of an earlier one, which they beat (as in PyYAML). */
static int take_merge(struct reader *reader, struct frame *frame, const struct gx_node *value)
{
	struct merge *first = NULL, **tail = &first;
	int rc = 0;
	if (value->kind != GX_ARRAY)
		rc = add_merge(reader, &tail, value, frame->key.place);
	else
		for (const struct gx_node *source = value->child; source && rc == 0; source = source->next)
			rc = add_merge(reader, &tail, source, frame->key.place);
	*tail = frame->merges;
	frame->merges = first;
	return rc;
}

/* Gives a finished value to what it stands in. */
static int attach(struct reader *reader, struct gx_node *node, size_t height)
{
	if (reader->depth == 0) {
		reader->root = node;
		return 0;
	}
	struct frame *frame = top(reader);
	bool member = frame->node->kind == GX_OBJECT, merge = member && frame->key.merge;
	/* a merged object's members come one level up, two out of a list */
	size_t up = merge ? 1 + (node->kind == GX_ARRAY) : 0;
	if (height > frame->height + up)
		frame->height = height - up;
	frame->key.taken = false;
	if (merge)
		return take_merge(reader, frame, node);
	if (member)
		node->key = frame->key.text;
	append(frame, node);
	return 0;
}

static struct gx_node *node_new(struct reader *reader, enum gx_kind kind, yaml_mark_t mark)
{
	struct gx_node *node = gx_arena_alloc(reader->arena, sizeof(*node));
	if (!node)
		return NULL;
	node->kind = kind;
	node->line = (unsigned)mark.line + 1;
	node->column = (unsigned)mark.column + 1;
	return node;
}

/* Anchors. */

/* Opens an anchor and sets *ret to its number, from 1; 0 if `name` is NULL. A name may be used anew: aliases mean the last one. */
static int open_anchor(struct reader *reader, const yaml_char_t *name, size_t *ret)
{
	*ret = 0;
	if (!name)
		return 0;
	struct gx_str copy = gx_arena_str(reader->arena, str_of(name));
	struct anchor *anchor = copy.at ? gx_vec_add(&reader->anchors) : NULL;
	size_t *slot = anchor ? gx_map_put(&reader->anchor_names, copy, 0) : NULL;
	if (!slot)
		return gx_fail_memory(reader->err);
	*slot = *ret = reader->anchors.len;
	return 0;
}

static void close_anchor(struct reader *reader, size_t number, struct anchor anchor)
{
	if (number > 0)
		reader->anchors.at[number - 1] = anchor;
}

/* What an alias stands for, or NULL with the error set. */
static const struct anchor *find_anchor(struct reader *reader, const yaml_event_t *event)
{
	struct gx_str name = str_of(event->data.alias.anchor);
	const size_t *slot = gx_map_get(&reader->anchor_names, name);
	const struct anchor *anchor = slot ? &reader->anchors.at[*slot - 1] : NULL;
	if (anchor && anchor->node)
		return anchor;
	fail_at(reader, GX_EINPUT, event->start_mark, anchor ? "the alias '*%" GX_PRI "' stands within its own anchor" :
							       "no anchor '&%" GX_PRI "' stands before this alias",
		GX_ARG(gx_str_sub(name, 0, 80)));
	return NULL;
}

/* Keys. */

static bool wants_key(struct reader *reader)
{
	return reader->depth > 0 && top(reader)->node->kind == GX_OBJECT && !top(reader)->key.taken;
}

static int twice(struct reader *reader, struct gx_str key, yaml_mark_t mark)
{
	return fail_at(reader, GX_EINPUT, mark, "a key stands twice: '%" GX_PRI "'", GX_ARG(gx_str_sub(key, 0, 200)));
}

static int take_key(struct reader *reader, struct gx_str key, bool merge, yaml_mark_t mark)
{
	struct frame *frame = top(reader);
	frame->key = (struct key){ key, place_of(mark), true, merge };
	if (merge)
		return 0;
	size_t before = frame->members.count;
	if (!gx_map_put(&frame->members, key, 0))
		return gx_fail_memory(reader->err);
	if (frame->members.count == before)
		return twice(reader, key, mark);
	return count(reader, 0, key.len, mark);
}

static int too_deep(struct reader *reader, yaml_mark_t mark)
{
	return fail_at(reader, GX_ELIMIT, mark, "over %d lists and mappings in each other", (int)GX_DEPTH_MAX);
}

static int no_key(struct reader *reader, yaml_mark_t mark)
{
	return fail_at(reader, GX_EINPUT, mark, "a key must be a scalar, not a list or a mapping");
}

/* Events. */

static bool is_merge(const yaml_event_t *event)
{
	return event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && !event->data.scalar.tag &&
	       gx_str_is(str_of(event->data.scalar.value), "<<");
}

/* A scalar as a value; `type` is what its tag says. */
static int read_scalar(struct reader *reader, const yaml_event_t *event, struct gx_str text, struct gx_node **ret)
{
	bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	bool untyped = event->data.scalar.plain_implicit || (plain && event->data.scalar.tag);
	enum gx_scalar_type type;
	struct gx_err why = GX_ERR_INIT;
	int rc = read_tag(reader, event->data.scalar.tag, event->start_mark, untyped ? GX_SCALAR_PLAIN : GX_SCALAR_STRING, &type);
	if (rc == 0)
		rc = count(reader, 1, text.len, event->start_mark);
	if (rc < 0)
		return rc;
	if (gx_str_find(text, '\0') != GX_STR_NOWHERE)
		return fail_at(reader, GX_EINPUT, event->start_mark, "a NUL character cannot be stored");
	struct gx_node *node = node_new(reader, GX_NULL, event->start_mark);
	if (!node)
		return gx_fail_memory(reader->err);
	rc = gx_scalar_read(text, type, reader->arena, node, &why);
	if (rc < 0)
		return fail_at(reader, (enum gx_error)rc, event->start_mark, "%s", why.text);
	*ret = node;
	return 0;
}

static int on_scalar(struct reader *reader, const yaml_event_t *event)
{
	struct gx_str text = { (const char *)event->data.scalar.value, event->data.scalar.length };
	struct gx_node *node;
	size_t anchor;
	int rc = read_scalar(reader, event, text, &node);
	if (rc == 0)
		rc = open_anchor(reader, event->data.scalar.anchor, &anchor);
	if (rc < 0)
		return rc;
	close_anchor(reader, anchor, (struct anchor){ node, 1, text.len, 0 });
	if (!wants_key(reader))
		return attach(reader, node, 0);
	/* a key that is no string keeps the text it is written with */
	struct gx_str key = gx_arena_str(reader->arena, text);
	return key.at ? take_key(reader, key, is_merge(event), event->start_mark) : gx_fail_memory(reader->err);
}

static int on_alias(struct reader *reader, const yaml_event_t *event)
{
	const struct anchor *anchor = find_anchor(reader, event);
	if (!anchor)
		return GX_EINPUT;
	int rc = count(reader, anchor->nodes, anchor->bytes, event->start_mark);
	if (rc < 0)
		return rc;
	if (wants_key(reader))
		return anchor->node->kind == GX_STRING || anchor->node->kind == GX_NUMBER ?
			       take_key(reader, anchor->node->text, false, event->start_mark) :
			       no_key(reader, event->start_mark);
	if (reader->depth + anchor->height > GX_DEPTH_MAX)
		return too_deep(reader, event->start_mark);
	struct gx_node *node = node_new(reader, anchor->node->kind, event->start_mark);
	if (!node)
		return gx_fail_memory(reader->err);
	node->text = anchor->node->text;
	node->number = anchor->node->number;
	node->child = anchor->node->child;
	node->count = anchor->node->count;
	return attach(reader, node, anchor->height);
}

static int push(struct reader *reader, enum gx_kind kind, const yaml_char_t *tag, const yaml_char_t *anchor, yaml_mark_t mark)
{
	enum gx_scalar_type ignored;
	if (wants_key(reader))
		return no_key(reader, mark);
	if (reader->depth == GX_DEPTH_MAX)
		return too_deep(reader, mark);
	struct frame *frame = &reader->frames[reader->depth];
	*frame = (struct frame){ .node = node_new(reader, kind, mark), .nodes = reader->nodes, .bytes = reader->bytes };
	if (!frame->node)
		return gx_fail_memory(reader->err);
	frame->tail = &frame->node->child;
	int rc = read_tag(reader, tag, mark, GX_SCALAR_PLAIN, &ignored);
	if (rc == 0)
		rc = count(reader, 1, 0, mark);
	if (rc == 0)
		rc = open_anchor(reader, anchor, &frame->anchor);
	if (rc == 0)
		reader->depth++;
	return rc;
}

static int on_array(struct reader *reader, const yaml_event_t *event)
{
	return push(reader, GX_ARRAY, event->data.sequence_start.tag, event->data.sequence_start.anchor, event->start_mark);
}

static int on_object(struct reader *reader, const yaml_event_t *event)
{
	return push(reader, GX_OBJECT, event->data.mapping_start.tag, event->data.mapping_start.anchor, event->start_mark);
}

static int merge_one(struct reader *reader, struct frame *frame, const struct gx_node *member, yaml_mark_t mark)
{
	size_t before = frame->members.count;
	if (!gx_map_put(&frame->members, member->key, 0))
		return gx_fail_memory(reader->err);
	if (frame->members.count == before)
		return 0;
	struct gx_node *copy = node_new(reader, member->kind, mark);
	if (!copy)
		return gx_fail_memory(reader->err);
	*copy = *member;
	copy->next = NULL;
	append(frame, copy);
	return count(reader, 1, 0, mark);
}

static int on_end(struct reader *reader, const yaml_event_t *event)
{
	struct frame *frame = top(reader);
	int rc = 0;
	for (const struct merge *merge = frame->merges; merge; merge = merge->next)
		for (const struct gx_node *member = merge->source->child; member && rc == 0; member = member->next)
			rc = merge_one(reader, frame, member, event->start_mark);
	if (rc < 0)
		return rc;
	size_t height = frame->height + 1;
	close_anchor(reader, frame->anchor,
		     (struct anchor){ frame->node, reader->nodes - frame->nodes, reader->bytes - frame->bytes, height });
	gx_map_release(&frame->members);
	reader->depth--;
	return attach(reader, frame->node, height);
}

static int on_document(struct reader *reader, const yaml_event_t *event)
{
	if (reader->root)
		return fail_at(reader, GX_EINPUT, event->start_mark, "a second document starts here: keep one in a file");
	return 0;
}

static int on_stream_end(struct reader *reader, const yaml_event_t *event)
{
	(void)event;
	reader->ended = true;
	return 0;
}

static int (*const HANDLERS[])(struct reader *, const yaml_event_t *) = {
	[YAML_DOCUMENT_START_EVENT] = on_document, [YAML_STREAM_END_EVENT] = on_stream_end, [YAML_SCALAR_EVENT] = on_scalar,
	[YAML_ALIAS_EVENT] = on_alias,		   [YAML_SEQUENCE_START_EVENT] = on_array,  [YAML_SEQUENCE_END_EVENT] = on_end,
	[YAML_MAPPING_START_EVENT] = on_object,	   [YAML_MAPPING_END_EVENT] = on_end,
};

/* What libyaml says in its own terms, in a person's. */
static const struct problem {
	const char *theirs, *ours;
} PROBLEMS[] = {
	{ "found character that cannot start any token",
	  "a value cannot start with this character: indent with blanks, not tabs, and quote what starts with @, ` or %" },
	{ "mapping values are not allowed in this context",
	  "a ':' that makes no key here: quote the value, or mind the indentation" },
	{ "could not find expected ':'", "a line without the ':' of a key" },
};

static const char *problem_text(const char *theirs)
{
	for (size_t i = 0; i < GX_LEN(PROBLEMS); i++)
		if (strcmp(PROBLEMS[i].theirs, theirs) == 0)
			return PROBLEMS[i].ours;
	return theirs;
}

static int parse_failed(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	if (parser->error == YAML_MEMORY_ERROR || !parser->problem)
		return gx_fail_memory(reader->err);
	if (parser->error == YAML_READER_ERROR)
		return gx_source_fail(reader->err, GX_EINPUT, reader->name, gx_source_place(reader->text, parser->problem_offset), "%s",
				      parser->problem);
	if (!parser->context)
		return fail_at(reader, GX_EINPUT, parser->problem_mark, "%s", problem_text(parser->problem));
	return fail_at(reader, GX_EINPUT, parser->problem_mark, "%s (%s that starts in line %zu)", problem_text(parser->problem),
		       parser->context, parser->context_mark.line + 1);
}

static int read_events(struct reader *reader)
{
	while (!reader->ended) {
		yaml_event_t event;
		if (!yaml_parser_parse(&reader->parser, &event))
			return parse_failed(reader);
		int rc = event.type < GX_LEN(HANDLERS) && HANDLERS[event.type] ? HANDLERS[event.type](reader, &event) : 0;
		yaml_event_delete(&event);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* Before libyaml sees them: 30,000 %TAG lines take it seconds. */
static int check_directives(struct gx_str text, const char *name, struct gx_err *err)
{
	struct gx_str line;
	size_t directives = 0;
	for (size_t number = 1; gx_str_cut(&text, '\n', &line); number++) {
		if (gx_str_starts(line, GX_STR("%")) && ++directives > DIRECTIVES_MAX)
			return gx_source_fail(err, GX_ELIMIT, name, (struct gx_place){ number, 1 }, "over %d lines that start with '%%'",
					      (int)DIRECTIVES_MAX);
	}
	return 0;
}

int gx_yaml_read(struct gx_str text, const char *name, struct gx_arena *arena, struct gx_node **ret, struct gx_err *err)
{
	int rc = gx_source_open(&text, name, err);
	if (rc == 0)
		rc = check_directives(text, name, err);
	if (rc < 0)
		return rc;
	GX_CLEANUP(reader) reader = { .text = text, .name = name, .arena = arena, .err = err };
	if (!yaml_parser_initialize(&reader.parser))
		return gx_fail_memory(err);
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader.parser, (const unsigned char *)(text.at ? text.at : ""), text.len);
	rc = read_events(&reader);
	if (rc < 0)
		return rc;
	/* no document, or nothing in it, is no parameters */
	if (!reader.root || reader.root->kind == GX_NULL)
		reader.root = node_new(&reader, GX_OBJECT, (yaml_mark_t){ 0, 0, 0 });
	if (!reader.root)
		return gx_fail_memory(err);
	*ret = reader.root;
	return 0;
}
