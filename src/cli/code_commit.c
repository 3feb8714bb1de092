#include "cli/code_commit.h"

#include "format/node.h"
#include "store/stored_code.h"

int gx_code_commit(struct gx_cli *cli, const char *name, struct gx_code_commit *ret, struct gx_err *err)
{
	struct gx_store *store = &cli->session.store;
	struct gx_stored_code code;
	struct gx_oid id;
	int r = gx_select_one(store, gx_str_of(name), &ret->arena, &ret->item, err);
	if (r == 0)
		r = gx_store_read(store, &ret->item, GX_PART_FACTS, &ret->arena, &ret->run, err);
	if (r == 0)
		r = gx_stored_code(store, &ret->item, &ret->run, &ret->arena, &code, err);
	if (r == 0)
		r = gx_stored_code_commit(store, &ret->item, &ret->run, &code, &id, err);
	if (r == 0)
		ret->commit = gx_oid_text(&id);
	return r;
}

void gx_code_commit_release(struct gx_code_commit *code)
{
	gx_run_release(&code->run);
	gx_arena_release(&code->arena);
}

int gx_code_git(struct gx_git *git)
{
	struct gx_err err = GX_ERR_INIT;
	git->inherit = true;
	git->may_fail = true;
	if (gx_git_run(git, NULL, &err) < 0)
		return gx_say_err(&err);
	return git->status == 0 ? GX_EXIT_DONE : GX_EXIT_FAILED;
}

static void say_paths(const struct gx_node *paths)
{
	gx_say_warning("the run's snapshot left these out, and so they are not in its code:");
	for (const struct gx_node *path = paths->child; path; path = path->next)
		gx_say_item("%" GX_PRI, GX_ARG(path->text));
}

void gx_code_say_omitted(const struct gx_run *run)
{
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_node *paths;
	const struct gx_value *omitted = gx_flat_at(&run->facts, "code.omitted");
	if (omitted && omitted->kind == GX_ARRAY && gx_json_read(omitted->json, "code.omitted", &arena, &paths, NULL) == 0)
		say_paths(paths);
	gx_arena_release(&arena);
}
