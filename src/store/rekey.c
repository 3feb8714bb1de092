/*
 * After history was rewritten (`git filter-repo`) the commits of a run have new ids, and its ref still bears the old one.
 */
#include "base/json_text.h"
#include "run/names.h"
#include "store/fsck.h"
#include "store/proof.h"
#include "store/record.h"

struct rename {
	struct gx_str old_id;
	struct gx_oid tip;    /* of the rewritten chain */
	struct gx_oid parent; /* the commit that it stands on, if any */
};

/* `formerly` is an array of ids; the old one goes in front. */
static int set_formerly(struct gx_run *run, struct gx_str old_id, struct gx_arena *arena, struct gx_err *err)
{
	const struct gx_value *before = gx_flat_at(&run->facts, "formerly");
	GX_CLEANUP(gx_buf) json = GX_BUF_INIT(GX_VALUE_MAX);
	gx_buf_byte(&json, '[');
	gx_json_string(&json, old_id);
	if (before && before->kind == GX_ARRAY && before->json.len > 2) {
		gx_buf_text(&json, ", ");
		gx_buf_str(&json, gx_str_from(before->json, 1));
	} else {
		gx_buf_byte(&json, ']');
	}
	int r = gx_buf_check(&json, "the list of former ids", err);
	struct gx_value value = { .kind = GX_ARRAY, .json = gx_arena_str(arena, gx_buf_view(&json)) };
	if (r == 0 && (!value.json.at || !gx_flat_set(&run->facts, arena, GX_STR("formerly"), value)))
		r = gx_fail_memory(err);
	return r;
}

/* The code was rewritten with the run: what run.yaml says of it is to be true again. */
static int set_code(struct gx_store *store, struct gx_run *run, const struct rename *rename, struct gx_arena *arena, struct gx_err *err)
{
	struct gx_str bytes;
	struct gx_oid tree;
	if (gx_run_text(run, "code.tree").len == 0)
		return 0;
	int r = gx_proof_code(store, &rename->tip, arena, &bytes, err);
	if (r < 0)
		return r;
	bool set = gx_object_id(GX_TREE, bytes, &tree) && gx_run_set_text(run, arena, "code.tree", gx_str_of(gx_oid_text(&tree).hex));
	if (gx_oid_is_none(&rename->parent))
		gx_flat_remove(&run->facts, GX_STR("code.commit"));
	else
		set = set && gx_run_set_text(run, arena, "code.commit", gx_str_of(gx_oid_text(&rename->parent).hex));
	return set ? 0 : gx_fail_memory(err);
}

static int rename_run(void *context, struct gx_store *store, struct gx_batch *batch, struct gx_run *run, struct gx_files *files,
		      struct gx_arena *arena, struct gx_err *err)
{
	const struct rename *rename = context;
	const struct gx_value *before = gx_flat_at(&run->facts, "formerly");
	(void)batch;
	/* A rekey that was killed behind this step, or that a pull has brought. */
	if (before && memmem(before->json.at, before->json.len, rename->old_id.at, rename->old_id.len))
		return 1;
	int r = set_formerly(run, rename->old_id, arena, err);
	if (r == 0)
		r = set_code(store, run, rename, arena, err);
	return r == 0 ? gx_edit_put(files, run, GX_PART_FACTS, arena, err) : r;
}

/* Whether `old` is `tip` or one of the states before it. */
static bool is_state_of(struct gx_store *store, const struct gx_oid *old, const struct gx_oid *tip, struct gx_arena *arena)
{
	struct gx_proof_state state = { .commit = { .parents_count = 1 } };
	struct gx_oid at = *tip;
	for (size_t i = 0; i < GX_STATES_MAX && !gx_oid_equal(&at, old); i++) {
		if (gx_proof_read(store, &at, arena, &state, NULL) < 0 || state.commit.parents_count == 0)
			return false;
		at = state.commit.parents[0];
	}
	return gx_oid_equal(&at, old);
}

