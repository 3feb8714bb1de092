#include "view/spark.h"

#include <math.h>

static const char *const blocks[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
static const char *const marks[] = { "_", ".", "-", "~", "=", "+", "*", "#" };
enum { LEVELS = GX_LEN(blocks), MIDDLE = 3 };

/* Of half the values, so that neither a sum nor the range of the largest doubles overflows. */
struct range {
	double low, high, mean;
	size_t count;
};

static struct range range_of(const struct gx_point *points, size_t count)
{
	struct range range = { INFINITY, -INFINITY, 0, 0 };

	for (size_t i = 0; i < count; i++) {
		double half = points[i].value / 2;

		if (!isfinite(half))
			continue;
		range.count++;
		range.mean += (half - range.mean) / (double)range.count;
		range.low = half < range.low ? half : range.low;
		range.high = half > range.high ? half : range.high;
	}
	return range;
}

/* The extremes of the whole history weigh more than any other value. */
static double weight_of(const struct range *range, double half)
{
	double weight = fabs(half - range->mean);

	/* distances are squeezed into 0 to 1, so that an extreme is always beyond them */
	return half <= range->low || half >= range->high ? 1 + weight / (1 + weight) : weight / (1 + weight);
}

static double value_to_show(const struct range *range, const struct gx_point *points, size_t count)
{
	double shown = NAN, most = -1;

	for (size_t i = 0; i < count; i++) {
		double half = points[i].value / 2;

		if (isfinite(half) && weight_of(range, half) > most) {
			most = weight_of(range, half);
			shown = half;
		}
	}
	return shown;
}

static size_t level_of(const struct range *range, double half)
{
	double share = (half - range->low) / (range->high - range->low);

	if (!(range->high > range->low))
		return MIDDLE;
	return (size_t)(share * (LEVELS - 1) + 0.5);
}

void gx_spark(struct gx_buf *out, const struct gx_point *points, size_t count, size_t columns, bool unicode)
{
	struct range range = range_of(points, count);

	columns = columns < count ? columns : count;
	for (size_t i = 0; i < columns; i++) {
		size_t from = count / columns * i + count % columns * i / columns;
		size_t to = count / columns * (i + 1) + count % columns * (i + 1) / columns;
		double half = value_to_show(&range, points + from, to - from);

		if (isfinite(half))
			gx_buf_text(out, (unicode ? blocks : marks)[level_of(&range, half)]);
		else
			gx_buf_text(out, unicode ? "×" : "x");
	}
}
