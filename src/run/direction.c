#include "run/schema.h"

#include <math.h>

#include "run/name_words.h"

/* settled.md 5 */
static const struct {
	const char *word;
	enum gx_goal goal;
} directions[] = {
	{ "loss", GX_GOAL_MIN },   { "error", GX_GOAL_MIN },	  { "err", GX_GOAL_MIN },
	{ "mse", GX_GOAL_MIN },	   { "rmse", GX_GOAL_MIN },	  { "mae", GX_GOAL_MIN },
	{ "nll", GX_GOAL_MIN },	   { "perplexity", GX_GOAL_MIN }, { "ppl", GX_GOAL_MIN },
	{ "wer", GX_GOAL_MIN },	   { "cer", GX_GOAL_MIN },	  { "latency", GX_GOAL_MIN },
	{ "acc", GX_GOAL_MAX },	   { "accuracy", GX_GOAL_MAX },	  { "f1", GX_GOAL_MAX },
	{ "auc", GX_GOAL_MAX },	   { "auroc", GX_GOAL_MAX },	  { "precision", GX_GOAL_MAX },
	{ "recall", GX_GOAL_MAX }, { "map", GX_GOAL_MAX },	  { "bleu", GX_GOAL_MAX },
	{ "rouge", GX_GOAL_MAX },  { "r2", GX_GOAL_MAX },	  { "score", GX_GOAL_MAX },
	{ "iou", GX_GOAL_MAX },	   { "dice", GX_GOAL_MAX },	  { "psnr", GX_GOAL_MAX },
	{ "ssim", GX_GOAL_MAX },   { "reward", GX_GOAL_MAX },
};

static bool is_number(struct gx_str word)
{
	for (size_t i = 0; i < word.len; i++)
		if (word.at[i] < '0' || word.at[i] > '9')
			return false;
	return true;
}

/* The last word that is no mere number: `recall@5` is a recall. Empty if there is none. */
static struct gx_str last_word(struct gx_str words)
{
	while (words.len > 0) {
		words.len--; /* the blank at its end */
		size_t blank = gx_str_find_last(words, ' ');
		struct gx_str word = gx_str_from(words, blank == GX_STR_NOWHERE ? words.len : blank + 1);
		if (!is_number(word))
			return word;
		words.len = blank == GX_STR_NOWHERE ? 0 : blank + 1;
	}
	return GX_STR_NONE;
}

/* Without memory: unknown, so that nothing is marked. */
static enum gx_goal goal_by_name(struct gx_str metric, enum gx_name_words how)
{
	GX_CLEANUP(gx_buf) words = GX_BUF_INIT(GX_BUF_ANY);
	gx_name_words(&words, metric, how);
	struct gx_str word = last_word(gx_buf_view(&words));
	for (size_t i = 0; !words.failed && i < GX_LEN(directions); i++)
		if (gx_str_is(word, directions[i].word))
			return directions[i].goal;
	return GX_GOAL_UNKNOWN;
}

enum gx_goal gx_direction(const struct gx_schema *schema, struct gx_str metric)
{
	const struct gx_schema_metric *own = schema ? gx_schema_metric(schema, metric) : NULL;
	if (own && own->goal == GX_GOAL_UNKNOWN && own->alias.len > 0) {
		metric = own->alias;
		own = gx_schema_metric(schema, metric);
	}
	if (own && own->goal != GX_GOAL_UNKNOWN)
		return own->goal;
	/* both ways: `valLoss` needs the change of case, in `mAP` it would mislead */
	enum gx_goal goal = goal_by_name(metric, GX_NAME_WORDS_PLAIN);
	return goal != GX_GOAL_UNKNOWN ? goal : goal_by_name(metric, GX_NAME_WORDS_CASED);
}

bool gx_is_better(enum gx_goal goal, double a, double b)
{
	if (goal == GX_GOAL_UNKNOWN || isnan(a))
		return false;
	if (isnan(b))
		return true;
	return goal == GX_GOAL_MIN ? a < b : a > b;
}
