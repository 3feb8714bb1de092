#include <criterion/criterion.h>

#include <stdint.h>

#include "base/vec.h"

struct point {
	int64_t step;
	double value;
};

Test(vec, adds_zeroed_elements)
{
	GX_VEC(struct point) points = { 0 };
	for (int64_t i = 0; i < 1000; i++) {
		struct point *point = gx_vec_add(&points);
		cr_assert_not_null(point);
		cr_expect_eq(point->step, 0);
		cr_expect_eq(point->value, 0);
		*point = (struct point){ i, (double)i / 2 };
	}
	cr_expect_eq(points.len, 1000);
	cr_expect_geq(points.room, points.len);
	for (int64_t i = 0; i < 1000; i++) {
		cr_expect_eq(points.at[i].step, i);
		cr_expect_eq(points.at[i].value, (double)i / 2);
	}
	gx_vec_release(&points);
}

Test(vec, slot_used_again_is_zeroed)
{
	GX_VEC(int) numbers = { 0 };
	*gx_vec_add(&numbers) = 42;
	numbers.len = 0;
	cr_expect_eq(*gx_vec_add(&numbers), 0);
	gx_vec_release(&numbers);
}

Test(vec, release_leaves_it_empty)
{
	GX_VEC(char) bytes = { 0 };
	gx_vec_release(&bytes);
	cr_assert_not_null(gx_vec_add(&bytes));
	gx_vec_release(&bytes);
	cr_expect_null(bytes.at);
	cr_expect_eq(bytes.len, 0);
	cr_expect_eq(bytes.room, 0);
	cr_assert_not_null(gx_vec_add(&bytes), "and usable");
	gx_vec_release(&bytes);
}

/* Elements so large that twice as many are more than there can be: refused, and nothing touched. */
Test(vec, overflow)
{
	char *at = NULL;
	size_t room = 0;
	cr_expect_eq(gx_vec_room(&at, 0, &room, SIZE_MAX / 4), 0);
	cr_expect_null(at);
	cr_expect_eq(room, 0);
}
