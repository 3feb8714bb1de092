#include "run/links.h"

#include "base/json_text.h"
#include "format/node.h"
#include "run/limits.h"
#include "run/names.h"

void gx_links_release(struct gx_links *links)
{
	gx_vec_release(&links->list);
}

static struct gx_str text_of(const struct gx_node *object, const char *name)
{
	const struct gx_node *member = object->kind == GX_OBJECT ? gx_node_get(object, name) : NULL;
	return member && member->kind == GX_STRING ? member->text : GX_STR_NONE;
}

static struct gx_link link_of(const struct gx_node *entry)
{
	return (struct gx_link){ text_of(entry, "rel"), text_of(entry, "to") };
}

/* The first entry, or NULL where there is none. */
static int read_entries(const struct gx_run *run, struct gx_arena *arena, const struct gx_node **ret, size_t *ret_count,
			struct gx_err *err)
{
	const struct gx_value *value = gx_flat_at(&run->facts, "links");
	struct gx_node *root;
	*ret = NULL;
	*ret_count = 0;
	if (!value)
		return 0;
	if (value->kind != GX_ARRAY)
		return gx_fail(err, GX_EFORMAT, "'links' in run.yaml is %s, not an array", gx_kind_name(value->kind));
	int r = gx_json_read(value->json, "links", arena, &root, err);
	if (r < 0)
		return r;
	*ret = root->child;
	*ret_count = root->count;
	return 0;
}

int gx_links_read(const struct gx_run *run, struct gx_arena *arena, struct gx_links *ret, struct gx_err *err)
{
	struct gx_links links = { .list = { NULL, 0, 0 } };
	const struct gx_node *entry;
	size_t count;
	int r = read_entries(run, arena, &entry, &count, err);
	for (; r == 0 && entry; entry = entry->next) {
		struct gx_link link = link_of(entry);
		struct gx_link *slot = link.to.len > 0 ? gx_vec_add(&links.list) : NULL;
		if (slot)
			*slot = link;
		else if (link.to.len > 0)
			r = gx_fail_memory(err);
	}
	if (r == 0)
		*ret = links;
	else
		gx_links_release(&links);
	return r;
}

static bool is_same(const struct gx_link *a, const struct gx_link *b)
{
	return gx_str_equal(a->to, b->to) && (b->rel.len == 0 || gx_str_equal(a->rel, b->rel));
}

static void add_comma(struct gx_buf *json)
{
	if (json->len > 1)
		gx_buf_text(json, ", ");
}

static int set(struct gx_run *run, struct gx_buf *json, struct gx_arena *arena, struct gx_err *err)
{
	bool is_empty = json->len == 1;
	gx_buf_byte(json, ']');
	int r = gx_buf_check(json, "the links", err);
	if (r < 0)
		return r;
	if (is_empty) {
		gx_flat_remove(&run->facts, GX_STR("links"));
		return 0;
	}
	struct gx_value value = { .kind = GX_ARRAY, .json = gx_arena_str(arena, gx_buf_view(json)) };
	return value.json.at && gx_flat_set(&run->facts, arena, GX_STR("links"), value) ? 0 : gx_fail_memory(err);
}

static int keep(const struct gx_node *entry, struct gx_arena *arena, struct gx_buf *json, struct gx_err *err)
{
	struct gx_value value;
	int r = gx_node_value(entry, arena, &value, err);
	add_comma(json);
	if (r == 0)
		gx_buf_str(json, value.json);
	return r;
}

int gx_links_add(struct gx_run *run, struct gx_link link, struct gx_arena *arena, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) json = GX_BUF_INIT(GX_VALUE_MAX);
	const struct gx_node *entry;
	size_t count;
	int r = read_entries(run, arena, &entry, &count, err);
	gx_buf_byte(&json, '[');
	for (; r == 0 && entry; entry = entry->next) {
		struct gx_link present = link_of(entry);
		if (is_same(&present, &link))
			return 1;
		r = keep(entry, arena, &json, err);
	}
	if (r < 0)
		return r;
	if (count >= GX_LINKS_MAX)
		return gx_fail(err, GX_ELIMIT, "a run has at most %d links", GX_LINKS_MAX);
	add_comma(&json);
	gx_buf_text(&json, "{\"rel\": ");
	gx_json_string(&json, link.rel);
	gx_buf_text(&json, ", \"to\": ");
	gx_json_string(&json, link.to);
	gx_buf_byte(&json, '}');
	return set(run, &json, arena, err);
}

int gx_links_remove(struct gx_run *run, struct gx_link link, struct gx_arena *arena, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) json = GX_BUF_INIT(GX_VALUE_MAX);
	const struct gx_node *entry;
	size_t count, removed = 0;
	int r = read_entries(run, arena, &entry, &count, err);
	gx_buf_byte(&json, '[');
	for (; r == 0 && entry; entry = entry->next) {
		struct gx_link present = link_of(entry);
		if (is_same(&present, &link))
			removed++;
		else
			r = keep(entry, arena, &json, err);
	}
	if (r < 0)
		return r;
	return removed == 0 ? 1 : set(run, &json, arena, err);
}

int gx_rel_check(struct gx_str rel, struct gx_err *err)
{
	int r = gx_line_check(rel, "a relation", err);
	if (r < 0)
		return r;
	if (rel.len == 0 || rel.len > GX_NAME_MAX || gx_str_find(rel, ' ') != GX_STR_NOWHERE)
		return gx_fail(err, GX_EINPUT, "'%" GX_PRI "' is no relation: use one word, such as 'evaluates'",
			       GX_ARG(gx_str_sub(rel, 0, GX_NAME_MAX)));
	return 0;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool gx_is_uri(struct gx_str text)
{
	size_t colon = gx_str_find(text, ':');
	/* One letter is a drive of Windows. */
	if (colon == GX_STR_NOWHERE || colon < 2 || colon + 1 == text.len || !is_letter(text.at[0]))
		return false;
	for (size_t i = 1; i < colon; i++)
		if (!is_letter(text.at[i]) && !(text.at[i] >= '0' && text.at[i] <= '9') &&
		    !memchr("+.-", text.at[i], 3))
			return false;
	return true;
}
