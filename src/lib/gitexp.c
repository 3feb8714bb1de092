#include "gitexp.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/call.h"
#include "lib/check.h"

_Static_assert((int)GITEXP_ENOMEM == (int)GX_ENOMEM && (int)GITEXP_EINPUT == (int)GX_EINPUT &&
		       (int)GITEXP_ENOTFOUND == (int)GX_ENOTFOUND && (int)GITEXP_ELIMIT == (int)GX_ELIMIT &&
		       (int)GITEXP_EIO == (int)GX_EIO,
	       "the public codes are those of base/err.h");

static int join(struct gitexp_run *run, const char *path)
{
	int rc = gx_clock_init(&run->clock, &run->err);
	return rc != 0 ? rc : gx_channel_open(&run->channel, path, secure_getenv("GIT_EXP_RANK"), &run->err);
}

gitexp_run *gitexp_begin(void)
{
	const char *path = secure_getenv("GIT_EXP_LOG");
	if (!path || !*path)
		return NULL;
	int errno_before = errno;
	struct gitexp_run *run = malloc(sizeof(*run));
	if (!run)
		return NULL;
	*run = (struct gitexp_run){ .channel = GX_CHANNEL_INIT, .pid = getpid() };
	int failed = pthread_mutex_init(&run->lock, NULL);
	if (failed) {
		free(run);
		errno = failed;
		return NULL;
	}
	run->broken = join(run, path);
	errno = errno_before;
	return run;
}

int gitexp_active(const gitexp_run *run)
{
	return run && run->broken == 0;
}

/* The head of a line for a parameter, up to its value; false if the name, or something before, is not valid. */
static bool param_head(struct gx_call *call, const char *name)
{
	if (!gx_call_check(call, gx_lib_check_param(name, gx_call_err(call))))
		return false;
	gx_call_key(call, "{", "_param");
	gx_call_key(call, "{", name);
	return true;
}

static int param_end(struct gx_call *call)
{
	gx_buf_text(call->lines, "}}\n");
	return gx_call_end(call);
}

int gitexp_param_double(gitexp_run *run, const char *name, double value)
{
	if (!run)
		return 0;
	struct gx_call call = gx_call_begin(run);
	if (!param_head(&call, name))
		return gx_call_end(&call);
	gx_call_double(&call, value);
	return param_end(&call);
}

int gitexp_param_int(gitexp_run *run, const char *name, int64_t value)
{
	if (!run)
		return 0;
	struct gx_call call = gx_call_begin(run);
	if (!param_head(&call, name))
		return gx_call_end(&call);
	gx_buf_printf(call.lines, "%" PRId64, value);
	return param_end(&call);
}

int gitexp_param_bool(gitexp_run *run, const char *name, int value)
{
	if (!run)
		return 0;
	struct gx_call call = gx_call_begin(run);
	if (!param_head(&call, name))
		return gx_call_end(&call);
	gx_buf_text(call.lines, value ? "true" : "false");
	return param_end(&call);
}

int gitexp_param_text(gitexp_run *run, const char *name, const char *value)
{
	if (!run)
		return 0;
	struct gx_call call = gx_call_begin(run);
	if (!gx_call_check(&call, gx_lib_check_text(value, GX_LIB_TEXT_MAX, "a parameter's value", gx_call_err(&call))) ||
	    !param_head(&call, name))
		return gx_call_end(&call);
	gx_call_string(&call, value);
	return param_end(&call);
}

/* `{"<key>": "<text>"`, and, unless it is NULL, `, "<more_key>": "<more>"`. */
static void add_text_line(struct gx_call *call, const char *key, const char *text, const char *more_key, const char *more)
{
	gx_call_key(call, "{", key);
	gx_call_string(call, text);
	if (more) {
		gx_call_key(call, ", ", more_key);
		gx_call_string(call, more);
	}
	gx_buf_text(call->lines, "}\n");
}

int gitexp_tag(gitexp_run *run, const char *tag)
{
	if (!run)
		return 0;
	struct gx_call call = gx_call_begin(run);
	if (gx_call_check(&call, gx_lib_check_tag(tag, gx_call_err(&call))))
		add_text_line(&call, "_tag", tag, NULL, NULL);
	return gx_call_end(&call);
}

int gitexp_note(gitexp_run *run, const char *text)
{
	if (!run)
		return 0;
	struct gx_call call = gx_call_begin(run);
	int rc = gx_lib_check_text(text, GX_LIB_TEXT_MAX, "a note", gx_call_err(&call));
	if (rc == 0 && !*text)
		rc = gx_fail(gx_call_err(&call), GX_EINPUT, "a note is empty");
	if (gx_call_check(&call, rc))
		add_text_line(&call, "_note", text, NULL, NULL);
	return gx_call_end(&call);
}

int gitexp_artifact(gitexp_run *run, const char *path, const char *type)
{
	if (!run)
		return 0;
	struct gx_call call = gx_call_begin(run);
	int rc = gx_lib_check_text(path, GX_LIB_PATH_MAX, "an artifact's path", gx_call_err(&call));
	if (rc == 0 && !*path)
		rc = gx_fail(gx_call_err(&call), GX_EINPUT, "an artifact's path is empty");
	if (rc == 0 && type)
		rc = gx_lib_check_text(type, GX_LIB_NAME_MAX, "an artifact's type", gx_call_err(&call));
	if (gx_call_check(&call, rc))
		add_text_line(&call, "_artifact", path, "_type", type);
	return gx_call_end(&call);
}

int gitexp_status(gitexp_run *run, const char *status, const char *reason)
{
	if (!run)
		return 0;
	struct gx_call call = gx_call_begin(run);
	int rc = gx_lib_check_status(status, gx_call_err(&call));
	if (rc == 0 && reason)
		rc = gx_lib_check_text(reason, GX_LIB_TEXT_MAX, "a reason", gx_call_err(&call));
	if (gx_call_check(&call, rc))
		add_text_line(&call, "_status", status, "_reason", reason);
	return gx_call_end(&call);
}

int gitexp_flush(gitexp_run *run)
{
	if (!run)
		return 0;
	struct gx_call call = gx_call_begin(run);
	return gx_call_end(&call);
}

size_t gitexp_error(gitexp_run *run, char *ret_text, size_t size)
{
	if (!run) {
		if (size > 0)
			ret_text[0] = '\0';
		return 0;
	}
	(void)pthread_mutex_lock(&run->lock);
	size_t len = strlen(run->err.text), kept = len < size ? len : size - 1;
	if (size > 0) {
		memcpy(ret_text, run->err.text, kept);
		ret_text[kept] = '\0';
	}
	(void)pthread_mutex_unlock(&run->lock);
	return len;
}

int gitexp_end(gitexp_run *run)
{
	if (!run)
		return 0;
	int rc = gitexp_flush(run), errno_before = errno;
	if (rc == 0)
		rc = run->lost;
	gx_channel_release(&run->channel);
	(void)pthread_mutex_destroy(&run->lock);
	free(run);
	errno = errno_before;
	return rc;
}

const char *gitexp_version(void)
{
	return GX_VERSION;
}
