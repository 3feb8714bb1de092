#include "cli/commands.h"

#include <fnmatch.h>

#include "cli/annotate.h"
#include "cli/artifact.h"
#include "cli/gather.h"
#include "run/limits.h"

/* ---- what the commands share */

static bool means(const char *word, struct gx_str name)
{
	char text[GX_KEY_MAX + 1];
	struct gx_str whole = gx_str_of(word);
	if (gx_str_equal(whole, name) || (gx_str_ends(whole, GX_STR("/")) && gx_str_starts(name, whole)))
		return true;
	if (name.len > GX_KEY_MAX || !strpbrk(word, "*?["))
		return false;
	memcpy(text, name.at, name.len);
	text[name.len] = '\0';
	return fnmatch(word, text, 0) == 0;
}

bool gx_wanted_has(const struct gx_wanted *wanted, struct gx_str name)
{
	for (size_t i = 0; i < wanted->count; i++)
		if (means(wanted->words[i], name))
			return true;
	return wanted->count == 0;
}

int gx_wanted_check(const struct gx_wanted *wanted, const struct gx_artifacts *artifacts, struct gx_err *err)
{
	for (size_t i = 0; i < wanted->count; i++) {
		bool found = false;
		for (size_t k = 0; !found && k < artifacts->list.len; k++)
			found = means(wanted->words[i], artifacts->list.at[k].name);
		if (!found)
			return gx_fail(err, GX_ENOTFOUND, "the run has no artifact '%s'", wanted->words[i]);
	}
	return 0;
}

int gx_artifacts_open(struct gx_cli *cli, struct gx_arena *arena, struct gx_artifacts *ret)
{
	struct gx_item item;
	struct gx_err err = GX_ERR_INIT;
	int code = gx_annotate_find(cli, cli->argv[0], arena, &item);
	if (code != 0)
		return code;
	return gx_artifacts_read(&cli->session.store, &item, ret, &err) < 0 ? gx_say_err(&err) : 0;
}

/* ---- ls */

struct ls_options {
	const char *format;
};

static const struct gx_option ls_options[] = {
	GX_STRING_OF(0, "format", "<format>", GX_SHEET_FORMATS, struct ls_options, format, GX_SHEET_HELP),
	GX_OPTION_END,
};

static int list(struct gx_cli *cli, const struct gx_artifacts *artifacts, const char *format)
{
	static const struct gx_sheet_column columns[] = {
		{ "name", GX_SHEET_TEXT, GX_SLOT_NAME },  { "size", GX_SHEET_SIZE, GX_SLOT_NONE },
		{ "type", GX_SHEET_TEXT, GX_SLOT_NONE },  { "storage", GX_SHEET_TEXT, GX_SLOT_NONE },
		{ "sha256", GX_SHEET_HASH, GX_SLOT_DIM },
	};
	GX_CLEANUP(gx_sheet) sheet = { .columns = columns, .columns_count = GX_LEN(columns) };
	bool memory = true;
	for (size_t i = 0; memory && i < artifacts->list.len; i++) {
		const struct gx_artifact *one = &artifacts->list.at[i];
		memory = gx_sheet_text(&sheet, one->name) &&
			 (one->has_size ? gx_sheet_number(&sheet, one->size) : gx_sheet_none(&sheet)) &&
			 gx_sheet_text(&sheet, one->type) && gx_sheet_text(&sheet, one->storage) &&
			 gx_sheet_text(&sheet, one->sha256);
	}
	return gx_annotate_list(cli, &sheet, memory, format ? format : "table");
}

static int run_ls(struct gx_cli *cli, const void *given)
{
	const struct ls_options *want = given;
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_artifacts artifacts = { .arena = GX_ARENA_INIT };
	if (cli->argc != 1)
		return gx_say_usage(cli, "name one run");
	int code = gx_artifacts_open(cli, &arena, &artifacts);
	if (code == 0)
		code = list(cli, &artifacts, want->format);
	gx_artifacts_release(&artifacts);
	gx_arena_release(&arena);
	return code;
}

static const struct gx_command ls_command = {
	.name = "ls",
	.summary = "list what a run keeps",
	.synopsis = "[--format=<format>] <run>",
	.traits = GX_PAGES,
	GX_TAKES(ls_options, struct ls_options, .format = NULL),
	.run = run_ls,
};

/* ---- add */

struct add_options {
	bool force;
};

static const struct gx_option add_options[] = {
	GX_FLAG('f', "force", struct add_options, force, "replace what is there under that name"),
	GX_OPTION_END,
};

struct addition {
	const struct gx_attachment *attachments;
	size_t count;
	bool force;
};

static int check_replaced(const struct gx_run *run, const struct addition *addition, const struct gx_flat *before,
			  struct gx_err *err)
{
	for (size_t i = 0; i < addition->count; i++) {
		struct gx_str name = addition->attachments[i].name;
		const struct gx_value *old = gx_flat_get(before, name), *new = gx_flat_get(&run->artifacts, name);
		if (old && new && !gx_value_equal(old, new))
			return gx_fail(
				err, GX_EEXISTS,
				"'%" GX_PRI
				"' is there already with other bytes; -f replaces it, <path>=<name> gives another name",
				GX_ARG(name));
	}
	return 0;
}

static bool is_equal(const struct gx_flat *a, const struct gx_flat *b)
{
	if (a->len != b->len)
		return false;
	for (size_t i = 0; i < a->len; i++)
		if (!gx_str_equal(a->at[i].key, b->at[i].key) || !gx_value_equal(&a->at[i].value, &b->at[i].value))
			return false;
	return true;
}

