#include "run/merge_inner.h"

enum path_class {
	PATH_WHOLE,
	PATH_FLAT,
	PATH_HISTORY,
	PATH_ARTIFACT, /* artifacts/ and artifacts.yaml */
	PATH_MADE,     /* .gitattributes: made from the artifacts */
};

static enum path_class class_of(struct gx_str path)
{
	if (gx_str_starts(path, GX_STR("artifacts/")) || gx_str_is(path, "artifacts.yaml"))
		return PATH_ARTIFACT;
	if (gx_str_is(path, ".gitattributes"))
		return PATH_MADE;
	if (gx_str_starts(path, GX_STR("metrics/")))
		return gx_merge_is_history(path) ? PATH_HISTORY : PATH_WHOLE;
	if (gx_str_starts(path, GX_STR("notes/")))
		return PATH_WHOLE;
	return gx_str_is(path, "tags") || gx_str_ends(path, GX_STR(".yaml")) ? PATH_FLAT : PATH_WHOLE;
}

bool gx_merge_reads(struct gx_str path)
{
	enum path_class class = class_of(path);
	return class == PATH_FLAT || class == PATH_HISTORY || gx_str_is(path, "artifacts.yaml");
}

void gx_merge_release(struct gx_merge *merge)
{
	for (size_t i = 0; i < merge->flats.len; i++)
		gx_vec_release(&merge->flats.at[i].pairs);
	gx_vec_release(&merge->flats);
	gx_map_release(&merge->flat_by_path);
	gx_vec_release(&merge->wholes.list);
	gx_map_release(&merge->wholes.by_path);
	gx_vec_release(&merge->artifacts.list);
	gx_map_release(&merge->artifacts.by_path);
	gx_merge_histories_release(&merge->histories);
	gx_arena_release(&merge->scratch);
}

bool gx_merge_same_file(const struct gx_file *a, const struct gx_file *b)
{
	if (!a || !b)
		return a == b;
	if (a->blob.len > 0 && b->blob.len > 0)
		return gx_str_equal(a->blob, b->blob);
	return a->blob.len == b->blob.len && gx_str_equal(a->bytes, b->bytes);
}

struct gx_merge_unit *gx_merge_unit(struct gx_merge *merge, struct gx_merge_units *units, struct gx_str path)
{
	const size_t *known = gx_map_get(&units->by_path, path);
	if (known)
		return &units->list.at[*known];
	struct gx_str kept = gx_arena_str(merge->arena, path);
	if (!kept.at || !gx_map_put(&units->by_path, kept, units->list.len))
		return NULL;
	struct gx_merge_unit *unit = gx_vec_add(&units->list);
	if (unit)
		unit->path = kept;
	return unit;
}

/* What the walk over a state's files leaves to be done for all of a kind at once. */
struct walk {
	const struct gx_files *before, *after;
	bool are_histories_changed, are_artifacts_changed;
};

static int change_whole(struct gx_merge *merge, struct gx_str path, const struct gx_file *after, struct gx_err *err)
{
	struct gx_merge_unit *unit = gx_merge_unit(merge, &merge->wholes, path);
	if (!unit)
		return gx_fail_memory(err);
	unit->file = after ? *after : (struct gx_file){ .path = GX_STR_NONE };
	return 0;
}

static int change_file(struct gx_merge *merge, struct walk *walk, const struct gx_file *before,
		       const struct gx_file *after, struct gx_err *err)
{
	struct gx_str path = before ? before->path : after->path;
	switch (class_of(path)) {
	case PATH_WHOLE:
		return change_whole(merge, path, after, err);
	case PATH_FLAT:
		return gx_merge_flat_change(merge, path, before, after, err);
	case PATH_HISTORY:
		walk->are_histories_changed = true;
		break;
	case PATH_ARTIFACT:
		walk->are_artifacts_changed = true;
		break;
	case PATH_MADE:
		merge->has_attributes = true;
		break;
	}
	return 0;
}

/* Walks along both lists, which are sorted by path, and replays what differs. */
static int change_files(struct gx_merge *merge, struct walk *walk, struct gx_err *err)
{
	const struct gx_files *from = walk->before, *to = walk->after;
	for (size_t i = 0, k = 0; i < from->list.len || k < to->list.len;) {
		const struct gx_file *before = i < from->list.len ? &from->list.at[i] : NULL;
		const struct gx_file *after = k < to->list.len ? &to->list.at[k] : NULL;
		int order = !before ? 1 : !after ? -1 : gx_str_compare(before->path, after->path);
		before = order <= 0 ? before : NULL;
		after = order >= 0 ? after : NULL;
		int failed = gx_merge_same_file(before, after) ? 0 : change_file(merge, walk, before, after, err);
		if (failed != 0)
			return failed;
		i += before != NULL;
		k += after != NULL;
	}
	return 0;
}

static const struct gx_files no_files = { .list = { NULL, 0, 0 } };

static const struct gx_files *before_of(const struct gx_state *state)
{
	return state->before ? state->before : &no_files;
}

