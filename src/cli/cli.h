/*
 * What a command is given: the context of one call of git exp.
 */
#ifndef GX_CLI_CLI_H
#define GX_CLI_CLI_H

#include "base/clock.h"
#include "base/random.h"
#include "cli/colour.h"
#include "cli/option.h"
#include "cli/out.h"
#include "cli/session.h"

struct gx_command;

/* The options that are common to the commands whose traits ask for them; see enum gx_trait. */
struct gx_common_options {
	const char *color; /* --color[=<when>], NULL: not given */
	int pager;         /* --[no-]pager, -1: not given */
	int progress;      /* --[no-]progress, -1: not given */
};

struct gx_cli {
	const struct gx_command *const *commands; /* all of them, NULL at the end */
	const struct gx_command *command;         /* the one that runs */
	char name[64];                            /* how it is called: "log", "artifact get" */
	int argc;                                 /* its arguments, */
	const char *const *argv;                  /* without options and `--`; NULL behind the last */
	struct gx_common_options common;

	struct gx_out out;       /* standard output: gx_out_text(&cli->out, …) */
	bool terminal;           /* standard output is one, or is paged to one */
	struct gx_style style;   /* for the views: colours, width, characters, now */
	struct gx_palette palette;
	struct gx_clock clock;
	struct gx_random random;

	struct gx_session session; /* the repository and its runs; gx_session_open() first */
	gx_config_lookup *config; /* a key of git's config; use gx_cli_config() */
	void *config_context;
};

/* The value of a key in git's config (the last one), or NULL; "true" for a key without a value. */
const char *gx_cli_config(const struct gx_cli *cli, const char *name);

/* "error: …" and the usage of the running command on standard error: for arguments that make no sense. GX_EXIT_USAGE. */
int gx_say_usage(const struct gx_cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
