/*
 * What the commands about the life of runs have in common.
 */
#ifndef GX_CLI_LIFE_H
#define GX_CLI_LIFE_H

#include "cli/cli.h"
#include "store/remove.h"

/* Does `act` (NULL: nothing) to every run that the arguments name and prints their ids. An exit code. */
int gx_life_each(struct gx_cli *cli, int (*act)(struct gx_store *store, const struct gx_item *item, struct gx_err *err));

#endif
