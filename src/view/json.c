#include "view/json.h"

#include <inttypes.h>
#include <math.h>

#include "base/json_text.h"
#include "base/num.h"
#include "run/packages.h"
#include "run/record.h"

/* The order of facts in the object; those that are nested in one object are neighbours. */
/* clang-format off */
enum place {
	EXPERIMENT, NAME, STATUS, STARTED, ENDED, DURATION, HOST, USER, COMMAND, DIRECTORY, ATTEMPT, EXIT, SIGNAL,
	REASON, CODE_COMMIT, CODE_TREE, CODE_BRANCH, CODE_REMOTE, CODE_DIRTY, CODE_OMITTED, GROUP, PARENT, LINKS,
	SOURCE_TRACKER, SOURCE_ID, SOURCE_URI, REMOVED, FORMERLY, PLACES,
};
/* clang-format on */

struct member {
	struct gx_str fact; /* its key in run.yaml */
	enum place place;
	const char *group; /* the object that it is nested in, or NULL */
	struct gx_str key; /* its key in there */
};

#define FLAT(name, place) { GX_STR_INIT(name), place, NULL, GX_STR_INIT(name) }
#define NESTED(group, name, place) { GX_STR_INIT(group "." name), place, group, GX_STR_INIT(name) }

/* In the order of their keys in run.yaml, so that one walk over both finds all. */
static const struct member members[] = {
	FLAT("attempt", ATTEMPT),
	NESTED("code", "branch", CODE_BRANCH),
	NESTED("code", "commit", CODE_COMMIT),
	NESTED("code", "dirty", CODE_DIRTY),
	NESTED("code", "omitted", CODE_OMITTED),
	NESTED("code", "remote", CODE_REMOTE),
	NESTED("code", "tree", CODE_TREE),
	FLAT("command", COMMAND),
	FLAT("directory", DIRECTORY),
	FLAT("duration", DURATION),
	FLAT("ended", ENDED),
	FLAT("exit", EXIT),
	FLAT("experiment", EXPERIMENT),
	FLAT("formerly", FORMERLY),
	FLAT("group", GROUP),
	FLAT("host", HOST),
	FLAT("links", LINKS),
	FLAT("name", NAME),
	FLAT("parent", PARENT),
	FLAT("reason", REASON),
	FLAT("removed", REMOVED),
	FLAT("signal", SIGNAL),
	NESTED("source", "id", SOURCE_ID),
	NESTED("source", "tracker", SOURCE_TRACKER),
	NESTED("source", "uri", SOURCE_URI),
	FLAT("started", STARTED),
	FLAT("status", STATUS),
	FLAT("user", USER),
};

/* Behind what opens an object or array nothing, else a comma: whether it is the first is seen from the text itself. */
static void add_comma(struct gx_buf *out)
{
	char last = out->len ? out->at[out->len - 1] : '{';

	if (last != '{' && last != '[')
		gx_buf_text(out, ", ");
}

static void add_key(struct gx_buf *out, const char *key)
{
	add_comma(out);
	gx_buf_byte(out, '"');
	gx_buf_text(out, key);
	gx_buf_text(out, "\": ");
}

static void add_text(struct gx_buf *out, const char *key, struct gx_str text)
{
	add_key(out, key);
	gx_json_string(out, text);
}

/* .nan, .inf and -.inf are no JSON. */
static bool is_json(const struct gx_value *value)
{
	struct gx_str json = value->json;

	return value->kind != GX_NUMBER || !json.len ||
	       (json.at[0] != '.' && (json.len < 2 || json.at[1] != '.' || json.at[0] != '-'));
}

/*
 * Adds `"key": value` in one go where both stand in JSON as they are stored, which is nearly always; false, and
 * nothing, where not. A list of ten thousand runs is four hundred thousand of these.
 */
