#include "capture/packages.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"
#include "capture/interpreter_search.h"
#include "capture/packages_reader.h"

/* Names of entries of one folder. */
struct names {
	GX_VEC(const char *) list;
};

static void names_release(struct names *names)
{
	gx_vec_release(&names->list);
}

static void gx_packages_reader_release(struct gx_packages_reader *reader)
{
	gx_map_release(&reader->names);
	gx_vec_release(&reader->lines);
	gx_vec_release(&reader->folders);
}

int gx_packages_open(int folder, const char *path, off_t *ret_size)
{
	struct stat info;
	int fd = openat(folder, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd >= 0 && (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))) {
		(void)close(fd);
		return -1;
	}
	if (fd >= 0 && ret_size)
		*ret_size = info.st_size;
	return fd;
}

struct gx_str gx_packages_text(struct gx_packages_reader *reader, int folder, const char *path)
{
	size_t len = 0;
	GX_CLOSE int fd = gx_packages_open(folder, path, NULL);
	while (fd >= 0 && len < GX_PACKAGES_HEAD) {
		ssize_t got = read(fd, reader->text + len, GX_PACKAGES_HEAD - len);
		if (got <= 0)
			break;
		len += (size_t)got;
	}
	return (struct gx_str){ reader->text, len };
}

bool gx_packages_is_word(struct gx_str text, size_t max)
{
	size_t bytes;
	if (text.len == 0 || text.len > max || gx_utf8_check(text) != text.len)
		return false;
	for (size_t at = 0; at < text.len; at += bytes) {
		uint32_t code_point = gx_utf8_read(text, at, &bytes);
		if (code_point == ' ' || gx_utf8_is_hostile(code_point))
			return false;
	}
	return true;
}

void gx_packages_add(struct gx_packages_reader *reader, struct gx_package package)
{
	GX_CLEANUP(gx_buf) line = GX_BUF_INIT(GX_BUF_ANY);
	if (reader->lines.len >= GX_PACKAGES_MAX) {
		reader->too_many = true;
		return;
	}
	gx_package_write(&line, package);
	struct gx_str kept = gx_arena_str(reader->arena, gx_buf_view(&line));
	struct gx_str *slot = kept.at && !line.failed ? gx_vec_add(&reader->lines) : NULL;
	if (slot)
		*slot = kept;
	else
		reader->no_memory = true;
}

static void add_name(struct gx_packages_reader *reader, struct names *names, const char *name)
{
	struct gx_str kept = gx_arena_str(reader->arena, gx_str_of(name));
	const char **slot = kept.at ? gx_vec_add(&names->list) : NULL;
	if (slot)
		*slot = kept.at;
	else
		reader->no_memory = true;
}

