#include <ctype.h>
#include <stdlib.h>

#include "capture/interpreter_search.h"

struct launcher {
	const char *name;
	void (*step)(struct gx_search *search, const struct launcher *launcher);
	const char *variable; /* of launchers that belong to a project: says where its environment is */
	const char *folder;   /* or where it is by default, in the project's folder */
};

/* Whether a word of a command line could be the command that a launcher starts. */
static bool is_command(struct gx_search *search, const char *word);

/* The first word from `words` on that is a command; whatever options stand before. */
static const char *const *find_command(struct gx_search *search, const char *const *words)
{
	for (size_t i = 0; i < GX_SEARCH_WORDS && words[i]; i++)
		if (words[i][0] != '-' && is_command(search, words[i]))
			return words + i;
	return NULL;
}

static void step_wrapper(struct gx_search *search, const struct launcher *launcher)
{
	(void)launcher;
	search->argv = find_command(search, search->argv + 1);
}

/* Adds the words of a text, cut at blanks and at what separates commands. */
static const char *const *shell_words(struct gx_search *search, const char *text)
{
	static const char separators[] = " \t\n;&|()'\"";
	const char **words = gx_arena_array(search->arena, GX_SEARCH_WORDS + 1, sizeof(const char *));
	if (!words) {
		search->no_memory = true;
		return NULL;
	}
	for (size_t count = 0; count < GX_SEARCH_WORDS; count++) {
		text += strspn(text, separators);
		size_t len = strcspn(text, separators);
		if (len == 0)
			break;
		words[count] = gx_search_keep(search, (struct gx_str){ text, len });
		text += len;
	}
	return words;
}

/* `sh -c TEXT`: the first command in the text that is of Python. */
static void step_shell(struct gx_search *search, const struct launcher *launcher)
{
	(void)launcher;
	const char *const *argv = search->argv;
	search->argv = NULL;
	for (size_t i = 1; i < GX_SEARCH_WORDS && argv[i] && argv[i][0] == '-'; i++) {
		if (argv[i][1] == '-' || !strchr(argv[i], 'c') || !argv[i + 1])
			continue;
		const char *const *words = shell_words(search, argv[i + 1]);
		search->argv = words ? find_command(search, words) : NULL;
		return;
	}
}

static bool is_assignment(const char *word)
{
	const char *end = strchr(word, '=');
	return end && end > word && (isalpha((unsigned char)word[0]) || word[0] == '_');
}

/* env [-i] [-u NAME] [-C FOLDER] [-S TEXT] [NAME=VALUE…] COMMAND */
static void step_env(struct gx_search *search, const struct launcher *launcher)
{
	(void)launcher;
	const char *const *argv = search->argv;
	size_t i = 1;
	while (i < GX_SEARCH_WORDS && argv[i] && (argv[i][0] == '-' || is_assignment(argv[i]))) {
		bool takes = strcmp(argv[i], "-u") == 0 || strcmp(argv[i], "-C") == 0;
		i += takes && argv[i + 1] ? 2 : 1;
	}
	/* `env -S 'python3 -u'` from the command line is one word; from a `#!` line it was cut already. */
	if (i > 1 && strcmp(argv[i - 1], "-S") == 0 && argv[i] && strchr(argv[i], ' '))
		search->argv = shell_words(search, argv[i]);
	else
		search->argv = i < GX_SEARCH_WORDS && argv[i] ? argv + i : NULL;
}

/* The interpreter of an environment ends the search, whatever command runs in it. */
static bool take_environment(struct gx_search *search, const char *environment)
{
	static const char *const names[] = { "bin/python", "bin/python3" };
	for (size_t i = 0; i < GX_LEN(names); i++) {
		const char *path = gx_search_join(search, environment, names[i]);
		if (gx_search_is_program(path)) {
			search->path = path;
			return true;
		}
	}
	return false;
}

/* An option of a launcher itself that takes a value, and where that goes. */
struct valued {
	const char *letter, *word; /* "-n", "--name" */
	const char **value;	   /* NULL: nowhere */
};

