/*
 * For the files of this room only: all entries of git's configuration, read once.
 */
#ifndef GX_GIT_CONFIG_H
#define GX_GIT_CONFIG_H

#include "base/arena.h"
#include "base/vec.h"
#include "git/libgit2.h"

struct gx_config_entry {
	struct gx_str name;  /* section and key in lower case, the subsection as it is */
	const char *value;
};

struct gx_config {
	bool loaded;
	struct gx_arena arena;
	GX_VEC(struct gx_config_entry) entries; /* the last one of a name counts */
};

/* Loads it at the first call: by libgit2, or by `git config --list` where the environment or the repository has what libgit2 does not see. */
int gx_config_load(struct gx_config *config, git_repository *repository, struct gx_err *err);
const char *gx_config_get(const struct gx_config *config, const char *name);
int gx_config_visit(const struct gx_config *config, const char *prefix, gx_config_each *each, void *context, struct gx_err *err);
void gx_config_release(struct gx_config *config);

#endif
