#include "cli/session.h"

#include "cli/cli.h"

static int try_repository(struct gx_session *session)
{
	if (!session->tried) {
		session->tried = true;
		(void)gx_repo_open(&session->repo, &session->err);
	}
	return session->repo ? 0 : session->err.code;
}

const char *gx_session_config(void *context, const char *name)
{
	struct gx_session *session = context;
	return try_repository(session) == 0 ? gx_repo_config(session->repo, name) : NULL;
}

static void warn(void *context, const char *text)
{
	(void)context;
	gx_say_warning("%s", text);
}

int gx_session_open(struct gx_cli *cli)
{
	struct gx_session *session = &cli->session;
	struct gx_err err = GX_ERR_INIT;
	if (session->open)
		return 0;
	if (try_repository(session) < 0)
		return gx_say_fatal("%s", session->err.text);
	if (gx_store_open(session->repo, &cli->clock, &cli->random, &session->store, &err) < 0)
		return gx_say_fatal("%s", err.text);
	session->store.warn = warn;
	if (session->store.schema_err.code)
		gx_say_warning("going on without the schema: %s", session->store.schema_err.text);
	session->open = true;
	return 0;
}

void gx_session_release(struct gx_session *session)
{
	if (session->open)
		gx_store_release(&session->store);
	gx_repo_free(session->repo);
	*session = (struct gx_session){ .tried = false };
}

int gx_session_one(struct gx_cli *cli, const char *name, struct gx_arena *arena, struct gx_item *ret)
{
	struct gx_err err = GX_ERR_INIT;
	return gx_select_one(&cli->session.store, gx_str_of(name), arena, ret, &err) < 0 ? gx_say_err(&err) : 0;
}

int gx_session_read(struct gx_cli *cli, const struct gx_item *item, unsigned parts, struct gx_arena *arena, struct gx_run *ret)
{
	struct gx_err err = GX_ERR_INIT;
	return gx_store_read(&cli->session.store, item, parts, arena, ret, &err) < 0 ? gx_say_err(&err) : 0;
}

static int load(void *context, size_t index, const struct gx_run **ret_run, struct gx_err *err)
{
	struct gx_session_rows *rows = context;
	gx_run_release(&rows->run);
	rows->run = (struct gx_run)GX_RUN_INIT;
	gx_arena_reset(&rows->arena);
	int r = gx_store_read(rows->store, &rows->items->list.at[index], rows->parts, &rows->arena, &rows->run, err);
	if (r == 0)
		*ret_run = &rows->run;
	return r;
}

struct gx_rows gx_session_rows(struct gx_session_rows *rows, struct gx_session *session, const struct gx_items *items, unsigned parts)
{
	*rows = (struct gx_session_rows){ .store = &session->store, .items = items, .parts = parts };
	return (struct gx_rows){ items->list.len, load, rows };
}

void gx_session_rows_release(struct gx_session_rows *rows)
{
	gx_run_release(&rows->run);
	gx_arena_release(&rows->arena);
}
