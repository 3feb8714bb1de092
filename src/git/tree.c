/*
 * Trees: `<mode> SP <name> NUL <20 bytes>` a time. Names are the writer's, hostile until somebody checks them.
 */
#include "git/object.h"

int gx_tree_next(struct gx_str *rest, struct gx_entry *ret, struct gx_err *err)
{
	if (rest->len == 0)
		return 0;
	unsigned mode = 0;
	size_t i = 0;
	while (i < rest->len && i < 7 && rest->at[i] >= '0' && rest->at[i] <= '7')
		mode = mode * 8 + (unsigned)(rest->at[i++] - '0');
	size_t end = gx_str_find(*rest, '\0');
	if (i == 0 || i >= rest->len || rest->at[i] != ' ' || end == GX_STR_NOWHERE || end <= i + 1 || rest->len - end - 1 < GX_OID_BYTES)
		return gx_fail(err, GX_EFORMAT, "a tree is malformed");
	ret->mode = mode;
	ret->name = gx_str_sub(*rest, i + 1, end - i - 1);
	memcpy(ret->id.raw, rest->at + end + 1, GX_OID_BYTES);
	*rest = gx_str_from(*rest, end + 1 + GX_OID_BYTES);
	return 1;
}

bool gx_tree_find(struct gx_str tree, struct gx_str name, struct gx_entry *ret)
{
	struct gx_entry entry;
	while (gx_tree_next(&tree, &entry, NULL) > 0) {
		if (!gx_str_equal(entry.name, name))
			continue;
		*ret = entry;
		return true;
	}
	return false;
}

void gx_tree_add(struct gx_buf *out, unsigned mode, struct gx_str name, const struct gx_oid *id)
{
	gx_buf_printf(out, "%o ", mode);
	gx_buf_str(out, name);
	gx_buf_byte(out, '\0');
	gx_buf_add(out, id->raw, GX_OID_BYTES);
}

/* The byte at `i`, where a folder's name goes on with a slash. */
static int byte_at(struct gx_str name, bool is_tree, size_t i)
{
	if (i < name.len)
		return (unsigned char)name.at[i];
	return i == name.len && is_tree ? '/' : 0;
}

int gx_tree_order(struct gx_str a, bool a_is_tree, struct gx_str b, bool b_is_tree)
{
	size_t common = a.len < b.len ? a.len : b.len;
	int order = common ? memcmp(a.at, b.at, common) : 0;
	if (order != 0)
		return order;
	return byte_at(a, a_is_tree, common) - byte_at(b, b_is_tree, common);
}

int gx_tree_with(struct gx_buf *out, struct gx_str tree, struct gx_str name, unsigned mode, const struct gx_oid *id, struct gx_err *err)
{
	struct gx_entry entry;
	bool placed = id == NULL;
	int more;
	while ((more = gx_tree_next(&tree, &entry, err)) > 0) {
		bool after = gx_tree_order(entry.name, entry.mode == GX_MODE_TREE, name, mode == GX_MODE_TREE) > 0;
		if (!placed && after) {
			gx_tree_add(out, mode, name, id);
			placed = true;
		}
		if (!gx_str_equal(entry.name, name))
			gx_tree_add(out, entry.mode, entry.name, &entry.id);
	}
	if (!placed)
		gx_tree_add(out, mode, name, id);
	return more;
}