/* The value that argv[*at] has for this option; *at is then the last word of it. NULL if it is another option. */
static const char *value_at(const char *const *argv, size_t *at, const struct valued *option)
{
	const char *word = argv[*at];
	size_t len = strlen(option->word);
	if (strncmp(word, option->word, len) == 0 && word[len] == '=')
		return word + len + 1;
	if ((strcmp(word, option->letter) == 0 || strcmp(word, option->word) == 0) && argv[*at + 1])
		return argv[++*at];
	return NULL;
}

/* Reads a launcher's options from argv[at] on; the index of the first word behind them. */
static size_t read_options(const char *const *argv, size_t at, const struct valued *options, size_t count)
{
	for (; at < GX_SEARCH_WORDS && argv[at] && argv[at][0] == '-'; at++) {
		const char *value = NULL;
		for (size_t i = 0; i < count && !value; i++) {
			value = value_at(argv, &at, &options[i]);
			if (value && options[i].value)
				*options[i].value = value;
		}
	}
	return at;
}

/* Whether it is `LAUNCHER [options] run [options] …`; the options before the command are read. */
static bool runs(const char *const *argv, const struct valued *options, size_t count)
{
	size_t at = read_options(argv, 1, options, count);
	if (at >= GX_SEARCH_WORDS || !argv[at] || strcmp(argv[at], "run") != 0)
		return false;
	(void)read_options(argv, at + 1, options, count);
	return true;
}

/* `uv run …` and its like: the environment of the project, which is the nearest one upwards; else the active one. */
static void step_project(struct gx_search *search, const struct launcher *launcher)
{
	const char *said = launcher->variable ? gx_search_variable(launcher->variable) : NULL, *folder = search->folder;
	const char *const *argv = search->argv;
	const struct valued options[] = { { "-C", "--directory", &folder }, { "--project", "--project", &folder } };
	search->argv = NULL;
	if (!runs(argv, options, GX_LEN(options)))
		return;
	folder = gx_search_join(search, search->folder, folder);
	for (size_t i = 0; i < GX_SEARCH_DEPTH; i++) {
		if (take_environment(search, gx_search_join(search, folder, said ? said : launcher->folder)) || strcmp(folder, "/") == 0)
			break;
		folder = gx_search_parent(search, folder);
	}
	const char *active = gx_search_variable("VIRTUAL_ENV");
	if (!search->path && active)
		(void)take_environment(search, active);
}

/* An environment by name in one of conda's installations. */
static bool take_named(struct gx_search *search, const char *root, const char *name)
{
	if (strcmp(name, "base") == 0 || strcmp(name, "root") == 0)
		return take_environment(search, root);
	return take_environment(search, gx_search_join(search, gx_search_join(search, root, "envs"), name));
}

/* $CONDA_ENVS_PATH, $CONDA_ENVS_DIRS: folders of environments. */
static bool take_listed(struct gx_search *search, const char *variable, const char *name)
{
	struct gx_str rest = gx_str_of(gx_search_variable(variable)), part;
	while (gx_str_cut(&rest, ':', &part))
		if (part.len > 0 && take_environment(search, gx_search_join(search, gx_search_keep(search, part), name)))
			return true;
	return false;
}

/* <root>/bin/conda and <root>/condabin/conda, wherever a link to it lies. */
static const char *root_of_program(struct gx_search *search, const char *path)
{
	GX_FREE char *real = path ? realpath(path, NULL) : NULL;
	return real ? gx_search_parent(search, gx_search_parent(search, gx_search_keep(search, gx_str_of(real)))) : NULL;
}

static void find_named(struct gx_search *search, const char *program, const char *name)
{
	const char *home = gx_search_variable("HOME");
	const char *roots[] = {
		gx_search_variable("MAMBA_ROOT_PREFIX"),
		root_of_program(search, gx_search_variable("CONDA_EXE")),
		root_of_program(search, gx_search_program(search, program)),
		home ? gx_search_join(search, home, ".conda") : NULL,
	};
	if (take_listed(search, "CONDA_ENVS_PATH", name) || take_listed(search, "CONDA_ENVS_DIRS", name))
		return;
	for (size_t i = 0; i < GX_LEN(roots); i++)
		if (roots[i] && take_named(search, roots[i], name))
			return;
}