static bool add_stored_pair(struct gx_buf *out, struct gx_str key, const struct gx_value *value)
{
	char *at = is_json(value) ? gx_buf_reserve(out, key.len + value->json.len + 4) : NULL;

	if (!at)
		return false;
	*at++ = '"';
	for (size_t i = 0; i < key.len; i++) {
		unsigned char byte = (unsigned char)key.at[i];

		if (byte < ' ' || byte > '~' || byte == '"' || byte == '\\')
			return false;
		*at++ = (char)byte;
	}
	memcpy(at, "\": ", 3);
	memcpy(at + 3, value->json.at, value->json.len);
	out->len += key.len + value->json.len + 4;
	out->at[out->len] = '\0';
	return true;
}

static void add_pair(struct gx_buf *out, struct gx_str key, const struct gx_value *value)
{
	if (add_stored_pair(out, key, value))
		return;
	gx_json_string(out, key);
	gx_buf_text(out, ": ");
	gx_value_json(out, value);
}

/* The facts by their places; a fact of a newer version has none. */
static void find_facts(const struct gx_flat *facts, const struct member *found[PLACES],
		       const struct gx_value *values[PLACES])
{
	size_t fact = 0, member = 0;

	while (fact < facts->len && member < GX_LEN(members)) {
		int order = gx_str_compare(facts->at[fact].key, members[member].fact);

		if (order == 0) {
			found[members[member].place] = &members[member];
			values[members[member].place] = &facts->at[fact].value;
		}
		fact += order <= 0;
		member += order >= 0;
	}
}

/* Closes the object `open` and opens `group` (NULL: none) unless it is the same; returns what is open then. */
static const char *change_group(struct gx_buf *out, const char *open, const char *group)
{
	if (open && group && strcmp(open, group) == 0)
		return open;
	if (open)
		gx_buf_byte(out, '}');
	if (group) {
		add_key(out, group);
		gx_buf_byte(out, '{');
	}
	return group;
}

static void add_facts(struct gx_buf *out, const struct gx_flat *facts)
{
	const struct member *found[PLACES] = { NULL };
	const struct gx_value *values[PLACES] = { NULL };
	const char *open = NULL; /* the group that is open */

	find_facts(facts, found, values);
	for (size_t i = 0; i < PLACES; i++) {
		if (!found[i])
			continue;
		open = change_group(out, open, found[i]->group);
		add_comma(out);
		add_pair(out, found[i]->key, values[i]);
	}
	if (open)
		gx_buf_byte(out, '}');
}

void gx_json_flat(struct gx_buf *out, const struct gx_flat *flat)
{
	gx_buf_byte(out, '{');
	for (size_t i = 0; i < flat->len; i++) {
		if (i)
			gx_buf_add(out, ", ", 2);
		add_pair(out, flat->at[i].key, &flat->at[i].value);
	}
	gx_buf_byte(out, '}');
}

static void add_tags(struct gx_buf *out, const struct gx_run *run)
{
	add_key(out, "tags");
	gx_buf_byte(out, '[');
	for (size_t i = 0; i < run->tags.list.len; i++) {
		add_comma(out);
		gx_json_string(out, run->tags.list.at[i]);
	}
	gx_buf_byte(out, ']');
}

static void add_author(struct gx_buf *out, const struct gx_run *run)
{
	if (!run->author_name.len && !run->author_email.len)
		return;
	add_key(out, "author");
	gx_buf_byte(out, '{');
	add_text(out, "name", run->author_name);
	add_text(out, "email", run->author_email);
	gx_buf_byte(out, '}');
}

/* An entry of artifacts.yaml with its path put before its own members. */
static void add_artifact(struct gx_buf *out, const struct gx_pair *pair)
{
	struct gx_str inside = gx_str_trim(pair->value.json);

	add_comma(out);
	gx_buf_byte(out, '{');
	add_text(out, "path", pair->key);
	if (pair->value.kind == GX_OBJECT && inside.len > 2) {
		gx_buf_text(out, ", ");
		gx_buf_str(out, gx_str_from(inside, 1));
	} else {
		gx_buf_byte(out, '}');
	}
}

static void add_artifacts(struct gx_buf *out, const struct gx_run *run)
{
	add_key(out, "artifacts");
	gx_buf_byte(out, '[');
	for (size_t i = 0; i < run->artifacts.len; i++)
		add_artifact(out, &run->artifacts.at[i]);
	gx_buf_byte(out, ']');
}

