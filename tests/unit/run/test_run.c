#include <math.h>

#include "run/run.h"
#include "util.h"

Test(run, statuses_come_back)
{
	for (enum gx_status status = GX_RUNNING; status < GX_STATUS_UNKNOWN; status++)
		cr_assert_eq(gx_status_parse(gx_str_of(gx_status_name(status))), status);
	cr_assert_eq(gx_status_parse(GX_STR("unknown")), GX_STATUS_UNKNOWN);
	cr_assert_eq(gx_status_parse(GX_STR("Finished")), GX_STATUS_UNKNOWN);
	cr_assert_eq(gx_status_parse(GX_STR("")), GX_STATUS_UNKNOWN);
}

Test(run, sorted_texts_against_a_plain_list)
{
	static const char *const words[] = { "a", "b", "ab", "c", "zz", "", "0" };
	GX_CLEANUP(gx_strs) strs = { .list = { NULL, 0, 0 } };
	bool in[GX_LEN(words)] = { false };
	uint64_t state = 1;
	for (int i = 0; i < 2000; i++) {
		size_t w = test_below(&state, GX_LEN(words));
		struct gx_str word = gx_str_of(words[w]);
		cr_assert_eq(gx_strs_has(&strs, word), in[w]);
		if (test_next(&state) & 1) {
			cr_assert(gx_strs_insert(&strs, word));
			in[w] = true;
		} else {
			cr_assert_eq(gx_strs_remove(&strs, word), in[w]);
			in[w] = false;
		}
		size_t count = 0;
		for (size_t j = 0; j < GX_LEN(words); j++)
			count += in[j];
		cr_assert_eq(strs.list.len, count);
		for (size_t j = 1; j < strs.list.len; j++)
			cr_assert_lt(gx_str_compare(strs.list.at[j - 1], strs.list.at[j]), 0);
	}
}

Test(run, facts_are_sorted_and_found)
{
	for (size_t i = 0; i < gx_facts_count; i++) {
		cr_assert(i == 0 || strcmp(gx_facts[i - 1].key, gx_facts[i].key) < 0, "%s", gx_facts[i].key);
		cr_assert_eq(gx_fact_find(gx_str_of(gx_facts[i].key)), &gx_facts[i]);
		cr_assert_neq(gx_facts[i].about[0], '\0');
	}
	cr_assert_null(gx_fact_find(GX_STR("nothing")));
	cr_assert_null(gx_fact_find(GX_STR("")));
}

Test(run, what_is_set_is_got)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	cr_assert(gx_run_set_text(&run, &arena, "name", GX_STR("brave-otter")));
	cr_assert(gx_run_set_text(&run, &arena, "status", GX_STR("failed")));
	cr_assert(gx_run_set_time(&run, &arena, "started", 1700000000123456));
	cr_assert(gx_run_set_number(&run, &arena, "duration", 0.5));
	cr_assert(gx_run_set_int(&run, &arena, "exit", 3));
	cr_assert(gx_run_set_flag(&run, &arena, "code.dirty", true));
	test_str_eq(gx_run_text(&run, "name"), "brave-otter");
	cr_assert_eq(gx_run_status(&run), GX_FAILED);
	test_str_eq(gx_run_text(&run, "started"), "2023-11-14T22:13:20.123456Z");
	cr_assert_eq(gx_run_time(&run, "started"), 1700000000123456);
	cr_assert_eq(gx_run_number(&run, "duration"), 0.5);
	cr_assert_eq(gx_run_number(&run, "exit"), 3);
	cr_assert(gx_run_flag(&run, "code.dirty"));
	cr_assert(run.parts & GX_PART_FACTS);
}

Test(run, what_is_missing_or_of_another_type_is_nothing)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	cr_assert(gx_run_set_int(&run, &arena, "status", 1));
	cr_assert(gx_run_set_text(&run, &arena, "started", GX_STR("yesterday")));
	cr_assert(gx_run_set_text(&run, &arena, "duration", GX_STR("1")));
	cr_assert(gx_run_set_text(&run, &arena, "code.dirty", GX_STR("true")));
	cr_assert_eq(gx_run_text(&run, "name").len, 0);
	cr_assert_eq(gx_run_text(&run, "status").len, 0);
	cr_assert_eq(gx_run_status(&run), GX_STATUS_UNKNOWN);
	cr_assert_eq(gx_run_time(&run, "started"), GX_TIME_NONE);
	cr_assert_eq(gx_run_time(&run, "ended"), GX_TIME_NONE);
	cr_assert(isnan(gx_run_number(&run, "duration")));
	cr_assert_not(gx_run_flag(&run, "code.dirty"));
}
