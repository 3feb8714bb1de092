#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/command.h"

struct list_options {
	bool all;
	int64_t limit;
	struct gx_texts tags;
};

static const struct gx_option list_table[] = {
	GX_FLAG('a', "all", struct list_options, all, "all of them"),
	GX_LIMIT('n', "max-count", "<n>", struct list_options, limit, "at most <n>"),
	GX_LIST('t', "tag", "<tag>", struct list_options, tags, "with this tag"),
	GX_OPTION_END,
};

static int run_list(struct gx_cli *cli, const void *given)
{
	const struct list_options *want = given;
	gx_out_printf(&cli->out, "%s all=%d limit=%d tags=%zu color=%d progress=%d", cli->name, want->all, (int)want->limit,
		      want->tags.len, cli->style.color, cli->common.progress);
	for (int i = 0; i < cli->argc; i++)
		gx_out_printf(&cli->out, " %s", cli->argv[i]);
	cr_assert_null(cli->argv[cli->argc]);
	return cli->argc == 3 ? gx_say_usage(cli, "three are too many") : 40 + cli->argc;
}

static int run_plain(struct gx_cli *cli, const void *given)
{
	cr_assert_not_null(given);
	gx_out_printf(&cli->out, "%s %d", cli->name, cli->argc);
	return 0;
}

static const struct gx_command list = {
	.name = "list",
	.group = GX_GROUP_LOOK,
	.summary = "show the things",
	.synopsis = "[<options>] [<run>…]\n--all",
	.traits = GX_PAGES | GX_PROGRESS,
	GX_TAKES(list_table, struct list_options, .limit = 9),
	.run = run_list,
};
static const struct gx_command get = { .name = "get", .summary = "copy one", .synopsis = "<run> <path>", .run = run_plain };
static const struct gx_command drop = { .name = "drop", .summary = "drop one", .synopsis = "<run>", .run = run_plain };
static const struct gx_command *const thing_commands[] = { &get, &drop, NULL };
static const struct gx_command thing = {
	.name = "thing",
	.group = GX_GROUP_ANNOTATE,
	.summary = "things of a run",
	.synopsis = "<command> …",
	.subcommands = thing_commands,
};
static const struct gx_command hidden = { .name = "hook", .synopsis = "<name>", .run = run_plain };
static const struct gx_command *const commands[] = { &thing, &list, &hidden, NULL };

static char said[4096];

