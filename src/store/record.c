#include "store/record.h"

#include <math.h>

#include "git/upkeep.h"
#include "run/names.h"
#include "run/redact.h"
#include "store/tree.h"

/* ---- what every run must have */

static int complete_name(struct gx_store *store, struct gx_run *run, struct gx_arena *arena, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) name = GX_BUF_INIT(1 << 16);
	struct gx_str pattern = store->settings.text[GX_NAME_TEMPLATE];
	struct gx_str given = gx_run_text(run, "name");
	int r = 0;
	if (given.len > 0)
		return gx_name_check(given, err);
	if (pattern.len > 0)
		r = gx_name_expand(pattern, run, &name, err);
	else
		gx_name_invent(store->random, &name);
	if (r == 0)
		r = gx_buf_check(&name, "the name of a run", err);
	struct gx_str kept = r == 0 ? gx_arena_str(arena, gx_buf_view(&name)) : GX_STR_NONE;
	return r < 0 ? r : kept.at && gx_run_set_text(run, arena, "name", kept) ? 0 : gx_fail_memory(err);
}

/* Started and ended: what is not known follows from the other and the duration, else from now. */
static bool complete_times(struct gx_store *store, struct gx_run *run, struct gx_arena *arena)
{
	int64_t started = gx_run_time(run, "started"), ended = gx_run_time(run, "ended");
	double duration = gx_run_number(run, "duration");
	bool began = started != GX_TIME_NONE, lasted = isfinite(duration) && duration >= 0 && duration < 1e11;
	int64_t length_us = lasted ? (int64_t)llround(duration * 1e6) : 0;
	if (ended == GX_TIME_NONE && gx_run_status(run) != GX_RUNNING) {
		ended = started != GX_TIME_NONE && lasted ? started + length_us : gx_clock_now(store->clock);
		/* A clock that was put back, or another machine's that is ahead, makes no run end before it starts. */
		if (started != GX_TIME_NONE && ended < started)
			ended = started;
	}
	if (started == GX_TIME_NONE)
		started = ended != GX_TIME_NONE ? ended - length_us : gx_clock_now(store->clock);
	bool set = gx_run_set_time(run, arena, "started", started);
	if (ended != GX_TIME_NONE)
		set = set && gx_run_set_time(run, arena, "ended", ended);
	/* Without a start of its own the run has one only to be sorted by: how long it took is not known. */
	if (!lasted && began && ended != GX_TIME_NONE)
		set = set && gx_run_set_number(run, arena, "duration", (double)(ended - started) / 1e6);
	return set;
}

static int redact(struct gx_store *store, struct gx_run *run, struct gx_arena *arena, struct gx_err *err)
{
	size_t count = 0;
	int r = gx_redact_run(run, &store->settings.list[GX_REDACT], arena, &count, err);
	if (r == 0 && count > 0)
		gx_store_warn(store, "texts that hold secrets, by their names or in URLs, were redacted: %zu", count);
	return r;
}

int gx_run_complete(struct gx_store *store, struct gx_run *run, struct gx_arena *arena, struct gx_err *err)
{
	char uuid[33];
	bool set = true;
	int r = gx_experiment_check(gx_run_text(run, "experiment"), err);
	if (r < 0)
		return r;
	if (gx_run_text(run, "uuid").len == 0) {
		gx_random_uuid(store->random, uuid);
		struct gx_str kept = gx_arena_str(arena, gx_str_of(uuid));
		set = kept.at && gx_run_set_text(run, arena, "uuid", kept);
	}
	if (gx_run_status(run) == GX_STATUS_UNKNOWN)
		set = set && gx_run_set_text(run, arena, "status", gx_str_of(gx_status_name(GX_FINISHED)));
	if (!set || !complete_times(store, run, arena))
		return gx_fail_memory(err);
	r = redact(store, run, arena, err);
	if (r == 0)
		r = complete_name(store, run, arena, err);
	return r == 0 ? gx_run_headline(run, &store->schema, arena, err) : r;
}

/* ---- one run */

static int add_to_batch(void *context, enum gx_object_kind kind, struct gx_str bytes, struct gx_str path, struct gx_oid *ret, struct gx_err *err)
{
	(void)path;
	return gx_batch_add(context, kind, bytes, ret, err);
}

