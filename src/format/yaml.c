/*
 * YAML from outside, by libyaml's events.
 */
#include <yaml.h>

#include "format/scalar.h"
#include "format/yaml_tree.h"

enum { DIRECTIVES_MAX = 64 }; /* libyaml compares each with all before it */

struct reader {
	yaml_parser_t parser;
	struct gx_str text;
	struct gx_yaml_tree tree;
	bool ended;
};

static void reader_release(struct reader *reader)
{
	yaml_parser_delete(&reader->parser);
	gx_yaml_tree_release(&reader->tree);
}

static struct gx_place place_of(yaml_mark_t mark)
{
	return (struct gx_place){ mark.line + 1, mark.column + 1 };
}

#define fail_at(reader, code, place, ...)                                                                              \
	gx_source_fail((reader)->tree.err, code, (reader)->tree.name, place, __VA_ARGS__)

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
static int read_tag(struct reader *reader, const yaml_char_t *text, struct gx_place place, enum gx_scalar_type untagged,
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
	return fail_at(reader, GX_EINPUT, place,
		       "'!!%" GX_PRI "' is an object of Python, not a value: write the file with yaml.safe_dump",
		       GX_ARG(gx_str_sub(tag, 0, 80)));
}

/* Events. */

static bool is_merge(const yaml_event_t *event)
{
	return event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && !event->data.scalar.tag &&
	       gx_str_is(str_of(event->data.scalar.value), "<<");
}

static int on_scalar(struct reader *reader, const yaml_event_t *event)
{
	struct gx_str text = { (const char *)event->data.scalar.value, event->data.scalar.length };
	struct gx_place place = place_of(event->start_mark);
	bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	bool untyped = event->data.scalar.plain_implicit || (plain && event->data.scalar.tag);
	enum gx_scalar_type type;
	struct gx_node value = { 0 };
	struct gx_err why = GX_ERR_INIT;
	if (gx_str_find(text, '\0') != GX_STR_NOWHERE)
		return fail_at(reader, GX_EINPUT, place, "a NUL character cannot be stored");
	int rc = read_tag(reader, event->data.scalar.tag, place, untyped ? GX_SCALAR_PLAIN : GX_SCALAR_STRING, &type);
	if (rc < 0)
		return rc;
	rc = gx_scalar_read(text, type, reader->tree.arena, &value, &why);
	if (rc < 0)
		return fail_at(reader, (enum gx_error)rc, place, "%s", why.text);
	return gx_yaml_scalar(&reader->tree, &value, text, is_merge(event), str_of(event->data.scalar.anchor), place);
}

static int on_alias(struct reader *reader, const yaml_event_t *event)
{
	return gx_yaml_alias(&reader->tree, str_of(event->data.alias.anchor), place_of(event->start_mark));
}

static int on_start(struct reader *reader, const yaml_event_t *event, enum gx_kind kind, const yaml_char_t *tag,
		    const yaml_char_t *anchor)
{
	enum gx_scalar_type ignored;
	int rc = read_tag(reader, tag, place_of(event->start_mark), GX_SCALAR_PLAIN, &ignored);
	return rc < 0 ? rc : gx_yaml_open(&reader->tree, kind, str_of(anchor), place_of(event->start_mark));
}

static int on_array(struct reader *reader, const yaml_event_t *event)
{
	return on_start(reader, event, GX_ARRAY, event->data.sequence_start.tag, event->data.sequence_start.anchor);
}

static int on_object(struct reader *reader, const yaml_event_t *event)
{
	return on_start(reader, event, GX_OBJECT, event->data.mapping_start.tag, event->data.mapping_start.anchor);
}

static int on_end(struct reader *reader, const yaml_event_t *event)
{
	return gx_yaml_close(&reader->tree, place_of(event->start_mark));
}

static int on_document(struct reader *reader, const yaml_event_t *event)
{
	if (reader->tree.root)
		return fail_at(reader, GX_EINPUT, place_of(event->start_mark),
			       "a second document starts here: keep one in a file");
	return 0;
}

static int on_stream_end(struct reader *reader, const yaml_event_t *event)
{
	(void)event;
	reader->ended = true;
	return 0;
}

static int (*const HANDLERS[])(struct reader *, const yaml_event_t *) = {
	[YAML_DOCUMENT_START_EVENT] = on_document, [YAML_STREAM_END_EVENT] = on_stream_end,
	[YAML_SCALAR_EVENT] = on_scalar,	   [YAML_ALIAS_EVENT] = on_alias,
	[YAML_SEQUENCE_START_EVENT] = on_array,	   [YAML_SEQUENCE_END_EVENT] = on_end,
	[YAML_MAPPING_START_EVENT] = on_object,	   [YAML_MAPPING_END_EVENT] = on_end,
};

/* What libyaml says in its own terms, in a person's. */
static const struct problem {
	const char *theirs, *ours;
} PROBLEMS[] = {
	{ "found character that cannot start any token", "a value cannot start with this character: indent with "
							 "blanks, not tabs, and quote what starts with @, ` or %" },
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
		return gx_fail_memory(reader->tree.err);
	if (parser->error == YAML_READER_ERROR)
		return fail_at(reader, GX_EINPUT, gx_source_place(reader->text, parser->problem_offset), "%s",
			       parser->problem);
	if (!parser->context)
		return fail_at(reader, GX_EINPUT, place_of(parser->problem_mark), "%s", problem_text(parser->problem));
	return fail_at(reader, GX_EINPUT, place_of(parser->problem_mark), "%s (%s that starts in line %zu)",
		       problem_text(parser->problem), parser->context, parser->context_mark.line + 1);
}

static int read_events(struct reader *reader)
{
	while (!reader->ended) {
		yaml_event_t event;
		if (!yaml_parser_parse(&reader->parser, &event))
			return parse_failed(reader);
		int rc = event.type < GX_LEN(HANDLERS) && HANDLERS[event.type] ? HANDLERS[event.type](reader, &event)
									       : 0;
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
			return gx_source_fail(err, GX_ELIMIT, name, (struct gx_place){ number, 1 },
					      "over %d lines that start with '%%'", (int)DIRECTIVES_MAX);
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
	GX_CLEANUP(reader) reader = { .text = text, .tree = { .name = name, .arena = arena, .err = err } };
	if (!yaml_parser_initialize(&reader.parser))
		return gx_fail_memory(err);
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader.parser, (const unsigned char *)(text.at ? text.at : ""), text.len);
	rc = read_events(&reader);
	if (rc < 0)
		return rc;
	/* no document, or nothing in it, is no parameters */
	if (!reader.tree.root || reader.tree.root->kind == GX_NULL) {
		rc = gx_yaml_open(&reader.tree, GX_OBJECT, GX_STR_NONE, (struct gx_place){ 1, 1 });
		if (rc == 0)
			rc = gx_yaml_close(&reader.tree, (struct gx_place){ 1, 1 });
	}
	if (rc == 0)
		*ret = reader.tree.root;
	return rc;
}
