/*
 * What the parts of the search for a command's interpreter share (interpreter.h): the search itself, step by step.
 */
#ifndef GX_CAPTURE_INTERPRETER_SEARCH_H
#define GX_CAPTURE_INTERPRETER_SEARCH_H

#include "base/arena.h"
#include "base/buf.h"
#include "capture/interpreter.h"

enum {
	GX_SEARCH_STEPS = 8,	/* from launcher to script to interpreter */
	GX_SEARCH_WORDS = 256,	/* of a command line that are looked at */
	GX_SEARCH_DEPTH = 64,	/* folders upwards */
	GX_SEARCH_PATH = 8192,	/* bytes of a path */
	GX_SEARCH_FILE = 1 << 16, /* bytes of a configuration file */
};

struct gx_search {
	const char *folder; /* where the command starts */
	struct gx_arena *arena;
	const char *const *argv; /* what is left to look at; NULL: it is no Python */
	const char *path;	 /* the interpreter, once it is found */
	bool no_memory;
};

/* "<folder>/<name>", or an absolute name itself, in the arena; "" without memory, which the search remembers. */
const char *gx_search_join(struct gx_search *search, const char *folder, const char *name);

/* A copy in the arena; "" without memory. */
const char *gx_search_keep(struct gx_search *search, struct gx_str text);

/* The folder that a path lies in, in the arena; "/" of "/". */
const char *gx_search_parent(struct gx_search *search, const char *path);

/* The part behind the last slash. */
const char *gx_search_name(const char *path);

/* The value of a variable, NULL if it is empty or not there. */
const char *gx_search_variable(const char *name);

/* Whether there is a program, a folder. */
bool gx_search_is_program(const char *path);
bool gx_search_is_folder(const char *path);

/* Makes the buffer hold a regular file of at most GX_SEARCH_FILE bytes; empty where there is none. Never waits for a pipe. */
struct gx_str gx_search_read(const char *path, struct gx_buf *out);

/* The program that a name or path means, a shim of pyenv followed; NULL if there is none. */
const char *gx_search_program(struct gx_search *search, const char *name);

/* What a shim of pyenv (<root>/shims/<name>) would start; NULL if nothing. */
const char *gx_search_shim(struct gx_search *search, const char *shim);

/* Whether this is the name of an interpreter: python, python3.11, pypy3, python3.13t. */
bool gx_search_is_python(const char *name);

/* The words of the `#!` line of a script, NULL at the end; NULL if it has none. */
const char *const *gx_search_hashbang(struct gx_search *search, const char *path);

/* Makes one step if argv[0] is a launcher: argv is then the command it starts, or `path` is set, or argv is NULL. */
bool gx_search_launch(struct gx_search *search);

/* Fills all but `path` and the options. False if no installation is found around search->path. */
bool gx_search_home(struct gx_search *search, struct gx_interpreter *interpreter);

#endif
