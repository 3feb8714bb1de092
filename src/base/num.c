#include "base/num.h"

#include <math.h>
#include <stdio.h>

size_t gx_num_format_short(double number, int digits, char ret_text[GX_NUM_ROOM])
{
	if (!isfinite(number)) {
		const char *word = isnan(number) ? "nan" : number < 0 ? "-inf" : "inf";
		size_t len = strlen(word);
		memcpy(ret_text, word, len + 1);
		return len;
	}
	char local[64]; /* the point of a locale may be a word of several bytes */
	int printed = snprintf(local, sizeof(local), "%.*g", digits < 1 ? 1 : digits > 17 ? 17 : digits, number);
	size_t len = 0;
	for (int i = 0; i < printed; i++) {
		if (strchr("0123456789+-e", local[i]))
			ret_text[len++] = local[i];
		else if (len > 0 && ret_text[len - 1] != '.')
			ret_text[len++] = '.';
	}
	ret_text[len] = '\0';
	return len;
}

bool gx_num_read_int64(struct gx_str text, int64_t *ret_number)
{
	if (gx_num_scan(text) != GX_NUM_INTEGER)
		return false;
	bool negative = text.at[0] == '-';
	uint64_t limit = (uint64_t)INT64_MAX + negative, number = 0;
	for (size_t i = negative; i < text.len; i++) {
		uint64_t digit = (uint64_t)(text.at[i] - '0');
		if (number > (limit - digit) / 10)
			return false;
		number = number * 10 + digit;
	}
	if (negative)
		*ret_number = number == limit ? INT64_MIN : -(int64_t)number;
	else
		*ret_number = (int64_t)number;
	return true;
}

int gx_num_canonical(struct gx_str text, struct gx_buf *out, struct gx_err *err)
{
	enum { SHOWN = 60 };
	struct gx_str shown = gx_str_sub(text, 0, SHOWN);
	const char *dots = text.len > SHOWN ? "..." : "";
	enum gx_num_kind kind = gx_num_scan(text);
	if (kind == GX_NUM_NOT)
		return gx_fail(err, GX_EINPUT, "'%" GX_PRI "%s' is not a number; write it as in 42, -0.5 or 1.5e-3",
			       GX_ARG(shown), dots);
	if (kind == GX_NUM_INTEGER) {
		gx_buf_str(out, text);
		return 0;
	}
	double number = gx_num_read(text);
	if (isinf(number))
		return gx_fail(err, GX_EINPUT, "%" GX_PRI "%s is beyond the largest double, 1.8e308; "
			       "put it in quotes to keep it as text", GX_ARG(shown), dots);
	char decimal[GX_NUM_ROOM];
	size_t len = gx_num_format(number, decimal);
	gx_buf_add(out, decimal, len);
	return 0;
}
