#include <criterion/criterion.h>

#include <stdint.h>

#include "base/buf.h"

Test(buf, empty)
{
	GX_CLEANUP(gx_buf) buf = GX_BUF_INIT(10);
	cr_expect_str_eq(gx_buf_c(&buf), "");
	cr_expect_eq(gx_buf_view(&buf).len, 0);
	cr_expect_eq(gx_buf_check(&buf, "it", NULL), 0);
	gx_buf_reset(&buf);
	gx_buf_str(&buf, GX_STR_NONE);
	cr_expect_str_eq(gx_buf_c(&buf), "");
}

Test(buf, adds)
{
	GX_CLEANUP(gx_buf) buf = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_add(&buf, "loss", 4);
	gx_buf_byte(&buf, '=');
	gx_buf_str(&buf, GX_STR("0."));
	gx_buf_fill(&buf, '3', 3);
	gx_buf_text(&buf, " at ");
	gx_buf_printf(&buf, "%d%s", 7, "th");
	cr_expect_str_eq(gx_buf_c(&buf), "loss=0.333 at 7th");
	cr_expect_eq(buf.len, strlen("loss=0.333 at 7th"));
	cr_expect_eq(gx_buf_check(&buf, "it", NULL), 0);
}

Test(buf, holds_nul_bytes)
{
	GX_CLEANUP(gx_buf) buf = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_add(&buf, "a\0b", 3);
	gx_buf_byte(&buf, '\0');
	cr_expect(gx_str_equal(gx_buf_view(&buf), GX_STR("a\0b\0")));
}

/* After each step there is a NUL behind the last byte, whatever the room. */
Test(buf, nul_behind)
{
	GX_CLEANUP(gx_buf) buf = GX_BUF_INIT(GX_BUF_ANY);
	for (size_t i = 1; i < 5000; i++) {
		if (i % 3 == 0)
			gx_buf_byte(&buf, 'x');
		else if (i % 3 == 1)
			gx_buf_printf(&buf, "%s", "x");
		else
			gx_buf_fill(&buf, 'x', 1);
		cr_assert_eq(buf.len, i);
		cr_assert_eq(strlen(gx_buf_c(&buf)), i);
	}
}

Test(buf, reserve)
{
	GX_CLEANUP(gx_buf) buf = GX_BUF_INIT(100);
	gx_buf_text(&buf, "ab");
	char *at = gx_buf_reserve(&buf, 98);
	cr_assert_not_null(at);
	memset(at, 'c', 98);
	buf.len += 98;
	gx_buf_fill(&buf, 'd', 0);
	cr_expect_eq(strlen(gx_buf_c(&buf)), 100);
	cr_expect_null(gx_buf_reserve(&buf, 1));
	cr_expect_eq(buf.failed, GX_ELIMIT);
}

/* To the cap and not a byte over it; then nothing more goes in, and the error names thing and cap. */
Test(buf, cap)
{
	GX_CLEANUP(gx_buf) buf = GX_BUF_INIT(8);
	gx_buf_text(&buf, "12345678");
	cr_expect_eq(gx_buf_check(&buf, "params.yaml", NULL), 0);
	gx_buf_byte(&buf, '9');
	gx_buf_str(&buf, GX_STR_NONE);
	struct gx_err err = GX_ERR_INIT;
	cr_expect_eq(gx_buf_check(&buf, "params.yaml", &err), GX_ELIMIT);
	cr_expect_str_eq(err.text, "params.yaml is over its limit of 8 bytes");
	cr_expect_str_eq(gx_buf_c(&buf), "12345678");
}

Test(buf, cap_stops_all_that_follows)
{
	GX_CLEANUP(gx_buf) buf = GX_BUF_INIT(8);
	gx_buf_text(&buf, "1234");
	gx_buf_printf(&buf, "%s", "56789");
	gx_buf_text(&buf, "5");
	gx_buf_fill(&buf, '6', 1);
	gx_buf_printf(&buf, "7");
	cr_expect_str_eq(gx_buf_c(&buf), "1234", "a writer that missed one piece must not write the next");
	gx_buf_reset(&buf);
	cr_expect_eq(gx_buf_check(&buf, "it", NULL), 0);
	cr_expect_str_eq(gx_buf_c(&buf), "");
	gx_buf_text(&buf, "abc");
	cr_expect_str_eq(gx_buf_c(&buf), "abc");
}

Test(buf, huge_lengths)
{
	GX_CLEANUP(gx_buf) buf = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_text(&buf, "a");
	cr_expect_null(gx_buf_reserve(&buf, SIZE_MAX));
	cr_expect_eq(buf.failed, GX_ELIMIT);
	gx_buf_reset(&buf);
	gx_buf_fill(&buf, 'x', GX_BUF_ANY + 1);
	cr_expect_eq(buf.failed, GX_ELIMIT);
}

Test(buf, release_keeps_the_cap)
{
	struct gx_buf buf = GX_BUF_INIT(4);
	gx_buf_text(&buf, "12345");
	gx_buf_release(&buf);
	cr_expect_null(buf.at);
	cr_expect_eq(buf.failed, 0);
	gx_buf_text(&buf, "1234");
	cr_expect_str_eq(gx_buf_c(&buf), "1234");
	gx_buf_release(&buf);
	gx_buf_release(&buf);
}
