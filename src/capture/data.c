#include "capture/data.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/vec.h"

enum { CHUNK = 1 << 20, MAX_DEPTH = 64, PATH_ROOM = 1 << 16 };

/* What is known of an input; negative numbers are not known. */
struct entry {
	const char *kind;
	char sha256[2 * GX_SHA256_BYTES + 1];
	int64_t size, count, rows, columns;
};

static bool make_value(const struct entry *entry, struct gx_arena *arena, struct gx_value *ret)
{
	GX_CLEANUP(gx_buf) json = GX_BUF_INIT(4096);
	gx_buf_byte(&json, '{');
	if (entry->columns >= 0)
		gx_buf_printf(&json, "\"columns\": %" PRId64 ", ", entry->columns);
	if (entry->count >= 0)
		gx_buf_printf(&json, "\"count\": %" PRId64 ", ", entry->count);
	gx_buf_printf(&json, "\"kind\": \"%s\"", entry->kind);
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

/* ---- tables: counted while the bytes go by */

struct table {
	char separator; /* 0: no table */
	bool quoted, at_line_start, in_header;
	int64_t lines, columns;
};

static struct table table_of(const char *path)
{
	struct gx_str name = gx_str_of(path);
	char separator = gx_str_ends(name, GX_STR(".csv")) ? ',' : gx_str_ends(name, GX_STR(".tsv")) ? '\t' : 0;
	return (struct table){ separator, false, true, true, 0, 1 };
}

static void count_cells(struct table *table, struct gx_str bytes)
{
	for (size_t i = 0; table->separator && i < bytes.len; i++) {
		char byte = bytes.at[i];
		if (byte == '"')
			table->quoted = !table->quoted;
		if (byte == '\n' && !table->quoted) {
			table->lines += !table->at_line_start;
			table->in_header = table->in_header && table->at_line_start;
			table->at_line_start = true;
			continue;
		}
		if (byte == table->separator && !table->quoted && table->in_header)
			table->columns++;
		table->at_line_start = table->at_line_start && byte == '\r';
	}
}

/* ---- a file */

static int hash_bytes(int fd, const char *path, struct gx_hash *hash, struct table *table, int64_t *ret_size, struct gx_err *err)
{
	GX_FREE char *chunk = malloc(CHUNK);
	ssize_t got;
	if (!chunk)
		return gx_fail_memory(err);
	while ((got = read(fd, chunk, CHUNK)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return gx_fail_errno(err, "cannot read '%s'", path);
		gx_hash_add(hash, chunk, (size_t)got);
		count_cells(table, (struct gx_str){ chunk, (size_t)got });
		*ret_size += got;
	}
	return 0;
}

static int hash_file(const char *path, struct table *table, char ret_hex[2 * GX_SHA256_BYTES + 1], int64_t *ret_size, struct gx_err *err)
{
	unsigned char digest[GX_SHA256_BYTES];
	GX_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return gx_fail_errno(err, "cannot read '%s'", path);
	struct gx_hash *hash = gx_hash_new(GX_SHA256);
	int r = hash ? hash_bytes(fd, path, hash, table, ret_size, err) : gx_fail_memory(err);
	if (r == 0) {
		gx_hash_final(hash, digest);
		gx_hex(digest, sizeof(digest), ret_hex);
	}
	gx_hash_free(hash);
	return r;
}

static int read_file(const char *path, struct entry *entry, struct gx_err *err)
{
	struct table table = table_of(path);
	entry->kind = "file";
	entry->size = 0;
	int r = hash_file(path, &table, entry->sha256, &entry->size, err);
	if (r < 0 || !table.separator)
		return r;
	int64_t lines = table.lines + !table.at_line_start; /* the last line may lack its newline */
	entry->rows = lines > 0 ? lines - 1 : 0;
	entry->columns = lines > 0 ? table.columns : 0;
	return 0;
}

/* ---- a folder */

struct folder {
	GX_VEC(char *) paths; /* below the folder, owned */
};

static int add_entries(struct folder *folder, const char *root, const char *below, unsigned depth, struct gx_err *err);

static int add_entry(struct folder *folder, const char *root, const char *below, unsigned depth, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) whole = GX_BUF_INIT(PATH_ROOM);
	struct stat about, link;
	gx_path(&whole, root, below);
	if (stat(gx_buf_c(&whole), &about) < 0 || lstat(gx_buf_c(&whole), &link) < 0)
		return gx_fail_errno(err, "cannot read '%s'", gx_buf_c(&whole));
	/* Links to folders could lead round in a circle; what they hold is not of this folder. */
	if (S_ISDIR(about.st_mode))
		return S_ISLNK(link.st_mode) ? 0 : add_entries(folder, root, below, depth + 1, err);
	if (!S_ISREG(about.st_mode))
		return 0;
	char **slot = gx_vec_add(&folder->paths);
	if (slot)
		*slot = strdup(below);
	return slot && *slot ? 0 : gx_fail_memory(err);
}

static int add_entries(struct folder *folder, const char *root, const char *below, unsigned depth, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) whole = GX_BUF_INIT(PATH_ROOM);
	gx_path(&whole, root, below);
	DIR *dir = depth <= MAX_DEPTH ? opendir(gx_buf_c(&whole)) : NULL;
	if (!dir)
		return depth <= MAX_DEPTH ? gx_fail_errno(err, "cannot read the folder '%s'", gx_buf_c(&whole))
					  : gx_fail(err, GX_ELIMIT, "'%s' is over %d folders deep", gx_buf_c(&whole), MAX_DEPTH);
	int r = 0;
	for (const struct dirent *entry; r == 0 && (entry = readdir(dir));) {
		GX_CLEANUP(gx_buf) name = GX_BUF_INIT(PATH_ROOM);
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (strcmp(below, ".") == 0)
			gx_buf_text(&name, entry->d_name);
		else
			gx_path(&name, below, entry->d_name);
		r = gx_buf_check(&name, "a path", err);
		if (r == 0)
			r = add_entry(folder, root, gx_buf_c(&name), depth, err);
	}
	closedir(dir);
	return r;
}

