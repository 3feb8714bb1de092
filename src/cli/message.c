/*
 * A text that somebody writes: on the command line, in a file, in git's editor.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "cli/annotate.h"
#include "git/command.h"
#include "run/limits.h"

enum { PATH_ROOM = 1 << 14 };

/* As git's own with commit.cleanup=scissors: what people write is Markdown, whose headings begin as git's comments do.
 */
static const char scissors[] = "# ------------------------ >8 ------------------------\n"
			       "# Do not modify or remove the line above.\n"
			       "# Everything below it will be ignored.\n";

bool gx_message_is_given(const struct gx_message_options *options)
{
	return options->messages.len > 0 || options->file;
}

static struct gx_str without_blank_ends(struct gx_str text)
{
	struct gx_str trimmed = gx_str_trim(text);
	if (trimmed.len == 0)
		return GX_STR_NONE;
	/* Blanks before the first word are Markdown's (a block of code); only whole lines go. */
	const char *start = trimmed.at;
	while (start > text.at && start[-1] != '\n')
		start--;
	return (struct gx_str){ start, (size_t)(trimmed.at + trimmed.len - start) };
}

static struct gx_str before_scissors(struct gx_str text)
{
	struct gx_str rest = text, line;
	size_t first_len = gx_str_find(gx_str_of(scissors), '\n');
	while (gx_str_cut(&rest, '\n', &line))
		if (gx_str_equal(gx_str_trim(line), gx_str_sub(gx_str_of(scissors), 0, first_len)))
			return gx_str_sub(text, 0, (size_t)(line.at - text.at));
	return text;
}

static int take(struct gx_str text, struct gx_arena *arena, struct gx_str *ret, struct gx_err *err)
{
	text = without_blank_ends(text);
	size_t bad = gx_utf8_check(text);
	if (text.len > GX_NOTE_MAX)
		return gx_fail(err, GX_ELIMIT, "a text has %zu bytes, at most %d are allowed", text.len, GX_NOTE_MAX);
	if (bad != text.len || gx_str_find(text, '\0') != GX_STR_NOWHERE)
		return gx_fail(err, GX_EINPUT, "a text is UTF-8 without NUL, and byte %zu of this one is not",
			       (bad != text.len ? bad : gx_str_find(text, '\0')) + 1);
	struct gx_str kept = gx_arena_str(arena, text);
	if (!kept.at)
		return gx_fail_memory(err);
	*ret = kept;
	return 0;
}

static int read_given(const struct gx_message_options *options, struct gx_buf *text, struct gx_err *err)
{
	if (options->file)
		return gx_file_read(options->file, text, err);
	for (size_t i = 0; i < options->messages.len; i++) {
		if (i > 0)
			gx_buf_text(text, "\n\n");
		gx_buf_str(text, gx_str_trim(gx_str_of(options->messages.at[i])));
	}
	return gx_buf_check(text, "the text", err);
}

/* ---- the editor */

/* A folder of ours in the common git directory; the ending tells editors what they see. */
static int make_file(struct gx_cli *cli, struct gx_str text, struct gx_buf *path, struct gx_err *err)
{
	int r = gx_folder_make(gx_path(path, gx_repo_common_dir(cli->session.repo), "exp"), err);
	gx_buf_text(path, "/EDIT-XXXXXX.md");
	if (r == 0)
		r = gx_buf_check(path, "the path of a file", err);
	if (r < 0)
		return r;
	GX_CLOSE int fd = mkstemps(path->at, 3);
	return fd < 0 ? gx_fail_errno(err, "cannot create '%s'", gx_buf_c(path))
		      : gx_fd_write(fd, text, gx_buf_c(path), err);
}

/* git's editor is a line for the shell, and so we give it to one, as git does. */
static int run_editor(struct gx_cli *cli, const char *path, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) editor = GX_BUF_INIT(PATH_ROOM);
	GX_CLEANUP(gx_buf) line = GX_BUF_INIT(2 * PATH_ROOM);
	struct gx_git which = { .argv = { "var", "GIT_EDITOR" } };
	int status, r = gx_git_run(&which, &editor, err);
	if (r < 0)
		return gx_fail_within(err, "no editor; say the text with -m or -F");
	struct gx_str words = gx_str_trim(gx_buf_view(&editor));
	if (gx_str_is(words, ":"))
		return 0;
	gx_buf_printf(&line, "%" GX_PRI " \"$@\"", GX_ARG(words));
	r = gx_buf_check(&line, "the editor", err);
	if (r < 0)
		return r;
	const char *argv[] = { "sh", "-c", gx_buf_c(&line), "sh", path, NULL };
	struct gx_process process = GX_PROCESS_INIT;
	process.argv = argv;
	process.inherit_input = process.inherit_output = process.inherit_error = true;
	gx_out_flush(&cli->out);
	r = gx_process_run(&process, GX_STR_NONE, NULL, NULL, &status, err);
	return r == 0 && status != 0 ? gx_fail(err, GX_EINPUT, "the editor '%" GX_PRI "' failed", GX_ARG(words)) : r;
}

static int edit(struct gx_cli *cli, struct gx_str present, const char *about, struct gx_buf *text, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	GX_CLEANUP(gx_buf) start = GX_BUF_INIT(2 * GX_NOTE_MAX);
	gx_buf_str(&start, present);
	gx_buf_printf(&start, "\n\n%s#\n# ", scissors);
	gx_text_safe(&start, gx_str_of(about), GX_TEXT_LINE);
	gx_buf_byte(&start, '\n');
	int r = gx_buf_check(&start, "the text", err);
	if (r == 0)
		r = make_file(cli, gx_buf_view(&start), &path, err);
	if (r == 0)
		r = run_editor(cli, gx_buf_c(&path), err);
	if (r == 0)
		r = gx_file_read(gx_buf_c(&path), text, err);
	if (path.len > 0)
		(void)unlink(gx_buf_c(&path));
	return r;
}

int gx_message_read(struct gx_cli *cli, const struct gx_message_options *options, struct gx_str present,
		    const char *about, struct gx_arena *arena, struct gx_str *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(4 * GX_NOTE_MAX);
	if (gx_message_is_given(options)) {
		int r = read_given(options, &text, err);
		return r == 0 ? take(gx_buf_view(&text), arena, ret, err) : r;
	}
	int r = edit(cli, present, about, &text, err);
	return r == 0 ? take(before_scissors(gx_buf_view(&text)), arena, ret, err) : r;
}
