#include "git/packread.h"

#include <dirent.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/vec.h"
#include "git/delta.h"
#include "git/packfile.h"

enum {
	MAX_DEPTH = 4096,            /* of deltas: git writes no deeper ones */
	MAX_BASE = 64 << 20,         /* bytes of what an object is a delta of, unless the object itself may be larger */
	CACHE_SLOTS = 1024,
	CACHE_BYTES = 32 << 20,
};

/* A whole object that deltas build on. */
struct base {
	const struct gx_packfile *pack;
	size_t offset;
	enum gx_object_kind kind;
	char *bytes;
	size_t size;
};

struct step {
	size_t offset;
	struct gx_packentry entry;
};

struct gx_packs {
	GX_VEC(struct gx_packfile) packs;
	GX_VEC(struct step) chain; /* from a delta's base down to what is whole */
	size_t latest; /* the pack that had the last object: mostly it has the next one too */
	struct libdeflate_decompressor *inflate;
	struct base cache[CACHE_SLOTS];
	size_t cached_bytes;
	struct gx_buf result, delta, top; /* top: the delta that was asked for, delta: one below it */
};

static void open_pack(struct gx_packs *packs, const char *folder, const char *name)
{
	char path[4096];
	struct gx_packfile pack;
	if (!gx_str_ends(gx_str_of(name), GX_STR(".idx")) || snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path))
		return;
	if (!gx_packfile_open(&pack, path))
		return;
	struct gx_packfile *slot = gx_vec_add(&packs->packs);
	if (slot)
		*slot = pack;
	else
		gx_packfile_close(&pack);
}

struct gx_packs *gx_packs_open(const char *objects_dir)
{
	struct gx_packs *packs = calloc(1, sizeof(*packs));
	if (!packs)
		return NULL;
	packs->result.max = packs->delta.max = packs->top.max = GX_BUF_ANY;
	packs->inflate = libdeflate_alloc_decompressor();
	if (!packs->inflate) {
		gx_packs_close(packs);
		return NULL;
	}
	char folder[4096];
	bool fits = snprintf(folder, sizeof(folder), "%s/pack", objects_dir) < (int)sizeof(folder);
	DIR *dir = fits ? opendir(folder) : NULL;
	for (const struct dirent *entry; dir && (entry = readdir(dir));)
		open_pack(packs, folder, entry->d_name);
	if (dir)
		closedir(dir);
	return packs;
}

void gx_packs_close(struct gx_packs *packs)
{
	if (!packs)
		return;
	for (size_t i = 0; i < packs->packs.len; i++)
		gx_packfile_close(&packs->packs.at[i]);
	for (size_t i = 0; i < CACHE_SLOTS; i++)
		free(packs->cache[i].bytes);
	gx_vec_release(&packs->packs);
	gx_buf_release(&packs->result);
	gx_buf_release(&packs->delta);
	gx_buf_release(&packs->top);
	gx_vec_release(&packs->chain);
	libdeflate_free_decompressor(packs->inflate);
	free(packs);
}

/* Inflates to exactly the size that the entry claims. */
static bool inflate_entry(struct gx_packs *packs, const struct gx_packentry *entry, struct gx_buf *out)
{
	gx_buf_reset(out);
	char *room = gx_buf_reserve(out, entry->size);
	size_t used;
	if (!room || libdeflate_zlib_decompress_ex(packs->inflate, entry->packed, entry->packed_max, room, entry->size, &used, NULL) != 0)
		return false;
	out->len = entry->size;
	room[entry->size] = '\0';
	return true;
}

/* ---- bases */

static struct base *slot_of(struct gx_packs *packs, const struct gx_packfile *pack, size_t offset)
{
	uint64_t place = (uint64_t)(pack - packs->packs.at);
	uint64_t mixed = (offset ^ place * 0x9e3779b97f4a7c15u) * 0x9e3779b97f4a7c15u;
	return &packs->cache[mixed >> 54]; /* the upper 10 bits: CACHE_SLOTS is 1024 */
}

static const struct base *cached(struct gx_packs *packs, const struct gx_packfile *pack, size_t offset)
{
	const struct base *slot = slot_of(packs, pack, offset);
	return slot->bytes && slot->pack == pack && slot->offset == offset ? slot : NULL;
}

