#include <math.h>

#include "run/exchange_reader.h"
#include "run/limits.h"
#include "run/names.h"
#include "run/packages.h"
#include "run/parts.h"
#include "run/record.h"

/* Adds one member of an object to a flat. */
static int add_value(struct gx_exchange *exchange, const char *part, const struct gx_node *node, struct gx_flat *flat)
{
	struct gx_value value;
	int failed = gx_key_check(node->key, exchange->err);
	if (!failed)
		failed = gx_node_value(node, exchange->arena, &value, exchange->err);
	if (failed)
		return gx_fail_within(exchange->err, "'%s'", part);
	if (value.json.len > GX_VALUE_MAX)
		return gx_fail(exchange->err, GX_ELIMIT,
			       "'%s': the value of '%" GX_PRI "' has %zu bytes, at most %d are allowed", part,
			       GX_ARG(node->key), value.json.len, GX_VALUE_MAX);
	return gx_flat_add(flat, exchange->arena, node->key, value) ? 0 : gx_fail_memory(exchange->err);
}

/* A number, also one of the strings that stand for those that JSON has not. */
static int add_number(struct gx_exchange *exchange, const char *part, const struct gx_node *node, struct gx_flat *flat)
{
	if (node->kind == GX_NUMBER)
		return add_value(exchange, part, node, flat);
	int failed = gx_key_check(node->key, exchange->err);
	if (failed)
		return gx_fail_within(exchange->err, "'%s'", part);
	double number = gx_str_is(node->text, "nan") ? (double)NAN
			: node->text.at[0] == '-'    ? -(double)INFINITY
						     : (double)INFINITY;
	struct gx_value value;
	if (!gx_value_double(exchange->arena, number, &value) || !gx_flat_add(flat, exchange->arena, node->key, value))
		return gx_fail_memory(exchange->err);
	return 0;
}

/* A parameter may be of any kind. */
static int add_param(struct gx_exchange *exchange, const char *part, const struct gx_node *node, struct gx_flat *flat)
{
	return gx_exchange_is_number(node) ? add_number(exchange, part, node, flat)
					   : add_value(exchange, part, node, flat);
}

static int add_metric(struct gx_exchange *exchange, const char *part, const struct gx_node *node, struct gx_flat *flat)
{
	int failed = gx_metric_check(node->key, exchange->err);
	if (failed)
		return gx_fail_within(exchange->err, "'%s'", part);
	if (!gx_exchange_is_number(node))
		return gx_fail(exchange->err, GX_EINPUT,
			       "the metric '%" GX_PRI "' must be a number, \"nan\", \"inf\" or \"-inf\", not %s",
			       GX_ARG(node->key), gx_kind_name(node->kind));
	return add_number(exchange, part, node, flat);
}

static int add_data(struct gx_exchange *exchange, const char *part, const struct gx_node *node, struct gx_flat *flat)
{
	int failed = gx_exchange_expect(exchange, "an entry of data", node, GX_OBJECT);
	return failed ? failed : add_value(exchange, part, node, flat);
}

typedef int add_function(struct gx_exchange *, const char *part, const struct gx_node *, struct gx_flat *);

/* An object, member by member. */
static int take_flat(struct gx_exchange *exchange, const char *key, const struct gx_node *node, add_function *add,
		     enum gx_part part)
{
	struct gx_flat flat = GX_FLAT_INIT;
	int failed = gx_exchange_expect(exchange, key, node, GX_OBJECT);
	for (const struct gx_node *member = failed ? NULL : node->child; member && !failed; member = member->next)
		failed = add(exchange, key, member, &flat);
	if (!failed && gx_flat_seal(&flat, exchange->err))
		failed = gx_fail_within(exchange->err, "'%s'", key);
	if (failed)
		return failed;
	*gx_part_flat(&exchange->run, part) = flat;
	exchange->run.parts |= part;
	return 0;
}

int gx_take_params(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	return take_flat(exchange, key, node, add_param, GX_PART_PARAMS);
}

int gx_take_metrics(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	return take_flat(exchange, key, node, add_metric, GX_PART_METRICS);
}

int gx_take_system(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	return take_flat(exchange, key, node, add_value, GX_PART_SYSTEM);
}

int gx_take_variables(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	return take_flat(exchange, key, node, add_value, GX_PART_VARIABLES);
}

int gx_take_data(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	return take_flat(exchange, key, node, add_data, GX_PART_DATA);
}

int gx_take_tags(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	int failed = gx_exchange_expect(exchange, key, node, GX_ARRAY);
	if (!failed && node->count > GX_TAGS_MAX)
		return gx_fail(exchange->err, GX_ELIMIT, "'%s' holds %zu tags, at most %d are allowed", key,
			       node->count, GX_TAGS_MAX);
	for (const struct gx_node *tag = failed ? NULL : node->child; tag && !failed; tag = tag->next) {
		failed = gx_exchange_expect(exchange, "a tag", tag, GX_STRING);
		if (!failed)
			failed = gx_tag_check(tag->text, exchange->err);
		if (!failed && !gx_strs_insert(&exchange->run.tags, tag->text))
			failed = gx_fail_memory(exchange->err);
	}
	exchange->run.parts |= GX_PART_TAGS;
	return failed;
}

