/*
 * Child processes: git, the pager, an editor. Arguments are a vector, never a shell line.
 */
#ifndef GX_BASE_PROCESS_H
#define GX_BASE_PROCESS_H

#include <sys/types.h>

#include "base/buf.h"

struct gx_process {
	const char *const *argv;        /* NULL at the end; argv[0] is looked up in PATH */
	const char *const *environment; /* "NAME=value" sets, "NAME" unsets, on top of ours; NULL: as it is */
	const char *folder;             /* working directory; NULL: ours */
	bool inherit_input;             /* standard input is ours (an editor needs the terminal); else it is fed */
	bool inherit_output;            /* standard output goes where ours goes; else it is captured */
	bool inherit_error;             /* likewise; else it is captured, for the caller's message */
	/* of a started child */
	pid_t pid;
	int input, output, error; /* our ends, -1 where there is none */
};

#define GX_PROCESS_INIT { NULL, NULL, NULL, false, false, false, -1, -1, -1, -1 }

/* Starts it. GX_ENOTFOUND if there is no such program. */
int gx_process_start(struct gx_process *process, struct gx_err *err);

/*
 * Feeds `input`, gathers output up to the buffers' caps (over: GX_ELIMIT, and the child is ended), waits. Either buffer
 * may be NULL: then that stream is read and dropped. A child that closes its input early loses the rest of `input`,
 * which is no failure. *ret_status is its exit status, 128 + n for signal n. All pipes are closed, the child is reaped, on
 * failure too. SIGPIPE is blocked in this thread meanwhile; what the process does on it is not touched.
 */
int gx_process_finish(struct gx_process *process, struct gx_str input, struct gx_buf *output, struct gx_buf *error,
		      int *ret_status, struct gx_err *err);

/* Start and finish. */
int gx_process_run(struct gx_process *process, struct gx_str input, struct gx_buf *output, struct gx_buf *error,
		   int *ret_status, struct gx_err *err);

#endif
