#include "capture/launcher.h"

#include "base/mem.h"
#include "base/str.h"

enum kind {
	WRAPS, /* a command follows, which may be a launcher again */
	RUNS,  /* a script follows, and then its arguments */
	BUILDS /* the program's arguments follow `--`; which program it is stands nowhere */
};

/*
 * Names of options stand without their dashes and with `-` for `_`. Those in `valued` take the next argument, the
 * ones that stand there twice two of them. Where most options take a value `flags` has those that do not, and
 * `valued` is NULL.
 */
struct launcher {
	const char *names;
	enum kind kind;
	unsigned words;	      /* that stand before the command: `timeout 60 CMD` */
	const char *commands; /* it launches only with one of these as first word (`uv run`) */
	const char *valued, *flags;
	const char *letters; /* flags that may be glued before another one letter option: `python -um pkg` */
	const char *module;  /* the option whose value is the program */
	const char *code;    /* options whose value is the program's text */
};

#define CONDA "n name p prefix cwd"
#define MPI                                                                                                            \
	"n np c N H host hostfile machinefile hosts f x bind-to map-by rank-by npernode npersocket mca mca "           \
	"gmca gmca wdir wd prefix output-filename timeout ppn genv genv env env iface rankfile rf report-uri "         \
	"num-proc p ssh-port network-interfaces display"
#define SRUN                                                                                                           \
	"l label u unbuffered v verbose Q quiet s oversubscribe share exclusive O overcommit K "                       \
	"kill-on-bad-exit k no-kill H hold X disable-status E preserve-env Z no-allocate pty multi-prog "              \
	"contiguous overlap exact spread-job use-min-nodes interactive reboot test-only h help usage V "               \
	"version propagate nice"
#define TORCHRUN "standalone no-python run-path m module use-env"
#define ACCELERATE                                                                                                     \
	"cpu multi-gpu tpu ipex use-deepspeed use-fsdp use-megatron-lm use-xpu use-tpu-cluster no-tpu-cluster "        \
	"tpu-use-cluster m module no-python q quiet debug same-network enable-cpu-affinity fp16 downcast-bf16"
#define DEEPSPEED "no-python module m no-local-rank no-ssh no-ssh-check force-multi save-pid bind-cores-to-rank"
#define SPARK "verbose v supervise"
#define DOCKER                                                                                                         \
	"v volume e env env-file w workdir name gpus u user network net p publish shm-size ipc m memory cpus "         \
	"entrypoint mount runtime h hostname platform pull ulimit device label l tmpfs add-host cpuset-cpus"
#define SINGULARITY "B bind H home pwd W workdir env env-file o overlay"
#define PYTHON "bBdEhiIOPqRsSuvVx"

