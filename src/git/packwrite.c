/*
 * Many objects as one pack. Formats: git's gitformat-pack(5).
 */
#include <libdeflate.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/vec.h"
#include "git/delta.h"
#include "git/files.h"
#include "git/write.h"

enum {
	PACK_HEADER = 12,
	OFS_DELTA = 6,
	SMALL = 2 << 10,      /* bytes; for less, a look for more matches costs time and brings nothing … */
	QUICK_LEVEL = 1,
	LEVEL = 6,            /* … for more, what git takes for packs */
	PATIENCE = 4,
	FLUSH_AT = 1 << 20,   /* bytes gathered before a write */
	FIRST_SLOTS = 1 << 12,
};

struct object {
	struct gx_oid id;
	uint32_t crc;
	uint64_t offset;
};

struct gx_pack {
	struct gx_repo *repo;
	int fd;
	struct gx_buf folder, temporary; /* objects/pack, and a file in it */
	GX_VEC(struct object) objects;
	uint32_t *slots; /* by hash of the id: 1 + its place in `objects` */
	size_t slots_room;
	uint64_t written; /* bytes in the file; the rest is in `pending` */
	struct gx_buf pending, whole, delta;
	struct libdeflate_compressor *quick, *thorough;
	struct gx_hash *sha1;
};

struct gx_pack_base {
	uint64_t offset;
	struct gx_buf bytes;
	struct gx_delta_index *index;
	unsigned in_vain; /* deltas, one after the other, that were not worth it */
};

/* ---- the set of objects that are in it already */

static size_t slot_for(const struct gx_pack *pack, const struct gx_oid *id)
{
	uint64_t hash;
	memcpy(&hash, id->raw, sizeof(hash));
	size_t slot = (size_t)hash & (pack->slots_room - 1);
	while (pack->slots[slot] != 0 && !gx_oid_equal(&pack->objects.at[pack->slots[slot] - 1].id, id))
		slot = (slot + 1) & (pack->slots_room - 1);
	return slot;
}

static bool grow_slots(struct gx_pack *pack)
{
	if (pack->slots && (pack->objects.len + 1) * 2 <= pack->slots_room)
		return true;
	size_t room = pack->slots ? pack->slots_room * 2 : FIRST_SLOTS;
	uint32_t *slots = calloc(room, sizeof(*slots));
	if (!slots)
		return false;
	free(pack->slots);
	pack->slots = slots;
	pack->slots_room = room;
	for (size_t i = 0; i < pack->objects.len; i++)
		slots[slot_for(pack, &pack->objects.at[i].id)] = (uint32_t)i + 1;
	return true;
}

/* ---- begin and end */

static int open_temporary(struct gx_pack *pack, struct gx_err *err)
{
	gx_buf_printf(&pack->folder, "%s/pack", gx_repo_objects_dir(pack->repo));
	gx_buf_printf(&pack->temporary, "%s/tmp_pack_XXXXXX", gx_buf_c(&pack->folder)); /* a name that git's prune knows */
	int r = gx_buf_check(&pack->folder, "the path of a pack", err);
	if (r == 0)
		r = gx_repo_folder_make(pack->repo, gx_buf_c(&pack->folder), err);
	return r == 0 ? gx_repo_temporary(pack->repo, &pack->temporary, 0444, &pack->fd, err) : r;
}

int gx_pack_begin(struct gx_repo *repo, struct gx_pack **ret, struct gx_err *err)
{
	struct gx_pack *pack = calloc(1, sizeof(*pack));
	if (!pack)
		return gx_fail_memory(err);
	pack->repo = repo;
	pack->fd = -1;
	pack->folder.max = pack->temporary.max = pack->pending.max = pack->whole.max = pack->delta.max = GX_BUF_ANY;
	pack->quick = libdeflate_alloc_compressor(QUICK_LEVEL);
	pack->thorough = libdeflate_alloc_compressor(LEVEL);
	pack->sha1 = gx_hash_new(GX_SHA1);
	int r = pack->quick && pack->thorough && pack->sha1 ? open_temporary(pack, err) : gx_fail_memory(err);
	if (r < 0) {
		gx_pack_free(pack);
		return r;
	}
	gx_buf_add(&pack->pending, "PACK\0\0\0\2\0\0\0\0", PACK_HEADER); /* the count comes last */
	*ret = pack;
	return 0;
}

