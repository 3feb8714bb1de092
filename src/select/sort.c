/*
 * Order: newest first, or by keys.
 */
#include <math.h>
#include <stdlib.h>

#include "select/select.h"

enum { MAX_KEYS = 16, MIN_ABBREVIATION = 7 };

struct key {
	struct gx_field field;
	bool descending;
};

/* What sorts one item; the keys come along, for qsort() passes no context. */
struct rank {
	struct gx_item item;
	const struct key *keys;
	size_t keys_count;
	const struct gx_value *values; /* one a key; of kind GX_NULL with no json where the run has none */
};

/* What can be compared, what is not a number, what is missing: in that order whichever way the key goes. */
static int class_of(const struct gx_value *value)
{
	if (!value->json.at)
		return 2;
	return value->kind == GX_NUMBER && isnan(value->number) ? 1 : 0;
}

static int compare_newest(const struct gx_item *a, const struct gx_item *b)
{
	if (a->started_us != b->started_us)
		return a->started_us > b->started_us ? -1 : 1;
	return gx_oid_compare(&b->id, &a->id);
}

static int compare_ranks(const void *x, const void *y)
{
	const struct rank *a = x, *b = y;
	for (size_t i = 0; i < a->keys_count; i++) {
		int class_a = class_of(&a->values[i]), class_b = class_of(&b->values[i]);
		if (class_a != class_b)
			return class_a - class_b;
		int order = class_a == 0 ? gx_value_compare(&a->values[i], &b->values[i]) : 0;
		if (order != 0)
			return a->keys[i].descending ? -order : order;
	}
	return compare_newest(&a->item, &b->item);
}

static int parse_keys(const char *text, struct key *keys, size_t *ret_count, struct gx_err *err)
{
	struct gx_str rest = gx_str_of(text), name;
	size_t count = 0;
	while (gx_str_cut(&rest, ',', &name)) {
		if (count == MAX_KEYS)
			return gx_fail(err, GX_ELIMIT, "over %d keys to sort by", MAX_KEYS);
		name = gx_str_trim(name);
		keys[count].descending = gx_str_starts(name, GX_STR("-"));
		int r = gx_field_parse(keys[count].descending ? gx_str_from(name, 1) : name, &keys[count].field, err);
		if (r < 0)
			return gx_fail_within(err, "cannot sort by '%" GX_PRI "'", GX_ARG(name));
		count++;
	}
	*ret_count = count;
	return 0;
}

/* The keys' values live in the items' arena: numbers have theirs in the value, so that is little. */
static int read_values(struct gx_store *store, struct gx_items *items, struct rank *rank, struct gx_arena *scratch, struct gx_err *err)
{
	unsigned parts = 0;
	for (size_t i = 0; i < rank->keys_count; i++)
		parts |= gx_field_parts(&rank->keys[i].field);
	struct gx_value *values = gx_arena_array(&items->arena, rank->keys_count, sizeof(*values));
	struct gx_run run;
	gx_arena_reset(scratch);
	int r = values ? gx_store_read(store, &rank->item, parts, scratch, &run, err) : gx_fail_memory(err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < rank->keys_count && r == 0; i++) {
		if (!gx_field_get(&rank->keys[i].field, &run, scratch, &values[i]))
			continue;
		values[i].json = gx_arena_str(&items->arena, values[i].json);
		values[i].text = gx_arena_str(&items->arena, values[i].text);
		r = values[i].json.at && values[i].text.at ? 0 : gx_fail_memory(err);
	}
	gx_run_release(&run);
	rank->values = values;
	return r;
}

static void take_order(struct gx_items *items, struct rank *ranks, size_t limit, bool reverse)
{
	size_t count = items->list.len;
	if (count > 1)
		qsort(ranks, count, sizeof(*ranks), compare_ranks);
	if (limit > 0 && limit < count)
		count = limit;
	for (size_t i = 0; i < count; i++)
		items->list.at[i] = ranks[reverse ? count - 1 - i : i].item;
	items->list.len = count;
}

/* A key that no run has is a slip of the pen, and the order would be none. */
static int check_keys(const struct rank *ranks, size_t count, const struct key *keys, size_t keys_count, struct gx_err *err)
{
	for (size_t k = 0; k < keys_count && count > 0; k++) {
		bool found = false;
		for (size_t i = 0; i < count && !found; i++)
			found = ranks[i].values[k].json.at != NULL;
		if (!found)
			return gx_fail(err, GX_ENOTFOUND, "no run has '%" GX_PRI "' to sort by", GX_ARG(keys[k].field.name));
	}
	return 0;
}

