#include "cli/commands.h"

#include <stdlib.h>

#include "cli/annotate.h"
#include "cli/progress.h"
#include "store/usage.h"

struct du_options {
	const char *format;
	int64_t limit;
	bool disk, sum;
};

static const struct gx_option options[] = {
	GX_STRING_OF(0, "format", "<format>", GX_SHEET_FORMATS, struct du_options, format, GX_SHEET_HELP),
	GX_LIMIT('n', "max-count", "<n>", struct du_options, limit, "only the <n> largest"),
	GX_FLAG('s', "summarize", struct du_options, sum, "only the sum"),
	GX_FLAG(0, "disk", struct du_options, disk, "what the objects take in git's store, compressed and as deltas"),
	GX_OPTION_END,
};

static const struct gx_sheet_column columns[] = {
	{ "id", GX_SHEET_TEXT, GX_SLOT_ID },
	{ "experiment", GX_SHEET_TEXT, GX_SLOT_EXPERIMENT },
	{ "name", GX_SHEET_TEXT, GX_SLOT_NAME },
	{ "record", GX_SHEET_SIZE, GX_SLOT_NONE },
	{ "histories", GX_SHEET_SIZE, GX_SLOT_NONE },
	{ "artifacts", GX_SHEET_SIZE, GX_SLOT_NONE },
	{ "lfs", GX_SHEET_SIZE, GX_SLOT_NONE },
	{ "lfs_missing", GX_SHEET_SIZE, GX_SLOT_NONE },
	{ "total", GX_SHEET_SIZE, GX_SLOT_NONE },
};

/* The largest first; then as they were, newest first. */
static int by_total(const void *a, const void *b)
{
	const struct gx_usage *x = a, *y = b;
	uint64_t total_x = gx_usage_total(x), total_y = gx_usage_total(y);
	if (total_x != total_y)
		return total_x < total_y ? 1 : -1;
	return x->run < y->run ? -1 : x->run > y->run;
}

static bool add_usage(struct gx_sheet *sheet, const struct gx_usage *usage)
{
	bool added = true;
	for (unsigned kind = 0; added && kind < GX_USAGE_KINDS; kind++)
		added = gx_sheet_number(sheet, usage->bytes[kind]);
	return added && gx_sheet_number(sheet, gx_usage_total(usage));
}

static bool add_run(struct gx_sheet *sheet, const struct gx_item *item, const struct gx_usage *usage, size_t abbrev, struct gx_arena *arena)
{
	struct gx_value experiment, name;
	struct gx_str id = gx_arena_str(arena, gx_str_sub(gx_str_of(gx_oid_text(&item->id).hex), 0, abbrev));
	bool has_experiment = gx_flat_peek(item->facts, GX_STR("experiment"), arena, &experiment) && experiment.kind == GX_STRING;
	bool has_name = gx_flat_peek(item->facts, GX_STR("name"), arena, &name) && name.kind == GX_STRING;
	return id.at && gx_sheet_text(sheet, id) && gx_sheet_text(sheet, has_experiment ? experiment.text : GX_STR_NONE) &&
	       gx_sheet_text(sheet, has_name ? name.text : GX_STR_NONE) && add_usage(sheet, usage);
}

/* People get the sum as the last line; programs, who would add it to the rest, only if they ask for it. */
static int show(struct gx_cli *cli, const struct gx_items *items, struct gx_usages *usages, const struct du_options *want)
{
	GX_CLEANUP(gx_sheet) sheet = { .columns = columns, .columns_count = GX_LEN(columns) };
	struct gx_arena arena = GX_ARENA_INIT;
	const char *format = want->format ? want->format : "table";
	bool for_people = gx_str_is(gx_str_of(format), "table") || gx_str_is(gx_str_of(format), "md");
	size_t abbrev = for_people ? gx_select_abbreviation(items) : GX_OID_HEX, shown = want->sum ? 0 : usages->list.len;
	bool memory = true;
	if (usages->list.len > 1)
		qsort(usages->list.at, usages->list.len, sizeof(*usages->list.at), by_total);
	if (want->limit >= 0 && (uint64_t)want->limit < shown)
		shown = (size_t)want->limit;
	for (size_t i = 0; memory && i < shown; i++)
		memory = add_run(&sheet, &items->list.at[usages->list.at[i].run], &usages->list.at[i], abbrev, &arena);
	if (want->sum || (for_people && usages->list.len > 0))
		memory = memory && gx_sheet_text(&sheet, GX_STR("sum")) && gx_sheet_none(&sheet) && gx_sheet_none(&sheet) &&
			 add_usage(&sheet, &usages->sum);
	int code = gx_annotate_list(cli, &sheet, memory, format);
	gx_arena_release(&arena);
	return code;
}

static void tell(void *context, size_t done)
{
	gx_progress_at(context, done);
}

static int measure(struct gx_cli *cli, const struct du_options *want, struct gx_items *items, struct gx_usages *usages, struct gx_err *err)
{
	struct gx_filter filter = GX_FILTER_INIT;
	filter.names = cli->argc ? cli->argv : NULL;
	filter.names_count = (size_t)cli->argc;
	filter.removed = true; /* they take their space until gc */
	int r = gx_select(&cli->session.store, &filter, items, err);
	if (r == 0)
		r = gx_select_sort(&cli->session.store, items, NULL, 0, false, err);
	if (r < 0)
		return r;
	struct gx_progress progress = gx_progress_start(cli, "Measuring runs", items->list.len);
	r = gx_store_usage(&cli->session.store, items, want->disk, tell, &progress, usages, err);
	gx_progress_stop(&progress);
	return r;
}

static int run(struct gx_cli *cli, const void *given)
{
	const struct du_options *want = given;
	struct gx_items items = { .refused = 0 };
	struct gx_usages usages = { .list = { NULL, 0, 0 } };
	struct gx_err err = GX_ERR_INIT;
	int code = gx_session_open(cli);
	if (code != 0)
		return code;
	code = measure(cli, want, &items, &usages, &err) < 0 ? gx_say_err(&err) : show(cli, &items, &usages, want);
	gx_usages_release(&usages);
	gx_items_release(&items);
	return code;
}

const struct gx_command gx_cmd_du = {
	.name = "du",
	.group = GX_GROUP_LOOK,
	.summary = "what takes the space",
	.synopsis = "[<options>] [<run> | <experiment>/ | <commit>..<commit>]...",
	.traits = GX_PAGES | GX_PROGRESS,
	GX_TAKES(options, struct du_options, .limit = -1),
	.run = run,
};
