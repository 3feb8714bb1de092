#include "capture/output.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"

/* The file is written anew when it is so many times as long as the limit: seldom, for that is flushed. */
enum { FILE_LIMITS = 8 };

enum { LIMIT_LEAST = 4096, ESCAPE = 0x1b, BELL = 0x07, BACKSPACE = 0x08, DELETE = 0x7f, CSI_C1 = 0x9b };

/* ---- lines in their last state */

static bool is_plain(char byte)
{
	return ((unsigned char)byte >= ' ' && byte != DELETE) || byte == '\t';
}

static void take_plain(struct gx_output_line *line, struct gx_str *bytes)
{
	size_t room = GX_OUTPUT_LINE_MAX - line->text.len, len = 0;
	size_t most = bytes->len < room ? bytes->len : room;
	while (len < most && is_plain(bytes->at[len]))
		len++;
	gx_buf_add(&line->text, bytes->at, len);
	*bytes = gx_str_from(*bytes, len);
}

/* Takes the last character away, of however many bytes. */
static void step_back(struct gx_buf *text)
{
	while (text->len > 0 && ((unsigned char)text->at[text->len - 1] & 0xc0) == 0x80)
		text->len--;
	if (text->len > 0)
		text->len--;
}

static enum gx_output_state behind_escape(char byte)
{
	if (byte == '[')
		return GX_OUTPUT_CSI;
	if (byte == ']' || byte == 'P' || byte == 'X' || byte == '^' || byte == '_')
		return GX_OUTPUT_STRING;
	/* ESC ( B and the like have one byte more for each of these */
	return byte >= ' ' && byte <= '/' ? GX_OUTPUT_ESCAPE : GX_OUTPUT_TEXT;
}

static enum gx_output_state in_sequence(enum gx_output_state state, char byte)
{
	switch (state) {
	case GX_OUTPUT_ESCAPE:
		return behind_escape(byte);
	case GX_OUTPUT_CSI:
		return byte >= '@' && byte <= '~' ? GX_OUTPUT_TEXT : GX_OUTPUT_CSI;
	case GX_OUTPUT_STRING:
		return byte == BELL ? GX_OUTPUT_TEXT : byte == ESCAPE ? GX_OUTPUT_STRING_ESCAPE : GX_OUTPUT_STRING;
	case GX_OUTPUT_STRING_ESCAPE:
		return byte == '\\' ? GX_OUTPUT_TEXT : GX_OUTPUT_STRING;
	case GX_OUTPUT_TEXT:
		break;
	}
	return GX_OUTPUT_TEXT;
}

/* A byte that is no plain text. */
static void take_control(struct gx_output_line *line, char byte)
{
	if (byte == ESCAPE)
		line->state = GX_OUTPUT_ESCAPE;
	else if (byte == '\r')
		line->returned = true;
	else if (byte == BACKSPACE)
		step_back(&line->text);
}

/*
 * Takes bytes until a line is whole: true. A sequence that is not ended ends with its line, so that a lone ESC ] cannot swallow all that follows.
 */
static bool take_line(struct gx_output_line *line, struct gx_str *bytes)
{
	while (bytes->len > 0) {
		char byte = bytes->at[0];
		if (line->text.len >= GX_OUTPUT_LINE_MAX && byte != '\n' && byte != '\r')
			return true;
		if (byte == '\n') {
			*bytes = gx_str_from(*bytes, 1);
			line->state = GX_OUTPUT_TEXT;
			return true;
		}
		if (line->state != GX_OUTPUT_TEXT) {
			line->state = in_sequence(line->state, byte);
			*bytes = gx_str_from(*bytes, 1);
		} else if (is_plain(byte)) {
			if (line->returned)
				gx_buf_reset(&line->text);
			line->returned = false;
			take_plain(line, bytes);
		} else {
			take_control(line, byte);
			*bytes = gx_str_from(*bytes, 1);
		}
	}
	return false;
}

