/*
 * The table of commands: one row a command, in the order in which `git exp help` lists them within their groups.
 * How to add one: cli/command.h.
 */
#ifndef GX_CLI_COMMANDS_H
#define GX_CLI_COMMANDS_H

#include "cli/command.h"

#define GX_COMMANDS(ROW) \
	ROW(record)      \
	ROW(log)         \
	ROW(show)        \
	ROW(diff)        \
	ROW(compare)     \
	ROW(best)        \
	ROW(du)          \
	ROW(tag)         \
	ROW(note)        \
	ROW(rename)      \
	ROW(describe)    \
	ROW(link)        \
	ROW(artifact)    \
	ROW(checkout)    \
	ROW(branch)      \
	ROW(adopt)       \
	ROW(rm)          \
	ROW(restore)     \
	ROW(gc)          \
	ROW(fsck)        \
	ROW(help)        \
	ROW(config)      \
	ROW(completion)  \
	ROW(version)

#define GX_COMMAND_DECLARE(name) extern const struct gx_command gx_cmd_##name;
GX_COMMANDS(GX_COMMAND_DECLARE)
#undef GX_COMMAND_DECLARE

#endif