/* Dispatches a command line that is cut at its blanks; what it wrote to standard output is in `said`. */
static int dispatch(const char *line)
{
	char room[256], *argv[32] = { NULL }, path[] = "/tmp/gx-command-XXXXXX";
	int argc = 0;
	(void)snprintf(room, sizeof(room), "%s", line);
	for (char *word = strtok(room, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	int fd = mkstemp(path);
	unlink(path);
	struct gx_cli cli = { .commands = commands, .out = GX_OUT_INIT(fd), .clock = { .frozen = true, .next_us = 1 } };
	int code = gx_out_close(&cli.out, gx_command_dispatch(&cli, argc, argv));
	memset(said, 0, sizeof(said));
	cr_assert_geq(pread(fd, said, sizeof(said) - 1, 0), 0);
	close(fd);
	return code;
}

Test(command, defaults_options_and_arguments)
{
	cr_assert_eq(dispatch("list"), 40);
	cr_assert_str_eq(said, "list all=0 limit=9 tags=0 color=0 progress=-1");
	cr_assert_eq(dispatch("list x -a -3 -tb --tag c --color --no-progress y"), 42);
	cr_assert_str_eq(said, "list all=1 limit=3 tags=2 color=1 progress=0 x y");
	cr_assert_eq(dispatch("list"), 40);
	cr_assert_str_eq(said, "list all=0 limit=9 tags=0 color=0 progress=-1", "nothing is left of the call before");
}

Test(command, commands_within_a_command)
{
	cr_assert_eq(dispatch("thing get a b"), 0);
	cr_assert_str_eq(said, "thing get 2");
	cr_assert_eq(dispatch("hook x"), 0, "one that is not listed still runs");
}

#define LIST_USAGE                                                         \
	"usage: git exp list [<options>] [<run>…]\n"                       \
	"   or: git exp list --all\n"                                      \
	"\n"                                                               \
	"    -a, --all             all of them\n"                          \
	"    -n, --max-count <n>   at most <n>\n"                          \
	"    -t, --tag <tag>       with this tag\n"                        \
	"    --color[=<when>]      colour the output: always, auto or never\n" \
	"    --[no-]pager          show long output in the pager\n"        \
	"    --[no-]progress       show how far it is, by default on a terminal\n" \
	"\n"
#define THING_USAGE                               \
	"usage: git exp thing get <run> <path>\n" \
	"   or: git exp thing drop <run>\n"       \
	"\n"                                      \
	"    get                   copy one\n"    \
	"    drop                  drop one\n"    \
	"\n"

Test(command, usage_on_standard_output_when_asked_for)
{
	cr_assert_eq(dispatch("list -ah"), GX_EXIT_USAGE);
	cr_assert_str_eq(said, LIST_USAGE);
	cr_assert_eq(dispatch("thing -h"), GX_EXIT_USAGE);
	cr_assert_str_eq(said, THING_USAGE);
	cr_assert_eq(dispatch("thing get -h"), GX_EXIT_USAGE);
	cr_assert_str_eq(said, "usage: git exp thing get <run> <path>\n\n");
}

Test(command, unknown_option, .init = cr_redirect_stderr)
{
	cr_assert_eq(dispatch("list --nosuch"), GX_EXIT_USAGE);
	cr_assert_str_eq(said, "");
	cr_assert_stderr_eq_str("error: unknown option `nosuch'\n" LIST_USAGE);
}

Test(command, bad_value, .init = cr_redirect_stderr)
{
	cr_assert_eq(dispatch("list -nx"), GX_EXIT_USAGE);
	cr_assert_stderr_eq_str("error: switch `n' expects a numerical value\n");
}

Test(command, bad_color, .init = cr_redirect_stderr)
{
	cr_assert_eq(dispatch("list --color=blue"), GX_EXIT_USAGE);
	cr_assert_stderr_eq_str("error: option `color' expects always, auto or never, not 'blue'\n");
}

Test(command, arguments_that_make_no_sense, .init = cr_redirect_stderr)
{
	cr_assert_eq(dispatch("list a b c"), GX_EXIT_USAGE);
	cr_assert_stderr_eq_str("error: three are too many\n" LIST_USAGE);
}

Test(command, family_without_a_name, .init = cr_redirect_stderr)
{
	cr_assert_eq(dispatch("thing"), GX_EXIT_USAGE);
	cr_assert_stderr_eq_str("error: thing wants a command of its own\n" THING_USAGE);
}

Test(command, unknown_in_a_family, .init = cr_redirect_stderr)
{
	cr_assert_eq(dispatch("thing gte"), GX_EXIT_FAILED);
	cr_assert_stderr_eq_str("git exp thing: 'gte' is not a git exp thing command. See 'git exp thing -h'.\n"
				"\nThe most similar command is\n\tget\n");
}

Test(command, unknown, .init = cr_redirect_stderr)
{
	cr_assert_eq(dispatch("lits"), GX_EXIT_FAILED);
	cr_assert_stderr_eq_str("git exp: 'lits' is not a git exp command. See 'git exp --help'.\n"
				"\nThe most similar command is\n\tlist\n");
}

Test(command, the_list_has_groups_in_order)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	gx_command_list(commands, &out);
	const char *look = strstr(gx_buf_c(&out), "\nlook at runs\n   list          show the things\n");
	const char *annotate = strstr(gx_buf_c(&out), "\nadd to a run\n   thing         things of a run\n");
	cr_assert(look && annotate && look < annotate);
	cr_assert_null(strstr(gx_buf_c(&out), "hook"));
}

Test(command, dump)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	gx_command_dump(commands, &out);
	cr_assert_str_eq(gx_buf_c(&out),
			 "command\tthing\tannotate\tthings of a run\n"
			 "synopsis\tthing\t<command> …\n"
			 "command\tthing get\tannotate\tcopy one\n"
			 "synopsis\tthing get\t<run> <path>\n"
			 "command\tthing drop\tannotate\tdrop one\n"
			 "synopsis\tthing drop\t<run>\n"
			 "command\tlist\tlook\tshow the things\n"
			 "synopsis\tlist\t[<options>] [<run>…]\n"
			 "synopsis\tlist\t--all\n"
			 "option\tlist\t-a\t--all\tflag\t\t\tall of them\n"
			 "option\tlist\t-n\t--max-count\tlimit\t<n>\t\tat most <n>\n"
			 "option\tlist\t-t\t--tag\tlist\t<tag>\t\twith this tag\n"
			 "option\tlist\t\t--color\toptional\t<when>\talways|auto|never\tcolour the output: always, auto or never\n"
			 "option\tlist\t\t--pager\tswitch\t\t\tshow long output in the pager\n"
			 "option\tlist\t\t--progress\tswitch\t\t\tshow how far it is, by default on a terminal\n");
}

Test(command, config_without_a_getter_is_unset)
{
	struct gx_cli cli = { .config = NULL };
	cr_assert_null(gx_cli_config(&cli, "core.pager"));
}
