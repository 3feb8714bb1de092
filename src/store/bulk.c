/*
 * Thousands of runs at once. Their files are alike, so each kind of file has a base in the pack that the others are deltas of: one step to
 * read, where a chain would take fifty.
 */
#include "store/record.h"

#include "base/map.h"
#include "git/upkeep.h"
#include "store/tree.h"

enum {
	USES = 256,       /* deltas of one base before a fresh one is taken: runs drift */
	MAX_BASES = 8192, /* kinds of files that have one */
};

struct base {
	struct gx_pack_base *base;
	unsigned uses;
};

struct gx_bulk {
	struct gx_store *store;
	const struct gx_code *code;
	struct gx_pack *pack;
	struct gx_arena arena; /* names of refs, paths */
	struct gx_map by_path; /* index into `bases` */
	GX_VEC(struct base) bases;
	GX_VEC(struct gx_ref) refs;
	struct gx_state_commit state;
};

int gx_bulk_begin(struct gx_store *store, const struct gx_code *code, struct gx_bulk **ret, struct gx_err *err)
{
	struct gx_bulk *bulk = calloc(1, sizeof(*bulk));
	if (!bulk)
		return gx_fail_memory(err);
	bulk->store = store;
	bulk->code = code;
	bulk->state = (struct gx_state_commit){ .code = code->bytes, .parents = &code->parent, .event = "record" };
	bulk->state.parents_count = gx_oid_is_none(&code->parent) ? 0 : 1;
	int r = gx_store_identities(store, &bulk->arena, &bulk->state, err);
	if (r == 0)
		r = gx_pack_begin(store->repo, &bulk->pack, err);
	if (r < 0) {
		gx_bulk_free(bulk);
		return r;
	}
	*ret = bulk;
	return 0;
}

void gx_bulk_free(struct gx_bulk *bulk)
{
	if (!bulk)
		return;
	for (size_t i = 0; i < bulk->bases.len; i++)
		gx_pack_base_free(bulk->bases.at[i].base);
	gx_vec_release(&bulk->bases);
	gx_vec_release(&bulk->refs);
	gx_map_release(&bulk->by_path);
	gx_pack_free(bulk->pack);
	gx_arena_release(&bulk->arena);
	free(bulk);
}

/* The base for a path; NULL without memory, or where there are too many. */
static struct base *base_for(struct gx_bulk *bulk, struct gx_str path)
{
	const size_t *found = gx_map_get(&bulk->by_path, path);
	if (found)
		return &bulk->bases.at[*found];
	struct gx_str key = bulk->bases.len < MAX_BASES ? gx_arena_str(&bulk->arena, path) : GX_STR_NONE;
	struct base *slot = key.at ? gx_vec_add(&bulk->bases) : NULL;
	if (slot && !gx_map_put(&bulk->by_path, key, bulk->bases.len - 1)) {
		bulk->bases.len--;
		return NULL;
	}
	return slot;
}

static int add_to_pack(void *context, enum gx_object_kind kind, struct gx_str bytes, struct gx_str path, struct gx_oid *ret, struct gx_err *err)
{
	struct gx_bulk *bulk = context;
	struct base *base = base_for(bulk, path);
	if (!base)
		return gx_pack_add(bulk->pack, kind, bytes, NULL, ret, err);
	if (base->base && base->uses++ < USES)
		return gx_pack_add(bulk->pack, kind, bytes, base->base, ret, err);
	int r = gx_pack_add(bulk->pack, kind, bytes, NULL, ret, err);
	if (r < 0)
		return r;
	gx_pack_base_free(base->base);
	*base = (struct base){ gx_pack_base_new(bulk->pack, ret, bytes), 0 };
	return 0;
}

static int add_ref(struct gx_bulk *bulk, const struct gx_run *run, const struct gx_oid *id, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) name = GX_BUF_INIT(4096);
	int r = gx_run_ref(run, id, &name, err);
	if (r < 0)
		return r;
	struct gx_str kept = gx_arena_str(&bulk->arena, gx_buf_view(&name));
	struct gx_ref *slot = kept.at ? gx_vec_add(&bulk->refs) : NULL;
	if (!slot)
		return gx_fail_memory(err);
	*slot = (struct gx_ref){ kept, *id };
	return 0;
}

int gx_bulk_add(struct gx_bulk *bulk, struct gx_run *run, struct gx_arena *arena, struct gx_oid *ret, struct gx_err *err)
{
	struct gx_target target = { add_to_pack, bulk };
	struct gx_files files = { .list = { NULL, 0, 0 } };
	struct gx_state_commit state = bulk->state;
	struct gx_oid id;
	gx_state_author(run, &state);
	int r = gx_code_facts(bulk->code, arena, run, err);
	if (r == 0)
		r = gx_run_complete(bulk->store, run, arena, err);
	if (r == 0)
		r = gx_record_encode(run, arena, &files, err);
	if (r == 0)
		r = gx_state_write(&target, &bulk->store->schema, run, &files, &state, &id, err);
	gx_files_release(&files);
	if (r == 0)
		r = add_ref(bulk, run, &id, err);
	if (r == 0)
		*ret = id;
	return r;
}

int gx_bulk_finish(struct gx_bulk *bulk, struct gx_err *err)
{
	struct gx_refs refs = { bulk->refs.at, bulk->refs.len, bulk->refs.room };
	int r = refs.len > 0 ? gx_pack_finish(bulk->pack, &refs, err) : 0;
	if (r == 0)
		gx_repo_upkeep(bulk->store->repo);
	return r;
}
