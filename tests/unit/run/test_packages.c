#include "run/packages.h"
#include "util.h"

static void check(const char *line, const char *name, const char *value)
{
	GX_CLEANUP(gx_buf) back = GX_BUF_INIT(4096);
	struct gx_package package = gx_package_parse(gx_str_of(line));
	test_str_eq(package.name, name);
	test_str_eq(package.value, value);
	gx_package_write(&back, package);
	cr_assert_str_eq(gx_buf_c(&back), line);
}

Test(packages, the_three_forms)
{
	check("numpy==2.1.0", "numpy", "2.1.0");
	check("torch==2.5.1+cu124", "torch", "2.5.1+cu124");
	check("mine @ git+https://host/x==y::z", "mine", "@ git+https://host/x==y::z");
	check("conda-forge/linux-64::zlib=1.3=h4_1", "conda-forge/linux-64::zlib", "=1.3=h4_1");
}

Test(packages, other_lines_stay_whole)
{
	static const char *const lines[] = { "numpy", "",   "==1.0", " @ x",	   "numpy==", "numpy==@ 1",
					     "a::b",  "::", "-e .",  "numpy>=1.0", "x@y",     "x=1=2" };
	for (size_t i = 0; i < GX_LEN(lines); i++)
		check(lines[i], lines[i], "");
}

Test(packages, any_line_comes_back)
{
	static const char *const pieces[] = { "a", "=", "==", " @ ", "::", "@", " ", "1.0", "===", ":", "/" };
	uint64_t state = 3;
	for (int i = 0; i < 20000; i++) {
		GX_CLEANUP(gx_buf) line = GX_BUF_INIT(4096), back = GX_BUF_INIT(4096);
		test_text(&state, pieces, GX_LEN(pieces), 7, &line);
		gx_package_write(&back, gx_package_parse(gx_buf_view(&line)));
		cr_assert_str_eq(gx_buf_c(&back), gx_buf_c(&line));
	}
}

/* Whole files, in which names stand twice. */
Test(packages, any_file_comes_back)
{
	static const char *const pieces[] = { "a", "b", "==", " @ ", "1", "2", "::c=" };
	uint64_t state = 4;
	for (int i = 0; i < 3000; i++) {
		GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
		GX_CLEANUP(gx_buf) text = GX_BUF_INIT(4096), back = GX_BUF_INIT(4096);
		struct gx_str lines[8];
		size_t count = test_below(&state, GX_LEN(lines));
		for (size_t j = 0; j < count; j++) {
			GX_CLEANUP(gx_buf) line = GX_BUF_INIT(4096);
			test_text(&state, pieces, GX_LEN(pieces), 4, &line);
			lines[j] = gx_str_trim(gx_arena_str(&arena, gx_buf_view(&line)));
		}
		gx_packages_write(&text, lines, count);

		struct gx_flat flat = GX_FLAT_INIT;
		cr_assert_eq(gx_packages_read(gx_buf_view(&text), &arena, &flat, NULL), 0);
		struct gx_str again[8];
		cr_assert_leq(flat.len, GX_LEN(again));
		for (size_t j = 0; j < flat.len; j++) {
			GX_CLEANUP(gx_buf) line = GX_BUF_INIT(4096);
			cr_assert_eq(flat.at[j].value.kind, GX_STRING);
			gx_package_write(&line, (struct gx_package){ flat.at[j].key, flat.at[j].value.text });
			again[j] = gx_arena_str(&arena, gx_buf_view(&line));
		}
		gx_packages_write(&back, again, flat.len);
		cr_assert_str_eq(gx_buf_c(&back), gx_buf_c(&text));
	}
}

Test(packages, lines_are_sorted_each_once)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(4096);
	struct gx_str lines[] = { GX_STR("b==1"), GX_STR(""), GX_STR("a==2"), GX_STR("b==1"), GX_STR("a @ x") };
	gx_packages_write(&out, lines, GX_LEN(lines));
	cr_assert_str_eq(gx_buf_c(&out), "a @ x\na==2\nb==1\n");
	gx_buf_reset(&out);
	gx_packages_write(&out, NULL, 0);
	cr_assert_eq(out.len, 0);
}
