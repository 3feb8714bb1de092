/*
 * Which Python a command will run, found as the system, the launchers and Python itself would find it, by looking at files and variables
 * alone: nothing is started. What a launcher or a script decides only while it runs (`bash train.sh`) cannot be known: then it is none.
 */
#ifndef GX_CAPTURE_INTERPRETER_H
#define GX_CAPTURE_INTERPRETER_H

#include "format/flat.h"

struct gx_interpreter {
	const char *path;	    /* as it will be started, links not followed; "": the command is no Python, and the rest is unset */
	const char *version;	    /* "3.11.2"; "3.11" where no file says the rest */
	const char *implementation; /* "cpython", "pypy" */
	const char *library;	    /* its folder of modules: "python3.11", "python3.13t", "pypy3.10" */
	const char *prefix;	    /* sys.prefix: of the virtual environment, if it is one */
	const char *base;	    /* sys.base_prefix: of the installation; `prefix`, if it is no virtual environment */
	const char *folder;	    /* the one that the command starts in, for relative paths */
	bool is_virtual;	    /* has a pyvenv.cfg */
	bool system_site;	    /* that says include-system-site-packages */
	bool no_environment;	    /* -E, -I: PYTHON* variables do not count */
	bool no_user_site;	    /* -s, -I */
	bool no_site;		    /* -S */
};

/*
 * `argv` ends with NULL; `folder` is an absolute path. Known are python* and pypy* by name, `#!` lines (with env, env -S, and the form that
 * pip writes for long paths), pyenv's shims, env, uv run, poetry run, pdm run, pipenv run, rye run, pixi run, conda run (mamba,
 * micromamba), sh -c, and commands that start another one (nice, timeout, srun, mpirun …). All of `ret` lives in the arena. GX_ENOMEM.
 */
int gx_interpreter_find(const char *const *argv, const char *folder, struct gx_arena *arena, struct gx_interpreter *ret,
			struct gx_err *err);

/*
 * Sets `python`, `python.path` (~ for the home folder) and, where it is not CPython, `python.implementation`, instead of what
 * gx_capture_system() took for it; removes `python` if the command is none. GX_ENOMEM.
 */
int gx_interpreter_set(const struct gx_interpreter *interpreter, struct gx_arena *arena, struct gx_flat *system, struct gx_err *err);

#endif
