/*
 * From a record's tree to a run. Whatever somebody pushed may stand there: sizes are looked at before anything is inflated, links are
 * refused, and a part that cannot be read costs that part, not the run.
 */
#include "store/item.h"

#include "run/limits.h"

enum { TREE_MAX = 64 << 20, MAX_FILES = 300000 };

struct walk {
	struct gx_store *store;
	struct gx_arena *arena;
	struct gx_files *files;
	struct gx_buf path;
};

static int add_file(struct walk *walk, const struct gx_entry *entry, struct gx_err *err)
{
	struct gx_oid_text hex = gx_oid_text(&entry->id);
	struct gx_file file = { gx_arena_str(walk->arena, gx_buf_view(&walk->path)), GX_STR_NONE,
				gx_arena_str(walk->arena, gx_str_of(hex.hex)) };
	if (walk->files->list.len >= MAX_FILES)
		return gx_fail(err, GX_ELIMIT, "a record holds over %d files", MAX_FILES);
	return file.path.at && file.blob.at && gx_files_put(walk->files, file) ? 0 : gx_fail_memory(err);
}

static int walk_tree(struct walk *walk, const struct gx_oid *tree, unsigned depth, struct gx_err *err);

static int take_entry(struct walk *walk, const struct gx_entry *entry, unsigned depth, struct gx_err *err)
{
	size_t before = walk->path.len;
	if (before > 0)
		gx_buf_byte(&walk->path, '/');
	gx_buf_str(&walk->path, entry->name);
	int r = gx_buf_check(&walk->path, "a path in a record", err);
	if (r == 0 && entry->mode == GX_MODE_TREE)
		r = walk_tree(walk, &entry->id, depth + 1, err);
	else if (r == 0 && entry->mode == GX_MODE_BLOB)
		r = add_file(walk, entry, err);
	else if (r == 0)
		r = gx_fail(err, GX_EFORMAT, "'%s' in the record is no plain file", gx_buf_c(&walk->path));
	walk->path.len = before;
	if (walk->path.at)
		walk->path.at[before] = '\0';
	return r;
}

static int walk_tree(struct walk *walk, const struct gx_oid *tree, unsigned depth, struct gx_err *err)
{
	struct gx_str bytes;
	if (depth > GX_TREE_DEPTH_MAX)
		return gx_fail(err, GX_ELIMIT, "folders of a record are over %d deep", GX_TREE_DEPTH_MAX);
	int r = gx_object_read(walk->store->reader, tree, GX_TREE, TREE_MAX, &bytes, NULL, err);
	if (r < 0)
		return r;
	struct gx_str rest = gx_arena_str(walk->arena, bytes);
	if (!rest.at)
		return gx_fail_memory(err);
	struct gx_entry entry;
	while ((r = gx_tree_next(&rest, &entry, err)) > 0) {
		r = take_entry(walk, &entry, depth, err);
		if (r < 0)
			return r;
	}
	return r;
}

int gx_store_files(struct gx_store *store, const struct gx_oid *record, struct gx_arena *arena, struct gx_files *ret, struct gx_err *err)
{
	struct gx_files files = { .list = { NULL, 0, 0 } };
	struct walk walk = { store, arena, &files, GX_BUF_INIT(GX_PATH_MAX) };
	int r = walk_tree(&walk, record, 0, err);
	gx_buf_release(&walk.path);
	if (r == 0)
		*ret = files;
	else
		gx_files_release(&files);
	return r;
}

/* ---- one part after the other */

static int read_blob(struct gx_store *store, const struct gx_oid *id, size_t max, struct gx_arena *arena, struct gx_str *ret, struct gx_err *err)
{
	struct gx_str bytes;
	int r = gx_object_read(store->reader, id, GX_BLOB, max, &bytes, NULL, err);
	if (r < 0)
		return r;
	*ret = gx_arena_str(arena, bytes);
	return ret->at ? 0 : gx_fail_memory(err);
}

