#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/out.h"

/* A pager whose input lands in a file, and the text of that file. */
static char path[] = "/tmp/gx-out-XXXXXX";

static int scratch(void)
{
	strcpy(path, "/tmp/gx-out-XXXXXX");
	return mkstemp(path);
}

static size_t size_of(const char *name)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	off_t end = lseek(fd, 0, SEEK_END);
	close(fd);
	return (size_t)end;
}

Test(out, bytes_arrive_whole_and_in_order)
{
	int fd = scratch();
	struct gx_out out = GX_OUT_INIT(fd);
	for (int i = 0; i < 30000; i++)
		gx_out_printf(&out, "%05d\n", i);
	gx_out_str(&out, (struct gx_str){ "a\0b", 3 });
	gx_out_text(&out, "!");
	cr_assert_eq(gx_out_close(&out, 7), 7, "the command's own code");
	cr_assert_eq(size_of(path), 30000u * 6 + 4);
	char end[10];
	cr_assert_eq(pread(fd, end, 10, 30000 * 6 - 6), 10);
	cr_assert_arr_eq(end, "29999\na\0b!", 10);
	close(fd);
	unlink(path);
}

Test(out, a_long_printf)
{
	int fd = scratch();
	struct gx_out out = GX_OUT_INIT(fd);
	gx_out_printf(&out, "%*s|%s", 5000, "x", "y");
	cr_assert_eq(gx_out_close(&out, 0), 0);
	cr_assert_eq(size_of(path), 5002u);
	close(fd);
	unlink(path);
}

Test(out, nothing_said_nothing_written)
{
	struct gx_out out = GX_OUT_INIT(-1);
	cr_assert_eq(gx_out_close(&out, 3), 3, "a closed descriptor matters only to who writes");
}

Test(out, a_full_disk_is_fatal, .init = cr_redirect_stderr)
{
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		cr_skip("no /dev/full");
	struct gx_out out = GX_OUT_INIT(fd);
	gx_out_text(&out, "x");
	cr_assert_not(gx_out_failed(&out), "nothing is written yet");
	gx_out_flush(&out);
	cr_assert(gx_out_failed(&out));
	gx_out_text(&out, "dropped");
	cr_assert_eq(gx_out_close(&out, 0), GX_EXIT_FATAL);
	close(fd);
	cr_assert_stderr_eq_str("fatal: cannot write standard output: No space left on device\n");
}

Test(out, a_reader_that_left_is_quiet)
{
	int ends[2];
	gx_out_catch_pipe();
	cr_assert_eq(pipe(ends), 0);
	close(ends[0]);
	struct gx_out out = GX_OUT_INIT(ends[1]);
	gx_out_text(&out, "x");
	cr_assert_eq(gx_out_close(&out, 0), GX_EXIT_PIPE);
	close(ends[1]);
}

Test(out, the_pager_gets_the_output)
{
	int fd = scratch();
	struct gx_out out = GX_OUT_INIT(fd);
	char command[128];
	(void)snprintf(command, sizeof(command), "{ cat; echo \"$LESS $LV $GIT_PAGER_IN_USE\"; } >%s.paged", path);
	unsetenv("LESS");
	setenv("LV", "mine", 1);
	out.pager.command = command;
	gx_out_text(&out, "text\n");
	cr_assert_eq(gx_out_close(&out, 0), 0);
	char name[64], text[64] = { 0 };
	(void)snprintf(name, sizeof(name), "%s.paged", path);
	int paged = open(name, O_RDONLY | O_CLOEXEC);
	cr_assert_gt(read(paged, text, sizeof(text) - 1), 0);
	cr_assert_str_eq(text, "text\nFRX mine true\n");
	cr_assert_eq(size_of(path), 0u, "nothing goes past the pager");
	cr_assert_eq(write(fd, "y", 1), 1, "the descriptor is its old self again");
	close(paged);
	close(fd);
	unlink(name);
	unlink(path);
}

Test(out, no_output_no_pager)
{
	int fd = scratch();
	struct gx_out out = GX_OUT_INIT(fd);
	out.pager.command = "touch /tmp/gx-must-not-exist";
	cr_assert_eq(gx_out_close(&out, 0), 0);
	cr_assert_eq(out.pager.pid, 0);
	close(fd);
	unlink(path);
}

Test(out, leaving_the_pager_early_is_no_failure)
{
	gx_out_catch_pipe();
	int fd = scratch();
	struct gx_out out = GX_OUT_INIT(fd);
	out.pager.command = "true";
	for (int i = 0; i < 100000 && !gx_out_failed(&out); i++)
		gx_out_printf(&out, "line %d\n", i);
	cr_assert_eq(gx_out_close(&out, 0), 0);
	close(fd);
	unlink(path);
}

