#include "cli/commands.h"

#include "cli/annotate.h"
#include "run/names.h"

static int rename_run(void *context, struct gx_store *store, struct gx_batch *batch, struct gx_run *run,
		      struct gx_files *files, struct gx_arena *arena, struct gx_err *err)
{
	struct gx_str name = *(const struct gx_str *)context;
	(void)store;
	(void)batch;
	if (gx_str_equal(gx_run_text(run, "name"), name))
		return 1;
	return gx_run_set_text(run, arena, "name", name) ? gx_edit_put(files, run, GX_PART_FACTS, arena, err)
							 : gx_fail_memory(err);
}

static int run(struct gx_cli *cli, const void *given)
{
	struct gx_err err = GX_ERR_INIT;
	(void)given;
	if (cli->argc != 2)
		return gx_say_usage(cli, "name a run and its new name");
	struct gx_str name = gx_str_of(cli->argv[1]);
	struct gx_edit edit = { .event = "rename", .apply = rename_run, .context = &name, .parts = GX_PART_FACTS };
	if (gx_name_check(name, &err) < 0)
		return gx_say_err(&err);
	return gx_annotate_one(cli, cli->argv[0], &edit);
}

const struct gx_command gx_cmd_rename = {
	.name = "rename",
	.group = GX_GROUP_ANNOTATE,
	.summary = "give a run another name",
	.synopsis = "<run> <name>",
	.run = run,
};
