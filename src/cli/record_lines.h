/*
 * `git exp record`: its options, and its way of many runs at once.
 */
#ifndef GX_CLI_RECORD_LINES_H
#define GX_CLI_RECORD_LINES_H

#include "cli/cli.h"

struct gx_record_options {
	struct gx_texts params, param_files, metrics, metric_files, histories, artifacts, data, tags, notes;
	const char *experiment, *name, *description, *status, *started, *ended, *group, *parent, *code, *id_file;
	bool no_code, from_stdin;
};

/* The experiment of a run that names none. */
const char *gx_record_experiment(const struct gx_cli *cli, const char *wanted);

/* The code that the options say; `status` was started unless they name it. */
int gx_record_code(struct gx_cli *cli, const struct gx_record_options *want, struct gx_git *status, struct gx_arena *arena, struct gx_code *ret,
		   struct gx_err *err);

/* Reads JSON lines from standard input, writes all runs or none, prints the ids in input order. An exit code. */
int gx_record_lines(struct gx_cli *cli, const struct gx_record_options *want, struct gx_git *status);

#endif
