/*
 * All refs below a prefix: packed-refs read as one file, loose ones found in their folders. Loose first, packed after: `git pack-refs` moves
 * them the other way, so none is missed.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/vec.h"
#include "git/packedrefs.h"
#include "git/refname.h"

enum { MAX_DEPTH = 64, MAX_NAME = 4096 };

struct list {
	GX_VEC(struct gx_ref) refs;
};

struct listing {
	struct gx_arena *arena;
	struct gx_loose_ref loose; /* used for one after the other */
	size_t skipped;
};

static bool add(struct listing *listing, struct list *list, struct gx_str name, const struct gx_oid *id)
{
	struct gx_str copy = gx_arena_str(listing->arena, name);
	struct gx_ref *slot = copy.at ? gx_vec_add(&list->refs) : NULL;
	if (slot)
		*slot = (struct gx_ref){ copy, *id };
	return slot != NULL;
}

static int by_name(const void *a, const void *b)
{
	const struct gx_ref *x = a, *y = b;
	return gx_str_compare(x->name, y->name);
}

static void sort(struct list *list)
{
	bool sorted = true; /* as packed-refs mostly is, and a folder never */
	for (size_t i = 1; sorted && i < list->refs.len; i++)
		sorted = by_name(&list->refs.at[i - 1], &list->refs.at[i]) < 0;
	if (!sorted)
		qsort(list->refs.at, list->refs.len, sizeof(*list->refs.at), by_name);
}

/* ---- loose */

/*
 * What is no id (broken, symbolic) is listed with none, for it hides the packed one of its name. A file that vanishes was packed or deleted meanwhile.
 */
static int take_loose(struct listing *listing, struct list *list, const char *path, struct gx_str name, struct gx_err *err)
{
	gx_loose_ref_read(&listing->loose, path);
	if (listing->loose.kind == GX_LOOSE_NONE)
		return 0;
	bool good = listing->loose.kind == GX_LOOSE_ID && gx_refname_is_valid(name);
	return add(listing, list, name, good ? &listing->loose.id : &GX_OID_NONE) ? 0 : gx_fail_memory(err);
}

static int walk(struct listing *listing, struct list *list, struct gx_buf *path, size_t root, unsigned depth, struct gx_err *err);

/* Links are followed, and some file systems do not say what an entry is. */
static bool is_folder(const struct dirent *entry, const char *path)
{
	struct stat about;
	if (entry->d_type == DT_UNKNOWN || entry->d_type == DT_LNK)
		return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
	return entry->d_type == DT_DIR;
}

static int visit(struct listing *listing, struct list *list, struct gx_buf *path, size_t root, const struct dirent *entry, unsigned depth,
		 struct gx_err *err)
{
	struct gx_str name = gx_str_of(entry->d_name);
	if (name.at[0] == '.' || gx_str_ends(name, GX_STR(".lock")))
		return 0;
	size_t before = path->len;
	gx_buf_byte(path, '/');
	gx_buf_str(path, name);
	int r = gx_buf_check(path, "the name of a ref", err);
	if (r == 0 && is_folder(entry, gx_buf_c(path)))
		r = walk(listing, list, path, root, depth + 1, err);
	else if (r == 0)
		r = take_loose(listing, list, gx_buf_c(path), gx_str_from(gx_buf_view(path), root), err);
	path->len = before;
	path->at[before] = '\0';
	return r;
}

static int walk(struct listing *listing, struct list *list, struct gx_buf *path, size_t root, unsigned depth, struct gx_err *err)
{
	if (depth >= MAX_DEPTH)
		return gx_fail(err, GX_ELIMIT, "'%s' lies over %d folders deep", gx_buf_c(path), MAX_DEPTH);
	DIR *dir = opendir(gx_buf_c(path));
	if (!dir) /* gone, or a ref now: what it held is packed or deleted */
		return errno == ENOENT || errno == ENOTDIR ? 0 : gx_fail_errno(err, "cannot list '%s'", gx_buf_c(path));
	int r = 0;
	const struct dirent *entry;
	while (r == 0 && (errno = 0, entry = readdir(dir)))
		r = visit(listing, list, path, root, entry, depth, err);
	if (r == 0 && errno != 0)
		r = gx_fail_errno(err, "cannot list '%s'", gx_buf_c(path));
	closedir(dir);
	return r;
}

/* ---- packed */

static int take_packed(struct listing *listing, struct list *list, const struct gx_packed *packed, struct gx_str prefix, struct gx_err *err)
{
	struct gx_str rest = gx_packed_from(packed, prefix), name, hex;
	while (gx_packed_next(&rest, &name, &hex)) {
		struct gx_oid id = GX_OID_NONE;
		if (!gx_str_starts(name, prefix)) {
			if (packed->sorted && name.len > 0)
				break;
			continue;
		}
		if (!gx_refname_is_valid(name) || !gx_ref_id(hex, &id))
			id = GX_OID_NONE;
		if (!add(listing, list, name, &id))
			return gx_fail_memory(err);
	}
	return 0;
}

/* Both sorted; a loose one hides the packed one of its name. Those without an id are counted. */
static bool merge(struct listing *listing, const struct list *loose, const struct list *packed, struct gx_refs *ret)
{
	size_t i = 0, k = 0, room = loose->refs.len + packed->refs.len;
	struct gx_refs refs = { gx_arena_array(listing->arena, room ? room : 1, sizeof(struct gx_ref)), 0, room };
	if (!refs.at)
		return false;
	while (i < loose->refs.len || k < packed->refs.len) {
		int order = i >= loose->refs.len    ? 1
			    : k >= packed->refs.len ? -1
						    : by_name(&loose->refs.at[i], &packed->refs.at[k]);
		const struct gx_ref *ref = order <= 0 ? &loose->refs.at[i] : &packed->refs.at[k];
		if (gx_oid_is_none(&ref->id))
			listing->skipped++;
		else
			refs.at[refs.len++] = *ref;
		i += order <= 0;
		k += order >= 0;
	}
	*ret = refs;
	return true;
}

static int list_both(struct listing *listing, struct gx_repo *repo, const char *prefix, struct list *loose, struct list *packed,
		     struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(2 * MAX_NAME);
	GX_CLEANUP(gx_packed) file = GX_PACKED_INIT;
	gx_buf_printf(&path, "%s/%.*s", gx_repo_common_dir(repo), (int)strlen(prefix) - 1, prefix);
	int r = gx_buf_check(&path, "the name of a ref", err);
	if (r == 0)
		r = walk(listing, loose, &path, strlen(gx_repo_common_dir(repo)) + 1, 0, err);
	if (r == 0)
		r = gx_packed_open(repo, &file, err);
	return r == 0 ? take_packed(listing, packed, &file, gx_str_of(prefix), err) : r;
}

int gx_refs_list(struct gx_repo *repo, const char *prefix, struct gx_arena *arena, struct gx_refs *ret, size_t *ret_skipped, struct gx_err *err)
{
	struct listing listing = { arena, GX_LOOSE_REF_INIT, 0 };
	struct list loose = { { NULL, 0, 0 } }, packed = { { NULL, 0, 0 } };
	int r = list_both(&listing, repo, prefix, &loose, &packed, err);
	sort(&loose);
	sort(&packed);
	if (r == 0 && !merge(&listing, &loose, &packed, ret))
		r = gx_fail_memory(err);
	if (r == 0 && ret_skipped)
		*ret_skipped = listing.skipped;
	gx_loose_ref_release(&listing.loose);
	gx_vec_release(&loose.refs);
	gx_vec_release(&packed.refs);
	return r;
}
