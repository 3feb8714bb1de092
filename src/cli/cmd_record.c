#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "cli/gather.h"
#include "cli/record_lines.h"
#include "run/names.h"

static const struct gx_option options[] = {
	GX_GROUP("What came out"),
	GX_LIST('p', "param", "<key>=<value>", struct gx_record_options, params, "a parameter; JSON values keep their type"),
	GX_LIST(0, "params", "<file>", struct gx_record_options, param_files, "parameters from YAML, JSON, INI, .env, or Hydra's .hydra folder"),
	GX_LIST('m', "metric", "<key>=<number>", struct gx_record_options, metrics, "a metric's headline value"),
	GX_LIST(0, "metrics", "<file>", struct gx_record_options, metric_files, "metrics from JSON or YAML"),
	GX_LIST(0, "history", "<file>", struct gx_record_options, histories, "metrics over steps from CSV, TSV or JSONL"),
	GX_LIST('a', "artifact", "<path>[=<name>]", struct gx_record_options, artifacts, "keep a file, or a folder's files"),
	GX_LIST(0, "data", "<path>", struct gx_record_options, data, "an input: its hash and size are recorded, not its bytes"),
	GX_GROUP("What it was"),
	GX_STRING('e', "experiment", "<experiment>", struct gx_record_options, experiment, "the experiment it belongs to"),
	GX_STRING(0, "name", "<name>", struct gx_record_options, name, "its name, instead of an invented one"),
	GX_LIST('t', "tag", "<tag>", struct gx_record_options, tags, "a tag"),
	GX_LIST(0, "note", "<text>", struct gx_record_options, notes, "a remark"),
	GX_STRING(0, "description", "<text>", struct gx_record_options, description, "what the run is for"),
	GX_STRING_OF(0, "status", "<status>", "finished|failed|killed|crashed", struct gx_record_options, status, "how it ended (finished)"),
	GX_STRING(0, "started", "<date>", struct gx_record_options, started, "when it started"),
	GX_STRING(0, "ended", "<date>", struct gx_record_options, ended, "when it ended (now)"),
	GX_STRING(0, "group", "<group>", struct gx_record_options, group, "the group of runs it belongs to"),
	GX_STRING(0, "parent", "<run>", struct gx_record_options, parent, "the run that it grew from"),
	GX_GROUP("The code"),
	GX_STRING(0, "code", "<commit>", struct gx_record_options, code, "the code was at this commit, not what the work tree holds"),
	GX_FLAG(0, "no-code", struct gx_record_options, no_code, "tie the run to no code"),
	GX_GROUP("Many at once"),
	GX_FLAG(0, "stdin", struct gx_record_options, from_stdin, "read runs from standard input, one JSON object a line"),
	GX_STRING(0, "id-file", "<file>", struct gx_record_options, id_file, "write the id to this file too"),
	GX_OPTION_END,
};

/* `--experiment`, else GIT_EXP_EXPERIMENT, else exp.experiment, else "default". */
const char *gx_record_experiment(const struct gx_cli *cli, const char *wanted)
{
	const char *environment = getenv("GIT_EXP_EXPERIMENT");
	struct gx_str setting = cli->session.store.settings.text[GX_EXPERIMENT];
	if (wanted)
		return wanted;
	if (environment && *environment)
		return environment;
	return setting.len ? setting.at : "default";
}

static int set_text(struct gx_run *run, struct gx_arena *arena, const char *key, const char *text, struct gx_err *err)
{
	if (!text)
		return 0;
	if (!*text)
		return gx_fail(err, GX_EINPUT, "the %s is empty", key);
	int r = gx_line_check(gx_str_of(text), key, err);
	return r < 0 ? r : gx_run_set_text(run, arena, key, gx_str_of(text)) ? 0 : gx_fail_memory(err);
}

static int set_status(struct gx_run *run, struct gx_arena *arena, const char *status, struct gx_err *err)
{
	if (!status)
		return 0;
	enum gx_status parsed = gx_status_parse(gx_str_of(status));
	if (parsed == GX_STATUS_UNKNOWN || parsed == GX_RUNNING)
		return gx_fail(err, GX_EINPUT, "--status takes finished, failed, killed or crashed, not '%s'", status);
	return gx_run_set_text(run, arena, "status", gx_str_of(status)) ? 0 : gx_fail_memory(err);
}

