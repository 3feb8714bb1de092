#include "git/packedrefs.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "git/lock.h"

enum { PATH_ROOM = 8192 };
#define PACKED_MAX ((size_t)4 << 30)

int gx_packed_read(const struct gx_repo *repo, struct gx_buf *out, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	int r = gx_file_read(gx_path(&path, gx_repo_common_dir(repo), "packed-refs"), out, err);
	return r == GX_ENOTFOUND ? 0 : r;
}

bool gx_packed_find(struct gx_str packed, struct gx_str ref, struct gx_oid *ret)
{
	GX_CLEANUP(gx_buf) line = GX_BUF_INIT(PATH_ROOM);
	gx_buf_printf(&line, " %" GX_PRI "\n", GX_ARG(ref));
	const char *found = line.failed || packed.len == 0 ? NULL : memmem(packed.at, packed.len, line.at, line.len);
	if (!found || found - packed.at < GX_OID_HEX)
		return false;
	return gx_oid_read((struct gx_str){ found - GX_OID_HEX, GX_OID_HEX }, ret);
}

/* ---- many at once */

static int by_name(const void *a, const void *b)
{
	const struct gx_ref *x = a, *y = b;
	return gx_str_compare(x->name, y->name);
}

static void add_line(struct gx_buf *out, const struct gx_ref *ref)
{
	gx_buf_printf(out, "%s ", gx_oid_text(&ref->id).hex);
	gx_buf_str(out, ref->name);
	gx_buf_byte(out, '\n');
}

/* The name in a line of packed-refs; empty in headers and in the `^…` lines of tags. */
static struct gx_str name_of(struct gx_str line)
{
	bool is_ref = line.len > GX_OID_HEX + 1 && line.at[GX_OID_HEX] == ' ' && line.at[0] != '#' && line.at[0] != '^';
	return is_ref ? gx_str_from(line, GX_OID_HEX + 1) : GX_STR_NONE;
}

/* Copies the file with the new refs at their sorted places. GX_ECONFLICT if one of them stands there already. */
static int merge_lines(struct gx_str old, const struct gx_refs *refs, struct gx_buf *out, struct gx_err *err)
{
	struct gx_str line;
	size_t next = 0;
	if (old.len == 0)
		gx_buf_text(out, "# pack-refs with: peeled fully-peeled sorted \n");
	while (gx_str_cut(&old, '\n', &line)) {
		struct gx_str name = name_of(line);
		for (; name.len > 0 && next < refs->len && gx_str_compare(refs->at[next].name, name) <= 0; next++) {
			if (gx_str_equal(refs->at[next].name, name))
				return gx_fail(err, GX_ECONFLICT, "'%" GX_PRI "' exists already", GX_ARG(name));
			add_line(out, &refs->at[next]);
		}
		gx_buf_str(out, line);
		gx_buf_byte(out, '\n');
	}
	for (; next < refs->len; next++)
		add_line(out, &refs->at[next]);
	return gx_buf_check(out, "packed-refs", err);
}

int gx_refs_add_packed(struct gx_repo *repo, const struct gx_refs *refs, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	GX_CLEANUP(gx_buf) old = GX_BUF_INIT(PACKED_MAX);
	GX_CLEANUP(gx_buf) new = GX_BUF_INIT(PACKED_MAX);
	GX_CLEANUP(gx_lock) lock = GX_LOCK_INIT;
	gx_path(&path, gx_repo_common_dir(repo), "packed-refs");
	qsort(refs->at, refs->len, sizeof(*refs->at), by_name);
	int r = gx_lock_take(gx_buf_c(&path), &lock, err);
	if (r == 0)
		r = gx_packed_read(repo, &old, err);
	if (r == 0)
		r = merge_lines(gx_buf_view(&old), refs, &new, err);
	return r == 0 ? gx_file_replace(gx_buf_c(&path), gx_buf_view(&new), 0666, err) : r;
}
