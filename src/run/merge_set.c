#include "run/merge_inner.h"

/* An array's elements by their stored form. */
struct elements {
	GX_VEC(struct gx_str) list;
	struct gx_map place;
};

static void elements_release(struct elements *elements)
{
	gx_vec_release(&elements->list);
	gx_map_release(&elements->place);
}

static int add_element(struct elements *elements, struct gx_str json, struct gx_err *err)
{
	size_t *place = gx_map_put(&elements->place, json, elements->list.len);
	if (!place)
		return gx_fail_memory(err);
	if (*place < elements->list.len)
		return 0;
	struct gx_str *slot = gx_vec_add(&elements->list);
	if (!slot)
		return gx_fail_memory(err);
	*slot = json;
	return 0;
}

/* The elements of an array; a value that is none counts as an array with it alone. */
static int read_elements(struct gx_str json, struct gx_arena *arena, struct elements *ret, struct gx_err *err)
{
	if (json.len == 0)
		return 0;
	struct gx_node *node;
	if (gx_json_read(json, "links", arena, &node, err) != 0 || node->kind != GX_ARRAY)
		return add_element(ret, json, err);
	for (const struct gx_node *child = node->child; child; child = child->next) {
		struct gx_value value;
		int failed = gx_node_value(child, arena, &value, err);
		if (failed == 0)
			failed = add_element(ret, value.json, err);
		if (failed != 0)
			return failed;
	}
	return 0;
}

static bool has(const struct elements *elements, struct gx_str json)
{
	return gx_map_get(&elements->place, json) != NULL;
}

/* What is there now, without what the change took out; then what it brought. */
static void write_elements(struct gx_buf *out, const struct elements *before, const struct elements *after,
			   const struct elements *now)
{
	const char *between = "[";
	for (size_t i = 0; i < now->list.len; i++) {
		struct gx_str json = now->list.at[i];
		if (has(before, json) && !has(after, json))
			continue;
		gx_buf_text(out, between);
		gx_buf_str(out, json);
		between = ", ";
	}
	for (size_t i = 0; i < after->list.len; i++) {
		struct gx_str json = after->list.at[i];
		if (has(before, json) || has(now, json))
			continue;
		gx_buf_text(out, between);
		gx_buf_str(out, json);
		between = ", ";
	}
	if (out->len > 0)
		gx_buf_byte(out, ']');
}

int gx_merge_set_change(struct gx_merge *merge, struct gx_str before, struct gx_str after, struct gx_str now,
			struct gx_str *ret_json, struct gx_err *err)
{
	if (gx_str_equal(before, now)) {
		*ret_json = after;
		return 0;
	}
	struct elements sets[3] = { { .place = GX_MAP_INIT }, { .place = GX_MAP_INIT }, { .place = GX_MAP_INIT } };
	const struct gx_str texts[3] = { before, after, now };
	int failed = 0;
	for (size_t i = 0; i < GX_LEN(sets) && failed == 0; i++)
		failed = read_elements(texts[i], &merge->scratch, &sets[i], err);
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_VALUE_MAX);
	if (failed == 0) {
		write_elements(&out, &sets[0], &sets[1], &sets[2]);
		failed = gx_buf_check(&out, "a merged array", err);
	}
	for (size_t i = 0; i < GX_LEN(sets); i++)
		elements_release(&sets[i]);
	if (failed != 0)
		return failed;
	struct gx_str kept = gx_arena_str(merge->arena, gx_buf_view(&out));
	if (!kept.at)
		return gx_fail_memory(err);
	*ret_json = kept;
	return 0;
}