static int set_date(struct gx_cli *cli, struct gx_run *run, struct gx_arena *arena, const char *key, const char *option, const char *date,
		    struct gx_err *err)
{
	int64_t time_us;
	if (!date)
		return 0;
	int r = gx_gather_date(date, option, false, &cli->clock, &time_us, err);
	return r < 0 ? r : gx_run_set_time(run, arena, key, time_us) ? 0 : gx_fail_memory(err);
}

static int set_times(struct gx_cli *cli, struct gx_run *run, struct gx_arena *arena, const struct gx_record_options *want, struct gx_err *err)
{
	int r = set_date(cli, run, arena, "started", "--started", want->started, err);
	if (r == 0)
		r = set_date(cli, run, arena, "ended", "--ended", want->ended, err);
	int64_t started = gx_run_time(run, "started"), ended = gx_run_time(run, "ended");
	if (r == 0 && started != GX_TIME_NONE && ended != GX_TIME_NONE && ended < started)
		return gx_fail(err, GX_EINPUT, "the run would end (%s) before it started (%s)", want->ended, want->started);
	return r;
}

static int set_parent(struct gx_cli *cli, struct gx_run *run, struct gx_arena *arena, const char *parent, struct gx_err *err)
{
	struct gx_item item;
	if (!parent)
		return 0;
	int r = gx_select_one(&cli->session.store, gx_str_of(parent), arena, &item, err);
	if (r < 0)
		return r;
	struct gx_str id = gx_arena_str(arena, gx_str_of(gx_oid_text(&item.id).hex));
	return id.at && gx_run_set_text(run, arena, "parent", id) ? 0 : gx_fail_memory(err);
}

static int set_facts(struct gx_cli *cli, struct gx_run *run, struct gx_arena *arena, const struct gx_record_options *want, struct gx_err *err)
{
	int r = set_text(run, arena, "experiment", gx_record_experiment(cli, want->experiment), err);
	if (r == 0)
		r = set_text(run, arena, "name", want->name, err);
	if (r == 0)
		r = set_text(run, arena, "group", want->group, err);
	if (r == 0)
		r = set_status(run, arena, want->status, err);
	if (r == 0)
		r = set_times(cli, run, arena, want, err);
	return r == 0 ? set_parent(cli, run, arena, want->parent, err) : r;
}

static int set_words(struct gx_cli *cli, struct gx_run *run, struct gx_arena *arena, const struct gx_record_options *want, struct gx_err *err)
{
	int r = gx_gather_tags(run, &want->tags, err);
	for (size_t i = 0; r == 0 && i < want->notes.len; i++)
		r = gx_gather_note(run, want->notes.at[i], &cli->clock, arena, err);
	if (r == 0 && want->description)
		r = gx_gather_description(run, want->description, err);
	return r;
}

static int gather(struct gx_cli *cli, struct gx_run *run, struct gx_arena *arena, const struct gx_record_options *want, struct gx_err *err)
{
	int r = set_facts(cli, run, arena, want, err);
	if (r == 0)
		r = gx_gather_param_files(run, &want->param_files, arena, err);
	if (r == 0)
		r = gx_gather_params(run, &want->params, arena, err);
	if (r == 0)
		r = gx_gather_metric_files(run, &want->metric_files, arena, err);
	if (r == 0)
		r = gx_gather_metrics(run, &want->metrics, arena, err);
	if (r == 0)
		r = gx_gather_histories(run, &want->histories, arena, err);
	if (r == 0)
		r = gx_gather_data(run, &want->data, gx_repo_prefix(cli->session.repo), arena, err);
	if (r == 0)
		r = set_words(cli, run, arena, want, err);
	return r == 0 ? gx_gather_environment(run, &cli->session.store, arena, err) : r;
}

