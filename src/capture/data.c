#include "capture/data.h"

#include <ctype.h>
#include <inttypes.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/num.h"
#include "capture/cells.h"
#include "capture/folder.h"
#include "format/node.h"
#include "git/lfs.h"

enum { PATH_ROOM = 1 << 16, POINTER_MAX = 1024, DVC_MAX = 1 << 20, MD5_ROOM = 40 };

/* What is known of an input; negative numbers and empty texts are not known. */
struct entry {
	const char *kind;
	char sha256[2 * GX_SHA256_BYTES + 1], md5[MD5_ROOM];
	int64_t size, count, rows, columns;
};

#define ENTRY_INIT(what) { (what), "", "", -1, -1, -1, -1 }

static bool make_value(const struct entry *entry, struct gx_arena *arena, struct gx_value *ret)
{
	GX_CLEANUP(gx_buf) json = GX_BUF_INIT(4096);
	gx_buf_byte(&json, '{');
	if (entry->columns >= 0)
		gx_buf_printf(&json, "\"columns\": %" PRId64 ", ", entry->columns);
	if (entry->count >= 0)
		gx_buf_printf(&json, "\"count\": %" PRId64 ", ", entry->count);
	gx_buf_printf(&json, "\"kind\": \"%s\"", entry->kind);
	if (entry->md5[0])
		gx_buf_printf(&json, ", \"md5\": \"%s\"", entry->md5);
	if (entry->rows >= 0)
		gx_buf_printf(&json, ", \"rows\": %" PRId64, entry->rows);
	if (entry->sha256[0])
		gx_buf_printf(&json, ", \"sha256\": \"%s\"", entry->sha256);
	if (entry->size >= 0)
		gx_buf_printf(&json, ", \"size\": %" PRId64, entry->size);
	gx_buf_byte(&json, '}');
	*ret = (struct gx_value){ .kind = GX_OBJECT, .json = gx_arena_str(arena, gx_buf_view(&json)) };
	return !json.failed && ret->json.at;
}

/* ---- a file */

static bool is_table(struct gx_str path)
{
	return gx_str_ends(path, GX_STR(".csv")) || gx_str_ends(path, GX_STR(".tsv"));
}

static void look(void *context, struct gx_str piece)
{
	gx_cells_add(context, piece);
}

static int read_file(const char *path, struct entry *ret, struct gx_err *err)
{
	struct entry entry = ENTRY_INIT("file");
	struct gx_cells cells = { .lines = 0 };
	unsigned char sha256[GX_SHA256_BYTES];
	uint64_t size;
	bool table = is_table(gx_str_of(path));
	int r = gx_sha256_file_seen(path, table ? look : NULL, &cells, sha256, &size, err);
	if (r < 0)
		return r;
	gx_hex(sha256, sizeof(sha256), entry.sha256);
	entry.size = (int64_t)size;
	if (table) {
		entry.rows = gx_cells_rows(&cells);
		entry.columns = gx_cells_columns(&cells);
	}
	*ret = entry;
	return 0;
}

static bool read_pointer(const char *path, struct entry *ret)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(POINTER_MAX);
	struct entry entry = ENTRY_INIT("lfs");
	unsigned char sha256[GX_SHA256_BYTES];
	uint64_t size;
	if (gx_file_read(path, &text, NULL) < 0 || !gx_lfs_pointer_read(gx_buf_view(&text), sha256, &size) || size > INT64_MAX)
		return false;
	gx_hex(sha256, sizeof(sha256), entry.sha256);
	entry.size = (int64_t)size;
	*ret = entry;
	return true;
}

/* ---- a folder */

static int read_folder(const char *path, struct entry *ret, struct gx_err *err)
{
	struct entry entry = ENTRY_INIT("dir");
	struct gx_folder_sum sum;
	int r = gx_folder_sum(path, &sum, err);
	if (r < 0)
		return r;
	gx_hex(sum.sha256, sizeof(sum.sha256), entry.sha256);
	entry.size = (int64_t)sum.size;
	entry.count = (int64_t)sum.count;
	*ret = entry;
	return 0;
}

/* ---- what DVC knows of it: https://dvc.org/doc/user-guide/project-structure/dvc-files */

static struct gx_str base_name(struct gx_str path)
{
	size_t slash = gx_str_find_last(path, '/');
	return slash == GX_STR_NOWHERE ? path : gx_str_from(path, slash + 1);
}

