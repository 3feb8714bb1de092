#include "run/record.h"
#include "util.h"

static struct gx_file file(const char *path, const char *bytes)
{
	return (struct gx_file){ gx_str_of(path), gx_str_of(bytes), GX_STR_NONE };
}

Test(files, sorted_each_once)
{
	GX_CLEANUP(gx_files) files = { .list = { NULL, 0, 0 } };
	cr_assert_null(gx_files_get(&files, GX_STR("b")));
	cr_assert(gx_files_put(&files, file("b", "1")));
	cr_assert(gx_files_put(&files, file("a", "2")));
	cr_assert(gx_files_put(&files, file("c", "3")));
	cr_assert(gx_files_put(&files, file("b", "4")));
	cr_assert_eq(files.list.len, 3);
	test_str_eq(gx_files_get(&files, GX_STR("a"))->bytes, "2");
	test_str_eq(gx_files_get(&files, GX_STR("b"))->bytes, "4");
	test_str_eq(files.list.at[2].path, "c");
	gx_files_remove(&files, GX_STR("b"));
	gx_files_remove(&files, GX_STR("x"));
	cr_assert_null(gx_files_get(&files, GX_STR("b")));
	cr_assert_eq(files.list.len, 2);
}

Test(files, any_order_of_puts_is_the_same)
{
	uint64_t state = 9;
	static const char *const names[] = { "a", "a/b", "a.b", "b", "b~2", "c", "d", "e" };
	for (int round = 0; round < 200; round++) {
		GX_CLEANUP(gx_files) files = { .list = { NULL, 0, 0 } };
		bool in[GX_LEN(names)] = { false };
		for (int i = 0; i < 12; i++) {
			size_t n = test_below(&state, GX_LEN(names));
			in[n] = test_below(&state, 4) > 0;
			if (in[n])
				cr_assert(gx_files_put(&files, file(names[n], names[n])));
			else
				gx_files_remove(&files, gx_str_of(names[n]));
		}
		for (size_t n = 0; n < GX_LEN(names); n++)
			cr_assert_eq(gx_files_get(&files, gx_str_of(names[n])) != NULL, in[n]);
		for (size_t i = 1; i < files.list.len; i++)
			cr_assert_lt(gx_str_compare(files.list.at[i - 1].path, files.list.at[i].path), 0);
	}
}
