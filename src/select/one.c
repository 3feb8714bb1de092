/*
 * One run by the names that people use for it.
 */
#include <stdio.h>

#include "run/names.h"
#include "select/select.h"

enum { MIN_PREFIX = 4, MAX_CANDIDATES = 8 };

static bool is_hex(struct gx_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!((text.at[i] >= '0' && text.at[i] <= '9') || (text.at[i] >= 'a' && text.at[i] <= 'f')))
			return false;
	return text.len > 0;
}

/* The item's views move into the caller's arena, so that the list it comes from can go. */
static int take_item(const struct gx_item *item, struct gx_arena *arena, struct gx_item *ret, struct gx_err *err)
{
	struct gx_item copy = *item;
	copy.ref = gx_arena_str(arena, item->ref);
	copy.facts = gx_arena_str(arena, item->facts);
	copy.author_name = gx_arena_str(arena, item->author_name);
	copy.author_email = gx_arena_str(arena, item->author_email);
	if (!copy.ref.at || !copy.facts.at || !copy.author_name.at || !copy.author_email.at)
		return gx_fail_memory(err);
	*ret = copy;
	return 0;
}

static int fail_missing(struct gx_str name, struct gx_err *err)
{
	return gx_fail(err, GX_ENOTFOUND, "no run matches '%" GX_PRI "'", GX_ARG(name));
}

static int fail_experiment(struct gx_str name, struct gx_err *err)
{
	return gx_fail(err, GX_ENOTFOUND, "no run matches '%" GX_PRI "'; all runs of that experiment are '%" GX_PRI "/'", GX_ARG(name), GX_ARG(name));
}

static bool is_experiment(const struct gx_items *items, struct gx_str name)
{
	struct gx_str experiment, id;
	for (size_t i = 0; i < items->list.len; i++)
		if (gx_ref_split(items->list.at[i].ref, &experiment, &id) && gx_str_equal(experiment, name))
			return true;
	return false;
}

static int fail_ambiguous(struct gx_str name, struct gx_str candidates, struct gx_err *err)
{
	return gx_fail(err, GX_EAMBIGUOUS, "several runs match '%" GX_PRI "':%" GX_PRI, GX_ARG(name), GX_ARG(candidates));
}

/* ---- by refs alone: ids and prefixes of them */

static bool ref_matches(struct gx_str ref, struct gx_str experiment, struct gx_str prefix)
{
	struct gx_str in, id;
	return gx_ref_split(ref, &in, &id) && gx_str_starts(id, prefix) && (experiment.len == 0 || gx_str_equal(in, experiment));
}

static int by_prefix(struct gx_store *store, struct gx_str name, struct gx_str experiment, struct gx_str prefix, struct gx_arena *arena,
		     struct gx_item *ret, struct gx_err *err)
{
	struct gx_refs refs;
	GX_CLEANUP(gx_buf) candidates = GX_BUF_INIT(4096);
	const struct gx_ref *found = NULL;
	size_t count = 0;
	int r = gx_refs_list(store->repo, GX_REF_ROOT, arena, &refs, NULL, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < refs.len; i++) {
		if (!ref_matches(refs.at[i].name, experiment, prefix))
			continue;
		found = &refs.at[i];
		if (count++ < MAX_CANDIDATES)
			gx_buf_printf(&candidates, " %" GX_PRI, GX_ARG(gx_str_from(found->name, strlen(GX_REF_ROOT))));
	}
	if (count == 0)
		return fail_missing(name, err);
	if (count > 1)
		return fail_ambiguous(name, gx_buf_view(&candidates), err);
	r = gx_store_item(store, found->name, &found->id, arena, ret, err);
	return r < 0 ? gx_fail_within(err, "'%" GX_PRI "' is no run", GX_ARG(found->name)) : 0;
}

static int by_ref(struct gx_store *store, struct gx_str name, struct gx_arena *arena, struct gx_item *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) ref = GX_BUF_INIT(4096);
	struct gx_oid tip;
	gx_buf_str(&ref, name);
	int r = gx_buf_check(&ref, "the name of a ref", err);
	if (r == 0)
		r = gx_ref_read(store->repo, gx_buf_c(&ref), &tip, err);
	if (r < 0)
		return r == GX_ENOTFOUND ? fail_missing(name, err) : r;
	r = gx_store_item(store, name, &tip, arena, ret, err);
	return r < 0 ? gx_fail_within(err, "'%" GX_PRI "' is no run", GX_ARG(name)) : 0;
}

/* ---- by what run.yaml says */

static bool has_name(const struct gx_item *item, struct gx_str name, struct gx_arena *scratch)
{
	struct gx_value value;
	return gx_flat_peek(item->facts, GX_STR("name"), scratch, &value) && value.kind == GX_STRING && gx_str_equal(value.text, name);
}

/* `formerly` is an id or an array of them: looked for as the quoted text that it is. */
static bool was_called(const struct gx_item *item, struct gx_str id, struct gx_arena *scratch)
{
	struct gx_value value;
	char quoted[2 * GX_OID_HEX];
	if (id.len < MIN_PREFIX || id.len > GX_OID_HEX || !gx_flat_peek(item->facts, GX_STR("formerly"), scratch, &value))
		return false;
	(void)snprintf(quoted, sizeof(quoted), "\"%" GX_PRI, GX_ARG(id));
	for (size_t i = 0; i + strlen(quoted) <= value.json.len; i++)
		if (gx_str_starts(gx_str_from(value.json, i), gx_str_of(quoted)))
			return true;
	return false;
}

