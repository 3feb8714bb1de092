/*
 * Numbers and texts from anywhere: what we call a number reads as strtod() reads it and comes back from its
 * stored form; what we call safe is; what we call JSON has no raw control in it.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json_text.h"
#include "base/num.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(int truth, const char *what)
{
	if (truth)
		return;
	(void)fprintf(stderr, "broken: %s\n", what);
	abort();
}

static int same(double a, double b)
{
	uint64_t x, y;
	memcpy(&x, &a, sizeof(x));
	memcpy(&y, &b, sizeof(y));
	return x == y;
}

static void check_double(double number)
{
	char text[GX_NUM_ROOM];
	size_t len = gx_num_format(number, text);
	expect(len < GX_NUM_ROOM && text[len] == '\0', "the length of a formatted number");
	if (!isfinite(number))
		return;
	expect(same(strtod(text, NULL), number), "a formatted number reads back");
	expect(same(gx_num_read((struct gx_str){ text, len }), number), "we read what we formatted");
	for (int digits = 1; digits <= 17; digits += 4) {
		char ours[GX_NUM_ROOM], printed[64];
		gx_num_format_short(number, digits, ours);
		(void)snprintf(printed, sizeof(printed), "%.*g", digits, number);
		expect(strcmp(ours, printed) == 0, "short form as printf");
	}
}

static void check_number(struct gx_str text)
{
	enum gx_num_kind kind = gx_num_scan(text);
	int64_t integer;
	if (kind == GX_NUM_NOT) {
		expect(isnan(gx_num_read(text)), "what is no number reads as nan");
		expect(!gx_num_read_int64(text, &integer), "what is no number is no integer");
		return;
	}
	GX_CLEANUP(gx_buf) copy = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) stored = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_str(&copy, text);
	double number = gx_num_read(text);
	expect(same(number, strtod(gx_buf_c(&copy), NULL)), "a number reads as strtod reads it");
	if (gx_num_canonical(text, &stored, NULL) == 0) {
		expect(gx_num_scan(gx_buf_view(&stored)) == kind, "the stored form is of the same kind");
		expect(same(gx_num_read(gx_buf_view(&stored)), number), "the stored form has the same value");
	} else {
		expect(isinf(number), "only what is out of range is refused");
	}
	if (gx_num_read_int64(text, &integer))
		expect(same((double)integer, number + 0.0), "an integer is its own value");
}

static void check_take(struct gx_str text)
{
	size_t len;
	double number;
	enum gx_num_kind kind = gx_num_take(text, &len, &number);
	if (kind == GX_NUM_NOT)
		return;
	expect(len <= text.len, "a number that is taken ends in the text");
	struct gx_str taken = gx_str_sub(text, 0, len);
	expect(gx_num_scan(taken) == kind, "what is taken is a number");
	expect(same(gx_num_read(taken), number), "what is taken has its value");
}

static void check_safe(struct gx_str text, enum gx_text_flags flags)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) clipped = GX_BUF_INIT(GX_BUF_ANY);
	gx_text_safe(&out, text, flags);
	struct gx_str safe = gx_buf_view(&out);
	expect(gx_utf8_check(safe) == safe.len, "safe text is UTF-8");
	size_t bytes;
	for (size_t i = 0; i < safe.len; i += bytes) {
		uint32_t code_point = gx_utf8_read(safe, i, &bytes);
		int allowed = flags == GX_TEXT_PARAGRAPH && (code_point == '\n' || code_point == '\t');
		expect(allowed || !gx_utf8_is_hostile(code_point), "safe text has nothing hostile");
	}
	size_t columns = text.len % 13, used = gx_text_clip(&clipped, safe, columns);
	expect(used <= columns, "a clipped text fits");
	expect(gx_utf8_columns(gx_buf_view(&clipped)) == used, "a clipped text is as wide as said");
}

static void check_json(struct gx_str text)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	gx_json_string(&out, text);
	expect(gx_utf8_check(gx_buf_view(&out)) == out.len, "JSON is UTF-8");
	for (size_t i = 0; i < out.len; i++)
		expect((unsigned char)out.at[i] >= 0x20 && out.at[i] != 0x7f, "JSON has no raw controls");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gx_str text = { (const char *)data, size };
	double number;
	if (size >= sizeof(number)) {
		memcpy(&number, data, sizeof(number));
		check_double(number);
	}
	check_number(text);
	check_take(text);
	check_safe(text, GX_TEXT_LINE);
	check_safe(text, GX_TEXT_PARAGRAPH);
	check_json(text);
	return 0;
}
