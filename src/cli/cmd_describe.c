#include "cli/commands.h"

#include "cli/annotate.h"

struct describe_options {
	struct gx_message_options message;
};

static const struct gx_option options[] = {
	GX_MESSAGE_OPTIONS(struct describe_options, message),
	GX_OPTION_END,
};

static int replace(void *context, struct gx_store *store, struct gx_batch *batch, struct gx_run *run,
		   struct gx_files *files, struct gx_arena *arena, struct gx_err *err)
{
	const struct gx_str *text = context;
	(void)store;
	(void)batch;
	if (gx_str_equal(run->description, *text))
		return 1;
	run->description = *text;
	return gx_edit_put(files, run, GX_PART_DESCRIPTION, arena, err);
}

static int present(struct gx_cli *cli, const struct gx_item *item, struct gx_arena *arena, struct gx_str *ret)
{
	struct gx_run run = GX_RUN_INIT;
	int code = gx_session_read(cli, item, GX_PART_DESCRIPTION, arena, &run);
	if (code == 0)
		*ret = run.description;
	gx_run_release(&run);
	return code;
}

static int describe(struct gx_cli *cli, const struct describe_options *want, struct gx_arena *arena)
{
	struct gx_item item;
	struct gx_str text = GX_STR_NONE;
	struct gx_err err = GX_ERR_INIT;
	char about[160];
	int code = gx_annotate_find(cli, cli->argv[0], arena, &item);
	if (code == 0 && !gx_message_is_given(&want->message))
		code = present(cli, &item, arena, &text);
	if (code != 0)
		return code;
	(void)snprintf(about, sizeof(about),
		       "What run %s is for, in Markdown. An empty text takes the description away.",
		       gx_oid_text(&item.id).hex);
	if (gx_message_read(cli, &want->message, text, about, arena, &text, &err) < 0)
		return gx_say_err(&err);
	struct gx_edit edit = { .event = "describe", .apply = replace, .context = &text, .parts = GX_PART_DESCRIPTION };
	return gx_annotate_item(cli, &item, &edit);
}

static int run(struct gx_cli *cli, const void *given)
{
	const struct describe_options *want = given;
	if (cli->argc != 1)
		return gx_say_usage(cli, "name one run");
	if (want->message.file && want->message.messages.len > 0)
		return gx_say_usage(cli, "-m and -F exclude each other");
	struct gx_arena arena = GX_ARENA_INIT;
	int code = describe(cli, want, &arena);
	gx_arena_release(&arena);
	return code;
}

const struct gx_command gx_cmd_describe = {
	.name = "describe",
	.group = GX_GROUP_ANNOTATE,
	.summary = "say what a run is for",
	.synopsis = "[-m <text>... | -F <file>] <run>",
	GX_TAKES(options, struct describe_options, .message = { .file = NULL }),
	.run = run,
};
