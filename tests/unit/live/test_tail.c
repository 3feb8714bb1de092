#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "live/tail.h"

static char folder[64];
static struct gx_tail *tail;

static void begin(void)
{
	(void)snprintf(folder, sizeof(folder), "/tmp/git-exp-unit.XXXXXX");
	cr_assert(mkdtemp(folder) != NULL);
	cr_assert(gx_tail_open(folder, &tail, NULL) == 0);
}

static void end(void)
{
	gx_tail_free(tail);
	cr_assert(gx_folder_remove(folder, NULL) == 0);
}

TestSuite(tail, .init = begin, .fini = end, .timeout = 60);

static void append_bytes(const char *name, struct gx_str bytes)
{
	char path[128];
	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT, 0666);
	cr_assert(fd >= 0 && gx_fd_write(fd, bytes, path, NULL) == 0);
	close(fd);
}

static void append(const char *name, const char *text)
{
	append_bytes(name, gx_str_of(text));
}

static void expect(const char *line)
{
	struct gx_str got;
	struct gx_err err = GX_ERR_INIT;
	cr_assert(gx_tail_next(tail, &got, &err) == 1, "'%s' %s", line, err.text);
	cr_assert(gx_str_is(got, line), "'%.*s' for '%s'", (int)got.len, got.at, line);
}

static void expect_none(void)
{
	struct gx_str got;
	cr_assert(gx_tail_next(tail, &got, NULL) == 0);
}

Test(tail, lines_as_they_come)
{
	expect_none();
	append("log", "one\ntw");
	expect("one");
	expect_none();
	append("log", "o\n\nthree\n");
	expect("two");
	expect("");
	expect("three");
	expect_none();
	expect_none();
}

Test(tail, many_files)
{
	append("log", "a\n");
	expect("a");
	append("log.12", "b\n");
	append("journal", "c\n");
	append("log.map-7-0af", "d\n");
	expect_none(); /* this pass had begun */
	int seen = 0;
	struct gx_str got;
	while (gx_tail_next(tail, &got, NULL) == 1)
		seen += got.len == 1 && got.at[0] >= 'b' && got.at[0] <= 'd' ? 1 << (got.at[0] - 'b') : 100;
	cr_expect(seen == 7, "%d", seen);
}

/* A mapped file is longer than what is in it, and filled from the front. */
Test(tail, behind_a_NUL_is_nothing)
{
	char path[128];
	(void)snprintf(path, sizeof(path), "%s/log.map-1-ff", folder);
	append_bytes("log.map-1-ff", (struct gx_str){ "one\ntw\0\0\0\0\0\0\0\0", 14 });
	expect("one");
	expect_none();
	int fd = open(path, O_WRONLY);
	cr_assert(pwrite(fd, "o\nx", 3, 6) == 3);
	close(fd);
	expect("two");
	expect_none();
	gx_tail_finish(tail);
	expect("x");
	expect_none();
}

Test(tail, the_last_line_without_end)
{
	append("log", "{\"a\": 1}");
	expect_none();
	gx_tail_finish(tail);
	expect("{\"a\": 1}");
	expect_none();
	append("log", "\n{\"b\": 1}\n");
	expect("");
	expect("{\"b\": 1}");
}

Test(tail, too_long)
{
	struct gx_buf line = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_fill(&line, 'x', GX_TAIL_LINE_MAX);
	append("log", gx_buf_c(&line));
	append("log", "\n");
	expect(gx_buf_c(&line));
	gx_buf_fill(&line, 'x', 3 * GX_TAIL_LINE_MAX);
	append("log", gx_buf_c(&line));
	expect_none();
	append("log", "the rest of it\nshort\n");
	expect("short");
	expect_none();
	cr_expect(gx_tail_skipped(tail) == 1);
	gx_buf_release(&line);
}

Test(tail, what_is_no_channel)
{
	char path[128];
	static const char *const others[] = { "log2", "log.x", "log.", "log.map-", "log.map-1-", "log.map-x-1", "log.map-1-XY", "output", "owner.yaml" };
	for (size_t i = 0; i < GX_LEN(others); i++)
		append(others[i], "no\n");
	append("target", "no\n");
	(void)snprintf(path, sizeof(path), "%s/log.1", folder);
	cr_assert(symlink("target", path) == 0);
	(void)snprintf(path, sizeof(path), "%s/log.2", folder);
	cr_assert(mkfifo(path, 0666) == 0);
	(void)snprintf(path, sizeof(path), "%s/log.3", folder);
	cr_assert(mkdir(path, 0777) == 0);
	expect_none();
	append("log.4", "yes\n");
	expect("yes");
}

/* However the bytes arrive, the same lines come out. */
Test(tail, in_pieces)
{
	struct gx_str got;
	size_t lines = 0;
	for (int i = 0; i < 2000; i++) {
		char piece[32];
		(void)snprintf(piece, sizeof(piece), "%d\n%d", 2 * i, 2 * i + 1);
		append("log", piece);
		append("log", "\n");
		while (gx_tail_next(tail, &got, NULL) == 1) {
			cr_assert(strtoul(got.at, NULL, 10) == lines);
			lines++;
		}
	}
	cr_expect(lines == 4000);
}
