#include "view/compare.h"

#include <math.h>

#include "base/map.h"
#include "base/num.h"
#include "base/utf8.h"
#include "run/field.h"
#include "view/cell.h"
#include "view/compare_table.h"

enum { TO_THE_MINUTE = 16 /* bytes of "2026-11-20 23:55" */ };

const struct gx_compare_name gx_compare_names[GX_COMPARE_KINDS] = {
	[GX_COMPARE_FACT] = { "Run", "", "fact" },
	[GX_COMPARE_PARAM] = { "Parameters", "params.", "param" },
	[GX_COMPARE_METRIC] = { "Metrics", "metrics.", "metric" },
};

/* The facts that are compared, in the order in which they stand. */
static const char *const facts[] = {
	"experiment", "name", "status",      "started",     "duration",
	"tags",       "host", "code.commit", "code.branch", "code.dirty",
};

struct reading {
	struct gx_compare *compare;
	const struct gx_compare_options *options;
	struct gx_map by_key[GX_COMPARE_KINDS];
};

static void reading_release(struct reading *reading)
{
	for (size_t i = 0; i < GX_COMPARE_KINDS; i++)
		gx_map_release(&reading->by_key[i]);
}

void gx_compare_release(struct gx_compare *compare)
{
	gx_vec_release(&compare->rows);
	gx_arena_release(&compare->arena);
}

/* The row of a key, added if it is new. */
static int find_row(struct reading *reading, enum gx_compare_kind kind, struct gx_str key, struct gx_compare_row **ret,
		    struct gx_err *err)
{
	struct gx_compare *compare = reading->compare;
	const size_t *known = gx_map_get(&reading->by_key[kind], key);
	struct gx_compare_row *row;

	if (known) {
		*ret = &compare->rows.at[*known];
		return 0;
	}
	if ((compare->rows.len + 1) * compare->runs > GX_COMPARE_CELLS_MAX)
		return gx_fail(
			err, GX_ELIMIT,
			"%zu runs with so many parameters and metrics are too much to compare: choose fewer runs",
			compare->runs);
	row = gx_vec_add(&compare->rows);
	if (!row)
		return gx_fail_memory(err);
	row->kind = kind;
	row->key = gx_arena_str(&compare->arena, key);
	row->values = gx_arena_array(&compare->arena, compare->runs, sizeof(struct gx_value *));
	row->best = GX_STR_NOWHERE;
	if (!row->key.at || !row->values || !gx_map_put(&reading->by_key[kind], row->key, compare->rows.len - 1))
		return gx_fail_memory(err);
	if (kind == GX_COMPARE_METRIC)
		row->goal = gx_direction(reading->options->schema, key);
	*ret = row;
	return 0;
}

/* The run is gone at the next load: what is kept is a copy. */
static int keep(struct reading *reading, enum gx_compare_kind kind, struct gx_str key, size_t run,
		const struct gx_value *value, struct gx_err *err)
{
	struct gx_arena *arena = &reading->compare->arena;
	struct gx_value *copy = gx_arena_alloc(arena, sizeof(*copy));
	struct gx_compare_row *row = NULL;
	int code = find_row(reading, kind, key, &row, err);

	if (code)
		return code;
	if (!copy)
		return gx_fail_memory(err);
	*copy = *value;
	copy->json = gx_arena_str(arena, value->json);
	copy->text = gx_arena_str(arena, value->text);
	if (!copy->json.at || !copy->text.at)
		return gx_fail_memory(err);
	row->values[run] = copy;
	return 0;
}

static int read_flat(struct reading *reading, enum gx_compare_kind kind, const struct gx_flat *flat, size_t run,
		     struct gx_err *err)
{
	int code = 0;

	for (size_t i = 0; !code && i < flat->len; i++) {
		if (kind != GX_COMPARE_METRIC || !gx_str_starts(flat->at[i].key, GX_STR("system/")))
			code = keep(reading, kind, flat->at[i].key, run, &flat->at[i].value, err);
	}
	return code;
}

static int read_facts(struct reading *reading, const struct gx_run *run, size_t index, struct gx_err *err)
{
	GX_CLEANUP(gx_arena) scratch = GX_ARENA_INIT;
	int code = 0;

	for (size_t i = 0; !code && i < GX_LEN(facts); i++) {
		struct gx_field field;
		struct gx_value value;

		code = gx_field_parse(gx_str_of(facts[i]), &field, err);
		if (!code && gx_field_get(&field, run, &scratch, &value))
			code = keep(reading, GX_COMPARE_FACT, gx_str_of(facts[i]), index, &value, err);
	}
	return code;
}

static int read_run(struct reading *reading, const struct gx_run *run, size_t index, struct gx_err *err)
{
	int code = read_facts(reading, run, index, err);

	struct gx_compare *compare = reading->compare;
	compare->ids[index] = gx_arena_str(&compare->arena, run->id);
	compare->experiments[index] = gx_arena_str(&compare->arena, gx_run_text(run, "experiment"));
	compare->names[index] = gx_arena_str(&compare->arena, gx_run_text(run, "name"));
	if (!code && (!compare->ids[index].at || !compare->experiments[index].at || !compare->names[index].at))
		return gx_fail_memory(err);
	if (!code)
		code = read_flat(reading, GX_COMPARE_PARAM, &run->params, index, err);
	return code ? code : read_flat(reading, GX_COMPARE_METRIC, &run->metrics, index, err);
}

