#include "cli/commands.h"

#include <stdio.h>
#include <unistd.h>

struct top_options {
	bool version;
	bool help;
	bool dump;
};

static const struct gx_option top_options[] = {
	GX_FLAG(0, "version", struct top_options, version, "print the version"),
	GX_FLAG(0, "dump-options", struct top_options, dump, NULL),
	GX_OPTION_END,
};

static const struct gx_command *const commands[] = {
#define GX_COMMAND_ROW(name) &gx_cmd_##name,
	GX_COMMANDS(GX_COMMAND_ROW)
#undef GX_COMMAND_ROW
	NULL,
};

static int print(struct gx_cli *cli, void (*write)(const struct gx_command *const *, struct gx_buf *), int code)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	write(commands, &text);
	gx_out_str(&cli->out, gx_buf_view(&text));
	return code;
}

static int run_named(struct gx_cli *cli, const char *name)
{
	char word[16], *argv[] = { word, NULL };
	(void)snprintf(word, sizeof(word), "%s", name);
	return gx_command_dispatch(cli, 1, argv);
}

/* `argv` begins behind the program's name. */
static int run(struct gx_cli *cli, int argc, char **argv)
{
	struct top_options top = { .version = false };
	const struct gx_option_set sets[] = { { top_options, &top }, { NULL, NULL } };
	struct gx_err err = GX_ERR_INIT;
	enum gx_parsed parsed = gx_options_parse(sets, GX_PARSE_TO_ARGUMENT, &argc, argv, &err);
	if (parsed == GX_PARSED_USAGE || parsed == GX_PARSED_MANUAL)
		return print(cli, gx_command_list, GX_EXIT_DONE);
	if (parsed != GX_PARSED) {
		gx_say_err(&err);
		gx_say("usage: git exp <command> [<options>] [<arguments>]");
		return GX_EXIT_USAGE;
	}
	if (top.dump)
		return print(cli, gx_command_dump, GX_EXIT_DONE);
	if (top.version)
		return run_named(cli, "version");
	return argc ? gx_command_dispatch(cli, argc, argv) : print(cli, gx_command_list, GX_EXIT_FAILED);
}

int main(int argc, char **argv)
{
	struct gx_cli cli = { .commands = commands, .out = GX_OUT_INIT(STDOUT_FILENO) };
	struct gx_err err = GX_ERR_INIT;
	gx_out_catch_pipe();
	cli.config = gx_session_config;
	cli.config_context = &cli.session;
	if (gx_clock_init(&cli.clock, &err) || gx_random_init(&cli.random, &err))
		return gx_say_fatal("%s", err.text);
	int code = argc > 1 ? run(&cli, argc - 1, argv + 1) : run(&cli, 0, argv + argc);
	code = gx_out_close(&cli.out, code);
	gx_session_release(&cli.session);
	return code;
}
