#include "capture/system.h"

#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <unistd.h>

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

#include "base/file.h"
#include "capture/machine.h"

enum { TEXT_MAX = 1 << 16, CPU_TEXT_MAX = 16 << 20 };

static bool set_int(struct gx_machine *machine, const char *key, int64_t number)
{
	struct gx_value value;
	return gx_value_int(machine->arena, number, &value) && gx_flat_set(machine->flat, machine->arena, gx_str_of(key), value);
}

static struct gx_str unquoted(struct gx_str text)
{
	if (text.len >= 2 && text.at[0] == '"' && text.at[text.len - 1] == '"')
		return gx_str_sub(text, 1, text.len - 2);
	return text;
}

static bool set_os(struct gx_machine *machine)
{
	GX_CLEANUP(gx_buf) release = GX_BUF_INIT(TEXT_MAX);
	struct utsname system;
	bool known = uname(&system) == 0;
	struct gx_str os = unquoted(gx_machine_field(gx_machine_read(machine, "/etc/os-release", &release), "PRETTY_NAME", '='));
	if (os.len == 0 && known)
		os = gx_str_of(system.sysname);
	return gx_machine_set(machine, "os", os) && (!known || (gx_machine_set(machine, "kernel", gx_str_of(system.release)) &&
								gx_machine_set(machine, "arch", gx_str_of(system.machine))));
}

/*
 * The name as the processor itself says it. /proc/cpuinfo has the same, but kernels before 5.17 measure the frequency of
 * every processor before they print the first line, 10 ms and more.
 */
static bool processor_name(char ret_name[64])
{
	memset(ret_name, 0, 64);
#if defined(__x86_64__) || defined(__i386__)
	unsigned words[12];
	for (unsigned i = 0; i < 3; i++)
		if (!__get_cpuid(0x80000002 + i, &words[4 * i], &words[4 * i + 1], &words[4 * i + 2], &words[4 * i + 3]))
			return false;
	memcpy(ret_name, words, sizeof(words));
#endif
	return ret_name[0] != '\0';
}

/* x86 calls it "model name", ARM's boards "Model" or "Hardware", POWER "cpu". */
static bool set_processor_from_file(struct gx_machine *machine)
{
	static const char *const names[] = { "model name", "Model", "Hardware", "cpu model", "cpu" };
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(CPU_TEXT_MAX);
	struct gx_str info = gx_machine_read(machine, "/proc/cpuinfo", &text), found = GX_STR_NONE;
	for (size_t i = 0; i < GX_LEN(names) && found.len == 0; i++)
		found = gx_machine_field(info, names[i], ':');
	return gx_machine_set(machine, "cpu", found);
}

static bool set_processor(struct gx_machine *machine)
{
	char name[64];
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	bool set = !*machine->root && processor_name(name) ? gx_machine_set(machine, "cpu", gx_str_of(name))
							   : set_processor_from_file(machine);
	return set && (cores <= 0 || set_int(machine, "cores", cores));
}

static bool set_memory(struct gx_machine *machine)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
	return pages <= 0 || size <= 0 || set_int(machine, "memory", (int64_t)pages * size);
}

static bool set_container(struct gx_machine *machine)
{
	static const struct {
		const char *variable, *path, *name;
	} signs[] = {
		{ "APPTAINER_CONTAINER", NULL, "apptainer" },
		{ "SINGULARITY_CONTAINER", NULL, "singularity" },
		{ "KUBERNETES_SERVICE_HOST", NULL, "kubernetes" },
		{ NULL, "/.dockerenv", "docker" },
		{ NULL, "/run/.containerenv", "podman" },
	};
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(TEXT_MAX);
	GX_CLEANUP(gx_buf) said = GX_BUF_INIT(TEXT_MAX);
	for (size_t i = 0; i < GX_LEN(signs); i++) {
		gx_buf_reset(&path);
		gx_buf_printf(&path, "%s%s", machine->root, signs[i].path ? signs[i].path : "");
		if (signs[i].variable ? getenv(signs[i].variable) != NULL : gx_file_exists(gx_buf_c(&path)))
			return gx_machine_set(machine, "container", gx_str_of(signs[i].name));
	}
	return gx_machine_set(machine, "container", gx_machine_read(machine, "/run/systemd/container", &said));
}

/* Of a virtual environment: its first file says it, and no interpreter need be started. */
static bool set_python(struct gx_machine *machine)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(TEXT_MAX);
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(TEXT_MAX);
	const char *folder = getenv("VIRTUAL_ENV");
	if (!folder || !*folder)
		return true;
	gx_path(&path, folder, "pyvenv.cfg");
	struct gx_str config = gx_machine_read(machine, gx_buf_c(&path), &text), version = gx_machine_field(config, "version", '=');
	if (version.len == 0)
		version = gx_machine_field(config, "version_info", '=');
	return gx_machine_set(machine, "python", version);
}

int gx_capture_system_under(const char *root, struct gx_arena *arena, struct gx_flat *ret, struct gx_err *err)
{
	struct gx_machine machine = { root, arena, ret };
	bool set = set_os(&machine) && set_processor(&machine) && set_memory(&machine) && set_container(&machine) && set_python(&machine) &&
		   gx_machine_set_gpus(&machine);
	return set ? 0 : gx_fail_memory(err);
}

int gx_capture_system(struct gx_arena *arena, struct gx_flat *ret, struct gx_err *err)
{
	return gx_capture_system_under("", arena, ret, err);
}

struct gx_str gx_capture_host(struct gx_arena *arena)
{
	char host[256] = "";
	if (gethostname(host, sizeof(host) - 1) < 0)
		host[0] = '\0';
	return gx_arena_str(arena, gx_str_of(host));
}

struct gx_str gx_capture_user(struct gx_arena *arena)
{
	const struct passwd *account = getpwuid(geteuid());
	return gx_arena_str(arena, gx_str_of(account && account->pw_name ? account->pw_name : ""));
}
