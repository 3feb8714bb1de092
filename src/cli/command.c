#include "cli/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

static const struct gx_option pages_table[] = {
	GX_OPTIONAL(0, "color", "<when>", "always|auto|never", struct gx_common_options, color,
		    "colour the output: always, auto or never"),
	GX_SWITCH(0, "pager", struct gx_common_options, pager, "show long output in the pager"),
	GX_OPTION_END,
};

static const struct gx_option progress_table[] = {
	GX_SWITCH(0, "progress", struct gx_common_options, progress, "show how far it is, by default on a terminal"),
	GX_OPTION_END,
};

size_t gx_command_tables(const struct gx_command *command, const struct gx_option *ret_tables[GX_TABLES])
{
	size_t count = 0;
	if (command->options)
		ret_tables[count++] = command->options;
	if (command->traits & GX_PAGES)
		ret_tables[count++] = pages_table;
	if (command->traits & GX_PROGRESS)
		ret_tables[count++] = progress_table;
	ret_tables[count] = NULL;
	return count;
}

const char *gx_cli_config(const struct gx_cli *cli, const char *name)
{
	return cli->config ? cli->config(cli->config_context, name) : NULL;
}

const struct gx_command *gx_command_find(const struct gx_command *const *commands, struct gx_str name)
{
	for (; *commands; commands++)
		if (gx_str_is(name, (*commands)->name))
			return *commands;
	return NULL;
}

static void print_usage(const struct gx_cli *cli, struct gx_buf *text)
{
	gx_command_usage(cli->command, cli->name, text);
}

/* Usage on standard error, behind an error. */
static int complain(const struct gx_cli *cli)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	print_usage(cli, &text);
	(void)gx_fd_write(STDERR_FILENO, gx_buf_view(&text), "standard error", NULL);
	return GX_EXIT_USAGE;
}

int gx_say_usage(const struct gx_cli *cli, const char *format, ...)
{
	char text[1024];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	gx_say_error("%s", text);
	return complain(cli);
}

int gx_manual_open(const char *name)
{
	char page[80] = "git-exp";
	if (name)
		(void)snprintf(page, sizeof(page), "git-exp-%s", name);
	execlp("man", "man", page, (char *)NULL);
	return gx_say_error("cannot start man to show %s: %s", page, strerror(errno));
}

/* What parsing ended in, other than well. */
static int answer(struct gx_cli *cli, const struct gx_command *top, enum gx_parsed parsed, const struct gx_err *err)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	switch (parsed) {
	case GX_PARSED_MANUAL:
		return gx_manual_open(top->name);
	case GX_PARSED_USAGE:
		print_usage(cli, &text);
		gx_out_str(&cli->out, gx_buf_view(&text));
		return GX_EXIT_USAGE;
	case GX_PARSED_UNKNOWN:
		gx_say_err(err);
		return complain(cli);
	case GX_PARSED_BAD:
		gx_say_err(err);
		return err->code == GX_ENOMEM ? GX_EXIT_FATAL : GX_EXIT_USAGE;
	case GX_PARSED:
		break;
	}
	return GX_EXIT_DONE;
}

/* Colours, width and pager, for a command that shows much. */
static int prepare_output(struct gx_cli *cli)
{
	struct gx_err err = GX_ERR_INIT;
	cli->style = gx_style_plain(gx_clock_now(&cli->clock));
	cli->style.terminal = cli->terminal;
	cli->style.columns = gx_terminal_columns(cli->terminal);
	cli->style.unicode = gx_terminal_is_utf8();
	if (gx_colours_read(&cli->style, &cli->palette, cli->common.color, cli->terminal, cli->config, cli->config_context, &err)) {
		gx_say_err(&err);
		return GX_EXIT_USAGE;
	}
	if (isatty(cli->out.fd))
		cli->out.pager.command = gx_pager_choose(cli->common.pager, cli->config, cli->config_context);
	return GX_EXIT_DONE;
}

/* Reads the options into `into`, and runs. `argv` begins behind the name. */
static int read_and_run(struct gx_cli *cli, const struct gx_command *top, int argc, char **argv, void *into)
{
	const struct gx_command *command = cli->command;
	const struct gx_option *tables[GX_TABLES];
	struct gx_option_set sets[GX_TABLES] = { { NULL, NULL } };
	size_t count = gx_command_tables(command, tables);
	for (size_t i = 0; i < count; i++) {
		bool own = tables[i] == command->options;
		sets[i] = (struct gx_option_set){ tables[i], own ? into : (void *)&cli->common };
	}

	struct gx_err err = GX_ERR_INIT;
	enum gx_parsed parsed = gx_options_parse(sets, GX_PARSE_ALL, &argc, argv, &err);
	if (parsed != GX_PARSED)
		return answer(cli, top, parsed, &err);
	argv[argc] = NULL; /* argv[argc] of the whole line is NULL, so there is room */
	cli->argc = argc;
	cli->argv = (const char *const *)argv;
	cli->terminal = isatty(cli->out.fd) || gx_pager_in_use();
	int code = command->traits & GX_PAGES ? prepare_output(cli) : GX_EXIT_DONE;
	return code ? code : command->run(cli, into);
}

static int run_command(struct gx_cli *cli, const struct gx_command *top, int argc, char **argv)
{
	const struct gx_command *command = cli->command;
	cli->common = (struct gx_common_options){ NULL, -1, -1 };
	GX_FREE void *into = calloc(1, command->options_size ? command->options_size : 1);
	if (!into)
		return gx_say_fatal("out of memory");
	if (command->defaults)
		memcpy(into, command->defaults, command->options_size);
	int code = read_and_run(cli, top, argc, argv, into);
	gx_options_release(command->options, into);
	return code;
}

/* `git exp artifact get …`: argv begins behind "artifact". */
static int run_within(struct gx_cli *cli, const struct gx_command *top, int argc, char **argv)
{
	const struct gx_option_set none[] = { { NULL, NULL } };
	struct gx_err err = GX_ERR_INIT;
	enum gx_parsed parsed = gx_options_parse(none, GX_PARSE_TO_ARGUMENT, &argc, argv, &err);
	if (parsed != GX_PARSED)
		return answer(cli, top, parsed, &err);
	if (argc == 0)
		return gx_say_usage(cli, "%s wants a command of its own", top->name);
	const struct gx_command *command = gx_command_find(top->subcommands, gx_str_of(argv[0]));
	if (!command)
		return gx_command_unknown(top->subcommands, top->name, argv[0]);
	cli->command = command;
	(void)snprintf(cli->name, sizeof(cli->name), "%s %s", top->name, command->name);
	return run_command(cli, top, argc - 1, argv + 1);
}

int gx_command_dispatch(struct gx_cli *cli, int argc, char **argv)
{
	const struct gx_command *command = gx_command_find(cli->commands, gx_str_of(argv[0]));
	if (!command)
		return gx_command_unknown(cli->commands, NULL, argv[0]);
	cli->command = command;
	(void)snprintf(cli->name, sizeof(cli->name), "%s", command->name);
	return command->subcommands ? run_within(cli, command, argc - 1, argv + 1) : run_command(cli, command, argc - 1, argv + 1);
}
