#include "format/value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/num.h"

enum { INTEGER_ROOM = 512 }; /* the largest double has 309 digits */

static bool is_integer(const struct gx_value *value)
{
	return gx_num_scan(value->json) == GX_NUM_INTEGER;
}

/* Order of two integers of any length by their digits. */
static int compare_digits(struct gx_str a, struct gx_str b)
{
	bool minus_a = gx_str_starts(a, GX_STR("-")), minus_b = gx_str_starts(b, GX_STR("-"));
	if (minus_a != minus_b)
		return minus_a ? -1 : 1;
	int order = a.len != b.len ? (a.len > b.len) - (a.len < b.len) : gx_str_compare(a, b);
	return minus_a ? -order : order;
}

/* The digits of a number that is integral: an integer's own, else those of the double. */
static struct gx_str digits_of(const struct gx_value *value, char room[INTEGER_ROOM])
{
	if (is_integer(value))
		return value->json;
	(void)snprintf(room, INTEGER_ROOM, "%.0f", value->number);
	return gx_str_of(room);
}

/* Where the doubles are the same and so large that an integer may have lost digits on the way. */
static int compare_large(const struct gx_value *a, const struct gx_value *b)
{
	char room_a[INTEGER_ROOM], room_b[INTEGER_ROOM];
	bool exact_a = is_integer(a), exact_b = is_integer(b);
	if (!exact_a && !exact_b)
		return 0;
	if (isinf(a->number) && exact_a != exact_b) /* an integer too long for a double against the infinite */
		return (a->number > 0) == exact_b ? 1 : -1;
	return compare_digits(digits_of(a, room_a), digits_of(b, room_b));
}

static int compare_numbers(const struct gx_value *a, const struct gx_value *b)
{
	static const double exact = 9007199254740992.0; /* 2^53: below, doubles hold every integer */
	if (isnan(a->number) || isnan(b->number)) /* a diverged run must not win */
		return !!isnan(a->number) - !!isnan(b->number);
	if (a->number < b->number)
		return -1;
	if (a->number > b->number)
		return 1;
	return fabs(a->number) < exact ? 0 : compare_large(a, b);
}

int gx_value_compare(const struct gx_value *a, const struct gx_value *b)
{
	static const int ranks[] = {
		[GX_NUMBER] = 0, [GX_STRING] = 1, [GX_BOOL] = 2, [GX_ARRAY] = 3, [GX_OBJECT] = 4, [GX_NULL] = 5,
	};
	if (a->kind != b->kind)
		return ranks[a->kind] < ranks[b->kind] ? -1 : 1;
	if (a->kind == GX_NUMBER)
		return compare_numbers(a, b);
	if (a->kind == GX_STRING)
		return gx_str_compare(a->text, b->text);
	return gx_str_compare(a->json, b->json);
}

bool gx_value_equal(const struct gx_value *a, const struct gx_value *b)
{
	return gx_value_compare(a, b) == 0;
}
