#include "run/merge_inner.h"

/* The number of a later part, or 0. Eight digits are no number but the mark of a name that was cut (format.md). */
static unsigned part_number(struct gx_str digits)
{
	unsigned number = 0;
	if (digits.len == 0 || digits.len >= 8 || digits.at[0] == '0')
		return 0;
	for (size_t i = 0; i < digits.len; i++) {
		if (digits.at[i] < '0' || digits.at[i] > '9')
			return 0;
		number = number * 10 + (unsigned)(digits.at[i] - '0');
	}
	return number >= 2 ? number : 0;
}

/* Takes a path under metrics/ apart: "metrics/loss~2.tsv" is part 2 of "metrics/loss". */
static bool split_path(struct gx_str path, struct gx_merge_part *ret)
{
	if (!gx_str_starts(path, GX_STR("metrics/")) || !gx_str_ends(path, GX_STR(".tsv")))
		return false;
	struct gx_str stem = gx_str_sub(path, 0, path.len - 4);
	size_t tilde = gx_str_find_last(stem, '~');
	unsigned number = tilde == GX_STR_NOWHERE ? 0 : part_number(gx_str_from(stem, tilde + 1));
	ret->stem = number > 0 ? gx_str_sub(stem, 0, tilde) : stem;
	ret->number = number > 0 ? number : 1;
	return true;
}

bool gx_merge_is_history(struct gx_str path)
{
	struct gx_merge_part part;
	return split_path(path, &part);
}

static int compare_parts(const void *a, const void *b)
{
	const struct gx_merge_part *x = a, *y = b;
	int order = gx_str_compare(x->stem, y->stem);
	return order != 0 ? order : (x->number > y->number) - (x->number < y->number);
}

/* The files of all histories, sorted by stem and number. */
static int gather_parts(const struct gx_files *files, struct gx_arena *arena, struct gx_merge_parts *ret,
			struct gx_err *err)
{
	struct gx_merge_part part, *parts;
	size_t count = 0, len = 0;
	for (size_t i = 0; i < files->list.len; i++)
		count += split_path(files->list.at[i].path, &part);
	parts = gx_arena_array(arena, count, sizeof(*parts));
	if (!parts)
		return gx_fail_memory(err);
	for (size_t i = 0; i < files->list.len; i++)
		if (split_path(files->list.at[i].path, &part)) {
			part.file = &files->list.at[i];
			parts[len++] = part;
		}
	if (len > 1)
		qsort(parts, len, sizeof(*parts), compare_parts);
	*ret = (struct gx_merge_parts){ parts, len };
	return 0;
}

/* Cuts the parts of the stem off the front of `rest`; none where the next history is another. */
static struct gx_merge_parts cut_history(struct gx_merge_parts *rest, struct gx_str stem)
{
	struct gx_merge_parts own = { rest->at, 0 };
	while (own.len < rest->len && gx_str_equal(rest->at[own.len].stem, stem))
		own.len++;
	rest->at += own.len;
	rest->len -= own.len;
	return own;
}

static bool are_same(struct gx_merge_parts a, struct gx_merge_parts b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (a.at[i].number != b.at[i].number || !gx_merge_same_file(a.at[i].file, b.at[i].file))
			return false;
	return true;
}

static struct gx_merge_history *find_history(struct gx_merge_histories *histories, struct gx_str stem)
{
	size_t *place = gx_map_put(&histories->by_stem, stem, histories->list.len);
	if (!place)
		return NULL;
	if (*place == histories->list.len) {
		struct gx_merge_history *history = gx_vec_add(&histories->list);
		if (!history)
			return NULL;
		history->stem = stem;
	}
	return &histories->list.at[*place];
}

static int add_version(struct gx_merge *merge, struct gx_str stem, struct gx_merge_version version, struct gx_err *err)
{
	struct gx_merge_history *history = find_history(&merge->histories, stem);
	struct gx_merge_version *slot = history ? gx_vec_add(&history->versions) : NULL;
	if (!slot)
		return gx_fail_memory(err);
	*slot = version;
	return 0;
}

/* Sets in a growing file what `after` says of the metrics whose histories this state changed. */
static int follow_file(struct gx_merge *merge, const struct gx_map *stems, const struct gx_files *after,
		       struct gx_str path, struct gx_err *err)
{
	struct gx_flat flat, followed = GX_FLAT_INIT;
	bool is_read;
	GX_CLEANUP(gx_buf) encoded = GX_BUF_INIT(GX_BUF_ANY);
	int failed = gx_merge_flat_read(gx_files_get(after, path), &merge->scratch, &flat, &is_read, err);
	for (size_t i = 0; failed == 0 && i < flat.len; i++) {
		gx_buf_reset(&encoded);
		gx_history_path(&encoded, flat.at[i].key);
		failed = gx_buf_check(&encoded, "a path", err);
		struct gx_str stem = gx_str_sub(gx_buf_view(&encoded), 0, encoded.len - strlen(".tsv"));
		if (failed == 0 && gx_map_get(stems, stem) &&
		    !gx_flat_add(&followed, &merge->scratch, flat.at[i].key, flat.at[i].value))
			failed = gx_fail_memory(err);
	}
	return failed == 0 && followed.len > 0 ? gx_merge_flat_put(merge, path, &followed, err) : failed;
}

