#include <criterion/criterion.h>

#include <utf8proc.h>

#include "base/utf8.h"

static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* Bytes that meet each other's edges: leads and tails of all lengths, controls, plain runs. */
static struct gx_str random_bytes(uint64_t *state, char room[64])
{
	static const char edges[] = "\x00\x1b\x1f ~\x7f\x80\x8f\x90\x9b\x9f\xa0\xbf\xc0\xc1\xc2\xdf\xe0\xe2\xed\xef\xf0\xf4\xf5\xff";
	static const char *const whole[] = { "plain text, more than a word ", "\xc3\xa4", "\xe2\x80\xae", "\xf0\x9f\x98\x80",
					     "e\xcc\x81", "\xed\xa0\x80", "\xf4\x8f\xbf\xbf", "\n", "\xef\xbb\xbf" };
	size_t len = 0;
	while (len < 30 && next_random(state) % 12) {
		uint64_t bits = next_random(state);
		if (bits % 3 == 0) {
			room[len++] = edges[(bits >> 8) % (sizeof(edges) - 1)];
			continue;
		}
		const char *piece = whole[(bits >> 8) % GX_LEN(whole)];
		memcpy(room + len, piece, strlen(piece));
		len += strlen(piece);
	}
	return (struct gx_str){ room, len };
}

/* The same question put to libutf8proc. */
static size_t first_bad(struct gx_str text)
{
	size_t i = 0;
	while (i < text.len) {
		utf8proc_int32_t code_point;
		utf8proc_ssize_t bytes = utf8proc_iterate((const utf8proc_uint8_t *)text.at + i,
							  (utf8proc_ssize_t)(text.len - i), &code_point);
		if (bytes <= 0)
			return i;
		size_t read;
		cr_assert_eq(gx_utf8_read(text, i, &read), (uint32_t)code_point);
		cr_assert_eq(read, (size_t)bytes);
		i += read;
	}
	return i;
}

Test(utf8, check_random)
{
	uint64_t state = 1;
	char room[64];
	for (int i = 0; i < 300000; i++) {
		struct gx_str text = random_bytes(&state, room);
		cr_assert_eq(gx_utf8_check(text), first_bad(text), "round %d", i);
	}
}

Test(utf8, check_examples)
{
	static const struct {
		const char *text;
		size_t bad;
	} rows[] = {
		{ "", 0 },
		{ "plain", 5 },
		{ "\xc3\xa4", 2 },
		{ "a\xc0\x80", 1 },              /* overlong NUL */
		{ "ab\xe0\x80\xaf", 2 },         /* overlong slash */
		{ "\xed\xa0\x80", 0 },           /* surrogate */
		{ "\xf0\x80\x80\x80", 0 },       /* overlong */
		{ "\xf4\x90\x80\x80", 0 },       /* above U+10FFFF */
		{ "\xf4\x8f\xbf\xbf", 4 },       /* U+10FFFF */
		{ "12345678\x80", 8 },           /* behind a whole word */
		{ "1234567\xff", 7 },
		{ "\xe2\x82", 0 },               /* cut off */
		{ "\xe2\x82\x41", 0 },
	};
	for (size_t i = 0; i < GX_LEN(rows); i++)
		cr_expect_eq(gx_utf8_check(gx_str_of(rows[i].text)), rows[i].bad, "row %zu", i);
	cr_expect_eq(gx_utf8_check(GX_STR("a\0b")), 3);
	cr_expect_eq(gx_utf8_check(GX_STR_NONE), 0);
}

/* What is invalid reads as U+FFFD, a byte at a time, and never past the end. */
Test(utf8, read_invalid)
{
	size_t bytes = 0;
	cr_expect_eq(gx_utf8_read((struct gx_str){ "\xe2\x82\xac", 2 }, 0, &bytes), 0xfffd);
	cr_expect_eq(bytes, 1);
	cr_expect_eq(gx_utf8_read(GX_STR("a\xff"), 1, &bytes), 0xfffd);
	cr_expect_eq(bytes, 1);
}

