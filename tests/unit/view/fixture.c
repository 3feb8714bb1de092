#include "fixture.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "format/node.h"
#include "run/exchange.h"
#include "run/record.h"

void fixture_release(struct fixture *fixture)
{
	for (size_t i = 0; i < fixture->count; i++)
		gx_run_release(&fixture->runs[i]);
	gx_arena_release(&fixture->arena);
	free(fixture->text);
}

/* As the store has them, once the run was written and read. */
static void add_stats(struct fixture *fixture, struct gx_run *run)
{
	for (size_t i = 0; i < run->histories.all.len; i++) {
		const struct gx_history *history = &run->histories.all.at[i];
		struct gx_value stats;

		cr_assert(gx_stats_of(history, &fixture->arena, &stats));
		cr_assert(gx_flat_set(&run->stats, &fixture->arena, history->metric, stats));
	}
}

const struct gx_run *fixture_run(struct fixture *fixture, char digit, const char *json)
{
	struct gx_run *run = &fixture->runs[fixture->count];
	struct gx_err err = GX_ERR_INIT;
	struct gx_node *node;
	char id[40];

	setenv("TZ", "UTC", 1);
	cr_assert(fixture->count < FIXTURE_RUNS);
	cr_assert(gx_json_read(gx_str_of(json), "test", &fixture->arena, &node, &err) == 0, "%s", err.text);
	cr_assert(gx_run_from_json(node, &fixture->arena, run, &err) == 0, "%s", err.text);
	add_stats(fixture, run);
	memset(id, digit, sizeof(id));
	run->id = run->tip = gx_arena_str(&fixture->arena, (struct gx_str){ id, sizeof(id) });
	fixture->count++;
	return run;
}

static int load(void *context, size_t index, const struct gx_run **ret_run, struct gx_err *err)
{
	struct fixture *fixture = context;

	(void)err;
	fixture->loads++;
	*ret_run = &fixture->runs[index];
	return 0;
}

struct gx_rows fixture_rows(struct fixture *fixture)
{
	return (struct gx_rows){ fixture->count, load, fixture };
}

const struct gx_run *fixture_hostile(struct fixture *fixture, char digit)
{
	static const struct gx_str key = GX_STR_INIT("k\033[31m|`<b>");
	static const struct gx_str text = GX_STR_INIT("\033]52;c;x\007 \xe2\x80\xae @all #1 \xc2\x9b");
	struct gx_run *run = &fixture->runs[fixture->count];
	struct gx_value value;

	fixture_run(fixture, digit, "{\"experiment\": \"e\", \"name\": \"n\", \"status\": \"finished\"}");
	cr_assert(gx_value_string(&fixture->arena, text, &value));
	cr_assert(gx_flat_set(&run->params, &fixture->arena, key, value));
	cr_assert(gx_flat_set(&run->system, &fixture->arena, key, value));
	cr_assert(gx_flat_set(&run->facts, &fixture->arena, GX_STR("name"), value));
	cr_assert(gx_flat_set(&run->facts, &fixture->arena, GX_STR("host"), value));
	cr_assert(gx_flat_set(&run->facts, &fixture->arena, GX_STR("reason"), value));
	cr_assert(gx_flat_set(&run->facts, &fixture->arena, GX_STR("code.branch"), value));
	cr_assert(gx_value_double(&fixture->arena, 0.5, &value));
	cr_assert(gx_flat_set(&run->metrics, &fixture->arena, key, value));
	cr_assert(gx_strs_insert(&run->tags, text));
	run->author_name = run->author_email = run->description = run->output = text;
	return run;
}

FILE *fixture_open(struct fixture *fixture)
{
	free(fixture->text);
	fixture->text = NULL;
	return open_memstream(&fixture->text, &fixture->len);
}

void fixture_close(struct fixture *fixture, FILE *stream)
{
	(void)fixture;
	fclose(stream);
}

void expect_harmless(struct gx_str text)
{
	size_t bytes;

	cr_assert(gx_utf8_check(text) == text.len);
	for (size_t at = 0; at < text.len; at += bytes) {
		uint32_t point = gx_utf8_read(text, at, &bytes);

		cr_expect(point == '\n' || !gx_utf8_is_hostile(point), "U+%04X at byte %zu", point, at);
	}
}

void expect_text_at(int line, const char *actual, const char *expected)
{
	cr_expect(strcmp(actual, expected) == 0,
		  "line %d:\n--- got\n%s<end>\n--- wanted\n%s<end>\n---", line, actual, expected);
}
