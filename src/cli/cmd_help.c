#include "cli/commands.h"

static int run(struct gx_cli *cli, const void *given)
{
	(void)given;
	if (cli->argc > 1)
		return gx_say_usage(cli, "name one command");
	if (cli->argc == 1) {
		const struct gx_command *command = gx_command_find(cli->commands, gx_str_of(cli->argv[0]));
		return command ? gx_manual_open(command->name) : gx_command_unknown(cli->commands, NULL, cli->argv[0]);
	}
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	gx_command_list(cli->commands, &text);
	gx_out_str(&cli->out, gx_buf_view(&text));
	return GX_EXIT_DONE;
}

const struct gx_command gx_cmd_help = {
	.name = "help",
	.group = GX_GROUP_OTHER,
	.summary = "list the commands, or open the manual of one",
	.synopsis = "[<command>]",
	.run = run,
};
