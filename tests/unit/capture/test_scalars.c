#include "capture/scalars.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "format/table.h"

/* The corpus: of <trainer>.log exactly what stands in <trainer>.expected is read, "LINE STEP NAME VALUE". */

static const char folder[] = "tests/data/logs";

static struct gx_scalars_reader reader;
static struct gx_scalars scalars;

static void load(const char *name, const char *ending, struct gx_buf *ret)
{
	char path[512];
	snprintf(path, sizeof(path), "%s/%s%s", folder, name, ending);
	cr_assert_eq(gx_file_read(path, ret, NULL), 0, "%s", path);
}

static void add_read(struct gx_buf *out, int line)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	for (size_t i = 0; i < scalars.count; i++) {
		char step[32] = "-";
		struct gx_point point = { 0 };
		struct gx_scalar scalar = scalars.list[i];
		if (scalars.has_step)
			snprintf(step, sizeof(step), "%lld", (long long)scalars.step);
		cr_assert_eq(gx_point_set(&point, scalar.value, &arena, NULL), 0);
		gx_buf_printf(out, "%d %s %" GX_PRI " %" GX_PRI "\n", line, step, GX_ARG(scalar.name), GX_ARG(scalar.value));
	}
}

static void check_log(const char *name)
{
	GX_CLEANUP(gx_buf) log = GX_BUF_INIT(1 << 20);
	GX_CLEANUP(gx_buf) expected = GX_BUF_INIT(1 << 20);
	GX_CLEANUP(gx_buf) found = GX_BUF_INIT(1 << 20);
	load(name, ".log", &log);
	load(name, ".expected", &expected);
	struct gx_str rest = gx_buf_view(&log), line;
	reader = (struct gx_scalars_reader){ 0 };
	for (int number = 1; gx_str_cut(&rest, '\n', &line); number++) {
		gx_scalars_read(&reader, line, &scalars);
		add_read(&found, number);
	}
	cr_expect_str_eq(gx_buf_c(&found), gx_buf_c(&expected), "%s: read\n%s", name, gx_buf_c(&found));
}

Test(scalars, logs_of_trainers)
{
	DIR *logs = opendir(folder);
	int count = 0;
	cr_assert(logs, "run it where %s is", folder);
	for (struct dirent *entry = readdir(logs); entry; entry = readdir(logs)) {
		struct gx_str name = gx_str_of(entry->d_name);
		char trainer[256];
		if (!gx_str_ends(name, GX_STR(".log")))
			continue;
		snprintf(trainer, sizeof(trainer), "%.*s", (int)name.len - 4, name.at);
		check_log(trainer);
		count++;
	}
	closedir(logs);
	cr_assert_geq(count, 20);
}

static void expect(size_t at, const char *name, const char *value)
{
	cr_assert_lt(at, scalars.count);
	cr_assert(gx_str_is(scalars.list[at].name, name), "%" GX_PRI, GX_ARG(scalars.list[at].name));
	cr_assert(gx_str_is(scalars.list[at].value, value), "%" GX_PRI, GX_ARG(scalars.list[at].value));
}

static void read_line(const char *line)
{
	gx_scalars_read(&reader, gx_str_of(line), &scalars);
}

Test(scalars, numbers)
{
	static const struct {
		const char *line, *value; /* NULL: nothing is read */
	} cases[] = {
		{ "loss=1E+00", "1E+00" },    { "loss=.5", ".5" },	      { "loss=NaN", "nan" },
		{ "loss=-Infinity", "-inf" }, { "loss=+inf", "inf" },	      { "loss=3.", "3" },
		{ "loss=1e999", NULL },	      { "loss=1.2.3", NULL },	      { "loss=0x10", NULL },
		{ "loss=1-2", NULL },	      { "loss=0.1,2", NULL },	      { "loss=2ms", NULL },
		{ "loss=2 MB", NULL },	      { "loss=nano", NULL },	      { "loss=007", NULL },
		{ "loss=3/4", NULL },	      { "acc=91%", "91" },	      { "done=91.5%", NULL },
		{ "loss=1e", NULL }, { "total_loss: 2", "2" },	      { "acc: 98/100 (98.2%)", "98.2" }, { "loss=--1", NULL },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		read_line(cases[i].line);
		cr_assert_eq(scalars.count, cases[i].value ? 1 : 0, "%s", cases[i].line);
		if (cases[i].value)
			cr_assert(gx_str_is(scalars.list[0].value, cases[i].value), "%s", cases[i].line);
	}
}