void gx_pack_free(struct gx_pack *pack)
{
	if (!pack)
		return;
	if (pack->fd >= 0)
		close(pack->fd);
	if (pack->fd >= 0 && pack->temporary.len > 0)
		(void)unlink(gx_buf_c(&pack->temporary));
	libdeflate_free_compressor(pack->quick);
	libdeflate_free_compressor(pack->thorough);
	gx_hash_free(pack->sha1);
	gx_vec_release(&pack->objects);
	gx_buf_release(&pack->folder);
	gx_buf_release(&pack->temporary);
	gx_buf_release(&pack->pending);
	gx_buf_release(&pack->whole);
	gx_buf_release(&pack->delta);
	free(pack->slots);
	free(pack);
}

/* ---- adding */

static int flush_pending(struct gx_pack *pack, struct gx_err *err)
{
	int r = gx_buf_check(&pack->pending, "a pack", err);
	if (r == 0)
		r = gx_fd_write(pack->fd, gx_buf_view(&pack->pending), gx_buf_c(&pack->temporary), err);
	pack->written += pack->pending.len;
	gx_buf_reset(&pack->pending);
	return r;
}

static void write_entry_header(struct gx_buf *out, unsigned type, size_t size)
{
	unsigned char byte = (unsigned char)(type << 4 | (size & 15));
	for (size >>= 4; size != 0; size >>= 7) {
		gx_buf_byte(out, (char)(byte | 0x80));
		byte = size & 0x7f;
	}
	gx_buf_byte(out, (char)byte);
}

/* How far back the base lies: 7 bits a byte, most significant first, each but the last one less by one. */
static void write_base_offset(struct gx_buf *out, uint64_t back)
{
	unsigned char bytes[10];
	size_t first = sizeof(bytes) - 1;
	bytes[first] = back & 0x7f;
	while (back >>= 7)
		bytes[--first] = (unsigned char)(0x80 | (--back & 0x7f));
	gx_buf_add(out, bytes + first, sizeof(bytes) - first);
}

static void write_deflated(struct gx_pack *pack, struct gx_str bytes)
{
	struct libdeflate_compressor *deflate = bytes.len <= SMALL ? pack->quick : pack->thorough;
	size_t bound = libdeflate_zlib_compress_bound(deflate, bytes.len);
	char *room = gx_buf_reserve(&pack->pending, bound);
	if (room)
		pack->pending.len += libdeflate_zlib_compress(deflate, bytes.at ? bytes.at : "", bytes.len, room, bound);
}

static void object_id(struct gx_pack *pack, enum gx_object_kind kind, struct gx_str bytes, struct gx_oid *ret)
{
	gx_buf_reset(&pack->whole);
	gx_object_head(&pack->whole, kind, bytes.len);
	gx_buf_str(&pack->whole, bytes);
	gx_sha1(gx_buf_view(&pack->whole), ret->raw);
}

/* Whether the delta against `base` is worth it; it is then in pack->delta. Where none was for a while, they are tried less often. */
static bool make_delta(struct gx_pack *pack, struct gx_str bytes, struct gx_pack_base *base)
{
	gx_buf_reset(&pack->delta);
	if (!base || (base->in_vain >= PATIENCE && ++base->in_vain % (4 * PATIENCE) != 0))
		return false;
	bool worth = gx_delta_encode(base->index, bytes, bytes.len / 2, &pack->delta);
	base->in_vain = worth ? 0 : base->in_vain + 1;
	return worth;
}

