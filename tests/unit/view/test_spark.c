#include <math.h>

#include "fixture.h"
#include "view/spark.h"

static struct gx_point points[1000];

static const char *spark(size_t count, size_t columns, bool unicode)
{
	static char text[512];
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(sizeof(text));

	gx_spark(&out, points, count, columns, unicode);
	snprintf(text, sizeof(text), "%s", gx_buf_c(&out));
	return text;
}

static void set(const double *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		points[i].value = values[i];
}

Test(view_spark, a_ramp)
{
	for (size_t i = 0; i < 8; i++)
		points[i].value = (double)i;
	expect_text(spark(8, 8, true), "▁▂▃▄▅▆▇█");
	expect_text(spark(8, 20, true), "▁▂▃▄▅▆▇█");
	expect_text(spark(8, 8, false), "_.-~=+*#");
	expect_text(spark(8, 0, true), "");
	expect_text(spark(0, 8, true), "");
}

Test(view_spark, constant_and_not_finite)
{
	set((const double[]){ 5, 5, 5 }, 3);
	expect_text(spark(3, 8, true), "▄▄▄");
	set((const double[]){ 0, NAN, 1, INFINITY, -INFINITY }, 5);
	expect_text(spark(5, 8, true), "▁×█××");
	expect_text(spark(5, 8, false), "_x#xx");
	set((const double[]){ NAN, NAN }, 2);
	expect_text(spark(2, 8, true), "××");
}

Test(view_spark, the_largest_doubles_do_not_overflow)
{
	set((const double[]){ -1.7976931348623157e308, 0, 1.7976931348623157e308 }, 3);
	expect_text(spark(3, 8, true), "▁▅█");
}

/* Wherever one value of a thousand stands out, up or down, it is seen. */
Test(view_spark, a_spike_is_never_hidden)
{
	for (size_t at = 0; at < 1000; at++) {
		for (size_t i = 0; i < 1000; i++)
			points[i].value = i % 2 ? 0.9 : 1.0;
		points[at].value = 10;
		cr_expect(strstr(spark(1000, 24, true), "█"), "up at %zu", at);
		points[at].value = -10;
		cr_expect(strstr(spark(1000, 24, true), "▁"), "down at %zu", at);
	}
}