int gx_record_code(struct gx_cli *cli, const struct gx_record_options *want, struct gx_git *status, struct gx_arena *arena, struct gx_code *ret,
		   struct gx_err *err)
{
	if (want->no_code) {
		*ret = gx_code_none();
		return 0;
	}
	if (want->code)
		return gx_code_at(&cli->session.store, want->code, arena, ret, err);
	return gx_code_now(&cli->session.store, status, arena, ret, err);
}

static int record_one(struct gx_cli *cli, const struct gx_record_options *want, struct gx_git *status, struct gx_arena *arena, struct gx_run *run,
		      struct gx_oid *ret, struct gx_err *err)
{
	struct gx_attachment *attachments;
	size_t count;
	struct gx_code code;
	int r = gather(cli, run, arena, want, err);
	if (r == 0)
		r = gx_gather_attachments(&want->artifacts, arena, &attachments, &count, err);
	if (r == 0)
		r = gx_record_code(cli, want, status, arena, &code, err);
	return r == 0 ? gx_store_record(&cli->session.store, run, &code, attachments, count, arena, ret, err) : r;
}

/* Where the id could not be written no run should be either: so the file is there, empty, before the run is. */
static int write_id(const char *path, const char *hex, struct gx_err *err)
{
	char line[GX_OID_HEX + 2];
	(void)snprintf(line, sizeof(line), "%s\n", hex);
	return path ? gx_file_replace(path, gx_str_of(line), 0666, err) : 0;
}

static int record_arguments(struct gx_cli *cli, const struct gx_record_options *want, struct gx_git *status)
{
	struct gx_err err = GX_ERR_INIT;
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_run run = GX_RUN_INIT;
	struct gx_oid id;
	int r = want->id_file ? gx_file_replace(want->id_file, GX_STR_NONE, 0666, &err) : 0;
	if (r == 0)
		r = record_one(cli, want, status, &arena, &run, &id, &err);
	if (r == 0) {
		struct gx_oid_text hex = gx_oid_text(&id);
		gx_out_printf(&cli->out, "%s\n", hex.hex);
		r = write_id(want->id_file, hex.hex, &err);
	}
	gx_run_release(&run);
	gx_arena_release(&arena);
	return r < 0 ? gx_say_err(&err) : GX_EXIT_DONE;
}

/* What makes no sense beside --stdin: there each line says it. */
static bool says_more_than_stdin(const struct gx_record_options *want)
{
	return want->params.len || want->param_files.len || want->metrics.len || want->metric_files.len || want->histories.len ||
	       want->artifacts.len || want->data.len || want->tags.len || want->notes.len || want->name || want->description || want->status ||
	       want->started || want->ended || want->group || want->parent || want->id_file;
}

static int run(struct gx_cli *cli, const void *given)
{
	const struct gx_record_options *want = given;
	struct gx_git status = { .status = 0 };
	struct gx_err err = GX_ERR_INIT;
	if (cli->argc)
		return gx_say_usage(cli, "record takes no argument; '%s' may want -p, -m or -a before it", cli->argv[0]);
	if (want->code && want->no_code)
		return gx_say_usage(cli, "--code and --no-code exclude each other");
	if (want->from_stdin && says_more_than_stdin(want))
		return gx_say_usage(cli, "--stdin goes only with --experiment, --code and --no-code; each line says the rest");
	/* git looks at the work tree while we open the repository; where there is none, opening it says so. */
	if (!want->code && !want->no_code)
		(void)gx_snapshot_start(&status, true, &err);
	int code = gx_session_open(cli);
	if (code == 0)
		code = want->from_stdin ? gx_record_lines(cli, want, &status) : record_arguments(cli, want, &status);
	status.may_fail = true;
	(void)gx_git_finish(&status, NULL, NULL);
	return code;
}

const struct gx_command gx_cmd_record = {
	.name = "record",
	.group = GX_GROUP_START,
	.summary = "write a finished run",
	.synopsis = "[<options>]\n--stdin [-e <experiment>] [--code <commit> | --no-code]",
	GX_TAKES(options, struct gx_record_options, .params = { { NULL, 0, 0 } }),
	.run = run,
};
