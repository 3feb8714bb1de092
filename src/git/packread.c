#include "git/packread.h"

#include <dirent.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/vec.h"

enum {
	OFS_DELTA = 6,
	REF_DELTA = 7,
	INDEX_HEADER = 8,
	FANOUT_BYTES = 256 * 4,
	TRAILER = 20,                /* the pack's checksum */
	MAX_DEPTH = 512,             /* of deltas; deeper is libgit2's business */
	MAX_BASE = 64 << 20,         /* bytes; larger bases are libgit2's business */
	CACHE_SLOTS = 1024,
	CACHE_BYTES = 32 << 20,
};

struct pack {
	const unsigned char *index, *data; /* mapped; data only once it is needed */
	size_t index_size, data_size;
	size_t count;
	char *data_path;
};

/* A whole object that deltas build on. */
struct base {
	const struct pack *pack;
	size_t offset;
	enum gx_object_kind kind;
	char *bytes;
	size_t size;
};

struct gx_packs {
	GX_VEC(struct pack) packs;
	size_t latest; /* the pack that had the last object: mostly it has the next one too */
	struct libdeflate_decompressor *inflate;
	struct base cache[CACHE_SLOTS];
	size_t cached_bytes;
	struct gx_buf result, delta;
};

static uint32_t read_be32(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* ---- opening */

static const unsigned char *map_file(const char *path, size_t *ret_size)
{
	GX_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat about;
	if (fd < 0 || fstat(fd, &about) < 0 || about.st_size <= 0)
		return NULL;
	void *at = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (at == MAP_FAILED)
		return NULL;
	*ret_size = (size_t)about.st_size;
	return at;
}

static void unmap(const unsigned char *at, size_t size)
{
	if (!at)
		return;
	void *address;
	memcpy(&address, &at, sizeof(address));
	(void)munmap(address, size);
}

/* Version 2, and large enough for what its fanout promises. */
static bool index_is_sound(const unsigned char *index, size_t size, size_t *ret_count)
{
	static const unsigned char magic[INDEX_HEADER] = { 0xff, 't', 'O', 'c', 0, 0, 0, 2 };
	if (size < INDEX_HEADER + FANOUT_BYTES + 2 * TRAILER || memcmp(index, magic, sizeof(magic)) != 0)
		return false;
	uint32_t before = 0;
	for (size_t i = 0; i < 256; i++) {
		uint32_t here = read_be32(index + INDEX_HEADER + i * 4);
		if (here < before)
			return false;
		before = here;
	}
	*ret_count = before;
	return (size - INDEX_HEADER - FANOUT_BYTES - 2 * TRAILER) / (GX_OID_BYTES + 4 + 4) >= before;
}

static void open_index(struct gx_packs *packs, const char *folder, const char *name)
{
	size_t len = strlen(name);
	char path[4096];
	if (len < 5 || strcmp(name + len - 4, ".idx") != 0)
		return;
	if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path))
		return;
	struct pack pack = { .count = 0 };
	pack.index = map_file(path, &pack.index_size);
	if (!pack.index)
		return;
	memcpy(path + strlen(path) - 4, ".pack", 6);
	pack.data_path = strdup(path);
	struct pack *slot = pack.data_path && index_is_sound(pack.index, pack.index_size, &pack.count) ? gx_vec_add(&packs->packs) : NULL;
	if (slot) {
		*slot = pack;
		return;
	}
	unmap(pack.index, pack.index_size);
	free(pack.data_path);
}

struct gx_packs *gx_packs_open(const char *objects_dir)
{
	struct gx_packs *packs = calloc(1, sizeof(*packs));
	if (!packs)
		return NULL;
	packs->result.max = packs->delta.max = GX_BUF_ANY;
	packs->inflate = libdeflate_alloc_decompressor();
	if (!packs->inflate) {
		gx_packs_close(packs);
		return NULL;
	}
	char folder[4096];
	bool fits = snprintf(folder, sizeof(folder), "%s/pack", objects_dir) < (int)sizeof(folder);
	DIR *dir = fits ? opendir(folder) : NULL;
	for (const struct dirent *entry; dir && (entry = readdir(dir));)
		open_index(packs, folder, entry->d_name);
	if (dir)
		closedir(dir);
	return packs;
}

