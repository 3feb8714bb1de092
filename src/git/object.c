#include "git/object.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/hash.h"
#include "git/command.h"
#include "git/libgit2.h"
#include "git/looseread.h"
#include "git/packread.h"

struct gx_reader {
	struct gx_repo *repo;
	struct gx_packs *packs;
	struct gx_looses *looses;
	git_odb *odb;
	git_odb_object *latest;  /* what the last read gave, where libgit2 gave it */
	struct gx_buf from_git;  /* where git gave it */
};

const char *gx_object_kind_name(enum gx_object_kind kind)
{
	switch (kind) {
	case GX_COMMIT:
		return "commit";
	case GX_TREE:
		return "tree";
	case GX_BLOB:
		return "blob";
	case GX_TAG:
		return "tag";
	case GX_OBJECT_NONE:
		break;
	}
	return "object";
}

static enum gx_object_kind kind_of(git_object_t type)
{
	return type >= GIT_OBJECT_COMMIT && type <= GIT_OBJECT_TAG ? (enum gx_object_kind)type : GX_OBJECT_NONE;
}

struct gx_reader *gx_reader_new(struct gx_repo *repo)
{
	struct gx_reader *reader = calloc(1, sizeof(*reader));
	if (!reader)
		return NULL;
	reader->repo = repo;
	reader->from_git.max = GX_BUF_ANY;
	reader->packs = gx_packs_open(gx_repo_objects_dir(repo));
	reader->looses = gx_looses_open(gx_repo_objects_dir(repo));
	if (reader->packs && reader->looses && git_repository_odb(&reader->odb, gx_repo_libgit2(repo)) == 0)
		return reader;
	gx_reader_free(reader);
	return NULL;
}

void gx_reader_free(struct gx_reader *reader)
{
	if (!reader)
		return;
	git_odb_object_free(reader->latest);
	git_odb_free(reader->odb);
	gx_packs_close(reader->packs);
	gx_looses_close(reader->looses);
	gx_buf_release(&reader->from_git);
	free(reader);
}

/* A partial clone lacks blobs until somebody asks git for them, which then fetches. */
static int read_promised(struct gx_reader *reader, const struct gx_oid *oid, enum gx_object_kind want, size_t max, struct gx_str *ret,
			 struct gx_err *err)
{
	struct gx_oid_text id = gx_oid_text(oid);
	struct gx_git cat = { .argv = { "cat-file", gx_object_kind_name(want), id.hex } };
	gx_buf_reset(&reader->from_git);
	reader->from_git.max = max;
	int r = gx_git_run(&cat, &reader->from_git, err);
	if (r == 0)
		*ret = gx_buf_view(&reader->from_git);
	return r;
}

static int fail_missing(const struct gx_oid *oid, struct gx_err *err)
{
	return gx_fail(err, GX_ENOTFOUND, "object %s is missing", gx_oid_text(oid).hex);
}

static int fail_damaged(const struct gx_oid *oid, struct gx_err *err)
{
	return gx_fail(err, GX_EGIT, "object %s is damaged in its pack; `git fsck` tells more", gx_oid_text(oid).hex);
}

static int fail_too_large(const struct gx_oid *oid, uint64_t size, size_t max, struct gx_err *err)
{
	return gx_fail(err, GX_ELIMIT, "object %s has %llu bytes, over the limit of %zu", gx_oid_text(oid).hex, (unsigned long long)size, max);
}

static int fail_kind(const struct gx_oid *oid, enum gx_object_kind kind, enum gx_object_kind want, struct gx_err *err)
{
	return gx_fail(err, GX_EFORMAT, "object %s is a %s, not a %s", gx_oid_text(oid).hex, gx_object_kind_name(kind),
		       gx_object_kind_name(want));
}

/* Large loose objects, those of alternates, and whatever is unusual. */
static int read_by_libgit2(struct gx_reader *reader, const struct gx_oid *oid, size_t max, struct gx_str *ret, enum gx_object_kind *ret_kind,
			   struct gx_err *err)
{
	size_t size;
	git_object_t type;
	int r = git_odb_read_header(&size, &type, reader->odb, gx_as_git(oid));
	if (r == GIT_ENOTFOUND)
		return fail_missing(oid, err);
	if (r < 0)
		return gx_fail_libgit2(err, "cannot read an object");
	if (size > max)
		return fail_too_large(oid, size, max, err);
	git_odb_object_free(reader->latest);
	reader->latest = NULL;
	if (git_odb_read(&reader->latest, reader->odb, gx_as_git(oid)) < 0)
		return gx_fail_libgit2(err, "cannot read an object");
	*ret = (struct gx_str){ git_odb_object_data(reader->latest), git_odb_object_size(reader->latest) };
	*ret_kind = kind_of(type);
	return 0;
}

