/*
 * Several runs: by names, then narrowed by conditions.
 */
#include <ctype.h>
#include <fnmatch.h>
#include <stdlib.h>

#include "base/map.h"
#include "git/command.h"
#include "run/names.h"
#include "select/select.h"

enum { TAGS_MAX = 1 << 20, RANGE_MAX = 1 << 28 };

/* ---- conditions */

static bool status_fits(const struct gx_item *item, const char *wanted, struct gx_arena *scratch)
{
	struct gx_value value;
	struct gx_str rest = gx_str_of(wanted), word;
	if (!gx_flat_peek(item->facts, GX_STR("status"), scratch, &value) || value.kind != GX_STRING)
		return false;
	while (gx_str_cut(&rest, ',', &word))
		if (gx_str_equal(gx_str_trim(word), value.text))
			return true;
	return false;
}

static bool contains_nocase(struct gx_str text, struct gx_str part)
{
	for (size_t i = 0; i + part.len <= text.len; i++)
		if (gx_str_equal_nocase(gx_str_sub(text, i, part.len), part))
			return true;
	return false;
}

static bool glob_fits(const char *pattern, struct gx_str text)
{
	GX_CLEANUP(gx_buf) copy = GX_BUF_INIT(1 << 16);
	gx_buf_str(&copy, text);
	return !copy.failed && fnmatch(pattern, gx_buf_c(&copy), FNM_CASEFOLD) == 0;
}

static bool author_fits(const struct gx_item *item, const char *wanted)
{
	GX_CLEANUP(gx_buf) whole = GX_BUF_INIT(1 << 16);
	gx_buf_printf(&whole, "%" GX_PRI " <%" GX_PRI ">", GX_ARG(item->author_name), GX_ARG(item->author_email));
	if (!strpbrk(wanted, "*?["))
		return contains_nocase(gx_buf_view(&whole), gx_str_of(wanted));
	/* A pattern fits the name, the address, or both as git writes them: `*@lab.org` has no `>` at its end. */
	return glob_fits(wanted, gx_buf_view(&whole)) || glob_fits(wanted, item->author_name) || glob_fits(wanted, item->author_email);
}

static bool has_tag(struct gx_str tags, const char *pattern, struct gx_arena *scratch)
{
	struct gx_str tag;
	while (gx_str_cut(&tags, '\n', &tag)) {
		struct gx_str text = gx_arena_str(scratch, tag);
		if (text.at && fnmatch(pattern, text.at, 0) == 0)
			return true;
	}
	return false;
}

static bool tags_fit(struct gx_store *store, const struct gx_item *item, const struct gx_filter *filter, struct gx_arena *scratch)
{
	struct gx_str tags;
	if (filter->tags_count == 0)
		return true;
	if (gx_store_file(store, item, GX_STR("tags"), TAGS_MAX, scratch, &tags, NULL) < 0)
		return false;
	for (size_t i = 0; i < filter->tags_count; i++)
		if (!has_tag(tags, filter->tags[i], scratch))
			return false;
	return true;
}

static bool experiment_fits(const struct gx_item *item, const char *wanted)
{
	struct gx_str experiment, id, want = gx_str_of(wanted);
	if (!gx_ref_split(item->ref, &experiment, &id) || !gx_str_starts(experiment, want))
		return false;
	return experiment.len == want.len || experiment.at[want.len] == '/';
}

static bool time_fits(const struct gx_item *item, const struct gx_filter *filter)
{
	bool bounded = filter->since_us != GX_TIME_NONE || filter->until_us != GX_TIME_NONE;
	if (bounded && item->started_us == GX_TIME_NONE)
		return false;
	return (filter->since_us == GX_TIME_NONE || item->started_us >= filter->since_us) &&
	       (filter->until_us == GX_TIME_NONE || item->started_us <= filter->until_us);
}

static bool fits(struct gx_store *store, const struct gx_item *item, const struct gx_filter *filter, struct gx_arena *scratch)
{
	return (!filter->experiment || experiment_fits(item, filter->experiment)) && time_fits(item, filter) &&
	       (!filter->status || status_fits(item, filter->status, scratch)) && (!filter->author || author_fits(item, filter->author)) &&
	       tags_fit(store, item, filter, scratch);
}

/* ---- names */

/* The items that any of the names means, each once. */
struct naming {
	struct gx_store *store;
	bool removed;        /* experiments and ranges have removed runs too */
	struct gx_items all; /* listed when a name first needs it */
	bool listed;
	struct gx_items chosen;
	struct gx_map seen; /* refs of the chosen */
};

static int choose(struct naming *naming, const struct gx_item *item, struct gx_err *err)
{
	struct gx_item copy = *item;
	if (gx_map_get(&naming->seen, item->ref))
		return 0;
	copy.ref = gx_arena_str(&naming->chosen.arena, item->ref);
	copy.facts = gx_arena_str(&naming->chosen.arena, item->facts);
	copy.author_name = gx_arena_str(&naming->chosen.arena, item->author_name);
	copy.author_email = gx_arena_str(&naming->chosen.arena, item->author_email);
	struct gx_item *slot = gx_vec_add(&naming->chosen.list);
	if (!slot || !copy.ref.at || !copy.facts.at || !copy.author_name.at || !copy.author_email.at ||
	    !gx_map_put(&naming->seen, copy.ref, 0))
		return gx_fail_memory(err);
	*slot = copy;
	return 0;
}