static int take_text(struct gx_exchange *exchange, const char *key, const struct gx_node *node, size_t max,
		     struct gx_str *ret)
{
	int failed = gx_exchange_expect(exchange, key, node, GX_STRING);
	if (failed)
		return failed;
	if (node->text.len > max)
		return gx_fail(exchange->err, GX_ELIMIT, "'%s' has %zu bytes, at most %zu are allowed", key,
			       node->text.len, max);
	*ret = node->text;
	return 0;
}

int gx_take_output(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	exchange->run.parts |= GX_PART_OUTPUT;
	return take_text(exchange, key, node, GX_RECORD_MAX, &exchange->run.output);
}

int gx_take_description(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	exchange->run.parts |= GX_PART_DESCRIPTION;
	return take_text(exchange, key, node, GX_NOTE_MAX, &exchange->run.description);
}

/* The name of a note says its time; without one it gets its name when the run is written. */
static int name_note(struct gx_exchange *exchange, const struct gx_node *time, struct gx_note *note)
{
	GX_CLEANUP(gx_buf) name = GX_BUF_INIT(GX_PATH_PART_MAX);
	int64_t time_us;
	if (time->kind != GX_STRING || !gx_time_parse(time->text, &time_us))
		return gx_fail(exchange->err, GX_EINPUT, "the time of a note must be as \"2026-11-20T22:55:00Z\"");
	gx_note_name(&name, time_us, note->text);
	note->name = gx_arena_str(exchange->arena, gx_buf_view(&name));
	return note->name.at ? 0 : gx_fail_memory(exchange->err);
}

static int add_note(struct gx_exchange *exchange, const struct gx_node *node)
{
	struct gx_note note = { GX_STR_NONE, node->text };
	int failed = 0;
	if (node->kind == GX_OBJECT) {
		const struct gx_node *time = gx_node_get(node, "time"), *text = gx_node_get(node, "text");
		if (!text || text->kind != GX_STRING || node->count > (time ? 2 : 1))
			return gx_fail(exchange->err, GX_EINPUT,
				       "a note must have 'text', may have 'time', and nothing else");
		note.text = text->text;
		failed = time && time->kind != GX_NULL ? name_note(exchange, time, &note) : 0;
	} else {
		failed = gx_exchange_expect(exchange, "a note", node, GX_STRING);
	}
	if (!failed && note.text.len == 0)
		return gx_fail(exchange->err, GX_EINPUT, "a note is empty");
	return failed ? failed : gx_run_add_note(&exchange->run, note, exchange->err);
}

int gx_take_notes(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	int failed = gx_exchange_expect(exchange, key, node, GX_ARRAY);
	for (const struct gx_node *note = failed ? NULL : node->child; note && !failed; note = note->next)
		failed = add_note(exchange, note);
	exchange->run.parts |= GX_PART_NOTES;
	return failed;
}

/* A line of packages.txt: from an object name and value, from an array or a text the line itself. */
static int package_line(struct gx_exchange *exchange, struct gx_package package, struct gx_str *ret)
{
	GX_CLEANUP(gx_buf) line = GX_BUF_INIT(GX_VALUE_MAX);
	gx_package_write(&line, package);
	int failed = gx_buf_check(&line, "a package", exchange->err);
	if (!failed)
		failed = gx_line_check(gx_buf_view(&line), "a package", exchange->err);
	if (failed)
		return failed;
	*ret = gx_arena_str(exchange->arena, gx_buf_view(&line));
	return ret->at ? 0 : gx_fail_memory(exchange->err);
}

static int write_packages(struct gx_exchange *exchange, struct gx_str *lines, size_t count)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_RECORD_MAX);
	gx_packages_write(&text, lines, count);
	int failed = gx_buf_check(&text, "'packages'", exchange->err);
	if (failed)
		return failed;
	exchange->run.parts |= GX_PART_PACKAGES;
	exchange->run.packages = gx_arena_str(exchange->arena, gx_buf_view(&text));
	return exchange->run.packages.at ? 0 : gx_fail_memory(exchange->err);
}

static int take_package_text(struct gx_exchange *exchange, struct gx_str text)
{
	size_t count = 0, room = 1;
	for (size_t i = 0; i < text.len; i++)
		room += text.at[i] == '\n';
	struct gx_str line, *lines = gx_arena_array(exchange->arena, room, sizeof(*lines));
	int failed = lines ? 0 : gx_fail_memory(exchange->err);
	while (!failed && gx_str_cut(&text, '\n', &line))
		failed = package_line(exchange, (struct gx_package){ gx_str_trim(line), GX_STR_NONE }, &lines[count++]);
	return failed ? failed : write_packages(exchange, lines, count);
}

int gx_take_packages(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	if (node->kind == GX_STRING)
		return take_package_text(exchange, node->text);
	if (node->kind != GX_OBJECT && node->kind != GX_ARRAY)
		return gx_exchange_refuse(exchange, key, "an object, an array or a string", node);
	struct gx_str *lines = gx_arena_array(exchange->arena, node->count + 1, sizeof(*lines));
	size_t count = 0;
	int failed = lines ? 0 : gx_fail_memory(exchange->err);
	for (const struct gx_node *item = failed ? NULL : node->child; item && !failed; item = item->next) {
		failed = gx_exchange_expect(exchange, "a package", item, GX_STRING);
		bool paired = node->kind == GX_OBJECT;
		if (!failed)
			failed = package_line(exchange,
					      (struct gx_package){ paired ? item->key : item->text,
								   paired ? item->text : GX_STR_NONE },
					      &lines[count++]);
	}
	return failed ? failed : write_packages(exchange, lines, count);
}
