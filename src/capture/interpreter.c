#include "capture/interpreter.h"

#include <ctype.h>

#include "base/utf8.h"
#include "capture/interpreter_search.h"

enum { HASHBANG_MAX = 4096 };

bool gx_search_is_python(const char *name)
{
	static const char *const stems[] = { "python", "pypy" };
	for (size_t i = 0; i < GX_LEN(stems); i++) {
		size_t len = strlen(stems[i]);
		if (strncmp(name, stems[i], len) != 0)
			continue;
		const char *rest = name + len + strspn(name + len, "0123456789.");
		if (rest[0] == '\0' || (islower((unsigned char)rest[0]) && rest[1] == '\0'))
			return true;
	}
	return false;
}

/* In $PATH, whose relative and empty parts count from where the command starts. */
static const char *program_in_path(struct gx_search *search, const char *name)
{
	struct gx_str rest = gx_str_of(gx_search_variable("PATH")), part;
	while (gx_str_cut(&rest, ':', &part)) {
		const char *folder = gx_search_join(search, search->folder, gx_search_keep(search, part));
		const char *path = gx_search_join(search, folder, name);
		if (gx_search_is_program(path))
			return path;
	}
	return NULL;
}

const char *gx_search_program(struct gx_search *search, const char *name)
{
	if (*name == '\0')
		return NULL;
	const char *path = strchr(name, '/') ? gx_search_join(search, search->folder, name) : program_in_path(search, name);
	if (!path || !gx_search_is_program(path))
		return NULL;
	return strcmp(gx_search_name(gx_search_parent(search, path)), "shims") == 0 ? gx_search_shim(search, path) : path;
}

/* The words of a line between separators, NULL at the end. */
static const char *const *words_of(struct gx_search *search, struct gx_str line, char separator)
{
	const char **words = gx_arena_array(search->arena, GX_SEARCH_WORDS + 1, sizeof(const char *));
	struct gx_str word;
	if (!words) {
		search->no_memory = true;
		return NULL;
	}
	for (size_t count = 0; count < GX_SEARCH_WORDS && gx_str_cut(&line, separator, &word);) {
		word = gx_str_trim(word);
		if (word.len > 0)
			words[count++] = gx_search_keep(search, word);
	}
	return words;
}

/* pip and uv write, where a `#!` line would be too long: `#!/bin/sh`, then `'''exec' "/long path/python" "$0" "$@"`. */
static const char *long_interpreter(struct gx_search *search, struct gx_str second_line)
{
	static const struct gx_str mark = GX_STR_INIT("'''exec' ");
	if (!gx_str_starts(second_line, mark))
		return NULL;
	struct gx_str rest = gx_str_from(second_line, mark.len), path;
	char quote = rest.len > 0 && rest.at[0] == '"' ? '"' : ' ';
	if (quote == '"')
		rest = gx_str_from(rest, 1);
	return gx_str_cut(&rest, quote, &path) && path.len > 0 && path.at[0] == '/' ? gx_search_keep(search, path) : NULL;
}

const char *const *gx_search_hashbang(struct gx_search *search, const char *path)
{
	GX_CLEANUP(gx_buf) head = GX_BUF_INIT(HASHBANG_MAX);
	struct gx_str rest = gx_search_read(path, &head), first, second;
	if (!gx_str_starts(rest, GX_STR("#!")) || !gx_str_cut(&rest, '\n', &first))
		return NULL;
	const char *python = gx_str_cut(&rest, '\n', &second) ? long_interpreter(search, second) : NULL;
	return python ? words_of(search, gx_str_of(python), '\n') : words_of(search, gx_str_from(first, 2), ' ');
}

/* One step: from a launcher to its command, from a script to its interpreter. */
static void step(struct gx_search *search)
{
	if (gx_search_launch(search))
		return;
	const char *path = gx_search_program(search, search->argv[0]);
	if (path && gx_search_is_python(gx_search_name(search->argv[0])))
		search->path = path;
	else
		search->argv = path ? gx_search_hashbang(search, path) : NULL;
}

/* The letters of one argument of the interpreter; false if the next argument belongs to it or ends the options. */
static bool read_letters(const char *letters, struct gx_interpreter *interpreter)
{
	for (; *letters; letters++) {
		if (strchr("cmWX", *letters))
			return false;
		interpreter->no_environment |= strchr("EI", *letters) != NULL;
		interpreter->no_user_site |= strchr("sI", *letters) != NULL;
		interpreter->no_site |= *letters == 'S';
	}
	return true;
}

/* Python's own options: up to the script, -c or -m. */
static void read_options(const char *const *argv, struct gx_interpreter *interpreter)
{
	for (size_t i = 1; i < GX_SEARCH_WORDS && argv[i] && argv[i][0] == '-' && argv[i][1] != '\0'; i++) {
		const char *argument = argv[i];
		if (argument[1] == '-')
			continue;
		if (read_letters(argument + 1, interpreter))
			continue;
		const char *letter = strpbrk(argument, "cmWX");
		if (!letter || strchr("cm", *letter))
			return;
		if (letter[1] == '\0' && argv[i + 1])
			i++;
	}
}

int gx_interpreter_find(const char *const *argv, const char *folder, struct gx_arena *arena, struct gx_interpreter *ret,
			struct gx_err *err)
{
	struct gx_search search = { folder, arena, argv, NULL, false };
	struct gx_interpreter found = { .path = "", .folder = gx_search_keep(&search, gx_str_of(folder)) };
	for (size_t i = 0; i < GX_SEARCH_STEPS && !search.path && search.argv && search.argv[0]; i++)
		step(&search);
	if (search.path && gx_search_home(&search, &found)) {
		found.path = search.path;
		if (search.argv)
			read_options(search.argv, &found);
	}
	if (search.no_memory)
		return gx_fail_memory(err);
	*ret = found;
	return 0;
}

/* The user's home is no part of what ran. */
static void write_path(struct gx_buf *out, const char *path)
{
	const char *home = gx_search_variable("HOME");
	size_t len = home ? strlen(home) : 0;
	if (len > 1 && strncmp(path, home, len) == 0 && path[len] == '/')
		gx_buf_printf(out, "~%s", path + len);
	else
		gx_buf_text(out, path);
}

static bool set_text(struct gx_flat *system, struct gx_arena *arena, const char *key, struct gx_str text)
{
	struct gx_value value;
	if (text.len == 0 || gx_utf8_check(text) != text.len)
		return true;
	return gx_value_string(arena, text, &value) && gx_flat_set(system, arena, gx_str_of(key), value);
}

int gx_interpreter_set(const struct gx_interpreter *interpreter, struct gx_arena *arena, struct gx_flat *system, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(2 * GX_SEARCH_PATH);
	gx_flat_remove(system, GX_STR("python"));
	if (!*interpreter->path)
		return 0;
	write_path(&path, interpreter->path);
	bool plain = strcmp(interpreter->implementation, "cpython") == 0;
	bool set = set_text(system, arena, "python", gx_str_of(interpreter->version)) &&
		   set_text(system, arena, "python.path", gx_buf_view(&path)) &&
		   (plain || set_text(system, arena, "python.implementation", gx_str_of(interpreter->implementation)));
	return set && path.failed != GX_ENOMEM ? 0 : gx_fail_memory(err);
}