/* The `outs` entry of that file; a .dvc has one, but may have more. */
static const struct gx_node *find_out(const struct gx_node *root, struct gx_str name)
{
	const struct gx_node *outs = root->kind == GX_OBJECT ? gx_node_get(root, "outs") : NULL;
	for (const struct gx_node *out = outs ? outs->child : NULL; out; out = out->next) {
		const struct gx_node *path = out->kind == GX_OBJECT ? gx_node_get(out, "path") : NULL;
		if (path && path->kind == GX_STRING && gx_str_equal(base_name(path->text), name))
			return out;
	}
	return NULL;
}

/* 32 hex digits, and `.dir` behind those of a folder's list. */
static bool take_md5(const struct gx_node *node, char ret_md5[MD5_ROOM])
{
	unsigned char bytes[16];
	struct gx_str hex = node && node->kind == GX_STRING ? node->text : GX_STR_NONE, text = hex;
	if (gx_str_ends(hex, GX_STR(".dir")))
		hex.len -= 4;
	if (!gx_unhex(hex, bytes, sizeof(bytes)))
		return false;
	memcpy(ret_md5, text.at, text.len);
	ret_md5[text.len] = '\0';
	return true;
}

static int64_t whole_number(const struct gx_node *node)
{
	int64_t number;
	bool read = node && node->kind == GX_NUMBER && gx_num_read_int64(node->text, &number);
	return read && number >= 0 ? number : -1;
}

/* False where there is no .dvc, or none that we understand: then the bytes speak for themselves. */
static bool read_dvc(struct gx_str path, struct gx_arena *arena, struct entry *ret)
{
	GX_CLEANUP(gx_buf) beside = GX_BUF_INIT(PATH_ROOM);
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(DVC_MAX);
	struct entry entry = ENTRY_INIT("dvc");
	struct gx_node *root;
	gx_buf_printf(&beside, "%" GX_PRI ".dvc", GX_ARG(path));
	if (beside.failed || gx_file_read(gx_buf_c(&beside), &text, NULL) < 0 ||
	    gx_yaml_read(gx_buf_view(&text), gx_buf_c(&beside), arena, &root, NULL) < 0)
		return false;
	const struct gx_node *out = find_out(root, base_name(path));
	if (!out || !take_md5(gx_node_get(out, "md5"), entry.md5))
		return false;
	entry.size = whole_number(gx_node_get(out, "size"));
	entry.count = whole_number(gx_node_get(out, "nfiles"));
	*ret = entry;
	return true;
}

/* ---- whichever it is */

static int read_bytes(const char *path, struct entry *ret, struct gx_err *err)
{
	struct stat about;
	if (stat(path, &about) < 0)
		return gx_fail_errno(err, "cannot read '%s'", path);
	if (S_ISDIR(about.st_mode))
		return read_folder(path, ret, err);
	return S_ISREG(about.st_mode) && about.st_size < POINTER_MAX && read_pointer(path, ret) ? 0 : read_file(path, ret, err);
}

static int read_path(const char *path, struct gx_arena *arena, struct entry *ret, struct gx_err *err)
{
	struct entry known = ENTRY_INIT("dvc");
	struct gx_str trimmed = gx_str_of(path);
	while (gx_str_ends(trimmed, GX_STR("/")))
		trimmed.len--;
	bool tracked = read_dvc(trimmed, arena, &known);
	int r = read_bytes(path, ret, err);
	if (r == GX_ENOTFOUND && tracked) {
		*ret = known;
		return 0;
	}
	if (r == 0 && tracked && known.size == ret->size) {
		ret->kind = known.kind;
		memcpy(ret->md5, known.md5, sizeof(known.md5));
	}
	return r;
}

bool gx_data_is_uri(const char *path)
{
	const char *colon = strstr(path, "://");
	if (!colon || !isalpha((unsigned char)*path))
		return false;
	for (; path < colon; path++)
		if (!isalnum((unsigned char)*path) && *path != '+' && *path != '-' && *path != '.')
			return false;
	return true;
}

int gx_capture_data(const char *path, struct gx_arena *arena, struct gx_value *ret, struct gx_err *err)
{
	struct entry entry = ENTRY_INIT("uri");
	int r = gx_data_is_uri(path) ? 0 : read_path(path, arena, &entry, err);
	return r < 0 ? r : make_value(&entry, arena, ret) ? 0 : gx_fail_memory(err);
}
