/*
 * The command table and what happens between `git exp <name> …` and the command's own function.
 *
 * To add a command: write src/cli/cmd_<name>.c, add one row ROW(<name>) to GX_COMMANDS in cli/commands.h, write
 * man/git-exp-<name>.1 (and its line in man/git-exp.1) and tests/cli/t*-<name>.sh. Nothing else: usage, completion and
 * `git exp help` come from the table, and `make lint` holds the man page to it.
 *
 *	#include "cli/commands.h"
 *
 *	struct best_options {
 *		bool quiet;
 *		int64_t limit;
 *	};
 *
 *	static const struct gx_option options[] = {
 *		GX_FLAG('q', "quiet", struct best_options, quiet, "print the id alone"),
 *		GX_LIMIT('n', "max-count", "<n>", struct best_options, limit, "show the <n> best"),
 *		GX_OPTION_END,
 *	};
 *
 *	static int run(struct gx_cli *cli, const void *given)
 *	{
 *		const struct best_options *want = given;
 *		if (cli->argc != 1)
 *			return gx_say_usage(cli, "name one metric");
 *		struct gx_err err = GX_ERR_INIT;
 *		if (…)
 *			return gx_say_err(&err);
 *		gx_out_printf(&cli->out, "%s\n", …);
 *		return GX_EXIT_DONE;
 *	}
 *
 *	const struct gx_command gx_cmd_best = {
 *		.name = "best",
 *		.group = GX_GROUP_LOOK,
 *		.summary = "the best run by a metric",
 *		.synopsis = "[<options>] <metric>",
 *		.traits = GX_PAGES,
 *		GX_TAKES(options, struct best_options, .limit = 1),
 *		.run = run,
 *	};
 *
 * `git exp best -h`, `--help`, wrong options, abbreviations, the pager, the colours in cli->style, and the flush of standard output
 * with its errors are done around `run`, which sees its options read and the arguments left in cli->argv. Lists are freed after it.
 */
#ifndef GX_CLI_COMMAND_H
#define GX_CLI_COMMAND_H

#include "cli/cli.h"

enum gx_group { GX_GROUP_START, GX_GROUP_LOOK, GX_GROUP_ANNOTATE, GX_GROUP_CODE, GX_GROUP_LIFE, GX_GROUP_OTHER, GX_GROUPS };

/* Bits: what a command has in common with others. */
enum gx_trait {
	GX_PAGES = 1 << 0,    /* shows much on standard output: has --color and --[no-]pager */
	GX_PROGRESS = 1 << 1, /* may take over a second: has --[no-]progress; see cli/progress.h */
};

struct gx_command {
	const char *name;
	enum gx_group group;
	const char *summary;  /* one line for `git exp help`, lower case, no full stop; NULL: not listed */
	const char *synopsis; /* what stands behind the name in the usage; several forms: one a line ("<run>\n--all") */
	unsigned traits;      /* of enum gx_trait */
	/* By GX_TAKES(); or, for a command with commands of its own (`artifact get`), those, NULL at the end, and no `run`. */
	const struct gx_option *options;
	const void *defaults;
	size_t options_size;
	const struct gx_command *const *subcommands;
	/* Returns an exit code. `options` is the struct that the table fills, NULL without a table. */
	int (*run)(struct gx_cli *cli, const void *options);
};

/* The option table, its struct and the defaults as designated initialisers (`0` for all zero). */
#define GX_TAKES(table, type, ...) \
	.options = (table), .defaults = &(const type){ __VA_ARGS__ }, .options_size = sizeof(type)

/*
 * Finds the command that argv[0] names (0 < argc), reads its options, runs it. Says errors. Returns the exit code;
 * gx_out_close(&cli->out, …) is the caller's.
 */
int gx_command_dispatch(struct gx_cli *cli, int argc, char **argv);

/* The command of a name, or NULL. */
const struct gx_command *gx_command_find(const struct gx_command *const *commands, struct gx_str name);

/* `-h`: "usage: git exp <name> …" for each form of the synopsis, then the options. `name` is as in cli->name. */
void gx_command_usage(const struct gx_command *command, const char *name, struct gx_buf *out);

/* `git exp help`: every command with its summary, by groups. */
void gx_command_list(const struct gx_command *const *commands, struct gx_buf *out);

/*
 * All of it for programs, tabs between: `command`, name, group, summary; `synopsis`, name, form; `option` as gx_options_dump().
 * The completion and the checks of the man pages read this.
 */
void gx_command_dump(const struct gx_command *const *commands, struct gx_buf *out);

/* The title of a group, and its one word in the dump. */
const char *gx_group_title(enum gx_group group);
const char *gx_group_word(enum gx_group group);

enum { GX_TABLES = 4 };

/*
 * The option tables of a command: its own, then those that its traits add; NULL at the end. The common ones fill a
 * struct gx_common_options. Returns how many.
 */
size_t gx_command_tables(const struct gx_command *command, const struct gx_option *ret_tables[GX_TABLES]);

/* Calls `visit` for each listed command, and for each command within one right after it; `name` is as in cli->name. */
typedef void gx_command_visit(const struct gx_command *command, const char *name, enum gx_group group, void *context);
void gx_command_each(const struct gx_command *const *commands, gx_command_visit *visit, void *context);

/* Opens man/git-exp-<command>.1 (`name` NULL: git-exp.1) in the place of this process; returns only on failure, said. */
int gx_manual_open(const char *name);

/* "git exp: 'lgo' is not a git exp command …" and the names that are near, on standard error; GX_EXIT_FAILED. */
int gx_command_unknown(const struct gx_command *const *commands, const char *within, const char *name);

#endif
