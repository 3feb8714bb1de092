#include "git/command.h"

enum { MAX_OUTPUT = 256 << 20, MAX_ERROR = 1 << 20 };

static void prepare(struct gx_git *git)
{
	size_t count = 0;
	git->words[count++] = "git";
	for (size_t i = 0; i + 1 < GX_GIT_WORDS && git->argv[i]; i++)
		git->words[count++] = git->argv[i];
	git->words[count] = NULL;

	count = 0;
	git->variables[count++] = "GIT_OPTIONAL_LOCKS=0";
	for (size_t i = 0; i < GX_LEN(git->environment) && git->environment[i]; i++)
		git->variables[count++] = git->environment[i];
	git->variables[count] = NULL;

	git->process = (struct gx_process)GX_PROCESS_INIT;
	git->process.argv = git->words;
	git->process.environment = git->variables;
	git->process.folder = git->folder;
	git->process.inherit_output = git->inherit;
	git->process.inherit_error = git->inherit;
}

int gx_git_start(struct gx_git *git, struct gx_err *err)
{
	prepare(git);
	return gx_process_start(&git->process, err);
}

/* The line that says why it failed, without its own "error: " or "fatal: ", for ours comes before it; warnings and advice may stand round it. */
static struct gx_str reason(struct gx_str text)
{
	static const struct gx_str voices[] = { GX_STR_INIT("fatal: "), GX_STR_INIT("error: ") };
	struct gx_str rest = text, line;
	while (gx_str_cut(&rest, '\n', &line))
		for (size_t i = 0; i < GX_LEN(voices); i++)
			if (gx_str_starts(line, voices[i]))
				return gx_str_trim(gx_str_from(line, voices[i].len));
	line = GX_STR_NONE;
	(void)gx_str_cut(&text, '\n', &line);
	return gx_str_trim(line);
}

int gx_git_finish(struct gx_git *git, struct gx_buf *out, struct gx_err *err)
{
	if (git->process.pid <= 0)
		return 0;
	GX_CLEANUP(gx_buf) sink = GX_BUF_INIT(MAX_OUTPUT);
	GX_CLEANUP(gx_buf) said = GX_BUF_INIT(MAX_ERROR);
	int r = gx_process_finish(&git->process, git->input, out ? out : &sink, &said, &git->status, err);
	git->process.pid = -1;
	if (r < 0)
		return r;
	if (git->status == 0 || git->may_fail)
		return 0;
	const char *const *word = git->argv;
	while (word[0] && word[1] && word[0][0] == '-')
		word += strcmp(word[0], "-c") == 0 && word[2] ? 2 : 1;
	struct gx_str line = reason(gx_buf_view(&said));
	return gx_fail(err, GX_EGIT, "git %s failed: %" GX_PRI, word[0], GX_ARG(line.len ? line : GX_STR("it gave no reason")));
}

int gx_git_run(struct gx_git *git, struct gx_buf *out, struct gx_err *err)
{
	int r = gx_git_start(git, err);
	return r < 0 ? r : gx_git_finish(git, out, err);
}
