#include "base/utf8.h"
#include "run/limits.h"
#include "run/path_device.h"
#include "run/record.h"

/* Code points that HFS+ leaves out when it compares names (as git's core.protectHFS knows them). */
static bool is_ignored(uint32_t code_point)
{
	return (code_point >= 0x200c && code_point <= 0x200f) || (code_point >= 0x202a && code_point <= 0x202e) ||
	       (code_point >= 0x206a && code_point <= 0x206f) || code_point == 0xfeff;
}

/* `.git` as some file system reads it, or its short name `git~1`. The part is valid UTF-8. */
static bool is_dot_git(struct gx_str part)
{
	char seen[6];
	size_t len = 0, bytes;
	for (size_t at = 0; at < part.len; at += bytes) {
		uint32_t code_point = gx_utf8_read(part, at, &bytes);
		if (is_ignored(code_point))
			continue;
		if (code_point > 0x7f || len == sizeof(seen))
			return false;
		seen[len++] = (char)code_point;
	}
	struct gx_str name = { seen, len };
	return gx_str_equal_nocase(name, GX_STR(".git")) ||
	       (len > 4 && gx_str_equal_nocase(gx_str_sub(name, 0, 4), GX_STR("git~")));
}

static bool is_safe_part(struct gx_str part)
{
	if (part.len == 0 || part.len > GX_PATH_PART_MAX)
		return false;
	char last = part.at[part.len - 1];
	/* Covers `.` and `..`, and what Windows drops from the end of a name. */
	if (last == '.' || last == ' ')
		return false;
	return !is_dot_git(part) && !gx_is_device(part);
}

/* A backslash divides folders on Windows, a colon names a stream of NTFS or a drive. */
static bool is_safe_text(struct gx_str path)
{
	if (gx_utf8_check(path) != path.len)
		return false;
	size_t bytes;
	for (size_t at = 0; at < path.len; at += bytes) {
		uint32_t code_point = gx_utf8_read(path, at, &bytes);
		if (gx_utf8_is_hostile(code_point) || code_point == '\\' || code_point == ':')
			return false;
	}
	return true;
}

bool gx_path_is_safe(struct gx_str path)
{
	if (path.len > GX_PATH_MAX || !is_safe_text(path))
		return false;
	size_t depth = 0;
	for (;;) {
		size_t slash = gx_str_find(path, '/');
		if (!is_safe_part(gx_str_sub(path, 0, slash)) || ++depth > GX_TREE_DEPTH_MAX)
			return false;
		if (slash == GX_STR_NOWHERE)
			return true;
		path = gx_str_from(path, slash + 1);
	}
}