Test(utf8, write_all_code_points)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	for (uint32_t code_point = 0; code_point < 0x110400; code_point++) {
		gx_buf_reset(&out);
		gx_utf8_write(&out, code_point);
		bool is_one = code_point < 0x110000 && (code_point < 0xd800 || code_point > 0xdfff);
		size_t bytes;
		cr_assert_eq(gx_utf8_read(gx_buf_view(&out), 0, &bytes), is_one ? code_point : 0xfffd);
		cr_assert_eq(bytes, out.len);
	}
}

Test(utf8, width)
{
	static const struct {
		uint32_t code_point;
		int width;
	} rows[] = {
		{ 'a', 1 },     { ' ', 1 },     { '~', 1 },     { 0, 0 },      { '\n', 0 },    { 0x7f, 0 },  { 0x9b, 0 },
		{ 0xe4, 1 },    { 0x301, 0 },   { 0x200b, 0 },  { 0x200d, 0 }, { 0xfe0f, 0 },  { 0x2026, 1 }, { 0x4e16, 2 },
		{ 0xff21, 2 },  { 0xac00, 2 },  { 0x1f600, 2 }, { 0x2581, 1 }, { 0x1f1e9, 1 }, { 0x378, 1 }, { 0xe000, 1 },
		{ 0x1112, 2 },  { 0x1161, 0 },  { 0x11ab, 0 },  { 0x202e, 0 }, { 0x10fffd, 1 },
	};
	for (size_t i = 0; i < GX_LEN(rows); i++)
		cr_expect_eq(gx_utf8_width(rows[i].code_point), rows[i].width, "U+%04X", rows[i].code_point);
	for (uint32_t code_point = 0; code_point < 0x110000; code_point++)
		cr_assert(gx_utf8_width(code_point) >= 0 && gx_utf8_width(code_point) <= 2, "U+%04X", code_point);
}

Test(utf8, columns)
{
	cr_expect_eq(gx_utf8_columns(GX_STR_NONE), 0);
	cr_expect_eq(gx_utf8_columns(GX_STR("learning_rate")), 13);
	cr_expect_eq(gx_utf8_columns(GX_STR("h\xc3\xa9llo")), 5);
	cr_expect_eq(gx_utf8_columns(GX_STR("e\xcc\x81")), 1);
	cr_expect_eq(gx_utf8_columns(GX_STR("\xe4\xb8\x96\xe7\x95\x8c")), 4);
	cr_expect_eq(gx_utf8_columns(GX_STR("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab")), 2); /* one syllable in three parts */
	cr_expect_eq(gx_utf8_columns(GX_STR("\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa")), 2); /* a flag */
	/* A family, joined: terminals differ (2 or 4 columns); we count its code points. */
	cr_expect_eq(gx_utf8_columns(GX_STR("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7")), 4);
}

Test(utf8, hostile)
{
	static const uint32_t yes[] = { 0, '\n', '\t', 0x1b, 0x1f, 0x7f, 0x80, 0x9b, 0x9f, 0x61c, 0x200e, 0x200f, 0x2028, 0x2029,
					0x202a, 0x202e, 0x2066, 0x2069, 0xd800, 0xdfff, 0xfdd0, 0xfdef, 0xfeff, 0xfffe, 0xffff,
					0x1fffe, 0x10ffff, 0xe0000, 0xe0001, 0xe007f, 0x110000, 0xffffffff };
	static const uint32_t no[] = { ' ', '~', 0xa0, 0xe4, 0x61b, 0x61d, 0x200d, 0x2010, 0x2027, 0x202f, 0x2065, 0x206a, 0xd7ff,
				       0xe000, 0xfdcf, 0xfdf0, 0xfefe, 0xff00, 0xfffd, 0x10000, 0x1fffd, 0xdffff - 2, 0xe0100, 0x10fffd };
	for (size_t i = 0; i < GX_LEN(yes); i++)
		cr_expect(gx_utf8_is_hostile(yes[i]), "U+%04X", yes[i]);
	for (size_t i = 0; i < GX_LEN(no); i++)
		cr_expect_not(gx_utf8_is_hostile(no[i]), "U+%04X", no[i]);
}

