/*
 * The repository and its runs, opened when a command (or a colour, or the pager) first needs them.
 */
#ifndef GX_CLI_SESSION_H
#define GX_CLI_SESSION_H

#include "select/select.h"
#include "store/record.h"
#include "view/rows.h"

struct gx_cli;

struct gx_session {
	struct gx_repo *repo;
	struct gx_store store;
	bool tried;         /* to open the repository */
	bool open;          /* the store is */
	struct gx_err err;  /* why there is no repository */
};

/* Opens the store: cli->session.store is good from then on. 0, or an exit code, said. */
int gx_session_open(struct gx_cli *cli);

/* A key of git's config, NULL where there is no repository; for gx_cli.config. `context` is the session. */
const char *gx_session_config(void *context, const char *name);

void gx_session_release(struct gx_session *session);

/*
 * What the command's arguments name. Each says its error and returns an exit code, 0 when all is well.
 */
int gx_session_one(struct gx_cli *cli, const char *name, struct gx_arena *arena, struct gx_item *ret);
int gx_session_read(struct gx_cli *cli, const struct gx_item *item, unsigned parts, struct gx_arena *arena, struct gx_run *ret);

/* The runs of a list for the views: reads one after the other. Release with gx_session_rows_release(). */
struct gx_session_rows {
	struct gx_store *store;
	const struct gx_items *items;
	unsigned parts;
	struct gx_arena arena;
	struct gx_run run;
};
struct gx_rows gx_session_rows(struct gx_session_rows *rows, struct gx_session *session, const struct gx_items *items, unsigned parts);
void gx_session_rows_release(struct gx_session_rows *rows);

#endif
