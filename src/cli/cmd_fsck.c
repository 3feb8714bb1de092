#include "cli/commands.h"

#include "base/utf8.h"
#include "store/fsck.h"

struct fsck_options {
	bool rekey, dry_run, verbose;
};

static const struct gx_option options[] = {
	GX_FLAG(0, "rekey", struct fsck_options, rekey, "give refs the ids that their runs have after history was rewritten"),
	GX_FLAG('n', "dry-run", struct fsck_options, dry_run, "with --rekey: only say what would be renamed"),
	GX_FLAG('v', "verbose", struct fsck_options, verbose, "say how many runs were checked"),
	GX_OPTION_END,
};

struct tally {
	struct gx_cli *cli;
	size_t errors;
};

/* Findings are the result: they go to standard output, cleaned of what runs may hold. */
static void print_finding(void *context, enum gx_finding_level level, struct gx_str ref, const char *what)
{
	struct tally *tally = context;
	GX_CLEANUP(gx_buf) line = GX_BUF_INIT(1 << 16);
	gx_buf_text(&line, level == GX_FINDING_ERROR ? "error: " : "warning: ");
	gx_text_safe(&line, ref, GX_TEXT_LINE);
	gx_buf_text(&line, ": ");
	gx_text_safe(&line, gx_str_of(what), GX_TEXT_LINE);
	gx_buf_byte(&line, '\n');
	gx_out_str(&tally->cli->out, gx_buf_view(&line));
	tally->errors += level == GX_FINDING_ERROR;
}

static int check(struct gx_cli *cli, const struct fsck_options *want)
{
	struct tally tally = { cli, 0 };
	struct gx_err err = GX_ERR_INIT;
	size_t checked;
	if (gx_store_fsck(&cli->session.store, print_finding, &tally, &checked, &err) < 0)
		return gx_say_err(&err);
	if (want->verbose)
		gx_say("checked %zu runs", checked);
	return tally.errors ? GX_EXIT_FAILED : GX_EXIT_DONE;
}

static void print_rename(void *context, struct gx_str old_ref, struct gx_str new_ref)
{
	struct gx_cli *cli = context;
	GX_CLEANUP(gx_buf) line = GX_BUF_INIT(1 << 16);
	gx_text_safe(&line, old_ref, GX_TEXT_LINE);
	gx_buf_text(&line, " -> ");
	gx_text_safe(&line, new_ref, GX_TEXT_LINE);
	gx_buf_byte(&line, '\n');
	gx_out_str(&cli->out, gx_buf_view(&line));
}

static int rekey(struct gx_cli *cli, const struct fsck_options *want)
{
	struct gx_err err = GX_ERR_INIT;
	size_t count;
	return gx_store_rekey(&cli->session.store, want->dry_run, print_rename, cli, &count, &err) < 0 ? gx_say_err(&err) : GX_EXIT_DONE;
}

static int run(struct gx_cli *cli, const void *given)
{
	const struct fsck_options *want = given;
	if (cli->argc)
		return gx_say_usage(cli, "no argument is taken");
	if (want->dry_run && !want->rekey)
		return gx_say_usage(cli, "--dry-run goes with --rekey; without it nothing is changed");
	int code = gx_session_open(cli);
	if (code != 0)
		return code;
	return want->rekey ? rekey(cli, want) : check(cli, want);
}

const struct gx_command gx_cmd_fsck = {
	.name = "fsck",
	.group = GX_GROUP_LIFE,
	.summary = "check every run against the format",
	.synopsis = "[-v]\n--rekey [-n]",
	GX_TAKES(options, struct fsck_options, .rekey = false),
	.run = run,
};
