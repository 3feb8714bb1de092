#include "cli/commands.h"

#include "view/compare.h"

struct compare_options {
	int format;
	bool only_differing;
};

static const struct gx_option options[] = {
	GX_WORD(0, "format", "<format>", "table|md|csv|json", struct compare_options, format, "table, md, csv or json"),
	GX_FLAG(0, "only-differing", struct compare_options, only_differing, "leave out what is equal in all runs"),
	GX_OPTION_END,
};

static int write(struct gx_cli *cli, const struct gx_items *items, const struct compare_options *want, struct gx_err *err)
{
	static const enum gx_compare_format formats[] = { GX_COMPARE_TEXT, GX_COMPARE_MD, GX_COMPARE_CSV, GX_COMPARE_JSON };
	struct gx_session_rows context;
	struct gx_rows rows = gx_session_rows(&context, &cli->session, items, GX_COMPARE_PARTS);
	struct gx_compare_options compare = {
		.format = formats[want->format],
		.only_different = want->only_differing,
		.schema = &cli->session.store.schema,
		.abbrev = gx_select_abbreviation(items),
	};
	FILE *out = gx_out_stream(&cli->out);
	int r = out ? gx_compare_write(out, &rows, &compare, &cli->style, err) : gx_fail_memory(err);
	if (out && fclose(out) != 0 && r == 0)
		r = gx_fail_memory(err);
	gx_session_rows_release(&context);
	return r;
}

static int run(struct gx_cli *cli, const void *given)
{
	struct gx_filter filter = GX_FILTER_INIT;
	struct gx_items items = { .refused = 0 };
	struct gx_err err = GX_ERR_INIT;
	if (cli->argc == 0)
		return gx_say_usage(cli, "name the runs to compare");
	int code = gx_session_open(cli);
	if (code != 0)
		return code;
	filter.names = cli->argv;
	filter.names_count = (size_t)cli->argc;
	int r = gx_select(&cli->session.store, &filter, &items, &err);
	if (r == 0)
		r = write(cli, &items, given, &err);
	gx_items_release(&items);
	return r < 0 ? gx_say_err(&err) : GX_EXIT_DONE;
}

const struct gx_command gx_cmd_compare = {
	.name = "compare",
	.group = GX_GROUP_LOOK,
	.summary = "runs side by side",
	.synopsis = "[<options>] (<run> | <experiment>/ | <commit>..<commit>)...",
	.traits = GX_PAGES,
	GX_TAKES(options, struct compare_options, .format = 0),
	.run = run,
};