static const struct launcher LAUNCHERS[] = {
	{ "python pypy ipython", RUNS, .valued = "W X check-hash-based-pycs profile", .letters = PYTHON, .module = "m",
	  .code = "c" },
	{ "bash sh zsh dash ksh", RUNS, .valued = "o O rcfile init-file", .letters = "aefhilnprtuvxBCEHPT",
	  .code = "c" },
	{ "Rscript", RUNS, .valued = "g", .code = "e" },
	{ "julia", RUNS, .valued = "p procs t threads J sysimage H home L load C cpu-target",
	  .code = "e eval E print" },
	{ "node", RUNS, .valued = "r require import loader C conditions", .code = "e eval p print" },
	{ "perl ruby", RUNS, .valued = "I", .code = "e E" },
	{ "lua luajit", RUNS, .valued = "l", .code = "e" },
	{ "java", RUNS, .valued = "cp classpath class-path p module-path", .module = "jar m module" },
	{ "deno bun go", RUNS, .commands = "run", .valued = "config c tags" },
	{ "tsx ts-node", RUNS, .valued = "r require", .code = "e" },

	{ "torchrun torch.distributed.run torch.distributed.launch", RUNS, .flags = TORCHRUN },
	{ "accelerate", RUNS, .commands = "launch", .flags = ACCELERATE },
	{ "accelerate-launch accelerate.commands.launch", RUNS, .flags = ACCELERATE },
	{ "deepspeed deepspeed.launcher.runner", RUNS, .flags = DEEPSPEED },
	{ "fabric", RUNS, .commands = "run", .flags = "" },
	{ "spark-submit", RUNS, .flags = SPARK },
	{ "pdb", RUNS, .valued = "c command", .module = "m" },
	{ "cProfile", RUNS, .valued = "o outfile s sort", .module = "m" },
	{ "debugpy", RUNS, .valued = "listen connect log-to", .module = "m" },
	{ "coverage", RUNS, .commands = "run", .valued = "rcfile data-file source include omit concurrency",
	  .module = "m" },
	{ "kernprof", RUNS, .valued = "o outfile s setup p prof-mod u unit", .module = "m" },

	{ "mpirun mpiexec orterun mpiexec.hydra horovodrun prterun", WRAPS, .valued = MPI },
	{ "srun", WRAPS, .flags = SRUN },
	{ "env", WRAPS, .valued = "u unset C chdir" },
	{ "nice", WRAPS, .valued = "n adjustment" },
	{ "time", WRAPS, .valued = "f format o output" },
	{ "nohup setsid unbuffer catchsegv", WRAPS, .valued = "" },
	{ "timeout", WRAPS, .valued = "k kill-after s signal", .words = 1 },
	{ "stdbuf", WRAPS, .valued = "i o e input output error" },
	{ "ionice", WRAPS, .valued = "c class n classdata" },
	{ "taskset chrt", WRAPS, .valued = "", .words = 1 },
	{ "numactl", WRAPS, .valued = "C physcpubind N cpunodebind m membind i interleave p preferred" },
	{ "sudo", WRAPS, .valued = "u user g group h host D chdir C close-from" },
	{ "xvfb-run", WRAPS, .valued = "n server-num s server-args e error-file f auth-file" },
	{ "nsys", WRAPS, .commands = "profile",
	  .valued = "o output t trace s sample c capture-range d duration y delay f force-overwrite" },
	{ "ncu", WRAPS, .valued = "o export k kernel-name c launch-count s launch-skip set section metrics" },
	{ "strace ltrace", WRAPS, .valued = "e o s p u" },

	{ "uv", WRAPS, .commands = "run",
	  .valued = "with with-requirements with-editable extra group no-group only-group p python env-file directory "
		    "project index "
		    "default-index i index-url extra-index-url f find-links package config-file cache-dir w color" },
	{ "poetry", WRAPS, .commands = "run", .valued = "C directory P project" },
	{ "pdm pipenv rye hatch", WRAPS, .commands = "run", .valued = "p project e env" },
	{ "pixi", WRAPS, .commands = "run", .valued = "e environment manifest-path" },
	{ "conda mamba micromamba", WRAPS, .commands = "run", .valued = CONDA },
	{ "docker podman", WRAPS, .commands = "run exec", .valued = DOCKER, .words = 1 },
	{ "apptainer singularity", WRAPS, .commands = "exec", .valued = SINGULARITY, .words = 1 },

	{ "cargo npm pnpm dotnet swift", BUILDS, .commands = "run" },
};

/* ---- words of the table */

static bool same_name(struct gx_str a, struct gx_str b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (a.at[i] != b.at[i] && !(a.at[i] == '-' && b.at[i] == '_'))
			return false;
	return true;
}

/* How often a name stands in a list of the table; NULL is an empty list. */
static unsigned count_in(const char *list, struct gx_str name)
{
	struct gx_str rest = gx_str_of(list), word;
	unsigned count = 0;
	while (gx_str_cut(&rest, ' ', &word))
		count += same_name(word, name);
	return count;
}

/* "/usr/bin/python3.11" is called python. */
static struct gx_str called(const char *path)
{
	struct gx_str name = gx_str_of(path);
	name = gx_str_from(name, gx_str_find_last(name, '/') + 1);
	if (gx_str_ends(name, GX_STR(".exe")))
		name.len -= 4;
	while (name.len > 1 &&
	       ((name.at[name.len - 1] >= '0' && name.at[name.len - 1] <= '9') || name.at[name.len - 1] == '.'))
		name.len--;
	return name;
}

static const struct launcher *find_launcher(const char *path)
{
	struct gx_str name = called(path);
	for (size_t i = 0; i < GX_LEN(LAUNCHERS); i++)
		if (count_in(LAUNCHERS[i].names, name) > 0)
			return &LAUNCHERS[i];
	return NULL;
}

/* ---- options */

struct cursor {
	const char *const *argv;
	size_t argc, at;
	bool is_code; /* the program was an option's value, and is at `at` or, being text, behind us */
	bool is_module;
};

static bool is_option(const char *argument)
{
	return argument[0] == '-' && argument[1] != '\0';
}

