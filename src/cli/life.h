/*
 * What the commands about the life of runs have in common.
 */
#ifndef GX_CLI_LIFE_H
#define GX_CLI_LIFE_H

#include "cli/cli.h"
#include "store/remove.h"

/*
 * Does `act` (NULL: nothing) to every run that the arguments name and prints their ids; with `removed` to those of them that are removed,
 * without it to those that are not, unless they are named by id. An exit code.
 */
int gx_life_each(struct gx_cli *cli, bool removed, int (*act)(struct gx_store *store, const struct gx_item *item, struct gx_err *err));

#endif