/* A bad part is left out and said; only want of memory ends the reading. */
static int read_file(struct gx_store *store, const struct gx_item *item, struct gx_run *run, struct gx_str path, const struct gx_oid *blob,
		     struct gx_arena *arena, struct gx_err *err)
{
	struct gx_str bytes;
	int r = read_blob(store, blob, GX_RECORD_MAX, arena, &bytes, err);
	if (r == 0)
		r = gx_record_decode(run, path, bytes, arena, err);
	if (r < 0 && r != GX_ENOMEM) {
		gx_store_warn(store, "run %.7s: left out '%" GX_PRI "': %s", gx_oid_text(&item->id).hex, GX_ARG(path), err->text);
		run->unread |= gx_part_of(path);
		return 0;
	}
	return r;
}

/* The parts that lie in folders of their own. */
static const struct {
	unsigned parts;
	const char *folder;
} folders[] = {
	{ GX_PART_SYSTEM | GX_PART_PACKAGES | GX_PART_VARIABLES, "environment" },
	{ GX_PART_NOTES, "notes" },
	{ GX_PART_HISTORIES, "metrics" },
};

static unsigned parts_in(struct gx_str folder)
{
	for (size_t i = 0; i < GX_LEN(folders); i++)
		if (gx_str_is(folder, folders[i].folder))
			return folders[i].parts;
	return 0;
}

static int by_decode_order(const void *a, const void *b)
{
	const struct gx_file *x = a, *y = b;
	return gx_decode_order(x->path, y->path);
}

static int read_listed(struct gx_store *store, const struct gx_item *item, unsigned parts, struct gx_run *run, struct gx_files *files,
		       struct gx_arena *arena, struct gx_err *err)
{
	if (files->list.len > 1)
		qsort(files->list.at, files->list.len, sizeof(*files->list.at), by_decode_order);
	int r = 0;
	for (size_t i = 0; r == 0 && i < files->list.len; i++) {
		struct gx_oid blob;
		const struct gx_file *file = &files->list.at[i];
		if ((gx_part_of(file->path) & parts) && gx_oid_read(file->blob, &blob))
			r = read_file(store, item, run, file->path, &blob, arena, err);
	}
	return r;
}

static int read_folder(struct gx_store *store, const struct gx_item *item, const struct gx_entry *entry, unsigned parts, struct gx_run *run,
		       struct gx_arena *arena, struct gx_err *err)
{
	struct gx_files files = { .list = { NULL, 0, 0 } };
	struct walk walk = { store, arena, &files, GX_BUF_INIT(GX_PATH_MAX) };
	gx_buf_str(&walk.path, entry->name);
	int r = walk_tree(&walk, &entry->id, 1, err);
	if (r == 0)
		r = read_listed(store, item, parts, run, &files, arena, err);
	else if (r != GX_ENOMEM) {
		gx_store_warn(store, "run %.7s: left out '%" GX_PRI "/': %s", gx_oid_text(&item->id).hex, GX_ARG(entry->name), err->text);
		run->unread |= parts_in(entry->name);
		r = 0;
	}
	gx_buf_release(&walk.path);
	gx_files_release(&files);
	return r;
}

static int read_entries(struct gx_store *store, const struct gx_item *item, unsigned parts, struct gx_str tree, struct gx_arena *arena,
			struct gx_run *run, struct gx_err *err)
{
	struct gx_entry entry;
	int r = 0, more;
	while (r == 0 && (more = gx_tree_next(&tree, &entry, err)) != 0) {
		if (more < 0)
			return more;
		unsigned part = gx_part_of(entry.name);
		if (entry.mode == GX_MODE_TREE && (parts_in(entry.name) & parts))
			r = read_folder(store, item, &entry, parts, run, arena, err);
		else if (entry.mode == GX_MODE_BLOB && (part & parts) && part != GX_PART_FACTS)
			r = read_file(store, item, run, entry.name, &entry.id, arena, err);
		else if (((part | parts_in(entry.name)) & parts) && entry.mode != GX_MODE_BLOB) {
			run->unread |= part | parts_in(entry.name);
			gx_store_warn(store, "run %.7s: left out '%" GX_PRI "': it is no plain file", gx_oid_text(&item->id).hex,
				      GX_ARG(entry.name));
		}
	}
	return r;
}

