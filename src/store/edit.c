/*
 * One more state of a run that is there: its files with an edit, the same code, the tip as parent.
 */
#include "git/upkeep.h"
#include "store/proof.h"
#include "store/tree.h"

enum { TRIES = 20, TOGETHER = 256 };

static bool belongs(struct gx_str path, enum gx_part part)
{
	/* The attributes speak of artifacts, so they move with them. */
	return gx_part_of(path) == (unsigned)part || (part == GX_PART_ARTIFACTS && gx_str_is(path, ".gitattributes"));
}

int gx_edit_put(struct gx_files *files, struct gx_run *run, enum gx_part part, struct gx_arena *arena, struct gx_err *err)
{
	struct gx_files encoded = { .list = { NULL, 0, 0 } };
	int r = gx_record_encode(run, arena, &encoded, err);
	for (size_t i = files->list.len; r == 0 && i > 0; i--)
		if (belongs(files->list.at[i - 1].path, part))
			gx_files_remove(files, files->list.at[i - 1].path);
	for (size_t i = 0; r == 0 && i < encoded.list.len; i++)
		if (belongs(encoded.list.at[i].path, part) && !gx_files_put(files, encoded.list.at[i]))
			r = gx_fail_memory(err);
	gx_files_release(&encoded);
	return r;
}

static int add_to_batch(void *context, enum gx_object_kind kind, struct gx_str bytes, struct gx_str path, struct gx_oid *ret, struct gx_err *err)
{
	(void)path;
	return gx_batch_add(context, kind, bytes, ret, err);
}

static int write_state(struct gx_store *store, struct gx_batch *batch, const struct gx_item *item, const struct gx_edit *edit,
		       const struct gx_run *run, const struct gx_files *files, struct gx_arena *arena, struct gx_oid *ret, struct gx_err *err)
{
	struct gx_target target = { add_to_batch, batch };
	struct gx_state_commit state = { .parents = &item->tip, .parents_count = 1, .event = edit->event };
	int r = gx_proof_code(store, &item->tip, arena, &state.code, err);
	if (r == 0)
		r = gx_store_identities(store, arena, &state, err);
	return r == 0 ? gx_state_write(&target, &store->schema, run, files, &state, ret, err) : r;
}

/* What was left out in reading would be lost in writing; and a record of a newer format is not ours to change. */
static int check_read(const struct gx_run *run, const struct gx_edit *edit, struct gx_err *err)
{
	unsigned lost = run->unread & (edit->parts | GX_PART_FACTS);
	for (unsigned part = 1; lost && part < GX_PART_ALL; part <<= 1)
		if (lost & part) {
			const char *path = gx_part_path((enum gx_part)part);
			return gx_fail(err, GX_EFORMAT, "run %.7s is not changed: its '%s' cannot be read; git exp fsck says more", run->id.at,
				       path ? path : part == GX_PART_NOTES ? "notes" : "metrics");
		}
	return 0;
}

/* Applies the edit and adds the new state to the batch; *ret stays none where there is nothing to change. */
static int edit_files(struct gx_store *store, struct gx_batch *batch, const struct gx_item *item, const struct gx_edit *edit,
		      struct gx_files *files, struct gx_arena *arena, struct gx_oid *ret, struct gx_err *err)
{
	/* The commit's subject wants the headline metrics, whatever the edit wants. */
	unsigned parts = edit->parts | GX_PART_FACTS | GX_PART_METRICS;
	struct gx_run run = GX_RUN_INIT;
	int r = gx_store_files(store, &item->record, arena, files, err);
	if (r == 0)
		r = gx_store_read(store, item, parts, arena, &run, err);
	if (r == 0)
		r = check_read(&run, edit, err);
	if (r == 0)
		r = edit->apply(edit->context, store, batch, &run, files, arena, err);
	if (r == 0)
		r = write_state(store, batch, item, edit, &run, files, arena, ret, err);
	gx_run_release(&run);
	return r > 0 ? 0 : r;
}

