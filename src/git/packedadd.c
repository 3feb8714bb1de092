/*
 * Many new refs at once: packed-refs is written anew with them and replaced by one rename, under its lock. All or none.
 */
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/vec.h"
#include "git/files.h"
#include "git/lock.h"
#include "git/packedrefs.h"
#include "git/refname.h"

enum { PATH_ROOM = 8192 };
#define PACKED_MAX ((size_t)4 << 30)

static int by_name(const void *a, const void *b)
{
	const struct gx_ref *x = a, *y = b;
	return gx_str_compare(x->name, y->name);
}

static bool holds(const struct gx_refs *refs, struct gx_str name)
{
	const struct gx_ref key = { name, GX_OID_NONE };
	return bsearch(&key, refs->at, refs->len, sizeof(key), by_name) != NULL;
}

static int fail_exists(struct gx_str name, struct gx_err *err)
{
	return gx_fail(err, GX_ECONFLICT, "'%" GX_PRI "' exists already", GX_ARG(name));
}

/* Sorted, so that twins are neighbours. */
static int check_names(const struct gx_refs *refs, struct gx_err *err)
{
	for (size_t i = 0; i < refs->len; i++) {
		if (!gx_refname_is_valid(refs->at[i].name))
			return gx_fail(err, GX_EINPUT, "'%" GX_PRI "' is no valid ref name", GX_ARG(refs->at[i].name));
		if (i > 0 && gx_str_equal(refs->at[i].name, refs->at[i - 1].name))
			return fail_exists(refs->at[i].name, err);
	}
	return 0;
}

/* ---- what is in the way: each folder is looked at once, however many of the refs lie in it */

/* The folders above a folder of refs must be no refs, loose or packed. */
static int check_above(const struct gx_repo *repo, const struct gx_packed *packed, struct gx_str folder, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	struct gx_oid id;
	struct stat about;
	for (size_t len = folder.len; len != GX_STR_NOWHERE; len = gx_str_find_last(gx_str_sub(folder, 0, len), '/')) {
		struct gx_str above = gx_str_sub(folder, 0, len);
		gx_buf_reset(&path);
		gx_buf_printf(&path, "%s/%" GX_PRI, gx_repo_common_dir(repo), GX_ARG(above));
		bool is_file = !path.failed && lstat(gx_buf_c(&path), &about) == 0 && !S_ISDIR(about.st_mode);
		if (path.failed || is_file || gx_packed_find(packed, above, &id))
			return gx_fail(err, GX_ECONFLICT, "'%" GX_PRI "' is a ref, so there can be none below it", GX_ARG(above));
	}
	return 0;
}

/* Loose refs of the same names, or with a folder of that name. */
static int check_loose(const struct gx_repo *repo, const struct gx_refs *refs, struct gx_str folder, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	size_t root = strlen(gx_repo_common_dir(repo)) + 1;
	gx_buf_printf(&path, "%s/%" GX_PRI, gx_repo_common_dir(repo), GX_ARG(folder));
	size_t len = path.len;
	DIR *dir = opendir(gx_buf_c(&path));
	int r = 0;
	for (const struct dirent *entry; r == 0 && dir && (entry = readdir(dir));) {
		path.len = len;
		gx_buf_printf(&path, "/%s", entry->d_name);
		struct gx_str name = gx_str_from(gx_buf_view(&path), root);
		if (entry->d_name[0] != '.' && holds(refs, name) && !gx_ref_make_way(gx_buf_c(&path)))
			r = fail_exists(name, err);
	}
	if (dir)
		closedir(dir);
	return r;
}

/* Packed refs below the names of new ones. */
static int check_below(const struct gx_packed *packed, const struct gx_refs *refs, struct gx_str folder, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) prefix = GX_BUF_INIT(PATH_ROOM);
	gx_buf_printf(&prefix, "%" GX_PRI "/", GX_ARG(folder));
	struct gx_str rest = gx_packed_from(packed, gx_buf_view(&prefix)), name, hex, last = GX_STR_NONE;
	while (gx_packed_next(&rest, &name, &hex)) {
		if (!gx_str_starts(name, gx_buf_view(&prefix))) {
			if (packed->sorted)
				break;
			continue;
		}
		size_t slash = gx_str_find(gx_str_from(name, prefix.len), '/');
		struct gx_str part = gx_str_sub(name, 0, slash == GX_STR_NOWHERE ? 0 : prefix.len + slash);
		if (part.len > 0 && !gx_str_equal(part, last) && holds(refs, part))
			return gx_fail(err, GX_ECONFLICT, "there are refs below '%" GX_PRI "', so it cannot be one", GX_ARG(part));
		last = part;
	}
	return 0;
}

static int check_room(const struct gx_repo *repo, const struct gx_packed *packed, const struct gx_refs *refs, struct gx_err *err)
{
	struct gx_str last = GX_STR_NONE;
	int r = 0;
	for (size_t i = 0; r == 0 && i < refs->len; i++) {
		struct gx_str folder = gx_str_sub(refs->at[i].name, 0, gx_str_find_last(refs->at[i].name, '/'));
		if (i > 0 && gx_str_equal(folder, last))
			continue;
		last = folder;
		r = check_above(repo, packed, folder, err);
		if (r == 0)
			r = check_loose(repo, refs, folder, err);
		if (r == 0)
			r = check_below(packed, refs, folder, err);
	}
	return r;
}

/* ---- the new file */

