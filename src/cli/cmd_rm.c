#include "cli/commands.h"

#include "cli/life.h"

struct rm_options {
	bool dry_run;
};

static const struct gx_option options[] = {
	GX_FLAG('n', "dry-run", struct rm_options, dry_run, "only say which runs would be removed"),
	GX_OPTION_END,
};

static int run(struct gx_cli *cli, const void *given)
{
	const struct rm_options *want = given;
	if (cli->argc == 0)
		return gx_say_usage(cli, "name the runs to remove");
	return gx_life_each(cli, false, want->dry_run ? NULL : &gx_edit_remove);
}

const struct gx_command gx_cmd_rm = {
	.name = "rm",
	.group = GX_GROUP_LIFE,
	.summary = "hide runs; restore brings them back",
	.synopsis = "[-n] (<run> | <experiment>/ | <commit>..<commit>)...",
	GX_TAKES(options, struct rm_options, .dry_run = false),
	.run = run,
};
