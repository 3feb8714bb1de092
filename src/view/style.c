#include "view/style.h"

const struct gx_slot_info gx_slots[GX_SLOT_COUNT] = {
	[GX_SLOT_RUNNING] = { "running", "cyan", "\033[36m" },
	[GX_SLOT_FINISHED] = { "finished", "green", "\033[32m" },
	[GX_SLOT_FAILED] = { "failed", "red", "\033[31m" },
	[GX_SLOT_KILLED] = { "killed", "magenta", "\033[35m" },
	[GX_SLOT_CRASHED] = { "crashed", "bold red", "\033[1;31m" },
	[GX_SLOT_ID] = { "id", "yellow", "\033[33m" },
	[GX_SLOT_NAME] = { "name", "bold", "\033[1m" },
	[GX_SLOT_EXPERIMENT] = { "experiment", "blue", "\033[34m" },
	[GX_SLOT_TAG] = { "tag", "bold yellow", "\033[1;33m" },
	[GX_SLOT_HEADER] = { "header", "bold", "\033[1m" },
	[GX_SLOT_BEST] = { "best", "bold green", "\033[1;32m" },
	[GX_SLOT_BETTER] = { "better", "green", "\033[32m" },
	[GX_SLOT_WORSE] = { "worse", "red", "\033[31m" },
	[GX_SLOT_DIM] = { "dim", "dim", "\033[2m" },
};

struct gx_style gx_style_plain(int64_t now_us)
{
	struct gx_style style = { .color = false, .columns = 0, .unicode = true, .now_us = now_us };

	for (size_t i = 0; i < GX_SLOT_COUNT; i++)
		style.escape[i] = "";
	return style;
}

void gx_style_standard(struct gx_style *style)
{
	for (size_t i = 0; i < GX_SLOT_COUNT; i++)
		style->escape[i] = gx_slots[i].escape;
}

enum gx_slot gx_slot_of_status(enum gx_status status)
{
	static const enum gx_slot slots[] = {
		[GX_RUNNING] = GX_SLOT_RUNNING, [GX_FINISHED] = GX_SLOT_FINISHED, [GX_FAILED] = GX_SLOT_FAILED,
		[GX_KILLED] = GX_SLOT_KILLED,   [GX_CRASHED] = GX_SLOT_CRASHED,   [GX_STATUS_UNKNOWN] = GX_SLOT_NONE,
	};

	return slots[status];
}

static bool slot_has_color(const struct gx_style *style, enum gx_slot slot)
{
	return style->color && slot != GX_SLOT_NONE && style->escape[slot] && *style->escape[slot];
}

void gx_style_on(const struct gx_style *style, enum gx_slot slot, struct gx_buf *out)
{
	if (slot_has_color(style, slot))
		gx_buf_text(out, style->escape[slot]);
}

void gx_style_off(const struct gx_style *style, enum gx_slot slot, struct gx_buf *out)
{
	if (slot_has_color(style, slot))
		gx_buf_text(out, "\033[m");
}