static int read_unpacked(struct gx_reader *reader, const struct gx_oid *oid, size_t max, struct gx_str *ret, enum gx_object_kind *ret_kind,
			 struct gx_err *err)
{
	struct gx_str bytes;
	if (!gx_looses_read(reader->looses, oid, ret_kind, &bytes))
		return read_by_libgit2(reader, oid, max, ret, ret_kind, err);
	*ret = bytes;
	return 0;
}

int gx_object_read(struct gx_reader *reader, const struct gx_oid *oid, enum gx_object_kind want, size_t max, struct gx_str *ret_bytes,
		   enum gx_object_kind *ret_kind, struct gx_err *err)
{
	struct gx_str bytes = GX_STR_NONE;
	enum gx_object_kind kind = GX_OBJECT_NONE;
	uint64_t size = 0;
	int r = 0;
	switch (gx_packs_read(reader->packs, oid, max, &kind, &size, &bytes)) {
	case GX_PACKS_FOUND:
		break;
	case GX_PACKS_TOO_LARGE:
		return fail_too_large(oid, size, max, err);
	case GX_PACKS_DAMAGED: /* a loose copy would do */
		if (!gx_looses_read(reader->looses, oid, &kind, &bytes))
			return fail_damaged(oid, err);
		break;
	case GX_PACKS_MISSING:
		r = read_unpacked(reader, oid, max, &bytes, &kind, err);
		break;
	}
	if (r == GX_ENOTFOUND && want != GX_OBJECT_NONE && gx_repo_is_partial(reader->repo)) {
		r = read_promised(reader, oid, want, max, &bytes, err);
		kind = want;
	}
	if (r < 0)
		return r;
	if (bytes.len > max)
		return fail_too_large(oid, bytes.len, max, err);
	if (want != GX_OBJECT_NONE && kind != want)
		return fail_kind(oid, kind, want, err);
	*ret_bytes = bytes;
	if (ret_kind)
		*ret_kind = kind;
	return 0;
}

int gx_object_header(struct gx_reader *reader, const struct gx_oid *oid, enum gx_object_kind *ret_kind, uint64_t *ret_size, struct gx_err *err)
{
	switch (gx_packs_read(reader->packs, oid, 0, ret_kind, ret_size, NULL)) {
	case GX_PACKS_FOUND:
		return 0;
	case GX_PACKS_TOO_LARGE:
	case GX_PACKS_DAMAGED:
		return fail_damaged(oid, err);
	case GX_PACKS_MISSING:
		break;
	}
	size_t size;
	git_object_t type;
	int r = git_odb_read_header(&size, &type, reader->odb, gx_as_git(oid));
	if (r < 0)
		return r == GIT_ENOTFOUND ? fail_missing(oid, err) : gx_fail_libgit2(err, "cannot read an object");
	*ret_kind = kind_of(type);
	*ret_size = size;
	return 0;
}

bool gx_object_exists(struct gx_reader *reader, const struct gx_oid *oid)
{
	enum gx_object_kind kind;
	uint64_t size;
	return gx_object_header(reader, oid, &kind, &size, NULL) == 0;
}

/* Not by printf: it is most of what a small object's id costs. */
void gx_object_head(struct gx_buf *out, enum gx_object_kind kind, size_t size)
{
	char digits[24];
	size_t first = sizeof(digits) - 1;
	digits[first] = '\0';
	do
		digits[--first] = (char)('0' + size % 10);
	while (size /= 10);
	gx_buf_text(out, gx_object_kind_name(kind));
	gx_buf_byte(out, ' ');
	gx_buf_add(out, digits + first, sizeof(digits) - first);
}

bool gx_object_id(enum gx_object_kind kind, struct gx_str bytes, struct gx_oid *ret)
{
	struct gx_hash *hash = gx_hash_new(GX_SHA1);
	if (!hash)
		return false;
	char room[64];
	struct gx_buf head = { room, 0, sizeof(room), sizeof(room) - 1, 0 };
	gx_object_head(&head, kind, bytes.len);
	gx_hash_add(hash, head.at, head.len);
	gx_hash_add(hash, bytes.at, bytes.len);
	gx_hash_final(hash, ret->raw);
	gx_hash_free(hash);
	return true;
}
