#include "cli/commands.h"

#include "cli/annotate.h"

struct note_options {
	struct gx_message_options message;
};

static const struct gx_option options[] = {
	GX_MESSAGE_OPTIONS(struct note_options, message),
	GX_OPTION_END,
};

struct note {
	struct gx_str path, text;
};

/* A remark is a file of its own, so the others need not be read. */
static int add(void *context, struct gx_store *store, struct gx_batch *batch, struct gx_run *run,
	       struct gx_files *files, struct gx_arena *arena, struct gx_err *err)
{
	const struct note *note = context;
	struct gx_file file = { .path = note->path, .bytes = note->text };
	(void)store;
	(void)batch;
	(void)run;
	(void)arena;
	/* The name tells time and text: this very remark is there. */
	if (gx_files_get(files, note->path))
		return 1;
	return gx_files_put(files, file) ? 0 : gx_fail_memory(err);
}

static int write(struct gx_cli *cli, const struct gx_item *item, struct gx_str text, struct gx_arena *arena)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(256);
	gx_buf_text(&path, "notes/");
	gx_note_name(&path, gx_clock_now(&cli->clock), text);
	struct note note = { gx_arena_str(arena, gx_buf_view(&path)), text };
	struct gx_edit edit = { .event = "note", .apply = add, .context = &note, .parts = GX_PART_FACTS };
	struct gx_err err = GX_ERR_INIT;
	if (!note.path.at)
		return gx_fail_memory(&err), gx_say_err(&err);
	return gx_annotate_item(cli, item, &edit);
}

static int note(struct gx_cli *cli, const struct note_options *want, struct gx_arena *arena)
{
	struct gx_item item;
	struct gx_str text;
	struct gx_err err = GX_ERR_INIT;
	char about[160];
	int code = gx_annotate_find(cli, cli->argv[0], arena, &item);
	if (code != 0)
		return code;
	(void)snprintf(about, sizeof(about), "A remark on run %s, in Markdown. An empty one is not written.",
		       gx_oid_text(&item.id).hex);
	if (gx_message_read(cli, &want->message, GX_STR_NONE, about, arena, &text, &err) < 0)
		return gx_say_err(&err);
	return text.len > 0 ? write(cli, &item, text, arena) : gx_say_error("the note is empty, so none is written");
}

static int run(struct gx_cli *cli, const void *given)
{
	const struct note_options *want = given;
	if (cli->argc != 1)
		return gx_say_usage(cli, "name one run");
	if (want->message.file && want->message.messages.len > 0)
		return gx_say_usage(cli, "-m and -F exclude each other");
	struct gx_arena arena = GX_ARENA_INIT;
	int code = note(cli, want, &arena);
	gx_arena_release(&arena);
	return code;
}

const struct gx_command gx_cmd_note = {
	.name = "note",
	.group = GX_GROUP_ANNOTATE,
	.summary = "add a remark to a run",
	.synopsis = "[-m <text>... | -F <file>] <run>",
	GX_TAKES(options, struct note_options, .message = { .file = NULL }),
	.run = run,
};
