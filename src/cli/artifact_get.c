/*
 * Artifacts out of a run: into files, or to standard output.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/below.h"
#include "base/file.h"
#include "base/utf8.h"
#include "cli/artifact.h"
#include "run/record.h"

/* ---- get */

struct get_options {
	const char *output;
	bool force;
};

static const struct gx_option options[] = {
	GX_STRING('o', "output", "<folder>", struct get_options, output,
		  "write below this folder instead of the current one"),
	GX_FLAG('f', "force", struct get_options, force, "overwrite files that are there"),
	GX_OPTION_END,
};

struct getting {
	struct gx_cli *cli;
	const struct get_options *want;
	const struct gx_artifacts *artifacts;
	struct gx_wanted wanted;
	int root;
};

/* All that can be known before anything is written. */
static int check_one(const struct getting *getting, const struct gx_artifact *artifact, struct gx_err *err)
{
	if (!gx_path_is_safe(artifact->name))
		return gx_fail(err, GX_EINPUT,
			       "'%" GX_PRI "' is no safe name for a file; git exp artifact cat prints it",
			       GX_ARG(artifact->name));
	if (!getting->want->force && gx_below_is_taken(getting->root, artifact->name))
		return gx_fail(err, GX_EEXISTS, "'%" GX_PRI "' is there already; -f overwrites it",
			       GX_ARG(artifact->name));
	return gx_artifact_check(&getting->cli->session.store, getting->artifacts, artifact, err);
}

static int write_piece(void *context, struct gx_str bytes, struct gx_err *err)
{
	const struct gx_below *below = context;
	return gx_fd_write(below->fd, bytes, below->name, err);
}

static int write_one(const struct getting *getting, const struct gx_artifact *artifact, struct gx_err *err)
{
	GX_CLEANUP(gx_below) below = GX_BELOW_INIT;
	int r = gx_below_begin(getting->root, artifact->name, &below, err);
	if (r == 0)
		r = gx_artifact_copy(&getting->cli->session.store, getting->artifacts, artifact, write_piece, &below,
				     err);
	if (r == 0)
		r = gx_below_keep(&below, getting->want->force, err);
	if (r == 0)
		gx_out_printf(&getting->cli->out, "%" GX_PRI "\n", GX_ARG(artifact->name));
	return r;
}

static int get_all(const struct getting *getting, struct gx_err *err)
{
	int r = gx_wanted_check(&getting->wanted, getting->artifacts, err);
	for (size_t i = 0; r == 0 && i < getting->artifacts->list.len; i++)
		if (gx_wanted_has(&getting->wanted, getting->artifacts->list.at[i].name))
			r = check_one(getting, &getting->artifacts->list.at[i], err);
	for (size_t i = 0; r == 0 && i < getting->artifacts->list.len; i++)
		if (gx_wanted_has(&getting->wanted, getting->artifacts->list.at[i].name))
			r = write_one(getting, &getting->artifacts->list.at[i], err);
	return r;
}