/* Bytes behind U+009B, the one-character form of ESC [, up to its end. */
static size_t skip_csi(struct gx_str text, size_t offset)
{
	while (offset < text.len && !(text.at[offset] >= '@' && text.at[offset] <= '~'))
		offset++;
	return offset < text.len ? offset + 1 : offset;
}

/* Adds the text with what is not UTF-8 as U+FFFD, without C1. */
static void add_clean(struct gx_buf *out, struct gx_str text)
{
	for (size_t offset = 0; offset < text.len;) {
		size_t bytes;
		uint32_t point = gx_utf8_read(text, offset, &bytes);
		offset += bytes;
		if (point == CSI_C1)
			offset = skip_csi(text, offset);
		else if (point < 0x80 || point > 0x9f)
			gx_utf8_write(out, point);
	}
}

static bool is_ascii(struct gx_str text)
{
	unsigned char all = 0;
	for (size_t i = 0; i < text.len; i++)
		all |= (unsigned char)text.at[i];
	return all < 0x80;
}

static void end_line(struct gx_output *output, int stream)
{
	struct gx_output_line *line = &output->streams[stream];
	size_t start = output->whole.len;
	if (is_ascii(gx_buf_view(&line->text)))
		gx_buf_str(&output->whole, gx_buf_view(&line->text));
	else
		add_clean(&output->whole, gx_buf_view(&line->text));
	if (output->each && output->whole.failed == 0)
		output->each(output->context, stream, gx_str_from(gx_buf_view(&output->whole), start));
	gx_buf_byte(&output->whole, '\n');
	gx_buf_reset(&line->text);
	line->returned = false;
}

/* ---- the file */

/*
 * It holds whole lines. Once the beginning is full, a line of `cut <bytes left out>` behind a control character, which no line of output can hold,
 * ends it.
 */
static const char cut_mark[] = "\001cut ";

static int write_all(struct gx_output *output, struct gx_str bytes, struct gx_err *err)
{
	int r = gx_fd_write(output->fd, bytes, gx_buf_c(&output->path), err);
	output->size += r == 0 ? bytes.len : 0;
	return r;
}

/* Where the line ends that goes over `at`. */
static size_t line_end(struct gx_str text, size_t at)
{
	const char *end = at < text.len ? memchr(text.at + at, '\n', text.len - at) : NULL;
	return end ? (size_t)(end - text.at) + 1 : text.len;
}

/* A file of this form as its parts. */
struct parts {
	struct gx_str head, tail;
	uint64_t left_out;
};

static struct parts split(struct gx_str text, size_t limit)
{
	struct parts parts = { .tail = text };
	size_t at = line_end(text, limit / 2 - 1);
	struct gx_str mark = gx_str_sub(text, at, sizeof(cut_mark) - 1);
	if (text.len <= at)
		return (struct parts){ .head = text };
	parts.head = gx_str_sub(text, 0, at);
	parts.tail = gx_str_from(text, at);
	if (gx_str_is(mark, cut_mark)) {
		size_t end = line_end(text, at);
		for (size_t i = at + sizeof(cut_mark) - 1; i + 1 < end && text.at[i] >= '0' && text.at[i] <= '9'; i++)
			parts.left_out = parts.left_out * 10 + (uint64_t)(text.at[i] - '0');
		parts.tail = gx_str_from(text, end);
	}
	return parts;
}

/* Leaves of the tail the last half of the limit, from the beginning of a line. */
static void shorten(struct parts *parts, size_t limit)
{
	if (parts->tail.len <= limit / 2)
		return;
	size_t cut = line_end(parts->tail, parts->tail.len - limit / 2 - 1);
	parts->left_out += cut;
	parts->tail = gx_str_from(parts->tail, cut);
}

