#include "git/refname.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"

static bool is_forbidden(unsigned char byte)
{
	return byte < 0x20 || byte == 0x7f || strchr(" ~^:?*[\\", byte) != NULL;
}

static bool component_is_valid(struct gx_str part)
{
	if (part.len == 0 || part.at[0] == '.' || gx_str_ends(part, GX_STR(".lock")))
		return false;
	for (size_t i = 0; i < part.len; i++) {
		char before = i > 0 ? part.at[i - 1] : '\0';
		if (is_forbidden((unsigned char)part.at[i]) || (before == '.' && part.at[i] == '.') || (before == '@' && part.at[i] == '{'))
			return false;
	}
	return true;
}

bool gx_refname_is_valid(struct gx_str name)
{
	struct gx_str rest = name, part;
	size_t parts = 0;
	if (gx_str_ends(name, GX_STR("/")) || gx_str_ends(name, GX_STR(".")))
		return false;
	for (; gx_str_cut(&rest, '/', &part); parts++)
		if (!component_is_valid(part))
			return false;
	return parts >= 2;
}

bool gx_ref_id(struct gx_str hex, struct gx_oid *ret)
{
	char lower[GX_OID_HEX];
	struct gx_oid oid;
	if (hex.len != GX_OID_HEX)
		return false;
	for (size_t i = 0; i < GX_OID_HEX; i++)
		lower[i] = (char)tolower((unsigned char)hex.at[i]);
	if (!gx_oid_read((struct gx_str){ lower, GX_OID_HEX }, &oid) || gx_oid_is_none(&oid))
		return false;
	*ret = oid;
	return true;
}

static bool make_way(const char *path, unsigned depth)
{
	enum { DEPTH_MAX = 32 };
	GX_CLEANUP(gx_buf) below = GX_BUF_INIT(8192);
	if (rmdir(path) == 0 || errno == ENOENT)
		return true;
	DIR *dir = depth < DEPTH_MAX && errno != ENOTDIR ? opendir(path) : NULL;
	bool empty = dir != NULL;
	for (const struct dirent *entry; empty && (entry = readdir(dir));)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			empty = make_way(gx_path(&below, path, entry->d_name), depth + 1);
	if (dir)
		closedir(dir);
	return empty && rmdir(path) == 0;
}

bool gx_ref_make_way(const char *path)
{
	return make_way(path, 0);
}

/* git reads an id at the start that is followed by nothing or by white space. */
static enum gx_loose_kind classify(struct gx_loose_ref *ref)
{
	struct gx_str text = gx_buf_view(&ref->text);
	if (gx_str_starts(text, GX_STR("ref:"))) {
		ref->target = gx_str_trim(gx_str_from(text, 4));
		return gx_refname_is_valid(ref->target) ? GX_LOOSE_SYMBOLIC : GX_LOOSE_BROKEN;
	}
	bool ends = text.len == GX_OID_HEX || (text.len > GX_OID_HEX && isspace((unsigned char)text.at[GX_OID_HEX]));
	return ends && gx_ref_id(gx_str_sub(text, 0, GX_OID_HEX), &ref->id) ? GX_LOOSE_ID : GX_LOOSE_BROKEN;
}

void gx_loose_ref_read(struct gx_loose_ref *ref, const char *path)
{
	gx_buf_reset(&ref->text);
	ref->target = GX_STR_NONE;
	GX_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ref->kind = fd < 0 && (errno == ENOENT || errno == ENOTDIR) ? GX_LOOSE_NONE : GX_LOOSE_BROKEN;
	char *room = fd >= 0 ? gx_buf_reserve(&ref->text, ref->text.max) : NULL;
	if (!room)
		return;
	ssize_t got = read(fd, room, ref->text.max);
	if (got < 0) {
		ref->kind = errno == EISDIR ? GX_LOOSE_NONE : GX_LOOSE_BROKEN;
		return;
	}
	ref->text.len = (size_t)got;
	room[got] = '\0';
	ref->kind = classify(ref);
}

void gx_loose_ref_release(struct gx_loose_ref *ref)
{
	gx_buf_release(&ref->text);
}
