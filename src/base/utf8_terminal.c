#include "base/utf8.h"

#include <utf8proc.h>

static const char ELLIPSIS[] = "\xe2\x80\xa6";

/* Length of the run of printable ASCII that starts at `from`: eight bytes at a time, as nearly all cells are such. */
static size_t plain_run(struct gx_str text, size_t from)
{
	const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
	size_t i = from;
	for (; text.len - i >= 8; i += 8) {
		uint64_t word;
		memcpy(&word, text.at + i, sizeof(word));
		uint64_t delete = word ^ (ones * 0x7f);
		uint64_t below_blank = word - ones * 0x20, is_delete = delete - ones;
		if ((word | below_blank | is_delete) & tops)
			break;
	}
	while (i < text.len && text.at[i] >= 0x20 && text.at[i] < 0x7f)
		i++;
	return i - from;
}

int gx_utf8_width(uint32_t code_point)
{
	if (code_point < 0x7f)
		return code_point >= 0x20;
	/* Vowels and finals of a Korean syllable in parts, as macOS writes file names, stand in the cells of its first. */
	if ((code_point >= 0x1160 && code_point <= 0x11ff) || (code_point >= 0xd7b0 && code_point <= 0xd7fb))
		return 0;
	return utf8proc_charwidth((utf8proc_int32_t)code_point);
}

size_t gx_utf8_columns(struct gx_str text)
{
	size_t columns = 0, i = 0;
	while (i < text.len) {
		size_t plain = plain_run(text, i);
		columns += plain;
		i += plain;
		if (i == text.len)
			break;
		size_t bytes;
		columns += (size_t)gx_utf8_width(gx_utf8_read(text, i, &bytes));
		i += bytes;
	}
	return columns;
}

bool gx_utf8_is_hostile(uint32_t code_point)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{ 0x0000, 0x001f },   /* C0 */
		{ 0x007f, 0x009f },   /* DEL, C1 */
		{ 0x061c, 0x061c },   /* Arabic letter mark */
		{ 0x200e, 0x200f },   /* left-to-right, right-to-left mark */
		{ 0x2028, 0x202e },   /* separators of lines and paragraphs, embeddings, overrides */
		{ 0x2066, 0x2069 },   /* isolates */
		{ 0xd800, 0xdfff },   /* surrogates: no code points at all */
		{ 0xfdd0, 0xfdef },   /* non-characters */
		{ 0xfeff, 0xfeff },   /* byte order mark */
		{ 0xe0000, 0xe007f }, /* tags: text that nobody sees */
	};
	for (size_t i = 0; i < GX_LEN(ranges) && code_point >= ranges[i].first; i++)
		if (code_point <= ranges[i].last)
			return true;
	return (code_point & 0xfffe) == 0xfffe || code_point > 0x10ffff;
}

/* Adds a hostile code point so that it can be seen. */
static void add_visible(struct gx_buf *out, uint32_t code_point)
{
	if (code_point < 0x80)
		gx_buf_printf(out, "^%c", (int)(code_point ^ 0x40));
	else
		gx_buf_printf(out, "<U+%04X>", (unsigned)code_point);
}

static bool is_allowed(uint32_t code_point, enum gx_text_flags flags)
{
	if (code_point == '\n' || code_point == '\t')
		return flags == GX_TEXT_PARAGRAPH;
	return !gx_utf8_is_hostile(code_point);
}

void gx_text_safe(struct gx_buf *out, struct gx_str text, enum gx_text_flags flags)
{
	size_t start = 0, i = 0;
	while (i < text.len) {
		i += plain_run(text, i);
		if (i == text.len)
			break;
		size_t bytes;
		uint32_t code_point = gx_utf8_read(text, i, &bytes);
		unsigned char first = (unsigned char)text.at[i];
		bool is_byte = bytes == 1 && first >= 0x80;
		if (is_byte || !is_allowed(code_point, flags)) {
			gx_buf_str(out, gx_str_sub(text, start, i - start));
			if (is_byte)
				gx_buf_printf(out, "<%02X>", (unsigned)first);
			else
				add_visible(out, code_point);
			start = i + bytes;
		}
		i += bytes;
	}
	gx_buf_str(out, gx_str_from(text, start));
}

/* Bytes and columns of the grapheme at `from`. */
static size_t grapheme(struct gx_str text, size_t from, size_t *ret_columns)
{
	size_t bytes, end = from;
	utf8proc_int32_t state = 0, before = 0;
	*ret_columns = 0;
	while (end < text.len) {
		utf8proc_int32_t code_point = (utf8proc_int32_t)gx_utf8_read(text, end, &bytes);
		if (end > from && utf8proc_grapheme_break_stateful(before, code_point, &state))
			break;
		*ret_columns += (size_t)gx_utf8_width((uint32_t)code_point);
		before = code_point;
		end += bytes;
	}
	return end - from;
}

size_t gx_text_clip(struct gx_buf *out, struct gx_str safe, size_t columns)
{
	size_t whole = gx_utf8_columns(safe);
	if (columns == 0 || whole <= columns) {
		gx_buf_str(out, columns == 0 ? GX_STR_NONE : safe);
		return columns == 0 ? 0 : whole;
	}
	size_t end = 0, used = 0, wide;
	while (end < safe.len) {
		/* Of a run of ASCII all but the last are graphemes for sure. */
		size_t plain = plain_run(safe, end), room = columns - 1 - used;
		plain = plain == 0 ? 0 : plain - 1 < room ? plain - 1 : room;
		end += plain;
		used += plain;
		size_t bytes = grapheme(safe, end, &wide);
		if (used + wide > columns - 1)
			break;
		end += bytes;
		used += wide;
	}
	gx_buf_str(out, gx_str_sub(safe, 0, end));
	gx_buf_text(out, ELLIPSIS);
	return used + 1;
}
