#include "cli/commands.h"

#include "cli/code_commit.h"

struct checkout_options {
	const char *worktree;
	bool force;
};

static const struct gx_option options[] = {
	GX_FLAG('f', "force", struct checkout_options, force, "as git's: throw local changes away"),
	GX_STRING(0, "worktree", "<path>", struct checkout_options, worktree, "into a new worktree at <path>; the one here stays as it is"),
	GX_OPTION_END,
};

/* git writes the files: it refuses paths that no work tree may hold, and to overwrite what nobody has committed. */
static int check_out(const struct checkout_options *want, const char *commit)
{
	struct gx_git here = { .argv = { "checkout", "--detach", commit, "--" } };
	struct gx_git forced = { .argv = { "checkout", "--detach", "--force", commit, "--" } };
	struct gx_git there = { .argv = { "worktree", "add", "--detach", "--", want->worktree, commit } };
	struct gx_git forced_there = { .argv = { "worktree", "add", "--detach", "--force", "--", want->worktree, commit } };
	if (want->worktree)
		return gx_code_git(want->force ? &forced_there : &there);
	return gx_code_git(want->force ? &forced : &here);
}

static int run(struct gx_cli *cli, const void *given)
{
	const struct checkout_options *want = given;
	struct gx_code_commit code = { .arena = GX_ARENA_INIT };
	struct gx_err err = GX_ERR_INIT;
	if (cli->argc != 1)
		return gx_say_usage(cli, "name one run");
	int exit = gx_session_open(cli);
	if (exit != 0)
		return exit;
	exit = gx_code_commit(cli, cli->argv[0], &code, &err) < 0 ? gx_say_err(&err) : check_out(want, code.commit.hex);
	if (exit == GX_EXIT_DONE)
		gx_code_say_omitted(&code.run);
	gx_code_commit_release(&code);
	return exit;
}

const struct gx_command gx_cmd_checkout = {
	.name = "checkout",
	.group = GX_GROUP_CODE,
	.summary = "bring the code of a run into the work tree",
	.synopsis = "[-f] [--worktree <path>] <run>",
	GX_TAKES(options, struct checkout_options, .force = false),
	.run = run,
};
