#include "cli/commands.h"

#include "cli/life.h"

static int run(struct gx_cli *cli, const void *given)
{
	(void)given;
	if (cli->argc == 0)
		return gx_say_usage(cli, "name the removed runs by their ids or experiments; `git exp log --removed` shows them");
	return gx_life_each(cli, true, &gx_edit_restore);
}

const struct gx_command gx_cmd_restore = {
	.name = "restore",
	.group = GX_GROUP_LIFE,
	.summary = "bring removed runs back",
	.synopsis = "(<run> | <experiment>/ | <commit>..<commit>)...",
	.run = run,
};
