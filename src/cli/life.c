#include "cli/life.h"

static void tell(void *context, const struct gx_item *item)
{
	struct gx_cli *cli = context;
	gx_out_printf(&cli->out, "%s\n", gx_oid_text(&item->id).hex);
}

static void keep_removed(struct gx_items *items)
{
	size_t kept = 0;
	for (size_t i = 0; i < items->list.len; i++)
		if (items->list.at[i].removed)
			items->list.at[kept++] = items->list.at[i];
	items->list.len = kept;
}

int gx_life_each(struct gx_cli *cli, bool removed, const struct gx_edit *edit)
{
	struct gx_filter filter = GX_FILTER_INIT;
	struct gx_items items = { .refused = 0 };
	struct gx_err err = GX_ERR_INIT;
	int code = gx_session_open(cli);
	if (code != 0)
		return code;
	filter.names = cli->argv;
	filter.names_count = (size_t)cli->argc;
	filter.removed = removed;
	int r = gx_select(&cli->session.store, &filter, &items, &err);
	if (r == 0 && removed)
		keep_removed(&items);
	for (size_t i = 0; r == 0 && !edit && i < items.list.len; i++)
		tell(cli, &items.list.at[i]);
	if (r == 0 && edit)
		r = gx_store_edit_many(&cli->session.store, items.list.at, items.list.len, edit, tell, cli, &err);
	gx_items_release(&items);
	return r < 0 ? gx_say_err(&err) : GX_EXIT_DONE;
}