struct pair {
	const char *name, *value;
};

static const char *get(void *context, const char *name)
{
	for (const struct pair *pair = context; pair->name; pair++)
		if (strcmp(pair->name, name) == 0)
			return pair->value;
	return NULL;
}

static const char *choose(int wanted, const char *exp, const char *core, const char *git_pager, const char *pager)
{
	struct pair pairs[] = { { exp ? "pager.exp" : "-", exp }, { core ? "core.pager" : "-", core }, { NULL, NULL } };
	git_pager ? setenv("GIT_PAGER", git_pager, 1) : unsetenv("GIT_PAGER");
	pager ? setenv("PAGER", pager, 1) : unsetenv("PAGER");
	const char *chosen = gx_pager_choose(wanted, get, pairs);
	return chosen ? chosen : "none";
}

Test(out, which_pager)
{
	cr_assert_str_eq(choose(-1, NULL, NULL, NULL, NULL), "less");
	cr_assert_str_eq(choose(-1, NULL, NULL, NULL, "more"), "more");
	cr_assert_str_eq(choose(-1, NULL, "core -x", NULL, "more"), "core -x");
	cr_assert_str_eq(choose(-1, NULL, "core", "env", "more"), "env");
	cr_assert_str_eq(choose(-1, "mine", "core", "env", "more"), "env");
	cr_assert_str_eq(choose(-1, "mine", "core", NULL, "more"), "mine");
	cr_assert_str_eq(choose(-1, "true", "core", NULL, NULL), "core");
	cr_assert_str_eq(choose(-1, "false", "core", NULL, NULL), "none");
	cr_assert_str_eq(choose(1, "false", "core", NULL, NULL), "core");
	cr_assert_str_eq(choose(0, "mine", "core", NULL, NULL), "none");
	cr_assert_str_eq(choose(-1, NULL, NULL, "cat", NULL), "none");
	cr_assert_str_eq(choose(-1, NULL, NULL, "", NULL), "none");
}

Test(out, booleans_as_git_reads_them)
{
	static const struct {
		const char *text;
		int value;
	} cases[] = { { "true", 1 }, { "YES", 1 }, { "on", 1 }, { "1", 1 }, { "-1", 1 }, { "false", 0 }, { "No", 0 }, { "off", 0 },
		      { "0", 0 },    { "", 0 },	   { "less", -1 }, { "1x", -1 } };
	for (size_t i = 0; i < GX_LEN(cases); i++)
		cr_assert_eq(gx_bool_parse(cases[i].text), cases[i].value, "%s", cases[i].text);
}

Test(out, voice, .init = cr_redirect_stderr)
{
	cr_assert_eq(gx_say_error("no run matches '%s'", "a\033[31mb\nc"), GX_EXIT_FAILED);
	cr_assert_eq(gx_say_fatal("not a git repository"), GX_EXIT_FATAL);
	gx_say_warning("w");
	gx_say_hint("h");
	gx_say("plain");
	gx_say_item("item");
	cr_assert_stderr_eq_str("error: no run matches 'a^[[31mb^Jc'\nfatal: not a git repository\nwarning: w\nhint: h\nplain\n\titem\n");
}

Test(out, width)
{
	setenv("COLUMNS", "123", 1);
	cr_assert_eq(gx_terminal_columns(true), 123u);
	cr_assert_eq(gx_terminal_columns(false), 123u);
	setenv("COLUMNS", "wide", 1);
	cr_assert_eq(gx_terminal_columns(false), 0u);
	setenv("COLUMNS", "-5", 1);
	cr_assert_eq(gx_terminal_columns(false), 0u);
	unsetenv("COLUMNS");
	cr_assert_geq(gx_terminal_columns(true), 1u);
}

Test(out, locale)
{
	setenv("LC_ALL", "C.UTF-8", 1);
	cr_assert(gx_terminal_is_utf8());
	setenv("LC_ALL", "C", 1);
	setenv("LANG", "de_DE.UTF-8", 1);
	cr_assert_not(gx_terminal_is_utf8(), "LC_ALL comes first");
	unsetenv("LC_ALL");
	unsetenv("LC_CTYPE");
	cr_assert(gx_terminal_is_utf8());
	setenv("LANG", "de_DE.utf8", 1);
	cr_assert(gx_terminal_is_utf8());
}
