#include "base/utf8.h"
#include "fixture.h"
#include "view/pad.h"

static struct gx_style plain;

static const char *pad(const char *text, size_t width, enum gx_align align)
{
	static char padded[256];
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(sizeof(padded));

	gx_pad(&out, gx_str_of(text), width, align, GX_SLOT_NONE, &plain);
	snprintf(padded, sizeof(padded), "%s", gx_buf_c(&out));
	return padded;
}

static const char *clip_front(const char *text, size_t width)
{
	static char clipped[256];
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(sizeof(clipped));

	gx_clip_front(&out, gx_str_of(text), width, &plain);
	snprintf(clipped, sizeof(clipped), "%s", gx_buf_c(&out));
	return clipped;
}

Test(view_pad, by_display_width)
{
	plain = gx_style_plain(0);
	expect_text(pad("ab", 4, GX_LEFT), "ab  ");
	expect_text(pad("ab", 4, GX_RIGHT), "  ab");
	expect_text(pad("猫", 4, GX_LEFT), "猫  ");
	expect_text(pad("猫", 4, GX_RIGHT), "  猫");
	expect_text(pad("e\xcc\x81", 3, GX_RIGHT), "  e\xcc\x81");
	expect_text(pad("abcdef", 4, GX_LEFT), "abc…");
	expect_text(pad("abcdef", 4, GX_RIGHT), "abc…");
	expect_text(pad("", 2, GX_LEFT), "  ");
	expect_text(pad("abc", 0, GX_LEFT), "");
}

Test(view_pad, clipped_in_ascii)
{
	plain = gx_style_plain(0);
	plain.unicode = false;
	expect_text(pad("abcdef", 4, GX_LEFT), "abc~");
	expect_text(clip_front("abcdef", 4), "~def");
}

Test(view_pad, clipped_at_the_front)
{
	plain = gx_style_plain(0);
	expect_text(clip_front("optimizer.lr", 12), "optimizer.lr");
	expect_text(clip_front("optimizer.lr", 6), "…er.lr");
	expect_text(clip_front("猫猫猫", 4), "…猫");
	expect_text(clip_front("ae\xcc\x81x", 2), "…x");
	expect_text(clip_front("abc", 1), "…");
	expect_text(clip_front("abc", 0), "");
}

/* Whatever the width, a padded cell is exactly that wide. */
Test(view_pad, always_of_the_width)
{
	static const char *const texts[] = { "", "abc", "猫の名前", "e\xcc\x81t\xc3\xa9", "👩‍🔬 x", "a猫b" };

	plain = gx_style_plain(0);
	for (size_t i = 0; i < GX_LEN(texts); i++) {
		for (size_t width = 0; width < 12; width++) {
			cr_expect(gx_utf8_columns(gx_str_of(pad(texts[i], width, GX_LEFT))) == width, "%s at %zu", texts[i], width);
			cr_expect(gx_utf8_columns(gx_str_of(pad(texts[i], width, GX_RIGHT))) == width, "%s at %zu", texts[i], width);
		}
	}
}
