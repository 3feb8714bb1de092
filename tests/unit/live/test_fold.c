#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "live/fold.h"
#include "live/journal.h"

#define START INT64_C(1700000000000000)

static struct gx_fold fold;

static void begin(void)
{
	fold = gx_fold_of(START);
}

static void end(void)
{
	gx_fold_release(&fold);
}

TestSuite(fold, .init = begin, .fini = end);

/* Nothing of the line may be needed once it is taken. */
static void take(const char *line)
{
	struct gx_err err = GX_ERR_INIT;
	char *copy = strdup(line);
	cr_assert(copy && gx_fold_line(&fold, gx_str_of(copy), &err) == 0, "%s", err.text);
	memset(copy, '#', strlen(copy));
	free(copy);
}

static const struct gx_history *history(enum gx_said_by by, const char *metric)
{
	return gx_histories_get(&fold.said[by], gx_str_of(metric), NULL);
}

Test(fold, metrics_and_steps)
{
	take("{\"step\": 10, \"loss\": 0.5, \"acc\": 1, \"_time\": 1700000001.5}");
	take("{\"step\": -3, \"loss\": \"nan\"}");
	take("{\"counted\": 1}");
	take("{\"counted\": 2}");
	const struct gx_history *loss = history(GX_SAID_CHANNEL, "loss"), *counted = history(GX_SAID_CHANNEL, "counted");
	cr_assert(loss && loss->points.len == 2 && counted && counted->points.len == 2);
	cr_expect(loss->points.at[0].step == 10 && loss->points.at[0].value == 0.5 && fabs(loss->points.at[0].time - 1.5) < 1e-9);
	cr_expect(loss->points.at[1].step == -3 && isnan(loss->points.at[1].value) && isnan(loss->points.at[1].time));
	cr_expect(counted->points.at[0].step == 0 && counted->points.at[1].step == 1);
	cr_expect(history(GX_SAID_CHANNEL, "acc")->points.len == 1);
	cr_expect(!history(GX_SAID_CHANNEL, "step") && !history(GX_SAID_CHANNEL, "_time"));
	cr_expect(fold.refused == 0);
}

Test(fold, nested_and_other_values)
{
	take("{\"train\": {\"loss\": 1, \"note\": \"x\"}, \"text\": \"no\", \"truth\": true, \"list\": [1], \"big\": 123456789012345678901234567890}");
	cr_expect(history(GX_SAID_CHANNEL, "train.loss") && !history(GX_SAID_CHANNEL, "train.note"));
	cr_expect(!history(GX_SAID_CHANNEL, "text") && !history(GX_SAID_CHANNEL, "truth") && !history(GX_SAID_CHANNEL, "list"));
	cr_expect_str_eq(history(GX_SAID_CHANNEL, "big")->points.at[0].integer, "123456789012345678901234567890");
}

Test(fold, what_is_no_line)
{
	static const char *const bad[] = { "{", "[1]", "3", "{\"step\": 1.5, \"a\": 1}", "{\"step\": \"x\"}", "{\"a\": 1, \"a\": 2}", "{\"_tag\": 3}",
					   "{\"_status\": \"running\"}", "{\"_param\": 1}", "\xff", "{\"bad\\u0001name\": 1}", "{\"_artifact\": \"\"}" };
	take("");
	take("  \r");
	cr_expect(fold.refused == 0);
	for (size_t i = 0; i < GX_LEN(bad); i++) {
		take(bad[i]);
		cr_expect(fold.refused == i + 1, "%s", bad[i]);
	}
	cr_expect(fold.first_refused.text[0] != '\0');
	cr_expect(!history(GX_SAID_CHANNEL, "a"));
}

