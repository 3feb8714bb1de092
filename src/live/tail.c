#include "live/tail.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/vec.h"

enum { CHUNK = 1 << 20, PATH_ROOM = 8192, NAME_ROOM = 64 };

struct file {
	char name[NAME_ROOM];
	int64_t offset;	  /* of what was not read yet */
	struct gx_buf rest; /* read, and not yet handed out from `taken` on */
	size_t taken;
	bool skipping; /* inside a line that is too long */
	bool ended;    /* of this pass: no more for now */
};

struct gx_tail {
	struct gx_buf folder;
	GX_VEC(struct file) files;
	size_t current; /* the file that is read */
	bool listed;	/* in this pass */
	bool finishing;
	size_t skipped;
};

int gx_tail_open(const char *folder, struct gx_tail **ret, struct gx_err *err)
{
	struct gx_tail *tail = calloc(1, sizeof(*tail));
	if (!tail)
		return gx_fail_memory(err);
	tail->folder = (struct gx_buf)GX_BUF_INIT(PATH_ROOM);
	gx_buf_text(&tail->folder, folder);
	int r = gx_buf_check(&tail->folder, "the path of a live run", err);
	if (r < 0)
		gx_tail_free(tail);
	else
		*ret = tail;
	return r;
}

void gx_tail_free(struct gx_tail *tail)
{
	if (!tail)
		return;
	for (size_t i = 0; i < tail->files.len; i++)
		gx_buf_release(&tail->files.at[i].rest);
	gx_vec_release(&tail->files);
	gx_buf_release(&tail->folder);
	free(tail);
}

void gx_tail_finish(struct gx_tail *tail)
{
	tail->finishing = true;
	tail->listed = false;
}

size_t gx_tail_skipped(const struct gx_tail *tail)
{
	return tail->skipped;
}

/* ---- which files */

static bool is_made_of(struct gx_str text, const char *bytes)
{
	for (size_t i = 0; i < text.len; i++)
		if (!text.at[i] || !strchr(bytes, text.at[i]))
			return false;
	return text.len > 0;
}

/* "map-<pid>-<hex>" */
static bool is_mapped(struct gx_str ending)
{
	struct gx_str rest = gx_str_from(ending, 4), pid;
	return gx_str_starts(ending, GX_STR("map-")) && gx_str_cut(&rest, '-', &pid) && is_made_of(pid, "0123456789") &&
	       is_made_of(rest, "0123456789abcdef");
}

static bool is_channel(const char *name)
{
	struct gx_str text = gx_str_of(name);
	if (gx_str_is(text, "log") || gx_str_is(text, "journal"))
		return true;
	struct gx_str ending = gx_str_from(text, 4);
	return text.len < NAME_ROOM && gx_str_starts(text, GX_STR("log.")) && (is_made_of(ending, "0123456789") || is_mapped(ending));
}

static bool is_known(const struct gx_tail *tail, const char *name)
{
	for (size_t i = 0; i < tail->files.len; i++)
		if (strcmp(tail->files.at[i].name, name) == 0)
			return true;
	return false;
}

static int find_files(struct gx_tail *tail, struct gx_err *err)
{
	DIR *stream = opendir(gx_buf_c(&tail->folder));
	if (!stream)
		return errno == ENOENT ? 0 : gx_fail_errno(err, "cannot list '%s'", gx_buf_c(&tail->folder));
	int r = 0;
	const struct dirent *entry;
	while (r == 0 && (entry = readdir(stream)) != NULL) {
		if (!is_channel(entry->d_name) || tail->files.len >= GX_TAIL_FILES_MAX || is_known(tail, entry->d_name))
			continue;
		struct file *file = gx_vec_add(&tail->files);
		if (!file) {
			r = gx_fail_memory(err);
			continue;
		}
		memcpy(file->name, entry->d_name, strlen(entry->d_name) + 1);
		file->rest = (struct gx_buf)GX_BUF_INIT(GX_BUF_ANY);
	}
	closedir(stream);
	return r;
}

/* ---- bytes */

