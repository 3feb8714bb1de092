#include "store/proof.h"

#include "run/names.h"

bool gx_proof_is_reserved(struct gx_str ref)
{
	struct gx_str below = gx_str_from(ref, sizeof(GX_REF_ROOT) - 1);
	return gx_str_ends(below, GX_STR("/archive")) || gx_str_ends(below, GX_STR("/about"));
}

static int read_commit(struct gx_store *store, const struct gx_oid *id, struct gx_arena *arena, struct gx_commit *ret, struct gx_err *err)
{
	struct gx_str bytes;
	int r = gx_object_read(store->reader, id, GX_COMMIT, GX_COMMIT_MAX, &bytes, NULL, err);
	if (r < 0)
		return r;
	struct gx_str kept = gx_arena_str(arena, bytes);
	return kept.at ? gx_commit_parse(kept, arena, ret, err) : gx_fail_memory(err);
}

static int read_facts(struct gx_store *store, const struct gx_oid *record, struct gx_arena *arena, struct gx_str *ret, struct gx_err *err)
{
	struct gx_str bytes;
	struct gx_entry entry;
	int r = gx_object_read(store->reader, record, GX_TREE, GX_TREE_MAX, &bytes, NULL, err);
	if (r < 0)
		return r;
	if (!gx_tree_find(bytes, GX_STR("run.yaml"), &entry) || entry.mode != GX_MODE_BLOB)
		return gx_fail(err, GX_EFORMAT, "its tree has no file .exp/run.yaml");
	r = gx_object_read(store->reader, &entry.id, GX_BLOB, GX_RECORD_MAX, &bytes, NULL, err);
	if (r < 0)
		return r;
	*ret = gx_arena_str(arena, bytes);
	return ret->at ? 0 : gx_fail_memory(err);
}

int gx_proof_read(struct gx_store *store, const struct gx_oid *id, struct gx_arena *arena, struct gx_proof_state *ret, struct gx_err *err)
{
	struct gx_proof_state state = { .has_record = false };
	struct gx_str bytes;
	struct gx_entry entry;
	struct gx_value uuid;
	int r = read_commit(store, id, arena, &state.commit, err);
	if (r == 0)
		r = gx_object_read(store->reader, &state.commit.tree, GX_TREE, GX_TREE_MAX, &bytes, NULL, err);
	if (r == 0 && gx_tree_find(bytes, GX_STR(".exp"), &entry) && entry.mode == GX_MODE_TREE) {
		state.record = entry.id;
		r = read_facts(store, &entry.id, arena, &state.facts, err);
		state.has_record = r == 0;
	}
	if (state.has_record && gx_flat_peek(state.facts, GX_STR("uuid"), arena, &uuid) && uuid.kind == GX_STRING)
		state.uuid = uuid.text;
	if (r == 0)
		*ret = state;
	return r;
}

int gx_proof_states(struct gx_store *store, const struct gx_item *item, struct gx_arena *arena, struct gx_err *err)
{
	struct gx_proof_state state;
	struct gx_oid at = item->tip;
	struct gx_str uuid = GX_STR_NONE;
	for (size_t i = 0; i < GX_STATES_MAX; i++) {
		int r = gx_proof_read(store, &at, arena, &state, err);
		if (r < 0)
			return r;
		if (i == 0)
			uuid = state.uuid;
		if (!gx_str_equal(state.uuid, uuid))
			return gx_fail(err, GX_EFORMAT, "the state %s bears another uuid", gx_oid_text(&at).hex);
		if (gx_oid_equal(&at, &item->id))
			return 0;
		if (state.commit.parents_count == 0)
			break;
		at = state.commit.parents[0];
	}
	return gx_fail(err, GX_EFORMAT, "its id is not that of its first commit");
}

int gx_proof_first(struct gx_store *store, const struct gx_oid *tip, struct gx_arena *arena, struct gx_oid *ret, struct gx_err *err)
{
	struct gx_proof_state state;
	struct gx_oid first = *tip;
	int r = gx_proof_read(store, tip, arena, &state, err);
	if (r < 0)
		return r;
	if (state.uuid.len == 0)
		return gx_fail(err, GX_EFORMAT, "its tip has no record with a uuid");
	struct gx_str uuid = state.uuid;
	for (size_t i = 0; i < GX_STATES_MAX && state.commit.parents_count > 0; i++) {
		struct gx_oid next = state.commit.parents[0];
		/* A parent that is missing (shallow clone) or has no record is where the run begins. */
		if (gx_proof_read(store, &next, arena, &state, NULL) < 0 || !gx_str_equal(state.uuid, uuid))
			break;
		first = next;
	}
	*ret = first;
	return 0;
}

int gx_proof_code(struct gx_store *store, const struct gx_oid *id, struct gx_arena *arena, struct gx_str *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) without = GX_BUF_INIT(GX_TREE_MAX);
	struct gx_commit commit;
	struct gx_str bytes;
	int r = read_commit(store, id, arena, &commit, err);
	if (r == 0)
		r = gx_object_read(store->reader, &commit.tree, GX_TREE, GX_TREE_MAX, &bytes, NULL, err);
	if (r == 0)
		r = gx_tree_with(&without, bytes, GX_STR(".exp"), GX_MODE_TREE, NULL, err);
	if (r == 0)
		r = gx_buf_check(&without, "a tree", err);
	if (r < 0)
		return r;
	*ret = gx_arena_str(arena, gx_buf_view(&without));
	return ret->at ? 0 : gx_fail_memory(err);
}
