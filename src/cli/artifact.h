/*
 * `git exp artifact`: what its commands share.
 */
#ifndef GX_CLI_ARTIFACT_H
#define GX_CLI_ARTIFACT_H

#include "cli/command.h"
#include "store/artifact.h"

extern const struct gx_command gx_cmd_artifact_get, gx_cmd_artifact_cat;

/* Which artifacts the words mean: names, `<folder>/` for all in it, or patterns with `*`, `?`, `[`; `count` 0: all. */
struct gx_wanted {
	const char *const *words;
	size_t count;
};

bool gx_wanted_has(const struct gx_wanted *wanted, struct gx_str name);

/* GX_ENOTFOUND names a word that means no artifact of the list. */
int gx_wanted_check(const struct gx_wanted *wanted, const struct gx_artifacts *artifacts, struct gx_err *err);

/* Opens the repository, finds the run that argv[0] names and reads what it keeps. The arena owns the item's texts. An
 * exit code, said. */
int gx_artifacts_open(struct gx_cli *cli, struct gx_arena *arena, struct gx_artifacts *ret);

#endif