/* The folder that the user names may be a link: it is what is below that others chose. */
static int open_root(const char *folder, struct gx_err *err)
{
	int r = folder ? gx_folder_make(folder, err) : 0;
	if (r < 0)
		return r;
	int fd = open(folder ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? gx_fail_errno(err, "cannot open the folder '%s'", folder ? folder : ".") : fd;
}

static int get(struct gx_cli *cli, const struct get_options *want, const struct gx_artifacts *artifacts)
{
	struct gx_err err = GX_ERR_INIT;
	struct getting getting = {
		cli, want, artifacts, { cli->argv + 1, (size_t)cli->argc - 1 }, open_root(want->output, &err)
	};
	if (getting.root < 0)
		return gx_say_err(&err);
	int r = get_all(&getting, &err);
	(void)close(getting.root);
	return r < 0 ? gx_say_err(&err) : GX_EXIT_DONE;
}

static int run_get(struct gx_cli *cli, const void *given)
{
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_artifacts artifacts = { .arena = GX_ARENA_INIT };
	if (cli->argc == 0)
		return gx_say_usage(cli, "name a run");
	int code = gx_artifacts_open(cli, &arena, &artifacts);
	if (code == 0)
		code = get(cli, given, &artifacts);
	gx_artifacts_release(&artifacts);
	gx_arena_release(&arena);
	return code;
}

const struct gx_command gx_cmd_artifact_get = {
	.name = "get",
	.summary = "write artifacts to files",
	.synopsis = "[-o <folder>] [-f] <run> [<artifact>...]",
	GX_TAKES(options, struct get_options, .force = false),
	.run = run_get,
};

/* ---- cat */

/* On a terminal nothing raw is shown, and a character that is cut by the end of a piece waits for its rest. */
struct printer {
	struct gx_cli *cli;
	struct gx_buf safe;
	char rest[4];
	size_t rest_len;
};

/* How many bytes at the end begin a character that is not whole yet. */
static size_t cut_bytes(struct gx_str text)
{
	for (size_t back = 1; back <= 3 && back <= text.len; back++) {
		unsigned char byte = (unsigned char)text.at[text.len - back];
		if (byte >= 0xc0)
			return back < (byte >= 0xf0 ? 4u : byte >= 0xe0 ? 3u : 2u) ? back : 0;
		if (byte < 0x80)
			break;
	}
	return 0;
}

static int print_safe(struct printer *printer, struct gx_str bytes, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) whole = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_add(&whole, printer->rest, printer->rest_len);
	gx_buf_str(&whole, bytes);
	struct gx_str text = gx_buf_view(&whole);
	printer->rest_len = bytes.len > 0 ? cut_bytes(text) : 0;
	text.len -= printer->rest_len;
	if (printer->rest_len > 0)
		memcpy(printer->rest, text.at + text.len, printer->rest_len);
	gx_buf_reset(&printer->safe);
	gx_text_safe(&printer->safe, text, GX_TEXT_PARAGRAPH);
	gx_out_str(&printer->cli->out, gx_buf_view(&printer->safe));
	return whole.failed || printer->safe.failed ? gx_fail_memory(err) : 0;
}

static int print_piece(void *context, struct gx_str bytes, struct gx_err *err)
{
	struct printer *printer = context;
	if (gx_out_failed(&printer->cli->out))
		return gx_fail(err, GX_EIO, "standard output is closed");
	if (printer->cli->terminal)
		return print_safe(printer, bytes, err);
	gx_out_str(&printer->cli->out, bytes);
	return 0;
}

static int cat_one(struct gx_cli *cli, const struct gx_artifacts *artifacts, const struct gx_artifact *artifact,
		   struct gx_err *err)
{
	struct printer printer = { .cli = cli, .safe = GX_BUF_INIT(GX_BUF_ANY) };
	int r = gx_artifact_copy(&cli->session.store, artifacts, artifact, print_piece, &printer, err);
	if (r == 0 && printer.rest_len > 0)
		r = print_safe(&printer, GX_STR_NONE, err);
	gx_buf_release(&printer.safe);
	return r;
}

static int cat(struct gx_cli *cli, const struct gx_artifacts *artifacts)
{
	struct gx_wanted wanted = { cli->argv + 1, (size_t)cli->argc - 1 };
	struct gx_err err = GX_ERR_INIT;
	int r = gx_wanted_check(&wanted, artifacts, &err);
	for (size_t i = 0; r == 0 && i < artifacts->list.len; i++)
		if (gx_wanted_has(&wanted, artifacts->list.at[i].name))
			r = cat_one(cli, artifacts, &artifacts->list.at[i], &err);
	/* Why standard output cannot be written is said where it is closed. */
	return r < 0 && !gx_out_failed(&cli->out) ? gx_say_err(&err) : GX_EXIT_DONE;
}

static int run_cat(struct gx_cli *cli, const void *given)
{
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_artifacts artifacts = { .arena = GX_ARENA_INIT };
	(void)given;
	if (cli->argc < 2)
		return gx_say_usage(cli, "name a run, and which of its artifacts to print");
	int code = gx_artifacts_open(cli, &arena, &artifacts);
	if (code == 0)
		code = cat(cli, &artifacts);
	gx_artifacts_release(&artifacts);
	gx_arena_release(&arena);
	return code;
}

const struct gx_command gx_cmd_artifact_cat = {
	.name = "cat",
	.summary = "print artifacts",
	.synopsis = "<run> <artifact>...",
	.run = run_cat,
};