/* A link, a pipe or what else could block or lead elsewhere is no channel. -1: there is nothing to read. */
static int open_file(const struct gx_tail *tail, const struct file *file)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	struct stat about;
	gx_buf_printf(&path, "%s/%s", gx_buf_c(&tail->folder), file->name);
	int fd = open(gx_buf_c(&path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0 && (fstat(fd, &about) < 0 || !S_ISREG(about.st_mode))) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Drops what was handed out, reads on; the bytes up to the first NUL count. Nothing new: file->ended. */
static int read_more(const struct gx_tail *tail, struct file *file, struct gx_err *err)
{
	struct gx_buf *rest = &file->rest;
	if (file->taken > 0) {
		memmove(rest->at, rest->at + file->taken, rest->len - file->taken);
		rest->len -= file->taken;
		file->taken = 0;
	}
	char *room = gx_buf_reserve(rest, CHUNK);
	if (!room)
		return gx_fail_memory(err);
	GX_CLOSE int fd = open_file(tail, file);
	ssize_t got = fd < 0 ? 0 : pread(fd, room, CHUNK, file->offset);
	if (got < 0)
		return gx_fail_errno(err, "cannot read '%s' in '%s'", file->name, gx_buf_c(&tail->folder));
	const char *nul = memchr(room, '\0', (size_t)got);
	size_t len = nul ? (size_t)(nul - room) : (size_t)got;
	rest->len += len;
	rest->at[rest->len] = '\0';
	file->offset += (int64_t)len;
	file->ended = len == 0;
	return 0;
}

/* ---- lines */

/* What was read of a line that is too long is dropped. */
static void skip(struct gx_tail *tail, struct file *file)
{
	tail->skipped += !file->skipping;
	file->skipping = true;
	file->taken = file->rest.len;
}

/* A line out of what was read: true. */
static bool take_line(struct gx_tail *tail, struct file *file, struct gx_str *ret)
{
	struct gx_str rest = gx_str_from(gx_buf_view(&file->rest), file->taken);
	while (rest.len > 0) {
		const char *end = memchr(rest.at, '\n', rest.len);
		size_t len = end ? (size_t)(end - rest.at) : rest.len;
		if (!end && len <= GX_TAIL_LINE_MAX)
			return false;
		if (!end) {
			skip(tail, file);
			return false;
		}
		file->taken += len + 1;
		bool skipped = file->skipping || len > GX_TAIL_LINE_MAX;
		tail->skipped += !file->skipping && skipped;
		file->skipping = false;
		*ret = gx_str_sub(rest, 0, len);
		if (!skipped)
			return true;
		rest = gx_str_from(rest, len + 1);
	}
	return false;
}

/* The line that has no end, once nobody will write it. */
static bool take_rest(struct gx_tail *tail, struct file *file, struct gx_str *ret)
{
	struct gx_str rest = gx_str_from(gx_buf_view(&file->rest), file->taken);
	if (!tail->finishing || rest.len == 0)
		return false;
	file->taken = file->rest.len;
	bool whole = !file->skipping;
	file->skipping = false;
	*ret = rest;
	return whole;
}

/* 1 and a line of the file, 0: it has no more. */
static int next_of(struct gx_tail *tail, struct file *file, struct gx_str *ret, struct gx_err *err)
{
	while (!take_line(tail, file, ret)) {
		int r = file->ended ? 0 : read_more(tail, file, err);
		if (r < 0)
			return r;
		if (file->ended)
			return take_rest(tail, file, ret) ? 1 : 0;
	}
	return 1;
}

static int begin_pass(struct gx_tail *tail, struct gx_err *err)
{
	int r = find_files(tail, err);
	for (size_t i = 0; i < tail->files.len; i++)
		tail->files.at[i].ended = false;
	tail->current = 0;
	tail->listed = r == 0;
	return r;
}

int gx_tail_next(struct gx_tail *tail, struct gx_str *ret_line, struct gx_err *err)
{
	int r = tail->listed ? 0 : begin_pass(tail, err);
	for (; r == 0 && tail->current < tail->files.len; tail->current += r == 0)
		r = next_of(tail, &tail->files.at[tail->current], ret_line, err);
	if (r == 0)
		tail->listed = false;
	return r;
}
