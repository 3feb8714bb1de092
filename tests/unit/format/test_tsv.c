#include <math.h>
#include <stdint.h>

#include "base/random.h"
#include "format/table.h"
#include "node_text.h"

static void release(struct gx_history *history)
{
	gx_vec_release(&history->points);
}

static int read_tsv(const char *text, struct gx_history *history, struct gx_arena *arena, struct gx_err *err)
{
	return gx_tsv_read(gx_str_of(text), history, arena, err);
}

/* Reads, writes, and compares: the same bytes for what is in the form we write. */
static void expect_same(const char *text)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_history history = { 0 };
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(read_tsv(text, &history, &arena, &err), 0, "%s", err.text);
	gx_tsv_write(&out, &history);
	cr_expect_str_eq(gx_buf_c(&out), text);
	release(&history);
}

Test(tsv, what_is_written_reads_back_to_the_same_bytes)
{
	expect_same("step\ttime\tvalue\n");
	expect_same(
		"step\ttime\tvalue\n0\t0\t1\n1\t0.5\t1.0\n2\t12.345678\t-0.25\n-3\t\tnan\n4\t100\tinf\n5\t1\t-inf\n");
	expect_same(
		"step\ttime\tvalue\n9223372036854775807\t-1.5\t9007199254740993\n-9223372036854775808\t0.000001\t-0\n");
	expect_same("step\ttime\tvalue\n1\t\t18446744073709551615\n1\t\t123456789012345678901234567890\n1\t\t9007199254"
		    "740992\n");
	expect_same("step\ttime\tvalue\n1\t\t1.0e-05\n2\t\t1.0e+300\n3\t\t0.30000000000000004\n4\t\t-0.0\n5\t1.0e+"
		    "300\t1\n");
}

Test(tsv, values)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_history history = { 0 };
	cr_assert_eq(read_tsv("step\ttime\tvalue\n7\t1.25\t0.1\n8\t\t3\n9\t\t-inf\n", &history, &arena, NULL), 0);
	cr_assert_eq(history.points.len, 3);
	cr_expect_eq(history.points.at[0].step, 7);
	cr_expect_eq(history.points.at[0].time, 1.25);
	cr_expect_eq(history.points.at[0].value, 0.1);
	cr_expect_null(history.points.at[0].integer);
	cr_expect(isnan(history.points.at[1].time));
	cr_expect_eq(history.points.at[1].value, 3);
	cr_expect_str_eq(history.points.at[1].integer, "");
	cr_expect_eq(history.points.at[2].value, (double)-INFINITY);
	release(&history);
}

Test(tsv, times_are_microseconds)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_point points[] = { { 0, 0.1 + 0.2, 0.5, NULL },
				     { 1, 1e-9, 0.5, NULL },
				     { 2, -2.9999999, 0.5, NULL } };
	struct gx_history history = { .points = { points, 3, 3 } };
	gx_tsv_write(&out, &history);
	cr_expect_str_eq(gx_buf_c(&out), "step\ttime\tvalue\n0\t0.3\t0.5\n1\t0\t0.5\n2\t-3\t0.5\n");
}

Test(tsv, broken)
{
	static const struct {
		const char *text, *wanted;
	} CASES[] = {
		{ "", "line 1: a history starts with 'step<TAB>time<TAB>value'" },
		{ "step\tvalue\n", "line 1: a history starts with 'step<TAB>time<TAB>value'" },
		{ "step\ttime\tvalue\n1\t\t1", "the last row does not end" },
		{ "step\ttime\tvalue\n1\t\t1\n\n", "line 3: a row is a step, a time and a value between tabs" },
		{ "step\ttime\tvalue\n1\t1\n", "line 2: a row is a step, a time and a value between tabs" },
		{ "step\ttime\tvalue\n1\t1\t1\t1\n", "line 2: a row is a step, a time and a value between tabs" },
		{ "step\ttime\tvalue\n1.5\t\t1\n", "line 2: no step: '1.5'" },
		{ "step\ttime\tvalue\n9223372036854775808\t\t1\n", "line 2: no step: '9223372036854775808'" },
		{ "step\ttime\tvalue\n1\t\t1\n1\tnan\t1\n", "line 3: no time in seconds: 'nan'" },
		{ "step\ttime\tvalue\n1\t1e999\t1\n", "line 2: no time in seconds: '1e999'" },
		{ "step\ttime\tvalue\n1\t\t1e999\n", "line 2: out of the range of doubles: '1e999'" },
		{ "step\ttime\tvalue\n1\t\tNaN\n", "line 2: no number: 'NaN'" },
		{ "step\ttime\tvalue\n1\t\t1.\n", "line 2: no number: '1.'" },
		{ "step\ttime\tvalue\n1\t\t.5\n", "line 2: no number: '.5'" },
		{ "step\ttime\tvalue\n1\t\t00.5\n", "line 2: no number: '00.5'" },
		{ "step\ttime\tvalue\n1\t01\t1\n", "line 2: no time in seconds: '01'" },
		{ "step\ttime\tvalue\n1\t\t1\r\n", "line 2: no number: '1\r'" },
		{ "step\ttime\tvalue\n1\t\t1 \n", "line 2: no number: '1 '" },
	};
	for (size_t i = 0; i < GX_LEN(CASES); i++) {
		GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
		struct gx_history history = { 0 };
		struct gx_err err = GX_ERR_INIT;
		cr_expect_eq(read_tsv(CASES[i].text, &history, &arena, &err), GX_EFORMAT, "%s", CASES[i].text);
		cr_expect_str_eq(err.text, CASES[i].wanted);
		cr_expect_eq(history.points.len, 0);
		release(&history);
	}
}

static uint64_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	uint64_t mixed = *state ^ (*state >> 33);
	return mixed * 0xff51afd7ed558ccdu;
}

/* Any bits at all as a value, any microseconds as a time: written and read they are the same. */
Test(tsv, random_points_survive)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_history history = { 0 }, back = { 0 };
	struct gx_err err = GX_ERR_INIT;
	uint64_t state = 1;
	for (int i = 0; i < 20000; i++) {
		struct gx_point *point = gx_vec_add(&history.points);
		cr_assert_not_null(point);
		uint64_t bits = next_random(&state);
		memcpy(&point->value, &bits, sizeof(bits));
		point->step = (int64_t)next_random(&state);
		point->time = (double)(next_random(&state) >> (13 + i % 40)) / 1e6;
	}
	gx_tsv_write(&out, &history);
	cr_assert_eq(gx_tsv_read(gx_buf_view(&out), &back, &arena, &err), 0, "%s", err.text);
	cr_assert_eq(back.points.len, history.points.len);
	for (size_t i = 0; i < back.points.len; i++) {
		const struct gx_point *a = &history.points.at[i], *b = &back.points.at[i];
		cr_assert_eq(a->step, b->step);
		cr_assert(a->value == b->value || (isnan(a->value) && isnan(b->value)), "%.17g is %.17g", a->value,
			  b->value);
		cr_assert(a->time == b->time, "%.17g is %.17g", a->time, b->time);
	}
	release(&history);
	release(&back);
}