static int list_all(struct naming *naming, struct gx_err *err)
{
	if (naming->listed)
		return 0;
	int r = gx_store_list(naming->store, GX_STR_NONE, &naming->all, err);
	naming->listed = r == 0;
	return r == 0 ? gx_select_sort(naming->store, &naming->all, NULL, 0, false, err) : r;
}

static bool shows(const struct naming *naming, const struct gx_item *item)
{
	return naming->removed || !item->removed;
}

static int choose_experiment(struct naming *naming, struct gx_str name, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) experiment = GX_BUF_INIT(4096);
	gx_buf_str(&experiment, gx_str_sub(name, 0, name.len - 1));
	int r = list_all(naming, err);
	size_t count = 0;
	for (size_t i = 0; r == 0 && i < naming->all.list.len; i++)
		if (shows(naming, &naming->all.list.at[i]) && experiment_fits(&naming->all.list.at[i], gx_buf_c(&experiment))) {
			count++;
			r = choose(naming, &naming->all.list.at[i], err);
		}
	if (r == 0 && count == 0)
		return gx_fail(err, GX_ENOTFOUND, "no run is in the experiment '%s'", gx_buf_c(&experiment));
	return r;
}

/* Runs whose code's commit git lists in the range. */
static int choose_range(struct naming *naming, struct gx_str name, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) range = GX_BUF_INIT(4096);
	GX_CLEANUP(gx_buf) commits = GX_BUF_INIT(RANGE_MAX);
	struct gx_map in_range = GX_MAP_INIT;
	struct gx_arena scratch = GX_ARENA_INIT;
	struct gx_value commit;
	gx_buf_str(&range, name);
	struct gx_git list = { .argv = { "rev-list", "--end-of-options", gx_buf_c(&range) } };
	int r = list_all(naming, err);
	if (r == 0)
		r = gx_git_run(&list, &commits, err);
	struct gx_str rest = gx_buf_view(&commits), line;
	while (r == 0 && gx_str_cut(&rest, '\n', &line))
		r = gx_map_put(&in_range, line, 0) ? 0 : gx_fail_memory(err);
	for (size_t i = 0; r == 0 && i < naming->all.list.len; i++) {
		const struct gx_item *item = &naming->all.list.at[i];
		gx_arena_reset(&scratch);
		if (shows(naming, item) && gx_flat_peek(item->facts, GX_STR("code.commit"), &scratch, &commit) && commit.kind == GX_STRING &&
		    gx_map_get(&in_range, commit.text))
			r = choose(naming, item, err);
	}
	gx_map_release(&in_range);
	gx_arena_release(&scratch);
	return r;
}

static bool is_range(struct gx_str name)
{
	for (size_t i = 0; i + 2 <= name.len; i++)
		if (name.at[i] == '.' && name.at[i + 1] == '.')
			return true;
	return false;
}

static int choose_name(struct naming *naming, struct gx_str name, struct gx_err *err)
{
	struct gx_item item;
	if (is_range(name))
		return choose_range(naming, name, err);
	if (gx_str_ends(name, GX_STR("/")))
		return choose_experiment(naming, name, err);
	struct gx_arena arena = GX_ARENA_INIT;
	int r = gx_select_one(naming->store, name, &arena, &item, err);
	if (r == 0)
		r = choose(naming, &item, err);
	gx_arena_release(&arena);
	return r;
}

static int choose_names(struct gx_store *store, const struct gx_filter *filter, struct gx_items *ret, struct gx_err *err)
{
	struct naming naming = { .store = store, .removed = filter->removed };
	int r = 0;
	for (size_t i = 0; r == 0 && i < filter->names_count; i++)
		r = choose_name(&naming, gx_str_of(filter->names[i]), err);
	naming.chosen.refused = naming.all.refused;
	gx_map_release(&naming.seen);
	gx_items_release(&naming.all);
	if (r == 0)
		*ret = naming.chosen;
	else
		gx_items_release(&naming.chosen);
	return r;
}

int gx_select(struct gx_store *store, const struct gx_filter *filter, struct gx_items *ret, struct gx_err *err)
{
	struct gx_items items = { .refused = 0 };
	struct gx_arena scratch = GX_ARENA_INIT;
	bool named = filter->names_count > 0;
	int r = named ? choose_names(store, filter, &items, err) : gx_store_list(store, GX_STR_NONE, &items, err);
	if (r < 0)
		return r;
	size_t kept = 0;
	for (size_t i = 0; i < items.list.len; i++) {
		gx_arena_reset(&scratch);
		if ((named || filter->removed || !items.list.at[i].removed) && fits(store, &items.list.at[i], filter, &scratch))
			items.list.at[kept++] = items.list.at[i];
	}
	items.list.len = kept;
	gx_arena_release(&scratch);
	*ret = items;
	return 0;
}
