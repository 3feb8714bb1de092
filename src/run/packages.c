#include "run/packages.h"

#include <stdlib.h>

#include "base/map.h"

/* The form of a line is told by which of its marks stands first, for a URL may hold the others. */
static struct gx_str find_mark(struct gx_str line, size_t *ret_at)
{
	static const struct gx_str marks[] = { GX_STR_INIT("=="), GX_STR_INIT(" @ "), GX_STR_INIT("::") };
	for (size_t at = 0; at < line.len; at++) {
		for (size_t i = 0; i < GX_LEN(marks); i++) {
			if (gx_str_starts(gx_str_from(line, at), marks[i])) {
				*ret_at = at;
				return marks[i];
			}
		}
	}
	return GX_STR_NONE;
}

/* Of a conda line the value is what follows the name, from its `=` on. */
static size_t conda_name_end(struct gx_str line, size_t mark_at)
{
	size_t name_at = mark_at + 2;
	size_t len = gx_str_find(gx_str_from(line, name_at), '=');
	return len == GX_STR_NOWHERE || len == 0 ? line.len : name_at + len;
}

struct gx_package gx_package_parse(struct gx_str line)
{
	size_t at = 0;
	struct gx_str mark = find_mark(line, &at);
	size_t name_end = line.len, value_at = line.len;
	if (gx_str_is(mark, "::")) {
		name_end = value_at = conda_name_end(line, at);
	} else if (gx_str_is(mark, " @ ") && at > 0) {
		name_end = at;
		value_at = at + 1;
	} else if (gx_str_is(mark, "==") && at > 0 && at + 2 < line.len && line.at[at + 2] != '@') {
		name_end = at;
		value_at = at + 2;
	}
	return (struct gx_package){ gx_str_sub(line, 0, name_end), gx_str_from(line, value_at) };
}

static bool is_conda(struct gx_str name)
{
	size_t at;
	return gx_str_is(find_mark(name, &at), "::");
}

void gx_package_write(struct gx_buf *out, struct gx_package package)
{
	gx_buf_str(out, package.name);
	if (package.value.len > 0 && !is_conda(package.name))
		gx_buf_text(out, package.value.at[0] == '@' ? " " : "==");
	gx_buf_str(out, package.value);
}

static bool add_line(struct gx_str line, struct gx_map *seen, struct gx_arena *arena, struct gx_flat *flat)
{
	struct gx_package package = gx_package_parse(line);
	size_t count = seen->count;
	if (!gx_map_put(seen, package.name, 0))
		return false;
	if (seen->count == count) {
		package = (struct gx_package){ line, GX_STR_NONE };
		count = seen->count;
		if (!gx_map_put(seen, line, 0))
			return false;
		if (seen->count == count)
			return true; /* the same line again */
	}
	struct gx_value value;
	return gx_value_string(arena, package.value, &value) && gx_flat_add(flat, arena, package.name, value);
}

int gx_packages_read(struct gx_str text, struct gx_arena *arena, struct gx_flat *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_map) seen = GX_MAP_INIT;
	struct gx_flat flat = GX_FLAT_INIT;
	struct gx_str line;
	while (gx_str_cut(&text, '\n', &line)) {
		line = gx_str_trim(line);
		if (line.len > 0 && !add_line(line, &seen, arena, &flat))
			return gx_fail_memory(err);
	}
	int failed = gx_flat_seal(&flat, err);
	if (failed)
		return failed;
	*ret = flat;
	return 0;
}

static int compare_lines(const void *a, const void *b)
{
	const struct gx_str *first = a, *second = b;
	return gx_str_compare(*first, *second);
}

void gx_packages_write(struct gx_buf *out, struct gx_str *lines, size_t count)
{
	if (count > 0)
		qsort(lines, count, sizeof(*lines), compare_lines);
	for (size_t i = 0; i < count; i++) {
		if (lines[i].len == 0 || (i > 0 && gx_str_equal(lines[i], lines[i - 1])))
			continue;
		gx_buf_str(out, lines[i]);
		gx_buf_byte(out, '\n');
	}
}
