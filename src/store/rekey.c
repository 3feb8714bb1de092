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
};

/* `formerly` is an array of ids; the old one goes in front, once. */
static int add_formerly(void *context, struct gx_store *store, struct gx_batch *batch, struct gx_run *run, struct gx_files *files,
			struct gx_arena *arena, struct gx_err *err)
{
	const struct rename *rename = context;
	const struct gx_value *before = gx_flat_at(&run->facts, "formerly");
	GX_CLEANUP(gx_buf) json = GX_BUF_INIT(GX_VALUE_MAX);
	(void)store;
	(void)batch;
	gx_buf_byte(&json, '[');
	gx_json_string(&json, rename->old_id);
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
	return r == 0 ? gx_edit_put(files, run, GX_PART_FACTS, arena, err) : r;
}

/* The new ref first, with the old id in it; the old ref goes last. Killed between, the next rekey goes on. */
static int move_ref(struct gx_store *store, const struct gx_ref *old, struct gx_str old_id, const char *new_ref, struct gx_arena *arena,
		    struct gx_err *err)
{
	struct rename rename = { old_id };
	struct gx_edit edit = { .event = "rekey", .apply = add_formerly, .context = &rename, .parts = GX_PART_FACTS };
	struct gx_item item;
	struct gx_oid there;
	struct gx_ref gone = *old;
	struct gx_refs refs = { &gone, 1, 1 };
	int r = gx_ref_read(store->repo, new_ref, &there, err);
	if (r == GX_ENOTFOUND) {
		r = gx_ref_update(store->repo, new_ref, &GX_OID_NONE, &old->id, err);
		if (r == 0)
			r = gx_store_item(store, gx_str_of(new_ref), &old->id, arena, &item, err);
		if (r == 0)
			r = gx_store_edit(store, &item, &edit, err);
	}
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
