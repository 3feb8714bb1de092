#include "capture/output.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"

static char folder[64], path[96];
static struct gx_output output;

static void begin(void)
{
	(void)snprintf(folder, sizeof(folder), "/tmp/git-exp-unit.XXXXXX");
	cr_assert(mkdtemp(folder) != NULL);
	(void)snprintf(path, sizeof(path), "%s/output", folder);
	cr_assert(gx_output_open(&output, path, 4096, NULL) == 0);
}

static void end(void)
{
	gx_output_release(&output);
	cr_assert(gx_folder_remove(folder, NULL) == 0);
}

TestSuite(output, .init = begin, .fini = end, .timeout = 60);

static void add(int stream, const char *text)
{
	struct gx_err err = GX_ERR_INIT;
	cr_assert(gx_output_add(&output, stream, gx_str_of(text), &err) == 0, "%s", err.text);
}

static struct gx_buf stored(void)
{
	struct gx_buf text = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_err err = GX_ERR_INIT;
	cr_assert(gx_output_text(path, 4096, &text, &err) == 0, "%s", err.text);
	return text;
}

static void expect(const char *wanted)
{
	struct gx_buf text = stored();
	cr_expect_str_eq(gx_buf_c(&text), wanted);
	gx_buf_release(&text);
}

static const struct {
	const char *given, *wanted;
} cases[] = {
	{ "a\nb\n", "a\nb\n" },
	{ "no end", "no end\n" },
	{ "dos\r\nline\r\n", "dos\nline\n" },
	{ "10%\r20%\r100%\nnext\n", "100%\nnext\n" },
	{ "long state\rshort\n", "short\n" },
	{ "kept\r\r\r\n", "kept\n" },
	{ "ab\bc\n", "ac\n" },
	{ "\303\244\b\b\bx\n", "x\n" },
	{ "\033[31mred\033[0m\n", "red\n" },
	{ "\033]0;title\007text\033]8;;http://x\033\\link\033]8;;\033\\\n", "textlink\n" },
	{ "\033(Bset\0337\0338\033=\n", "set\n" },
	{ "\033Pq#0;2;0;0;0\033\\sixel\n", "sixel\n" },
	{ "\033]never ended\nnext\n", "\nnext\n" },
	{ "a\tb\001\002\177c\n", "a\tbc\n" },
	{ "\302\23331mc1\302\205\n", "c1\n" },
	{ "bad \377 \303\n", "bad \357\277\275 \357\277\275\n" },
	{ "\345\244\217 \360\237\246\246\n", "\345\244\217 \360\237\246\246\n" },
	{ "\n\n", "\n\n" },
};

Test(output, as_it_was_seen)
{
	struct gx_buf wanted = GX_BUF_INIT(GX_BUF_ANY);
	for (size_t i = 0; i < GX_LEN(cases); i++) {
		add(0, cases[i].given);
		cr_assert(gx_output_close(&output, NULL) == 0);
		gx_buf_text(&wanted, cases[i].wanted);
		expect(gx_buf_c(&wanted));
	}
	gx_buf_release(&wanted);
}

/* Wherever the pieces end. */
Test(output, in_pieces)
{
	struct gx_buf wanted = GX_BUF_INIT(GX_BUF_ANY);
	for (size_t i = 0; i < GX_LEN(cases); i++) {
		for (const char *at = cases[i].given; *at; at++)
			add(1, (const char[]){ *at, '\0' });
		cr_assert(gx_output_close(&output, NULL) == 0);
		gx_buf_text(&wanted, cases[i].wanted);
		expect(gx_buf_c(&wanted));
	}
	gx_buf_release(&wanted);
}

/* A bar on one stream does not tear the lines of the other. */
Test(output, two_streams)
{
	add(1, "10%\r");
	add(0, "a line\n");
	add(1, "100%\n");
	expect("a line\n100%\n");
}

Test(output, whole_lines_are_in_the_file_at_once)
{
	add(0, "one\ntwo");
	expect("one\n");
}

static int told;

static void tell(void *context, int stream, struct gx_str line)
{
	cr_expect(context == &told && stream == 1);
	cr_expect(gx_str_is(line, told++ ? "" : "loss: 0.5"));
}

Test(output, each_line)
{
	output.each = tell;
	output.context = &told;
	add(1, "\033[1mloss: 0.");
	add(1, "5\n\n");
	cr_expect(told == 2);
}

/* The first and the last lines, and how much was between them, whatever the pieces. */
Test(output, capped)
{
	enum { LINES = 20000 };
	char line[32];
	size_t printed = 0;
	for (int i = 0; i < LINES; i++) {
		(void)snprintf(line, sizeof(line), "line %d\n", i);
		printed += strlen(line);
		add(0, line);
		struct stat about;
		cr_assert(stat(path, &about) == 0 && about.st_size < 9 * 4096);
	}
	struct gx_buf text = stored();
	const char *cut = strstr(gx_buf_c(&text), "[\342\200\246 ");
	cr_assert(cut && gx_str_starts(gx_buf_view(&text), GX_STR("line 0\nline 1\n")));
	cr_expect(gx_str_ends(gx_buf_view(&text), GX_STR("\nline 19998\nline 19999\n")));
	unsigned long left_out = strtoul(cut + 4, NULL, 10);
	size_t mark = strcspn(cut, "\n") + 1;
	cr_expect(text.len - mark + left_out == printed, "what is there and what was left out is all");
	cr_expect(text.len - mark <= 4096 + 32 && text.len > 3900);
	cr_expect(cut[-1] == '\n' && strncmp(cut + mark, "line ", 5) == 0, "cut at lines");
	gx_buf_release(&text);
}

Test(output, a_line_without_end)
{
	struct gx_buf piece = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_fill(&piece, 'x', 3 * GX_OUTPUT_LINE_MAX + 5);
	add(0, gx_buf_c(&piece));
	cr_expect(output.streams[0].text.len == 5);
	cr_assert(gx_output_close(&output, NULL) == 0);
	gx_buf_release(&piece);
}

Test(output, what_looks_like_the_mark)
{
	add(0, "\001cut 99\n[\342\200\246 7 bytes left out \342\200\246]\n");
	expect("cut 99\n[\342\200\246 7 bytes left out \342\200\246]\n");
}
