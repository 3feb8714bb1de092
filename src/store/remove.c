#include "store/remove.h"

#include "base/file.h"
#include "git/lock.h"
#include "run/names.h"

enum { FORGOTTEN_MAX = 64 << 20 };

static int set_removed(void *context, struct gx_store *store, struct gx_batch *batch, struct gx_run *run, struct gx_files *files,
		       struct gx_arena *arena, struct gx_err *err)
{
	(void)context;
	(void)batch;
	if (gx_run_time(run, "removed") != GX_TIME_NONE)
		return 1;
	if (!gx_run_set_time(run, arena, "removed", gx_clock_now(store->clock)))
		return gx_fail_memory(err);
	return gx_edit_put(files, run, GX_PART_FACTS, arena, err);
}

static int clear_removed(void *context, struct gx_store *store, struct gx_batch *batch, struct gx_run *run, struct gx_files *files,
			 struct gx_arena *arena, struct gx_err *err)
{
	(void)context;
	(void)store;
	(void)batch;
	if (!gx_flat_at(&run->facts, "removed"))
		return 1;
	gx_flat_remove(&run->facts, GX_STR("removed"));
	return gx_edit_put(files, run, GX_PART_FACTS, arena, err);
}

const struct gx_edit gx_edit_remove = { .event = "remove", .apply = set_removed, .parts = GX_PART_FACTS };
const struct gx_edit gx_edit_restore = { .event = "restore", .apply = clear_removed, .parts = GX_PART_FACTS };

/* ---- for good */

static bool is_due(const struct gx_item *item, struct gx_arena *scratch, int64_t before_us)
{
	struct gx_value removed;
	int64_t when;
	return item->removed && gx_flat_peek(item->facts, GX_STR("removed"), scratch, &removed) && removed.kind == GX_STRING &&
	       gx_time_parse(removed.text, &when) && when <= before_us;
}

/* Keeps those that are due. */
static void narrow(struct gx_items *items, int64_t before_us)
{
	struct gx_arena scratch = GX_ARENA_INIT;
	size_t kept = 0;
	for (size_t i = 0; i < items->list.len; i++) {
		gx_arena_reset(&scratch);
		if (is_due(&items->list.at[i], &scratch, before_us))
			items->list.at[kept++] = items->list.at[i];
	}
	items->list.len = kept;
	gx_arena_release(&scratch);
}

/* exp/forgotten: one id a line, sorted, each once. Written before the refs go, so that a pull never brings back what half a gc dropped. */
static int remember(struct gx_store *store, const struct gx_items *items, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(8192);
	GX_CLEANUP(gx_buf) old = GX_BUF_INIT(FORGOTTEN_MAX);
	GX_CLEANUP(gx_buf) new = GX_BUF_INIT(FORGOTTEN_MAX);
	struct gx_strs ids = { .list = { NULL, 0, 0 } };
	struct gx_arena arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_lock) lock = GX_LOCK_INIT;
	int r = gx_folder_make(gx_path(&path, gx_repo_common_dir(store->repo), "exp"), err);
	gx_buf_reset(&path);
	gx_path(&path, gx_repo_common_dir(store->repo), "exp/forgotten");
	if (r == 0)
		r = gx_lock_take(store->repo, gx_buf_c(&path), &lock, err); /* another gc adds to it, too */
	if (r == 0)
		r = gx_file_read(gx_buf_c(&path), &old, err);
	r = r == GX_ENOTFOUND ? 0 : r;
	bool memory = true;
	struct gx_str rest = gx_buf_view(&old), line;
	while (memory && gx_str_cut(&rest, '\n', &line))
		memory = gx_strs_insert(&ids, line);
	for (size_t i = 0; memory && i < items->list.len; i++) {
		struct gx_str id = gx_arena_str(&arena, gx_str_of(gx_oid_text(&items->list.at[i].id).hex));
		memory = id.at && gx_strs_insert(&ids, id);
	}
	for (size_t i = 0; i < ids.list.len; i++) {
		gx_buf_str(&new, ids.list.at[i]);
		gx_buf_byte(&new, '\n');
	}
	if (r == 0)
		r = memory ? gx_buf_check(&new, "exp/forgotten", err) : gx_fail_memory(err);
	if (r == 0)
		r = gx_file_replace(gx_buf_c(&path), gx_buf_view(&new), 0666, err);
	gx_strs_release(&ids);
	gx_arena_release(&arena);
	return r;
}

static int delete_refs(const struct gx_items *items, struct gx_err *err)
{
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_refs refs = { gx_arena_array(&arena, items->list.len, sizeof(struct gx_ref)), 0, items->list.len };
	for (size_t i = 0; refs.at && i < items->list.len; i++)
		refs.at[refs.len++] = (struct gx_ref){ items->list.at[i].ref, items->list.at[i].tip };
	int r = refs.at ? gx_refs_delete(&refs, err) : gx_fail_memory(err);
	gx_arena_release(&arena);
	return r;
}

int gx_store_forget(struct gx_store *store, int64_t before_us, bool dry_run, struct gx_items *ret_forgotten, struct gx_err *err)
{
	struct gx_items items = { .refused = 0 };
	int r = gx_store_list(store, GX_STR_NONE, &items, err);
	if (r < 0)
		return r;
	narrow(&items, before_us);
	if (!dry_run && items.list.len > 0) {
		r = remember(store, &items, err);
		if (r == 0)
			r = delete_refs(&items, err);
	}
	if (r == 0)
		*ret_forgotten = items;
	else
		gx_items_release(&items);
	return r;
}
