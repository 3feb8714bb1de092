/*
 * What the commands about the life of runs have in common.
 */
#ifndef GX_CLI_LIFE_H
#define GX_CLI_LIFE_H

#include "cli/cli.h"
#include "store/remove.h"

/*
 * Edits every run that the arguments name (`edit` NULL: none) and prints their ids; with `removed` those of them that are removed, without it those
 * that are not, unless they are named by id. An exit code.
 */
int gx_life_each(struct gx_cli *cli, bool removed, const struct gx_edit *edit);

#endif
