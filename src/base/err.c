#include "base/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 3, 0)))
static int fill(struct gx_err *err, enum gx_error code, const char *format, va_list args)
{
	if (err) {
		err->code = code;
		(void)vsnprintf(err->text, sizeof(err->text), format, args);
	}
	return code;
}

int gx_fail(struct gx_err *err, enum gx_error code, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fill(err, code, format, args);
	va_end(args);
	return code;
}

int gx_fail_errno(struct gx_err *err, const char *format, ...)
{
	int saved = errno;
	enum gx_error code = saved == ENOENT ? GX_ENOTFOUND : saved == ENOMEM ? GX_ENOMEM : GX_EIO;
	va_list args;
	va_start(args, format);
	fill(err, code, format, args);
	va_end(args);
	if (err) {
		size_t used = strlen(err->text);
		(void)snprintf(err->text + used, sizeof(err->text) - used, ": %s", strerror(saved));
	}
	errno = saved;
	return code;
}

int gx_fail_memory(struct gx_err *err)
{
	return gx_fail(err, GX_ENOMEM, "out of memory");
}

int gx_fail_within(struct gx_err *err, const char *format, ...)
{
	if (!err)
		return GX_EIO;
	char inner[sizeof(err->text)];
	memcpy(inner, err->text, sizeof(inner));
	va_list args;
	va_start(args, format);
	(void)vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	size_t used = strlen(err->text);
	(void)snprintf(err->text + used, sizeof(err->text) - used, ": %s", inner);
	return err->code;
}
