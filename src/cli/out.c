#include "cli/out.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/utf8.h"

/* Written when this much waits: few system calls, and the first screen still comes at once. */
enum { OUT_PIECE = 1 << 16 };

/* Best effort: where standard error is closed there is nobody left to tell. */
static void write_error(struct gx_str bytes)
{
	while (bytes.len) {
		ssize_t written = write(STDERR_FILENO, bytes.at, bytes.len);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return;
		bytes = gx_str_from(bytes, (size_t)written);
	}
}

static void __attribute__((format(printf, 2, 0))) say(const char *prefix, const char *format, va_list args)
{
	char text[2048]; /* holds a whole gx_err and works without memory left */
	int len = vsnprintf(text, sizeof(text), format, args);
	GX_CLEANUP(gx_buf) line = GX_BUF_INIT(1 << 16);
	gx_buf_text(&line, prefix);
	gx_text_safe(&line, (struct gx_str){ text, len < 0 ? 0 : strlen(text) }, GX_TEXT_LINE);
	gx_buf_byte(&line, '\n');
	write_error(gx_buf_view(&line)); /* one write, so that lines of several processes do not mix */
}

#define SAY(prefix)                         \
	do {                                \
		va_list args;               \
		va_start(args, format);     \
		say(prefix, format, args);  \
		va_end(args);               \
	} while (0)

int gx_say_error(const char *format, ...)
{
	SAY("error: ");
	return GX_EXIT_FAILED;
}

int gx_say_fatal(const char *format, ...)
{
	SAY("fatal: ");
	return GX_EXIT_FATAL;
}

void gx_say_warning(const char *format, ...)
{
	SAY("warning: ");
}

void gx_say_hint(const char *format, ...)
{
	SAY("hint: ");
}

void gx_say(const char *format, ...)
{
	SAY("");
}

void gx_say_item(const char *format, ...)
{
	SAY("\t");
}

int gx_say_err(const struct gx_err *err)
{
	return gx_say_error("%s", err->text);
}

static void write_out(struct gx_out *out)
{
	struct gx_str bytes = gx_buf_view(&out->waiting);
	while (bytes.len && !out->failure) {
		ssize_t written = write(out->fd, bytes.at, bytes.len);
		if (written >= 0)
			bytes = gx_str_from(bytes, (size_t)written);
		else if (errno != EINTR)
			out->failure = errno;
	}
}

void gx_out_flush(struct gx_out *out)
{
	if (out->waiting.failed && !out->failure)
		out->failure = ENOMEM;
	if (out->waiting.len && !out->failure) {
		gx_pager_start(&out->pager, out->fd);
		write_out(out);
	}
	gx_buf_reset(&out->waiting);
}

static void flush_when_full(struct gx_out *out)
{
	if (out->waiting.len >= OUT_PIECE || out->failure)
		gx_out_flush(out);
}

void gx_out_str(struct gx_out *out, struct gx_str bytes)
{
	gx_buf_str(&out->waiting, bytes);
	flush_when_full(out);
}

void gx_out_text(struct gx_out *out, const char *text)
{
	gx_out_str(out, gx_str_of(text));
}

void gx_out_printf(struct gx_out *out, const char *format, ...)
{
	char small[512];
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int len = vsnprintf(small, sizeof(small), format, args);
	if (len > 0 && (size_t)len < sizeof(small)) {
		gx_buf_add(&out->waiting, small, (size_t)len);
	} else if (len > 0) {
		char *at = gx_buf_reserve(&out->waiting, (size_t)len + 1);
		if (at && vsnprintf(at, (size_t)len + 1, format, again) == len)
			out->waiting.len += (size_t)len;
	}
	va_end(again);
	va_end(args);
	flush_when_full(out);
}

bool gx_out_failed(const struct gx_out *out)
{
	return out->failure != 0;
}

int gx_out_close(struct gx_out *out, int code)
{
	gx_out_flush(out);
	bool paged = gx_pager_finish(&out->pager, out->fd);
	gx_buf_release(&out->waiting);
	if (!out->failure)
		return code;
	if (out->failure == EPIPE)
		return paged ? code : GX_EXIT_PIPE; /* leaving the pager early is no failure */
	return gx_say_fatal("cannot write standard output: %s", strerror(out->failure));
}

static void ignore(int signal)
{
	(void)signal;
}

void gx_out_catch_pipe(void)
{
	/* A handler and not SIG_IGN: exec resets it, so that children die by SIGPIPE as they expect to. */
	struct sigaction action = { .sa_handler = ignore };
	sigemptyset(&action.sa_mask);
	sigaction(SIGPIPE, &action, NULL);
}

size_t gx_terminal_columns(bool terminal)
{
	const char *set = getenv("COLUMNS");
	if (set) {
		char *end;
		long columns = strtol(set, &end, 10);
		if (end != set && !*end && columns > 0 && columns <= 10000)
			return (size_t)columns;
	}
	struct winsize size;
	for (int fd = STDOUT_FILENO; terminal && fd <= STDERR_FILENO; fd++)
		if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col)
			return size.ws_col;
	return terminal ? 80 : 0;
}

bool gx_terminal_is_dumb(void)
{
	const char *term = getenv("TERM");
	return !term || !*term || strcmp(term, "dumb") == 0;
}

bool gx_terminal_is_utf8(void)
{
	/* By the names alone: loading the locale would cost more than the rest of a small command. */
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	for (size_t i = 0; i < GX_LEN(names); i++) {
		const char *set = getenv(names[i]);
		if (set && *set)
			return strcasestr(set, "UTF-8") || strcasestr(set, "UTF8");
	}
	return false;
}

/* A failure is remembered in `out`, where gx_out_close() finds it; the views need not stop for it. */
static ssize_t write_stream(void *context, const char *bytes, size_t len)
{
	gx_out_str(context, (struct gx_str){ bytes, len });
	return (ssize_t)len;
}

#ifdef __GLIBC__
FILE *gx_out_stream(struct gx_out *out)
{
	return fopencookie(out, "w", (cookie_io_functions_t){ .write = write_stream });
}
#else
static int write_int(void *context, const char *bytes, int len)
{
	return (int)write_stream(context, bytes, (size_t)len);
}

FILE *gx_out_stream(struct gx_out *out)
{
	return funopen(out, NULL, write_int, NULL, NULL);
}
#endif
