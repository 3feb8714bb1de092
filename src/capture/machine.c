#include "capture/machine.h"

#include "base/file.h"
#include "base/utf8.h"

enum { PATH_ROOM = 1 << 16 };

struct gx_str gx_machine_read(const struct gx_machine *machine, const char *path, struct gx_buf *out)
{
	GX_CLEANUP(gx_buf) whole = GX_BUF_INIT(PATH_ROOM);
	gx_buf_printf(&whole, "%s%s", machine->root, path);
	gx_buf_reset(out);
	if (!whole.failed)
		(void)gx_file_read(gx_buf_c(&whole), out, NULL);
	return gx_buf_view(out);
}

struct gx_str gx_machine_field(struct gx_str text, const char *name, char separator)
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

bool gx_machine_set(struct gx_machine *machine, const char *key, struct gx_str text)
{
	struct gx_value value;
	struct gx_str trimmed = gx_str_trim(text);
	if (trimmed.len == 0 || gx_utf8_check(trimmed) != trimmed.len)
		return true;
	struct gx_str name = gx_arena_str(machine->arena, gx_str_of(key));
	return name.at && gx_value_string(machine->arena, trimmed, &value) && gx_flat_set(machine->flat, machine->arena, name, value);
}