static void add_notes(struct gx_buf *out, const struct gx_run *run)
{
	add_key(out, "notes");
	gx_buf_byte(out, '[');
	for (size_t i = 0; i < run->notes.len; i++) {
		int64_t time_us = gx_note_time(run->notes.at[i].name);
		char time[GX_TIME_ROOM];

		add_comma(out);
		gx_buf_byte(out, '{');
		if (time_us != GX_TIME_NONE)
			add_text(out, "time", (struct gx_str){ time, gx_time_format(time_us, time) });
		add_text(out, "text", run->notes.at[i].text);
		gx_buf_byte(out, '}');
	}
	gx_buf_byte(out, ']');
}

/* A number of a history: nan and the infinities are strings. */
static void add_number(struct gx_buf *out, const struct gx_point *point)
{
	if (!isfinite(point->value))
		gx_buf_byte(out, '"');
	gx_point_write(out, point);
	if (!isfinite(point->value))
		gx_buf_byte(out, '"');
}

static void add_point(struct gx_buf *out, const struct gx_point *point)
{
	char time[GX_NUM_ROOM];

	gx_buf_printf(out, "[%" PRId64 ", ", point->step);
	if (isfinite(point->time))
		gx_buf_add(out, time, gx_num_format(point->time, time));
	else
		gx_buf_text(out, "null");
	gx_buf_text(out, ", ");
	add_number(out, point);
	gx_buf_byte(out, ']');
}

static void add_histories(struct gx_buf *out, const struct gx_run *run)
{
	add_key(out, "history");
	gx_buf_byte(out, '{');
	for (size_t i = 0; i < run->histories.all.len; i++) {
		const struct gx_history *history = &run->histories.all.at[i];

		add_comma(out);
		gx_json_string(out, history->metric);
		gx_buf_text(out, ": [");
		for (size_t point = 0; point < history->points.len; point++) {
			add_comma(out);
			add_point(out, &history->points.at[point]);
		}
		gx_buf_byte(out, ']');
	}
	gx_buf_byte(out, '}');
}

/* A list that is over the caps cannot be an object; it is left out rather than cut. */
static void add_packages(struct gx_buf *out, const struct gx_run *run)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_flat packages = GX_FLAT_INIT;
	int code = gx_packages_read(run->packages, &arena, &packages, NULL);

	if (code == GX_ENOMEM && !out->failed)
		out->failed = code;
	if (code)
		return;
	add_key(out, "packages");
	gx_json_flat(out, &packages);
}

static void add_flat(struct gx_buf *out, const char *key, const struct gx_flat *flat)
{
	add_key(out, key);
	gx_json_flat(out, flat);
}

static void add_parts(struct gx_buf *out, const struct gx_run *run, unsigned parts)
{
	if (parts & GX_PART_STATS)
		add_flat(out, "stats", &run->stats);
	if (parts & GX_PART_SYSTEM)
		add_flat(out, "environment", &run->system);
	if (parts & GX_PART_VARIABLES)
		add_flat(out, "variables", &run->variables);
	if (parts & GX_PART_PACKAGES)
		add_packages(out, run);
	if (parts & GX_PART_DATA)
		add_flat(out, "data", &run->data);
	if (parts & GX_PART_ARTIFACTS)
		add_artifacts(out, run);
	if (parts & GX_PART_NOTES)
		add_notes(out, run);
	if (parts & GX_PART_DESCRIPTION)
		add_text(out, "description", run->description);
	if (parts & GX_PART_OUTPUT)
		add_text(out, "output", run->output);
	if (parts & GX_PART_HISTORIES)
		add_histories(out, run);
}

void gx_json_run(struct gx_buf *out, const struct gx_run *run, unsigned parts)
{
	gx_buf_byte(out, '{');
	add_text(out, "id", run->id);
	add_text(out, "tip", run->tip);
	add_text(out, "ref", run->ref);
	add_author(out, run);
	add_facts(out, &run->facts);
	add_tags(out, run);
	add_flat(out, "params", &run->params);
	add_flat(out, "metrics", &run->metrics);
	add_parts(out, run, parts);
	gx_buf_byte(out, '}');
}
