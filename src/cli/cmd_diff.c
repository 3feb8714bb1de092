#include "cli/commands.h"

#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "cli/gather.h"
#include "git/command.h"
#include "run/limits.h"
#include "view/diff.h"

enum { ABBREV = 7, CODE_MAX = 256 << 20 };

struct diff_options {
	struct gx_texts params;
	int format;
	bool code, git, exit_code;
};

static const struct gx_option options[] = {
	GX_WORD(0, "format", "<format>", "table|json|md", struct diff_options, format, "table, json or md"),
	GX_LIST(0, "params", "<file>", struct diff_options, params, "compare one run with these parameter files (params.yaml of the work tree)"),
	GX_FLAG(0, "code", struct diff_options, code, "the patch between the codes of the two runs"),
	GX_FLAG(0, "git", struct diff_options, git, "git's plain diff of the two runs' trees, code and record"),
	GX_FLAG(0, "exit-code", struct diff_options, exit_code, "exit with 1 if there are differences"),
	GX_OPTION_END,
};

/* Two sides; the second one may be parameter files. */
struct sides {
	struct gx_arena arena;
	struct gx_item items[2];
	struct gx_run runs[2];
	bool has_second;
	const char *label;
};

/* git itself shows the trees, as `git diff` would: with the user's attributes, and with what the files hold, escape sequences too. */
static int diff_trees(struct gx_cli *cli, const struct sides *sides, const struct diff_options *want, struct gx_err *err)
{
	struct gx_oid_text a = gx_oid_text(&sides->items[0].tip), b = gx_oid_text(&sides->items[1].tip);
	struct gx_git diff = {
		.argv = { "diff", "--no-ext-diff", "--no-textconv", "--exit-code", cli->style.color ? "--color=always" : "--color=never", a.hex, b.hex,
			  "--", ":(top)", want->code ? ":(top,exclude).exp" : NULL },
		.may_fail = true,
	};
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(CODE_MAX);
	int r = gx_git_run(&diff, &out, err);
	if (r < 0)
		return r;
	if (diff.status > 1)
		return gx_fail(err, GX_EGIT, "git diff failed");
	gx_out_str(&cli->out, gx_buf_view(&out));
	return want->exit_code ? diff.status : 0;
}

/* What happened between the two commits of code: a line for each file, as git sums it up. */
static int sum_up_code(const struct sides *sides, struct gx_buf *out, struct gx_err *err)
{
	struct gx_oid_text a = gx_oid_text(&sides->items[0].tip), b = gx_oid_text(&sides->items[1].tip);
	struct gx_git stat = {
		.argv = { "diff", "--stat=76", "--no-color", "--no-ext-diff", "--no-textconv", a.hex, b.hex, "--", ":(top)", ":(top,exclude).exp" },
	};
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(CODE_MAX);
	if (!sides->has_second)
		return 0;
	int r = gx_git_run(&stat, &text, err);
	if (r == 0)
		gx_text_safe(out, gx_buf_view(&text), GX_TEXT_PARAGRAPH);
	return r;
}

static int diff_records(struct gx_cli *cli, struct sides *sides, const struct diff_options *want, struct gx_err *err)
{
	static const enum gx_diff_format formats[] = { GX_DIFF_TEXT, GX_DIFF_JSON, GX_DIFF_MD };
	GX_CLEANUP(gx_buf) code = GX_BUF_INIT(CODE_MAX);
	struct gx_diff diff = GX_DIFF_INIT;
	unsigned parts = sides->has_second ? GX_PART_ALL & ~(unsigned)(GX_PART_HISTORIES | GX_PART_OUTPUT) : GX_PART_PARAMS;
	int r = gx_diff_runs(&sides->runs[0], &sides->runs[1], parts, &cli->session.store.schema, &sides->arena, &diff, err);
	if (r == 0 && diff.sections[GX_DIFF_CODE].list.len > 0)
		r = sum_up_code(sides, &code, err);
	struct gx_diff_options how = {
		.format = formats[want->format],
		.abbrev = ABBREV,
		.label_b = gx_str_of(sides->label),
		.code = gx_buf_view(&code),
	};
	FILE *out = r == 0 ? gx_out_stream(&cli->out) : NULL;
	if (r == 0)
		r = out ? gx_diff_write(out, &diff, &how, &cli->style, err) : gx_fail_memory(err);
	if (out && fclose(out) != 0 && r == 0)
		r = gx_fail_memory(err);
	bool differs = r == 0 && gx_diff_any(&diff);
	gx_diff_release(&diff);
	return r < 0 ? r : differs && want->exit_code ? 1 : 0;
}

