#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "capture/interpreter_search.h"
#include "capture/machine.h"

enum { ENTRIES_MAX = 10000 };

/* What a pyvenv.cfg says. */
struct config {
	bool is_there, system_site;
	const char *home;    /* folder of the interpreter that it was made by; "" */
	const char *version; /* "3.11.2", or "" */
};

/* The keys in lower case, as the tools write them. */
static struct config read_config(struct gx_search *search, const char *folder)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_SEARCH_FILE);
	struct gx_str lines = gx_search_read(gx_search_join(search, folder, "pyvenv.cfg"), &text);
	struct gx_str home = gx_machine_field(lines, "home", '='), version = gx_machine_field(lines, "version", '=');
	struct gx_str site = gx_machine_field(lines, "include-system-site-packages", '=');
	if (version.len == 0)
		version = gx_machine_field(lines, "version_info", '=');
	bool system_site = site.len == 0 || gx_str_equal_nocase(site, GX_STR("true"));
	return (struct config){ lines.len > 0, system_site, gx_search_keep(search, home), gx_search_keep(search, version) };
}

/* How much of a text is a version of two numbers, "3.11"; 0 if it begins with none. */
static size_t two_numbers(const char *text)
{
	size_t major = strspn(text, "0123456789");
	if (major == 0 || text[major] != '.')
		return 0;
	size_t minor = strspn(text + major + 1, "0123456789");
	return minor == 0 ? 0 : major + 1 + minor;
}

/* "python3.11" of "python3.11", "python3.13t", "python3.11d"; "" of "python3". */
static const char *library_by_name(struct gx_search *search, const char *name)
{
	size_t stem = strcspn(name, "0123456789");
	size_t len = two_numbers(name + stem);
	if (!gx_search_is_python(name) || len == 0)
		return "";
	len += stem;
	len += name[len] == 't';
	return gx_search_keep(search, (struct gx_str){ name, len });
}

static const char *library_by_version(struct gx_search *search, const char *name, const char *version)
{
	GX_CLEANUP(gx_buf) library = GX_BUF_INIT(256);
	size_t len = two_numbers(version);
	if (len == 0)
		return "";
	gx_buf_text(&library, strncmp(name, "pypy", 4) == 0 ? "pypy" : "python");
	gx_buf_add(&library, version, len);
	return gx_search_keep(search, gx_buf_view(&library));
}

/* Whether <prefix>/lib or lib64 holds this library. */
static bool is_home(struct gx_search *search, const char *prefix, const char *library)
{
	static const char *const folders[] = { "lib", "lib64" };
	for (size_t i = 0; i < GX_LEN(folders); i++) {
		const char *path = gx_search_join(search, gx_search_join(search, prefix, folders[i]), library);
		struct stat info;
		if (stat(gx_search_join(search, path, "os.py"), &info) == 0)
			return true;
	}
	return false;
}

/* The newest library in <prefix>/lib; "" if there is none. */
static const char *library_in(struct gx_search *search, const char *prefix)
{
	const char *best = "";
	const struct dirent *entry;
	DIR *folder = opendir(gx_search_join(search, prefix, "lib"));
	if (!folder)
		return "";
	for (size_t i = 0; i < ENTRIES_MAX && (entry = readdir(folder)) != NULL; i++) {
		const char *library = library_by_name(search, entry->d_name);
		if (*library && strverscmp(library, best) > 0 && is_home(search, prefix, library))
			best = library;
	}
	(void)closedir(folder);
	return best;
}

/*
 * From the folder of the program upwards, as Python looks for its landmark. "" if it is nowhere. A program whose name does not tell its
 * version may be anything, and so must lie in the `bin` of its installation.
 */
static const char *find_home(struct gx_search *search, const char *folder, const char **library)
{
	for (size_t i = 0; i < (**library ? (size_t)GX_SEARCH_DEPTH : 2); i++) {
		const char *there = **library ? *library : library_in(search, folder);
		if (*there && is_home(search, folder, there)) {
			*library = there;
			return folder;
		}
		if (strcmp(folder, "/") == 0)
			break;
		folder = gx_search_parent(search, folder);
	}
	return "";
}

/* `#define PY_VERSION "3.11.2"` in the headers, which all but some distributions install. */
static struct gx_str version_in_headers(struct gx_search *search, const struct gx_interpreter *interpreter, struct gx_buf *text)
{
	const char *folder = gx_search_join(search, gx_search_join(search, interpreter->base, "include"), interpreter->library);
	struct gx_str rest = gx_search_read(gx_search_join(search, folder, "patchlevel.h"), text), line;
	static const struct gx_str define = GX_STR_INIT("#define PY_VERSION ");
	while (gx_str_cut(&rest, '\n', &line)) {
		if (!gx_str_starts(line, define))
			continue;
		struct gx_str value = gx_str_trim(gx_str_from(line, define.len));
		return value.len > 2 && value.at[0] == '"' ? gx_str_sub(value, 1, value.len - 2) : GX_STR_NONE;
	}
	return GX_STR_NONE;
}

/* The whole version, if a file has it and it is of this library; else its two numbers. */
static void set_version(struct gx_search *search, const struct config *config, struct gx_interpreter *interpreter)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_SEARCH_FILE);
	const char *numbers = interpreter->library + strcspn(interpreter->library, "0123456789");
	size_t len = two_numbers(numbers);
	struct gx_str headers = version_in_headers(search, interpreter, &text), told[] = { headers, gx_str_of(config->version) };
	interpreter->version = gx_search_keep(search, (struct gx_str){ numbers, len });
	for (size_t i = 0; i < GX_LEN(told); i++) {
		if (told[i].len <= len || told[i].len > 64 || memcmp(told[i].at, numbers, len) != 0 || told[i].at[len] != '.')
			continue;
		interpreter->version = gx_search_keep(search, told[i]);
		return;
	}
}

/* The folders that Python finds by pyvenv.cfg or by where its program lies. An installation that is gone leaves the environment. */
static bool set_prefixes(struct gx_search *search, const struct config *config, const char *real, const char *parent,
			 struct gx_interpreter *interpreter)
{
	const char *from = config->is_there && *config->home ? config->home : gx_search_parent(search, real);
	const char *base = find_home(search, from, &interpreter->library);
	if (!*base)
		base = find_home(search, gx_search_parent(search, real), &interpreter->library);
	interpreter->is_virtual = config->is_there;
	interpreter->system_site = config->system_site;
	interpreter->prefix = config->is_there ? parent : base;
	interpreter->base = *base ? base : interpreter->prefix;
	return *interpreter->library && *interpreter->prefix;
}

bool gx_search_home(struct gx_search *search, struct gx_interpreter *interpreter)
{
	const char *folder = gx_search_parent(search, search->path), *parent = gx_search_parent(search, folder);
	GX_FREE char *resolved = realpath(search->path, NULL);
	const char *real = resolved ? gx_search_keep(search, gx_str_of(resolved)) : search->path, *name = gx_search_name(real);
	struct config config = read_config(search, folder);
	if (!config.is_there)
		config = read_config(search, parent);
	interpreter->library = library_by_name(search, name);
	if (!*interpreter->library)
		interpreter->library = library_by_version(search, name, config.version);
	if (!set_prefixes(search, &config, real, parent, interpreter))
		return false;
	interpreter->implementation = strncmp(interpreter->library, "pypy", 4) == 0 ? "pypy" : "cpython";
	set_version(search, &config, interpreter);
	return true;
}