/* As sha256sum(1) prints it: a name with a backslash, newline or CR is escaped, and its line begins with a backslash. */
static void print_sum(struct gx_buf *out, const char *hex, const char *path)
{
	gx_buf_printf(out, "%s%s  ", strpbrk(path, "\\\n\r") ? "\\" : "", hex);
	for (; *path; path++) {
		const char *escaped = *path == '\\' ? "\\\\" : *path == '\n' ? "\\n" : *path == '\r' ? "\\r" : NULL;
		if (escaped)
			gx_buf_text(out, escaped);
		else
			gx_buf_byte(out, *path);
	}
	gx_buf_byte(out, '\n');
}

static int by_bytes(const void *a, const void *b)
{
	char *const *x = a, *const *y = b;
	return strcmp(*x, *y);
}

static int hash_folder(const struct folder *folder, const char *root, struct entry *entry, struct gx_err *err)
{
	struct gx_hash *all = gx_hash_new(GX_SHA256);
	unsigned char digest[GX_SHA256_BYTES];
	int r = all ? 0 : gx_fail_memory(err);
	for (size_t i = 0; r == 0 && i < folder->paths.len; i++) {
		GX_CLEANUP(gx_buf) whole = GX_BUF_INIT(PATH_ROOM);
		GX_CLEANUP(gx_buf) line = GX_BUF_INIT(2 * PATH_ROOM);
		char hex[2 * GX_SHA256_BYTES + 1];
		struct table none = { .separator = 0 };
		r = hash_file(gx_path(&whole, root, folder->paths.at[i]), &none, hex, &entry->size, err);
		print_sum(&line, hex, folder->paths.at[i]);
		if (r == 0)
			gx_hash_add(all, line.at, line.len);
	}
	if (r == 0) {
		gx_hash_final(all, digest);
		gx_hex(digest, sizeof(digest), entry->sha256);
	}
	gx_hash_free(all);
	return r;
}

static int read_folder(const char *path, struct entry *entry, struct gx_err *err)
{
	struct folder folder = { .paths = { NULL, 0, 0 } };
	entry->kind = "dir";
	entry->size = 0;
	int r = add_entries(&folder, path, ".", 0, err);
	if (folder.paths.len > 1)
		qsort(folder.paths.at, folder.paths.len, sizeof(*folder.paths.at), by_bytes);
	entry->count = (int64_t)folder.paths.len;
	if (r == 0)
		r = hash_folder(&folder, path, entry, err);
	for (size_t i = 0; i < folder.paths.len; i++)
		free(folder.paths.at[i]);
	gx_vec_release(&folder.paths);
	return r;
}

int gx_capture_data(const char *path, struct gx_arena *arena, struct gx_value *ret, struct gx_err *err)
{
	struct entry entry = { "uri", "", -1, -1, -1, -1 };
	struct stat about;
	int r = 0;
	if (!strstr(path, "://")) {
		if (stat(path, &about) < 0)
			return gx_fail_errno(err, "cannot read '%s'", path);
		r = S_ISDIR(about.st_mode) ? read_folder(path, &entry, err) : read_file(path, &entry, err);
	}
	return r < 0 ? r : make_value(&entry, arena, ret) ? 0 : gx_fail_memory(err);
}
