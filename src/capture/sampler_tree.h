/*
 * The processes of a run, and what they have taken, the dead included. Who belongs is said in sampler.h.
 */
#ifndef GX_CAPTURE_SAMPLER_TREE_H
#define GX_CAPTURE_SAMPLER_TREE_H

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/vec.h"

/* What adds up: clock ticks, bytes, bytes. */
enum gx_use { GX_USE_CPU, GX_USE_READ, GX_USE_WRITE, GX_USES };

enum gx_belongs { GX_BELONGS_UNKNOWN, GX_BELONGS_ASKED, GX_BELONGS, GX_BELONGS_NOT };

struct gx_process {
	int64_t pid, parent, group, session;
	int64_t start;           /* ticks since boot: pid and start together are one process for ever */
	int64_t resident;        /* pages */
	int64_t own[GX_USES];    /* by itself, where that is told apart */
	int64_t taken[GX_USES];  /* with that of children which it waited for; the kernel adds their bytes to its own */
	int64_t gained[GX_USES]; /* of taken, since the reading before */
	enum gx_belongs belongs;
};

struct gx_processes {
	GX_VEC(struct gx_process) list; /* by pid */
};

struct gx_tree {
	DIR *proc; /* NULL: none here */
	struct gx_process root;
	struct gx_processes all, members, next;
	int64_t used[GX_USES]; /* since it was opened */
};

/* Opens `folder` (a /proc). Fine if it or the process is not there. */
void gx_tree_open(struct gx_tree *tree, const char *folder, pid_t root);
void gx_tree_release(struct gx_tree *tree);

/* Brings members and used up to now. GX_ENOMEM leaves them as they were. */
int gx_tree_read(struct gx_tree *tree, struct gx_err *err);

bool gx_tree_has(const struct gx_tree *tree, pid_t pid);

/* The text of a small file below an open folder, with a NUL; its length, 0 if it cannot be read. */
size_t gx_proc_read(int folder, const char *path, char *ret_text, size_t room);

/* The number that the text begins with behind blanks, taken off it; -1 if there is none. Negative ones read as 0. */
int64_t gx_proc_number(const char **text);

#endif
