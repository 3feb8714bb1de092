/*
 * What the commands that bring a run's code back have in common.
 */
#ifndef GX_CLI_CODE_COMMIT_H
#define GX_CLI_CODE_COMMIT_H

#include "cli/cli.h"
#include "git/command.h"

/* The run that an argument names, with its facts and its code as a commit; release the run. */
struct gx_code_commit {
	struct gx_arena arena;
	struct gx_item item;
	struct gx_run run;
	struct gx_oid_text commit;
};

/* Errors are not said yet. Release it in any case. */
int gx_code_commit(struct gx_cli *cli, const char *name, struct gx_code_commit *ret, struct gx_err *err);
void gx_code_commit_release(struct gx_code_commit *code);

/* Runs git with our own standard output and error: it has said what there is to say. GX_EXIT_DONE or GX_EXIT_FAILED. */
int gx_code_git(struct gx_git *git);

/* Tells what the run's snapshot left out, and so is not in its code. */
void gx_code_say_omitted(const struct gx_run *run);

#endif