/* The newest version first: what a broken upgrade left behind comes too late. */
static int compare_newest(const void *a, const void *b)
{
	return strverscmp(*(const char *const *)b, *(const char *const *)a);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_names(struct names *names, int (*compare)(const void *, const void *))
{
	if (names->list.len > 0)
		qsort(names->list.at, names->list.len, sizeof(*names->list.at), compare);
}

/* What of a folder matters: packages, and the files that name more folders. One pass, for a folder may be large. */
static void list_folder(struct gx_packages_reader *reader, DIR *folder, struct names *packages, struct names *paths)
{
	const struct dirent *entry;
	for (size_t i = 0; i < GX_PACKAGES_ENTRIES_MAX && (entry = readdir(folder)) != NULL; i++) {
		if (gx_packages_is_metadata(entry->d_name))
			add_name(reader, packages, entry->d_name);
		else if (paths && entry->d_name[0] != '.' && gx_str_ends(gx_str_of(entry->d_name), GX_STR(".pth")))
			add_name(reader, paths, entry->d_name);
	}
}

/* Notes a folder; false if it was read before, by whatever name, or is one too many. */
static bool note_folder(struct gx_packages_reader *reader, int fd)
{
	struct stat info;
	if (fstat(fd, &info) != 0 || reader->folders.len >= GX_PACKAGES_FOLDERS_MAX)
		return false;
	for (size_t i = 0; i < reader->folders.len; i++)
		if (reader->folders.at[i].device == info.st_dev && reader->folders.at[i].inode == info.st_ino)
			return false;
	struct gx_packages_folder *slot = gx_vec_add(&reader->folders);
	if (!slot) {
		reader->no_memory = true;
		return false;
	}
	*slot = (struct gx_packages_folder){ info.st_dev, info.st_ino };
	return true;
}

static DIR *open_folder(struct gx_packages_reader *reader, const char *path)
{
	DIR *folder = opendir(path);
	if (!folder || note_folder(reader, dirfd(folder)))
		return folder;
	(void)closedir(folder);
	return NULL;
}

/* Reads the packages of a folder; the names of its .pth files go to `paths`, unless that is NULL. */
static void read_packages(struct gx_packages_reader *reader, const char *path, struct names *paths)
{
	GX_CLEANUP(names) packages = { 0 };
	DIR *folder = open_folder(reader, path);
	if (!folder)
		return;
	list_folder(reader, folder, &packages, paths);
	sort_names(&packages, compare_newest);
	for (size_t i = 0; i < packages.list.len && !reader->too_many && !reader->no_memory; i++)
		gx_packages_read_metadata(reader, dirfd(folder), packages.list.at[i]);
	(void)closedir(folder);
}

static const char *join(struct gx_packages_reader *reader, const char *folder, const char *name)
{
	struct gx_search search = { .arena = reader->arena };
	const char *path = gx_search_join(&search, folder, name);
	reader->no_memory |= search.no_memory;
	return path;
}

/* The lines of a .pth file that are paths. What begins with `import` is code, which we do not run. */
static void read_path_file(struct gx_packages_reader *reader, const char *site, const char *name)
{
	struct gx_str text = gx_packages_text(reader, AT_FDCWD, join(reader, site, name)), line;
	struct gx_str rest = gx_arena_str(reader->arena, text);
	while (gx_str_cut(&rest, '\n', &line) && reader->folders.len < GX_PACKAGES_FOLDERS_MAX) {
		line = gx_str_trim(line);
		if (line.len == 0 || line.at[0] == '#' || gx_str_starts(line, GX_STR("import ")) || gx_str_starts(line, GX_STR("import\t")))
			continue;
		struct gx_str kept = gx_arena_str(reader->arena, line);
		if (kept.at)
			read_packages(reader, join(reader, site, kept.at), NULL);
	}
}

/* A folder of packages whose .pth files count, in the order of their names. */
static void read_site(struct gx_packages_reader *reader, const char *site)
{
	GX_CLEANUP(names) paths = { 0 };
	read_packages(reader, site, &paths);
	sort_names(&paths, compare_names);
	for (size_t i = 0; i < paths.list.len; i++)
		read_path_file(reader, site, paths.list.at[i]);
}

static void read_site_below(struct gx_packages_reader *reader, const char *prefix, const char *folder, const char *last)
{
	const char *library = join(reader, join(reader, prefix, folder), reader->interpreter->library);
	read_site(reader, join(reader, library, last));
}

/*
 * The folders of an installation, as site.py has them; those of Debian and of what is built from RPMs have their own, each told by a folder
 * that the other has not.
 */
static void read_sites(struct gx_packages_reader *reader, const char *prefix)
{
	const char *library = join(reader, join(reader, prefix, "lib64"), reader->interpreter->library);
	const char *debian = join(reader, prefix, "lib/python3/dist-packages");
	if (access(join(reader, library, "os.py"), F_OK) == 0) {
		read_site_below(reader, prefix, "local/lib64", "site-packages");
		read_site_below(reader, prefix, "local/lib", "site-packages");
	}
	read_site_below(reader, prefix, "lib64", "site-packages");
	read_site_below(reader, prefix, "lib", "site-packages");
	if (gx_search_is_folder(debian)) {
		read_site_below(reader, prefix, "local/lib", "dist-packages");
		read_site(reader, debian);
		read_site_below(reader, prefix, "lib", "dist-packages");
	}
}

/* A variable of Python's, unless -E or -I told it to look at none. */
static const char *python_variable(const struct gx_packages_reader *reader, const char *name)
{
	return reader->interpreter->no_environment ? NULL : gx_search_variable(name);
}

/* Of the user alone: not in a virtual environment that is cut off. */
static void read_user_site(struct gx_packages_reader *reader)
{
	const struct gx_interpreter *interpreter = reader->interpreter;
	const char *base = python_variable(reader, "PYTHONUSERBASE"), *home = gx_search_variable("HOME");
	if ((interpreter->is_virtual && !interpreter->system_site) || interpreter->no_user_site ||
	    python_variable(reader, "PYTHONNOUSERSITE"))
		return;
	if (!base && home)
		base = join(reader, home, ".local");
	if (base)
		read_site_below(reader, base, "lib", "site-packages");
}

static void read_python_path(struct gx_packages_reader *reader)
{
	struct gx_str rest = gx_str_of(python_variable(reader, "PYTHONPATH")), part;
	while (gx_str_cut(&rest, ':', &part)) {
		struct gx_str kept = gx_arena_str(reader->arena, part);
		if (kept.at)
			read_packages(reader, join(reader, reader->interpreter->folder, kept.at), NULL);
	}
}

/* In the order of sys.path. */
static void read_all(struct gx_packages_reader *reader)
{
	const struct gx_interpreter *interpreter = reader->interpreter;
	gx_packages_read_conda(reader, interpreter->prefix);
	read_python_path(reader);
	read_packages(reader, join(reader, join(reader, interpreter->base, "lib"), interpreter->library), NULL);
	if (interpreter->no_site)
		return;
	if (interpreter->is_virtual)
		read_sites(reader, interpreter->prefix);
	read_user_site(reader);
	if (!interpreter->is_virtual || interpreter->system_site)
		read_sites(reader, interpreter->base);
}

int gx_capture_packages(const struct gx_interpreter *interpreter, struct gx_arena *arena, struct gx_buf *out, struct gx_err *err)
{
	GX_CLEANUP(gx_packages_reader) reader = { .interpreter = interpreter, .arena = arena };
	if (!*interpreter->path)
		return 0;
	reader.text = gx_arena_alloc(arena, GX_PACKAGES_HEAD);
	if (!reader.text)
		return gx_fail_memory(err);
	read_all(&reader);
	if (reader.no_memory)
		return gx_fail_memory(err);
	if (reader.too_many)
		return gx_fail(err, GX_ELIMIT, "'%s' has more than %d packages", interpreter->path, GX_PACKAGES_MAX);
	gx_packages_write(out, reader.lines.at, reader.lines.len);
	return gx_buf_check(out, "the list of packages", err);
}
