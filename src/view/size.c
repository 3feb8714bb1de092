#include "view/size.h"

#include <inttypes.h>
#include <stdio.h>

void gx_size_human(struct gx_buf *out, uint64_t bytes)
{
	static const char units[][4] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
	double size = (double)bytes;
	size_t unit = 0;

	/* 1023.5 would be printed as 1024 of the smaller unit */
	while (size >= (unit ? 1023.5 : 1024.0) && unit + 1 < GX_LEN(units)) {
		size /= 1024;
		unit++;
	}
	if (unit && size < 9.95) {
		unsigned tenths = (unsigned)(size * 10 + 0.5);

		gx_buf_printf(out, "%u.%u %s", tenths / 10, tenths % 10, units[unit]);
		return;
	}
	gx_buf_printf(out, "%u %s", (unsigned)(size + 0.5), units[unit]);
}

void gx_count_human(struct gx_buf *out, uint64_t count)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%" PRIu64, count);

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			gx_buf_byte(out, ',');
		gx_buf_byte(out, digits[i]);
	}
}

void gx_count_noun(struct gx_buf *out, uint64_t count, const char *noun)
{
	gx_count_human(out, count);
	gx_buf_printf(out, " %s%s", noun, count == 1 ? "" : "s");
}
