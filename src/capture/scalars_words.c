#include "capture/scalars_inner.h"

#define M GX_WORD_METRIC
#define P GX_WORD_PARAMETER
#define D GX_WORD_DENIED
#define S GX_WORD_STOP
#define E GX_WORD_ECHO
#define U GX_WORD_UNIT

/* In the order of the bytes, for known(). */
static const struct word {
	struct gx_str text;
	unsigned flags;
} words[] = {
#define W(text, flags) { GX_STR_INIT(text), flags }
	W("a", S), W("acc", M), W("accuracy", M), W("after", S), W("alpha", P), W("and", S), W("args", E),
	W("arguments", E), W("at", S), W("auc", M), W("auroc", M), W("b", U), W("batch", P), W("batches", D),
	W("bce", M), W("beta", P), W("bleu", M), W("bsz", D), W("by", S), W("bytes", D | U), W("cer", M),
	W("cfg", E), W("coef", P), W("config", E), W("configuration", E), W("count", D), W("cuda", D),
	W("cudnn", D), W("data", D), W("date", D), W("decay", P), W("depth", P), W("device", D), W("dice", M),
	W("dim", P), W("driver", D), W("dropout", P), W("duration", D), W("elapsed", D), W("elbo", M),
	W("entropy", M), W("epochs", D), W("eps", P), W("epsilon", P), W("err", M), W("error", M), W("eta", D),
	W("f1", M), W("fid", M), W("flags", E), W("flops", D), W("flos", D), W("for", S), W("fps", D | U),
	W("from", D), W("gamma", P), W("gb", U), W("gflops", D | U), W("gib", U), W("gnorm", M), W("gpu", D),
	W("gpus", D), W("h", U), W("heads", D), W("hidden", P), W("host", D), W("hours", D | U),
	W("hparams", E), W("hyperparameters", E), W("hyperparams", E), W("id", D), W("images", D), W("in", S),
	W("instances", D), W("iou", M), W("is", S), W("it", D | U), W("iterations", D), W("iters", D),
	W("kappa", M), W("kb", U), W("kib", U), W("kl", M), W("l1", M), W("l2", M), W("layers", D),
	W("learn", M), W("line", D), W("logloss", M), W("logprob", M), W("loss", M), W("losses", M),
	W("lr", P), W("m", U), W("mae", M), W("map", M), W("mape", M), W("mb", U), W("mcc", M), W("mem", D),
	W("memory", D), W("merror", M), W("mfu", M), W("mib", U), W("min", U), W("mins", U),
	W("minutes", D | U), W("miou", M), W("mlogloss", M), W("momentum", P), W("mrr", M), W("ms", D | U),
	W("mse", M), W("namespace", E), W("ndcg", M), W("nll", M), W("norm", M), W("num", D), W("number", D),
	W("numpy", D), W("of", S), W("on", S), W("options", E), W("parameters", E), W("params", E),
	W("patience", D), W("perplexity", M), W("pid", D), W("port", D), W("ppl", M), W("prec", M),
	W("precision", M), W("psnr", M), W("python", D), W("r2", M), W("rank", D), W("rate", P), W("rec", M),
	W("recall", M), W("remaining", D), W("return", M), W("rew", M), W("reward", M), W("rmse", M),
	W("rouge", M), W("rougel", M), W("runtime", D), W("s", D | U | S), W("samples", D), W("score", M),
	W("sec", D | U), W("second", D), W("seconds", D | U), W("secs", D | U), W("seed", D), W("settings", E),
	W("size", D), W("sizes", D), W("smoothing", P), W("speed", D), W("ssim", M), W("steps", D), W("tb", U),
	W("temperature", P), W("tensorflow", D), W("the", S), W("threads", D), W("threshold", P),
	W("throughput", D), W("tib", U), W("time", D), W("timestamp", D), W("to", D), W("torch", D),
	W("total", P), W("ts", D), W("updates", D), W("ups", D), W("us", D | U), W("version", D), W("wall", D),
	W("warmup", P), W("weight", P), W("wer", M), W("with", S), W("workers", D), W("world", D), W("wpb", D),
	W("wps", D),
#undef W
};

/* In order of preference. */
static const struct {
	struct gx_str text;
	int rank;
} steps[] = {
	{ GX_STR_INIT("global_step"), 1 }, { GX_STR_INIT("num_updates"), 2 },		{ GX_STR_INIT("step"), 3 },
	{ GX_STR_INIT("iteration"), 4 },   { GX_STR_INIT("iter"), 5 },			{ GX_STR_INIT("_step"), 3 },
	{ GX_STR_INIT("epoch"), GX_STEP_EPOCH }, { GX_STR_INIT("batch"), GX_STEP_EPOCH + 1 },
	{ GX_STR_INIT("round"), GX_STEP_EPOCH + 2 },
};

int gx_scalars_step_rank(struct gx_str name)
{
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (gx_str_equal_nocase(name, steps[i].text))
			return steps[i].rank;
	}
	return 0;
}

/* As loggers write them; `error: 0.3` is a metric. */
static bool is_level(struct gx_str word)
{
	static const char *const levels[] = { "INFO", "DEBUG", "WARNING", "WARN", "ERROR", "CRITICAL", "FATAL", "TRACE" };
	if (word.len < 4 || word.at[0] < 'A' || word.at[0] > 'Z')
		return false;
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		if (gx_str_is(word, levels[i]))
			return true;
	}
	return false;
}

enum { WORD_MAX = 16 }; /* bytes of the longest of them, and more */

static unsigned known(struct gx_str word)
{
	char lower[WORD_MAX];
	if (word.len > sizeof(lower))
		return 0;
	for (size_t i = 0; i < word.len; i++)
		lower[i] = (char)(word.at[i] >= 'A' && word.at[i] <= 'Z' ? word.at[i] + ('a' - 'A') : word.at[i]);
	struct gx_str key = { lower, word.len };
	for (size_t from = 0, to = sizeof(words) / sizeof(words[0]); from < to;) {
		size_t middle = from + (to - from) / 2;
		int order = gx_str_compare(key, words[middle].text);
		if (order == 0)
			return words[middle].flags;
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return 0;
}

/* valLoss, trainAccuracy. */
static bool ends_as_metric(struct gx_str word)
{
	static const struct gx_str ends[] = { GX_STR_INIT("loss"), GX_STR_INIT("accuracy") };
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (word.len > ends[i].len && gx_str_equal_nocase(gx_str_from(word, word.len - ends[i].len), ends[i]))
			return true;
	}
	return false;
}

unsigned gx_scalars_word(struct gx_str word)
{
	if (is_level(word))
		return GX_WORD_STOP;
	unsigned flags = known(word);
	if (flags || word.len == 0)
		return flags;
	if (ends_as_metric(word))
		return GX_WORD_METRIC;
	struct gx_str stem = word;
	while (stem.len && gx_scalars_is_digit(stem.at[stem.len - 1]))
		stem.len--;
	return stem.len > 1 && stem.len < word.len ? known(stem) : 0;
}

unsigned gx_scalars_name(struct gx_str name)
{
	unsigned flags = 0;
	for (size_t from = 0, at = 0; at <= name.len; at++) {
		bool inside = at < name.len && (gx_scalars_is_digit(name.at[at]) ||
						(gx_scalars_is_letter(name.at[at]) && name.at[at] != '_'));
		if (inside)
			continue;
		flags |= gx_scalars_word(gx_str_sub(name, from, at - from));
		from = at + 1;
	}
	return flags;
}
