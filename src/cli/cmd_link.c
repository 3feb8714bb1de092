#include "cli/commands.h"

#include "cli/annotate.h"
#include "run/links.h"
#include "run/names.h"
#include "run/redact.h"

struct link_options {
	const char *rel, *format;
	bool remove;
};

static const struct gx_option options[] = {
	/* `related` as among the relations that IANA registers for links. */
	GX_STRING(0, "rel", "<relation>", struct link_options, rel,
		  "how they are related, such as follows or evaluates (related)"),
	GX_FLAG('d', "delete", struct link_options, remove,
		"take the link away, or, with --rel, only that of this relation"),
	GX_STRING_OF(0, "format", "<format>", GX_SHEET_FORMATS, struct link_options, format, GX_SHEET_HELP),
	GX_OPTION_END,
};

static int apply(struct gx_run *run, struct gx_files *files, int changed, struct gx_arena *arena, struct gx_err *err)
{
	return changed == 0 ? gx_edit_put(files, run, GX_PART_FACTS, arena, err) : changed;
}

static int add(void *context, struct gx_store *store, struct gx_batch *batch, struct gx_run *run,
	       struct gx_files *files, struct gx_arena *arena, struct gx_err *err)
{
	const struct gx_link *link = context;
	(void)store;
	(void)batch;
	if (gx_str_equal(link->to, run->id))
		return gx_fail(err, GX_EINPUT, "a run is not linked to itself");
	return apply(run, files, gx_links_add(run, *link, arena, err), arena, err);
}

static int take_away(void *context, struct gx_store *store, struct gx_batch *batch, struct gx_run *run,
		     struct gx_files *files, struct gx_arena *arena, struct gx_err *err)
{
	(void)store;
	(void)batch;
	return apply(run, files, gx_links_remove(run, *(const struct gx_link *)context, arena, err), arena, err);
}

/* A URI as it is, but for passwords; of a run its id. What is to be taken away may name a run that is no longer here.
 */
static int resolve(struct gx_cli *cli, struct gx_str to, bool remove, struct gx_arena *arena, struct gx_str *ret,
		   struct gx_err *err)
{
	GX_CLEANUP(gx_buf) uri = GX_BUF_INIT(GX_VALUE_MAX);
	struct gx_item item;
	int r = 0;
	if (gx_is_uri(to)) {
		gx_redact_url(&uri, to);
		r = gx_line_check(to, "a link", err);
	} else {
		r = gx_select_one(&cli->session.store, to, arena, &item, err);
		if (r == 0)
			gx_buf_text(&uri, gx_oid_text(&item.id).hex);
		else if (r == GX_ENOTFOUND && remove && gx_is_id(to)) {
			gx_buf_str(&uri, to);
			r = 0;
		} else if (r == GX_ENOTFOUND)
			return gx_fail(err, r, "no run matches '%" GX_PRI "', and it is no URL", GX_ARG(to));
	}
	if (r == 0)
		r = gx_buf_check(&uri, "a link", err);
	if (r < 0)
		return r;
	*ret = gx_arena_str(arena, gx_buf_view(&uri));
	return ret->at ? 0 : gx_fail_memory(err);
}

static int change(struct gx_cli *cli, const struct link_options *want, struct gx_arena *arena)
{
	struct gx_item item;
	struct gx_err err = GX_ERR_INIT;
	struct gx_link link = { .rel = gx_str_of(want->rel ? want->rel : want->remove ? "" : "related") };
	if ((want->rel || !want->remove) && gx_rel_check(link.rel, &err) < 0)
		return gx_say_err(&err);
	int code = gx_annotate_find(cli, cli->argv[0], arena, &item);
	if (code != 0)
		return code;
	if (resolve(cli, gx_str_of(cli->argv[1]), want->remove, arena, &link.to, &err) < 0)
		return gx_say_err(&err);
	struct gx_edit edit = {
		.event = "link", .apply = want->remove ? take_away : add, .context = &link, .parts = GX_PART_FACTS
	};
	return gx_annotate_item(cli, &item, &edit);
}

/* ---- the list */

/* `<experiment>/<name>` of a run that is here, else nothing. */
static struct gx_str name_of(struct gx_cli *cli, struct gx_str to, struct gx_arena *arena)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(1 << 16);
	struct gx_item item;
	struct gx_str experiment, id;
	struct gx_value name;
	if (!gx_is_id(to) || gx_select_one(&cli->session.store, to, arena, &item, NULL) < 0 ||
	    !gx_ref_split(item.ref, &experiment, &id) || !gx_flat_peek(item.facts, GX_STR("name"), arena, &name) ||
	    name.kind != GX_STRING)
		return GX_STR_NONE;
	gx_buf_printf(&text, "%" GX_PRI "/%" GX_PRI, GX_ARG(experiment), GX_ARG(name.text));
	return gx_arena_str(arena, gx_buf_view(&text));
}

static int write_links(struct gx_cli *cli, const struct gx_links *links, const char *format, struct gx_arena *arena)
{
	static const struct gx_sheet_column columns[] = {
		{ "rel", GX_SHEET_TEXT, GX_SLOT_NONE },
		{ "to", GX_SHEET_TEXT, GX_SLOT_ID },
		{ "name", GX_SHEET_TEXT, GX_SLOT_NAME },
	};
	GX_CLEANUP(gx_sheet) sheet = { .columns = columns, .columns_count = GX_LEN(columns) };
	bool memory = true;
	for (size_t i = 0; memory && i < links->list.len; i++) {
		const struct gx_link *link = &links->list.at[i];
		memory = gx_sheet_text(&sheet, link->rel) && gx_sheet_text(&sheet, link->to) &&
			 gx_sheet_text(&sheet, name_of(cli, link->to, arena));
	}
	return gx_annotate_list(cli, &sheet, memory, format ? format : "table");
}

static int list(struct gx_cli *cli, const char *format, struct gx_arena *arena)
{
	struct gx_item item;
	struct gx_run run = GX_RUN_INIT;
	struct gx_links links = { .list = { NULL, 0, 0 } };
	struct gx_err err = GX_ERR_INIT;
	int code = gx_annotate_find(cli, cli->argv[0], arena, &item);
	if (code == 0)
		code = gx_session_read(cli, &item, GX_PART_FACTS, arena, &run);
	if (code == 0 && gx_links_read(&run, arena, &links, &err) < 0)
		code = gx_say_err(&err);
	if (code == 0)
		code = write_links(cli, &links, format, arena);
	gx_links_release(&links);
	gx_run_release(&run);
	return code;
}

static int run(struct gx_cli *cli, const void *given)
{
	const struct link_options *want = given;
	bool lists = cli->argc == 1 && !want->remove && !want->rel;
	if (!lists && cli->argc != 2)
		return gx_say_usage(cli, "name a run, and what it is linked to");
	if (!lists && want->format)
		return gx_say_usage(cli, "--format goes with the list of links");
	struct gx_arena arena = GX_ARENA_INIT;
	int code = lists ? list(cli, want->format, &arena) : change(cli, want, &arena);
	gx_arena_release(&arena);
	return code;
}

const struct gx_command gx_cmd_link = {
	.name = "link",
	.group = GX_GROUP_ANNOTATE,
	.summary = "relate a run to other runs, papers, issues and pages",
	.synopsis = "[--rel=<relation>] <run> (<run> | <url>)\n-d [--rel=<relation>] <run> (<run> | "
		    "<url>)\n[--format=<format>] <run>",
	.traits = GX_PAGES,
	GX_TAKES(options, struct link_options, .remove = false),
	.run = run,
};
