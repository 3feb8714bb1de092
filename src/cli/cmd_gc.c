#include "cli/commands.h"

#include "base/file.h"
#include "cli/gather.h"
#include "git/command.h"
#include "run/limits.h"
#include "store/remove.h"

struct gc_options {
	const char *prune;
	bool dry_run;
};

static const struct gx_option options[] = {
	GX_STRING(0, "prune", "<date>", struct gc_options, prune,
		  "drop for good the runs that were removed before this (\"30.days.ago\", \"now\"); without it none"),
	GX_FLAG('n', "dry-run", struct gc_options, dry_run, "only say what would be dropped"),
	GX_OPTION_END,
};

static int forget(struct gx_cli *cli, const struct gc_options *want, struct gx_err *err)
{
	struct gx_items gone = { .refused = 0 };
	int64_t before;
	int r = gx_gather_date(want->prune, "--prune", true, &cli->clock, &before, err);
	if (r == 0)
		r = gx_store_forget(&cli->session.store, before, want->dry_run, &gone, err);
	for (size_t i = 0; r == 0 && i < gone.list.len; i++)
		gx_out_printf(&cli->out, "%s\n", gx_oid_text(&gone.list.at[i].id).hex);
	gx_items_release(&gone);
	return r;
}

/* Private indexes of snapshots that were killed. */
static int drop_leftovers(const struct gx_repo *repo, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(GX_PATH_MAX);
	gx_path(&path, gx_repo_common_dir(repo), "exp/tmp");
	int r = gx_buf_check(&path, "the repository's path", err);
	return r == 0 ? gx_folder_remove(gx_buf_c(&path), err) : r;
}

/* Every push receives all refs, and loose ones cost ten times as much: so they are packed, and git's own upkeep gets its turn. */
static int tidy(const struct gx_repo *repo, struct gx_err *err)
{
	struct gx_git pack = { .argv = { "pack-refs", "--all", "--prune" } };
	struct gx_git upkeep = { .argv = { "maintenance", "run", "--auto", "--quiet" } };
	int r = drop_leftovers(repo, err);
	if (r == 0)
		r = gx_git_run(&pack, NULL, err);
	return r == 0 ? gx_git_run(&upkeep, NULL, err) : r;
}

static int run(struct gx_cli *cli, const void *given)
{
	const struct gc_options *want = given;
	struct gx_err err = GX_ERR_INIT;
	if (cli->argc)
		return gx_say_usage(cli, "no argument is taken");
	int code = gx_session_open(cli);
	if (code != 0)
		return code;
	int r = want->prune ? forget(cli, want, &err) : 0;
	if (r == 0 && !want->dry_run)
		r = tidy(cli->session.repo, &err);
	return r < 0 ? gx_say_err(&err) : GX_EXIT_DONE;
}

const struct gx_command gx_cmd_gc = {
	.name = "gc",
	.group = GX_GROUP_LIFE,
	.summary = "pack refs, drop what was removed long ago, let git tidy up",
	.synopsis = "[--prune=<date>] [-n]",
	GX_TAKES(options, struct gc_options, .prune = NULL),
	.run = run,
};
