#include <inttypes.h>

#include "lib/call.h"
#include "lib/check.h"

/* `{"step": 10, "_time": 1795169756.123456`: what each line of metrics begins with. */
static void metrics_head(struct gx_call *call, int64_t step, int64_t time_us)
{
	enum { MICRO = 1000000 };
	if (step != GITEXP_NO_STEP)
		gx_buf_printf(call->lines, "{\"step\": %" PRId64 ", ", step);
	else
		gx_buf_byte(call->lines, '{');
	/* before 1970 only in tests that freeze the clock there */
	uint64_t size_us = time_us < 0 ? 0 - (uint64_t)time_us : (uint64_t)time_us;
	gx_buf_printf(call->lines, "\"_time\": %s%" PRIu64 ".%06" PRIu64, time_us < 0 ? "-" : "", size_us / MICRO,
		      size_us % MICRO);
}

static bool stands_among(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/*
 * Several lines, if need be: no name may stand twice in one, and lines of a few names make sure of that without a table
 * of all of them.
 */
static void add_metrics(struct gx_call *call, int64_t step, size_t count, const char *const *names, const double *values)
{
	enum { LINE_NAMES = 32 };
	int64_t time_us = gx_clock_now(&call->run->clock);
	size_t first = 0;
	metrics_head(call, step, time_us);
	for (size_t i = 0; i < count && call->lines->failed == 0; i++) {
		if (i - first == LINE_NAMES || stands_among(names[i], names + first, i - first)) {
			gx_buf_text(call->lines, "}\n");
			metrics_head(call, step, time_us);
			first = i;
		}
		gx_call_key(call, ", ", names[i]);
		gx_call_double(call, values[i]);
	}
	gx_buf_text(call->lines, "}\n");
}

static bool are_metrics(struct gx_call *call, size_t count, const char *const *names, const double *values)
{
	if (!gx_call_check(call, names && values ? 0 : gx_fail(gx_call_err(call), GX_EINPUT, "the names or values of metrics are NULL")))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!gx_call_check(call, gx_lib_check_metric(names[i], gx_call_err(call))))
			return false;
	return true;
}

int gitexp_metrics(gitexp_run *run, int64_t step, size_t count, const char *const *names, const double *values)
{
	if (!run)
		return 0;
	struct gx_call call = gx_call_begin(run);
	if (count > 0 && are_metrics(&call, count, names, values))
		add_metrics(&call, step, count, names, values);
	return gx_call_end(&call);
}

int gitexp_metric(gitexp_run *run, const char *name, int64_t step, double value)
{
	return gitexp_metrics(run, step, 1, &name, &value);
}
