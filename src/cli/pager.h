/*
 * The pager, chosen and started as git does it.
 */
#ifndef GX_CLI_PAGER_H
#define GX_CLI_PAGER_H

#include <stdbool.h>
#include <sys/types.h>

/* A value of git's config, "true" for a key without one, NULL where it is not set. The text lives as long as the context. */
typedef const char *gx_config_lookup(void *context, const char *name);

struct gx_pager {
	const char *command; /* for the shell; NULL: no pager */
	pid_t pid;           /* 0 until it is started */
	int output, error;   /* copies of what standard output and error were before, -1 for none */
};

#define GX_PAGER_INIT { NULL, 0, -1, -1 }

/*
 * The command to page with, or NULL for none: whether, by `wanted` (1, 0, or -1 for what `pager.exp` says, yes by default); which,
 * by GIT_PAGER, a command in `pager.exp`, core.pager, PAGER, "less". "cat" and "" are no pager. `get` may be NULL. The text is
 * the environment's or the config's. Whether standard output is a terminal is for the caller to know.
 */
const char *gx_pager_choose(int wanted, gx_config_lookup *get, void *context);

/* Whether somebody (git itself, by `pager.exp`) pages what we write: GIT_PAGER_IN_USE. */
bool gx_pager_in_use(void);

/*
 * Starts it, if there is one and it does not run yet, with LESS=FRX and LV=-c unless these are set, and makes `fd` (and
 * standard error, where that is a terminal) its input. Where it cannot be started a warning is said and the output goes on unpaged.
 */
void gx_pager_start(struct gx_pager *pager, int fd);

/* Puts `fd` and standard error back, which ends the pager's input, and waits until the user has left it. True if it ran. */
bool gx_pager_finish(struct gx_pager *pager, int fd);

/* What git takes for a boolean in config and environment: true, yes, on, 1 …: 1; false, no, off, 0, "": 0; else -1. */
int gx_bool_parse(const char *text);

#endif