void gx_packs_close(struct gx_packs *packs)
{
	if (!packs)
		return;
	for (size_t i = 0; i < packs->packs.len; i++) {
		unmap(packs->packs.at[i].index, packs->packs.at[i].index_size);
		unmap(packs->packs.at[i].data, packs->packs.at[i].data_size);
		free(packs->packs.at[i].data_path);
	}
	for (size_t i = 0; i < CACHE_SLOTS; i++)
		free(packs->cache[i].bytes);
	gx_vec_release(&packs->packs);
	gx_buf_release(&packs->result);
	gx_buf_release(&packs->delta);
	libdeflate_free_decompressor(packs->inflate);
	free(packs);
}

/* ---- finding */

static bool map_data(struct pack *pack)
{
	if (!pack->data)
		pack->data = map_file(pack->data_path, &pack->data_size);
	return pack->data && pack->data_size > 12 + TRAILER && memcmp(pack->data, "PACK", 4) == 0;
}

/* The offset in the pack of the object at `place` of the sorted names. */
static bool offset_of(const struct pack *pack, size_t place, size_t *ret)
{
	const unsigned char *offsets = pack->index + INDEX_HEADER + FANOUT_BYTES + pack->count * (GX_OID_BYTES + 4);
	uint32_t small = read_be32(offsets + place * 4);
	if (!(small & 0x80000000u)) {
		*ret = small;
		return true;
	}
	const unsigned char *large = offsets + pack->count * 4 + (size_t)(small & 0x7fffffffu) * 8;
	if (large + 8 > pack->index + pack->index_size - 2 * TRAILER)
		return false;
	*ret = (size_t)((uint64_t)read_be32(large) << 32 | read_be32(large + 4));
	return true;
}

static bool find_in(struct pack *pack, const struct gx_oid *oid, size_t *ret_offset)
{
	const unsigned char *fanout = pack->index + INDEX_HEADER;
	const unsigned char *names = fanout + FANOUT_BYTES;
	size_t low = oid->raw[0] ? read_be32(fanout + (oid->raw[0] - 1) * 4) : 0;
	size_t high = read_be32(fanout + oid->raw[0] * 4);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = memcmp(names + middle * GX_OID_BYTES, oid->raw, GX_OID_BYTES);
		if (order == 0)
			return offset_of(pack, middle, ret_offset) && map_data(pack);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static struct pack *find(struct gx_packs *packs, const struct gx_oid *oid, size_t *ret_offset)
{
	for (size_t i = 0; i < packs->packs.len; i++) {
		size_t place = (packs->latest + i) % packs->packs.len;
		if (!find_in(&packs->packs.at[place], oid, ret_offset))
			continue;
		packs->latest = place;
		return &packs->packs.at[place];
	}
	return NULL;
}

/* ---- one entry of a pack */

struct entry {
	unsigned type;  /* a kind, OFS_DELTA or REF_DELTA */
	size_t size;    /* inflated: of the object, or of the delta */
	size_t base;    /* OFS_DELTA: offset of the base */
	struct gx_oid base_id; /* REF_DELTA */
	const unsigned char *packed; /* the deflated bytes … */
	size_t packed_max;           /* … end somewhere before this many */
};

static bool read_size(const unsigned char **at, const unsigned char *end, struct entry *ret)
{
	if (*at >= end)
		return false;
	unsigned char byte = *(*at)++;
	unsigned shift = 4;
	ret->type = (byte >> 4) & 7;
	ret->size = byte & 15;
	while (byte & 0x80) {
		if (*at >= end || shift > 56)
			return false;
		byte = *(*at)++;
		ret->size |= (size_t)(byte & 0x7f) << shift;
		shift += 7;
	}
	return true;
}

static bool read_base_offset(const unsigned char **at, const unsigned char *end, size_t offset, size_t *ret_base)
{
	size_t back = 0;
	unsigned char byte;
	do {
		if (*at >= end || back >= ((size_t)1 << 56))
			return false;
		byte = *(*at)++;
		back = (back << 7) + (byte & 0x7f) + ((byte & 0x80) ? 1 : 0);
	} while (byte & 0x80);
	*ret_base = offset - back;
	return back > 0 && back < offset;
}

static bool read_entry(const struct pack *pack, size_t offset, struct entry *ret)
{
	if (offset < 12 || offset >= pack->data_size - TRAILER)
		return false;
	const unsigned char *at = pack->data + offset, *end = pack->data + pack->data_size - TRAILER;
	if (!read_size(&at, end, ret))
		return false;
	if (ret->type == OFS_DELTA && !read_base_offset(&at, end, offset, &ret->base))
		return false;
	if (ret->type == REF_DELTA) {
		if (end - at < GX_OID_BYTES)
			return false;
		memcpy(ret->base_id.raw, at, GX_OID_BYTES);
		at += GX_OID_BYTES;
	}
	ret->packed = at;
	ret->packed_max = (size_t)(end - at);
	return true;
}

static bool inflate_entry(struct gx_packs *packs, const struct entry *entry, struct gx_buf *out)
{
	gx_buf_reset(out);
	char *room = gx_buf_reserve(out, entry->size);
	size_t used;
	if (!room || libdeflate_zlib_decompress_ex(packs->inflate, entry->packed, entry->packed_max, room, entry->size, &used, NULL) != 0)
		return false;
	out->len = entry->size;
	return true;
}

/* ---- deltas */

static bool read_varint(struct gx_str *rest, size_t *ret)
{
	size_t number = 0;
	for (unsigned shift = 0; rest->len > 0 && shift <= 56; shift += 7) {
		unsigned char byte = (unsigned char)rest->at[0];
		*rest = gx_str_from(*rest, 1);
		number |= (size_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80)) {
			*ret = number;
			return true;
		}
	}
	return false;
}

