/*
 * INI, as Python's configparser reads it. A reader of our own: libinih, as it is packaged, cuts section names at 49
 * bytes and lines at 199, takes what it cut off for the next line, and reports success.
 */
#include "format/ini.h"

#include "base/map.h"
#include "base/vec.h"

struct section {
	struct gx_node *node;
	struct gx_node **tail; /* where the next member goes */
	struct gx_str path;    /* the names that lead to it, each with a line feed behind, which no name holds */
};

/* A value that may go on in the next line. */
struct entry {
	bool open;
	struct gx_str key;
	struct gx_place place;
	size_t indent; /* of its line: what is indented further belongs to it */
};

struct reader {
	const char *name;
	struct gx_arena *arena;
	struct gx_err *err;
	GX_VEC(struct section) sections; /* the first is the file itself */
	size_t section;			 /* the current one */
	struct gx_map members;		 /* by path: a section's index, 0 for a value */
	struct entry entry;
	struct gx_buf value;
};

static void reader_release(struct reader *reader)
{
	gx_vec_release(&reader->sections);
	gx_map_release(&reader->members);
	gx_buf_release(&reader->value);
}

#define fail_at(reader, place, ...) gx_source_fail((reader)->err, GX_EINPUT, (reader)->name, place, __VA_ARGS__)

/* Nodes. */

struct gx_node *gx_place_node(enum gx_kind kind, struct gx_place place, struct gx_arena *arena)
{
	struct gx_node *node = gx_arena_alloc(arena, sizeof(*node));
	if (!node)
		return NULL;
	node->kind = kind;
	node->line = (unsigned)place.line;
	node->column = (unsigned)place.column;
	return node;
}

int gx_text_node(struct gx_str text, const char *name, struct gx_place place, struct gx_arena *arena,
		 struct gx_node **ret, struct gx_err *err)
{
	struct gx_value value;
	struct gx_err why = GX_ERR_INIT;
	int rc = gx_value_parse_argument(text, arena, &value, &why);
	if (rc < 0) {
		gx_source_fail(err, (enum gx_error)rc, name, place, "%s", why.text);
		return rc;
	}
	if (value.kind == GX_ARRAY || value.kind == GX_OBJECT)
		return gx_json_read(value.json, name, arena, ret, err);
	struct gx_node *node = gx_place_node(value.kind, place, arena);
	if (!node)
		return gx_fail_memory(err);
	node->text = value.kind == GX_NUMBER ? value.json : value.text;
	node->number = value.number;
	*ret = node;
	return 0;
}

/* Sections. */

/* The index of a new section in that one; its place among the members is taken already. */
static int add_section(struct reader *reader, struct gx_node *node, struct gx_str path, size_t *ret)
{
	struct section *section = gx_vec_add(&reader->sections);
	if (!node || !section)
		return gx_fail_memory(reader->err);
	*section = (struct section){ node, &node->child, path };
	*ret = reader->sections.len - 1;
	return 0;
}

static void append(struct section *section, struct gx_node *node)
{
	*section->tail = node;
	section->tail = &node->next;
	section->node->count++;
}

/*
 * The slot of a member of a section: GX_KEYS_MAX at most. *ret_new tells whether it was not there before; the path is
 * what the map borrows.
 */
static size_t *find_member(struct reader *reader, size_t section, struct gx_str name, struct gx_str *ret_path,
			   bool *ret_new)
{
	GX_CLEANUP(gx_buf) joined = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_str(&joined, reader->sections.at[section].path);
	gx_buf_str(&joined, name);
	gx_buf_byte(&joined, '\n');
	struct gx_str path = joined.failed ? GX_STR_NONE : gx_arena_str(reader->arena, gx_buf_view(&joined));
	size_t before = reader->members.count;
	size_t *slot = path.at ? gx_map_put(&reader->members, path, 0) : NULL;
	*ret_path = path;
	*ret_new = reader->members.count > before;
	if (!slot)
		gx_fail_memory(reader->err);
	return slot;
}

static int check_count(struct reader *reader, struct gx_place place)
{
	if (reader->members.count <= GX_KEYS_MAX)
		return 0;
	return gx_source_fail(reader->err, GX_ELIMIT, reader->name, place, "over %d keys", (int)GX_KEYS_MAX);
}

static int check_name(struct reader *reader, struct gx_str name, struct gx_place place)
{
	struct gx_err why = GX_ERR_INIT;
	return gx_key_check(name, &why) < 0 ? fail_at(reader, place, "%s", why.text) : 0;
}

/* Goes from a section into one in it, new or known. */
static int enter(struct reader *reader, size_t from, struct gx_str name, struct gx_place place, size_t *ret)
{
	struct gx_str path;
	bool fresh;
	size_t *slot = find_member(reader, from, name, &path, &fresh);
	if (!slot)
		return GX_ENOMEM;
	if (!fresh && *slot == 0)
		return fail_at(reader, place, "'%" GX_PRI "' is a section here and a key above",
			       GX_ARG(gx_str_sub(name, 0, 200)));
	*ret = *slot;
	if (!fresh)
		return 0;
	struct gx_node *node = gx_place_node(GX_OBJECT, place, reader->arena);
	int rc = add_section(reader, node, path, ret);
	if (rc < 0)
		return rc;
	*slot = *ret;
	node->key = gx_str_sub(path, path.len - 1 - name.len, name.len);
	append(&reader->sections.at[from], node);
	return check_count(reader, place);
}

