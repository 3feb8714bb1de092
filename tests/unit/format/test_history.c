#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "base/clock.h"
#include "base/num.h"
#include "format/table.h"

#define DATA "/../../data/histories/"

/* As many lines as metrics: "loss 0@0.5=0.9 1@=0.6" is step @ time = value. */
static void print(struct gx_buf *out, const struct gx_histories *histories)
{
	char form[GX_NUM_ROOM];
	for (size_t i = 0; i < histories->all.len; i++) {
		const struct gx_history *history = &histories->all.at[i];
		gx_buf_str(out, history->metric);
		for (size_t j = 0; j < history->points.len; j++) {
			const struct gx_point *point = &history->points.at[j];
			gx_buf_printf(out, " %lld@", (long long)point->step);
			if (!isnan(point->time))
				gx_buf_add(out, form, gx_num_format_short(point->time, 15, form));
			gx_buf_byte(out, '=');
			gx_point_write(out, point);
		}
		gx_buf_byte(out, '\n');
	}
}

static void compare(int rc, const struct gx_err *err, const struct gx_histories *histories, const char *wanted)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	if (rc == 0)
		print(&out, histories);
	else
		gx_buf_printf(&out, "%d %s", rc, err->text);
	cr_expect(strcmp(gx_buf_c(&out), wanted) == 0, "got\n%s\nwant\n%s", gx_buf_c(&out), wanted);
	cr_expect(rc == 0 || histories->all.len == 0);
}

static void expect_parse_since(const char *text, const char *name, int64_t started_us, const char *wanted)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_histories) histories = { 0 };
	struct gx_err err = GX_ERR_INIT;
	int rc = gx_history_parse(gx_str_of(text), name, started_us, &arena, &histories, &err);
	compare(rc, &err, &histories, wanted);
}

static void expect_csv(const char *text, const char *wanted)
{
	expect_parse_since(text, "h.csv", GX_TIME_NONE, wanted);
}

static void expect_jsonl(const char *text, const char *wanted)
{
	expect_parse_since(text, "h.jsonl", GX_TIME_NONE, wanted);
}

static void expect_file(const char *name, int64_t started_us, const char *wanted)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_histories) histories = { 0 };
	struct gx_err err = GX_ERR_INIT;
	struct gx_str here = GX_STR(__FILE__);
	gx_buf_str(&path, gx_str_sub(here, 0, gx_str_find_last(here, '/')));
	gx_buf_printf(&path, DATA "%s", name);
	int rc = gx_history_read(gx_buf_c(&path), started_us, &arena, &histories, &err);
	compare(rc, &err, &histories, wanted);
}

Test(history, keras)
{
	expect_file("keras-csvlogger.csv", GX_TIME_NONE,
		    "accuracy 0@=0.8421667218208313 1@=0.8876667022705078 2@=0.8996166586875916\n"
		    "loss 0@=0.5128412842750549 1@=0.3901237845420837 2@=nan\n"
		    "val_accuracy 0@=0.8823000192642212 1@=0.8971999883651733 2@=0.9027000069618225\n"
		    "val_loss 0@=0.39214783906936646 1@=0.3489122986793518 2@=0.3345001339912415\n");
}

Test(history, lightning)
{
	expect_file("lightning-metrics.csv", GX_TIME_NONE,
		    "epoch 49@=0 63@=0 99@=1 127@=1\n"
		    "lr-Adam 49@=0.001 99@=0.0005\n"
		    "train_loss 49@=0.6931471824645996 99@=0.5982341170310974\n"
		    "val_acc 63@=0.5625 127@=0.71875\n"
		    "val_loss 63@=0.6501234173774719 127@=0.5712345242500305\n");
}

/* Its `time` is the clock time that an epoch took: no time since the start, and no number. */
Test(history, fastai)
{
	expect_file("fastai-history.csv", GX_TIME_NONE,
		    "train_loss 0@=1.024761 1@=0.554018\nvalid_loss 0@=0.329417 1@=0.269116\nerror_rate 0@=0.105548 "
		    "1@=0.087957\n");
}

Test(history, ultralytics)
{
	expect_file("ultralytics-results.csv", GX_TIME_NONE,
		    "train/box_loss 1@=1.2317 2@=1.1984\ntrain/cls_loss 1@=2.4581 2@=1.9012\nmetrics/precision(B) "
		    "1@=0.65123 2@=0.70981\n"
		    "metrics/mAP50(B) 1@=0.60214 2@=0.66348\nlr/pg0 1@=0.00011889 2@=0.00023615\n");
	expect_file("ultralytics-timed.csv", GX_TIME_NONE,
		    "train/box_loss 1@9.41217=1.23172 2@17.0823=1.19841\nmetrics/mAP50-95(B) 1@9.41217=0.41207 "
		    "2@17.0823=0.44861\n"
		    "lr/pg0 1@9.41217=0.00333 2@17.0823=0.00668\n");
}

