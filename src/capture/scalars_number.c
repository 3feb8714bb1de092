#include "capture/scalars_inner.h"

enum { DIGITS_MAX = 24, EXPONENT_MAX = 280 }; /* so that no number is out of the range of doubles */

bool gx_scalars_is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

bool gx_scalars_is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

bool gx_scalars_in_name(char byte)
{
	return gx_scalars_is_letter(byte) || gx_scalars_is_digit(byte) || byte == '.' || byte == '/' || byte == '-' ||
	       byte == '@';
}

size_t gx_scalars_blanks(struct gx_str text)
{
	size_t at = 0;
	while (at < text.len && (text.at[at] == ' ' || text.at[at] == '\t'))
		at++;
	return at;
}

static size_t digits(struct gx_str text, size_t from)
{
	size_t at = from;
	while (at < text.len && gx_scalars_is_digit(text.at[at]))
		at++;
	return at - from;
}

size_t gx_scalars_integer(struct gx_str text, int64_t *ret_number)
{
	size_t len = digits(text, 0);
	if (len == 0 || len > 18)
		return 0;
	int64_t number = 0;
	for (size_t i = 0; i < len; i++)
		number = number * 10 + (text.at[i] - '0');
	*ret_number = number;
	return len;
}

static size_t special(struct gx_str text, struct gx_str *ret_value)
{
	static const struct {
		struct gx_str text, value;
	} specials[] = {
		{ GX_STR_INIT("nan"), GX_STR_INIT("nan") },	  { GX_STR_INIT("infinity"), GX_STR_INIT("inf") },
		{ GX_STR_INIT("inf"), GX_STR_INIT("inf") },	  { GX_STR_INIT("+inf"), GX_STR_INIT("inf") },
		{ GX_STR_INIT("-infinity"), GX_STR_INIT("-inf") }, { GX_STR_INIT("-inf"), GX_STR_INIT("-inf") },
		{ GX_STR_INIT("-nan"), GX_STR_INIT("nan") },
	};
	for (size_t i = 0; i < sizeof(specials) / sizeof(specials[0]); i++) {
		size_t len = specials[i].text.len;
		if (!gx_str_equal_nocase(gx_str_sub(text, 0, len), specials[i].text))
			continue;
		if (len < text.len && (gx_scalars_is_letter(text.at[len]) || gx_scalars_is_digit(text.at[len])))
			continue;
		*ret_value = specials[i].value;
		return len;
	}
	return 0;
}

/* Bytes of `e-05`; 0: there is none. False in `ret_fits`: it is out of range. */
static size_t exponent(struct gx_str text, size_t from, bool *ret_fits)
{
	if (from >= text.len || (text.at[from] != 'e' && text.at[from] != 'E'))
		return 0;
	size_t at = from + 1;
	if (at < text.len && (text.at[at] == '-' || text.at[at] == '+'))
		at++;
	int64_t number = 0;
	size_t len = digits(text, at);
	if (len == 0)
		return 0;
	*ret_fits = gx_scalars_integer(gx_str_from(text, at), &number) && number <= EXPONENT_MAX;
	return at + len - from;
}

size_t gx_scalars_number(struct gx_str text, struct gx_str *ret_value, bool *ret_integer)
{
	size_t at = text.len && (text.at[0] == '-' || text.at[0] == '+');
	size_t whole = digits(text, at), fraction = 0;
	if (whole == 0 && !(at < text.len && text.at[at] == '.')) {
		*ret_integer = false;
		return special(text, ret_value);
	}
	/* "007" is a label */
	bool fits = !(whole > 1 && text.at[at] == '0');
	at += whole;
	bool point = at < text.len && text.at[at] == '.';
	if (point) {
		fraction = digits(text, at + 1);
		/* the point of "loss 3." ends a sentence */
		point = fraction > 0;
		at += point ? 1 + fraction : 0;
	}
	if (whole + fraction == 0 || whole > DIGITS_MAX || fraction > 4 * DIGITS_MAX)
		return 0;
	size_t power = exponent(text, at, &fits);
	at += power;
	if (!fits)
		return 0;
	*ret_value = gx_str_sub(text, 0, at);
	*ret_integer = !point && power == 0;
	return at;
}