Test(fold, words)
{
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_run run = GX_RUN_INIT;
	struct gx_value value;
	take("{\"_param\": {\"lr\": 0.1, \"opt\": {\"name\": \"sgd\"}, \"seed\": 1}}");
	take("{\"_param\": {\"lr\": 0.2}}");
	take("{\"_param\": {\"seed\": 7}, \"_source\": \"option\"}");
	take("{\"_param\": {\"lr\": 0.3, \"seed\": 8, \"epochs\": 5}, \"_source\": \"argparse\"}");
	take("{\"_tag\": \"b\"}");
	take("{\"_tag\": \"a\"}");
	take("{\"_note\": \"a remark\", \"_time\": 1700000001}");
	take("{\"_artifact\": \"m.pt\", \"_type\": \"model\", \"_name\": \"best.pt\"}");
	take("{\"_status\": \"failed\", \"_reason\": \"diverged\"}");
	cr_assert(gx_value_int(&arena, 3, &value) && gx_flat_set(&run.params, &arena, GX_STR("lr"), value) &&
		  gx_flat_set(&run.params, &arena, GX_STR("own"), value));
	cr_assert(gx_fold_lend(&fold, &run, &arena, NULL) == 0);
	cr_expect(run.params.len == 5 && gx_flat_at(&run.params, "epochs")->number == 5);
	cr_expect(gx_str_is(gx_flat_at(&run.params, "lr")->json, "0.2"));
	cr_expect(gx_flat_at(&run.params, "lr")->number == 0.2 && gx_flat_at(&run.params, "seed")->number == 7);
	cr_expect(gx_str_is(gx_flat_at(&run.params, "opt.name")->text, "sgd"));
	cr_expect(run.tags.list.len == 2 && gx_str_is(run.tags.list.at[0], "a"));
	cr_expect(run.notes.len == 1 && gx_str_is(run.notes.at[0].text, "a remark") &&
		  gx_str_starts(run.notes.at[0].name, GX_STR("20231114T221321.000000Z-")));
	cr_expect(fold.artifacts.len == 1 && gx_str_is(fold.artifacts.at[0].path, "m.pt") && gx_str_is(fold.artifacts.at[0].name, "best.pt") &&
		  gx_str_is(fold.artifacts.at[0].type, "model"));
	cr_expect(gx_str_is(fold.status, "failed") && gx_str_is(fold.reason, "diverged"));
	gx_fold_unlend(&run);
	gx_run_release(&run);
	gx_arena_release(&arena);
}

/* The channel before files before output, metric by metric. */
Test(fold, who_said_it)
{
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_run run = GX_RUN_INIT;
	take("{\"loss\": 3, \"acc\": 3, \"only\": 3, \"_source\": \"output\"}");
	take("{\"loss\": 2, \"acc\": 2, \"_source\": \"file\"}");
	take("{\"loss\": 1}");
	cr_assert(gx_fold_lend(&fold, &run, &arena, NULL) == 0);
	cr_expect(gx_histories_get(&run.histories, GX_STR("loss"), NULL)->points.at[0].value == 1);
	cr_expect(gx_histories_get(&run.histories, GX_STR("acc"), NULL)->points.at[0].value == 2);
	cr_expect(gx_histories_get(&run.histories, GX_STR("only"), NULL)->points.at[0].value == 3);
	cr_expect(run.histories.all.len == 3);
	gx_fold_unlend(&run);
	gx_run_release(&run);
	gx_arena_release(&arena);
}

/* What the journal writes, the fold takes. */
Test(fold, of_a_journal)
{
	char path[] = "/tmp/git-exp-unit.XXXXXX";
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_journal journal;
	struct gx_flat params = GX_FLAT_INIT;
	struct gx_value value;
	struct gx_buf text = GX_BUF_INIT(1 << 20);
	int64_t step = INT64_MIN;
	int fd = mkstemp(path);
	cr_assert(fd >= 0);
	cr_assert(gx_journal_open(path, &journal, NULL) == 0);
	gx_journal_begin(&journal, "output", START + 2000000, &step);
	gx_journal_metric(&journal, GX_STR("a \"b\"\n"), GX_STR("1"));
	gx_journal_end(&journal);
	gx_journal_begin(&journal, NULL, START, NULL);
	gx_journal_metric(&journal, GX_STR("loss"), GX_STR("-inf"));
	gx_journal_metric(&journal, GX_STR("acc"), GX_STR("1e-05"));
	gx_journal_end(&journal);
	cr_assert(gx_value_string(&arena, GX_STR("\303\251\t"), &value) && gx_flat_set(&params, &arena, GX_STR("text"), value));
	gx_journal_params(&journal, "option", &params);
	cr_assert(gx_journal_write(&journal, NULL) == 0 && journal.lines.len == 0);
	gx_journal_release(&journal);

	FILE *file = fdopen(fd, "r");
	char line[4096];
	while (fgets(line, sizeof(line), file))
		take(line);
	cr_expect(fclose(file) == 0 && remove(path) == 0);
	cr_expect(fold.refused == 1, "a control character in a name is refused where it is read");
	cr_expect(isinf(history(GX_SAID_CHANNEL, "loss")->points.at[0].value) && history(GX_SAID_CHANNEL, "loss")->points.at[0].time == 0);
	cr_expect(history(GX_SAID_CHANNEL, "acc")->points.at[0].value == 1e-05);
	cr_expect(gx_str_is(gx_flat_at(&fold.params[GX_PARAM_OPTION], "text")->text, "\303\251\t"));
	gx_buf_release(&text);
	gx_arena_release(&arena);
}
