#include <math.h>

#include "base/num.h"
#include "run/exchange_reader.h"
#include "run/names.h"

static int set_text(struct gx_exchange *exchange, const char *key, struct gx_str text)
{
	return gx_run_set_text(&exchange->run, exchange->arena, key, text) ? 0 : gx_fail_memory(exchange->err);
}

/* The node's value as it stands. */
static int set_value(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	struct gx_value value;
	int failed = gx_node_value(node, exchange->arena, &value, exchange->err);
	if (failed)
		return gx_fail_within(exchange->err, "'%s'", key);
	if (value.json.len > GX_VALUE_MAX)
		return gx_fail(exchange->err, GX_ELIMIT, "'%s' has %zu bytes, at most %d are allowed", key,
			       value.json.len, GX_VALUE_MAX);
	exchange->run.parts |= GX_PART_FACTS;
	return gx_flat_set(&exchange->run.facts, exchange->arena, gx_str_of(key), value)
		       ? 0
		       : gx_fail_memory(exchange->err);
}

int gx_take_experiment(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	int failed = gx_exchange_expect(exchange, key, node, GX_STRING);
	if (!failed)
		failed = gx_experiment_check(node->text, exchange->err);
	return failed ? failed : set_text(exchange, key, node->text);
}

int gx_take_name(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	int failed = gx_exchange_expect(exchange, key, node, GX_STRING);
	if (!failed)
		failed = gx_name_check(node->text, exchange->err);
	return failed ? failed : set_text(exchange, key, node->text);
}

int gx_take_status(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	int failed = gx_exchange_expect(exchange, key, node, GX_STRING);
	if (failed)
		return failed;
	if (gx_status_parse(node->text) == GX_STATUS_UNKNOWN)
		return gx_fail(exchange->err, GX_EINPUT,
			       "'%s' must be running, finished, failed, killed or crashed, not '%" GX_PRI "'", key,
			       GX_ARG(gx_str_sub(node->text, 0, 100)));
	return set_text(exchange, key, node->text);
}

int gx_take_time(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	int64_t time_us;
	if (node->kind != GX_STRING)
		return gx_exchange_refuse(exchange, key, "a time as \"2026-11-20T22:55:00Z\"", node);
	if (!gx_time_parse(node->text, &time_us))
		return gx_fail(exchange->err, GX_EINPUT,
			       "'%s' must be a time as \"2026-11-20T22:55:00Z\", not '%" GX_PRI "'", key,
			       GX_ARG(gx_str_sub(node->text, 0, 100)));
	return gx_run_set_time(&exchange->run, exchange->arena, key, time_us) ? 0 : gx_fail_memory(exchange->err);
}

int gx_take_seconds(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	int failed = gx_exchange_expect(exchange, key, node, GX_NUMBER);
	if (failed)
		return failed;
	if (!isfinite(node->number) || node->number < 0)
		return gx_fail(exchange->err, GX_EINPUT, "'%s' must be a number of seconds from 0 on", key);
	return set_value(exchange, key, node);
}

int gx_take_int(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	int64_t number;
	if (node->kind != GX_NUMBER || !gx_num_read_int64(node->text, &number))
		return gx_exchange_refuse(exchange, key, "an integer", node);
	return set_value(exchange, key, node);
}

int gx_take_flag(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	int failed = gx_exchange_expect(exchange, key, node, GX_BOOL);
	return failed ? failed : set_value(exchange, key, node);
}

static int check_line(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	int failed = gx_exchange_expect(exchange, key, node, GX_STRING);
	if (!failed)
		failed = gx_line_check(node->text, key, exchange->err);
	return failed;
}

int gx_take_line(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	int failed = check_line(exchange, key, node);
	return failed ? failed : set_value(exchange, key, node);
}

int gx_take_id(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	int failed = gx_exchange_expect(exchange, key, node, GX_STRING);
	if (failed)
		return failed;
	if (!gx_is_id(node->text))
		return gx_fail(exchange->err, GX_EINPUT, "'%s' must be a full id in lower-case hex, not '%" GX_PRI "'",
			       key, GX_ARG(gx_str_sub(node->text, 0, 100)));
	return set_text(exchange, key, node->text);
}

static int expect_texts(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	int failed = gx_exchange_expect(exchange, key, node, GX_ARRAY);
	for (const struct gx_node *item = failed ? NULL : node->child; item && !failed; item = item->next)
		if (item->kind != GX_STRING)
			failed = gx_exchange_refuse(exchange, key, "an array of strings", item);
	return failed;
}

int gx_take_texts(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	int failed = expect_texts(exchange, key, node);
	return failed ? failed : set_value(exchange, key, node);
}

/* A command line in one string is an array of one. */
int gx_take_command(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	struct gx_node item = *node;
	struct gx_node array = { .kind = GX_ARRAY, .child = &item, .count = 1 };
	item.next = NULL;
	return gx_take_texts(exchange, key, node->kind == GX_STRING ? &array : node);
}

static int check_link(struct gx_exchange *exchange, const struct gx_node *link)
{
	int failed = gx_exchange_expect(exchange, "links", link, GX_OBJECT);
	if (failed)
		return failed;
	const struct gx_node *rel = gx_node_get(link, "rel"), *to = gx_node_get(link, "to");
	if (!rel || !to || link->count != 2)
		return gx_fail(exchange->err, GX_EINPUT, "each of 'links' must have 'rel' and 'to' and nothing else");
	failed = check_line(exchange, "links.rel", rel);
	return failed ? failed : check_line(exchange, "links.to", to);
}

int gx_take_links(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	int failed = gx_exchange_expect(exchange, key, node, GX_ARRAY);
	for (const struct gx_node *link = failed ? NULL : node->child; link && !failed; link = link->next)
		failed = check_link(exchange, link);
	return failed ? failed : set_value(exchange, key, node);
}

/* In a commit an author stands as `name <email>`. */
static int take_identity(struct gx_exchange *exchange, const char *key, const struct gx_node *node, struct gx_str *ret)
{
	int failed = check_line(exchange, key, node);
	if (failed)
		return failed;
	if (gx_str_find(node->text, '<') != GX_STR_NOWHERE || gx_str_find(node->text, '>') != GX_STR_NOWHERE)
		return gx_fail(exchange->err, GX_EINPUT, "'%s' must not hold '<' or '>'", key);
	*ret = node->text;
	return 0;
}

int gx_take_author_name(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	return take_identity(exchange, key, node, &exchange->run.author_name);
}

int gx_take_author_email(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	return take_identity(exchange, key, node, &exchange->run.author_email);
}