static void drop(struct gx_packs *packs, struct base *slot)
{
	packs->cached_bytes -= slot->size;
	free(slot->bytes);
	*slot = (struct base){ .bytes = NULL };
}

/* Takes over the bytes of `from`. */
static const struct base *keep(struct gx_packs *packs, const struct gx_packfile *pack, size_t offset, enum gx_object_kind kind, struct gx_buf *from)
{
	struct base *slot = slot_of(packs, pack, offset);
	if (slot->bytes)
		drop(packs, slot);
	for (size_t i = 0; packs->cached_bytes + from->len > CACHE_BYTES && i < CACHE_SLOTS; i++)
		if (packs->cache[i].bytes)
			drop(packs, &packs->cache[i]);
	*slot = (struct base){ pack, offset, kind, from->at, from->len };
	packs->cached_bytes += from->len;
	*from = (struct gx_buf)GX_BUF_INIT(from->max);
	return slot;
}

static bool base_offset(struct gx_packfile *pack, const struct gx_packentry *entry, size_t *ret)
{
	if (entry->type == GX_OFS_DELTA) {
		*ret = entry->base;
		return true;
	}
	return gx_packfile_find(pack, &entry->base_id, ret);
}

static bool is_delta(const struct gx_packentry *entry)
{
	return entry->type == GX_OFS_DELTA || entry->type == GX_REF_DELTA;
}

/* ---- reading */

/* What one read is about. */
struct request {
	struct gx_packfile *pack;
	size_t max;   /* bytes of the object */
	size_t limit; /* bytes of anything on the way to it */
	enum gx_object_kind kind;
	uint64_t size;
};

/*
 * Goes down from the entry `top`, a delta, to what is whole or cached; packs->chain is then the way, from the top's base on. Its last
 * step is the ground. A chain of REF_DELTAs can lead back to itself: its length is bounded.
 */
static enum gx_packs_result descend(struct gx_packs *packs, struct request *request, const struct gx_packentry *top)
{
	struct gx_packentry entry = *top;
	packs->chain.len = 0;
	for (;;) {
		size_t offset;
		struct step *step = packs->chain.len < MAX_DEPTH && base_offset(request->pack, &entry, &offset) ? gx_vec_add(&packs->chain)
														: NULL;
		if (!step)
			return GX_PACKS_DAMAGED;
		step->offset = offset;
		const struct base *base = cached(packs, request->pack, offset);
		if (base) {
			request->kind = base->kind;
			return GX_PACKS_FOUND;
		}
		if (!gx_packfile_entry(request->pack, offset, &entry))
			return GX_PACKS_DAMAGED;
		step->entry = entry;
		request->size = entry.size;
		if (entry.size > request->limit)
			return GX_PACKS_TOO_LARGE;
		if (is_delta(&entry))
			continue;
		request->kind = (enum gx_object_kind)entry.type;
		return GX_PACKS_FOUND;
	}
}

/* The ground of the chain. */
static const struct base *whole_at(struct gx_packs *packs, const struct request *request, const struct step *step)
{
	const struct base *base = cached(packs, request->pack, step->offset);
	GX_CLEANUP(gx_buf) bytes = GX_BUF_INIT(GX_BUF_ANY);
	if (base)
		return base;
	return inflate_entry(packs, &step->entry, &bytes) ? keep(packs, request->pack, step->offset, request->kind, &bytes) : NULL;
}

/* One step up: the delta of `step` upon its base. */
static enum gx_packs_result climb(struct gx_packs *packs, struct request *request, const struct step *step, const struct base **base)
{
	size_t size;
	GX_CLEANUP(gx_buf) bytes = GX_BUF_INIT(GX_BUF_ANY);
	if (!inflate_entry(packs, &step->entry, &packs->delta) || !gx_delta_result_size(gx_buf_view(&packs->delta), &size))
		return GX_PACKS_DAMAGED;
	request->size = size;
	if (size > request->limit)
		return GX_PACKS_TOO_LARGE;
	if (!gx_delta_apply(gx_buf_view(&packs->delta), (struct gx_str){ (*base)->bytes, (*base)->size }, &bytes))
		return GX_PACKS_DAMAGED;
	*base = keep(packs, request->pack, step->offset, request->kind, &bytes);
	return GX_PACKS_FOUND;
}

