#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>

static bool grow(struct gx_buf *buf, size_t len)
{
	if (buf->failed)
		return false;
	if (len > buf->max - buf->len) {
		buf->failed = GX_ELIMIT;
		return false;
	}
	size_t need = buf->len + len + 1;
	if (need <= buf->room)
		return true;
	size_t room = buf->room ? buf->room : 64;
	while (room < need)
		room *= 2;
	char *at = realloc(buf->at, room);
	if (!at) {
		buf->failed = GX_ENOMEM;
		return false;
	}
	buf->at = at;
	buf->room = room;
	return true;
}

char *gx_buf_reserve(struct gx_buf *buf, size_t len)
{
	if (!grow(buf, len))
		return NULL;
	return buf->at + buf->len;
}

void gx_buf_add(struct gx_buf *buf, const void *bytes, size_t len)
{
	if (!grow(buf, len))
		return;
	if (len > 0)
		memcpy(buf->at + buf->len, bytes, len);
	buf->len += len;
	buf->at[buf->len] = '\0';
}

void gx_buf_str(struct gx_buf *buf, struct gx_str view)
{
	gx_buf_add(buf, view.at, view.len);
}

void gx_buf_text(struct gx_buf *buf, const char *text)
{
	gx_buf_add(buf, text, strlen(text));
}

void gx_buf_byte(struct gx_buf *buf, char byte)
{
	gx_buf_add(buf, &byte, 1);
}

void gx_buf_fill(struct gx_buf *buf, char byte, size_t count)
{
	if (!grow(buf, count))
		return;
	memset(buf->at + buf->len, byte, count);
	buf->len += count;
	buf->at[buf->len] = '\0';
}

void gx_buf_printf(struct gx_buf *buf, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len >= 0 && grow(buf, (size_t)len)) {
		(void)vsnprintf(buf->at + buf->len, (size_t)len + 1, format, again);
		buf->len += (size_t)len;
	}
	va_end(again);
}

struct gx_str gx_buf_view(const struct gx_buf *buf)
{
	return (struct gx_str){ buf->at, buf->len };
}

const char *gx_buf_c(const struct gx_buf *buf)
{
	return buf->at && buf->len ? buf->at : "";
}

int gx_buf_check(const struct gx_buf *buf, const char *what, struct gx_err *err)
{
	if (buf->failed == GX_ELIMIT)
		return gx_fail(err, GX_ELIMIT, "%s is over its limit of %zu bytes", what, buf->max);
	return buf->failed ? gx_fail_memory(err) : 0;
}

void gx_buf_reset(struct gx_buf *buf)
{
	buf->len = 0;
	buf->failed = 0;
	if (buf->at)
		buf->at[0] = '\0';
}

void gx_buf_release(struct gx_buf *buf)
{
	free(buf->at);
	*buf = (struct gx_buf)GX_BUF_INIT(buf->max);
}
