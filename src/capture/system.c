#include "capture/system.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/file.h"
#include "base/num.h"
#include "base/utf8.h"

enum { FILE_MAX = 1 << 20 };

static bool set_text(struct gx_flat *flat, struct gx_arena *arena, const char *key, struct gx_str text)
{
	struct gx_value value;
	struct gx_str trimmed = gx_str_trim(text);
	if (trimmed.len == 0 || gx_utf8_check(trimmed) != trimmed.len)
		return true;
	struct gx_str name = gx_arena_str(arena, gx_str_of(key));
	return name.at && gx_value_string(arena, trimmed, &value) && gx_flat_set(flat, arena, name, value);
}

static bool set_int(struct gx_flat *flat, struct gx_arena *arena, const char *key, int64_t number)
{
	struct gx_value value;
	return gx_value_int(arena, number, &value) && gx_flat_set(flat, arena, gx_str_of(key), value);
}

/* The value behind the first line that starts with `name`, past blanks and the separator; empty if there is none. */
static struct gx_str field_of(struct gx_str text, const char *name, char separator)
{
	struct gx_str line, key = gx_str_of(name);
	while (gx_str_cut(&text, '\n', &line)) {
		if (!gx_str_starts(line, key))
			continue;
		struct gx_str rest = gx_str_trim(gx_str_from(line, key.len));
		if (rest.len > 0 && rest.at[0] == separator)
			return gx_str_trim(gx_str_from(rest, 1));
	}
	return GX_STR_NONE;
}

static struct gx_str unquoted(struct gx_str text)
{
	if (text.len >= 2 && text.at[0] == '"' && text.at[text.len - 1] == '"')
		return gx_str_sub(text, 1, text.len - 2);
	return text;
}

static bool set_os(struct gx_flat *flat, struct gx_arena *arena)
{
	GX_CLEANUP(gx_buf) release = GX_BUF_INIT(FILE_MAX);
	struct utsname system;
	(void)gx_file_read("/etc/os-release", &release, NULL);
	bool known = uname(&system) == 0;
	struct gx_str os = unquoted(field_of(gx_buf_view(&release), "PRETTY_NAME", '='));
	if (os.len == 0 && known)
		os = gx_str_of(system.sysname);
	return set_text(flat, arena, "os", os) &&
	       (!known || (set_text(flat, arena, "kernel", gx_str_of(system.release)) && set_text(flat, arena, "arch", gx_str_of(system.machine))));
}

static bool set_processor(struct gx_flat *flat, struct gx_arena *arena)
{
	GX_CLEANUP(gx_buf) info = GX_BUF_INIT(16 * FILE_MAX);
	(void)gx_file_read("/proc/cpuinfo", &info, NULL);
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	return set_text(flat, arena, "cpu", field_of(gx_buf_view(&info), "model name", ':')) &&
	       (cores <= 0 || set_int(flat, arena, "cores", cores));
}

static bool set_memory(struct gx_flat *flat, struct gx_arena *arena)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
	return pages <= 0 || size <= 0 || set_int(flat, arena, "memory", (int64_t)pages * size);
}

/* What the kernel module tells of each card; names and the driver's version, no more without its library. */
static bool set_gpus(struct gx_flat *flat, struct gx_arena *arena)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(FILE_MAX);
	if (gx_file_read("/proc/driver/nvidia/version", &text, NULL) < 0)
		return true;
	struct gx_str version = field_of(gx_buf_view(&text), "NVRM version", ':');
	return set_text(flat, arena, "driver", version);
}

static bool set_container(struct gx_flat *flat, struct gx_arena *arena)
{
	static const struct {
		const char *path, *name;
	} signs[] = { { "/.dockerenv", "docker" }, { "/run/.containerenv", "podman" } };
	for (size_t i = 0; i < GX_LEN(signs); i++)
		if (gx_file_exists(signs[i].path))
			return set_text(flat, arena, "container", gx_str_of(signs[i].name));
	return true;
}

int gx_capture_system(struct gx_arena *arena, struct gx_flat *ret, struct gx_err *err)
{
	bool set = set_os(ret, arena) && set_processor(ret, arena) && set_memory(ret, arena) && set_gpus(ret, arena) && set_container(ret, arena);
	return set ? 0 : gx_fail_memory(err);
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
