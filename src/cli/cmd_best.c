#include "cli/commands.h"

#include "cli/listing.h"

struct best_options {
	struct gx_listing_options listing;
	const char *experiment;
	bool quiet;
};

static const struct gx_option options[] = {
	GX_STRING('e', "experiment", "<experiment>", struct best_options, experiment, "of this experiment"),
	GX_FLAG('q', "quiet", struct best_options, quiet, "print the id alone"),
	GX_LISTING_OPTIONS(struct best_options, listing),
	GX_OPTION_END,
};

static int write(struct gx_cli *cli, struct gx_items *items, const struct best_options *want, struct gx_err *err)
{
	size_t index, abbrev = gx_select_abbreviation(items);
	int r = gx_select_best(&cli->session.store, items, gx_str_of(cli->argv[0]), &index, err);
	if (r < 0)
		return r;
	items->list.at[0] = items->list.at[index];
	items->list.len = 1;
	if (!want->quiet)
		return gx_listing_write(cli, items, &want->listing, abbrev, err);
	gx_out_printf(&cli->out, "%s\n", gx_oid_text(&items->list.at[0].id).hex);
	return 0;
}

static int run(struct gx_cli *cli, const void *given)
{
	const struct best_options *want = given;
	struct gx_filter filter = GX_FILTER_INIT;
	struct gx_items items = { .refused = 0 };
	struct gx_err err = GX_ERR_INIT;
	if (cli->argc == 0)
		return gx_say_usage(cli, "name a metric");
	int code = gx_session_open(cli);
	if (code != 0)
		return code;
	filter.experiment = want->experiment;
	filter.names = cli->argv + 1;
	filter.names_count = (size_t)cli->argc - 1;
	int r = gx_select(&cli->session.store, &filter, &items, &err);
	if (r == 0)
		r = write(cli, &items, want, &err);
	gx_items_release(&items);
	return r < 0 ? gx_say_err(&err) : GX_EXIT_DONE;
}

const struct gx_command gx_cmd_best = {
	.name = "best",
	.group = GX_GROUP_LOOK,
	.summary = "the best run by a metric",
	.synopsis = "[<options>] <metric> [<run> | <experiment>/ | <commit>..<commit>]...",
	.traits = GX_PAGES,
	GX_TAKES(options, struct best_options, .quiet = false),
	.run = run,
};
