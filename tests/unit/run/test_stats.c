#include <math.h>
#include <stdio.h>

#include "run/record.h"
#include "util.h"

static void add(struct gx_history *history, int64_t step, double value)
{
	struct gx_point *point = gx_vec_add(&history->points);
	*point = (struct gx_point){ .step = step, .time = (double)NAN, .value = value };
}

static void check(struct gx_history *history, const char *json)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_value value;
	cr_assert(gx_stats_of(history, &arena, &value));
	cr_assert_eq(value.kind, GX_OBJECT);
	test_str_eq(value.json, json);
	gx_vec_release(&history->points);
}

Test(stats, none_of_no_points)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_history history = { .metric = GX_STR_INIT("loss") };
	struct gx_value value;
	cr_assert_not(gx_stats_of(&history, &arena, &value));
}

Test(stats, of_a_history)
{
	struct gx_history history = { .metric = GX_STR_INIT("loss") };
	add(&history, 0, 0.5);
	add(&history, 10, 0.25);
	add(&history, 20, 0.75);
	add(&history, 30, 0.25);
	check(&history,
	      "{\"count\": 4, \"first\": 0.5, \"last\": 0.25, \"max\": 0.75, \"max_step\": 20, \"mean\": 0.4375, "
	      "\"min\": 0.25, \"min_step\": 10, \"nan\": 0}");
}

Test(stats, what_is_not_finite_is_counted_apart)
{
	struct gx_history history = { .metric = GX_STR_INIT("loss") };
	add(&history, 1, (double)INFINITY);
	add(&history, 2, 3.0);
	add(&history, 3, (double)NAN);
	check(&history,
	      "{\"count\": 3, \"first\": \"inf\", \"last\": \"nan\", \"max\": 3.0, \"max_step\": 2, \"mean\": 3.0, "
	      "\"min\": 3.0, \"min_step\": 2, \"nan\": 2}");
	add(&history, 1, -(double)INFINITY);
	check(&history, "{\"count\": 1, \"first\": \"-inf\", \"last\": \"-inf\", \"nan\": 1}");
}

Test(stats, integers_keep_their_digits)
{
	struct gx_history history = { .metric = GX_STR_INIT("n") };
	struct gx_point *point = gx_vec_add(&history.points);
	*point = (struct gx_point){ .step = -9223372036854775807,
				    .time = (double)NAN,
				    .value = 9007199254740992.0,
				    .integer = "9007199254740993" };
	check(&history,
	      "{\"count\": 1, \"first\": 9007199254740993, \"last\": 9007199254740993, \"max\": 9007199254740993, "
	      "\"max_step\": -9223372036854775807, \"mean\": 9007199254740992.0, \"min\": 9007199254740993, "
	      "\"min_step\": -9223372036854775807, \"nan\": 0}");
}

static double mean_of(struct gx_history *history)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_value value;
	double mean = (double)NAN;
	cr_assert(gx_stats_of(history, &arena, &value));
	const char *at = strstr(value.json.at, "\"mean\": ");
	cr_assert_not_null(at);
	cr_assert_eq(sscanf(at, "\"mean\": %lf", &mean), 1);
	gx_vec_release(&history->points);
	return mean;
}

Test(stats, the_mean_neither_overflows_nor_loses)
{
	struct gx_history history = { .metric = GX_STR_INIT("x") };
	add(&history, 0, 1.7e308);
	add(&history, 1, 1.7e308);
	add(&history, 2, -1.7e308);
	double mean = mean_of(&history); /* once: the macros read their arguments twice */
	cr_assert_float_eq(mean / 1e307, 17.0 / 3, 1e-12);
	for (int i = 0; i < 1000; i++)
		add(&history, i, 0.1);
	mean = mean_of(&history);
	cr_assert_eq(mean, 0.1);
	add(&history, 0, 1e16);
	add(&history, 1, 1.0);
	add(&history, 2, -1e16);
	mean = mean_of(&history);
	cr_assert_eq(mean, 1.0 / 3);
}

/* Against the sum in extended precision. */
Test(stats, the_mean_is_right_to_the_last_digits)
{
	uint64_t state = 11;
	for (int round = 0; round < 300; round++) {
		struct gx_history history = { .metric = GX_STR_INIT("x") };
		long double sum = 0, size = 0;
		size_t count = 1 + test_below(&state, 200);
		for (size_t i = 0; i < count; i++) {
			double value = ldexp((double)(int64_t)test_next(&state), (int)test_below(&state, 40) - 80);
			add(&history, (int64_t)i, value);
			sum += (long double)value;
			size += fabsl((long double)value);
		}
		double want = (double)(sum / (long double)count);
		double mean = mean_of(&history);
		cr_assert_float_eq(mean, want, fabs(want) * 1e-15 + (double)size * 1e-17, "%.17g, want %.17g", mean,
				   want);
	}
}
