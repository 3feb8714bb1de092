#include "store/usage.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/num.h"
#include "base/siphash.h"
#include "git/command.h"
#include "git/lfs.h"
#include "run/limits.h"
#include "store/proof.h"

enum { CHUNK = 50000, POINTER_MAX = 1024, FIRST_ROOM = 1024, LINE_MAX_BYTES = 128, MAX_FILES = 300000 };

uint64_t gx_usage_total(const struct gx_usage *usage)
{
	uint64_t total = 0;
	for (unsigned kind = 0; kind < GX_USAGE_LFS_MISSING; kind++)
		total += usage->bytes[kind];
	return total;
}

void gx_usages_release(struct gx_usages *usages)
{
	gx_vec_release(&usages->list);
}

/* ---- ids that were seen: 20 bytes each and room, for there may be millions */

struct seen {
	struct gx_oid *slots; /* the none id is an empty slot */
	size_t count, room;   /* a power of two */
	uint64_t key[2];      /* who pushes objects chooses their ids */
};

static struct gx_oid *find_slot(const struct seen *seen, const struct gx_oid *id)
{
	size_t at = (size_t)gx_siphash(seen->key, (struct gx_str){ (const char *)id->raw, sizeof(id->raw) }) & (seen->room - 1);
	while (!gx_oid_is_none(&seen->slots[at]) && !gx_oid_equal(&seen->slots[at], id))
		at = (at + 1) & (seen->room - 1);
	return &seen->slots[at];
}

static bool grow(struct seen *seen)
{
	struct seen larger = { .room = seen->room ? seen->room * 2 : FIRST_ROOM, .count = seen->count, .key = { seen->key[0], seen->key[1] } };
	larger.slots = calloc(larger.room, sizeof(*larger.slots));
	if (!larger.slots)
		return false;
	for (size_t i = 0; i < seen->room; i++)
		if (!gx_oid_is_none(&seen->slots[i]))
			*find_slot(&larger, &seen->slots[i]) = seen->slots[i];
	free(seen->slots);
	*seen = larger;
	return true;
}

/* 1 if it is new, 0 if it was there. */
static int see(struct seen *seen, const struct gx_oid *id, struct gx_err *err)
{
	if (seen->count * 4 >= seen->room * 3 && !grow(seen))
		return gx_fail_memory(err);
	struct gx_oid *slot = find_slot(seen, id);
	if (!gx_oid_is_none(slot))
		return 0;
	*slot = *id;
	seen->count++;
	return 1;
}

/* ---- one run after the other */

struct object {
	struct gx_oid id;
	uint32_t usage; /* index into the list */
	uint8_t kind;
	bool is_new;
};

struct meter {
	struct gx_store *store;
	struct gx_usages *usages;
	struct seen seen;
	bool disk;
	struct gx_arena arena;         /* of one run */
	GX_VEC(struct object) waiting; /* for git to say their sizes */
	size_t files, missing;         /* of this run */
};

static void count_bytes(struct meter *meter, const struct object *object, enum gx_usage_kind kind, uint64_t bytes)
{
	meter->usages->list.at[object->usage].bytes[kind] += bytes;
	if (object->is_new)
		meter->usages->sum.bytes[kind] += bytes;
}

/* An artifact that is a Git LFS pointer stands for bytes elsewhere. */
static void count_lfs(struct meter *meter, const struct object *object)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(1 << 15);
	unsigned char sha256[GX_SHA256_BYTES];
	struct gx_str bytes;
	uint64_t size;
	if (gx_object_read(meter->store->reader, &object->id, GX_BLOB, POINTER_MAX, &bytes, NULL, NULL) < 0 ||
	    !gx_lfs_pointer_read(bytes, sha256, &size))
		return;
	gx_lfs_path(&path, meter->store->repo, gx_repo_config(meter->store->repo, "lfs.storage"), sha256);
	count_bytes(meter, object, gx_file_exists(gx_buf_c(&path)) ? GX_USAGE_LFS : GX_USAGE_LFS_MISSING, size);
}

static int measure(struct meter *meter, const struct gx_oid *id, unsigned kind, bool is_blob, struct gx_err *err)
{
	uint64_t size;
	enum gx_object_kind object_kind;
	struct object object = { .id = *id, .usage = (uint32_t)(meter->usages->list.len - 1), .kind = (uint8_t)kind };
	int fresh = is_blob || meter->disk ? see(&meter->seen, id, err) : 0;
	if (fresh < 0)
		return fresh;
	object.is_new = fresh == 1;
	if (is_blob && kind == GX_USAGE_ARTIFACTS)
		count_lfs(meter, &object);
	if (meter->disk) {
		struct object *slot = gx_vec_add(&meter->waiting);
		if (!slot)
			return gx_fail_memory(err);
		*slot = object;
		return 0;
	}
	if (!is_blob)
		return 0;
	int r = gx_object_header(meter->store->reader, id, &object_kind, &size, err);
	if (r == 0)
		count_bytes(meter, &object, kind, size);
	meter->missing += r == GX_ENOTFOUND;
	return r == GX_ENOTFOUND ? 0 : r;
}