static bool values_differ(const struct gx_value *a, const struct gx_value *b)
{
	return !a != !b || (a && b && !gx_value_equal(a, b));
}

static void judge_row(struct gx_compare_row *row, size_t runs)
{
	for (size_t i = 0; i < runs; i++) {
		const struct gx_value *value = row->values[i];

		if (i && values_differ(row->values[0], value))
			row->differs = true;
		if (row->goal == GX_GOAL_UNKNOWN || !value || value->kind != GX_NUMBER || !isfinite(value->number))
			continue;
		if (row->best == GX_STR_NOWHERE ||
		    gx_is_better(row->goal, value->number, row->values[row->best]->number))
			row->best = i;
	}
	if (!row->differs)
		row->best = GX_STR_NOWHERE;
}

bool gx_compare_is_best(const struct gx_compare_row *row, size_t run)
{
	const struct gx_value *value = row->values[run];

	return row->best != GX_STR_NOWHERE && value && value->kind == GX_NUMBER &&
	       value->number == row->values[row->best]->number;
}

static size_t place_of(const struct gx_compare_row *row)
{
	size_t place = 0;

	while (row->kind == GX_COMPARE_FACT && place < GX_LEN(facts) && !gx_str_is(row->key, facts[place]))
		place++;
	return place;
}

static int by_place(const void *left, const void *right)
{
	const struct gx_compare_row *a = left, *b = right;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->kind == GX_COMPARE_FACT)
		return place_of(a) < place_of(b) ? -1 : 1;
	if (a->differs != b->differs)
		return a->differs ? -1 : 1;
	return gx_str_compare(a->key, b->key);
}

static void drop_equal(struct gx_compare *compare)
{
	size_t kept = 0;

	for (size_t i = 0; i < compare->rows.len; i++) {
		if (compare->rows.at[i].differs)
			compare->rows.at[kept++] = compare->rows.at[i];
	}
	compare->rows.len = kept;
}

int gx_compare_read(const struct gx_rows *rows, const struct gx_compare_options *options, struct gx_compare *ret,
		    struct gx_err *err)
{
	GX_CLEANUP(reading) reading = { .compare = ret, .options = options };

	ret->runs = rows->count;
	ret->ids = gx_arena_array(&ret->arena, rows->count, sizeof(*ret->ids));
	ret->experiments = gx_arena_array(&ret->arena, rows->count, sizeof(*ret->experiments));
	ret->names = gx_arena_array(&ret->arena, rows->count, sizeof(*ret->names));
	if (!ret->ids || !ret->experiments || !ret->names)
		return gx_fail_memory(err);
	for (size_t i = 0; i < rows->count; i++) {
		const struct gx_run *run;
		int code = rows->load(rows->context, i, &run, err);

		if (!code)
			code = read_run(&reading, run, i, err);
		if (code)
			return code;
	}
	for (size_t i = 0; i < ret->rows.len; i++)
		judge_row(&ret->rows.at[i], ret->runs);
	if (ret->rows.len)
		qsort(ret->rows.at, ret->rows.len, sizeof(*ret->rows.at), by_place);
	if (options->only_different)
		drop_equal(ret);
	return 0;
}

static void add_fact(struct gx_buf *out, struct gx_str key, const struct gx_value *value, size_t abbrev)
{
	static const struct gx_str heads = GX_STR_INIT("refs/heads/");
	char text[GX_TIME_ROOM];
	int64_t time_us;

	if (gx_str_is(key, "code.commit"))
		gx_cell_id(out, value->text, abbrev);
	else if (gx_str_is(key, "duration") && value->kind == GX_NUMBER)
		gx_time_duration(out, value->number);
	else if (gx_str_is(key, "started") && gx_time_parse(value->text, &time_us))
		gx_buf_str(out,
			   gx_str_sub((struct gx_str){ text, gx_time_format_local(time_us, text) }, 0, TO_THE_MINUTE));
	else if (gx_str_is(key, "code.branch") && gx_str_starts(value->text, heads))
		gx_text_safe(out, gx_str_from(value->text, heads.len), GX_TEXT_LINE);
	else
		gx_cell_value(out, value, GX_ALL_DIGITS, false);
}

void gx_compare_cell(struct gx_buf *out, const struct gx_compare_row *row, size_t run, size_t abbrev)
{
	const struct gx_value *value = row->values[run];

	if (!value)
		return;
	if (row->kind == GX_COMPARE_FACT)
		add_fact(out, row->key, value, abbrev);
	else if (row->kind == GX_COMPARE_METRIC)
		gx_cell_value(out, value, GX_METRIC_DIGITS, true);
	else
		gx_cell_value(out, value, GX_ALL_DIGITS, false);
}

int gx_compare_write(FILE *out, const struct gx_rows *rows, const struct gx_compare_options *options,
		     const struct gx_style *style, struct gx_err *err)
{
	static gx_compare_writer *const writers[] = {
		[GX_COMPARE_TEXT] = gx_compare_text,
		[GX_COMPARE_MD] = gx_compare_md,
		[GX_COMPARE_CSV] = gx_compare_csv,
		[GX_COMPARE_JSON] = gx_compare_json,
	};
	GX_CLEANUP(gx_compare) compare = GX_COMPARE_INIT;
	int code = gx_compare_read(rows, options, &compare, err);

	return code ? code : writers[options->format](out, &compare, options, style, err);
}
