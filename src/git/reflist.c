/*
 * All refs below a prefix: packed-refs read as one file, loose ones found in their folders. Loose first, packed after: `git pack-refs` moves
 * them the other way, so none is missed.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/vec.h"
#include "git/write.h"

enum { MAX_DEPTH = 64, MAX_NAME = 4096, MAX_REF_FILE = 4096 };

struct list {
	GX_VEC(struct gx_ref) refs;
};

struct listing {
	struct gx_arena *arena;
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
	bool sorted = true;
	for (size_t i = 1; sorted && i < list->refs.len; i++)
		sorted = by_name(&list->refs.at[i - 1], &list->refs.at[i]) < 0;
	if (!sorted)
		qsort(list->refs.at, list->refs.len, sizeof(*list->refs.at), by_name);
}

/* ---- loose */

/* A loose ref is 40 hex digits and a newline; `ref: …` points elsewhere; a file that vanishes was packed or deleted meanwhile. */
static int take_loose(struct listing *listing, struct list *list, const char *path, struct gx_str name, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(MAX_REF_FILE);
	struct gx_oid id;
	int r = gx_file_read(path, &text, NULL);
	if (r == GX_ENOTFOUND)
		return 0;
	if (r < 0 || !gx_oid_read(gx_str_trim(gx_buf_view(&text)), &id)) {
		listing->skipped++;
		return 0;
	}
	return add(listing, list, name, &id) ? 0 : gx_fail_memory(err);
}

static int walk(struct listing *listing, struct list *list, struct gx_buf *path, size_t root, unsigned depth, struct gx_err *err);

static int visit(struct listing *listing, struct list *list, struct gx_buf *path, size_t root, const struct dirent *entry, unsigned depth,
		 struct gx_err *err)
{
	struct gx_str name = gx_str_of(entry->d_name);
	if (name.at[0] == '.' || gx_str_ends(name, GX_STR(".lock")))
		return 0;
	size_t before = path->len;
	gx_buf_printf(path, "/%s", entry->d_name);
	int r = gx_buf_check(path, "the name of a ref", err);
	if (r == 0 && entry->d_type == DT_DIR)
		r = walk(listing, list, path, root, depth + 1, err);
	else if (r == 0)
		r = take_loose(listing, list, gx_buf_c(path), gx_str_from(gx_buf_view(path), root), err);
	path->len = before;
	path->at[before] = '\0';
	return r;
}

static int walk(struct listing *listing, struct list *list, struct gx_buf *path, size_t root, unsigned depth, struct gx_err *err)
{
	DIR *dir = depth < MAX_DEPTH ? opendir(gx_buf_c(path)) : NULL;
	int r = 0;
	for (const struct dirent *entry; r == 0 && dir && (entry = readdir(dir));)
		r = visit(listing, list, path, root, entry, depth, err);
	if (dir)
		closedir(dir);
	return r;
}

/* ---- packed */

static int take_packed(struct listing *listing, struct list *list, struct gx_str text, struct gx_str prefix, struct gx_err *err)
{
	struct gx_str line;
	while (gx_str_cut(&text, '\n', &line)) {
		struct gx_oid id;
		if (line.len <= GX_OID_HEX + 1 || !gx_str_starts(gx_str_from(line, GX_OID_HEX + 1), prefix))
			continue;
		if (!gx_oid_read(gx_str_sub(line, 0, GX_OID_HEX), &id))
			listing->skipped++;
		else if (!add(listing, list, gx_str_from(line, GX_OID_HEX + 1), &id))
			return gx_fail_memory(err);
	}
	return 0;
}

/* Both sorted; a loose one hides the packed one of its name. */
static bool merge(struct gx_arena *arena, const struct list *loose, const struct list *packed, struct gx_refs *ret)
{
	size_t i = 0, k = 0, room = loose->refs.len + packed->refs.len;
	struct gx_refs refs = { gx_arena_array(arena, room ? room : 1, sizeof(struct gx_ref)), 0, room };
	if (!refs.at)
		return false;
	while (i < loose->refs.len || k < packed->refs.len) {
		int order = i >= loose->refs.len    ? 1
			    : k >= packed->refs.len ? -1
						    : by_name(&loose->refs.at[i], &packed->refs.at[k]);
		refs.at[refs.len++] = order <= 0 ? loose->refs.at[i] : packed->refs.at[k];
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
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT((size_t)1 << 32);
	gx_buf_printf(&path, "%s/%.*s", gx_repo_common_dir(repo), (int)strlen(prefix) - 1, prefix);
	int r = walk(listing, loose, &path, strlen(gx_repo_common_dir(repo)) + 1, 0, err);
	if (r < 0)
		return r;
	gx_buf_reset(&path);
	r = gx_file_read(gx_path(&path, gx_repo_common_dir(repo), "packed-refs"), &text, err);
	if (r < 0)
		return r == GX_ENOTFOUND ? 0 : r;
	return take_packed(listing, packed, gx_buf_view(&text), gx_str_of(prefix), err);
}

int gx_refs_list(struct gx_repo *repo, const char *prefix, struct gx_arena *arena, struct gx_refs *ret, size_t *ret_skipped, struct gx_err *err)
{
	struct listing listing = { arena, 0 };
	struct list loose = { { NULL, 0, 0 } }, packed = { { NULL, 0, 0 } };
	int r = list_both(&listing, repo, prefix, &loose, &packed, err);
	sort(&loose);
	sort(&packed);
	if (r == 0 && !merge(arena, &loose, &packed, ret))
		r = gx_fail_memory(err);
	if (r == 0 && ret_skipped)
		*ret_skipped = listing.skipped;
	gx_vec_release(&loose.refs);
	gx_vec_release(&packed.refs);
	return r;
}
