#include "git/packfile.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

enum {
	PACK_HEADER = 12,
	INDEX_HEADER = 8,
	FANOUT_BYTES = 256 * 4,
	TRAILER = 20, /* the checksum at the end of a pack; an index has two */
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

bool gx_packfile_open(struct gx_packfile *ret, const char *index_path)
{
	struct gx_packfile pack = { .count = 0 };
	pack.index = map_file(index_path, &pack.index_size);
	if (!pack.index)
		return false;
	size_t len = strlen(index_path) - strlen(".idx");
	pack.data_path = malloc(len + sizeof(".pack"));
	if (!pack.data_path || !index_is_sound(pack.index, pack.index_size, &pack.count)) {
		gx_packfile_close(&pack);
		return false;
	}
	(void)snprintf(pack.data_path, len + sizeof(".pack"), "%.*s.pack", (int)len, index_path);
	*ret = pack;
	return true;
}

void gx_packfile_close(struct gx_packfile *pack)
{
	unmap(pack->index, pack->index_size);
	unmap(pack->data, pack->data_size);
	free(pack->data_path);
	*pack = (struct gx_packfile){ .count = 0 };
}

/* ---- finding */

static bool map_data(struct gx_packfile *pack)
{
	if (!pack->data)
		pack->data = map_file(pack->data_path, &pack->data_size);
	return pack->data && pack->data_size > PACK_HEADER + TRAILER && memcmp(pack->data, "PACK", 4) == 0;
}

/* The offset in the pack of the object at `place` of the sorted names. */
static bool offset_of(const struct gx_packfile *pack, size_t place, size_t *ret)
{
	const unsigned char *offsets = pack->index + INDEX_HEADER + FANOUT_BYTES + pack->count * (GX_OID_BYTES + 4);
	uint32_t small = read_be32(offsets + place * 4);
	if (!(small & 0x80000000u)) {
		*ret = small;
		return true;
	}
	size_t room = pack->index_size - 2 * TRAILER - (size_t)(offsets - pack->index) - pack->count * 4;
	size_t skip = (size_t)(small & 0x7fffffffu) * 8;
	if (room < 8 || skip > room - 8)
		return false;
	const unsigned char *large = offsets + pack->count * 4 + skip;
	*ret = (size_t)((uint64_t)read_be32(large) << 32 | read_be32(large + 4));
	return true;
}

bool gx_packfile_find(struct gx_packfile *pack, const struct gx_oid *oid, size_t *ret_offset)
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

/* ---- one entry of a pack */

static bool read_size(const unsigned char **at, const unsigned char *end, struct gx_packentry *ret)
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

bool gx_packfile_entry(const struct gx_packfile *pack, size_t offset, struct gx_packentry *ret)
{
	if (offset < PACK_HEADER || offset >= pack->data_size - TRAILER)
		return false;
	const unsigned char *at = pack->data + offset, *end = pack->data + pack->data_size - TRAILER;
	if (!read_size(&at, end, ret) || ret->type == 0 || ret->type == 5)
		return false;
	if (ret->type == GX_OFS_DELTA && !read_base_offset(&at, end, offset, &ret->base))
		return false;
	if (ret->type == GX_REF_DELTA) {
		if (end - at < GX_OID_BYTES)
			return false;
		memcpy(ret->base_id.raw, at, GX_OID_BYTES);
		at += GX_OID_BYTES;
	}
	ret->packed = at;
	ret->packed_max = (size_t)(end - at);
	return true;
}