static int prepare(struct gx_store *store, struct gx_batch *batch, const struct gx_item *item, const struct gx_edit *edit, struct gx_oid *ret,
		   struct gx_err *err)
{
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_files files = { .list = { NULL, 0, 0 } };
	*ret = GX_OID_NONE;
	int r = edit_files(store, batch, item, edit, &files, &arena, ret, err);
	gx_files_release(&files);
	gx_arena_release(&arena);
	return r;
}

/* Moves the ref to the state, whose objects are there. */
static int publish(struct gx_store *store, const struct gx_item *item, const struct gx_oid *id, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) ref = GX_BUF_INIT(4096);
	if (gx_oid_is_none(id))
		return 0;
	gx_buf_str(&ref, item->ref);
	int r = gx_buf_check(&ref, "the name of a ref", err);
	return r == 0 ? gx_ref_update(store->repo, gx_buf_c(&ref), &item->tip, id, err) : r;
}

static int edit_once(struct gx_store *store, const struct gx_item *item, const struct gx_edit *edit, struct gx_err *err)
{
	struct gx_oid id;
	struct gx_batch *batch = gx_batch_new(store->repo);
	int r = batch ? prepare(store, batch, item, edit, &id, err) : gx_fail_memory(err);
	if (r == 0)
		r = gx_batch_commit(batch, err);
	gx_batch_free(batch);
	return r == 0 ? publish(store, item, &id, err) : r;
}

static int read_again(struct gx_store *store, struct gx_arena *arena, struct gx_item *item, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) ref = GX_BUF_INIT(4096);
	struct gx_oid tip;
	gx_buf_str(&ref, item->ref);
	int r = gx_ref_read(store->repo, gx_buf_c(&ref), &tip, err);
	return r == 0 ? gx_store_item(store, item->ref, &tip, arena, item, err) : r;
}

/* Once more where somebody else was faster. */
static int edit_until(struct gx_store *store, const struct gx_item *item, const struct gx_edit *edit, struct gx_err *err)
{
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_item current = *item;
	int r = edit_once(store, &current, edit, err);
	for (unsigned tries = 1; r == GX_ECONFLICT && tries < TRIES; tries++) {
		r = read_again(store, &arena, &current, err);
		if (r == 0)
			r = edit_once(store, &current, edit, err);
	}
	gx_arena_release(&arena);
	return r;
}

int gx_store_edit(struct gx_store *store, const struct gx_item *item, const struct gx_edit *edit, struct gx_err *err)
{
	int r = edit_until(store, item, edit, err);
	if (r == 0)
		gx_repo_upkeep(store->repo);
	return r;
}

/* ---- many */

/* Some runs with one flush: what it costs is the flush, not the objects. */
static int edit_together(struct gx_store *store, const struct gx_item *items, size_t count, const struct gx_edit *edit, gx_edited *edited,
			 void *context, struct gx_err *err)
{
	struct gx_oid ids[TOGETHER];
	struct gx_batch *batch = gx_batch_new(store->repo);
	int r = batch ? 0 : gx_fail_memory(err);
	for (size_t i = 0; r == 0 && i < count; i++)
		r = prepare(store, batch, &items[i], edit, &ids[i], err);
	if (r == 0)
		r = gx_batch_commit(batch, err);
	gx_batch_free(batch);
	for (size_t i = 0; r == 0 && i < count; i++) {
		r = publish(store, &items[i], &ids[i], err);
		if (r == GX_ECONFLICT)
			r = edit_until(store, &items[i], edit, err);
		if (r == 0)
			edited(context, &items[i]);
	}
	return r;
}

int gx_store_edit_many(struct gx_store *store, const struct gx_item *items, size_t count, const struct gx_edit *edit, gx_edited *edited,
		       void *context, struct gx_err *err)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < count; i += TOGETHER)
		r = edit_together(store, items + i, count - i < TOGETHER ? count - i : TOGETHER, edit, edited, context, err);
	if (r == 0 && count > 0)
		gx_repo_upkeep(store->repo);
	return r;
}