/* One damaged record must not end a list of thousands: what can be read of it is. */
static int read_record(struct gx_store *store, const struct gx_item *item, unsigned parts, struct gx_arena *arena, struct gx_run *run,
		       struct gx_err *err)
{
	struct gx_str bytes;
	int r = gx_object_read(store->reader, &item->record, GX_TREE, TREE_MAX, &bytes, NULL, err);
	if (r == 0) {
		struct gx_str tree = gx_arena_str(arena, bytes);
		r = tree.at ? read_entries(store, item, parts, tree, arena, run, err) : gx_fail_memory(err);
	}
	if (r == 0 || r == GX_ENOMEM)
		return r;
	gx_store_warn(store, "run %.7s: left out what follows in '.exp': %s", gx_oid_text(&item->id).hex, err->text);
	run->unread |= GX_PART_ALL;
	return 0;
}

static bool set_identity(const struct gx_item *item, struct gx_arena *arena, struct gx_run *run)
{
	run->id = gx_arena_str(arena, gx_str_of(gx_oid_text(&item->id).hex));
	run->tip = gx_arena_str(arena, gx_str_of(gx_oid_text(&item->tip).hex));
	run->ref = item->ref;
	run->author_name = item->author_name;
	run->author_email = item->author_email;
	return run->id.at && run->tip.at;
}

int gx_store_read(struct gx_store *store, const struct gx_item *item, unsigned parts, struct gx_arena *arena, struct gx_run *ret,
		  struct gx_err *err)
{
	struct gx_run run = GX_RUN_INIT;
	int r = set_identity(item, arena, &run) ? 0 : gx_fail_memory(err);
	if (r == 0) {
		r = gx_record_decode(&run, GX_STR("run.yaml"), item->facts, arena, err);
		if (r < 0 && r != GX_ENOMEM) {
			gx_store_warn(store, "run %.7s: left out 'run.yaml': %s", gx_oid_text(&item->id).hex, err->text);
			run.unread |= GX_PART_FACTS;
			r = 0;
		}
	}
	if (r == 0 && (parts & ~(unsigned)GX_PART_FACTS))
		r = read_record(store, item, parts, arena, &run, err);
	run.parts = parts | GX_PART_FACTS;
	if (r == 0)
		*ret = run;
	else
		gx_run_release(&run);
	return r;
}

static int find_path(struct gx_store *store, const struct gx_oid *root, struct gx_str path, struct gx_entry *ret, struct gx_err *err)
{
	struct gx_entry entry = { .mode = GX_MODE_TREE, .id = *root };
	struct gx_str rest = path, name, bytes;
	while (gx_str_cut(&rest, '/', &name)) {
		if (entry.mode != GX_MODE_TREE)
			return gx_fail(err, GX_ENOTFOUND, "the record has no '%" GX_PRI "'", GX_ARG(path));
		int r = gx_object_read(store->reader, &entry.id, GX_TREE, TREE_MAX, &bytes, NULL, err);
		if (r < 0)
			return r;
		if (!gx_tree_find(bytes, name, &entry))
			return gx_fail(err, GX_ENOTFOUND, "the record has no '%" GX_PRI "'", GX_ARG(path));
	}
	*ret = entry;
	return 0;
}

int gx_store_file(struct gx_store *store, const struct gx_item *item, struct gx_str path, size_t max, struct gx_arena *arena, struct gx_str *ret,
		  struct gx_err *err)
{
	struct gx_entry entry;
	/* As git has it in its trees, too. */
	if (gx_str_starts(path, GX_STR(".exp/")))
		path = gx_str_from(path, 5);
	int r = find_path(store, &item->record, path, &entry, err);
	if (r < 0)
		return r;
	if (entry.mode != GX_MODE_BLOB)
		return gx_fail(err, GX_ENOTFOUND, "'%" GX_PRI "' in the record is no plain file", GX_ARG(path));
	return read_blob(store, &entry.id, max, arena, ret, err);
}