/* Makes packs->result out of the delta in packs->top and the chain below it. */
static enum gx_packs_result build(struct gx_packs *packs, struct request *request)
{
	size_t place = packs->chain.len - 1;
	const struct base *base = whole_at(packs, request, &packs->chain.at[place]);
	enum gx_packs_result result = base ? GX_PACKS_FOUND : GX_PACKS_DAMAGED;
	while (result == GX_PACKS_FOUND && place-- > 0)
		result = climb(packs, request, &packs->chain.at[place], &base);
	if (result != GX_PACKS_FOUND)
		return result;
	bool applied = gx_delta_apply(gx_buf_view(&packs->top), (struct gx_str){ base->bytes, base->size }, &packs->result);
	return applied ? GX_PACKS_FOUND : GX_PACKS_DAMAGED;
}

static enum gx_packs_result read_delta(struct gx_packs *packs, struct request *request, const struct gx_packentry *entry, bool want_bytes)
{
	size_t size;
	request->size = entry->size;
	if (entry->size > request->limit)
		return GX_PACKS_TOO_LARGE;
	if (!inflate_entry(packs, entry, &packs->top) || !gx_delta_result_size(gx_buf_view(&packs->top), &size))
		return GX_PACKS_DAMAGED;
	enum gx_packs_result result = GX_PACKS_TOO_LARGE;
	request->size = size;
	if (!want_bytes || size <= request->max)
		result = descend(packs, request, entry);
	if (result == GX_PACKS_FOUND && want_bytes)
		result = build(packs, request);
	if (result == GX_PACKS_FOUND)
		request->size = size;
	return result;
}

static enum gx_packs_result read_at(struct gx_packs *packs, struct request *request, size_t offset, bool want_bytes)
{
	struct gx_packentry entry;
	if (!gx_packfile_entry(request->pack, offset, &entry))
		return GX_PACKS_DAMAGED;
	if (is_delta(&entry))
		return read_delta(packs, request, &entry, want_bytes);
	request->kind = (enum gx_object_kind)entry.type;
	request->size = entry.size;
	if (!want_bytes)
		return GX_PACKS_FOUND;
	if (entry.size > request->max)
		return GX_PACKS_TOO_LARGE;
	return inflate_entry(packs, &entry, &packs->result) ? GX_PACKS_FOUND : GX_PACKS_DAMAGED;
}

enum gx_packs_result gx_packs_read(struct gx_packs *packs, const struct gx_oid *oid, size_t max, enum gx_object_kind *ret_kind,
				   uint64_t *ret_size, struct gx_str *ret_bytes)
{
	enum gx_packs_result result = GX_PACKS_MISSING;
	struct request request = { .max = max, .limit = max > MAX_BASE ? max : MAX_BASE };
	for (size_t i = 0, first = packs->latest; i < packs->packs.len; i++) {
		size_t offset, place = (first + i) % packs->packs.len;
		request.pack = &packs->packs.at[place];
		if (!gx_packfile_find(request.pack, oid, &offset))
			continue;
		packs->latest = place;
		result = read_at(packs, &request, offset, ret_bytes != NULL);
		if (result != GX_PACKS_DAMAGED) /* else another pack may have it whole */
			break;
	}
	if (result == GX_PACKS_TOO_LARGE || result == GX_PACKS_FOUND)
		*ret_size = request.size;
	if (result != GX_PACKS_FOUND)
		return result;
	*ret_kind = request.kind;
	if (ret_bytes)
		*ret_bytes = gx_buf_view(&packs->result);
	return GX_PACKS_FOUND;
}

bool gx_packs_freshen(const struct gx_packs *packs, const struct gx_oid *oid)
{
	size_t offset;
	for (size_t i = 0; i < packs->packs.len; i++)
		if (gx_packfile_find(&packs->packs.at[i], oid, &offset) && utimensat(AT_FDCWD, packs->packs.at[i].data_path, NULL, 0) == 0)
			return true;
	return false;
}