Test(history, huggingface)
{
	expect_file("huggingface-log-history.jsonl", GX_TIME_NONE,
		    "epoch 10@=0.5 10@=0.5 20@=1.0 20@=1.0\ngrad_norm 10@=1.8812564611434937 20@=nan\n"
		    "learning_rate 10@=4.5e-05 20@=4.0e-05\nloss 10@=2.3417 20@=1.9026\neval_accuracy 10@=0.4375\n"
		    "eval_loss 10@=2.1012351512908936\neval_runtime 10@=1.2043\ntotal_flos 20@=263255040000000\n"
		    "train_loss 20@=2.12215\ntrain_runtime 20@=31.7\n");
}

Test(history, wandb)
{
	expect_file("wandb-history.jsonl", GX_TIME_NONE,
		    "loss 0@0.75=0.91 1@6=0.62\ntrain.acc 0@0.75=0.5 1@6=0.75\ntrain.lr.head 0@0.75=0.01 1@6=0.01\n");
}

Test(history, mlflow_in_milliseconds)
{
	expect_file("mlflow-long.csv", GX_TIME_NONE, "loss 0@0=0.9 1@5.25=0.6\nacc 0@0=0.5 1@5.25=0.75\n");
	expect_file("mlflow-long.csv", 1763679590 * INT64_C(1000000),
		    "loss 0@10=0.9 1@15.25=0.6\nacc 0@10=0.5 1@15.25=0.75\n");
}

Test(history, tensorboard)
{
	expect_file("tensorboard-loss.csv", GX_TIME_NONE, "Value 0@0=0.6931471824645996 100@4.5=0.4981234\n");
}

Test(history, spreadsheets_and_data_frames)
{
	expect_file("pandas-index.csv", GX_TIME_NONE, "loss 0@=0.9 1@=0.6\n");
	expect_file("excel-semicolons.csv", GX_TIME_NONE, "Train loss 0@=0.9 1@=0.6\n");
	expect_file("long.tsv", GX_TIME_NONE, "loss 1@0=0.9 2@1.5=0.6\n");
}

Test(history, the_name_or_the_look_tells_the_form)
{
	expect_parse_since("step\tloss\n1\t2\n", "h.TSV", GX_TIME_NONE, "loss 1@=2\n");
	expect_parse_since("step\tloss\n1\t2\n", "log", GX_TIME_NONE, "loss 1@=2\n");
	expect_parse_since("step;loss\n1;2\n", "log.txt", GX_TIME_NONE, "loss 1@=2\n");
	expect_parse_since("\n {\"step\": 1, \"loss\": 2}\n", "log", GX_TIME_NONE, "loss 1@=2\n");
	expect_parse_since("[{\"step\": 1, \"loss\": 2}]\n", "log.json", GX_TIME_NONE,
			   "-9 log.json: a history in JSON is one object a line: jq -c '.[]' FILE > history.jsonl");
	expect_parse_since("\xFF\xFEs\n", "log", GX_TIME_NONE, "-2 log is UTF-16: save it as UTF-8");
}

Test(history, csv_steps)
{
	/* in order of preference; the others are metrics */
	expect_csv("epoch,global_step,batch,loss\n0.5,10,3,1\n", "epoch 10@=0.5\nbatch 10@=3\nloss 10@=1\n");
	expect_csv("loss,acc\n1,\n2,3\n", "loss 0@=1 1@=2\nacc 0@=3\n");
	expect_csv("step,loss\n1.0,1\n-5,2\n2e3,3\n", "loss 1@=1 -5@=2 2000@=3\n");
	expect_csv("step,loss\n9223372036854775807,1\n", "loss 9223372036854775807@=1\n");
	expect_csv("epoch,loss\n0.5,1\n", "-2 h.csv:2:1: a step is a whole number, not '0.5'");
	expect_csv("loss,step\n1,9223372036854775808\n",
		   "-2 h.csv:2:3: a step is a whole number, not '9223372036854775808'");
	expect_csv("step,loss\n,1\n", "-2 h.csv:2:1: a row with values has no 'step'");
	expect_csv("step,loss,phase\n,,warmup\n1,2,main\n", "loss 1@=2\n");
}