static void add_line(struct gx_buf *out, const struct gx_ref *ref)
{
	struct gx_oid_text id = gx_oid_text(&ref->id);
	gx_buf_add(out, id.hex, GX_OID_HEX);
	gx_buf_byte(out, ' ');
	gx_buf_str(out, ref->name);
	gx_buf_byte(out, '\n');
}

/* The name in a line; empty in headers and in the `^…` lines of tags, which stay behind the line before them. */
static struct gx_str name_of(struct gx_str line)
{
	bool is_ref = line.len > GX_OID_HEX + 1 && line.at[GX_OID_HEX] == ' ' && line.at[0] != '#' && line.at[0] != '^';
	return is_ref ? gx_str_from(line, GX_OID_HEX + 1) : GX_STR_NONE;
}

/* Copies the lines of a sorted file with the new refs at their places. GX_ECONFLICT if one of them stands there already. */
static int merge_lines(struct gx_str old, const struct gx_refs *refs, struct gx_buf *out, struct gx_err *err)
{
	struct gx_str line;
	size_t next = 0;
	while (gx_str_cut(&old, '\n', &line)) {
		struct gx_str name = name_of(line);
		for (; name.len > 0 && next < refs->len && gx_str_compare(refs->at[next].name, name) <= 0; next++) {
			if (gx_str_equal(refs->at[next].name, name))
				return fail_exists(name, err);
			add_line(out, &refs->at[next]);
		}
		gx_buf_str(out, line);
		gx_buf_byte(out, '\n');
	}
	for (; next < refs->len; next++)
		add_line(out, &refs->at[next]);
	return gx_buf_check(out, "packed-refs", err);
}

/* A ref's line, and the `^…` line that may follow it. */
struct piece {
	struct gx_str name, text;
};

static int by_piece(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;
	return gx_str_compare(x->name, y->name);
}

/* What git before 2.15 wrote, or a hand: sorted, as its header says from then on. */
static int sort_lines(struct gx_str old, struct gx_buf *out, struct gx_err *err)
{
	GX_VEC(struct piece) pieces = { NULL, 0, 0 };
	struct gx_str line;
	bool memory = true;
	if (!gx_str_starts(old, GX_STR("# pack-refs with:")))
		gx_buf_text(out, "# pack-refs with: sorted \n");
	else if (gx_str_cut(&old, '\n', &line))
		gx_buf_printf(out, "%" GX_PRI " sorted \n", GX_ARG(gx_str_trim(line)));
	while (memory && gx_str_cut(&old, '\n', &line)) {
		struct gx_str name = name_of(line);
		if (name.len > 0) {
			struct piece *piece = gx_vec_add(&pieces);
			memory = piece != NULL;
			if (piece)
				*piece = (struct piece){ name, line };
		} else if (pieces.len > 0 && line.len > 0 && line.at[0] == '^') {
			struct piece *last = &pieces.at[pieces.len - 1];
			last->text.len = (size_t)(line.at + line.len - last->text.at);
		}
	}
	if (pieces.len > 0)
		qsort(pieces.at, pieces.len, sizeof(*pieces.at), by_piece);
	for (size_t i = 0; i < pieces.len; i++) {
		gx_buf_str(out, pieces.at[i].text);
		gx_buf_byte(out, '\n');
	}
	gx_vec_release(&pieces);
	return memory ? gx_buf_check(out, "packed-refs", err) : gx_fail_memory(err);
}

static int write_anew(const struct gx_packed *packed, const struct gx_refs *refs, struct gx_buf *out, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) sorted = GX_BUF_INIT(PACKED_MAX);
	if (packed->sorted)
		return merge_lines(packed->text, refs, out, err);
	if (packed->text.len == 0) {
		/* True of commits, which have nothing to peel. */
		gx_buf_text(out, "# pack-refs with: peeled fully-peeled sorted \n");
		return merge_lines(GX_STR_NONE, refs, out, err);
	}
	int r = sort_lines(packed->text, &sorted, err);
	return r == 0 ? merge_lines(gx_buf_view(&sorted), refs, out, err) : r;
}

/* Where the file is: a link to it (git-new-workdir makes such) stays a link, and the lock is by its target, as git's. */
static int find_file(const struct gx_repo *repo, struct gx_buf *out, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	(void)gx_path(&path, gx_repo_common_dir(repo), "packed-refs");
	GX_FREE char *real = realpath(gx_buf_c(&path), NULL);
	gx_buf_text(out, real ? real : gx_buf_c(&path));
	return path.failed ? gx_buf_check(&path, "the path of packed-refs", err) : gx_buf_check(out, "the path of packed-refs", err);
}

int gx_refs_add_packed(struct gx_repo *repo, const struct gx_refs *refs, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	GX_CLEANUP(gx_buf) new = GX_BUF_INIT(PACKED_MAX);
	GX_CLEANUP(gx_lock) lock = GX_LOCK_INIT;
	GX_CLEANUP(gx_packed) packed = GX_PACKED_INIT;
	qsort(refs->at, refs->len, sizeof(*refs->at), by_name);
	int r = check_names(refs, err);
	if (r == 0)
		r = find_file(repo, &path, err);
	if (r == 0)
		r = gx_lock_take(repo, gx_buf_c(&path), &lock, err);
	if (r == 0)
		r = gx_packed_open(repo, &packed, err);
	if (r == 0)
		r = check_room(repo, &packed, refs, err);
	if (r == 0)
		r = write_anew(&packed, refs, &new, err);
	return r == 0 ? gx_repo_file_replace(repo, gx_buf_c(&path), ".tmp-exp-", gx_buf_view(&new), 0666, err) : r;
}