static int replay(struct gx_merge *merge, const struct gx_merge_order *order, size_t place, struct gx_err *err)
{
	const struct gx_state *state = order->states[place];
	struct walk walk = { .before = before_of(state), .after = state->after };
	gx_arena_reset(&merge->scratch);
	int failed = change_files(merge, &walk, err);
	if (failed == 0 && walk.are_histories_changed)
		failed = gx_merge_histories_change(merge, place, walk.before, walk.after, err);
	if (failed == 0 && walk.are_artifacts_changed)
		failed = gx_merge_artifacts_change(merge, walk.before, walk.after, err);
	return failed != 0 ? gx_fail_within(err, "state %" GX_PRI, GX_ARG(state->id)) : 0;
}

struct lives {
	bool *is_outlived; /* by place: some later change of the run's life descends from it */
	struct gx_merge_life best;
	bool has_best;
};

static int weigh_life(struct gx_merge *merge, struct lives *lives, const struct gx_state *state, bool is_outlived,
		      bool *ret_changes, struct gx_err *err)
{
	struct gx_merge_life life;
	const struct gx_str path = GX_STR("run.yaml");
	const struct gx_file *before = gx_files_get(before_of(state), path), *after = gx_files_get(state->after, path);
	*ret_changes = false;
	if (gx_merge_same_file(before, after))
		return 0;
	gx_arena_reset(&merge->scratch);
	int failed = gx_merge_life_read(before, after, &merge->scratch, ret_changes, &life, err);
	if (failed != 0 || !*ret_changes || is_outlived)
		return failed;
	/* backwards: what was weighed before was replayed later, and wins where the rule leaves it open */
	if (!lives->has_best || !gx_merge_life_wins(&life, &lives->best)) {
		lives->best = life;
		lives->has_best = true;
	}
	return 0;
}

/* From the last state to the first, so that a state's descendants have spoken before it. */
static int merge_life(struct gx_merge *merge, const struct gx_merge_order *order, struct gx_err *err)
{
	struct lives lives = { .is_outlived = gx_arena_array(merge->arena, order->count, sizeof(bool)) };
	if (!lives.is_outlived)
		return gx_fail_memory(err);
	for (size_t i = order->count; i-- > 0;) {
		bool changes;
		int failed = weigh_life(merge, &lives, order->states[i], lives.is_outlived[i], &changes, err);
		if (failed != 0)
			return failed;
		for (size_t k = order->first_parent[i]; k < order->first_parent[i + 1]; k++)
			if (changes || lives.is_outlived[i])
				lives.is_outlived[order->parents[k]] = true;
	}
	return lives.has_best ? gx_merge_life_put(merge, &lives.best, err) : 0;
}

static struct gx_str merge_code(const struct gx_merge_order *order)
{
	struct gx_str code = GX_STR_NONE;
	for (size_t i = 0; i < order->count; i++)
		if (!gx_str_equal(order->states[i]->code, order->states[i]->code_before))
			code = order->states[i]->code;
	return code;
}

static int compare_files(const void *a, const void *b)
{
	return gx_str_compare(((const struct gx_file *)a)->path, ((const struct gx_file *)b)->path);
}

static int finish_wholes(const struct gx_merge *merge, struct gx_files *ret, struct gx_err *err)
{
	for (size_t i = 0; i < merge->wholes.list.len; i++) {
		if (merge->wholes.list.at[i].file.path.len == 0)
			continue;
		struct gx_file *slot = gx_vec_add(&ret->list);
		if (!slot)
			return gx_fail_memory(err);
		*slot = merge->wholes.list.at[i].file;
	}
	return 0;
}

static int finish(struct gx_merge *merge, const struct gx_merge_order *order, struct gx_files *ret, struct gx_err *err)
{
	int failed = merge_life(merge, order, err);
	if (failed == 0)
		failed = gx_merge_histories_finish(merge, order, ret, err);
	if (failed == 0)
		failed = gx_merge_artifacts_finish(merge, ret, err);
	if (failed == 0)
		failed = finish_wholes(merge, ret, err);
	for (size_t i = 0; i < merge->flats.len && failed == 0; i++)
		failed = gx_merge_flat_finish(merge, &merge->flats.at[i], ret, err);
	if (failed == 0 && ret->list.len > 1)
		qsort(ret->list.at, ret->list.len, sizeof(*ret->list.at), compare_files);
	return failed;
}

int gx_merge_states(const struct gx_state *states, size_t count, struct gx_arena *arena, struct gx_files *ret_record,
		    struct gx_str *ret_code, struct gx_err *err)
{
	struct gx_merge_order order;
	GX_CLEANUP(gx_merge) merge = { .arena = arena };
	GX_CLEANUP(gx_files) record = { .list = { NULL, 0, 0 } };
	int failed = gx_merge_order(states, count, arena, &order, err);
	for (size_t i = 0; failed == 0 && i < order.count; i++)
		failed = replay(&merge, &order, i, err);
	if (failed == 0)
		failed = finish(&merge, &order, &record, err);
	if (failed != 0)
		return failed;
	*ret_record = record;
	record = no_files;
	*ret_code = merge_code(&order);
	return 0;
}