Test(history, csv_times)
{
	expect_csv("step,time,loss\n1,0.5,1\n2,,2\n", "loss 1@0.5=1 2@=2\n");
	expect_csv("step,elapsed,time,loss\n1,7,0.5,1\n", "elapsed 1@0.5=7\nloss 1@0.5=1\n");
	expect_csv("step,Seconds,loss,timestamp\n1,7,1,5\n", "loss 1@7=1\n");
	expect_csv("step,time,loss\n1,1763679600.5,1\n2,1763679601.75,2\n", "loss 1@0=1 2@1.25=2\n");
	expect_parse_since("step,date,loss\n1,2026-11-20T10:00:00Z,1\n", "h.csv", INT64_C(1795168790000000),
			   "loss 1@10=1\n");
	expect_csv("step,time,loss\n1,0.5,1\n2,soon,2\n",
		   "-2 h.csv:3:3: 'soon' is not a number: leave a cell empty where there is none");
	expect_csv("step,date,loss\n1,yesterday,1\n", "loss 1@=1\n");
}

Test(history, csv_columns_of_text)
{
	expect_csv("step,phase,loss\n1,warmup,1\n2,main,2\n", "loss 1@=1 2@=2\n");
	expect_csv("step,ok,loss\n1,True,1\n2,False,2\n", "loss 1@=1 2@=2\n");
	expect_csv("step,loss\n1,1\n2,True\n",
		   "-2 h.csv:3:3: 'True' is not a number: leave a cell empty where there is none");
	expect_csv("step,loss\n1,oops\n2,1\n",
		   "-2 h.csv:2:3: 'oops' is not a number: leave a cell empty where there is none");
	expect_csv("step,loss\n1,\"a \"\"b\"\", c\"\n2,1\n",
		   "-2 h.csv:2:3: 'a \"b\", c' is not a number: leave a cell empty where there is none");
	expect_csv("step,phase\n1,warmup\n", "-2 h.csv: no column of numbers beside the step and the time");
	expect_csv("step,loss\n", "");
	expect_csv("", "");
}

Test(history, csv_numbers)
{
	expect_csv("step,x\n1,NaN\n2,inf\n3,-Infinity\n4,+1.5\n5,.5\n6,5.\n7,1e-5\n8,18446744073709551615\n9,007\n",
		   "x 1@=nan 2@=inf 3@=-inf 4@=1.5 5@=0.5 6@=5.0 7@=1.0e-05 8@=18446744073709551615 9@=7\n");
	expect_csv("step;x\n1;0,5\n", "-2 h.csv:2:3: '0,5' has a decimal comma: write numbers with a point");
	expect_csv("step,x\n1,1e999\n2,1\n",
		   "-2 h.csv:2:3: '1e999' is not a number: leave a cell empty where there is none");
}

Test(history, csv_broken)
{
	expect_csv("step,loss\n1,2,3\n", "-2 h.csv:2:5: a row of 3 cells under a header of 2");
	expect_csv("step,loss\n1\n", "-2 h.csv:2:1: a row of 1 cells under a header of 2");
	expect_csv("step,loss,loss\n", "-2 h.csv:1:11: a column stands twice: 'loss'");
	expect_csv("1,0.5\n2,0.6\n", "-2 h.csv:1:1: the first line must name the columns, and holds numbers");
	expect_csv("step,loss\n1,\"2\n", "-2 h.csv:2:3: a quote is not closed");
	expect_csv("step,loss\n1,\xFF\n", "-2 h.csv:2:3: byte 0xFF is not UTF-8: save the file as UTF-8");
}

Test(history, long_tables)
{
	expect_csv("step,tag,value,run\n1,loss,0.5,a\n1,acc,1,a\n2,loss,,a\n3,loss,nan,a\n",
		   "loss 1@=0.5 3@=nan\nacc 1@=1\n");
	expect_csv("name,value\nloss,1\nacc,2\nloss,3\n", "loss 0@=1 1@=3\nacc 0@=2\n");
	/* without `value` these are columns like any other */
	expect_csv("step,key,loss\n1,5,2\n", "key 1@=5\nloss 1@=2\n");
	expect_csv("step,metric,value\n1,,2\n", "-2 h.csv:2:3: a key is empty: ''");
}