int gx_pack_add(struct gx_pack *pack, enum gx_object_kind kind, struct gx_str bytes, struct gx_pack_base *base, struct gx_oid *ret,
		struct gx_err *err)
{
	struct object object;
	object_id(pack, kind, bytes, &object.id);
	if (pack->whole.failed || !grow_slots(pack))
		return gx_fail_memory(err);
	size_t slot = slot_for(pack, &object.id);
	if (pack->slots[slot] != 0) {
		*ret = object.id;
		return 0;
	}
	size_t start = pack->pending.len;
	object.offset = pack->written + start;
	if (make_delta(pack, bytes, base)) {
		write_entry_header(&pack->pending, OFS_DELTA, pack->delta.len);
		write_base_offset(&pack->pending, object.offset - base->offset);
		write_deflated(pack, gx_buf_view(&pack->delta));
	} else {
		write_entry_header(&pack->pending, kind, bytes.len);
		write_deflated(pack, bytes);
	}
	struct object *added = pack->pending.failed ? NULL : gx_vec_add(&pack->objects);
	if (!added)
		return gx_fail_memory(err);
	object.crc = libdeflate_crc32(0, pack->pending.at + start, pack->pending.len - start);
	*added = object;
	pack->slots[slot] = (uint32_t)pack->objects.len;
	*ret = object.id;
	return pack->pending.len < FLUSH_AT ? 0 : flush_pending(pack, err);
}

struct gx_pack_base *gx_pack_base_new(const struct gx_pack *pack, const struct gx_oid *id, struct gx_str bytes)
{
	uint32_t place = pack->slots[slot_for(pack, id)];
	struct gx_pack_base *base = place ? calloc(1, sizeof(*base)) : NULL;
	if (!base)
		return NULL;
	base->offset = pack->objects.at[place - 1].offset;
	base->bytes.max = GX_BUF_ANY;
	gx_buf_str(&base->bytes, bytes);
	base->index = base->bytes.failed ? NULL : gx_delta_index_new(gx_buf_view(&base->bytes));
	if (base->index)
		return base;
	gx_pack_base_free(base);
	return NULL;
}

void gx_pack_base_free(struct gx_pack_base *base)
{
	if (!base)
		return;
	gx_delta_index_free(base->index);
	gx_buf_release(&base->bytes);
	free(base);
}

/* ---- finishing */

static void put_be32(unsigned char *at, uint32_t number)
{
	at[0] = (unsigned char)(number >> 24);
	at[1] = (unsigned char)(number >> 16);
	at[2] = (unsigned char)(number >> 8);
	at[3] = (unsigned char)number;
}

static void add_be32(struct gx_buf *out, uint32_t number)
{
	unsigned char bytes[4];
	put_be32(bytes, number);
	gx_buf_add(out, bytes, sizeof(bytes));
}

/* The count stands in the header, so the checksum of the whole can only be taken now. */
static int end_pack_file(struct gx_pack *pack, unsigned char ret_digest[GX_SHA1_BYTES], struct gx_err *err)
{
	unsigned char count[4];
	put_be32(count, (uint32_t)pack->objects.len);
	if (pwrite(pack->fd, count, sizeof(count), 8) != (ssize_t)sizeof(count))
		return gx_fail_errno(err, "cannot write '%s'", gx_buf_c(&pack->temporary));
	char *room = gx_buf_reserve(&pack->pending, FLUSH_AT);
	if (!room)
		return gx_fail_memory(err);
	ssize_t got;
	off_t at = 0;
	while ((got = pread(pack->fd, room, FLUSH_AT, at)) > 0) {
		gx_hash_add(pack->sha1, room, (size_t)got);
		at += got;
	}
	if (got < 0)
		return gx_fail_errno(err, "cannot read '%s'", gx_buf_c(&pack->temporary));
	gx_hash_final(pack->sha1, ret_digest);
	return gx_fd_write(pack->fd, (struct gx_str){ (const char *)ret_digest, GX_SHA1_BYTES }, gx_buf_c(&pack->temporary), err);
}

