#include "cli/commands.h"

#include "cli/gather.h"
#include "cli/listing.h"

struct log_options {
	struct gx_listing_options listing;
	struct gx_texts tags;
	const char *experiment, *status, *author, *since, *until, *sort;
	int64_t limit;
	bool reverse, removed;
};

static const struct gx_option options[] = {
	GX_GROUP("Which runs"),
	GX_LIMIT('n', "max-count", "<n>", struct log_options, limit, "at most this many"),
	GX_STRING('e', "experiment", "<experiment>", struct log_options, experiment, "of this experiment"),
	GX_LIST('t', "tag", "<tag>", struct log_options, tags, "with this tag; `*` and `?` match any; several: with all of them"),
	GX_STRING_OF(0, "status", "<status>", "running|finished|failed|killed|crashed", struct log_options, status,
		     "with this status, or one of several: failed,killed"),
	GX_STRING(0, "author", "<pattern>", struct log_options, author, "whose author's name or address contains or matches this"),
	GX_STRING(0, "since", "<date>", struct log_options, since, "started at or after this time"),
	GX_STRING(0, "until", "<date>", struct log_options, until, "started at or before this time"),
	GX_FLAG(0, "removed", struct log_options, removed, "removed runs too"),
	GX_GROUP("The order"),
	GX_STRING(0, "sort", "<keys>", struct log_options, sort, "by fields, `-` before one for descending: 'val_loss, -started'"),
	GX_FLAG(0, "reverse", struct log_options, reverse, "the other way round"),
	GX_GROUP("How they are shown"),
	GX_LISTING_OPTIONS(struct log_options, listing),
	GX_OPTION_END,
};

static int make_filter(struct gx_cli *cli, const struct log_options *want, struct gx_filter *filter, struct gx_err *err)
{
	struct gx_str words = gx_str_of(want->status), word;
	while (gx_str_cut(&words, ',', &word))
		if (gx_status_parse(gx_str_trim(word)) == GX_STATUS_UNKNOWN)
			return gx_fail(err, GX_EINPUT, "--status takes running, finished, failed, killed or crashed, not '%" GX_PRI "'", GX_ARG(word));
	*filter = (struct gx_filter)GX_FILTER_INIT;
	filter->names = cli->argv;
	filter->names_count = (size_t)cli->argc;
	filter->experiment = want->experiment;
	filter->tags = want->tags.at;
	filter->tags_count = want->tags.len;
	filter->status = want->status;
	filter->author = want->author;
	filter->removed = want->removed;
	int r = want->since ? gx_gather_date(want->since, "--since", false, &cli->clock, &filter->since_us, err) : 0;
	return r == 0 && want->until ? gx_gather_date(want->until, "--until", true, &cli->clock, &filter->until_us, err) : r;
}

static int list(struct gx_cli *cli, const struct log_options *want, struct gx_items *items, struct gx_err *err)
{
	struct gx_filter filter;
	int r = make_filter(cli, want, &filter, err);
	if (r == 0)
		r = gx_select(&cli->session.store, &filter, items, err);
	if (r < 0)
		return r;
	if (items->refused == 1)
		gx_say_warning("a ref under refs/experiments/ is no run; see git exp fsck");
	else if (items->refused > 1)
		gx_say_warning("%zu refs under refs/experiments/ are no runs; see git exp fsck", items->refused);
	size_t abbrev = gx_select_abbreviation(items);
	r = gx_select_sort(&cli->session.store, items, want->sort, want->limit > 0 ? (size_t)want->limit : 0, want->reverse, err);
	if (want->limit == 0)
		items->list.len = 0;
	return r == 0 ? gx_listing_write(cli, items, &want->listing, abbrev, err) : r;
}

static int run(struct gx_cli *cli, const void *given)
{
	const struct log_options *want = given;
	struct gx_err err = GX_ERR_INIT;
	struct gx_items items = { .refused = 0 };
	int code = gx_session_open(cli);
	if (code != 0)
		return code;
	int r = list(cli, want, &items, &err);
	gx_items_release(&items);
	return r < 0 ? gx_say_err(&err) : GX_EXIT_DONE;
}

const struct gx_command gx_cmd_log = {
	.name = "log",
	.group = GX_GROUP_LOOK,
	.summary = "the runs, newest first",
	.synopsis = "[<options>] [<run> | <experiment>/ | <commit>..<commit>]...",
	.traits = GX_PAGES,
	GX_TAKES(options, struct log_options, .limit = -1),
	.run = run,
};
