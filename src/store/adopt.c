#include "store/adopt.h"

#include "run/adopted.h"
#include "store/code.h"
#include "store/proof.h"
#include "store/stored_code.h"
#include "store/tree.h"

enum { NAMED_MAX = 5 };

void gx_adoption_release(struct gx_adoption *adoption)
{
	gx_changes_release(&adoption->changes);
	gx_arena_release(&adoption->arena);
}

/* ---- may it be done here */

static int check_head_record(struct gx_store *store, const struct gx_oid *head, struct gx_arena *arena, struct gx_str *ret_exp, struct gx_err *err)
{
	enum gx_exp_owner owner;
	int r = gx_code_exp_owner(store, head, arena, &owner, ret_exp, err);
	if (r < 0)
		return r;
	switch (owner) {
	case GX_EXP_NONE:
	case GX_EXP_ADOPTED:
		return 0;
	case GX_EXP_RECORD:
		return gx_fail(err, GX_EINPUT, "HEAD is a run with its record, not code; `git switch` to the branch that is to adopt");
	case GX_EXP_FOREIGN:
		break;
	}
	return gx_fail(err, GX_EINPUT, "HEAD has a '.exp' that is not git-exp's, where the record would go; rename it first");
}

static int check_place(struct gx_store *store, struct gx_adoption *adoption, struct gx_str *ret_exp, struct gx_err *err)
{
	struct gx_head head;
	const char *operation = gx_repo_operation(store->repo);
	if (!gx_repo_work_tree(store->repo))
		return gx_fail(err, GX_EINPUT, "a bare repository has no branch checked out that could adopt a run");
	if (operation)
		return gx_fail(err, GX_EINPUT, "in the middle of %s; conclude it first, or settle a conflict on " GX_ADOPTED_PATH " with --resolve", operation);
	int r = gx_repo_head(store->repo, &adoption->arena, &head, err);
	if (r == 0 && head.unborn)
		r = gx_fail(err, GX_EINPUT, "the branch has no commit yet; make one before it adopts a run");
	if (r == 0)
		adoption->head = head.commit;
	return r == 0 ? check_head_record(store, &head.commit, &adoption->arena, ret_exp, err) : r;
}

/* ---- the code of a dirty run */

static bool is_record_path(struct gx_str path)
{
	return gx_str_is(path, ".exp") || gx_str_starts(path, GX_STR(".exp/"));
}

static bool add_change(struct gx_adoption *adoption, const struct gx_change *change)
{
	struct gx_change *slot = gx_vec_add(&adoption->changes.list);
	if (slot)
		*slot = *change;
	return slot != NULL;
}

/*
 * `wanted` is what the run changed in the code that it stands on, `moved` what HEAD has changed in it. A path that both changed is safe only if
 * they agree: then it is committed already.
 */
static int take_code(struct gx_adoption *adoption, const struct gx_changes *wanted, const struct gx_changes *moved, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) names = GX_BUF_INIT(GX_BUF_ANY);
	size_t count = 0;
	for (size_t i = 0; i < wanted->list.len; i++) {
		const struct gx_change *change = &wanted->list.at[i];
		const struct gx_change *now = gx_changes_find(moved, change->path);
		if (is_record_path(change->path) || (now && gx_change_equal(now, change)))
			continue;
		if (now && count++ < NAMED_MAX)
			gx_buf_printf(&names, "%s'%" GX_PRI "'", count > 1 ? ", " : "", GX_ARG(change->path));
		if (!now && !add_change(adoption, change))
			return gx_fail_memory(err);
	}
	if (count == 0)
		return 0;
	return gx_fail(err, GX_ECONFLICT, "the run changed other code than HEAD has: %s%s; `git exp branch <name> <run>` makes a branch to merge",
		       gx_buf_c(&names), count > NAMED_MAX ? " and more" : "");
}

static int plan_code(struct gx_store *store, const struct gx_item *item, const struct gx_run *run, struct gx_adoption *adoption,
		     struct gx_err *err)
{
	struct gx_changes wanted = { .list = { NULL, 0, 0 } }, moved = { .list = { NULL, 0, 0 } };
	struct gx_stored_code code;
	if (gx_run_text(run, "code.tree").len == 0)
		return 0;
	int r = gx_stored_code(store, item, run, &adoption->arena, &code, err);
	if (r < 0 || !code.dirty)
		return r;
	r = gx_tree_changes(&code.parent, &item->tip, &adoption->arena, &wanted, err);
	if (r == 0)
		r = gx_tree_changes(&code.parent, &adoption->head, &adoption->arena, &moved, err);
	if (r == 0)
		r = take_code(adoption, &wanted, &moved, err);
	gx_changes_release(&wanted);
	gx_changes_release(&moved);
	return r;
}

/* ---- the record */

static int write_record(struct gx_batch *batch, const struct gx_run *run, struct gx_arena *arena, struct gx_oid *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_RECORD_MAX);
	struct gx_flat flat;
	int r = gx_adopted_flat(run, arena, &flat, err);
	if (r < 0)
		return r;
	gx_flat_write(&text, &flat);
	r = gx_buf_check(&text, GX_ADOPTED_PATH, err);
	return r == 0 ? gx_batch_add(batch, GX_BLOB, gx_buf_view(&text), ret, err) : r;
}

