/* Lines of output: what is read of one has a name and a number that a history takes, whatever lines went before. */
#include "check_node.h"

#include "capture/scalars.h"
#include "format/table.h"

static struct gx_scalars scalars;

static void check(void)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	must(scalars.count <= GX_SCALARS_MAX && (scalars.has_step || scalars.step == 0) && scalars.step >= 0);
	for (size_t i = 0; i < scalars.count; i++) {
		struct gx_point point = { 0 };
		struct gx_str name = scalars.list[i].name;
		must(name.len > 0 && name.len <= GX_SCALARS_NAME_MAX + 40 && !memchr(name.at, ' ', name.len));
		must(gx_point_set(&point, scalars.list[i].value, &arena, NULL) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct gx_scalars_pattern pattern;
	struct gx_scalars_reader reader = { 0 };
	struct gx_str rest = { (const char *)data, size }, line;
	if (!pattern.room)
		must(gx_scalars_pattern_open(&pattern, "([a-z_]+) *[=:] *([^ ,]+)", NULL) == 0);
	while (gx_str_cut(&rest, '\n', &line)) {
		gx_scalars_read(&reader, line, &scalars);
		check();
		gx_scalars_match(&pattern, line, &scalars);
		check();
	}
	return 0;
}