static void expect_safe(struct gx_str text, enum gx_text_flags flags, const char *expected)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	gx_text_safe(&out, text, flags);
	cr_expect_str_eq(gx_buf_c(&out), expected);
}

Test(text, safe_examples)
{
	expect_safe(GX_STR_NONE, GX_TEXT_LINE, "");
	expect_safe(GX_STR("loss"), GX_TEXT_LINE, "loss");
	expect_safe(GX_STR("h\xc3\xa9 \xe4\xb8\x96"), GX_TEXT_LINE, "h\xc3\xa9 \xe4\xb8\x96");
	expect_safe(GX_STR("\x1b[31mred"), GX_TEXT_LINE, "^[[31mred");
	expect_safe(GX_STR("\x1b]52;c;AAAA\x07"), GX_TEXT_PARAGRAPH, "^[]52;c;AAAA^G");
	expect_safe(GX_STR("a\0b\x7f"), GX_TEXT_LINE, "a^@b^?");
	expect_safe(GX_STR("a\tb\nc\rd"), GX_TEXT_LINE, "a^Ib^Jc^Md");
	expect_safe(GX_STR("a\tb\nc\rd"), GX_TEXT_PARAGRAPH, "a\tb\nc^Md");
	expect_safe(GX_STR("\xc2\x9b" "31m"), GX_TEXT_LINE, "<U+009B>31m");
	expect_safe(GX_STR("\x9b" "31m"), GX_TEXT_LINE, "<9B>31m");
	expect_safe(GX_STR("a\xe2\x80\xae" "b"), GX_TEXT_PARAGRAPH, "a<U+202E>b");
	expect_safe(GX_STR("\xff\xfe"), GX_TEXT_LINE, "<FF><FE>");
	expect_safe(GX_STR("\xe2\x82"), GX_TEXT_LINE, "<E2><82>");
	expect_safe(GX_STR("\xf3\xa0\x81\x81"), GX_TEXT_LINE, "<U+E0041>");
}

/* Whatever stands before and behind it, at every offset of the eight bytes that are looked at together. */
Test(text, safe_at_every_offset)
{
	static const char *const bad[] = { "\x1b", "\x1f", "\x7f", "\xff", "\n" };
	static const char *const shown[] = { "^[", "^_", "^?", "<FF>", "^J" };
	for (size_t row = 0; row < GX_LEN(bad); row++) {
		for (size_t before = 0; before < 20; before++) {
			for (size_t behind = 0; behind < 20; behind++) {
				GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
				GX_CLEANUP(gx_buf) expected = GX_BUF_INIT(GX_BUF_ANY);
				gx_buf_printf(&text, "%.*s%s%.*s", (int)before, "~ ~~~~~~~ ~~~~~~~ ~~~~", bad[row], (int)behind,
					      " ~!!!!!!!!!!!!!!!!!!!!");
				gx_buf_printf(&expected, "%.*s%s%.*s", (int)before, "~ ~~~~~~~ ~~~~~~~ ~~~~", shown[row], (int)behind,
					      " ~!!!!!!!!!!!!!!!!!!!!");
				expect_safe(gx_buf_view(&text), GX_TEXT_LINE, gx_buf_c(&expected));
			}
		}
	}
}

static bool is_safe(struct gx_str text, enum gx_text_flags flags)
{
	if (gx_utf8_check(text) != text.len)
		return false;
	size_t bytes;
	for (size_t i = 0; i < text.len; i += bytes) {
		uint32_t code_point = gx_utf8_read(text, i, &bytes);
		bool allowed = flags == GX_TEXT_PARAGRAPH && (code_point == '\n' || code_point == '\t');
		if (gx_utf8_is_hostile(code_point) && !allowed)
			return false;
	}
	return true;
}

