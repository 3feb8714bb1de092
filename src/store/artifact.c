#include "store/artifact.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/num.h"
#include "format/node.h"
#include "git/command.h"
#include "git/lfs.h"
#include "run/limits.h"

enum { POINTER_MAX = 1024, CHUNK = 1 << 16, WHOLE_BLOB = 16 << 20 };

/* ---- what artifacts.yaml says */

void gx_artifacts_release(struct gx_artifacts *artifacts)
{
	gx_vec_release(&artifacts->list);
	gx_arena_release(&artifacts->arena);
}

static struct gx_str text_of(const struct gx_node *entry, const char *name)
{
	const struct gx_node *member = gx_node_get(entry, name);
	return member && member->kind == GX_STRING ? member->text : GX_STR_NONE;
}

static void read_size(const struct gx_node *entry, struct gx_artifact *artifact)
{
	const struct gx_node *member = gx_node_get(entry, "size");
	int64_t size;
	artifact->has_size = member && member->kind == GX_NUMBER && gx_num_read_int64(member->text, &size) && size >= 0;
	if (artifact->has_size)
		artifact->size = (uint64_t)size;
}

static int read_entry(const struct gx_pair *pair, const struct gx_files *files, struct gx_arena *arena,
		      struct gx_artifact *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(2 * GX_PATH_MAX);
	struct gx_node *entry;
	*ret = (struct gx_artifact){ .name = pair->key, .blob = GX_OID_NONE };
	if (pair->value.kind == GX_OBJECT) {
		int r = gx_json_read(pair->value.json, "artifacts.yaml", arena, &entry, err);
		if (r < 0)
			return r;
		ret->sha256 = text_of(entry, "sha256");
		ret->type = text_of(entry, "type");
		ret->storage = text_of(entry, "storage");
		ret->uri = text_of(entry, "uri");
		read_size(entry, ret);
	}
	gx_buf_text(&path, "artifacts/");
	gx_path_encode(&path, pair->key);
	int r = gx_buf_check(&path, "the path of an artifact", err);
	const struct gx_file *file = r == 0 ? gx_files_get(files, gx_buf_view(&path)) : NULL;
	if (file)
		(void)gx_oid_read(file->blob, &ret->blob);
	return r;
}

static int read_entries(struct gx_store *store, const struct gx_item *item, struct gx_run *run, struct gx_files *files,
			struct gx_artifacts *artifacts, struct gx_err *err)
{
	int r = gx_store_files(store, &item->record, &artifacts->arena, files, err);
	if (r == 0)
		r = gx_store_read(store, item, GX_PART_ARTIFACTS, &artifacts->arena, run, err);
	if (r == 0 && (run->unread & GX_PART_ARTIFACTS))
		r = gx_fail(err, GX_EFORMAT, "run %.7s: its artifacts.yaml cannot be read", gx_oid_text(&item->id).hex);
	for (size_t i = 0; r == 0 && i < run->artifacts.len; i++) {
		struct gx_artifact *slot = gx_vec_add(&artifacts->list);
		r = slot ? read_entry(&run->artifacts.at[i], files, &artifacts->arena, slot, err) : gx_fail_memory(err);
	}
	return r;
}

int gx_artifacts_read(struct gx_store *store, const struct gx_item *item, struct gx_artifacts *ret, struct gx_err *err)
{
	struct gx_artifacts artifacts = { .ref = item->ref };
	struct gx_files files = { .list = { NULL, 0, 0 } };
	struct gx_run run = GX_RUN_INIT;
	int r = read_entries(store, item, &run, &files, &artifacts, err);
	gx_files_release(&files);
	gx_run_release(&run);
	if (r == 0)
		*ret = artifacts;
	else
		gx_artifacts_release(&artifacts);
	return r;
}

/* ---- its bytes */

/* Where the bytes of one artifact come from. */
struct source {
	uint64_t size;
	struct gx_str bytes; /* in memory, or … */
	int fd;		     /* … from an LFS object, or … */
	bool is_large;	     /* … from `git cat-file` */
};

static int fail_unfetched(const struct gx_artifacts *artifacts, const struct gx_artifact *artifact, struct gx_err *err)
{
	return gx_fail(err, GX_ENOTFOUND,
		       "the bytes of '%" GX_PRI "' are not in this clone: git lfs fetch <remote> %" GX_PRI,
		       GX_ARG(artifact->name), GX_ARG(artifacts->ref));
}

static int fail_damaged(const struct gx_artifact *artifact, struct gx_err *err)
{
	return gx_fail(err, GX_EFORMAT, "the bytes of '%" GX_PRI "' are not those that were recorded",
		       GX_ARG(artifact->name));
}

static bool is_sha256(const struct gx_artifact *artifact, const unsigned char sha256[GX_SHA256_BYTES])
{
	char hex[2 * GX_SHA256_BYTES + 1];
	gx_hex(sha256, GX_SHA256_BYTES, hex);
	return artifact->sha256.len == 0 || gx_str_is(artifact->sha256, hex);
}

