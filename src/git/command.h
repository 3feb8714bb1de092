/*
 * git itself, as a command: transport, work trees, filters, all that libgit2 is blind to. It finds the repository as we did: same
 * folder, same environment.
 */
#ifndef GX_GIT_COMMAND_H
#define GX_GIT_COMMAND_H

#include "base/process.h"

enum { GX_GIT_WORDS = 48 };

struct gx_git {
	const char *argv[GX_GIT_WORDS]; /* the words behind `git`, NULL at the end */
	const char *environment[8];     /* "NAME=value" sets, "NAME" unsets; NULL at the end */
	const char *folder;             /* run there; NULL: here */
	struct gx_str input;            /* its standard input */
	bool may_fail;                  /* a non-zero exit is no error: look at `status` */
	bool inherit;                   /* output and error go where ours go */
	int status;                     /* its exit status, afterwards */
	/* while it runs */
	struct gx_process process;
	const char *words[GX_GIT_WORDS + 1];
	const char *variables[12];
};

/*
 * Runs git, optional locks off, and adds its standard output to `out` (NULL: thrown away). GX_EGIT with the first line of git's own error
 * when it fails.
 */
int gx_git_run(struct gx_git *git, struct gx_buf *out, struct gx_err *err);

/* The same in two steps, so that git works while we do. A started one must be finished; finishing one that was not started does nothing. */
int gx_git_start(struct gx_git *git, struct gx_err *err);
int gx_git_finish(struct gx_git *git, struct gx_buf *out, struct gx_err *err);

#endif
