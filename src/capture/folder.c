#include "capture/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/vec.h"

enum { PATH_ROOM = 1 << 16 };

struct walk {
	const char *root;
	struct gx_arena arena;
	GX_VEC(const char *) files; /* below the root */
};

enum what { FILE_FOUND, FOLDER_FOUND, NEITHER };

/* *ret_what, without asking the file system where the entry says it. */
static int classify(const char *path, unsigned char type, enum what *ret_what, struct gx_err *err)
{
	struct stat about;
	*ret_what = type == DT_REG ? FILE_FOUND : type == DT_DIR ? FOLDER_FOUND : NEITHER;
	if (type != DT_LNK && type != DT_UNKNOWN)
		return 0;
	if (type == DT_UNKNOWN && lstat(path, &about) == 0 && S_ISDIR(about.st_mode)) {
		*ret_what = FOLDER_FOUND;
		return 0;
	}
	if (stat(path, &about) == 0)
		*ret_what = S_ISREG(about.st_mode) ? FILE_FOUND : NEITHER;
	else if (errno != ENOENT && errno != ELOOP)
		return gx_fail_errno(err, "cannot read '%s'", path);
	return 0;
}

static int add_folder(struct walk *walk, const char *below, unsigned depth, struct gx_err *err);

static int add_file(struct walk *walk, const char *below, struct gx_err *err)
{
	if (walk->files.len == GX_FOLDER_FILES_MAX)
		return gx_fail(err, GX_ELIMIT, "'%s' holds over %d files", walk->root, GX_FOLDER_FILES_MAX);
	const char **slot = gx_vec_add(&walk->files);
	if (slot)
		*slot = gx_arena_str(&walk->arena, gx_str_of(below)).at;
	return slot && *slot ? 0 : gx_fail_memory(err);
}

static int add_entry(struct walk *walk, const char *below, const struct dirent *entry, unsigned depth, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) name = GX_BUF_INIT(PATH_ROOM);
	GX_CLEANUP(gx_buf) whole = GX_BUF_INIT(PATH_ROOM);
	enum what what = NEITHER;
	if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
		return 0;
	gx_path(&name, below, entry->d_name);
	gx_path(&whole, walk->root, gx_buf_c(&name));
	int r = gx_buf_check(&whole, "a path", err);
	if (r == 0)
		r = classify(gx_buf_c(&whole), entry->d_type, &what, err);
	if (r < 0 || what == NEITHER)
		return r;
	return what == FILE_FOUND ? add_file(walk, gx_buf_c(&name), err) : add_folder(walk, gx_buf_c(&name), depth + 1, err);
}

static int add_folder(struct walk *walk, const char *below, unsigned depth, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) whole = GX_BUF_INIT(PATH_ROOM);
	const char *path = *below ? gx_path(&whole, walk->root, below) : walk->root;
	if (depth > GX_FOLDER_DEPTH_MAX)
		return gx_fail(err, GX_ELIMIT, "'%s' is over %d folders deep", walk->root, GX_FOLDER_DEPTH_MAX);
	DIR *dir = opendir(path);
	if (!dir)
		return gx_fail_errno(err, "cannot read the folder '%s'", path);
	int r = 0;
	const struct dirent *entry = NULL;
	while (r == 0 && (errno = 0, entry = readdir(dir)))
		r = add_entry(walk, below, entry, depth, err);
	if (r == 0 && errno)
		r = gx_fail_errno(err, "cannot read the folder '%s'", path);
	closedir(dir);
	return r;
}

/* As sha256sum(1) prints it: a name with a backslash, newline or CR is escaped, and its line begins with a backslash. */
static void print_sum(struct gx_buf *out, const unsigned char sha256[GX_SHA256_BYTES], const char *path)
{
	char hex[2 * GX_SHA256_BYTES + 1];
	gx_hex(sha256, GX_SHA256_BYTES, hex);
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
	const char *const *x = a, *const *y = b;
	return strcmp(*x, *y);
}

static int hash_file(const struct walk *walk, const char *file, struct gx_hash *all, struct gx_folder_sum *sum, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) whole = GX_BUF_INIT(PATH_ROOM);
	GX_CLEANUP(gx_buf) line = GX_BUF_INIT(2 * PATH_ROOM);
	unsigned char sha256[GX_SHA256_BYTES];
	uint64_t size;
	int r = gx_sha256_file(gx_path(&whole, walk->root, file), sha256, &size, err);
	if (r < 0)
		return r;
	print_sum(&line, sha256, file);
	gx_hash_add(all, line.at, line.len);
	sum->size += size;
	sum->count++;
	return gx_buf_check(&line, "a path", err);
}

static int hash_files(const struct walk *walk, struct gx_folder_sum *ret, struct gx_err *err)
{
	struct gx_folder_sum sum = { .size = 0 };
	struct gx_hash *all = gx_hash_new(GX_SHA256);
	int r = all ? 0 : gx_fail_memory(err);
	for (size_t i = 0; r == 0 && i < walk->files.len; i++)
		r = hash_file(walk, walk->files.at[i], all, &sum, err);
	if (r == 0) {
		gx_hash_final(all, sum.sha256);
		*ret = sum;
	}
	gx_hash_free(all);
	return r;
}

int gx_folder_sum(const char *path, struct gx_folder_sum *ret, struct gx_err *err)
{
	struct walk walk = { .root = path, .arena = GX_ARENA_INIT };
	int r = add_folder(&walk, "", 0, err);
	if (r == 0 && walk.files.len > 1)
		qsort(walk.files.at, walk.files.len, sizeof(*walk.files.at), by_bytes);
	if (r == 0)
		r = hash_files(&walk, ret, err);
	gx_vec_release(&walk.files);
	gx_arena_release(&walk.arena);
	return r;
}