/* Safe whatever comes in, and what was safe stays as it was. */
Test(text, safe_random)
{
	uint64_t state = 2;
	char room[64];
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	for (int i = 0; i < 100000; i++) {
		struct gx_str text = random_bytes(&state, room);
		enum gx_text_flags flags = i % 2 ? GX_TEXT_PARAGRAPH : GX_TEXT_LINE;
		gx_buf_reset(&out);
		gx_text_safe(&out, text, flags);
		cr_assert(is_safe(gx_buf_view(&out), flags), "round %d", i);
		cr_assert_eq(gx_str_equal(gx_buf_view(&out), text), is_safe(text, flags), "round %d", i);
	}
}

static void expect_clip(const char *text, size_t columns, const char *expected)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	size_t written = gx_text_clip(&out, gx_str_of(text), columns);
	cr_expect_str_eq(gx_buf_c(&out), expected, "'%s' in %zu: '%s'", text, columns, gx_buf_c(&out));
	cr_expect_eq(written, gx_utf8_columns(gx_buf_view(&out)));
}

#define DOTS "\xe2\x80\xa6"

Test(text, clip_examples)
{
	expect_clip("", 5, "");
	expect_clip("loss", 4, "loss");
	expect_clip("loss", 3, "lo" DOTS);
	expect_clip("loss", 1, DOTS);
	expect_clip("loss", 0, "");
	expect_clip("h\xc3\xa9llo", 5, "h\xc3\xa9llo");
	expect_clip("h\xc3\xa9llo", 3, "h\xc3\xa9" DOTS);
	expect_clip("a\xe4\xb8\x96\xe7\x95\x8c", 5, "a\xe4\xb8\x96\xe7\x95\x8c");
	expect_clip("a\xe4\xb8\x96\xe7\x95\x8c", 4, "a\xe4\xb8\x96" DOTS);
	expect_clip("a\xe4\xb8\x96\xe7\x95\x8c", 3, "a" DOTS);
	expect_clip("\xe4\xb8\x96\xe7\x95\x8c", 1, DOTS);
	/* Combining marks stay with their letter, or go with it. */
	expect_clip("abe\xcc\x81" "d", 3, "ab" DOTS);
	expect_clip("abe\xcc\x81" "def", 4, "abe\xcc\x81" DOTS);
	expect_clip("abe\xcc\x81", 3, "abe\xcc\x81");
	/* Half a flag is another sign. */
	expect_clip("\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa is it", 3, "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa" DOTS);
	expect_clip("\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa is it", 2, DOTS);
	/* A joined family is one grapheme of four columns. */
	expect_clip("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7 at home", 4, DOTS);
	expect_clip("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7 at home", 5,
		    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7" DOTS);
}

/* Never wider than asked, says truly how wide, and is a beginning of the text. */
Test(text, clip_random)
{
	uint64_t state = 3;
	char room[64];
	GX_CLEANUP(gx_buf) safe = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	for (int i = 0; i < 100000; i++) {
		gx_buf_reset(&safe);
		gx_buf_reset(&out);
		gx_text_safe(&safe, random_bytes(&state, room), GX_TEXT_LINE);
		struct gx_str text = gx_buf_view(&safe);
		size_t whole = gx_utf8_columns(text), columns = next_random(&state) % 20;
		size_t written = gx_text_clip(&out, text, columns);
		struct gx_str clipped = gx_buf_view(&out);
		cr_assert_leq(written, columns);
		cr_assert_eq(written, gx_utf8_columns(clipped));
		if (whole > columns && columns > 0) {
			cr_assert(gx_str_ends(clipped, GX_STR(DOTS)));
			clipped.len -= strlen(DOTS);
		}
		cr_assert(gx_str_starts(text, clipped));
		if (whole <= columns && columns > 0)
			cr_assert_eq(clipped.len, text.len);
	}
}
