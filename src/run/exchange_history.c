#include <math.h>

#include "base/num.h"
#include "run/exchange_reader.h"
#include "run/names.h"

/* What is wrong with a row, or NULL. */
static const char *fault_of(const struct gx_node *row, int64_t *ret_step)
{
	if (row->kind != GX_ARRAY || row->count != 3)
		return "a row is [step, time, value]";
	const struct gx_node *step = row->child, *time = step->next, *value = time->next;
	if (step->kind != GX_NUMBER || !gx_num_read_int64(step->text, ret_step))
		return "a step is an integer of 64 bits";
	if (time->kind != GX_NULL && !(time->kind == GX_NUMBER && isfinite(time->number)))
		return "a time is a number of seconds, or null";
	return gx_exchange_is_number(value) ? NULL : "a value is a number, \"nan\", \"inf\" or \"-inf\"";
}

static int add_row(struct gx_exchange *exchange, const struct gx_node *row, struct gx_history *history)
{
	struct gx_point point = { .step = 0 };
	const char *fault = fault_of(row, &point.step);
	if (fault)
		return gx_fail(exchange->err, GX_EINPUT, "'history': row %zu of '%" GX_PRI "': %s",
			       history->points.len + 1, GX_ARG(history->metric), fault);
	const struct gx_node *time = row->child->next;
	point.time = time->kind == GX_NUMBER ? time->number : (double)NAN;
	int failed = gx_point_set(&point, time->next->text, exchange->arena, exchange->err);
	if (failed)
		return gx_fail_within(exchange->err, "'history': '%" GX_PRI "'", GX_ARG(history->metric));
	struct gx_point *slot = gx_vec_add(&history->points);
	if (!slot)
		return gx_fail_memory(exchange->err);
	*slot = point;
	return 0;
}

static int add_history(struct gx_exchange *exchange, const struct gx_node *rows)
{
	int failed = gx_metric_check(rows->key, exchange->err);
	if (failed)
		return gx_fail_within(exchange->err, "'history'");
	failed = gx_exchange_expect(exchange, "a history", rows, GX_ARRAY);
	if (failed || rows->count == 0)
		return failed;
	struct gx_history *history = gx_histories_get(&exchange->run.histories, rows->key, exchange->arena);
	if (!history)
		return gx_fail_memory(exchange->err);
	for (const struct gx_node *row = rows->child; row && !failed; row = row->next)
		failed = add_row(exchange, row, history);
	return failed;
}

int gx_take_history(struct gx_exchange *exchange, const char *key, const struct gx_node *node)
{
	int failed = gx_exchange_expect(exchange, key, node, GX_OBJECT);
	for (const struct gx_node *rows = failed ? NULL : node->child; rows && !failed; rows = rows->next)
		failed = add_history(exchange, rows);
	exchange->run.parts |= GX_PART_HISTORIES;
	return failed;
}