static int by_facts(struct gx_store *store, struct gx_str whole, struct gx_str experiment, struct gx_str name, struct gx_arena *arena,
		    struct gx_item *ret, struct gx_err *err)
{
	struct gx_items items;
	struct gx_arena scratch = GX_ARENA_INIT;
	GX_CLEANUP(gx_buf) candidates = GX_BUF_INIT(4096);
	const struct gx_item *found = NULL;
	size_t count = 0;
	bool hex = is_hex(name) && name.len >= MIN_PREFIX; /* "a" is a name: those of hex digits alone are shorter than an id */
	int r = gx_store_list(store, GX_STR_NONE, &items, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < items.list.len; i++) {
		const struct gx_item *item = &items.list.at[i];
		struct gx_str in, id;
		gx_arena_reset(&scratch);
		if (!gx_ref_split(item->ref, &in, &id) || (experiment.len > 0 && !gx_str_equal(in, experiment)))
			continue;
		if (hex ? !was_called(item, name, &scratch) : item->removed || !has_name(item, name, &scratch))
			continue;
		found = item;
		if (count++ < MAX_CANDIDATES)
			gx_buf_printf(&candidates, " %" GX_PRI "/%.7s", GX_ARG(in), id.at);
	}
	if (count == 1)
		r = take_item(found, arena, ret, err);
	else if (count > 1)
		r = fail_ambiguous(whole, gx_buf_view(&candidates), err);
	else
		r = is_experiment(&items, whole) ? fail_experiment(whole, err) : fail_missing(whole, err);
	gx_items_release(&items);
	gx_arena_release(&scratch);
	return r;
}

/* ---- by place */

static int by_rank(struct gx_store *store, struct gx_str whole, size_t rank, struct gx_arena *arena, struct gx_item *ret, struct gx_err *err)
{
	struct gx_filter filter = GX_FILTER_INIT;
	struct gx_items items;
	int r = gx_select(store, &filter, &items, err);
	if (r < 0)
		return r;
	r = gx_select_sort(store, &items, NULL, 0, false, err);
	if (r == 0 && rank >= items.list.len)
		r = items.list.len == 0 ? gx_fail(err, GX_ENOTFOUND, "there are no runs yet")
					: gx_fail(err, GX_ENOTFOUND, "no run matches '%" GX_PRI "': there are only %zu", GX_ARG(whole), items.list.len);
	if (r == 0)
		r = take_item(&items.list.at[rank], arena, ret, err);
	gx_items_release(&items);
	return r;
}

static int by_metric(struct gx_store *store, struct gx_str metric, struct gx_arena *arena, struct gx_item *ret, struct gx_err *err)
{
	struct gx_filter filter = GX_FILTER_INIT;
	struct gx_items items;
	size_t index;
	int r = gx_select(store, &filter, &items, err);
	if (r < 0)
		return r;
	r = gx_select_best(store, &items, metric, &index, err);
	if (r == 0)
		r = take_item(&items.list.at[index], arena, ret, err);
	gx_items_release(&items);
	return r;
}

/* `@`, `@{2}`, `@best(loss)`; false if it is none of them. */
static bool read_place(struct gx_str name, size_t *ret_rank, struct gx_str *ret_metric)
{
	static const struct gx_str best = GX_STR_INIT("@best(");
	*ret_metric = GX_STR_NONE;
	*ret_rank = 0;
	if (gx_str_is(name, "@"))
		return true;
	if (gx_str_starts(name, best) && gx_str_ends(name, GX_STR(")")) && name.len > best.len + 1) {
		*ret_metric = gx_str_trim(gx_str_sub(name, best.len, name.len - best.len - 1));
		return ret_metric->len > 0;
	}
	if (!gx_str_starts(name, GX_STR("@{")) || !gx_str_ends(name, GX_STR("}")) || name.len < 4 || name.len > 3 + 9)
		return false;
	for (size_t i = 2; i + 1 < name.len; i++) {
		if (name.at[i] < '0' || name.at[i] > '9')
			return false;
		*ret_rank = *ret_rank * 10 + (size_t)(name.at[i] - '0');
	}
	return true;
}

int gx_select_one(struct gx_store *store, struct gx_str name, struct gx_arena *arena, struct gx_item *ret, struct gx_err *err)
{
	size_t rank;
	struct gx_str metric, experiment = GX_STR_NONE, last = name;
	if (name.len == 0)
		return gx_fail(err, GX_EINPUT, "an empty name names no run");
	if (read_place(name, &rank, &metric))
		return metric.len ? by_metric(store, metric, arena, ret, err) : by_rank(store, name, rank, arena, ret, err);
	if (gx_str_starts(name, GX_STR(GX_REF_ROOT)))
		return by_ref(store, name, arena, ret, err);
	size_t slash = gx_str_find_last(name, '/');
	if (slash != GX_STR_NOWHERE) {
		experiment = gx_str_sub(name, 0, slash);
		last = gx_str_from(name, slash + 1);
	}
	if (is_hex(last) && last.len >= MIN_PREFIX && last.len <= GX_OID_HEX) {
		int r = by_prefix(store, name, experiment, last, arena, ret, err);
		return r == GX_ENOTFOUND ? by_facts(store, name, experiment, last, arena, ret, err) : r;
	}
	return by_facts(store, name, experiment, last, arena, ret, err);
}
