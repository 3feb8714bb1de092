#include "git/looseread.h"

#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PACKED_MAX = 1 << 15, WHOLE_MAX = 1 << 16, PATH_ROOM = 4096 };

struct gx_looses {
	struct libdeflate_decompressor *inflate;
	size_t root; /* bytes of `path` that name the folder, its slash included */
	char path[PATH_ROOM];
	char packed[PACKED_MAX], whole[WHOLE_MAX];
};

struct gx_looses *gx_looses_open(const char *objects_dir)
{
	struct gx_looses *looses = malloc(sizeof(*looses));
	if (!looses)
		return NULL;
	int len = snprintf(looses->path, sizeof(looses->path), "%s/", objects_dir);
	looses->root = len > 0 && (size_t)len + GX_OID_HEX + 2 < sizeof(looses->path) ? (size_t)len : 0;
	looses->inflate = libdeflate_alloc_decompressor();
	if (looses->inflate)
		return looses;
	free(looses);
	return NULL;
}

void gx_looses_close(struct gx_looses *looses)
{
	if (!looses)
		return;
	libdeflate_free_decompressor(looses->inflate);
	free(looses);
}

/* The whole file, if it is a small one. */
static size_t read_packed(struct gx_looses *looses, const struct gx_oid *oid)
{
	struct gx_oid_text hex = gx_oid_text(oid);
	if (looses->root == 0)
		return 0;
	(void)snprintf(looses->path + looses->root, sizeof(looses->path) - looses->root, "%.2s/%s", hex.hex, hex.hex + 2);
	GX_CLOSE int fd = open(looses->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	ssize_t got = read(fd, looses->packed, sizeof(looses->packed));
	return got > 0 && (size_t)got < sizeof(looses->packed) ? (size_t)got : 0;
}

/* `<kind> SP <size> NUL`; the size must be that of what follows. */
static bool parse_header(struct gx_str whole, enum gx_object_kind *ret_kind, struct gx_str *ret_bytes)
{
	size_t nul = gx_str_find(whole, '\0'), blank = gx_str_find(whole, ' ');
	if (nul == GX_STR_NOWHERE || blank == GX_STR_NOWHERE || blank > nul)
		return false;
	char digits[24];
	*ret_bytes = gx_str_from(whole, nul + 1);
	(void)snprintf(digits, sizeof(digits), "%zu", ret_bytes->len);
	if (!gx_str_is(gx_str_sub(whole, blank + 1, nul - blank - 1), digits))
		return false;
	for (enum gx_object_kind kind = GX_COMMIT; kind <= GX_TAG; kind++)
		if (gx_str_is(gx_str_sub(whole, 0, blank), gx_object_kind_name(kind))) {
			*ret_kind = kind;
			return true;
		}
	return false;
}

bool gx_looses_read(struct gx_looses *looses, const struct gx_oid *oid, enum gx_object_kind *ret_kind, struct gx_str *ret_bytes)
{
	size_t packed = read_packed(looses, oid), size;
	if (packed == 0 || libdeflate_zlib_decompress(looses->inflate, looses->packed, packed, looses->whole, sizeof(looses->whole), &size) != 0)
		return false;
	return parse_header((struct gx_str){ looses->whole, size }, ret_kind, ret_bytes);
}
