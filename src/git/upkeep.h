/*
 * git's own upkeep: every command of git that writes objects gives it a chance, and so do we.
 */
#ifndef GX_GIT_UPKEEP_H
#define GX_GIT_UPKEEP_H

#include "git/repo.h"

/*
 * Runs `git maintenance run --auto --quiet` (which goes to the background where there is much to do) if it would find something: loose objects
 * near gc.auto, by the same guess that git makes from one folder of 256, or more packs than gc.autoPackLimit. A process is only started then.
 * What goes wrong there is no failure of ours.
 */
void gx_repo_upkeep(struct gx_repo *repo);

#endif