int gx_select_sort(struct gx_store *store, struct gx_items *items, const char *keys, size_t limit, bool reverse, struct gx_err *err)
{
	struct key parsed[MAX_KEYS];
	size_t count = 0;
	int r = keys ? parse_keys(keys, parsed, &count, err) : 0;
	GX_FREE struct rank *ranks = calloc(items->list.len + 1, sizeof(*ranks));
	if (r == 0 && !ranks)
		r = gx_fail_memory(err);
	struct gx_arena scratch = GX_ARENA_INIT;
	for (size_t i = 0; r == 0 && i < items->list.len; i++) {
		ranks[i] = (struct rank){ items->list.at[i], parsed, count, NULL };
		r = count > 0 ? read_values(store, items, &ranks[i], &scratch, err) : 0;
	}
	gx_arena_release(&scratch);
	if (r == 0)
		r = check_keys(ranks, items->list.len, parsed, count, err);
	if (r == 0)
		take_order(items, ranks, limit, reverse);
	return r;
}

static bool has_metric(struct gx_store *store, const struct gx_items *items, struct gx_str metric)
{
	struct gx_arena scratch = GX_ARENA_INIT;
	bool found = false;
	for (size_t i = 0; !found && i < items->list.len; i++) {
		struct gx_run run;
		gx_arena_reset(&scratch);
		if (gx_store_read(store, &items->list.at[i], GX_PART_METRICS, &scratch, &run, NULL) < 0)
			continue;
		found = gx_flat_get(&run.metrics, metric) != NULL;
		gx_run_release(&run);
	}
	gx_arena_release(&scratch);
	return found;
}

int gx_select_best(struct gx_store *store, const struct gx_items *items, struct gx_str metric, size_t *ret_index, struct gx_err *err)
{
	enum gx_goal goal = gx_direction(&store->schema, metric);
	struct gx_arena scratch = GX_ARENA_INIT;
	size_t best = GX_STR_NOWHERE;
	double best_value = NAN;
	int r = 0;
	if (goal == GX_GOAL_UNKNOWN && has_metric(store, items, metric))
		return gx_fail(err, GX_EINPUT, "nothing says whether a smaller or a greater '%" GX_PRI "' is better; set its goal in .gitexp.yaml",
			       GX_ARG(metric));
	for (size_t i = 0; r == 0 && i < items->list.len; i++) {
		struct gx_run run;
		gx_arena_reset(&scratch);
		r = gx_store_read(store, &items->list.at[i], GX_PART_METRICS, &scratch, &run, err);
		if (r < 0)
			break;
		const struct gx_value *value = gx_flat_get(&run.metrics, metric);
		if (value && value->kind == GX_NUMBER && !isnan(value->number) &&
		    (best == GX_STR_NOWHERE || gx_is_better(goal, value->number, best_value))) {
			best = i;
			best_value = value->number;
		}
		gx_run_release(&run);
	}
	gx_arena_release(&scratch);
	if (r == 0 && best == GX_STR_NOWHERE)
		return gx_fail(err, GX_ENOTFOUND, "no run has a number as its metric '%" GX_PRI "'", GX_ARG(metric));
	if (r == 0)
		*ret_index = best;
	return r;
}

/* ---- abbreviations */

static int by_id(const void *a, const void *b)
{
	const struct gx_oid *x = a, *y = b;
	return gx_oid_compare(x, y);
}

/* Hex digits that two ids have in common. */
static size_t common_digits(const struct gx_oid *a, const struct gx_oid *b)
{
	size_t i = 0;
	while (i < GX_OID_BYTES && a->raw[i] == b->raw[i])
		i++;
	return i == GX_OID_BYTES ? GX_OID_HEX : 2 * i + ((a->raw[i] ^ b->raw[i]) < 16 ? 1 : 0);
}

size_t gx_select_abbreviation(const struct gx_items *all)
{
	size_t digits = MIN_ABBREVIATION;
	GX_FREE struct gx_oid *ids = calloc(all->list.len + 1, sizeof(*ids));
	if (!ids)
		return GX_OID_HEX;
	for (size_t i = 0; i < all->list.len; i++)
		ids[i] = all->list.at[i].id;
	if (all->list.len > 1)
		qsort(ids, all->list.len, sizeof(*ids), by_id);
	for (size_t i = 1; i < all->list.len; i++) {
		size_t needed = common_digits(&ids[i - 1], &ids[i]) + 1;
		if (needed > digits)
			digits = needed < GX_OID_HEX ? needed : GX_OID_HEX;
	}
	return digits;
}
