/*
 * Lock files, for refs and for what lies under exp/, as git has them (`<path>.lock`, made exclusively), that do not outlive their owner: whoever
 * finds one of ours whose process is gone takes it away. git respects them like its own.
 */
#ifndef GX_GIT_LOCK_H
#define GX_GIT_LOCK_H

#include "git/repo.h"

struct gx_lock {
	int fd;     /* holds the advisory lock by which others see that we live */
	char *path; /* of the lock file; NULL: not held */
};

#define GX_LOCK_INIT { -1, NULL }

/*
 * Takes `<path>.lock`, trying for a second, for ten if a living git-exp has it. GX_EIO names the file where somebody else holds it;
 * GX_ENOTFOUND if the folder is not there.
 */
int gx_lock_take(struct gx_repo *repo, const char *path, struct gx_lock *ret, struct gx_err *err);

/* Gives it back; fine if it is not held. */
void gx_lock_release(struct gx_lock *lock);

#endif
