#include "cli/commands.h"

#include "base/utf8.h"
#include "run/adopted.h"
#include "store/adopt.h"

enum { ABBREV_LEAST = 4 };

struct adopt_options {
	bool resolve, quiet;
};

static const struct gx_option options[] = {
	GX_FLAG(0, "resolve", struct adopt_options, resolve, "settle a conflict of two adopted runs by <run>; without it show the two"),
	GX_FLAG('q', "quiet", struct adopt_options, quiet, "let git commit say nothing"),
	GX_OPTION_END,
};

static int find_run(struct gx_cli *cli, const char *name, struct gx_arena *arena, struct gx_item *item, struct gx_run *run, struct gx_err *err)
{
	int r = gx_select_one(&cli->session.store, gx_str_of(name), arena, item, err);
	return r == 0 ? gx_store_read(&cli->session.store, item, GX_ADOPTED_PARTS, arena, run, err) : r;
}

/* Both steps take up where a killed one stopped, so git's refusal to commit needs no way back. */
static int land(struct gx_cli *cli, const struct adopt_options *want, const struct gx_adoption *adoption, int *ret_status, struct gx_err *err)
{
	struct gx_landing *landing;
	int r = gx_landing_plan(cli->session.repo, &adoption->head, &adoption->changes, &landing, err);
	if (r < 0)
		return r;
	r = gx_landing_apply(landing, err);
	if (r == 0)
		r = gx_landing_commit(landing, adoption->subject.at, adoption->trailer.at, want->quiet, ret_status, err);
	gx_landing_free(landing);
	return r;
}

static int adopt(struct gx_cli *cli, const struct adopt_options *want, struct gx_arena *arena, struct gx_run *run, struct gx_err *err)
{
	struct gx_adoption adoption = { .arena = GX_ARENA_INIT };
	struct gx_item item;
	int status = 0;
	int r = find_run(cli, cli->argv[0], arena, &item, run, err);
	if (r == 0)
		r = gx_adopt_plan(&cli->session.store, &item, run, &adoption, err);
	if (r == 0 && adoption.changes.list.len > 0)
		r = land(cli, want, &adoption, &status, err);
	else if (r == 0 && !want->quiet)
		gx_say("HEAD has run %.7s adopted already", gx_oid_text(&item.id).hex);
	gx_adoption_release(&adoption);
	if (r == 0 && status != 0)
		gx_say_hint("nothing is committed; what was adopted is staged, and the same command goes on");
	return r < 0 ? r : status ? GX_EXIT_FAILED : GX_EXIT_DONE;
}

/* ---- --resolve */

static void show_candidate(struct gx_cli *cli, const struct gx_candidate *candidate)
{
	static const char *const keys[] = { "experiment", "name" };
	GX_CLEANUP(gx_buf) line = GX_BUF_INIT(GX_BUF_ANY);
	const struct gx_value *id = gx_flat_at(&candidate->flat, "adopted");
	GX_CLEANUP(gx_buf) safe = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_printf(&line, "%-6s  ", candidate->side);
	if (gx_oid_is_none(&candidate->blob))
		gx_buf_text(&line, "deleted");
	else if (!id)
		gx_buf_text(&line, "no record of an adopted run");
	else
		gx_buf_str(&line, id->text);
	for (size_t i = 0; i < GX_LEN(keys); i++) {
		const struct gx_value *value = gx_flat_at(&candidate->flat, keys[i]);
		if (id && value)
			gx_buf_printf(&line, "%s%" GX_PRI, i == 0 ? "  " : "/", GX_ARG(value->text));
	}
	gx_text_safe(&safe, gx_buf_view(&line), GX_TEXT_LINE);
	gx_buf_byte(&safe, '\n');
	gx_out_str(&cli->out, gx_buf_view(&safe));
}

/* A side may be a run that this clone has not: then its record is taken as it stands. */
static const struct gx_candidate *find_candidate(const struct gx_candidate candidates[2], const char *name)
{
	struct gx_str prefix = gx_str_of(name);
	for (size_t i = 0; i < 2; i++) {
		const struct gx_value *id = gx_flat_at(&candidates[i].flat, "adopted");
		if (id && prefix.len >= ABBREV_LEAST && gx_str_starts(id->text, prefix))
			return &candidates[i];
	}
	return NULL;
}

static int resolve(struct gx_cli *cli, struct gx_arena *arena, struct gx_run *run, struct gx_err *err)
{
	struct gx_candidate candidates[2];
	struct gx_store *store = &cli->session.store;
	struct gx_item item;
	struct gx_oid blob;
	int r = gx_adopt_candidates(store, arena, candidates, err);
	if (r < 0)
		return r;
	if (cli->argc == 0) {
		show_candidate(cli, &candidates[0]);
		show_candidate(cli, &candidates[1]);
		return 0;
	}
	const struct gx_candidate *side = find_candidate(candidates, cli->argv[0]);
	if (side)
		return gx_adopt_resolve(store, &side->blob, err);
	r = find_run(cli, cli->argv[0], arena, &item, run, err);
	if (r == 0)
		r = gx_adopt_record(store, run, arena, &blob, err);
	return r == 0 ? gx_adopt_resolve(store, &blob, err) : r;
}

static int run(struct gx_cli *cli, const void *given)
{
	const struct adopt_options *want = given;
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_run run = GX_RUN_INIT;
	struct gx_err err = GX_ERR_INIT;
	if (cli->argc > 1 || (cli->argc == 0 && !want->resolve))
		return gx_say_usage(cli, "name one run");
	int code = gx_session_open(cli);
	if (code != 0)
		return code;
	int r = want->resolve ? resolve(cli, &arena, &run, &err) : adopt(cli, want, &arena, &run, &err);
	gx_run_release(&run);
	gx_arena_release(&arena);
	return r < 0 ? gx_say_err(&err) : r;
}

const struct gx_command gx_cmd_adopt = {
	.name = "adopt",
	.group = GX_GROUP_CODE,
	.summary = "put a run's record, and its code, into the branch",
	.synopsis = "[-q] <run>\n--resolve [<run>]",
	GX_TAKES(options, struct adopt_options, .resolve = false),
	.run = run,
};