/* The bytes of a number of which `mask` says which are there, least first. */
static bool read_masked(struct gx_str *rest, unsigned mask, unsigned bytes, size_t *ret)
{
	size_t number = 0;
	for (unsigned i = 0; i < bytes; i++) {
		if (!(mask & (1u << i)))
			continue;
		if (rest->len == 0)
			return false;
		number |= (size_t)(unsigned char)rest->at[0] << (8 * i);
		*rest = gx_str_from(*rest, 1);
	}
	*ret = number;
	return true;
}

static bool copy_from_base(struct gx_str *rest, unsigned char op, struct gx_str base, struct gx_buf *out, size_t left)
{
	size_t from, len;
	if (!read_masked(rest, op, 4, &from) || !read_masked(rest, op >> 4 & 7, 3, &len))
		return false;
	if (len == 0)
		len = 0x10000;
	if (from > base.len || len > base.len - from || len > left)
		return false;
	gx_buf_add(out, base.at + from, len);
	return true;
}

static bool delta_result_size(struct gx_str delta, size_t *ret)
{
	size_t base_size;
	return read_varint(&delta, &base_size) && read_varint(&delta, ret);
}

static bool apply_delta(struct gx_str delta, struct gx_str base, struct gx_buf *out)
{
	size_t base_size, size;
	if (!read_varint(&delta, &base_size) || !read_varint(&delta, &size) || base_size != base.len)
		return false;
	gx_buf_reset(out);
	if (!gx_buf_reserve(out, size))
		return false;
	while (delta.len > 0) {
		unsigned char op = (unsigned char)delta.at[0];
		delta = gx_str_from(delta, 1);
		if (op & 0x80) {
			if (!copy_from_base(&delta, op, base, out, size - out->len))
				return false;
		} else {
			if (op == 0 || op > delta.len || op > size - out->len)
				return false;
			gx_buf_str(out, gx_str_sub(delta, 0, op));
			delta = gx_str_from(delta, op);
		}
	}
	return out->len == size && !out->failed;
}

/* ---- bases */

static struct base *slot_of(struct gx_packs *packs, const struct pack *pack, size_t offset)
{
	size_t mixed = (offset ^ (size_t)(pack - packs->packs.at) * 0x9e3779b97f4a7c15u) * 0x9e3779b97f4a7c15u;
	return &packs->cache[mixed >> 54]; /* the upper 10 bits: CACHE_SLOTS is 1024 */
}

static void drop(struct gx_packs *packs, struct base *slot)
{
	packs->cached_bytes -= slot->size;
	free(slot->bytes);
	*slot = (struct base){ .bytes = NULL };
}

