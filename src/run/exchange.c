#include "run/exchange.h"

#include <stdio.h>

#include "run/exchange_reader.h"
#include "run/suggest.h"

enum { NEAR = 3 }; /* letters from which on a word is another */

static gx_exchange_take take_nothing, take_code, take_source, take_author;

static const struct gx_exchange_key keys[] = {
	{ "id", take_nothing },
	{ "tip", take_nothing },
	{ "ref", take_nothing },
	{ "experiment", gx_take_experiment },
	{ "name", gx_take_name },
	{ "status", gx_take_status },
	{ "started", gx_take_time },
	{ "ended", gx_take_time },
	{ "duration", gx_take_seconds },
	{ "author", take_author },
	{ "host", gx_take_line },
	{ "user", gx_take_line },
	{ "command", gx_take_command },
	{ "directory", gx_take_line },
	{ "exit", gx_take_int },
	{ "signal", gx_take_line },
	{ "reason", gx_take_line },
	{ "attempt", gx_take_int },
	{ "code", take_code },
	{ "source", take_source },
	{ "group", gx_take_line },
	{ "parent", gx_take_id },
	{ "links", gx_take_links },
	{ "removed", gx_take_time },
	{ "formerly", gx_take_texts },
	{ "tags", gx_take_tags },
	{ "params", gx_take_params },
	{ "metrics", gx_take_metrics },
	{ "stats", take_nothing },
	{ "environment", gx_take_system },
	{ "variables", gx_take_variables },
	{ "packages", gx_take_packages },
	{ "data", gx_take_data },
	{ "artifacts", gx_take_artifacts },
	{ "notes", gx_take_notes },
	{ "output", gx_take_output },
	{ "description", gx_take_description },
	{ "history", gx_take_history },
};

static const struct gx_exchange_key code_keys[] = {
	{ "code.commit", gx_take_id },	 { "code.tree", gx_take_id },	 { "code.branch", gx_take_line },
	{ "code.remote", gx_take_line }, { "code.dirty", gx_take_flag }, { "code.omitted", gx_take_texts },
};

static const struct gx_exchange_key source_keys[] = {
	{ "source.tracker", gx_take_line },
	{ "source.id", gx_take_line },
	{ "source.uri", gx_take_line },
};

static const struct gx_exchange_key author_keys[] = {
	{ "author.name", gx_take_author_name },
	{ "author.email", gx_take_author_email },
};

/* The id comes from the commit, statistics from the histories. */
static int take_nothing(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	(void)exchange, (void)key, (void)node;
	return 0;
}

static int take_code(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	int failed = gx_exchange_expect(exchange, key, node, GX_OBJECT);
	return failed ? failed : gx_exchange_members(exchange, node, "code.", code_keys, GX_LEN(code_keys));
}

static int take_source(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	int failed = gx_exchange_expect(exchange, key, node, GX_OBJECT);
	return failed ? failed : gx_exchange_members(exchange, node, "source.", source_keys, GX_LEN(source_keys));
}

static int take_author(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	int failed = gx_exchange_expect(exchange, key, node, GX_OBJECT);
	return failed ? failed : gx_exchange_members(exchange, node, "author.", author_keys, GX_LEN(author_keys));
}

int gx_exchange_refuse(struct gx_exchange *exchange, const char *key, const char *what, const struct gx_node *node)
{
	return gx_fail(exchange->err, GX_EINPUT, "'%s' must be %s, not %s", key, what, gx_kind_name(node->kind));
}

int gx_exchange_expect(struct gx_exchange *exchange, const char *key, const struct gx_node *node, enum gx_kind kind)
{
	return node->kind == kind ? 0 : gx_exchange_refuse(exchange, key, gx_kind_name(kind), node);
}

bool gx_exchange_is_number(const struct gx_node *node)
{
	if (node->kind == GX_STRING)
		return gx_str_is(node->text, "nan") || gx_str_is(node->text, "inf") || gx_str_is(node->text, "-inf");
	return node->kind == GX_NUMBER;
}

static int refuse_key(struct gx_exchange *exchange, struct gx_str name, const char *prefix,
		      const struct gx_exchange_key *table, size_t count)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	const char *nearest = NULL;
	size_t distance = NEAR;
	for (size_t i = 0; i < count; i++) {
		const char *known = table[i].key + strlen(prefix);
		size_t near = gx_word_distance(name, gx_str_of(known), distance);
		nearest = near < distance ? known : nearest;
		distance = near;
		gx_buf_printf(&text, "%s%s", i > 0 ? ", " : "", known);
	}
	GX_CLEANUP(gx_buf) hint = GX_BUF_INIT(GX_BUF_ANY);
	if (nearest)
		gx_buf_printf(&hint, "did you mean '%s'? ", nearest);
	return gx_fail(exchange->err, GX_EINPUT, "unknown key '%s%" GX_PRI "' (%sknown are %s)", prefix,
		       GX_ARG(gx_str_sub(name, 0, 100)), gx_buf_c(&hint), gx_buf_c(&text));
}

static const struct gx_exchange_key *find_key(struct gx_str name, const char *prefix,
					      const struct gx_exchange_key *table, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (gx_str_is(name, table[i].key + strlen(prefix)))
			return &table[i];
	return NULL;
}

int gx_exchange_members(struct gx_exchange *exchange, const struct gx_node *object, const char *prefix,
			const struct gx_exchange_key *table, size_t count)
{
	for (const struct gx_node *member = object->child; member; member = member->next) {
		const struct gx_exchange_key *known = find_key(member->key, prefix, table, count);
		if (!known)
			return refuse_key(exchange, member->key, prefix, table, count);
		int failed = member->kind == GX_NULL ? 0 : known->take(exchange, known->key, member);
		if (failed)
			return failed;
	}
	return 0;
}

/* What a finished run has though it was not said. */
static int fill_in(struct gx_exchange *exchange)
{
	struct gx_run *run = &exchange->run;
	int64_t started = gx_run_time(run, "started"), ended = gx_run_time(run, "ended");
	bool both = started != GX_TIME_NONE && ended != GX_TIME_NONE;
	if (both && ended < started)
		return gx_fail(exchange->err, GX_EINPUT, "'ended' is before 'started'");
	if (!gx_flat_at(&run->facts, "status") && !gx_run_set_text(run, exchange->arena, "status", GX_STR("finished")))
		return gx_fail_memory(exchange->err);
	if (both && !gx_flat_at(&run->facts, "duration") &&
	    !gx_run_set_number(run, exchange->arena, "duration", (double)(ended - started) / 1e6))
		return gx_fail_memory(exchange->err);
	return 0;
}

int gx_run_from_json(const struct gx_node *object, struct gx_arena *arena, struct gx_run *ret, struct gx_err *err)
{
	struct gx_exchange exchange = { .run = GX_RUN_INIT, .arena = arena, .err = err };
	int failed = gx_exchange_expect(&exchange, "a run", object, GX_OBJECT);
	if (!failed)
		failed = gx_exchange_members(&exchange, object, "", keys, GX_LEN(keys));
	if (!failed)
		failed = fill_in(&exchange);
	if (failed) {
		gx_run_release(&exchange.run);
		return failed;
	}
	*ret = exchange.run;
	return 0;
}
