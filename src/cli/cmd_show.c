#include "cli/commands.h"

#include "base/utf8.h"
#include "run/limits.h"
#include "view/json.h"
#include "view/page.h"
#include "view/template.h"

enum { ABBREV = 7, OUTPUT_LINES = 10, PART_MAX = 64 << 20 };

struct show_options {
	const char *format;
};

static const struct gx_option options[] = {
	GX_STRING_OF(0, "format", "<format>", "page|json", struct show_options, format, "page, json, or a template: '%(name) %(metrics.loss)'"),
	GX_OPTION_END,
};

/* The subject of the commit that the code was at, where this clone has it. */
static struct gx_str subject_of(struct gx_store *store, const struct gx_run *run, struct gx_arena *arena)
{
	struct gx_oid id;
	struct gx_str bytes, line = GX_STR_NONE;
	struct gx_commit commit;
	if (!gx_oid_read(gx_run_text(run, "code.commit"), &id) ||
	    gx_object_read(store->reader, &id, GX_COMMIT, GX_RECORD_MAX, &bytes, NULL, NULL) < 0)
		return GX_STR_NONE;
	struct gx_str kept = gx_arena_str(arena, bytes);
	if (kept.at && gx_commit_parse(kept, arena, &commit, NULL) == 0)
		(void)gx_str_cut(&commit.message, '\n', &line);
	return line;
}

static int write_page(struct gx_cli *cli, const struct gx_run *run, struct gx_arena *arena, struct gx_err *err)
{
	struct gx_page_options page = {
		.abbrev = ABBREV,
		.schema = &cli->session.store.schema,
		.code_subject = subject_of(&cli->session.store, run, arena),
		.output_lines = OUTPUT_LINES,
	};
	FILE *out = gx_out_stream(&cli->out);
	int r = out ? gx_page_write(out, run, &page, &cli->style, err) : gx_fail_memory(err);
	return out && fclose(out) != 0 && r == 0 ? gx_fail_memory(err) : r;
}

static int write_json(struct gx_cli *cli, const struct gx_run *run, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) json = GX_BUF_INIT(GX_BUF_ANY);
	gx_json_run(&json, run, GX_PART_ALL);
	gx_buf_byte(&json, '\n');
	gx_out_str(&cli->out, gx_buf_view(&json));
	return gx_buf_check(&json, "the run as JSON", err);
}

static int write_template(struct gx_cli *cli, const char *format, const struct gx_run *run, struct gx_arena *arena, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_template layout;
	int r = gx_template_parse(gx_str_of(format), arena, &layout, err);
	if (r < 0)
		return gx_fail_within(err, "--format");
	r = gx_template_write(&layout, run, cli->style.now_us, ABBREV, cli->terminal, arena, &text, err);
	gx_buf_byte(&text, '\n');
	gx_out_str(&cli->out, gx_buf_view(&text));
	return r;
}

static int show_run(struct gx_cli *cli, const struct gx_item *item, const char *format, struct gx_arena *arena, struct gx_err *err)
{
	struct gx_run run = GX_RUN_INIT;
	struct gx_str word = gx_str_of(format ? format : "page");
	int r = gx_store_read(&cli->session.store, item, GX_PART_ALL, arena, &run, err);
	if (r < 0)
		return r;
	if (gx_str_is(word, "page"))
		r = write_page(cli, &run, arena, err);
	else if (gx_str_is(word, "json"))
		r = write_json(cli, &run, err);
	else if (gx_str_find(word, '%') != GX_STR_NOWHERE)
		r = write_template(cli, format, &run, arena, err);
	else
		r = gx_fail(err, GX_EINPUT, "'%s' is no format; take page, json, or a template with %%(field) in it", format);
	gx_run_release(&run);
	return r;
}

/* One part as it is stored; on a terminal made safe. */
static int show_part(struct gx_cli *cli, const struct gx_item *item, struct gx_str path, struct gx_arena *arena, struct gx_err *err)
{
	struct gx_str bytes;
	int r = gx_store_file(&cli->session.store, item, path, PART_MAX, arena, &bytes, err);
	if (r < 0)
		return r;
	if (!cli->terminal) {
		gx_out_str(&cli->out, bytes);
		return 0;
	}
	GX_CLEANUP(gx_buf) safe = GX_BUF_INIT(GX_BUF_ANY);
	gx_text_safe(&safe, bytes, GX_TEXT_PARAGRAPH);
	gx_out_str(&cli->out, gx_buf_view(&safe));
	return gx_buf_check(&safe, "the part", err);
}

/* `<run>` or `<run>:<path>`; a name has no colon. */
static int show(struct gx_cli *cli, const char *argument, const char *format, struct gx_err *err)
{
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_str whole = gx_str_of(argument);
	size_t colon = gx_str_find(whole, ':');
	struct gx_item item;
	int r = gx_select_one(&cli->session.store, gx_str_sub(whole, 0, colon), &arena, &item, err);
	if (r == 0)
		r = colon == GX_STR_NOWHERE ? show_run(cli, &item, format, &arena, err)
					    : show_part(cli, &item, gx_str_from(whole, colon + 1), &arena, err);
	gx_arena_release(&arena);
	return r;
}

static int run(struct gx_cli *cli, const void *given)
{
	const struct show_options *want = given;
	struct gx_err err = GX_ERR_INIT;
	int code = gx_session_open(cli);
	if (code != 0)
		return code;
	int r = cli->argc ? 0 : show(cli, "@", want->format, &err);
	for (int i = 0; r == 0 && i < cli->argc; i++) {
		if (i > 0 && !want->format)
			gx_out_text(&cli->out, "\n");
		r = show(cli, cli->argv[i], want->format, &err);
	}
	return r < 0 ? gx_say_err(&err) : GX_EXIT_DONE;
}

const struct gx_command gx_cmd_show = {
	.name = "show",
	.group = GX_GROUP_LOOK,
	.summary = "one run whole",
	.synopsis = "[--format=<format>] [<run>]...\n<run>:<path>",
	.traits = GX_PAGES,
	GX_TAKES(options, struct show_options, .format = NULL),
	.run = run,
};
