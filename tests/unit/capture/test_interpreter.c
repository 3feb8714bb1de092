#include "capture/interpreter.h"

#include "util.h"

static struct gx_arena arena;
static struct gx_interpreter found;

static void write_at(const char *path, const char *text)
{
	put(path, gx_str_of(text));
	cr_assert_eq(chmod(path, 0755), 0);
}

/* An installation of Python below the place: its program, the links to it, its modules. */
static void install(const char *prefix, const char *version)
{
	char path[256], name[64];
	snprintf(name, sizeof(name), "python%s", version);
	snprintf(path, sizeof(path), "%s/bin/%s", prefix, name);
	write_at(path, "\x7f" "ELF");
	snprintf(path, sizeof(path), "%s/lib/%s/os.py", prefix, name);
	write_at(path, "");
	snprintf(path, sizeof(path), "%s/bin/python3", prefix);
	cr_assert_eq(symlink(name, path), 0);
	snprintf(path, sizeof(path), "%s/bin/python", prefix);
	cr_assert_eq(symlink("python3", path), 0);
}

/* A virtual environment of the installation in usr. */
static void make_virtual(const char *folder, const char *config)
{
	char path[256], text[512];
	snprintf(text, sizeof(text), "home = %s/usr/bin\n%s", place, config);
	snprintf(path, sizeof(path), "%s/pyvenv.cfg", folder);
	write_at(path, text);
	snprintf(path, sizeof(path), "%s/bin", folder);
	cr_assert_eq(gx_folder_make(path, NULL), 0);
	snprintf(path, sizeof(path), "%s/bin/python", folder);
	snprintf(text, sizeof(text), "%s/usr/bin/python3.11", place);
	cr_assert_eq(symlink(text, path), 0);
}

static const char *at(const char *path)
{
	static char whole[512];
	snprintf(whole, sizeof(whole), "%s/%s", place, path);
	return whole;
}

static void begin(void)
{
	static const char *const names[] = { "VIRTUAL_ENV",	  "CONDA_PREFIX",   "CONDA_EXE",       "CONDA_ENVS_PATH",
					     "CONDA_ENVS_DIRS",	  "PYENV_VERSION",  "PYENV_ROOT",      "UV_PROJECT_ENVIRONMENT",
					     "MAMBA_ROOT_PREFIX", "PYTHONHOME" };
	make_place();
	for (size_t i = 0; i < GX_LEN(names); i++)
		unsetenv(names[i]);
	install("usr", "3.11");
	setenv("PATH", at("usr/bin"), 1);
	setenv("HOME", place, 1);
}

static void end(void)
{
	gx_arena_release(&arena);
	drop_place();
}

/* Of a command line whose words are cut at blanks. */
static void find(const char *command)
{
	static char text[1024];
	const char *argv[32] = { NULL };
	struct gx_err err = GX_ERR_INIT;
	snprintf(text, sizeof(text), "%s", command);
	size_t count = 0;
	for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
		argv[count++] = word;
	cr_assert_eq(gx_interpreter_find(argv, place, &arena, &found, &err), 0, "%s", err.text);
}

/* "" for no Python, else the interpreter's path below the place. */
static void expect(const char *command, const char *path)
{
	find(command);
	cr_assert_str_eq(found.path, *path ? at(path) : "", "%s", command);
}

Test(interpreter, by_name, .init = begin, .fini = end)
{
	expect("python train.py", "usr/bin/python");
	expect("python3.11 train.py", "usr/bin/python3.11");
	expect("usr/bin/python3 -c x", "usr/bin/python3");
	cr_assert_str_eq(found.version, "3.11");
	cr_assert_str_eq(found.library, "python3.11");
	cr_assert_str_eq(found.implementation, "cpython");
	cr_assert_str_eq(found.prefix, at("usr"));
	cr_assert_str_eq(found.base, at("usr"));
	cr_assert_not(found.is_virtual);
	expect("python2 train.py", "");
	write_at("usr/bin/python-config", "\x7f" "ELF");
	expect("python-config --help", "");
	write_at("usr/bin/train", "\x7f" "ELF");
	expect("train", "");
	expect("missing", "");
	cr_assert_eq(mkdir("usr/bin/python3.12", 0777), 0);
	expect("python3.12", "");
}

/* No installation around it: a stub, another tool's shim. */
Test(interpreter, without_modules, .init = begin, .fini = end)
{
	write_at("opt/bin/python3", "\x7f" "ELF");
	expect("opt/bin/python3 x", "");
}

