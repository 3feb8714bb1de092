#include "capture/scalars_inner.h"

#define M GX_WORD_METRIC
#define P GX_WORD_PARAMETER
#define D GX_WORD_DENIED
#define S GX_WORD_STOP
#define E GX_WORD_ECHO
#define U GX_WORD_UNIT

static const struct word {
	struct gx_str text;
	unsigned flags;
} words[] = {
#define W(text, flags) { GX_STR_INIT(text), flags }
	W("loss", M), W("losses", M), W("acc", M), W("accuracy", M), W("error", M), W("err", M), W("rmse", M), W("mse", M),
	W("mae", M), W("mape", M), W("auc", M), W("auroc", M), W("logloss", M), W("mlogloss", M), W("merror", M), W("ppl", M),
	W("perplexity", M), W("bleu", M), W("rouge", M), W("rougel", M), W("f1", M), W("precision", M), W("recall", M),
	W("score", M), W("map", M), W("iou", M), W("miou", M), W("dice", M), W("psnr", M), W("ssim", M), W("fid", M), W("wer", M),
	W("cer", M), W("reward", M), W("rew", M), W("nll", M), W("bce", M), W("kl", M), W("elbo", M), W("r2", M), W("l1", M),
	W("l2", M), W("mfu", M), W("gnorm", M), W("norm", M), W("entropy", M), W("mcc", M), W("kappa", M), W("ndcg", M),
	W("mrr", M), W("rec", M), W("prec", M), W("learn", M), W("multi_logloss", M), W("logprob", M), W("return", M),

	W("lr", P), W("rate", P), W("momentum", P), W("dropout", P), W("decay", P), W("warmup", P), W("gamma", P), W("beta", P),
	W("alpha", P), W("hidden", P), W("dim", P), W("depth", P), W("weight", P), W("coef", P), W("epsilon", P), W("eps", P),
	W("temperature", P), W("threshold", P), W("smoothing", P), W("batch", P),

	W("time", D), W("eta", D), W("elapsed", D), W("remaining", D), W("duration", D), W("runtime", D), W("wall", D),
	W("second", D), W("seconds", D | U), W("sec", D | U), W("secs", D | U), W("ms", D | U), W("s", D | U | S), W("us", D | U),
	W("min", U), W("mins", U), W("minutes", D | U), W("hours", D | U), W("h", U), W("m", U), W("fps", D | U), W("wps", D),
	W("ups", D), W("wpb", D), W("bsz", D), W("date", D), W("timestamp", D), W("ts", D), W("version", D), W("port", D), W("pid", D),
	W("rank", D), W("seed", D), W("size", D), W("sizes", D), W("mem", D), W("memory", D), W("gpu", D), W("gpus", D),
	W("cuda", D), W("cudnn", D), W("device", D), W("world", D), W("host", D), W("line", D), W("id", D), W("num", D),
	W("number", D), W("count", D), W("total", D), W("samples", D), W("instances", D), W("images", D), W("epochs", D),
	W("steps", D), W("iterations", D), W("iters", D), W("batches", D), W("updates", D), W("data", D), W("flos", D), W("flops", D),
	W("gflops", D | U), W("workers", D), W("threads", D), W("torch", D), W("python", D), W("numpy", D), W("driver", D),
	W("tensorflow", D), W("patience", D), W("layers", D), W("heads", D), W("speed", D), W("throughput", D), W("it", D | U),
	W("b", U), W("kb", U), W("mb", U), W("gb", U), W("tb", U), W("kib", U), W("mib", U), W("gib", U), W("tib", U),
	W("bytes", D | U), W("v_num", D),

	W("with", S), W("of", S), W("the", S), W("is", S), W("at", S), W("in", S), W("for", S), W("on", S), W("and", S), W("to", D),
	W("a", S), W("from", D), W("after", S), W("by", S),

	W("args", E), W("arguments", E), W("config", E), W("configuration", E), W("cfg", E), W("namespace", E), W("params", E),
	W("parameters", E), W("hparams", E), W("hyperparameters", E), W("hyperparams", E), W("settings", E), W("options", E),
	W("flags", E),
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
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		if (gx_str_is(word, levels[i]))
			return true;
	}
	return false;
}

static unsigned known(struct gx_str word)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (gx_str_equal_nocase(word, words[i].text))
			return words[i].flags;
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