/* conda run [-n NAME | -p FOLDER] COMMAND; without either the active environment. */
static void step_conda(struct gx_search *search, const struct launcher *launcher)
{
	(void)launcher;
	const char *const *argv = search->argv, *name = NULL, *folder = NULL;
	const struct valued options[] = { { "-n", "--name", &name }, { "-p", "--prefix", &folder }, { "--cwd", "--cwd", NULL } };
	search->argv = NULL;
	if (!runs(argv, options, GX_LEN(options)))
		return;
	if (!folder && !name)
		folder = gx_search_variable("CONDA_PREFIX");
	if (folder)
		(void)take_environment(search, gx_search_join(search, search->folder, folder));
	else if (name && strchr(name, '/'))
		(void)take_environment(search, gx_search_join(search, search->folder, name));
	else if (name)
		find_named(search, argv[0], name);
}

static const struct launcher launchers[] = {
	{ "env", step_env, NULL, NULL },
	{ "uv", step_project, "UV_PROJECT_ENVIRONMENT", ".venv" },
	{ "poetry", step_project, "VIRTUAL_ENV", ".venv" },
	{ "pdm", step_project, "VIRTUAL_ENV", ".venv" },
	{ "pipenv", step_project, "VIRTUAL_ENV", ".venv" },
	{ "rye", step_project, NULL, ".venv" },
	{ "pixi", step_project, NULL, ".pixi/envs/default" },
	{ "conda", step_conda, NULL, NULL },
	{ "mamba", step_conda, NULL, NULL },
	{ "micromamba", step_conda, NULL, NULL },
	{ "sh", step_shell, NULL, NULL },
	{ "bash", step_shell, NULL, NULL },
	{ "dash", step_shell, NULL, NULL },
	{ "zsh", step_shell, NULL, NULL },
	{ "nice", step_wrapper, NULL, NULL },
	{ "ionice", step_wrapper, NULL, NULL },
	{ "nohup", step_wrapper, NULL, NULL },
	{ "setsid", step_wrapper, NULL, NULL },
	{ "stdbuf", step_wrapper, NULL, NULL },
	{ "time", step_wrapper, NULL, NULL },
	{ "timeout", step_wrapper, NULL, NULL },
	{ "taskset", step_wrapper, NULL, NULL },
	{ "numactl", step_wrapper, NULL, NULL },
	{ "chrt", step_wrapper, NULL, NULL },
	{ "systemd-run", step_wrapper, NULL, NULL },
	{ "systemd-inhibit", step_wrapper, NULL, NULL },
	{ "srun", step_wrapper, NULL, NULL },
	{ "mpirun", step_wrapper, NULL, NULL },
	{ "mpiexec", step_wrapper, NULL, NULL },
	{ "orterun", step_wrapper, NULL, NULL },
	{ "prterun", step_wrapper, NULL, NULL },
	{ "xvfb-run", step_wrapper, NULL, NULL },
	{ "perf", step_wrapper, NULL, NULL },
	{ "strace", step_wrapper, NULL, NULL },
	{ "nsys", step_wrapper, NULL, NULL },
	{ "ncu", step_wrapper, NULL, NULL },
};

static const struct launcher *launcher_of(const char *word)
{
	for (size_t i = 0; i < GX_LEN(launchers); i++)
		if (strcmp(gx_search_name(word), launchers[i].name) == 0)
			return &launchers[i];
	return NULL;
}

static bool is_command(struct gx_search *search, const char *word)
{
	if (gx_search_is_python(gx_search_name(word)) || launcher_of(word))
		return true;
	const char *path = gx_search_program(search, word);
	return path && gx_search_hashbang(search, path) != NULL;
}

bool gx_search_launch(struct gx_search *search)
{
	const struct launcher *launcher = launcher_of(search->argv[0]);
	if (launcher)
		launcher->step(search, launcher);
	return launcher != NULL;
}