Test(interpreter, version_in_headers, .init = begin, .fini = end)
{
	write_at("usr/include/python3.11/patchlevel.h", "/* x */\n#define PY_VERSION_HEX 1\n#define PY_VERSION \t \"3.11.9rc1\"\n");
	find("python3");
	cr_assert_str_eq(found.version, "3.11.9rc1");
	/* of another installation */
	write_at("usr/include/python3.11/patchlevel.h", "#define PY_VERSION \"3.12.1\"\n");
	find("python3");
	cr_assert_str_eq(found.version, "3.11");
}

Test(interpreter, virtual_environment, .init = begin, .fini = end)
{
	make_virtual("env", "include-system-site-packages = false\nversion = 3.11.2\n");
	expect("env/bin/python train.py", "env/bin/python");
	cr_assert(found.is_virtual);
	cr_assert_not(found.system_site);
	cr_assert_str_eq(found.version, "3.11.2");
	cr_assert_str_eq(found.prefix, at("env"));
	cr_assert_str_eq(found.base, at("usr"));
	make_virtual("uv", "implementation = CPython\nversion_info = 3.11.4\ninclude-system-site-packages = True\n");
	expect("uv/bin/python train.py", "uv/bin/python");
	cr_assert(found.system_site);
	cr_assert_str_eq(found.version, "3.11.4");
	/* made from an older 3.10, which is gone: the version it was made with is not what runs */
	make_virtual("old", "version = 3.10.1\n");
	find("old/bin/python");
	cr_assert_str_eq(found.version, "3.11");
	/* the program copied, not linked, and the installation removed */
	write_at("copy/pyvenv.cfg", "home = /nowhere/bin\nversion = 3.9.1\n");
	write_at("copy/bin/python", "\x7f" "ELF");
	expect("copy/bin/python", "copy/bin/python");
	cr_assert_str_eq(found.library, "python3.9");
	cr_assert_str_eq(found.base, at("copy"));
}

Test(interpreter, scripts, .init = begin, .fini = end)
{
	char text[512];
	make_virtual("my env", "");
	write_at("a", "#!/usr/bin/env python3\n");
	expect("./a", "usr/bin/python3");
	write_at("b", "#! /usr/bin/env -S python3.11 -I -u\n");
	expect("./b", "usr/bin/python3.11");
	cr_assert(found.no_environment && found.no_user_site && !found.no_site);
	snprintf(text, sizeof(text), "#!%s/usr/bin/python -S", place);
	write_at("usr/bin/torchrun", text);
	expect("torchrun --nproc 2 train.py", "usr/bin/python");
	cr_assert(found.no_site);
	snprintf(text, sizeof(text), "#!/bin/sh\n'''exec' \"%s/my env/bin/python\" \"$0\" \"$@\"\n' '''\n", place);
	write_at("long", text);
	expect("./long x", "my env/bin/python");
	write_at("shell", "#!/bin/sh\npython3 train.py\n");
	expect("./shell", "");
	write_at("round", "#!./round\n");
	expect("./round", "");
	cr_assert_eq(symlink("link", "link"), 0);
	expect("./link", "");
	cr_assert_eq(mkfifo("fifo", 0777), 0);
	expect("./fifo", "");
	write_at("empty", "#!\n");
	expect("./empty", "");
}

Test(interpreter, commands_that_start_another, .init = begin, .fini = end)
{
	expect("env -u X A=1 python3 x", "usr/bin/python3");
	expect("env -i ls", "");
	expect("env", "");
	expect("nice -n 5 timeout 10 python train.py", "usr/bin/python");
	expect("mpirun -np 4 -x A python3 x", "usr/bin/python3");
	expect("srun ls python.txt", "");
	const char *const shell_argv[] = { "bash", "-ec", "cd x && exec python3 train.py", NULL };
	cr_assert_eq(gx_interpreter_find(shell_argv, place, &arena, &found, NULL), 0);
	cr_assert_str_eq(found.path, at("usr/bin/python3"));
	expect("bash train.sh", "");
	expect("sh -c", "");
}

Test(interpreter, project, .init = begin, .fini = end)
{
	expect("uv run train.py", "");
	make_virtual(".venv", "");
	make_virtual("other", "");
	make_virtual("a/named", "");
	expect("uv run train.py", ".venv/bin/python");
	expect("poetry run python train.py", ".venv/bin/python");
	expect("uv pip list", "");
	const char *const argv[] = { "uv", "run", "pytest", NULL };
	cr_assert_eq(gx_interpreter_find(argv, at("a/b/c"), &arena, &found, NULL), 0);
	cr_assert_str_eq(found.path, at(".venv/bin/python"));
	expect("uv -q --directory a run --project=other x", ".venv/bin/python");
	expect("uv tool run x", "");
	expect("uv run", ".venv/bin/python");
	setenv("UV_PROJECT_ENVIRONMENT", "named", 1);
	expect("uv --directory a run x", "a/named/bin/python");
	expect("uv run --project=a/b x --project /", "a/named/bin/python");
	cr_assert_eq(gx_interpreter_find(argv, at("a/b/c"), &arena, &found, NULL), 0);
	cr_assert_str_eq(found.path, at("a/named/bin/python"));
	setenv("VIRTUAL_ENV", at("other"), 1);
	expect("pdm run x", "other/bin/python");
	expect("pixi run x", "other/bin/python");
}