static int add(void *context, struct gx_store *store, struct gx_batch *batch, struct gx_run *run,
	       struct gx_files *files, struct gx_arena *arena, struct gx_err *err)
{
	const struct addition *addition = context;
	struct gx_flat before = GX_FLAT_INIT;
	for (size_t i = 0; i < run->artifacts.len; i++)
		if (!gx_flat_add(&before, arena, run->artifacts.at[i].key, run->artifacts.at[i].value))
			return gx_fail_memory(err);
	int r = gx_flat_seal(&before, err);
	if (r == 0)
		r = gx_store_attach(store, batch, addition->attachments, addition->count, arena, &run->artifacts, files,
				    err);
	if (r == 0 && !addition->force)
		r = check_replaced(run, addition, &before, err);
	if (r < 0)
		return r;
	return is_equal(&before, &run->artifacts) ? 1 : gx_edit_put(files, run, GX_PART_ARTIFACTS, arena, err);
}

static int add_paths(struct gx_cli *cli, bool force, struct gx_arena *arena, struct gx_texts *paths)
{
	struct gx_err err = GX_ERR_INIT;
	struct addition addition = { .force = force };
	for (int i = 1; i < cli->argc; i++) {
		const char **slot = gx_vec_add(paths);
		if (!slot)
			return gx_fail_memory(&err), gx_say_err(&err);
		*slot = cli->argv[i];
	}
	struct gx_attachment *attachments;
	if (gx_gather_attachments(paths, arena, &attachments, &addition.count, &err) < 0)
		return gx_say_err(&err);
	addition.attachments = attachments;
	struct gx_edit edit = { .event = "artifact", .apply = add, .context = &addition, .parts = GX_PART_ARTIFACTS };
	return gx_annotate_one(cli, cli->argv[0], &edit);
}

static int run_add(struct gx_cli *cli, const void *given)
{
	const struct add_options *want = given;
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_texts paths = { { NULL, 0, 0 } };
	if (cli->argc < 2)
		return gx_say_usage(cli, "name a run, and the files to keep with it");
	int code = add_paths(cli, want->force, &arena, &paths);
	gx_vec_release(&paths);
	gx_arena_release(&arena);
	return code;
}

static const struct gx_command add_command = {
	.name = "add",
	.summary = "keep more files with a run",
	.synopsis = "[-f] <run> <path>[=<name>]...",
	GX_TAKES(add_options, struct add_options, .force = false),
	.run = run_add,
};

/* ---- rm */

static int forget(struct gx_run *run, struct gx_files *files, struct gx_str name, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(2 * GX_PATH_MAX);
	gx_buf_text(&path, "artifacts/");
	gx_path_encode(&path, name);
	gx_files_remove(files, gx_buf_view(&path));
	gx_flat_remove(&run->artifacts, name);
	return gx_buf_check(&path, "the path of an artifact", err);
}

static int take_out(void *context, struct gx_store *store, struct gx_batch *batch, struct gx_run *run,
		    struct gx_files *files, struct gx_arena *arena, struct gx_err *err)
{
	const struct gx_wanted *wanted = context;
	int r = 0;
	size_t before = run->artifacts.len;
	(void)store;
	(void)batch;
	for (size_t i = before; r == 0 && i > 0; i--)
		if (gx_wanted_has(wanted, run->artifacts.at[i - 1].key))
			r = forget(run, files, run->artifacts.at[i - 1].key, err);
	if (r < 0)
		return r;
	return run->artifacts.len == before ? 1 : gx_edit_put(files, run, GX_PART_ARTIFACTS, arena, err);
}

static int rm(struct gx_cli *cli, struct gx_arena *arena, struct gx_artifacts *artifacts)
{
	struct gx_wanted wanted = { cli->argv + 1, (size_t)cli->argc - 1 };
	struct gx_err err = GX_ERR_INIT;
	struct gx_edit edit = {
		.event = "artifact", .apply = take_out, .context = &wanted, .parts = GX_PART_ARTIFACTS
	};
	int code = gx_artifacts_open(cli, arena, artifacts);
	if (code == 0 && gx_wanted_check(&wanted, artifacts, &err) < 0)
		code = gx_say_err(&err);
	return code == 0 ? gx_annotate_one(cli, cli->argv[0], &edit) : code;
}

static int run_rm(struct gx_cli *cli, const void *given)
{
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_artifacts artifacts = { .arena = GX_ARENA_INIT };
	(void)given;
	if (cli->argc < 2)
		return gx_say_usage(cli, "name a run, and which of its artifacts to take away");
	int code = rm(cli, &arena, &artifacts);
	gx_artifacts_release(&artifacts);
	gx_arena_release(&arena);
	return code;
}

static const struct gx_command rm_command = {
	.name = "rm",
	.summary = "take artifacts away from a run",
	.synopsis = "<run> <artifact>...",
	.run = run_rm,
};

/* ---- the family */

static const struct gx_command *const subcommands[] = { &ls_command,  &gx_cmd_artifact_get, &gx_cmd_artifact_cat,
							&add_command, &rm_command,	    NULL };

const struct gx_command gx_cmd_artifact = {
	.name = "artifact",
	.group = GX_GROUP_ANNOTATE,
	.summary = "list, get, add and remove the files kept with a run",
	.subcommands = subcommands,
};
