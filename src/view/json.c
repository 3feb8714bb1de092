#include "view/json.h"

#include <inttypes.h>
#include <math.h>

#include "base/json_text.h"
#include "base/num.h"
#include "run/packages.h"
#include "run/record.h"

/* What stands in run.yaml, in the order of the object: facts of one `group` are neighbours and are nested under its name. */
struct member {
	const char *fact;
	const char *group; /* NULL: none */
	const char *key;
};

static const struct member members[] = {
	{ "experiment", NULL, "experiment" },
	{ "name", NULL, "name" },
	{ "status", NULL, "status" },
	{ "started", NULL, "started" },
	{ "ended", NULL, "ended" },
	{ "duration", NULL, "duration" },
	{ "host", NULL, "host" },
	{ "user", NULL, "user" },
	{ "command", NULL, "command" },
	{ "directory", NULL, "directory" },
	{ "attempt", NULL, "attempt" },
	{ "exit", NULL, "exit" },
	{ "signal", NULL, "signal" },
	{ "reason", NULL, "reason" },
	{ "code.commit", "code", "commit" },
	{ "code.tree", "code", "tree" },
	{ "code.branch", "code", "branch" },
	{ "code.remote", "code", "remote" },
	{ "code.dirty", "code", "dirty" },
	{ "code.omitted", "code", "omitted" },
	{ "group", NULL, "group" },
	{ "parent", NULL, "parent" },
	{ "links", NULL, "links" },
	{ "source.tracker", "source", "tracker" },
	{ "source.id", "source", "id" },
	{ "source.uri", "source", "uri" },
	{ "removed", NULL, "removed" },
	{ "formerly", NULL, "formerly" },
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

static void add_facts(struct gx_buf *out, const struct gx_flat *facts)
{
	const char *open = NULL; /* the group that is open */

	for (size_t i = 0; i < GX_LEN(members); i++) {
		const struct gx_value *value = gx_flat_at(facts, members[i].fact);

		if (!value)
			continue;
		if (open && (!members[i].group || strcmp(open, members[i].group) != 0)) {
			gx_buf_byte(out, '}');
			open = NULL;
		}
		if (members[i].group && !open) {
			open = members[i].group;
			add_key(out, open);
			gx_buf_byte(out, '{');
		}
		add_key(out, members[i].key);
		gx_value_json(out, value);
	}
	if (open)
		gx_buf_byte(out, '}');
}

void gx_json_flat(struct gx_buf *out, const struct gx_flat *flat)
{
	gx_buf_byte(out, '{');
	for (size_t i = 0; i < flat->len; i++) {
		if (i)
			gx_buf_text(out, ", ");
		gx_json_string(out, flat->at[i].key);
		gx_buf_text(out, ": ");
		gx_value_json(out, &flat->at[i].value);
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
