#include <math.h>

#include "base/num.h"
#include "run/record.h"

struct tally {
	size_t finite;
	const struct gx_point *min, *max;
	double mean;
};

static void find_extremes(struct tally *tally, const struct gx_history *history)
{
	for (size_t i = 0; i < history->points.len; i++) {
		const struct gx_point *point = &history->points.at[i];
		if (!isfinite(point->value))
			continue;
		tally->finite++;
		if (!tally->min || point->value < tally->min->value)
			tally->min = point;
		if (!tally->max || point->value > tally->max->value)
			tally->max = point;
	}
}

/* One step of a sum with its rounding errors kept aside (A. Neumaier, 1974). Additions alone, so that no compiler fuses
 * them: equal histories must give equal bytes on every machine. */
static void add_exactly(double *sum, double *rest, double x)
{
	double total = *sum + x;
	if (fabs(*sum) >= fabs(x))
		*rest += (*sum - total) + x;
	else
		*rest += (x - total) + *sum;
	*sum = total;
}

/* Huge values are made small first, for their sum would be infinite. */
static void find_mean(struct tally *tally, const struct gx_history *history)
{
	double low = tally->min->value, high = tally->max->value;
	int scale = fabs(low) > 1e250 || fabs(high) > 1e250 ? 64 : 0;
	double sum = 0, rest = 0;
	for (size_t i = 0; i < history->points.len; i++)
		if (isfinite(history->points.at[i].value))
			add_exactly(&sum, &rest, ldexp(history->points.at[i].value, -scale));
	double mean = ldexp((sum + rest) / (double)tally->finite, scale);
	tally->mean = mean < low ? low : mean > high ? high : mean;
}

/* As a member of an object: what is not finite is a string there. */
static void add_value(struct gx_buf *out, const char *name, const struct gx_point *point)
{
	const char *quote = isfinite(point->value) ? "" : "\"";
	gx_buf_printf(out, "\"%s\": %s", name, quote);
	gx_point_write(out, point);
	gx_buf_printf(out, "%s, ", quote);
}

static void write_stats(struct gx_buf *out, const struct tally *tally, const struct gx_history *history)
{
	size_t count = history->points.len;
	char mean[GX_NUM_ROOM];
	gx_buf_printf(out, "{\"count\": %zu, ", count);
	add_value(out, "first", &history->points.at[0]);
	add_value(out, "last", &history->points.at[count - 1]);
	if (tally->finite > 0) {
		gx_num_format(tally->mean, mean);
		add_value(out, "max", tally->max);
		gx_buf_printf(out, "\"max_step\": %lld, \"mean\": %s, ", (long long)tally->max->step, mean);
		add_value(out, "min", tally->min);
		gx_buf_printf(out, "\"min_step\": %lld, ", (long long)tally->min->step);
	}
	gx_buf_printf(out, "\"nan\": %zu}", count - tally->finite);
}

bool gx_stats_of(const struct gx_history *history, struct gx_arena *arena, struct gx_value *ret)
{
	if (history->points.len == 0)
		return false;
	struct tally tally = { 0 };
	find_extremes(&tally, history);
	if (tally.finite > 0)
		find_mean(&tally, history);
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	write_stats(&text, &tally, history);
	struct gx_value value = { .kind = GX_OBJECT, .json = gx_arena_str(arena, gx_buf_view(&text)) };
	if (text.failed || !value.json.at)
		return false;
	*ret = value;
	return true;
}
