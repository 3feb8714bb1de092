/* Packs: the input is an index and, from the first "PACK" on, its pack; all that the index names is read. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "git/packread.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { NAMES = 8 + 256 * 4, LISTED = 16, LIMIT = 1 << 20 };

static char folder[64], index_path[128], pack_path[128];

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void clean(void)
{
	(void)unlink(index_path);
	(void)unlink(pack_path);
	char pack[80];
	(void)snprintf(pack, sizeof(pack), "%s/pack", folder);
	(void)rmdir(pack);
	(void)rmdir(folder);
}

static void make_folder(void)
{
	char pack[80];
	if (folder[0])
		return;
	(void)snprintf(folder, sizeof(folder), "%s", "/tmp/git-exp-fuzz.XXXXXX");
	must(mkdtemp(folder) != NULL);
	(void)snprintf(pack, sizeof(pack), "%s/pack", folder);
	must(mkdir(pack, 0700) == 0);
	(void)snprintf(index_path, sizeof(index_path), "%s/x.idx", pack);
	(void)snprintf(pack_path, sizeof(pack_path), "%s/x.pack", pack);
	must(atexit(clean) == 0);
}

static void put(const char *path, const uint8_t *data, size_t size)
{
	FILE *file = fopen(path, "wb");
	must(file && fwrite(data, 1, size, file) == size && fclose(file) == 0);
}

static void read_one(struct gx_packs *packs, const uint8_t *name)
{
	struct gx_oid oid;
	enum gx_object_kind kind = GX_OBJECT_NONE;
	uint64_t bytes_size = 0, size = 0;
	struct gx_str bytes = GX_STR_NONE;
	memcpy(oid.raw, name, GX_OID_BYTES);
	enum gx_packs_result result = gx_packs_read(packs, &oid, LIMIT, &kind, &bytes_size, &bytes);
	if (result != GX_PACKS_FOUND)
		return;
	must(bytes.len == bytes_size && bytes.len <= LIMIT && kind >= GX_COMMIT && kind <= GX_TAG);
	must(gx_packs_read(packs, &oid, LIMIT, &kind, &size, NULL) == GX_PACKS_FOUND && size == bytes_size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *pack = size ? memmem(data, size, "PACK", 4) : NULL;
	size_t index_size = pack ? (size_t)(pack - data) : size;
	make_folder();
	put(index_path, data, index_size);
	put(pack_path, data + index_size, size - index_size);
	struct gx_packs *packs = gx_packs_open(folder);
	must(packs != NULL);
	for (size_t at = NAMES; at + GX_OID_BYTES <= index_size && at < NAMES + LISTED * GX_OID_BYTES; at += GX_OID_BYTES)
		read_one(packs, data + at);
	gx_packs_close(packs);
	return 0;
}
