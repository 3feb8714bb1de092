#include "base/clock.h"
#include "run/limits.h"
#include "run/record.h"
#include "util.h"

Test(notes, a_name_says_time_and_text)
{
	GX_CLEANUP(gx_buf) name = GX_BUF_INIT(100);
	gx_note_name(&name, 1700000000123456, GX_STR("abc"));
	/* sha256("abc") is ba7816bf… */
	cr_assert_str_eq(gx_buf_c(&name), "20231114T221320.123456Z-ba7816bf.md");
	cr_assert_eq(gx_note_time(gx_buf_view(&name)), 1700000000123456);
}

Test(notes, other_names_have_no_time)
{
	static const char *const names[] = { "",
					     "x.md",
					     "20231114T221320.123456Z",
					     "20231114T221320.123456+-ba7816bf.md",
					     "2023111XT221320.123456Z-a.md",
					     "20231314T221320.123456Z-a.md",
					     "99999999999999999999999999999999999" };
	for (size_t i = 0; i < GX_LEN(names); i++)
		if (i != 2)
			cr_assert_eq(gx_note_time(gx_str_of(names[i])), GX_TIME_NONE, "%s", names[i]);
	cr_assert_eq(gx_note_time(gx_str_of(names[2])), 1700000000123456);
}

Test(notes, stand_by_name_and_are_capped)
{
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	struct gx_err err = GX_ERR_INIT;
	static const char *const names[] = { "c", "a", "b", "a" };
	for (size_t i = 0; i < GX_LEN(names); i++)
		cr_assert_eq(gx_run_add_note(&run, (struct gx_note){ gx_str_of(names[i]), GX_STR("x") }, &err), 0);
	test_str_eq(run.notes.at[0].name, "a");
	test_str_eq(run.notes.at[2].name, "b");
	test_str_eq(run.notes.at[3].name, "c");
	cr_assert_eq(gx_run_add_note(&run, (struct gx_note){ GX_STR("d"), { "", GX_NOTE_MAX + 1 } }, &err), GX_ELIMIT);
	cr_assert_str_eq(err.text, "a note has 1048577 bytes, at most 1048576 are allowed");
	while (run.notes.len < GX_NOTES_MAX)
		cr_assert_eq(gx_run_add_note(&run, (struct gx_note){ GX_STR("z"), GX_STR("x") }, &err), 0);
	cr_assert_eq(gx_run_add_note(&run, (struct gx_note){ GX_STR("z"), GX_STR("x") }, &err), GX_ELIMIT);
}