Test(interpreter, conda, .init = begin, .fini = end)
{
	install("conda", "3.12");
	install("conda/envs/ml", "3.10");
	install("mine/far", "3.9");
	write_at("conda/bin/conda", "#!/bin/sh\n");
	setenv("CONDA_EXE", at("conda/bin/conda"), 1);
	expect("conda run -n ml python x", "conda/envs/ml/bin/python");
	cr_assert_str_eq(found.version, "3.10");
	expect("conda run --no-capture-output --name=ml x", "conda/envs/ml/bin/python");
	expect("conda run -n base x", "conda/bin/python");
	expect("conda run -p mine/far x", "mine/far/bin/python");
	expect("conda run -n missing x", "");
	expect("conda list", "");
	expect("conda run x", "");
	setenv("CONDA_PREFIX", at("mine/far"), 1);
	expect("mamba run x", "mine/far/bin/python");
	expect("conda run python train.py -n ml", "mine/far/bin/python");
	expect("conda run --cwd / -n ml python x -p mine/far", "conda/envs/ml/bin/python");
	expect("conda run -n", "mine/far/bin/python");
	setenv("CONDA_ENVS_PATH", at("mine"), 1);
	expect("conda run -n far x", "mine/far/bin/python");
}

Test(interpreter, pyenv, .init = begin, .fini = end)
{
	char path[512];
	install("pyenv/versions/3.11.7", "3.11");
	install("pyenv/versions/3.11.10", "3.11");
	install("pyenv/versions/3.9.1", "3.9");
	write_at("pyenv/shims/python3", "#!/usr/bin/env bash\n");
	snprintf(path, sizeof(path), "%s/pyenv/shims:%s/usr/bin", place, place);
	setenv("PATH", path, 1);
	expect("python3", "usr/bin/python3"); /* none is set: the system's */
	write_at("pyenv/version", "3.9.1\n");
	expect("python3", "pyenv/versions/3.9.1/bin/python3");
	write_at(".python-version", "# ours\n3.11\n");
	expect("python3", "pyenv/versions/3.11.10/bin/python3");
	setenv("PYENV_VERSION", "3.7:3.11.7", 1);
	expect("python3", "pyenv/versions/3.11.7/bin/python3");
	setenv("PYENV_VERSION", "../../../usr", 1);
	expect("python3", "");
	setenv("PYENV_VERSION", "system", 1);
	expect("python3", "usr/bin/python3");
}

Test(interpreter, options, .init = begin, .fini = end)
{
	find("python -u -Wd -W error -X dev -Es train.py -S -I");
	cr_assert(found.no_environment && found.no_user_site && !found.no_site);
	find("python -c -S");
	cr_assert_not(found.no_site);
	find("python -Sm x -I");
	cr_assert(found.no_site && !found.no_environment);
}

Test(interpreter, set, .init = begin, .fini = end)
{
	struct gx_flat flat = GX_FLAT_INIT;
	struct gx_value value;
	cr_assert(gx_value_string(&arena, GX_STR("2.7"), &value) && gx_flat_set(&flat, &arena, GX_STR("python"), value));
	install("pypy", "3.11");
	cr_assert_eq(rename("pypy/lib/python3.11", "pypy/lib/pypy3.11"), 0);
	cr_assert_eq(rename("pypy/bin/python3.11", "pypy/bin/pypy3.11"), 0);
	find("pypy/bin/pypy3.11 x");
	cr_assert_eq(gx_interpreter_set(&found, &arena, &flat, NULL), 0);
	cr_assert_eq(flat.len, 3);
	cr_assert(gx_str_is(gx_flat_at(&flat, "python")->text, "3.11"));
	cr_assert(gx_str_is(gx_flat_at(&flat, "python.path")->text, "~/pypy/bin/pypy3.11"));
	cr_assert(gx_str_is(gx_flat_at(&flat, "python.implementation")->text, "pypy"));
	flat = (struct gx_flat)GX_FLAT_INIT;
	cr_assert(gx_flat_set(&flat, &arena, GX_STR("python"), value));
	find("ls");
	cr_assert_eq(gx_interpreter_set(&found, &arena, &flat, NULL), 0);
	cr_assert_eq(flat.len, 0);
}