int gx_adopt_record(struct gx_store *store, const struct gx_run *run, struct gx_arena *arena, struct gx_oid *ret, struct gx_err *err)
{
	struct gx_batch *batch = gx_batch_new(store->repo);
	int r = batch ? write_record(batch, run, arena, ret, err) : gx_fail_memory(err);
	if (r == 0)
		r = gx_batch_commit(batch, err);
	gx_batch_free(batch);
	return r;
}

/* Adds the file to what HEAD must get, unless its `.exp` has it. */
static int want_file(struct gx_adoption *adoption, struct gx_str exp, const char *path, const struct gx_oid *blob, struct gx_err *err)
{
	struct gx_change change = { gx_str_of(path), GX_MODE_BLOB, *blob };
	struct gx_entry entry;
	bool has = gx_tree_find(exp, gx_str_from(change.path, sizeof(".exp/") - 1), &entry) && entry.mode == GX_MODE_BLOB &&
		   gx_oid_equal(&entry.id, blob);
	return has || add_change(adoption, &change) ? 0 : gx_fail_memory(err);
}

static int plan_record(struct gx_store *store, const struct gx_run *run, struct gx_str exp, struct gx_adoption *adoption, struct gx_err *err)
{
	struct gx_oid record, attributes;
	struct gx_batch *batch = gx_batch_new(store->repo);
	int r = batch ? write_record(batch, run, &adoption->arena, &record, err) : gx_fail_memory(err);
	if (r == 0)
		r = gx_batch_add(batch, GX_BLOB, GX_STR(GX_ADOPTED_ATTRIBUTES), &attributes, err);
	if (r == 0)
		r = gx_batch_commit(batch, err);
	gx_batch_free(batch);
	if (r == 0)
		r = want_file(adoption, exp, ".exp/.gitattributes", &attributes, err);
	return r == 0 ? want_file(adoption, exp, GX_ADOPTED_PATH, &record, err) : r;
}

static int write_words(struct gx_store *store, const struct gx_run *run, struct gx_adoption *adoption, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) subject = GX_BUF_INIT(1 << 16);
	GX_CLEANUP(gx_buf) trailer = GX_BUF_INIT(256);
	gx_adopted_subject(&subject, run, store->schema.headline.list.len ? &store->schema.headline : NULL);
	gx_buf_printf(&trailer, "Experiment: %" GX_PRI, GX_ARG(run->id));
	int r = gx_buf_check(&subject, "the commit message", err);
	adoption->subject = gx_arena_str(&adoption->arena, gx_buf_view(&subject));
	adoption->trailer = gx_arena_str(&adoption->arena, gx_buf_view(&trailer));
	return r == 0 && !(adoption->subject.at && adoption->trailer.at) ? gx_fail_memory(err) : r;
}

int gx_adopt_plan(struct gx_store *store, const struct gx_item *item, const struct gx_run *run, struct gx_adoption *ret, struct gx_err *err)
{
	struct gx_str exp;
	int r = check_place(store, ret, &exp, err);
	if (r == 0)
		r = plan_record(store, run, exp, ret, err);
	if (r == 0)
		r = plan_code(store, item, run, ret, err);
	return r == 0 ? write_words(store, run, ret, err) : r;
}

/* ---- a conflict */

static void read_candidate(struct gx_store *store, const struct gx_entry *entry, struct gx_arena *arena, struct gx_candidate *candidate)
{
	struct gx_str bytes;
	if (entry->mode == 0 || gx_object_read(store->reader, &entry->id, GX_BLOB, GX_RECORD_MAX, &bytes, NULL, NULL) < 0)
		return;
	struct gx_str kept = gx_arena_str(arena, bytes);
	candidate->blob = entry->id;
	if (kept.at)
		(void)gx_flat_read(kept, arena, &candidate->flat, NULL);
}

int gx_adopt_candidates(struct gx_store *store, struct gx_arena *arena, struct gx_candidate ret[2], struct gx_err *err)
{
	struct gx_stages stages;
	int r = gx_index_stages(store->repo, GX_STR(GX_ADOPTED_PATH), &stages, err);
	if (r == 0 && !stages.unmerged)
		r = gx_fail(err, GX_ENOTFOUND, "there is no conflict on " GX_ADOPTED_PATH);
	if (r < 0)
		return r;
	ret[0] = (struct gx_candidate){ .side = "ours" };
	ret[1] = (struct gx_candidate){ .side = "theirs" };
	read_candidate(store, &stages.stage[2], arena, &ret[0]);
	read_candidate(store, &stages.stage[3], arena, &ret[1]);
	return 0;
}

int gx_adopt_resolve(struct gx_store *store, const struct gx_oid *blob, struct gx_err *err)
{
	struct gx_change change = { GX_STR(GX_ADOPTED_PATH), GX_MODE_BLOB, *blob };
	return gx_landing_resolve(store->repo, &change, err);
}