int gx_store_identities(struct gx_store *store, struct gx_arena *arena, struct gx_state_commit *state, struct gx_err *err)
{
	int64_t now = gx_clock_now(store->clock);
	int r = gx_repo_identity(store->repo, GX_AUTHOR, now, arena, &state->author, err);
	if (r == 0)
		r = gx_repo_identity(store->repo, GX_COMMITTER, now, arena, &state->committer, err);
	if (r == 0 && state->author.guessed && !store->warned_identity) {
		store->warned_identity = true;
		gx_store_warn(store, "no user.name and user.email are set; recorded as '%" GX_PRI " <%" GX_PRI ">'", GX_ARG(state->author.name),
			      GX_ARG(state->author.email));
	}
	return r;
}

void gx_state_author(const struct gx_run *run, struct gx_state_commit *state)
{
	if (run->author_name.len > 0)
		state->author.name = run->author_name;
	if (run->author_email.len > 0)
		state->author.email = run->author_email;
}

int gx_run_ref(const struct gx_run *run, const struct gx_oid *id, struct gx_buf *out, struct gx_err *err)
{
	gx_buf_printf(out, GX_REF_ROOT "%" GX_PRI "/%s", GX_ARG(gx_run_text(run, "experiment")), gx_oid_text(id).hex);
	return gx_buf_check(out, "the name of a ref", err);
}

static int write_batch(struct gx_store *store, struct gx_batch *batch, struct gx_run *run, const struct gx_code *code, const struct gx_files *files,
		       struct gx_arena *arena, struct gx_oid *ret, struct gx_err *err)
{
	struct gx_target target = { add_to_batch, batch };
	struct gx_state_commit state = { .code = code->bytes, .parents = &code->parent, .event = "record" };
	state.parents_count = gx_oid_is_none(&code->parent) ? 0 : 1;
	int r = gx_store_identities(store, arena, &state, err);
	if (r < 0)
		return r;
	gx_state_author(run, &state);
	r = gx_state_write(&target, &store->schema, run, files, &state, ret, err);
	return r == 0 ? gx_batch_commit(batch, err) : r;
}

static int encode(struct gx_store *store, struct gx_batch *batch, struct gx_run *run, const struct gx_code *code,
		  const struct gx_attachment *attachments, size_t count, struct gx_arena *arena, struct gx_files *files, struct gx_err *err)
{
	struct gx_files attached = { .list = { NULL, 0, 0 } };
	int r = gx_code_facts(code, arena, run, err);
	if (r == 0)
		r = gx_run_complete(store, run, arena, err);
	if (r == 0)
		r = gx_store_attach(store, batch, attachments, count, arena, &run->artifacts, &attached, err);
	if (r == 0)
		r = gx_record_encode(run, arena, files, err);
	for (size_t i = 0; r == 0 && i < attached.list.len; i++)
		if (!gx_files_put(files, attached.list.at[i]))
			r = gx_fail_memory(err);
	gx_files_release(&attached);
	return r;
}

int gx_store_record(struct gx_store *store, struct gx_run *run, const struct gx_code *code, const struct gx_attachment *attachments, size_t count,
		    struct gx_arena *arena, struct gx_oid *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) ref = GX_BUF_INIT(4096);
	struct gx_files files = { .list = { NULL, 0, 0 } };
	struct gx_oid id = GX_OID_NONE;
	struct gx_batch *batch = gx_batch_new(store->repo);
	int r = batch ? encode(store, batch, run, code, attachments, count, arena, &files, err) : gx_fail_memory(err);
	if (r == 0)
		r = write_batch(store, batch, run, code, &files, arena, &id, err);
	if (r == 0)
		r = gx_run_ref(run, &id, &ref, err);
	if (r == 0)
		r = gx_ref_update(store->repo, gx_buf_c(&ref), &GX_OID_NONE, &id, err);
	if (r == 0)
		gx_repo_upkeep(store->repo);
	gx_batch_free(batch);
	gx_files_release(&files);
	if (r == 0)
		*ret = id;
	return r;
}