Test(scalars, the_better_step_wins)
{
	read_line("epoch=2 step=30 global_step=400 loss=0.5");
	cr_assert(scalars.has_step);
	cr_assert_eq(scalars.step, 400);
	cr_assert_eq(scalars.count, 1);
	read_line("epoch=2 loss=0.5");
	cr_assert_eq(scalars.step, 2);
	read_line("{\"round\": 5, \"epoch\": 1.5, \"loss\": 1}");
	cr_assert_eq(scalars.step, 5);
	expect(0, "epoch", "1.5");
}

Test(scalars, a_heading_is_for_one_line_of_results)
{
	read_line("Epoch 4/5");
	cr_assert_eq(scalars.count, 0);
	read_line("10/10 [==] - loss: 0.5");
	cr_assert(scalars.has_step && scalars.step == 4);
	read_line("10/10 [==] - loss: 0.5");
	cr_assert(!scalars.has_step);
}

static char *repeat(const char *part, size_t size)
{
	char *text = malloc(size + 1);
	cr_assert(text);
	for (size_t i = 0; i < size; i++)
		text[i] = part[i % strlen(part)];
	text[size] = '\0';
	return text;
}

Test(scalars, caps)
{
	char *text = repeat("loss=1 ", GX_SCALARS_LINE_MAX);
	read_line(text);
	cr_assert_eq(scalars.count, GX_SCALARS_MAX);
	free(text);
	text = repeat("loss=1 ", GX_SCALARS_LINE_MAX + 1);
	read_line(text);
	cr_assert_eq(scalars.count, 0);
	free(text);
	text = repeat("a loss: 0.5, ", 13 * 100);
	read_line(text);
	cr_assert_eq(scalars.count, GX_SCALARS_MAX);
	free(text);
}

static void match(const char *regex, const char *line)
{
	struct gx_scalars_pattern pattern = { 0 };
	cr_assert_eq(gx_scalars_pattern_open(&pattern, regex, NULL), 0);
	gx_scalars_match(&pattern, gx_str_of(line), &scalars);
	gx_scalars_pattern_release(&pattern);
}

Test(scalars, a_users_own_expression)
{
	match("([a-z]+) -> ([-0-9.e]+)", "step -> 7; foo -> 1.5 bar -> 2e-3 baz -> -");
	cr_assert(scalars.has_step && scalars.step == 7);
	cr_assert_eq(scalars.count, 2);
	expect(0, "foo", "1.5");
	expect(1, "bar", "2e-3");
	match("val_loss is ?= ?([0-9.]+)", "val_loss is = 3.5");
	expect(0, "val_loss", "3.5");
	match("energy\\(eV\\) +([0-9.]+)", "energy(eV) 3.5");
	expect(0, "eV", "3.5");
	match("^a=([0-9]+)", "a=1 a=2");
	cr_assert_eq(scalars.count, 1);
	match("(x*)(y*)", "zzz");
	cr_assert_eq(scalars.count, 0);
}

Test(scalars, expressions_that_are_refused)
{
	static const char *const refused[] = { "a(b", "loss=[0-9]+", "(a)(b)(c)", "[" };
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct gx_scalars_pattern pattern = { 0 };
		struct gx_err err = GX_ERR_INIT;
		cr_assert_eq(gx_scalars_pattern_open(&pattern, refused[i], &err), GX_EINPUT);
		cr_assert(err.text[0]);
	}
}
