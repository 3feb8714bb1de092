#include "capture/variables.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static struct gx_arena arena;
static struct gx_strs wanted;
static struct gx_flat flat;

static void begin(void)
{
	clearenv();
}

static void end(void)
{
	gx_strs_release(&wanted);
	gx_arena_release(&arena);
}

static void capture(const char *const *words)
{
	for (; *words; words++)
		cr_assert(gx_strs_insert(&wanted, gx_str_of(*words)));
	cr_assert_eq(gx_capture_variables(&wanted, &arena, &flat, NULL), 0);
}

static void expect(const char *name, const char *value)
{
	const struct gx_value *found = gx_flat_at(&flat, name);
	cr_assert(found && found->kind == GX_STRING && gx_str_is(found->text, value), "%s", name);
}

Test(variables, those_that_are_wanted, .init = begin, .fini = end)
{
	setenv("RANK", "3", 1);
	setenv("EMPTY", "", 1);
	setenv("WITH", "a=b=c", 1);
	setenv("RANKED", "no", 1);
	capture((const char *const[]){ "RANK", "EMPTY", "WITH", "MISSING", NULL });
	expect("RANK", "3");
	expect("EMPTY", "");
	expect("WITH", "a=b=c");
	cr_assert_eq(flat.len, 3);
}

Test(variables, globs, .init = begin, .fini = end)
{
	setenv("NCCL_DEBUG", "INFO", 1);
	setenv("NCCL_P2P", "0", 1);
	setenv("XNCCL_DEBUG", "no", 1);
	setenv("A1", "1", 1);
	setenv("AB", "no", 1);
	capture((const char *const[]){ "NCCL_*", "A[0-9]", NULL });
	expect("NCCL_DEBUG", "INFO");
	expect("NCCL_P2P", "0");
	expect("A1", "1");
	cr_assert_eq(flat.len, 3);
}

Test(variables, what_has_no_place_in_a_record_is_left_out, .init = begin, .fini = end)
{
	static char large[200000];
	memset(large, 'x', sizeof(large) - 1);
	setenv("BAD", "\xFF", 1);
	setenv("LARGE", large, 1);
	setenv("FINE", "\xC3\xA9\n\x01", 1);
	setenv("\xFFNAME", "no", 1);
	capture((const char *const[]){ "*", NULL });
	expect("FINE", "\xC3\xA9\n\x01");
	cr_assert_eq(flat.len, 1);
}

Test(variables, of_two_of_a_name_the_first_as_getenv_has_it, .init = begin, .fini = end)
{
	static char one[] = "TWICE=one", two[] = "TWICE=two", none[] = "NONE", empty[] = "=x";
	static char *both[] = { none, empty, one, two, NULL };
	extern char **environ;
	environ = both;
	capture((const char *const[]){ "TWICE", "NONE", "*", NULL });
	expect("TWICE", getenv("TWICE"));
	cr_assert(gx_flat_at(&flat, "NONE") == NULL || gx_flat_at(&flat, "NONE")->text.len == 0);
}

Test(variables, none_without_an_environment, .init = begin, .fini = end)
{
	capture((const char *const[]){ "*", NULL });
	cr_assert_eq(flat.len, 0);
}
