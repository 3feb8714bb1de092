/*
 * .env files: KEY=value lines as the shell and the dotenv libraries write them. Nothing is expanded.
 */
#include "format/ini.h"

#include "base/map.h"

struct reader {
	struct gx_str text; /* the whole file */
	size_t offset;	    /* of what is next */
	size_t line;	    /* its line, from 1 */
	const char *name;
	struct gx_arena *arena;
	struct gx_err *err;
	struct gx_map keys;
	struct gx_node *root;
	struct gx_node **tail;
	struct gx_buf value;
};

static void reader_release(struct reader *reader)
{
	gx_map_release(&reader->keys);
	gx_buf_release(&reader->value);
}

#define fail_at(reader, place, ...) gx_source_fail((reader)->err, GX_EINPUT, (reader)->name, place, __VA_ARGS__)

static struct gx_str rest_of(const struct reader *reader)
{
	return gx_str_from(reader->text, reader->offset);
}

/* The rest of the line, which is passed over. */
static struct gx_str cut_line(struct reader *reader)
{
	struct gx_str rest = rest_of(reader), line = rest;
	size_t end = gx_str_find(rest, '\n');
	if (end != GX_STR_NOWHERE)
		line = gx_str_sub(rest, 0, end);
	reader->offset += line.len + (end != GX_STR_NOWHERE);
	reader->line++;
	return line;
}

static bool is_key_byte(char byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
	       byte == '_' || byte == '.' || byte == '-';
}

/* Inside double quotes. */
static const struct escape {
	char name, byte;
} ESCAPES[] = { { 'n', '\n' }, { 'r', '\r' }, { 't', '\t' }, { '"', '"' }, { '\\', '\\' }, { '$', '$' }, { '`', '`' } };

static void add_escaped(struct gx_buf *out, char name)
{
	for (size_t i = 0; i < GX_LEN(ESCAPES); i++) {
		if (ESCAPES[i].name != name)
			continue;
		gx_buf_byte(out, ESCAPES[i].byte);
		return;
	}
	/* any other backslash stays */
	gx_buf_byte(out, '\\');
	gx_buf_byte(out, name);
}

/* A quoted value, which may go over lines; what may follow it is a comment. */
static int read_quoted(struct reader *reader, char quote, struct gx_place place)
{
	bool closed = false;
	for (reader->offset++; reader->offset < reader->text.len && !closed; reader->offset++) {
		char byte = reader->text.at[reader->offset];
		reader->line += byte == '\n';
		if (byte == quote)
			closed = true;
		else if (byte == '\\' && quote == '"' && reader->offset + 1 < reader->text.len)
			add_escaped(&reader->value, reader->text.at[++reader->offset]);
		else
			gx_buf_byte(&reader->value, byte);
	}
	if (!closed)
		return fail_at(reader, place, "a quote is not closed");
	struct gx_str after = gx_str_trim(cut_line(reader));
	if (after.len > 0 && after.at[0] != '#')
		return fail_at(reader, place, "text behind a closing quote");
	return 0;
}

/* A bare value ends at a `#` at its start or behind a blank. */
static void read_bare(struct reader *reader)
{
	struct gx_str line = cut_line(reader);
	size_t end = 0;
	while (end < line.len &&
	       (line.at[end] != '#' || (end > 0 && line.at[end - 1] != ' ' && line.at[end - 1] != '\t')))
		end++;
	gx_buf_str(&reader->value, gx_str_trim(gx_str_sub(line, 0, end)));
}

/* Quotes make a string; what is bare may be a number. */
static int read_value(struct reader *reader, struct gx_place place, struct gx_node **ret)
{
	struct gx_str rest = rest_of(reader);
	bool quoted = rest.len > 0 && (rest.at[0] == '"' || rest.at[0] == '\'');
	gx_buf_reset(&reader->value);
	int rc = quoted ? read_quoted(reader, rest.at[0], place) : 0;
	if (!quoted)
		read_bare(reader);
	if (rc == 0)
		rc = gx_buf_check(&reader->value, "a value", reader->err);
	if (rc < 0)
		return rc;
	if (!quoted)
		return gx_text_node(gx_buf_view(&reader->value), reader->name, place, reader->arena, ret, reader->err);
	if (gx_str_find(gx_buf_view(&reader->value), '\0') != GX_STR_NOWHERE)
		return fail_at(reader, place, "a NUL character cannot be stored");
	struct gx_node *node = gx_place_node(GX_STRING, place, reader->arena);
	if (node)
		node->text = gx_arena_str(reader->arena, gx_buf_view(&reader->value));
	if (!node || !node->text.at)
		return gx_fail_memory(reader->err);
	*ret = node;
	return 0;
}