/* [optimizer.adam] is adam in optimizer */
static int open_section(struct reader *reader, struct gx_str line, struct gx_place place)
{
	size_t end = gx_str_find(line, ']'), depth = 0, section = 0;
	if (end == GX_STR_NOWHERE)
		return fail_at(reader, place, "a section without its ']'");
	struct gx_str rest = gx_str_trim(gx_str_sub(line, 1, end - 1)), after = gx_str_trim(gx_str_from(line, end + 1)),
		      part;
	if (after.len > 0 && after.at[0] != ';' && after.at[0] != '#')
		return fail_at(reader, place, "text behind the ']' of a section");
	int rc = check_name(reader, rest, place);
	if (rc == 0 && (rest.at[0] == '.' || rest.at[rest.len - 1] == '.'))
		return fail_at(reader, place, "a section's name starts or ends with a dot");
	while (rc == 0 && gx_str_cut(&rest, '.', &part)) {
		if (part.len == 0 || ++depth >= GX_DEPTH_MAX)
			return fail_at(reader, place, "a section's name has two dots in a row, or over %d dots",
				       (int)GX_DEPTH_MAX - 2);
		rc = enter(reader, section, part, place, &section);
	}
	reader->section = section;
	return rc;
}

/* Keys. */

/* Gives the open entry, now that its value is whole, to its section. */
static int close_entry(struct reader *reader)
{
	struct gx_node *node = NULL;
	if (!reader->entry.open)
		return 0;
	reader->entry.open = false;
	int rc = gx_buf_check(&reader->value, reader->name, reader->err);
	if (rc == 0)
		rc = gx_text_node(gx_buf_view(&reader->value), reader->name, reader->entry.place, reader->arena, &node,
				  reader->err);
	if (rc != 0)
		return rc;
	node->key = reader->entry.key;
	append(&reader->sections.at[reader->section], node);
	return 0;
}

/* Without a comment: a `;` at the start or behind a blank, but not in quotes. */
static struct gx_str cut_comment(struct gx_str text)
{
	size_t at = 0;
	if (text.len > 0 && text.at[0] == '"') {
		size_t quote = gx_str_find(gx_str_from(text, 1), '"');
		at = quote == GX_STR_NOWHERE ? 0 : quote + 2;
	}
	for (; at < text.len; at++)
		if (text.at[at] == ';' && (at == 0 || text.at[at - 1] == ' ' || text.at[at - 1] == '\t'))
			return gx_str_trim(gx_str_sub(text, 0, at));
	return text;
}

static int open_entry(struct reader *reader, struct gx_str line, struct gx_place place)
{
	size_t equals = gx_str_find(line, '='), colon = gx_str_find(line, ':'), end = equals < colon ? equals : colon;
	struct gx_str path, key = gx_str_trim(gx_str_sub(line, 0, end));
	bool fresh;
	if (end == GX_STR_NOWHERE)
		return fail_at(reader, place, "expected 'key = value', '[section]' or a comment");
	int rc = check_name(reader, key, place);
	if (rc < 0)
		return rc;
	if (!find_member(reader, reader->section, key, &path, &fresh))
		return GX_ENOMEM;
	if (!fresh)
		return fail_at(reader, place, "a key stands twice: '%" GX_PRI "'", GX_ARG(gx_str_sub(key, 0, 200)));
	key = gx_str_sub(path, path.len - 1 - key.len, key.len);
	reader->entry = (struct entry){ true, key, place, place.column - 1 };
	gx_buf_reset(&reader->value);
	gx_buf_str(&reader->value, cut_comment(gx_str_trim(gx_str_from(line, end + 1))));
	return check_count(reader, place);
}

static int read_line(struct reader *reader, struct gx_str line, size_t number)
{
	struct gx_str text = gx_str_trim(line);
	if (text.len == 0 || text.at[0] == '#' || text.at[0] == ';')
		return 0;
	size_t indent = (size_t)(text.at - line.at);
	struct gx_place place = { number, indent + 1 };
	if (reader->entry.open && indent > reader->entry.indent) {
		gx_buf_byte(&reader->value, '\n');
		gx_buf_str(&reader->value, cut_comment(text));
		return 0;
	}
	int rc = close_entry(reader);
	if (rc < 0)
		return rc;
	return text.at[0] == '[' ? open_section(reader, text, place) : open_entry(reader, text, place);
}

int gx_ini_read(struct gx_str text, const char *name, struct gx_arena *arena, struct gx_node **ret, struct gx_err *err)
{
	struct gx_str line;
	size_t root = 0;
	int rc = gx_source_open(&text, name, err);
	if (rc < 0)
		return rc;
	GX_CLEANUP(reader) reader = { .name = name, .arena = arena, .err = err, .value = GX_BUF_INIT(GX_VALUE_MAX) };
	rc = add_section(&reader, gx_place_node(GX_OBJECT, (struct gx_place){ 1, 1 }, arena), GX_STR_NONE, &root);
	for (size_t number = 1; rc == 0 && gx_str_cut(&text, '\n', &line); number++)
		rc = read_line(&reader, line, number);
	if (rc == 0)
		rc = close_entry(&reader);
	if (rc < 0)
		return rc;
	*ret = reader.sections.at[root].node;
	return 0;
}
