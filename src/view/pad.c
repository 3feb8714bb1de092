#include "view/pad.h"

#include "base/utf8.h"

size_t gx_clip(struct gx_buf *out, struct gx_str safe, size_t width, const struct gx_style *style)
{
	static const struct gx_str ellipsis = GX_STR_INIT("…");
	size_t columns = gx_utf8_columns(safe);

	if (columns <= width) {
		gx_buf_str(out, safe);
		return columns;
	}
	columns = gx_text_clip(out, safe, width);
	if (!style->unicode && gx_str_ends(gx_buf_view(out), ellipsis)) {
		out->len -= ellipsis.len;
		gx_buf_byte(out, '~');
	}
	return columns;
}

/* The longest end of a safe text of at most `width` columns that does not begin with a combining character. */
static struct gx_str end_of(struct gx_str safe, size_t width)
{
	size_t columns = gx_utf8_columns(safe), bytes;

	for (size_t at = 0; at < safe.len; at += bytes) {
		size_t taken = (size_t)gx_utf8_width(gx_utf8_read(safe, at, &bytes));

		if (columns <= width && taken > 0)
			return gx_str_from(safe, at);
		columns -= taken < columns ? taken : columns;
	}
	return GX_STR_NONE;
}

size_t gx_clip_front(struct gx_buf *out, struct gx_str safe, size_t width, const struct gx_style *style)
{
	size_t columns = gx_utf8_columns(safe);
	struct gx_str end;

	if (columns <= width || !width) {
		gx_buf_str(out, width ? safe : GX_STR_NONE);
		return width ? columns : 0;
	}
	end = end_of(safe, width - 1);
	gx_buf_text(out, style->unicode ? "…" : "~");
	gx_buf_str(out, end);
	return 1 + gx_utf8_columns(end);
}

void gx_pad(struct gx_buf *out, struct gx_str safe, size_t width, enum gx_align align, enum gx_slot slot,
	    const struct gx_style *style)
{
	size_t columns = gx_utf8_columns(safe);
	size_t blanks = columns < width ? width - columns : 0;

	if (align == GX_RIGHT)
		gx_buf_fill(out, ' ', blanks);
	if (safe.len) {
		gx_style_on(style, slot, out);
		columns = gx_clip(out, safe, width, style);
		gx_style_off(style, slot, out);
	}
	if (align == GX_LEFT || columns + blanks < width)
		gx_buf_fill(out, ' ', width > columns ? width - columns : 0);
}

void gx_line_end(struct gx_buf *out)
{
	while (!out->failed && out->len && out->at[out->len - 1] == ' ')
		out->len--;
	gx_buf_byte(out, '\n');
}
