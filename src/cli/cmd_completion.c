#include "cli/commands.h"
#include "cli/complete.h"

static const struct {
	const char *shell;
	void (*write)(const struct gx_command *const *commands, struct gx_buf *out);
} shells[] = {
	{ "bash", gx_complete_bash },
	{ "zsh", gx_complete_zsh },
	{ "fish", gx_complete_fish },
};

static int run(struct gx_cli *cli, const void *given)
{
	(void)given;
	for (size_t i = 0; cli->argc == 1 && i < GX_LEN(shells); i++) {
		if (strcmp(cli->argv[0], shells[i].shell) != 0)
			continue;
		GX_CLEANUP(gx_buf) script = GX_BUF_INIT(1 << 24);
		struct gx_err err = GX_ERR_INIT;
		shells[i].write(cli->commands, &script);
		if (gx_buf_check(&script, "the script", &err))
			return gx_say_err(&err);
		gx_out_str(&cli->out, gx_buf_view(&script));
		return GX_EXIT_DONE;
	}
	return gx_say_usage(cli, "name one shell: bash, zsh or fish");
}

const struct gx_command gx_cmd_completion = {
	.name = "completion",
	.group = GX_GROUP_OTHER,
	.summary = "print a script that completes git exp in a shell",
	.synopsis = "(bash|zsh|fish)",
	.run = run,
};
