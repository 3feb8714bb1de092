/*
 * Artifacts' bytes: small ones as blobs, large ones in the LFS store behind a pointer.
 */
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/file.h"
#include "git/lfs.h"
#include "run/artifact.h"
#include "run/limits.h"
#include "store/record.h"

enum { WHOLE_FILE = 64 << 20 };

/* What became of one file. */
struct stored {
	unsigned char sha256[GX_SHA256_BYTES];
	uint64_t size;
	struct gx_oid blob;
	const char *storage;
};

static int store_in_git(struct gx_batch *batch, const char *path, struct stored *ret, struct gx_err *err)
{
	struct stat about;
	ret->storage = "git";
	if (stat(path, &about) == 0 && about.st_size > WHOLE_FILE) {
		int r = gx_sha256_file(path, ret->sha256, &ret->size, err);
		return r < 0 ? r : gx_batch_add_file(batch, path, &ret->blob, err);
	}
	GX_CLEANUP(gx_buf) bytes = GX_BUF_INIT(2 * (size_t)WHOLE_FILE);
	int r = gx_file_read(path, &bytes, err);
	if (r < 0)
		return r;
	ret->size = bytes.len;
	gx_sha256(gx_buf_view(&bytes), ret->sha256);
	return gx_batch_add(batch, GX_BLOB, gx_buf_view(&bytes), &ret->blob, err);
}

static int store_in_lfs(struct gx_store *store, struct gx_batch *batch, const char *path, struct stored *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) pointer = GX_BUF_INIT(1024);
	ret->storage = "lfs";
	int r = gx_lfs_put(store->repo, gx_repo_config(store->repo, "lfs.storage"), path, ret->sha256, &ret->size, err);
	if (r < 0)
		return r;
	gx_lfs_pointer_write(&pointer, ret->sha256, ret->size);
	return gx_batch_add(batch, GX_BLOB, gx_buf_view(&pointer), &ret->blob, err);
}

static bool entry_value(const struct stored *stored, const char *type, struct gx_arena *arena, struct gx_value *ret)
{
	char hex[2 * GX_SHA256_BYTES + 1];
	GX_CLEANUP(gx_buf) json = GX_BUF_INIT(1024);
	gx_hex(stored->sha256, GX_SHA256_BYTES, hex);
	gx_buf_printf(&json, "{\"sha256\": \"%s\", \"size\": %" PRIu64 ", \"storage\": \"%s\", \"type\": \"%s\"}", hex, stored->size,
		      stored->storage, type);
	*ret = (struct gx_value){ .kind = GX_OBJECT, .json = gx_arena_str(arena, gx_buf_view(&json)) };
	return !json.failed && ret->json.at;
}

static int check_name(const struct gx_attachment *attachment, struct gx_err *err)
{
	struct gx_str name = attachment->name;
	if (!gx_path_is_safe(name) || name.len > GX_KEY_MAX)
		return gx_fail(err, GX_EINPUT, "'%" GX_PRI "' cannot name an artifact; give another name with PATH=NAME", GX_ARG(name));
	return gx_key_check(name, err);
}

static int attach_one(struct gx_store *store, struct gx_batch *batch, const struct gx_attachment *attachment, struct gx_arena *arena,
		      struct gx_flat *artifacts, struct gx_files *files, struct gx_err *err)
{
	struct stat about;
	struct stored stored = { .size = 0 };
	struct gx_value value;
	int r = check_name(attachment, err);
	if (r < 0)
		return r;
	if (stat(attachment->path, &about) < 0)
		return gx_fail_errno(err, "cannot read '%s'", attachment->path);
	if (!S_ISREG(about.st_mode))
		return gx_fail(err, GX_EINPUT, "'%s' is no regular file", attachment->path);
	bool large = about.st_size > 0 && about.st_size >= store->settings.number[GX_LFS_THRESHOLD];
	r = large ? store_in_lfs(store, batch, attachment->path, &stored, err) : store_in_git(batch, attachment->path, &stored, err);
	if (r < 0)
		return r;
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(GX_PATH_MAX);
	gx_buf_text(&path, "artifacts/");
	gx_path_encode(&path, attachment->name);
	r = gx_buf_check(&path, "the path of an artifact", err);
	if (r < 0)
		return r;
	struct gx_file file = { gx_arena_str(arena, gx_buf_view(&path)), GX_STR_NONE, gx_arena_str(arena, gx_str_of(gx_oid_text(&stored.blob).hex)) };
	struct gx_str key = gx_arena_str(arena, attachment->name);
	bool memory = file.path.at && file.blob.at && key.at && entry_value(&stored, gx_artifact_type(key), arena, &value) &&
		      gx_flat_set(artifacts, arena, key, value) && gx_files_put(files, file);
	return memory ? 0 : gx_fail_memory(err);
}

int gx_store_attach(struct gx_store *store, struct gx_batch *batch, const struct gx_attachment *attachments, size_t count, struct gx_arena *arena,
		    struct gx_flat *artifacts, struct gx_files *files, struct gx_err *err)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < count; i++)
		r = attach_one(store, batch, &attachments[i], arena, artifacts, files, err);
	return r;
}
