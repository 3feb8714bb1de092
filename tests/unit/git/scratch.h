/*
 * What the tests of this room share: a scratch folder with a scrubbed environment, plain git, random numbers that are the same every time.
 * Criterion runs each test in a process of its own, so that folder and environment are the test's.
 */
#ifndef GX_TEST_GIT_SCRATCH_H
#define GX_TEST_GIT_SCRATCH_H

#include <criterion/criterion.h>
#include <git2.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "git/object.h"

/* SplitMix64. */
static inline uint64_t test_next(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15u);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static inline size_t test_below(uint64_t *state, size_t limit)
{
	return (size_t)(test_next(state) % limit);
}

static char scratch_folder[256];

/* Runs a shell script, gives its standard output (the caller's, NUL behind) and in *ret_status how it ended. */
static inline struct gx_buf shell_status(int *ret_status, const char *script)
{
	struct gx_buf out = GX_BUF_INIT(GX_BUF_ANY);
	FILE *pipe = popen(script, "r");
	cr_assert(pipe != NULL);
	char chunk[1 << 16];
	for (size_t got; (got = fread(chunk, 1, sizeof(chunk), pipe)) > 0;)
		gx_buf_add(&out, chunk, got);
	*ret_status = pclose(pipe);
	return out;
}

__attribute__((format(printf, 1, 0))) static inline struct gx_buf shell_args(const char *format, va_list args)
{
	char *script;
	int status;
	cr_assert(vasprintf(&script, format, args) >= 0);
	struct gx_buf out = shell_status(&status, script);
	cr_assert(status == 0, "status %d of: %s", status, script);
	free(script);
	return out;
}

/* The same; it must succeed. */
__attribute__((format(printf, 1, 2))) static inline struct gx_buf shell_out(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct gx_buf out = shell_args(format, args);
	va_end(args);
	return out;
}

/* Its output is thrown away. */
__attribute__((format(printf, 1, 2))) static inline void shell(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct gx_buf out = shell_args(format, args);
	va_end(args);
	gx_buf_release(&out);
}

/* Its output is one word (an id …), good as long as the test. */
__attribute__((format(printf, 1, 2))) static inline const char *shell_word(const char *format, ...)
{
	static struct gx_arena words;
	va_list args;
	va_start(args, format);
	struct gx_buf out = shell_args(format, args);
	va_end(args);
	struct gx_str word = gx_arena_str(&words, gx_str_trim(gx_buf_view(&out)));
	gx_buf_release(&out);
	return word.at;
}

static inline void scratch_leave(void)
{
	(void)!chdir("/");
	if (scratch_folder[0])
		(void)gx_folder_remove(scratch_folder, NULL);
	scratch_folder[0] = '\0';
}

/* libgit2 asks the environment for its files when it starts, and Criterion may have started it already: here it is asked anew. */
static inline void scratch_search(void)
{
	char path[512];
	const char *xdg = getenv("XDG_CONFIG_HOME");
	cr_assert(git_libgit2_init() > 0);
	cr_assert(git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_GLOBAL, scratch_folder) == 0);
	(void)snprintf(path, sizeof(path), "%s%s", xdg ? xdg : scratch_folder, xdg ? "/git" : "/.config/git");
	cr_assert(git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_XDG, path) == 0);
}

/* Of git's environment nothing is left but who we are. */
static inline void scratch_enter(void)
{
	static const char *const unset[] = { "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR",
		"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS", "GIT_CEILING_DIRECTORIES", "EMAIL",
		"XDG_CONFIG_HOME", "GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE", "GIT_CONFIG_SYSTEM", "GIT_NAMESPACE" };
	for (size_t i = 0; i < sizeof(unset) / sizeof(unset[0]); i++)
		unsetenv(unset[i]);
	const char *root = getenv("TMPDIR");
	(void)snprintf(scratch_folder, sizeof(scratch_folder), "%s/git-exp-unit.XXXXXX", root && *root ? root : "/tmp");
	cr_assert(mkdtemp(scratch_folder) != NULL);
	char *real = realpath(scratch_folder, NULL);
	(void)snprintf(scratch_folder, sizeof(scratch_folder), "%s", real);
	free(real);
	cr_assert(chdir(scratch_folder) == 0);
	setenv("HOME", scratch_folder, 1);
	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	setenv("GIT_AUTHOR_NAME", "A U Thor", 1);
	setenv("GIT_AUTHOR_EMAIL", "author@example.com", 1);
	setenv("GIT_COMMITTER_NAME", "C O Mitter", 1);
	setenv("GIT_COMMITTER_EMAIL", "committer@example.com", 1);
	setenv("LC_ALL", "C", 1);
	setenv("TZ", "UTC0", 1);
	scratch_search();
}

/* A new repository with no commit, as current directory. */
static inline void scratch_repo(void)
{
	scratch_enter();
	shell("git init -q -b main repo");
	cr_assert(chdir("repo") == 0);
}

static inline struct gx_repo *open_repo(void)
{
	struct gx_repo *repo = NULL;
	struct gx_err err = GX_ERR_INIT;
	cr_assert(gx_repo_open(&repo, &err) == 0, "%s", err.text);
	return repo;
}

static inline struct gx_oid oid_of(const char *hex)
{
	struct gx_oid oid = GX_OID_NONE;
	cr_assert(gx_oid_read(gx_str_of(hex), &oid), "'%s' is no id", hex);
	return oid;
}

static inline struct gx_buf file_bytes(const char *path)
{
	struct gx_buf bytes = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_err err = GX_ERR_INIT;
	cr_assert(gx_file_read(path, &bytes, &err) == 0, "%s", err.text);
	return bytes;
}

static inline void write_file(const char *path, struct gx_str bytes)
{
	FILE *file = fopen(path, "wb");
	cr_assert(file != NULL, "%s", path);
	cr_assert(fwrite(bytes.len ? bytes.at : "", 1, bytes.len, file) == bytes.len);
	cr_assert(fclose(file) == 0);
}

#endif