/* Takes over the bytes of `from`. */
static const struct base *keep(struct gx_packs *packs, const struct pack *pack, size_t offset, enum gx_object_kind kind, struct gx_buf *from)
{
	struct base *slot = slot_of(packs, pack, offset);
	if (slot->bytes)
		drop(packs, slot);
	for (size_t i = 0; packs->cached_bytes + from->len > CACHE_BYTES && i < CACHE_SLOTS; i++)
		if (packs->cache[i].bytes)
			drop(packs, &packs->cache[i]);
	if (!from->at)
		return NULL;
	*slot = (struct base){ pack, offset, kind, from->at, from->len };
	packs->cached_bytes += from->len;
	*from = (struct gx_buf)GX_BUF_INIT(from->max);
	return slot;
}

static bool base_offset(struct pack *pack, const struct entry *entry, size_t *ret)
{
	if (entry->type == OFS_DELTA) {
		*ret = entry->base;
		return true;
	}
	return find_in(pack, &entry->base_id, ret);
}

/* The whole object at an offset, kept; good until the next one is kept. */
static const struct base *whole(struct gx_packs *packs, struct pack *pack, size_t offset, unsigned depth)
{
	const struct base *slot = slot_of(packs, pack, offset);
	if (slot->bytes && slot->pack == pack && slot->offset == offset)
		return slot;
	struct entry entry;
	if (depth > MAX_DEPTH || !read_entry(pack, offset, &entry) || entry.size > MAX_BASE)
		return NULL;
	GX_CLEANUP(gx_buf) bytes = GX_BUF_INIT(GX_BUF_ANY);
	if (entry.type != OFS_DELTA && entry.type != REF_DELTA)
		return inflate_entry(packs, &entry, &bytes) ? keep(packs, pack, offset, (enum gx_object_kind)entry.type, &bytes) : NULL;

	size_t below, size;
	const struct base *base = base_offset(pack, &entry, &below) ? whole(packs, pack, below, depth + 1) : NULL;
	if (!base || !inflate_entry(packs, &entry, &packs->delta))
		return NULL;
	if (!delta_result_size(gx_buf_view(&packs->delta), &size) || size > MAX_BASE)
		return NULL;
	if (!apply_delta(gx_buf_view(&packs->delta), (struct gx_str){ base->bytes, base->size }, &bytes))
		return NULL;
	return keep(packs, pack, offset, base->kind, &bytes);
}

/* ---- reading */

static enum gx_packs_result read_delta(struct gx_packs *packs, struct pack *pack, const struct entry *entry, size_t max,
				       enum gx_object_kind *ret_kind, uint64_t *ret_size, struct gx_str *ret_bytes)
{
	size_t size, offset;
	if (entry->size > MAX_BASE || !base_offset(pack, entry, &offset))
		return GX_PACKS_MISSING;
	const struct base *base = whole(packs, pack, offset, 0);
	if (!base || !inflate_entry(packs, entry, &packs->delta) || !delta_result_size(gx_buf_view(&packs->delta), &size))
		return GX_PACKS_MISSING;
	*ret_kind = base->kind;
	*ret_size = size;
	if (!ret_bytes)
		return GX_PACKS_FOUND;
	if (size > max)
		return GX_PACKS_TOO_LARGE;
	if (!apply_delta(gx_buf_view(&packs->delta), (struct gx_str){ base->bytes, base->size }, &packs->result))
		return GX_PACKS_MISSING;
	*ret_bytes = gx_buf_view(&packs->result);
	return GX_PACKS_FOUND;
}

enum gx_packs_result gx_packs_read(struct gx_packs *packs, const struct gx_oid *oid, size_t max, enum gx_object_kind *ret_kind,
				   uint64_t *ret_size, struct gx_str *ret_bytes)
{
	size_t offset;
	struct pack *pack = find(packs, oid, &offset);
	struct entry entry;
	if (!pack || !read_entry(pack, offset, &entry))
		return GX_PACKS_MISSING;
	if (entry.type == OFS_DELTA || entry.type == REF_DELTA)
		return read_delta(packs, pack, &entry, max, ret_kind, ret_size, ret_bytes);
	if (entry.type < GX_COMMIT || entry.type > GX_TAG)
		return GX_PACKS_MISSING;
	*ret_kind = (enum gx_object_kind)entry.type;
	*ret_size = entry.size;
	if (!ret_bytes)
		return GX_PACKS_FOUND;
	if (entry.size > max)
		return GX_PACKS_TOO_LARGE;
	if (!inflate_entry(packs, &entry, &packs->result))
		return GX_PACKS_MISSING;
	*ret_bytes = gx_buf_view(&packs->result);
	return GX_PACKS_FOUND;
}