static unsigned kind_of(const struct gx_entry *entry, unsigned depth, unsigned kind)
{
	if (depth == 0 && entry->mode == GX_MODE_TREE && gx_str_is(entry->name, "metrics"))
		return GX_USAGE_HISTORIES;
	return depth == 0 && entry->mode == GX_MODE_TREE && gx_str_is(entry->name, "artifacts") ? GX_USAGE_ARTIFACTS : kind;
}

/* Links and gitlinks are no part of a record. */
static int walk(struct meter *meter, const struct gx_oid *tree, unsigned depth, unsigned kind, struct gx_err *err)
{
	struct gx_str bytes;
	struct gx_entry entry;
	if (depth > GX_TREE_DEPTH_MAX)
		return gx_fail(err, GX_ELIMIT, "folders of a record are over %d deep", GX_TREE_DEPTH_MAX);
	int r = measure(meter, tree, GX_USAGE_RECORD, false, err);
	if (r == 0)
		r = gx_object_read(meter->store->reader, tree, GX_TREE, GX_TREE_MAX, &bytes, NULL, err);
	struct gx_str rest = r == 0 ? gx_arena_str(&meter->arena, bytes) : GX_STR_NONE;
	if (r == 0 && !rest.at)
		return gx_fail_memory(err);
	while (r == 0 && (r = gx_tree_next(&rest, &entry, err)) > 0) {
		unsigned within = kind_of(&entry, depth, kind);
		r = 0;
		if (++meter->files > MAX_FILES)
			r = gx_fail(err, GX_ELIMIT, "a record holds over %d files", MAX_FILES);
		else if (entry.mode == GX_MODE_TREE)
			r = walk(meter, &entry.id, depth + 1, within, err);
		else if (entry.mode == GX_MODE_BLOB)
			r = measure(meter, &entry.id, within, true, err);
	}
	return r;
}

static int measure_run(struct meter *meter, const struct gx_item *item, size_t index, struct gx_err *err)
{
	struct gx_usage *slot = gx_vec_add(&meter->usages->list);
	if (!slot)
		return gx_fail_memory(err);
	slot->run = index;
	gx_arena_reset(&meter->arena);
	meter->files = meter->missing = 0;
	int r = measure(meter, &item->tip, GX_USAGE_RECORD, false, err);
	if (r == 0)
		r = walk(meter, &item->record, 0, GX_USAGE_RECORD, err);
	if (r < 0 && r != GX_ENOMEM) {
		gx_store_warn(meter->store, "run %.7s is measured in part: %s", gx_oid_text(&item->id).hex, err->text);
		return 0;
	}
	if (meter->missing > 0)
		gx_store_warn(meter->store, "run %.7s: files that are not in this clone count nothing: %zu", gx_oid_text(&item->id).hex, meter->missing);
	return r;
}

/* ---- what they take on disk: git knows */

static int ask_git(struct meter *meter, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) ids = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT((size_t)LINE_MAX_BYTES * (meter->waiting.len + 1));
	for (size_t i = 0; i < meter->waiting.len; i++)
		gx_buf_printf(&ids, "%s\n", gx_oid_text(&meter->waiting.at[i].id).hex);
	struct gx_git sizes = { .argv = { "cat-file", "--batch-check=%(objectsize:disk)" }, .input = gx_buf_view(&ids) };
	int r = gx_buf_check(&ids, "the list of objects", err);
	if (r == 0 && meter->waiting.len > 0)
		r = gx_git_run(&sizes, &out, err);
	struct gx_str rest = gx_buf_view(&out), line;
	for (size_t i = 0; r == 0 && i < meter->waiting.len && gx_str_cut(&rest, '\n', &line); i++) {
		const struct object *object = &meter->waiting.at[i];
		int64_t size;
		/* "<id> missing": a partial clone has not fetched it, so it takes nothing here. */
		if (gx_num_read_int64(line, &size) && size > 0)
			count_bytes(meter, object, object->kind, (uint64_t)size);
	}
	meter->waiting.len = 0;
	return r;
}

static int measure_all(struct meter *meter, const struct gx_items *items, void (*tell)(void *context, size_t done), void *context,
		       struct gx_err *err)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < items->list.len; i++) {
		r = measure_run(meter, &items->list.at[i], i, err);
		if (r == 0 && meter->waiting.len >= CHUNK)
			r = ask_git(meter, err);
		if (tell)
			tell(context, i + 1);
	}
	return r == 0 ? ask_git(meter, err) : r;
}

int gx_store_usage(struct gx_store *store, const struct gx_items *items, bool disk, void (*tell)(void *context, size_t done), void *context,
		   struct gx_usages *ret, struct gx_err *err)
{
	struct gx_usages usages = { .list = { NULL, 0, 0 } };
	struct meter meter = { .store = store, .usages = &usages, .disk = disk };
	meter.seen.key[0] = gx_random_next(store->random);
	meter.seen.key[1] = gx_random_next(store->random);
	int r = measure_all(&meter, items, tell, context, err);
	gx_vec_release(&meter.waiting);
	gx_arena_release(&meter.arena);
	free(meter.seen.slots);
	if (r == 0)
		*ret = usages;
	else
		gx_usages_release(&usages);
	return r;
}