/* ---- the sides */

static int read_run(struct gx_cli *cli, const char *name, size_t side, struct sides *sides, struct gx_err *err)
{
	unsigned parts = GX_PART_ALL & ~(unsigned)(GX_PART_HISTORIES | GX_PART_OUTPUT);
	int r = gx_select_one(&cli->session.store, gx_str_of(name), &sides->arena, &sides->items[side], err);
	return r == 0 ? gx_store_read(&cli->session.store, &sides->items[side], parts, &sides->arena, &sides->runs[side], err) : r;
}

/* The parameters that the work tree holds now: those files that are named, else params.yaml at its top. */
static int read_files(struct gx_cli *cli, const struct diff_options *want, struct sides *sides, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(GX_PATH_MAX);
	const char *top = gx_repo_work_tree(cli->session.repo);
	sides->label = want->params.len == 1 ? want->params.at[0] : "parameter files";
	if (want->params.len > 0)
		return gx_gather_param_files(&sides->runs[1], &want->params, &sides->arena, err);
	if (!top || !gx_file_exists(gx_path(&path, top, "params.yaml")))
		return gx_fail(err, GX_EINPUT, "there is no params.yaml to compare with; name a second run, or a file with --params");
	const char *only[] = { gx_buf_c(&path) };
	struct gx_texts paths = { { only, 1, 1 } };
	sides->label = "params.yaml";
	return gx_gather_param_files(&sides->runs[1], &paths, &sides->arena, err);
}

static int diff(struct gx_cli *cli, const struct diff_options *want, struct sides *sides, struct gx_err *err)
{
	sides->has_second = cli->argc == 2;
	int r = read_run(cli, cli->argv[0], 0, sides, err);
	if (r == 0)
		r = sides->has_second ? read_run(cli, cli->argv[1], 1, sides, err) : read_files(cli, want, sides, err);
	if (r < 0)
		return r;
	return want->code || want->git ? diff_trees(cli, sides, want, err) : diff_records(cli, sides, want, err);
}

static int run(struct gx_cli *cli, const void *given)
{
	const struct diff_options *want = given;
	struct sides sides = { .has_second = false };
	struct gx_err err = GX_ERR_INIT;
	if (cli->argc < 1 || cli->argc > 2)
		return gx_say_usage(cli, "name two runs, or one to compare with the work tree's parameters");
	if (cli->argc == 2 && want->params.len)
		return gx_say_usage(cli, "--params compares one run with files; two are named");
	if (cli->argc == 1 && (want->code || want->git))
		return gx_say_usage(cli, "--code and --git compare two runs; one is named");
	if (want->code && want->git)
		return gx_say_usage(cli, "--code and --git exclude each other");
	int code = gx_session_open(cli);
	if (code != 0)
		return code;
	int r = diff(cli, want, &sides, &err);
	gx_run_release(&sides.runs[0]);
	gx_run_release(&sides.runs[1]);
	gx_arena_release(&sides.arena);
	return r < 0 ? gx_say_err(&err) : r;
}

const struct gx_command gx_cmd_diff = {
	.name = "diff",
	.group = GX_GROUP_LOOK,
	.summary = "what differs between two runs",
	.synopsis = "[<options>] <run> <run>\n[<options>] [--params <file>]... <run>\n(--code | --git) <run> <run>",
	.traits = GX_PAGES,
	GX_TAKES(options, struct diff_options, .format = 0),
	.run = run,
};
