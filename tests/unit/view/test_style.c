#include "fixture.h"

Test(view_style, colours_only_where_asked_for)
{
	struct gx_style style = gx_style_plain(0);
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(64);

	gx_style_standard(&style);
	gx_style_on(&style, GX_SLOT_ID, &out);
	gx_style_off(&style, GX_SLOT_ID, &out);
	cr_expect(out.len == 0);
	style.color = true;
	gx_style_on(&style, GX_SLOT_NONE, &out);
	cr_expect(out.len == 0);
	gx_style_on(&style, GX_SLOT_ID, &out);
	gx_buf_byte(&out, 'x');
	gx_style_off(&style, GX_SLOT_ID, &out);
	expect_text(gx_buf_c(&out), "\033[33mx\033[m");
}

Test(view_style, a_slot_without_a_colour_is_left_alone)
{
	struct gx_style style = gx_style_plain(0);
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(64);

	style.color = true;
	gx_style_on(&style, GX_SLOT_BEST, &out);
	gx_style_off(&style, GX_SLOT_BEST, &out);
	cr_expect(out.len == 0);
}

Test(view_style, every_slot_has_a_name_and_a_colour)
{
	for (size_t i = 0; i < GX_SLOT_COUNT; i++) {
		cr_expect(gx_slots[i].name && gx_slots[i].standard && gx_slots[i].escape[0] == '\033', "slot %zu", i);
		for (size_t j = 0; j < i; j++)
			cr_expect(strcmp(gx_slots[i].name, gx_slots[j].name) != 0);
	}
	for (int status = GX_RUNNING; status < GX_STATUS_UNKNOWN; status++)
		expect_text(gx_slots[gx_slot_of_status((enum gx_status)status)].name, gx_status_name((enum gx_status)status));
	cr_expect(gx_slot_of_status(GX_STATUS_UNKNOWN) == GX_SLOT_NONE);
}
