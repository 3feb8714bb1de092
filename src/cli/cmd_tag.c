#include "cli/commands.h"

#include <fnmatch.h>

#include "cli/annotate.h"
#include "run/names.h"

struct tag_options {
	bool remove, list;
	const char *format;
};

static const struct gx_option options[] = {
	GX_FLAG('d', "delete", struct tag_options, remove, "take the tag off the runs"),
	GX_FLAG('l', "list", struct tag_options, list, "list the tags that match a pattern"),
	GX_STRING_OF(0, "format", "<format>", GX_SHEET_FORMATS, struct tag_options, format, GX_SHEET_HELP),
	GX_OPTION_END,
};

/* ---- on and off */

static int put_on(void *context, struct gx_store *store, struct gx_batch *batch, struct gx_run *run,
		  struct gx_files *files, struct gx_arena *arena, struct gx_err *err)
{
	struct gx_str tag = gx_str_of(context);
	(void)store;
	(void)batch;
	if (gx_strs_has(&run->tags, tag))
		return 1;
	return gx_strs_insert(&run->tags, tag) ? gx_edit_put(files, run, GX_PART_TAGS, arena, err)
					       : gx_fail_memory(err);
}

static int take_off(void *context, struct gx_store *store, struct gx_batch *batch, struct gx_run *run,
		    struct gx_files *files, struct gx_arena *arena, struct gx_err *err)
{
	(void)store;
	(void)batch;
	return gx_strs_remove(&run->tags, gx_str_of(context)) ? gx_edit_put(files, run, GX_PART_TAGS, arena, err) : 1;
}

static int change(struct gx_cli *cli, bool remove)
{
	GX_FREE char *tag = strdup(cli->argv[0]);
	struct gx_err err = GX_ERR_INIT;
	struct gx_edit edit = {
		.event = "tag", .apply = remove ? take_off : put_on, .context = tag, .parts = GX_PART_TAGS
	};
	if (!tag)
		return gx_fail_memory(&err), gx_say_err(&err);
	/* A tag that should never have been can still be taken off. */
	if (!remove && gx_tag_check(gx_str_of(tag), &err) < 0)
		return gx_say_err(&err);
	return gx_annotate_many(cli, cli->argv + 1, (size_t)cli->argc - 1, &edit,
				remove ? "Untagging runs" : "Tagging runs");
}

/* ---- the list */

struct count {
	struct gx_str tag;
	uint64_t runs;
};

struct counts {
	struct gx_arena arena;
	struct gx_map index; /* of tags, into: */
	GX_VEC(struct count) list;
};

static int count_tag(struct counts *counts, struct gx_str tag, struct gx_err *err)
{
	size_t *known = gx_map_get(&counts->index, tag);
	if (known) {
		counts->list.at[*known].runs++;
		return 0;
	}
	struct gx_str kept = gx_arena_str(&counts->arena, tag);
	struct count *slot = kept.at ? gx_vec_add(&counts->list) : NULL;
	if (!slot || !gx_map_put(&counts->index, kept, counts->list.len - 1))
		return gx_fail_memory(err);
	*slot = (struct count){ kept, 1 };
	return 0;
}

static int count_item(struct gx_store *store, const struct gx_item *item, struct counts *counts, struct gx_err *err)
{
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_run run = GX_RUN_INIT;
	int r = gx_store_read(store, item, GX_PART_TAGS, &arena, &run, err);
	for (size_t i = 0; r == 0 && i < run.tags.list.len; i++)
		r = count_tag(counts, run.tags.list.at[i], err);
	gx_run_release(&run);
	gx_arena_release(&arena);
	return r;
}

static int count_all(struct gx_store *store, struct counts *counts, struct gx_err *err)
{
	struct gx_filter filter = GX_FILTER_INIT;
	struct gx_items items = { .refused = 0 };
	int r = gx_select(store, &filter, &items, err);
	for (size_t i = 0; r == 0 && i < items.list.len; i++)
		r = count_item(store, &items.list.at[i], counts, err);
	gx_items_release(&items);
	return r;
}

static int by_tag(const void *a, const void *b)
{
	const struct count *x = a, *y = b;
	return gx_str_compare(x->tag, y->tag);
}

/* The copy in the arena ends in a NUL. */
static bool is_wanted(const struct gx_cli *cli, struct gx_str tag)
{
	for (int i = 0; i < cli->argc; i++)
		if (fnmatch(cli->argv[i], tag.at, 0) == 0)
			return true;
	return cli->argc == 0;
}

static int write_counts(struct gx_cli *cli, const struct counts *counts, const char *format)
{
	static const struct gx_sheet_column columns[] = {
		{ "tag", GX_SHEET_TEXT, GX_SLOT_TAG },
		{ "runs", GX_SHEET_COUNT, GX_SLOT_NONE },
	};
	GX_CLEANUP(gx_sheet) sheet = { .columns = columns, .columns_count = GX_LEN(columns) };
	bool memory = true;
	for (size_t i = 0; memory && i < counts->list.len; i++)
		if (is_wanted(cli, counts->list.at[i].tag))
			memory = gx_sheet_text(&sheet, counts->list.at[i].tag) &&
				 gx_sheet_number(&sheet, counts->list.at[i].runs);
	return gx_annotate_list(cli, &sheet, memory, format ? format : "table");
}

static int list(struct gx_cli *cli, const char *format)
{
	struct counts counts = { .index = GX_MAP_INIT };
	struct gx_err err = GX_ERR_INIT;
	int code = gx_session_open(cli);
	if (code == 0 && count_all(&cli->session.store, &counts, &err) < 0)
		code = gx_say_err(&err);
	if (counts.list.len > 1)
		qsort(counts.list.at, counts.list.len, sizeof(*counts.list.at), by_tag);
	if (code == 0)
		code = write_counts(cli, &counts, format);
	gx_vec_release(&counts.list);
	gx_map_release(&counts.index);
	gx_arena_release(&counts.arena);
	return code;
}

static int run(struct gx_cli *cli, const void *given)
{
	const struct tag_options *want = given;
	if (want->remove && want->list)
		return gx_say_usage(cli, "-d and -l exclude each other");
	if (want->list || (cli->argc == 0 && !want->remove))
		return list(cli, want->format);
	if (want->format)
		return gx_say_usage(cli, "--format goes with the list of tags");
	if (cli->argc < 2)
		return gx_say_usage(cli, "name a tag and the runs");
	return change(cli, want->remove);
}

const struct gx_command gx_cmd_tag = {
	.name = "tag",
	.group = GX_GROUP_ANNOTATE,
	.summary = "put tags on runs, take them off, list them",
	.synopsis = "[-d] <tag> (<run> | <experiment>/ | <commit>..<commit>)...\n[-l <pattern>...] [--format=<format>]",
	.traits = GX_PAGES | GX_PROGRESS,
	GX_TAKES(options, struct tag_options, .remove = false),
	.run = run,
};