/* The name without dashes; of letters that are glued together the last, if all before are flags. */
static struct gx_str option_name(const struct launcher *launcher, struct gx_str option, bool *ret_is_attached)
{
	bool is_long = gx_str_starts(option, GX_STR("--"));
	struct gx_str name = gx_str_from(option, is_long ? 2 : 1);
	size_t flags = 0;
	*ret_is_attached = false;
	if (is_long || !launcher->letters)
		return gx_str_sub(name, 0, gx_str_find(name, '='));
	while (flags + 1 < name.len && strchr(launcher->letters, name.at[flags]))
		flags++;
	*ret_is_attached = flags + 1 < name.len;
	return gx_str_sub(name, flags, 1);
}

/* How many arguments behind an option are its. */
static unsigned count_values(const struct launcher *launcher, struct gx_str option, struct gx_str name)
{
	if (gx_str_find(option, '=') != GX_STR_NOWHERE)
		return 0;
	if (launcher->valued)
		return count_in(launcher->valued, name);
	/* a value is glued to its letter: -n4 */
	bool is_glued = !gx_str_starts(option, GX_STR("--")) && option.len > 2;
	return is_glued || count_in(launcher->flags, name) > 0 ? 0 : 1;
}

/* Passes one option; true if the program was its value. */
static bool pass_option(const struct launcher *launcher, struct cursor *cursor)
{
	bool is_attached;
	struct gx_str option = gx_str_of(cursor->argv[cursor->at]);
	struct gx_str name = option_name(launcher, option, &is_attached);
	cursor->is_code = count_in(launcher->code, name) > 0;
	cursor->is_module = !cursor->is_code && count_in(launcher->module, name) > 0;
	if (cursor->is_code || cursor->is_module) {
		cursor->at += is_attached ? 0 : 1;
		return true;
	}
	cursor->at += 1 + (is_attached ? 0 : count_values(launcher, option, name));
	return false;
}

/* Passes options, and a `--` that ends them; true if one of them gave the program. */
static bool pass_options(const struct launcher *launcher, struct cursor *cursor)
{
	while (cursor->at < cursor->argc && is_option(cursor->argv[cursor->at])) {
		if (strcmp(cursor->argv[cursor->at], "--") == 0) {
			cursor->at++;
			return false;
		}
		if (pass_option(launcher, cursor))
			return true;
	}
	return false;
}

/* `env A=b CMD`, `sudo A=b CMD`. */
static void pass_assignments(struct cursor *cursor)
{
	while (cursor->at < cursor->argc && strchr(cursor->argv[cursor->at], '='))
		cursor->at++;
}

static void find_dashes(struct cursor *cursor)
{
	while (cursor->at < cursor->argc && strcmp(cursor->argv[cursor->at], "--") != 0)
		cursor->at++;
}

/* ---- programs */

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Passes "run" of `uv run`; false where another command stands there, which launches nothing. */
static bool pass_command(const struct launcher *launcher, struct cursor *cursor)
{
	if (!launcher->commands)
		return true;
	pass_options(launcher, cursor);
	return cursor->at < cursor->argc && count_in(launcher->commands, gx_str_of(cursor->argv[cursor->at++])) > 0;
}

/* Passes a launcher and what is its own. False where it turns out to be a program like others. */
static bool pass_launcher(const struct launcher *launcher, struct cursor *cursor)
{
	cursor->at++;
	cursor->is_code = cursor->is_module = false;
	if (!pass_command(launcher, cursor))
		return false;
	if (launcher->kind == BUILDS) {
		find_dashes(cursor);
		cursor->is_code = true;
		return true;
	}
	if (pass_options(launcher, cursor))
		return true;
	if (launcher->kind == WRAPS)
		pass_assignments(cursor);
	cursor->at += launcher->words;
	return true;
}

struct gx_program gx_program_find(const char *const *argv, size_t argc)
{
	struct cursor cursor = { .argv = argv, .argc = argc };
	while (cursor.at < argc) {
		size_t at = cursor.at;
		const struct launcher *launcher = find_launcher(argv[at]);
		if (!launcher || !pass_launcher(launcher, &cursor))
			return (struct gx_program){ at, at + 1 };
		if (cursor.is_code)
			return (struct gx_program){ argc, least(cursor.at + 1, argc) };
		/* a module may be a launcher (`python -m torch.distributed.run`), a script is none whatever its name */
		if (launcher->kind == RUNS && cursor.at < argc &&
		    (!cursor.is_module || !find_launcher(argv[cursor.at])))
			return (struct gx_program){ cursor.at, cursor.at + 1 };
	}
	return (struct gx_program){ argc, argc };
}
