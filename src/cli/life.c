#include "cli/life.h"

int gx_life_each(struct gx_cli *cli, bool removed, int (*act)(struct gx_store *store, const struct gx_item *item, struct gx_err *err))
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
	for (size_t i = 0; r == 0 && i < items.list.len; i++) {
		if (removed && !items.list.at[i].removed)
			continue;
		r = act ? act(&cli->session.store, &items.list.at[i], &err) : 0;
		if (r == 0)
			gx_out_printf(&cli->out, "%s\n", gx_oid_text(&items.list.at[i].id).hex);
	}
	gx_items_release(&items);
	return r < 0 ? gx_say_err(&err) : GX_EXIT_DONE;
}
