#include <dirent.h>

#include "capture/interpreter_search.h"

enum { VERSIONS_MAX = 4096 };

/* The versions that a file names: its first line with a word on it that is no comment; a view into the buffer. */
static struct gx_str said_by_file(const char *path, struct gx_buf *text)
{
	struct gx_str rest = gx_search_read(path, text), line;
	while (gx_str_cut(&rest, '\n', &line)) {
		line = gx_str_trim(line);
		if (line.len > 0 && line.at[0] != '#')
			return line;
	}
	return GX_STR_NONE;
}

/* $PYENV_VERSION, else .python-version here or in a folder above, else what is set for all. */
static struct gx_str wanted(struct gx_search *search, const char *root, struct gx_buf *text)
{
	struct gx_str said = gx_str_of(gx_search_variable("PYENV_VERSION"));
	const char *folder = search->folder;
	for (size_t i = 0; i < GX_SEARCH_DEPTH && said.len == 0; i++) {
		said = said_by_file(gx_search_join(search, folder, ".python-version"), text);
		if (strcmp(folder, "/") == 0)
			break;
		folder = gx_search_parent(search, folder);
	}
	return said.len > 0 ? said : said_by_file(gx_search_join(search, root, "version"), text);
}

/* The folder of a version, "3.11" being the newest 3.11.x; NULL if there is none. */
static const char *version_folder(struct gx_search *search, const char *versions, const char *version)
{
	const char *exact = gx_search_join(search, versions, version), *best = NULL;
	size_t len = strlen(version);
	if (strchr(version, '/') || len == 0)
		return NULL;
	if (gx_search_is_folder(exact))
		return exact;
	DIR *folder = opendir(versions);
	if (!folder)
		return NULL;
	const struct dirent *entry;
	for (size_t i = 0; i < VERSIONS_MAX && (entry = readdir(folder)) != NULL; i++) {
		bool of_it = strncmp(entry->d_name, version, len) == 0 && entry->d_name[len] == '.';
		if (of_it && (!best || strverscmp(entry->d_name, best) > 0))
			best = gx_search_keep(search, gx_str_of(entry->d_name));
	}
	(void)closedir(folder);
	return best ? gx_search_join(search, versions, best) : NULL;
}

/* The version `system`: the first of that name in $PATH that is no shim. */
static const char *of_system(struct gx_search *search, const char *shims, const char *name)
{
	struct gx_str rest = gx_str_of(gx_search_variable("PATH")), part;
	while (gx_str_cut(&rest, ':', &part)) {
		const char *path = gx_search_join(search, gx_search_keep(search, part), name);
		if (!gx_str_is(part, shims) && gx_search_is_program(path))
			return path;
	}
	return NULL;
}

const char *gx_search_shim(struct gx_search *search, const char *shim)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_SEARCH_FILE);
	const char *shims = gx_search_parent(search, shim), *root = gx_search_parent(search, shims), *name = gx_search_name(shim);
	const char *versions = gx_search_join(search, root, "versions");
	if (!gx_search_is_folder(versions))
		return shim;
	struct gx_str rest = wanted(search, root, &text), part;
	if (rest.len == 0)
		rest = GX_STR("system");
	while (gx_str_cut(&rest, ':', &part)) {
		const char *folder = version_folder(search, versions, gx_search_keep(search, part));
		const char *path = folder ? gx_search_join(search, gx_search_join(search, folder, "bin"), name) : NULL;
		if (gx_str_is(part, "system"))
			path = of_system(search, shims, name);
		if (path && gx_search_is_program(path))
			return path;
	}
	return NULL;
}
