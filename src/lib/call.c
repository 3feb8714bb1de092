#include "lib/call.h"

#include <errno.h>
#include <math.h>
#include <unistd.h>

#include "base/json_text.h"
#include "base/num.h"

struct gx_call gx_call_begin(struct gitexp_run *run)
{
	struct gx_call call = { .run = run, .lines = &run->channel.lines, .rc = run->broken, .errno_before = errno };
	/* write() is a place where a thread may be cancelled, but not with the lock in its hands */
	(void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &call.cancel_before);
	(void)pthread_mutex_lock(&run->lock);
	if (run->pid != getpid()) {
		run->pid = getpid();
		gx_buf_reset(call.lines);
	}
	call.start = call.lines->len;
	return call;
}

/* Takes back what a failed call has added, so that only whole lines wait. */
static void call_undo(struct gx_call *call)
{
	if (call->lines->len > call->start)
		call->lines->at[call->start] = '\0';
	call->lines->len = call->start;
	call->lines->failed = 0;
}

/* What the buffer had no room for is lost; what waits in it is not, and a disk that was full may have room again. */
static int call_lose(struct gx_call *call)
{
	struct gitexp_run *run = call->run;
	run->lost = gx_buf_check(call->lines, "what waits to be written", &run->err);
	call_undo(call);
	(void)gx_channel_write(&run->channel, NULL); /* fails as it did for the calls before this one */
	return run->lost;
}

static int call_finish(struct gx_call *call)
{
	if (call->rc != 0) {
		call_undo(call);
		return call->rc;
	}
	if (call->lines->failed)
		return call_lose(call);
	return gx_channel_write(&call->run->channel, &call->run->err);
}

int gx_call_end(struct gx_call *call)
{
	int rc = call_finish(call);
	(void)pthread_mutex_unlock(&call->run->lock);
	(void)pthread_setcancelstate(call->cancel_before, NULL);
	errno = call->errno_before;
	return rc;
}

bool gx_call_check(struct gx_call *call, int rc)
{
	if (call->rc == 0)
		call->rc = rc;
	return call->rc == 0;
}

struct gx_err *gx_call_err(struct gx_call *call)
{
	return call->rc == 0 ? &call->run->err : NULL;
}

void gx_call_string(struct gx_call *call, const char *text)
{
	gx_json_string(call->lines, gx_str_of(text));
}

void gx_call_key(struct gx_call *call, const char *before, const char *key)
{
	gx_buf_text(call->lines, before);
	gx_call_string(call, key);
	gx_buf_text(call->lines, ": ");
}

void gx_call_double(struct gx_call *call, double value)
{
	char text[GX_NUM_ROOM];
	if (isnan(value))
		gx_buf_text(call->lines, "\"nan\"");
	else if (isinf(value))
		gx_buf_text(call->lines, value > 0 ? "\"inf\"" : "\"-inf\"");
	else
		gx_buf_add(call->lines, text, gx_num_format(value, text));
}
