#include "cli/annotate.h"

#include "cli/progress.h"

int gx_annotate_find(struct gx_cli *cli, const char *name, struct gx_arena *arena, struct gx_item *ret)
{
	int code = gx_session_open(cli);
	return code == 0 ? gx_session_one(cli, name, arena, ret) : code;
}

int gx_annotate_item(struct gx_cli *cli, const struct gx_item *item, const struct gx_edit *edit)
{
	struct gx_err err = GX_ERR_INIT;
	if (gx_store_edit(&cli->session.store, item, edit, &err) < 0)
		return gx_say_err(&err);
	gx_out_printf(&cli->out, "%s\n", gx_oid_text(&item->id).hex);
	return GX_EXIT_DONE;
}

int gx_annotate_one(struct gx_cli *cli, const char *name, const struct gx_edit *edit)
{
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_item item;
	int code = gx_annotate_find(cli, name, &arena, &item);
	if (code == 0)
		code = gx_annotate_item(cli, &item, edit);
	gx_arena_release(&arena);
	return code;
}

/* Of many that are edited. */
struct telling {
	struct gx_cli *cli;
	struct gx_progress *progress;
	size_t done;
};

static void tell(void *context, const struct gx_item *item)
{
	struct telling *telling = context;
	gx_out_printf(&telling->cli->out, "%s\n", gx_oid_text(&item->id).hex);
	gx_progress_at(telling->progress, ++telling->done);
}

int gx_annotate_many(struct gx_cli *cli, const char *const *names, size_t count, const struct gx_edit *edit,
		     const char *title)
{
	struct gx_filter filter = GX_FILTER_INIT;
	struct gx_items items = { .refused = 0 };
	struct gx_err err = GX_ERR_INIT;
	int code = gx_session_open(cli);
	if (code != 0)
		return code;
	filter.names = names;
	filter.names_count = count;
	if (gx_select(&cli->session.store, &filter, &items, &err) < 0)
		return gx_say_err(&err);
	struct gx_progress progress = gx_progress_start(cli, title, items.list.len);
	struct telling telling = { cli, &progress, 0 };
	code = gx_store_edit_many(&cli->session.store, items.list.at, items.list.len, edit, tell, &telling, &err);
	gx_progress_stop(&progress);
	gx_items_release(&items);
	return code < 0 ? gx_say_err(&err) : GX_EXIT_DONE;
}

int gx_annotate_list(struct gx_cli *cli, const struct gx_sheet *sheet, bool memory, const char *format)
{
	struct gx_err err = GX_ERR_INIT;
	FILE *out = memory ? gx_out_stream(&cli->out) : NULL;
	int r = out ? gx_sheet_write(out, sheet, gx_str_of(format), &cli->style, &err) : gx_fail_memory(&err);
	if (out && fclose(out) != 0 && r == 0)
		r = gx_fail_memory(&err);
	return r < 0 ? gx_say_err(&err) : GX_EXIT_DONE;
}