/* The new ref at the old one's tip, unless it has come further. */
static int make_ref(struct gx_store *store, const struct gx_ref *old, const char *new_ref, struct gx_arena *arena, struct gx_oid *ret_tip,
		    struct gx_err *err)
{
	struct gx_oid there = GX_OID_NONE;
	int r = gx_ref_read(store->repo, new_ref, &there, err);
	if (r < 0 && r != GX_ENOTFOUND)
		return r;
	*ret_tip = old->id;
	if (r == GX_ENOTFOUND || is_state_of(store, &there, &old->id, arena))
		return gx_oid_equal(&there, &old->id) ? 0 : gx_ref_update(store->repo, new_ref, &there, &old->id, err);
	*ret_tip = there;
	if (is_state_of(store, &old->id, &there, arena))
		return 0;
	return gx_fail(err, GX_ECONFLICT, "'%s' is there already, with other states than '%" GX_PRI "'; remove one of them with git update-ref -d",
		       new_ref, GX_ARG(old->name));
}

/* The new ref first, then the old id in its record; the old ref goes last. Killed between, the next rekey goes on. */
static int move_ref(struct gx_store *store, const struct gx_ref *old, struct gx_str old_id, const char *new_ref, struct gx_arena *arena,
		    struct gx_err *err)
{
	struct rename rename = { .old_id = old_id };
	struct gx_edit edit = { .event = "rekey", .apply = rename_run, .context = &rename, .parts = GX_PART_FACTS };
	struct gx_proof_state first;
	struct gx_item item;
	struct gx_ref gone = *old;
	struct gx_refs refs = { &gone, 1, 1 };
	int r = make_ref(store, old, new_ref, arena, &rename.tip, err);
	if (r == 0)
		r = gx_store_item(store, gx_str_of(new_ref), &rename.tip, arena, &item, err);
	if (r == 0)
		r = gx_proof_read(store, &item.id, arena, &first, err);
	if (r == 0 && first.commit.parents_count > 0)
		rename.parent = first.commit.parents[0];
	if (r == 0)
		r = gx_store_edit(store, &item, &edit, err);
	return r == 0 ? gx_refs_delete(&refs, err) : r;
}

static int rekey_ref(struct gx_store *store, const struct gx_ref *ref, bool dry_run, void (*each)(void *, struct gx_str, struct gx_str),
		     void *context, struct gx_arena *arena, size_t *count, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) new_ref = GX_BUF_INIT(4096);
	struct gx_str experiment, id;
	struct gx_oid first;
	/* What is no run at all is fsck's to report, not ours to move. */
	if (!gx_ref_split(ref->name, &experiment, &id) || gx_proof_first(store, &ref->id, arena, &first, NULL) < 0 ||
	    gx_str_is(id, gx_oid_text(&first).hex))
		return 0;
	gx_buf_printf(&new_ref, GX_REF_ROOT "%" GX_PRI "/%s", GX_ARG(experiment), gx_oid_text(&first).hex);
	int r = gx_buf_check(&new_ref, "the name of a ref", err);
	if (r == 0 && !dry_run)
		r = move_ref(store, ref, id, gx_buf_c(&new_ref), arena, err);
	if (r < 0)
		return r;
	(*count)++;
	each(context, ref->name, gx_buf_view(&new_ref));
	return 0;
}

int gx_store_rekey(struct gx_store *store, bool dry_run, void (*each)(void *context, struct gx_str old_ref, struct gx_str new_ref), void *context,
		   size_t *ret_count, struct gx_err *err)
{
	struct gx_arena names = GX_ARENA_INIT, arena = GX_ARENA_INIT;
	struct gx_refs refs = { NULL, 0, 0 };
	size_t count = 0;
	int r = gx_refs_list(store->repo, GX_REF_ROOT, &names, &refs, NULL, err);
	for (size_t i = 0; r == 0 && i < refs.len; i++) {
		gx_arena_reset(&arena);
		r = rekey_ref(store, &refs.at[i], dry_run, each, context, &arena, &count, err);
	}
	gx_arena_release(&names);
	gx_arena_release(&arena);
	if (r == 0)
		*ret_count = count;
	return r;
}