/* Writes the file anew, shorter. */
static int compact(struct gx_output *output, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) old = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) new = GX_BUF_INIT(GX_BUF_ANY);
	int r = gx_file_read(gx_buf_c(&output->path), &old, err);
	if (r < 0)
		return r;
	struct parts parts = split(gx_buf_view(&old), output->limit);
	shorten(&parts, output->limit);
	gx_buf_str(&new, parts.head);
	gx_buf_printf(&new, "%s%" PRIu64 "\n", cut_mark, parts.left_out);
	gx_buf_str(&new, parts.tail);
	r = gx_buf_check(&new, "the output", err);
	if (r == 0)
		r = gx_file_replace(gx_buf_c(&output->path), gx_buf_view(&new), 0666, err);
	int fd = r == 0 ? open(gx_buf_c(&output->path), O_WRONLY | O_APPEND | O_CLOEXEC) : -1;
	if (r == 0 && fd < 0)
		r = gx_fail_errno(err, "cannot open '%s'", gx_buf_c(&output->path));
	if (r < 0)
		return r;
	close(output->fd);
	output->fd = fd;
	output->size = new.len;
	return 0;
}

static int write_whole(struct gx_output *output, struct gx_err *err)
{
	int r = gx_buf_check(&output->whole, "the output", err);
	struct gx_str lines = gx_buf_view(&output->whole);
	if (r == 0 && lines.len > 0)
		r = write_all(output, lines, err);
	gx_buf_reset(&output->whole);
	if (r == 0 && output->size > FILE_LIMITS * (uint64_t)output->limit)
		r = compact(output, err);
	return r;
}

int gx_output_open(struct gx_output *ret, const char *path, size_t limit, struct gx_err *err)
{
	*ret = (struct gx_output)GX_OUTPUT_INIT;
	ret->limit = limit < LIMIT_LEAST ? LIMIT_LEAST : limit;
	ret->path = (struct gx_buf)GX_BUF_INIT(1 << 13);
	ret->whole = (struct gx_buf)GX_BUF_INIT(GX_BUF_ANY);
	for (size_t i = 0; i < GX_OUTPUT_STREAMS; i++)
		ret->streams[i].text = (struct gx_buf)GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_text(&ret->path, path);
	int r = gx_buf_check(&ret->path, "the path of the output", err);
	if (r < 0)
		return r;
	ret->fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
	return ret->fd < 0 ? gx_fail_errno(err, "cannot make '%s'", path) : 0;
}

int gx_output_add(struct gx_output *output, int stream, struct gx_str bytes, struct gx_err *err)
{
	while (take_line(&output->streams[stream], &bytes))
		end_line(output, stream);
	return write_whole(output, err);
}

int gx_output_close(struct gx_output *output, struct gx_err *err)
{
	for (int i = 0; i < GX_OUTPUT_STREAMS; i++)
		if (output->streams[i].text.len > 0)
			end_line(output, i);
	return write_whole(output, err);
}

void gx_output_release(struct gx_output *output)
{
	for (size_t i = 0; i < GX_OUTPUT_STREAMS; i++)
		gx_buf_release(&output->streams[i].text);
	gx_buf_release(&output->whole);
	gx_buf_release(&output->path);
	if (output->fd >= 0)
		close(output->fd);
	*output = (struct gx_output)GX_OUTPUT_INIT;
}

int gx_output_text(const char *path, size_t limit, struct gx_buf *out, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	int r = gx_file_read(path, &text, err);
	if (r < 0)
		return r;
	limit = limit < LIMIT_LEAST ? LIMIT_LEAST : limit;
	struct parts parts = split(gx_buf_view(&text), limit);
	if (parts.left_out > 0 || parts.head.len + parts.tail.len > limit)
		shorten(&parts, limit);
	gx_buf_str(out, parts.head);
	if (parts.left_out > 0)
		gx_buf_printf(out, "[… %" PRIu64 " bytes left out …]\n", parts.left_out);
	gx_buf_str(out, parts.tail);
	return gx_buf_check(out, "the output", err);
}
