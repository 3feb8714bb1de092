#include "format/loose.h"

#include <math.h>

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Cuts the digits off the front. */
static struct gx_str cut_digits(struct gx_str *text)
{
	size_t len = 0;
	while (len < text->len && is_digit(text->at[len]))
		len++;
	struct gx_str digits = gx_str_sub(*text, 0, len);
	*text = gx_str_from(*text, len);
	return digits;
}

static bool cut_byte(struct gx_str *text, char a, char b)
{
	if (text->len == 0 || (text->at[0] != a && text->at[0] != b))
		return false;
	*text = gx_str_from(*text, 1);
	return true;
}

struct number {
	struct gx_str whole, fraction, exponent;
	bool negative, point, exponent_negative;
};

static bool split_exponent(struct gx_str *text, struct number *number)
{
	if (!cut_byte(text, 'e', 'E'))
		return true;
	number->exponent_negative = text->len > 0 && text->at[0] == '-';
	cut_byte(text, '+', '-');
	number->exponent = cut_digits(text);
	return number->exponent.len > 0;
}

static bool split(struct gx_str text, struct number *number)
{
	*number = (struct number){ .negative = text.len > 0 && text.at[0] == '-' };
	cut_byte(&text, '+', '-');
	number->whole = cut_digits(&text);
	number->point = cut_byte(&text, '.', '.');
	if (number->point)
		number->fraction = cut_digits(&text);
	if (number->whole.len + number->fraction.len == 0)
		return false;
	return split_exponent(&text, number) && text.len == 0;
}

bool gx_loose_number(struct gx_str text, struct gx_buf *ret)
{
	struct number number;
	if (!split(text, &number))
		return false;
	while (number.whole.len > 1 && number.whole.at[0] == '0')
		number.whole = gx_str_from(number.whole, 1);
	if (number.negative)
		gx_buf_byte(ret, '-');
	gx_buf_str(ret, number.whole.len > 0 ? number.whole : GX_STR("0"));
	if (number.point) {
		gx_buf_byte(ret, '.');
		gx_buf_str(ret, number.fraction.len > 0 ? number.fraction : GX_STR("0"));
	}
	if (number.exponent.len > 0) {
		gx_buf_text(ret, number.exponent_negative ? "e-" : "e");
		gx_buf_str(ret, number.exponent);
	}
	return true;
}

static const struct special {
	struct gx_str word;
	double number;
} SPECIALS[] = {
	{ GX_STR_INIT("nan"), (double)NAN },
	{ GX_STR_INIT("inf"), (double)INFINITY },
	{ GX_STR_INIT("infinity"), (double)INFINITY },
};

bool gx_loose_special(struct gx_str text, double *ret)
{
	bool negative = text.len > 0 && text.at[0] == '-';
	cut_byte(&text, '+', '-');
	cut_byte(&text, '.', '.');
	for (size_t i = 0; i < GX_LEN(SPECIALS); i++) {
		if (!gx_str_equal_nocase(text, SPECIALS[i].word))
			continue;
		*ret = negative ? -SPECIALS[i].number : SPECIALS[i].number;
		return true;
	}
	return false;
}