Test(history, jsonl)
{
	expect_jsonl("{\"loss\": 1}\n\n{\"loss\": 2.5}", "loss 0@=1 1@=2.5\n");
	expect_jsonl("{\"step\": 1, \"loss\": \"nan\", \"acc\": \"-inf\", \"f1\": NaN, \"s\": \"x\", \"b\": true, "
		     "\"n\": null, \"a\": [1]}\n",
		     "acc 1@=-inf\nf1 1@=nan\nloss 1@=nan\n");
	expect_jsonl("{\"phase\": \"start\"}\n{\"step\": 1, \"a.b\": 1, \"c\": {\"d\": 18446744073709551615}}\n",
		     "a.b 1@=1\nc.d 1@=18446744073709551615\n");
	expect_jsonl("{\"step\": 1, \"name\": \"loss\", \"value\": 0.5, \"timestamp\": \"2026-11-20T10:00:00Z\"}\n"
		     "{\"step\": 2, \"name\": \"loss\", \"value\": \"nan\", \"timestamp\": \"2026-11-20T10:00:01Z\"}\n",
		     "loss 1@0=0.5 2@1=nan\n");
	expect_jsonl("", "");
	/* the lines of the metric channel */
	expect_parse_since("{\"step\": 3, \"_time\": 1700000001.5, \"loss\": 1}\n", "h.jsonl", INT64_C(1700000000000000), "loss 3@1.5=1\n");
}

Test(history, jsonl_steps)
{
	expect_jsonl("{\"step\": 1, \"epoch\": 0.5, \"loss\": 1}\n{\"step\": 2, \"loss\": 1}\n",
		     "epoch 1@=0.5\nloss 1@=1 2@=1\n");
	expect_jsonl("{\"epoch\": 0.5, \"loss\": 1}\n", "-2 h.jsonl:1:2: a step is a whole number, not '0.5'");
	expect_jsonl("{\"step\": \"1\", \"loss\": 1}\n", "-2 h.jsonl:1:2: a step is a whole number, not a string");
	expect_jsonl("{\"step\": 1, \"loss\": 1}\n{\"loss\": 1}\n", "-2 h.jsonl:2:1: a line with values has no 'step'");
	expect_jsonl("{\"loss\": 1}\n{\"step\": 2, \"loss\": 1}\n",
		     "-2 h.jsonl:2:2: a 'step' here, but none in the lines above");
}

Test(history, jsonl_broken)
{
	expect_jsonl("{\"loss\": 1}\n[1]\n", "-2 h.jsonl:2:1: a line is a JSON object, not an array");
	expect_jsonl("{\"loss\": 1}\n{\"loss\": 1, \"loss\": 2}\n", "-2 h.jsonl:2:13: a key stands twice: 'loss'");
	expect_jsonl("{\"loss\": 1}\n{\"loss\": \n", "-2 h.jsonl:2:9: expected a value");
	expect_jsonl("{\"a\\u0001\": 1}\n", "-2 h.jsonl:1:1: a key holds a control character: 'a\x01'");
}

/* Points are added behind what is there, or nothing is. */
Test(history, two_files)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_histories) histories = { 0 };
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_history_parse(GX_STR("step,a\n1,1\n"), "1.csv", GX_TIME_NONE, &arena, &histories, &err), 0);
	cr_assert_eq(gx_history_parse(GX_STR("step,b,a\n2,2,3\n"), "2.csv", GX_TIME_NONE, &arena, &histories, &err), 0);
	cr_assert_eq(
		gx_history_parse(GX_STR("step,c,a\n4,4,4\n5,x,y\n"), "3.csv", GX_TIME_NONE, &arena, &histories, &err),
		GX_EINPUT);
	compare(0, &err, &histories, "a 1@=1 2@=3\nb 2@=2\n");
	cr_expect_not_null(gx_histories_get(&histories, GX_STR("b"), NULL));
	cr_expect_null(gx_histories_get(&histories, GX_STR("c"), NULL));
}

Test(history, a_hundred_thousand_metrics_and_no_more)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_histories) histories = { 0 };
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_err err = GX_ERR_INIT;
	gx_buf_text(&text, "name,value\n");
	for (int i = 0; i < GX_KEYS_MAX; i++)
		gx_buf_printf(&text, "m%d,%d\n", i, i);
	cr_assert_eq(gx_history_parse(gx_buf_view(&text), "h.csv", GX_TIME_NONE, &arena, &histories, &err), 0, "%s",
		     err.text);
	cr_expect_eq(histories.all.len, GX_KEYS_MAX);
	gx_buf_text(&text, "more,1\n");
	cr_expect_eq(gx_history_parse(gx_buf_view(&text), "h.csv", GX_TIME_NONE, &arena, &histories, &err), GX_ELIMIT);
}