static int open_lfs(struct gx_store *store, const struct gx_artifacts *artifacts, const struct gx_artifact *artifact,
		    struct gx_str pointer, struct source *ret, struct gx_err *err)
{
	unsigned char sha256[GX_SHA256_BYTES];
	if (!gx_lfs_pointer_read(pointer, sha256, &ret->size))
		return gx_fail(err, GX_EFORMAT, "'%" GX_PRI "' is no valid Git LFS pointer", GX_ARG(artifact->name));
	if (!is_sha256(artifact, sha256))
		return gx_fail(err, GX_EFORMAT,
			       "the Git LFS pointer of '%" GX_PRI "' is not that of the recorded bytes",
			       GX_ARG(artifact->name));
	int fd = gx_lfs_open(store->repo, gx_repo_config(store->repo, "lfs.storage"), sha256, err);
	if (fd == GX_ENOTFOUND)
		return fail_unfetched(artifacts, artifact, err);
	if (fd < 0)
		return fd;
	ret->fd = fd;
	return 0;
}

static int open_source(struct gx_store *store, const struct gx_artifacts *artifacts, const struct gx_artifact *artifact,
		       struct source *ret, struct gx_err *err)
{
	bool is_lfs = gx_str_is(artifact->storage, "lfs");
	enum gx_object_kind kind;
	*ret = (struct source){ .fd = -1 };
	if (gx_oid_is_none(&artifact->blob) && artifact->uri.len > 0)
		return gx_fail(err, GX_EUNSUPPORTED, "'%" GX_PRI "' is not stored with the run but at %" GX_PRI,
			       GX_ARG(artifact->name), GX_ARG(artifact->uri));
	if (gx_oid_is_none(&artifact->blob))
		return gx_fail(err, GX_EFORMAT, "the record has no bytes of '%" GX_PRI "'", GX_ARG(artifact->name));
	int r = gx_object_header(store->reader, &artifact->blob, &kind, &ret->size, err);
	if (r < 0)
		return r;
	if (!is_lfs && artifact->has_size && artifact->size != ret->size)
		return fail_damaged(artifact, err);
	ret->is_large = !is_lfs && ret->size > WHOLE_BLOB;
	if (ret->is_large)
		return 0;
	r = gx_object_read(store->reader, &artifact->blob, GX_BLOB, is_lfs ? POINTER_MAX : WHOLE_BLOB, &ret->bytes,
			   NULL, err);
	if (r == GX_ELIMIT && is_lfs)
		return gx_fail(err, GX_EFORMAT, "'%" GX_PRI "' is no valid Git LFS pointer", GX_ARG(artifact->name));
	return r == 0 && is_lfs ? open_lfs(store, artifacts, artifact, ret->bytes, ret, err) : r;
}

int gx_artifact_check(struct gx_store *store, const struct gx_artifacts *artifacts, const struct gx_artifact *artifact,
		      struct gx_err *err)
{
	struct source source;
	int r = open_source(store, artifacts, artifact, &source, err);
	if (r == 0 && source.fd >= 0)
		(void)close(source.fd);
	return r;
}

/* The sink with a hash and a count before it. */
struct counted {
	gx_sink *sink;
	void *context;
	struct gx_hash *hash;
	uint64_t size;
};

static int give(struct counted *counted, struct gx_str bytes, struct gx_err *err)
{
	gx_hash_add(counted->hash, bytes.at, bytes.len);
	counted->size += bytes.len;
	return counted->sink(counted->context, bytes, err);
}

static int give_fd(struct counted *counted, int fd, struct gx_err *err)
{
	GX_FREE char *chunk = malloc(CHUNK);
	ssize_t got = 0;
	int r = chunk ? 0 : gx_fail_memory(err);
	while (r == 0 && ((got = read(fd, chunk, CHUNK)) > 0 || (got < 0 && errno == EINTR)))
		if (got > 0)
			r = give(counted, (struct gx_str){ chunk, (size_t)got }, err);
	return r == 0 && got < 0 ? gx_fail_errno(err, "cannot read an artifact") : r;
}

/* git streams what would not go into memory well. */
static int give_large(struct counted *counted, const struct gx_oid *blob, struct gx_err *err)
{
	struct gx_oid_text hex = gx_oid_text(blob);
	struct gx_git git = { .argv = { "cat-file", "blob", hex.hex } };
	int r = gx_git_start(&git, err);
	if (r < 0)
		return r;
	r = give_fd(counted, git.process.output, err);
	git.may_fail = r < 0;
	int finished = gx_git_finish(&git, NULL, r == 0 ? err : NULL);
	return r < 0 ? r : finished;
}

static int give_source(struct counted *counted, const struct source *source, const struct gx_artifact *artifact,
		       struct gx_err *err)
{
	if (source->fd >= 0)
		return give_fd(counted, source->fd, err);
	if (source->is_large)
		return give_large(counted, &artifact->blob, err);
	return give(counted, source->bytes, err);
}

int gx_artifact_copy(struct gx_store *store, const struct gx_artifacts *artifacts, const struct gx_artifact *artifact,
		     gx_sink *sink, void *context, struct gx_err *err)
{
	struct counted counted = { .sink = sink, .context = context };
	struct source source;
	unsigned char sha256[GX_SHA256_BYTES];
	int r = open_source(store, artifacts, artifact, &source, err);
	if (r < 0)
		return r;
	counted.hash = gx_hash_new(GX_SHA256);
	r = counted.hash ? give_source(&counted, &source, artifact, err) : gx_fail_memory(err);
	if (source.fd >= 0)
		(void)close(source.fd);
	if (counted.hash)
		gx_hash_final(counted.hash, sha256);
	gx_hash_free(counted.hash);
	if (r == 0 && (counted.size != source.size || !is_sha256(artifact, sha256)))
		return fail_damaged(artifact, err);
	return r;
}
