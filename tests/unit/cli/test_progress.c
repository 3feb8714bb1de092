#include <criterion/criterion.h>
#include <criterion/redirect.h>

#include "cli/progress.h"

static const char *text(uint64_t done, uint64_t total, double seconds)
{
	static char room[128];
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_progress progress = { .title = "Recording runs", .done = done, .total = total };
	gx_progress_text(&progress, (int64_t)(seconds * 1e6), &out);
	strcpy(room, gx_buf_c(&out));
	return room;
}

Test(progress, lines)
{
	cr_assert_str_eq(text(0, 1000, 0), "Recording runs:   0% (0/1000)");
	cr_assert_str_eq(text(0, 1000, 5), "Recording runs:   0% (0/1000)", "no rate yet");
	cr_assert_str_eq(text(450, 1000, 3.75), "Recording runs:  45% (450/1000), 120/s, 4.58s left");
	cr_assert_str_eq(text(999, 1000, 10), "Recording runs:  99% (999/1000), 99.9/s, 0.01s left", "99.9 is not 100");
	cr_assert_str_eq(text(1000, 1000, 10), "Recording runs: 100% (1000/1000), 100/s, done");
	cr_assert_str_eq(text(123456, 0, 2), "Recording runs: 123456, 61728/s");
	cr_assert_str_eq(text(UINT64_MAX / 2, UINT64_MAX, 0), "Recording runs:  50% (9223372036854775807/18446744073709551615)");
}

static struct gx_cli cli_with(int wanted)
{
	return (struct gx_cli){ .common = { NULL, -1, wanted } };
}

Test(progress, silent_where_it_is_not_wanted, .init = cr_redirect_stderr)
{
	struct gx_cli cli = cli_with(-1);
	struct gx_progress progress = gx_progress_start(&cli, "Packing", 3);
	for (uint64_t i = 1; i <= 3; i++)
		gx_progress_at(&progress, i);
	gx_progress_stop(&progress);
	cr_assert_stderr_eq_str("");
}

Test(progress, at_once_where_it_is_asked_for, .init = cr_redirect_stderr)
{
	struct gx_cli cli = cli_with(1);
	struct gx_progress progress = gx_progress_start(&cli, "Packing", 3);
	gx_progress_at(&progress, 0);
	gx_progress_stop(&progress);
	gx_progress_stop(&progress);
	cr_assert_stderr_eq_str("\rPacking:   0% (0/3)\rPacking:   0% (0/3)\n");
}
