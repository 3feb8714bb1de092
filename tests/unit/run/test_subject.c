#include <math.h>

#include "run/record.h"
#include "util.h"

static void set_metric(struct gx_run *run, struct gx_arena *arena, const char *name, double number)
{
	struct gx_value value;
	cr_assert(gx_value_double(arena, number, &value));
	cr_assert(gx_flat_set(&run->metrics, arena, gx_str_of(name), value));
}

static void fill(struct gx_run *run, struct gx_arena *arena, const char *name)
{
	cr_assert(gx_run_set_text(run, arena, "experiment", GX_STR("mnist")));
	cr_assert(gx_run_set_text(run, arena, "name", gx_str_of(name)));
	cr_assert(gx_run_set_text(run, arena, "status", GX_STR("finished")));
}

static void check(const struct gx_run *run, const struct gx_strs *headline, const char *subject)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(10000);
	gx_run_subject(&out, run, headline);
	cr_assert_str_eq(gx_buf_c(&out), subject, "'%s', want '%s'", gx_buf_c(&out), subject);
}

Test(subject, the_first_three_metrics)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	fill(&run, &arena, "brave-otter");
	check(&run, NULL, "mnist: brave-otter finished");
	set_metric(&run, &arena, "loss", 0.123456);
	check(&run, NULL, "mnist: brave-otter finished [loss=0.1235]");
	set_metric(&run, &arena, "a", 1e-10);
	set_metric(&run, &arena, "system/cpu", 50);
	set_metric(&run, &arena, "b", (double)NAN);
	set_metric(&run, &arena, "z", 1);
	check(&run, NULL, "mnist: brave-otter finished [a=1e-10, b=nan, loss=0.1235]");
}

Test(subject, chosen_metrics)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	GX_CLEANUP(gx_strs) chosen = { .list = { NULL, 0, 0 } };
	*(struct gx_str *)gx_vec_add(&chosen.list) = GX_STR("z");
	*(struct gx_str *)gx_vec_add(&chosen.list) = GX_STR("missing");
	*(struct gx_str *)gx_vec_add(&chosen.list) = GX_STR("a");
	fill(&run, &arena, "x");
	check(&run, &chosen, "mnist: x finished");
	set_metric(&run, &arena, "a", 0.5);
	set_metric(&run, &arena, "z", 2);
	check(&run, &chosen, "mnist: x finished [z=2, a=0.5]");
}

Test(subject, is_one_line_whatever_the_record_says)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	fill(&run, &arena, "x\n\nExp-Status: failed\x1b");
	set_metric(&run, &arena, "a\nb", 1);
	check(&run, NULL, "mnist: x^J^JExp-Status: failed^[ finished [a^Jb=1]");
}

Test(subject, of_an_empty_run)
{
	struct gx_run run = GX_RUN_INIT;
	check(&run, NULL, ": unknown");
}
