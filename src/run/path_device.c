#include "run/path_device.h"

#include "base/mem.h"

/* A digit, or one of the superscripts 1, 2, 3, which Windows takes for it. */
static bool is_port_number(struct gx_str text)
{
	if (text.len == 1)
		return text.at[0] >= '0' && text.at[0] <= '9';
	return gx_str_is(text, "\u00b9") || gx_str_is(text, "\u00b2") || gx_str_is(text, "\u00b3");
}

bool gx_is_device(struct gx_str part)
{
	static const struct gx_str devices[] = {
		GX_STR_INIT("con"),    GX_STR_INIT("prn"),     GX_STR_INIT("aux"),    GX_STR_INIT("nul"),
		GX_STR_INIT("conin$"), GX_STR_INIT("conout$"), GX_STR_INIT("clock$"),
	};
	struct gx_str base = gx_str_sub(part, 0, gx_str_find(part, '.'));
	while (base.len > 0 && base.at[base.len - 1] == ' ')
		base.len--;
	for (size_t i = 0; i < GX_LEN(devices); i++)
		if (gx_str_equal_nocase(base, devices[i]))
			return true;
	struct gx_str port = gx_str_sub(base, 0, 3);
	return (gx_str_equal_nocase(port, GX_STR("com")) || gx_str_equal_nocase(port, GX_STR("lpt"))) &&
	       is_port_number(gx_str_from(base, 3));
}
