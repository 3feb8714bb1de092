/*
 * Which runs: one by a name that people use, or several by ids, names, experiments and conditions; in which order.
 */
#ifndef GX_SELECT_SELECT_H
#define GX_SELECT_SELECT_H

#include "run/field.h"
#include "store/item.h"

/*
 * One run by: a prefix (>= 4) of its id; its name; <experiment>/<name> or <experiment>/<id prefix>; a full ref; an id from
 * `formerly`; `@` the newest, `@{2}` two before it; `@best(<metric>)`.
 * GX_ENOTFOUND says "no run matches 'abc'", GX_EAMBIGUOUS lists the candidates. Removed runs only by id or ref.
 * The item's views live in `arena`.
 */
int gx_select_one(struct gx_store *store, struct gx_str name, struct gx_arena *arena, struct gx_item *ret, struct gx_err *err);

/* What a list is narrowed by; all that are set must hold. */
struct gx_filter {
	/*
	 * As gx_select_one(), or `<experiment>/` for all of it, or `A..B` (runs whose code lies in that range); any may match; NULL: all. In
	 * the order of the names; those of one name newest first.
	 */
	const char *const *names;
	size_t names_count;
	const char *experiment;   /* that one, and those below it */
	const char *const *tags;  /* each must be there; glob patterns */
	size_t tags_count;
	const char *status;       /* "finished,failed": any of them */
	const char *author;       /* glob or part of `name <email>`, in any case */
	int64_t since_us, until_us; /* of `started`; GX_TIME_NONE: no bound */
	bool removed;             /* removed runs too */
};

#define GX_FILTER_INIT { .since_us = GX_TIME_NONE, .until_us = GX_TIME_NONE }

int gx_select(struct gx_store *store, const struct gx_filter *filter, struct gx_items *ret, struct gx_err *err);

/*
 * Sorts newest first (by started, then by id), or by keys: 'val_loss.min, -started': fields of gitexp fields, `-` for descending;
 * without the key last, NaN after numbers.
 * `limit` > 0 keeps that many; `reverse` turns the result round at last.
 */
int gx_select_sort(struct gx_store *store, struct gx_items *items, const char *keys, size_t limit, bool reverse, struct gx_err *err);

/* The best run by a metric (schema's goal, else the name's direction; GX_EINPUT if neither says): index into items. GX_ENOTFOUND if none has it. */
int gx_select_best(struct gx_store *store, const struct gx_items *items, struct gx_str metric, size_t *ret_index, struct gx_err *err);

/* How many digits of ids tell all runs of the repository apart, at least 7. */
size_t gx_select_abbreviation(const struct gx_items *all);

#endif
