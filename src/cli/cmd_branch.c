#include "cli/commands.h"

#include "cli/code_commit.h"

struct branch_options {
	bool force;
};

static const struct gx_option options[] = {
	GX_FLAG('f', "force", struct branch_options, force, "move the branch if there is one of that name"),
	GX_OPTION_END,
};

static int run(struct gx_cli *cli, const void *given)
{
	const struct branch_options *want = given;
	struct gx_code_commit code = { .arena = GX_ARENA_INIT };
	struct gx_err err = GX_ERR_INIT;
	if (cli->argc != 2)
		return gx_say_usage(cli, "name the branch and the run");
	int exit = gx_session_open(cli);
	if (exit != 0)
		return exit;
	int r = gx_code_commit(cli, cli->argv[1], &code, &err);
	struct gx_git branch = { .argv = { "branch", "--no-track", want->force ? "--force" : "--no-force", "--", cli->argv[0], code.commit.hex } };
	exit = r < 0 ? gx_say_err(&err) : gx_code_git(&branch);
	if (exit == GX_EXIT_DONE)
		gx_code_say_omitted(&code.run);
	gx_code_commit_release(&code);
	return exit;
}

const struct gx_command gx_cmd_branch = {
	.name = "branch",
	.group = GX_GROUP_CODE,
	.summary = "make a branch at the code of a run",
	.synopsis = "[-f] <branch> <run>",
	GX_TAKES(options, struct branch_options, .force = false),
	.run = run,
};
