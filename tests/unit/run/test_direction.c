#include <criterion/criterion.h>
#include <math.h>

#include "run/schema.h"

Test(direction, by_the_last_word)
{
	static const char *const smaller[] = { "loss",	    "val_loss", "train/loss", "valLoss",
					       "eval.RMSE", "test-err", "loss_0",     "p99 latency" };
	static const char *const greater[] = { "acc", "top1_acc", "mAP",     "f1",   "macro.f1",
					       "r2",  "recall@5", "F1Score", "BLEU", "AUROC" };
	static const char *const unknown[] = { "", "lr", "loss_scale", "accuracy_delta", "5", "grad_norm", "lossy" };
	for (size_t i = 0; i < GX_LEN(smaller); i++)
		cr_assert_eq(gx_direction(NULL, gx_str_of(smaller[i])), GX_GOAL_MIN, "%s", smaller[i]);
	for (size_t i = 0; i < GX_LEN(greater); i++)
		cr_assert_eq(gx_direction(NULL, gx_str_of(greater[i])), GX_GOAL_MAX, "%s", greater[i]);
	for (size_t i = 0; i < GX_LEN(unknown); i++)
		cr_assert_eq(gx_direction(NULL, gx_str_of(unknown[i])), GX_GOAL_UNKNOWN, "%s", unknown[i]);
}

Test(direction, better)
{
	cr_assert(gx_is_better(GX_GOAL_MIN, 1, 2));
	cr_assert_not(gx_is_better(GX_GOAL_MIN, 2, 1));
	cr_assert_not(gx_is_better(GX_GOAL_MIN, 1, 1));
	cr_assert(gx_is_better(GX_GOAL_MAX, INFINITY, 1));
	cr_assert(gx_is_better(GX_GOAL_MAX, -INFINITY, NAN));
	cr_assert_not(gx_is_better(GX_GOAL_MIN, NAN, 1));
	cr_assert_not(gx_is_better(GX_GOAL_MIN, NAN, NAN));
	cr_assert_not(gx_is_better(GX_GOAL_UNKNOWN, 1, NAN));
}