static void skip_blanks(struct reader *reader)
{
	while (reader->offset < reader->text.len &&
	       (reader->text.at[reader->offset] == ' ' || reader->text.at[reader->offset] == '\t'))
		reader->offset++;
}

static struct gx_str read_key(struct reader *reader)
{
	size_t start = reader->offset;
	while (reader->offset < reader->text.len && is_key_byte(reader->text.at[reader->offset]))
		reader->offset++;
	return gx_str_sub(reader->text, start, reader->offset - start);
}

static int take_key(struct reader *reader, struct gx_str key, struct gx_place place, struct gx_str *ret)
{
	struct gx_err why = GX_ERR_INIT;
	if (gx_key_check(key, &why) < 0)
		return fail_at(reader, place, "%s", why.text);
	*ret = gx_arena_str(reader->arena, key);
	size_t before = reader->keys.count;
	if (!ret->at || !gx_map_put(&reader->keys, *ret, 0))
		return gx_fail_memory(reader->err);
	if (reader->keys.count == before)
		return fail_at(reader, place, "a key stands twice: '%" GX_PRI "'", GX_ARG(key));
	if (before == GX_KEYS_MAX)
		return gx_source_fail(reader->err, GX_ELIMIT, reader->name, place, "over %d keys", (int)GX_KEYS_MAX);
	return 0;
}

static int read_entry(struct reader *reader, size_t line_start)
{
	struct gx_place place = { reader->line, reader->offset - line_start + 1 };
	struct gx_str key = read_key(reader);
	skip_blanks(reader);
	if (gx_str_is(key, "export") && rest_of(reader).len > 0 && is_key_byte(rest_of(reader).at[0])) {
		place.column = reader->offset - line_start + 1;
		key = read_key(reader);
		skip_blanks(reader);
	}
	if (key.len == 0 || !gx_str_starts(rest_of(reader), GX_STR("=")))
		return fail_at(reader, place, "expected KEY=value or a comment");
	reader->offset++;
	skip_blanks(reader);
	struct gx_node *node = NULL;
	int rc = take_key(reader, key, place, &key);
	if (rc == 0)
		rc = read_value(reader, place, &node);
	if (rc != 0)
		return rc;
	node->key = key;
	*reader->tail = node;
	reader->tail = &node->next;
	reader->root->count++;
	return 0;
}

static int read_entries(struct reader *reader)
{
	while (reader->offset < reader->text.len) {
		size_t line_start = reader->offset;
		skip_blanks(reader);
		struct gx_str rest = rest_of(reader);
		if (rest.len == 0 || strchr("#\r\n", rest.at[0])) {
			cut_line(reader);
			continue;
		}
		int rc = read_entry(reader, line_start);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int gx_env_read(struct gx_str text, const char *name, struct gx_arena *arena, struct gx_node **ret, struct gx_err *err)
{
	int rc = gx_source_open(&text, name, err);
	if (rc < 0)
		return rc;
	GX_CLEANUP(reader)
	reader = {
		.text = text,
		.line = 1,
		.name = name,
		.arena = arena,
		.err = err,
		.root = gx_place_node(GX_OBJECT, (struct gx_place){ 1, 1 }, arena),
		.value = GX_BUF_INIT(GX_VALUE_MAX),
	};
	if (!reader.root)
		return gx_fail_memory(err);
	reader.tail = &reader.root->child;
	rc = read_entries(&reader);
	if (rc < 0)
		return rc;
	*ret = reader.root;
	return 0;
}
