#include "scratch.h"

#include "git/refname.h"

TestSuite(refname, .init = scratch_enter, .fini = scratch_leave, .timeout = 120);

/* Random names out of pieces that matter, against git check-ref-format. */
Test(refname, as_git)
{
	static const char *const pieces[] = { "a", "b.c", "/", "//", ".", "..", ".lock", "@", "@{", "{", "~", "^", ":", "?", "*", "[", "\\", " ", "\t", "\177",
					      "refs/", "x", "\303\244", "\377", "heads", "/.", "./", "lock", "@/" };
	uint64_t random = 7;
	size_t good = 0;
	FILE *script = fopen("script", "w");
	struct gx_buf names = GX_BUF_INIT(GX_BUF_ANY);
	for (size_t i = 0; i < 1500; i++) {
		size_t start = names.len;
		for (size_t k = test_below(&random, 6) + 1; k > 0; k--)
			gx_buf_text(&names, pieces[test_below(&random, i % 2 ? GX_LEN(pieces) : 3)]);
		(void)fprintf(script, "git check-ref-format '%s' && echo y || echo n\n", names.at + start);
		gx_buf_byte(&names, '\0');
	}
	cr_assert(fclose(script) == 0);
	struct gx_buf said = shell_out("sh script");
	struct gx_str rest = gx_buf_view(&names), lines = gx_buf_view(&said), name, line;
	while (gx_str_cut(&rest, '\0', &name)) {
		cr_assert(gx_str_cut(&lines, '\n', &line));
		cr_expect(gx_refname_is_valid(name) == gx_str_is(line, "y"), "'%.*s': git says %.*s", GX_ARG(name), GX_ARG(line));
		good += gx_str_is(line, "y");
	}
	cr_assert(good > 100 && lines.len == 0, "%zu", good);
	cr_assert(!gx_refname_is_valid(GX_STR_NONE) && !gx_refname_is_valid(GX_STR("a/b\0c")));
	gx_buf_release(&names);
	gx_buf_release(&said);
}