/*
 * A history, its statistics and its headline move as one: a state that carries on from a merge changes the history, but
 * may well leave what the merge computed from it as it was, and then no difference would say so.
 */
static int follow_histories(struct gx_merge *merge, const struct gx_map *stems, const struct gx_files *after,
			    struct gx_err *err)
{
	int failed = follow_file(merge, stems, after, GX_STR("metrics.yaml"), err);
	return failed != 0 ? failed : follow_file(merge, stems, after, GX_STR("stats.yaml"), err);
}

static int note_changes(struct gx_merge *merge, size_t state, struct gx_merge_parts from, struct gx_merge_parts to,
			struct gx_map *stems, struct gx_err *err)
{
	int failed = 0;
	while (failed == 0 && (from.len > 0 || to.len > 0)) {
		struct gx_str stem = from.len > 0 ? from.at[0].stem : to.at[0].stem;
		if (to.len > 0 && gx_str_compare(to.at[0].stem, stem) < 0)
			stem = to.at[0].stem;
		struct gx_merge_version version = { .state = state };
		version.before = cut_history(&from, stem);
		version.after = cut_history(&to, stem);
		if (are_same(version.before, version.after))
			continue;
		failed = add_version(merge, stem, version, err);
		if (failed == 0 && !gx_map_put(stems, stem, 0))
			failed = gx_fail_memory(err);
	}
	return failed;
}

int gx_merge_histories_change(struct gx_merge *merge, size_t state, const struct gx_files *before,
			      const struct gx_files *after, struct gx_err *err)
{
	struct gx_map stems = GX_MAP_INIT;
	struct gx_merge_parts from = { NULL, 0 }, to = { NULL, 0 };
	int failed = gather_parts(before, merge->arena, &from, err);
	if (failed == 0)
		failed = gather_parts(after, merge->arena, &to, err);
	if (failed == 0)
		failed = note_changes(merge, state, from, to, &stems, err);
	if (failed == 0)
		failed = follow_histories(merge, &stems, after, err);
	gx_map_release(&stems);
	return failed;
}

/*
 * Whether more than one of the versions is such that no other descends from it: their states did not see each other.
 * `is_seen` has room for all states.
 */
static bool is_forked(const struct gx_merge_history *history, const struct gx_merge_order *order, bool *is_seen)
{
	size_t left = history->versions.len, heads = 0;
	if (left < 2)
		return false;
	memset(is_seen, false, order->count * sizeof(*is_seen));
	for (size_t i = order->count; i-- > 0 && left > 0 && heads < 2;) {
		bool is_version = history->versions.at[left - 1].state == i;
		heads += is_version && !is_seen[i];
		left -= is_version;
		for (size_t k = order->first_parent[i]; k < order->first_parent[i + 1]; k++)
			if (is_version || is_seen[i])
				is_seen[order->parents[k]] = true;
	}
	return heads > 1;
}

static int keep_files(struct gx_merge_parts parts, struct gx_files *ret, struct gx_err *err)
{
	for (size_t i = 0; i < parts.len; i++) {
		struct gx_file *slot = gx_vec_add(&ret->list);
		if (!slot)
			return gx_fail_memory(err);
		*slot = *parts.at[i].file;
	}
	return 0;
}

static int finish_history(struct gx_merge *merge, const struct gx_merge_history *history, bool forked,
			  struct gx_merge_rows_list *list, struct gx_files *ret, struct gx_err *err)
{
	struct gx_merge_parts last = history->versions.at[history->versions.len - 1].after;
	if (!forked)
		return keep_files(last, ret, err);
	struct gx_merge_rows *rows = gx_vec_add(list);
	int failed = rows ? gx_merge_rows_unite(merge, history, rows, err) : gx_fail_memory(err);
	if (failed != 0)
		return failed;
	/* where not one version could be read, the last one stays as it is */
	return rows->points.points.len > 0 ? gx_merge_rows_write(merge, rows, ret, err) : keep_files(last, ret, err);
}

int gx_merge_histories_finish(struct gx_merge *merge, const struct gx_merge_order *order, struct gx_files *ret,
			      struct gx_err *err)
{
	GX_CLEANUP(gx_merge_rows_list) list = { 0 };
	bool *is_seen = gx_arena_array(merge->arena, order->count, sizeof(*is_seen));
	if (!is_seen)
		return gx_fail_memory(err);
	for (size_t i = 0; i < merge->histories.list.len; i++) {
		const struct gx_merge_history *history = &merge->histories.list.at[i];
		int failed = finish_history(merge, history, is_forked(history, order, is_seen), &list, ret, err);
		if (failed != 0)
			return failed;
	}
	return list.len > 0 ? gx_merge_headlines(merge, list.at, list.len, order, err) : 0;
}

void gx_merge_histories_release(struct gx_merge_histories *histories)
{
	for (size_t i = 0; i < histories->list.len; i++)
		gx_vec_release(&histories->list.at[i].versions);
	gx_vec_release(&histories->list);
	gx_map_release(&histories->by_stem);
}