static int by_id(const void *a, const void *b)
{
	const struct object *x = a, *y = b;
	return gx_oid_compare(&x->id, &y->id);
}

static void add_fanout(struct gx_buf *out, const struct object *objects, size_t count)
{
	size_t place = 0;
	for (unsigned first = 0; first < 256; first++) {
		while (place < count && objects[place].id.raw[0] <= first)
			place++;
		add_be32(out, (uint32_t)place);
	}
}

static void add_offsets(struct gx_buf *out, const struct object *objects, size_t count)
{
	uint32_t large = 0;
	for (size_t i = 0; i < count; i++)
		add_be32(out, objects[i].offset < 0x80000000u ? (uint32_t)objects[i].offset : 0x80000000u | large++);
	for (size_t i = 0; i < count; i++)
		if (objects[i].offset >= 0x80000000u) {
			add_be32(out, (uint32_t)(objects[i].offset >> 32));
			add_be32(out, (uint32_t)objects[i].offset);
		}
}

static int write_index(struct gx_pack *pack, const char *path, const unsigned char *pack_digest, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	const struct object *objects = pack->objects.at;
	size_t count = pack->objects.len;
	unsigned char digest[GX_SHA1_BYTES];
	gx_buf_add(&out, "\377tOc\0\0\0\2", 8);
	add_fanout(&out, objects, count);
	for (size_t i = 0; i < count; i++)
		gx_buf_add(&out, objects[i].id.raw, GX_OID_BYTES);
	for (size_t i = 0; i < count; i++)
		add_be32(&out, objects[i].crc);
	add_offsets(&out, objects, count);
	gx_buf_add(&out, pack_digest, GX_SHA1_BYTES);
	gx_sha1(gx_buf_view(&out), digest);
	gx_buf_add(&out, digest, sizeof(digest));
	int r = gx_buf_check(&out, "the index of a pack", err);
	return r < 0 ? r : gx_repo_file_replace(pack->repo, path, "tmp_idx_", gx_buf_view(&out), 0444, err);
}

/* The pack first, its index after: git looks for indexes, so it never sees half. */
static int move_into_place(struct gx_pack *pack, const unsigned char *digest, struct gx_err *err)
{
	char hex[2 * GX_SHA1_BYTES + 1];
	GX_CLEANUP(gx_buf) data = GX_BUF_INIT(8192);
	GX_CLEANUP(gx_buf) index = GX_BUF_INIT(8192);
	gx_hex(digest, GX_SHA1_BYTES, hex);
	gx_buf_printf(&data, "%s/pack-%s.pack", gx_buf_c(&pack->folder), hex);
	gx_buf_printf(&index, "%s/pack-%s.idx", gx_buf_c(&pack->folder), hex);
	if (data.failed || index.failed)
		return gx_fail_memory(err);
	qsort(pack->objects.at, pack->objects.len, sizeof(*pack->objects.at), by_id);
	int r = gx_repo_file_finish(pack->fd, gx_buf_c(&pack->temporary), gx_buf_c(&data), err);
	gx_buf_reset(&pack->temporary);
	return r == 0 ? write_index(pack, gx_buf_c(&index), digest, err) : r;
}

static int put_in_place(struct gx_pack *pack, struct gx_err *err)
{
	unsigned char digest[GX_SHA1_BYTES];
	int r = flush_pending(pack, err);
	if (r == 0)
		r = end_pack_file(pack, digest, err);
	return r == 0 ? move_into_place(pack, digest, err) : r;
}

int gx_pack_finish(struct gx_pack *pack, const struct gx_refs *refs, struct gx_err *err)
{
	int r = pack->objects.len > 0 ? put_in_place(pack, err) : 0; /* git has no use for an empty pack */
	return r == 0 && refs && refs->len > 0 ? gx_refs_add_packed(pack->repo, refs, err) : r;
}
