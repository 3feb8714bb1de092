/*
 * gitexp.h - log to the run of git exp that a program is part of
 *
 * `git exp run -- ./train` names in the environment variable GIT_EXP_LOG a file, to which the program and its children
 * append lines of JSON. This library appends them: whole lines only, one write() for each call, so that what a call has
 * logged is in the file when it returns and stays there if the program is killed.
 *
 *	gitexp_run *run = gitexp_begin();
 *	gitexp_param_double(run, "lr", 0.1);
 *	for (int64_t step = 0; step < 100; step++)
 *		gitexp_metric(run, "loss", step, train());
 *	gitexp_end(run);
 *
 * Without GIT_EXP_LOG there is no run: gitexp_begin() returns NULL, and every function takes that NULL, does nothing and
 * returns 0. A program can thus log always, and need not know whether somebody listens.
 *
 * Errors. A function that can fail returns 0 or a negative code of enum gitexp_code; gitexp_error() has the sentence.
 * The library never ends the program, never prints, and leaves errno as it was, but where gitexp_begin() says so. What a
 * full disk did not take is kept in memory, up to 16 MiB, and written by the next call that can.
 *
 * Texts are NUL-terminated UTF-8, copied at once; each byte that is not UTF-8 becomes U+FFFD. Names of parameters and
 * metrics have 1 to 512 bytes and no control characters. Numbers are written exactly, whatever the locale.
 *
 * Threads. All functions may be called by several threads for the same run, but gitexp_end(), which must be the last.
 * None may be called by a signal handler.
 *
 * Processes. A program that is executed joins the run by a gitexp_begin() of its own. After fork() the child may go on
 * with the run of its parent, unless another thread of the parent was inside a function of this library during the fork;
 * lines that were kept in memory stay the parent's to write. Processes that set GIT_EXP_RANK, as those of one
 * distributed job do, each to a number of its own, write to a file of their own, "<GIT_EXP_LOG>.<rank>".
 */
#ifndef GITEXP_H
#define GITEXP_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define GITEXP_API __attribute__((visibility("default")))
#else
#define GITEXP_API
#endif

/* A run that is being logged to. NULL is no run. */
typedef struct gitexp_run gitexp_run;

/* What the functions return. */
enum gitexp_code {
	GITEXP_OK = 0,
	GITEXP_ENOMEM = -1,    /* no memory: what the call was to log is lost */
	GITEXP_EINPUT = -2,    /* an argument, or a variable of the environment, is not valid: nothing was logged */
	GITEXP_ENOTFOUND = -3, /* the file of GIT_EXP_LOG, or the folder that it is to stand in, is not there */
	GITEXP_ELIMIT = -7,    /* over a limit, or more than 16 MiB wait for a full disk: what the call was to log is lost */
	GITEXP_EIO = -10       /* the file took nothing or a part: the rest waits in memory and is tried again */
};

/* For `step`: the metric has no step; git exp then counts for itself, from 0. */
#define GITEXP_NO_STEP INT64_MIN

/*
 * Joins the run of the environment: opens the file that GIT_EXP_LOG names (and makes it, should it not be there).
 *
 * Returns NULL if GIT_EXP_LOG is not set or is empty, and in a program that runs with another user's rights (setuid). It
 * also returns NULL, and sets errno, if there is no memory. If the file cannot be opened, or GIT_EXP_RANK is not a whole
 * number, the run that it returns logs nothing: each function fails with the same code, gitexp_error() says why, and
 * gitexp_active() is 0. The caller owns the run and gives it to gitexp_end().
 */
GITEXP_API gitexp_run *gitexp_begin(void);

/*
 * 1 if what is logged to this run goes anywhere, else 0. For metrics that are costly to compute.
 */
GITEXP_API int gitexp_active(const gitexp_run *run);

/*
 * Logs a parameter: a double (not-a-number and the infinities too), an integer, a truth (0 is false) or a text of at
 * most 1 MiB. Of two with the same name the later one holds. Returns 0, or GITEXP_EINPUT, GITEXP_ELIMIT, GITEXP_ENOMEM,
 * GITEXP_EIO, as do all functions below.
 */
GITEXP_API int gitexp_param_double(gitexp_run *run, const char *name, double value);
GITEXP_API int gitexp_param_int(gitexp_run *run, const char *name, int64_t value);
GITEXP_API int gitexp_param_bool(gitexp_run *run, const char *name, int value);
GITEXP_API int gitexp_param_text(gitexp_run *run, const char *name, const char *value);

/*
 * Logs the value of a metric at a step, with the time of the call. The name must not be "step" and must not begin with
 * an underscore. It allocates no memory once a line as long as this one has been written.
 */
GITEXP_API int gitexp_metric(gitexp_run *run, const char *name, int64_t step, double value);

/*
 * Logs `count` metrics at one step, with one time and in one write: names[i] has values[i]. All of them or, where one of
 * the names is not valid, none. Otherwise as gitexp_metric().
 */
GITEXP_API int gitexp_metrics(gitexp_run *run, int64_t step, size_t count, const char *const *names,
			      const double *values);

/*
 * Adds a tag to the run: 1 to 200 bytes without control characters.
 */
GITEXP_API int gitexp_tag(gitexp_run *run, const char *tag);

/*
 * Adds a remark to the run: Markdown, at most 1 MiB, not empty.
 */
GITEXP_API int gitexp_note(gitexp_run *run, const char *text);

/*
 * Names a file that is to be kept with the run. `path` counts from the folder in which the command of the run was
 * started, if it is not absolute; the file is read when the run ends. `type` says what it is ("model", "figure" …); with
 * NULL its name tells.
 */
GITEXP_API int gitexp_artifact(gitexp_run *run, const char *path, const char *type);

/*
 * Says how the run ended, if its exit status would not tell: "finished", "failed", "killed" or "crashed", and in a
 * sentence why, or NULL.
 */
GITEXP_API int gitexp_status(gitexp_run *run, const char *status, const char *reason);

/*
 * Tries again to write what a full disk has not taken. 0 means that all that was logged is in the file, but for what a
 * call has reported as lost.
 */
GITEXP_API int gitexp_flush(gitexp_run *run);

/*
 * Copies the sentence about the newest failure of this run, "" if there was none, into ret_text: at most `size` bytes
 * with the NUL, cut if it is longer. Returns its whole length. ret_text may be NULL if size is 0.
 */
GITEXP_API size_t gitexp_error(gitexp_run *run, char *ret_text, size_t size);

/*
 * Flushes as gitexp_flush() and releases the run, whatever it returns: 0 if all that was logged is in the file, else a
 * negative code. It does not end the run itself, which ends when its command does.
 */
GITEXP_API int gitexp_end(gitexp_run *run);

/*
 * The version of the library, as "0.1.0".
 */
GITEXP_API const char *gitexp_version(void);

#ifdef __cplusplus
}
#endif

#endif
