#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "capture/interpreter_search.h"

const char *gx_search_keep(struct gx_search *search, struct gx_str text)
{
	struct gx_str kept = gx_arena_str(search->arena, text);
	if (kept.at)
		return kept.at;
	search->no_memory = true;
	return "";
}

const char *gx_search_join(struct gx_search *search, const char *folder, const char *name)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(GX_SEARCH_PATH);
	if (*name == '/')
		return gx_search_keep(search, gx_str_of(name));
	gx_path(&path, folder, name);
	if (path.failed == GX_ENOMEM)
		search->no_memory = true;
	return path.failed ? "" : gx_search_keep(search, gx_buf_view(&path));
}

const char *gx_search_parent(struct gx_search *search, const char *path)
{
	struct gx_str text = gx_str_of(path);
	size_t slash = gx_str_find_last(text, '/');
	if (slash == 0 || slash == GX_STR_NOWHERE)
		return "/";
	return gx_search_keep(search, gx_str_sub(text, 0, slash));
}

const char *gx_search_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

const char *gx_search_variable(const char *name)
{
	const char *value = getenv(name);
	return value && *value ? value : NULL;
}

bool gx_search_is_program(const char *path)
{
	struct stat info;
	return *path && stat(path, &info) == 0 && S_ISREG(info.st_mode) && access(path, X_OK) == 0;
}

bool gx_search_is_folder(const char *path)
{
	struct stat info;
	return *path && stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* Reads at most what the buffer may hold. A pipe would let us wait for its writer. */
static void read_regular(const char *path, struct gx_buf *out)
{
	struct stat info;
	GX_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))
		return;
	for (;;) {
		size_t room = out->max - out->len < 4096 ? out->max - out->len : 4096;
		char *at = room > 0 ? gx_buf_reserve(out, room) : NULL;
		ssize_t got = at ? read(fd, at, room) : 0;
		if (got <= 0)
			return;
		out->len += (size_t)got;
	}
}

struct gx_str gx_search_read(const char *path, struct gx_buf *out)
{
	gx_buf_reset(out);
	read_regular(path, out);
	return gx_buf_view(out);
}
