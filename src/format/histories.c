#include <math.h>

#include "base/num.h"
#include "format/loose.h"
#include "format/table.h"

#define EXACT_MAX 9007199254740992.0 /* 2^53: below it every integer is one double, and no two are the same */

void gx_histories_release(struct gx_histories *histories)
{
	for (size_t i = 0; i < histories->all.len; i++)
		gx_vec_release(&histories->all.at[i].points);
	gx_vec_release(&histories->all);
	gx_map_release(&histories->by_name);
}

struct gx_history *gx_histories_get(struct gx_histories *histories, struct gx_str metric, struct gx_arena *arena)
{
	const size_t *known = gx_map_get(&histories->by_name, metric);
	if (known)
		return &histories->all.at[*known];
	struct gx_str name = arena ? gx_arena_str(arena, metric) : GX_STR_NONE;
	if (!name.at)
		return NULL;
	struct gx_history *history = gx_vec_add(&histories->all);
	if (!history)
		return NULL;
	history->metric = name;
	if (gx_map_put(&histories->by_name, name, histories->all.len - 1))
		return history;
	histories->all.len--;
	return NULL;
}

static int set_integer(struct gx_point *point, struct gx_str digits, double value, struct gx_arena *arena,
		       struct gx_err *err)
{
	const char *form = "";
	/* "-0" is a form of its own */
	if (!(fabs(value) < EXACT_MAX) || (value == 0 && digits.len > 1))
		form = gx_arena_str(arena, digits).at;
	if (!form)
		return gx_fail_memory(err);
	point->value = value;
	point->integer = form;
	return 0;
}

static int set_loose(struct gx_point *point, struct gx_str text, struct gx_arena *arena, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) literal = GX_BUF_INIT(GX_VALUE_MAX);
	double special;
	if (gx_loose_special(text, &special)) {
		point->value = special;
		point->integer = NULL;
		return 0;
	}
	if (!gx_loose_number(text, &literal))
		return gx_fail(err, GX_EINPUT, "'%" GX_PRI "' is not a number", GX_ARG(gx_str_sub(text, 0, 80)));
	int rc = gx_buf_check(&literal, "a number", err);
	return rc < 0 ? rc : gx_point_set(point, gx_buf_view(&literal), arena, err);
}

int gx_point_set(struct gx_point *point, struct gx_str text, struct gx_arena *arena, struct gx_err *err)
{
	size_t len = 0;
	double value;
	enum gx_num_kind kind = gx_num_take(text, &len, &value);
	if (kind == GX_NUM_NOT || len < text.len)
		return set_loose(point, text, arena, err);
	if (kind == GX_NUM_INTEGER)
		return set_integer(point, text, value, arena, err);
	if (isinf(value))
		return gx_fail(err, GX_EINPUT, "'%" GX_PRI "' is out of the range of doubles",
			       GX_ARG(gx_str_sub(text, 0, 80)));
	point->value = value;
	point->integer = NULL;
	return 0;
}
