#include <math.h>

#include "base/num.h"
#include "format/history.h"

static const struct gx_str HEADER = GX_STR_INIT("step\ttime\tvalue\n");

/* Writing. A history may have a million rows: digits are put by hand. */

enum { ROW_ROOM = 128 }; /* bytes of a step, a time, any value but a long integer, and what stands between them */

static void put_pair(char *at, unsigned number)
{
	at[0] = (char)('0' + number / 10);
	at[1] = (char)('0' + number % 10);
}

/* Two digits a division. */
static char *put_digits(char *at, uint64_t number)
{
	char digits[20];
	size_t start = sizeof(digits);
	for (; number >= 100; number /= 100)
		put_pair(digits + (start -= 2), (unsigned)(number % 100));
	put_pair(digits + (start -= 2), (unsigned)number);
	start += number < 10;
	memcpy(at, digits + start, sizeof(digits) - start);
	return at + (sizeof(digits) - start);
}

static char *put_int(char *at, int64_t number)
{
	if (number < 0)
		*at++ = '-';
	return put_digits(at, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

/* A point and six digits, without the zeros at the end. */
static char *put_fraction(char *at, unsigned micros)
{
	size_t len = 6;
	if (micros == 0)
		return at;
	at[0] = '.';
	put_pair(at + 1, micros / 10000);
	put_pair(at + 3, micros / 100 % 100);
	put_pair(at + 5, micros % 100);
	while (at[len] == '0')
		len--;
	return at + len + 1;
}

bool gx_micros_of(double seconds, int64_t *ret)
{
	double micros = seconds * 1e6;
	if (!(fabs(micros) < 4e15))
		return false;
	*ret = (int64_t)(micros < 0 ? micros - 0.5 : micros + 0.5);
	return true;
}

static char *put_time(char *at, double time)
{
	int64_t micros;
	if (isnan(time))
		return at;
	if (!gx_micros_of(time, &micros))
		return at + gx_num_format(time, at);
	if (micros < 0)
		*at++ = '-';
	uint64_t count = (uint64_t)(micros < 0 ? -micros : micros);
	return put_fraction(put_digits(at, count / 1000000), (unsigned)(count % 1000000));
}

static char *put_value(char *at, const struct gx_point *point)
{
	if (point->integer)
		return put_int(at, (int64_t)point->value);
	size_t len = gx_num_format(point->value, at);
	/* ".nan", "-.inf" lose YAML's point here */
	if (!isfinite(point->value)) {
		size_t point_at = at[0] == '-';
		memmove(at + point_at, at + point_at + 1, --len - point_at);
	}
	return at + len;
}

static bool is_long(const struct gx_point *point)
{
	return point->integer && *point->integer;
}

void gx_point_write(struct gx_buf *out, const struct gx_point *point)
{
	if (is_long(point)) {
		gx_buf_text(out, point->integer);
		return;
	}
	char form[GX_NUM_ROOM];
	gx_buf_add(out, form, (size_t)(put_value(form, point) - form));
}

void gx_tsv_write(struct gx_buf *out, const struct gx_history *history)
{
	gx_buf_str(out, HEADER);
	for (size_t i = 0; i < history->points.len; i++) {
		const struct gx_point *point = &history->points.at[i];
		char *row = gx_buf_reserve(out, ROW_ROOM), *at;
		if (!row)
			return;
		at = put_int(row, point->step);
		*at++ = '\t';
		at = put_time(at, point->time);
		*at++ = '\t';
		if (is_long(point)) {
			out->len += (size_t)(at - row);
			gx_buf_text(out, point->integer);
			gx_buf_byte(out, '\n');
			continue;
		}
		at = put_value(at, point);
		*at++ = '\n';
		*at = '\0';
		out->len += (size_t)(at - row);
	}
}

/* Reading, cell by cell in one pass. */

struct cursor {
	struct gx_str rest;
	size_t line;
	struct gx_err *err;
};

static char peek(const struct cursor *cursor)
{
	return (char)(cursor->rest.len > 0 ? cursor->rest.at[0] : '\n');
}

static void advance(struct cursor *cursor, size_t bytes)
{
	cursor->rest.at += bytes;
	cursor->rest.len -= bytes;
}

static struct gx_str cell_at(struct gx_str text)
{
	size_t len = 0;
	while (len < text.len && text.at[len] != '\t' && text.at[len] != '\n')
		len++;
	return gx_str_sub(text, 0, len);
}

/* The cell at `start` is not what it should be, or not followed by what it should. */
static int fail_cell(const struct cursor *cursor, struct gx_str start, char end, const char *what)
{
	struct gx_str cell = cell_at(start);
	if (cell.len == start.len || start.at[cell.len] != end)
		return gx_fail(cursor->err, GX_EFORMAT, "line %zu: a row is a step, a time and a value between tabs",
			       cursor->line);
	return gx_fail(cursor->err, GX_EFORMAT, "line %zu: %s '%" GX_PRI "'", cursor->line, what,
		       GX_ARG(gx_str_sub(cell, 0, 80)));
}

/* 18 digits fit 64 bits whatever they are; what is longer is looked at again. */
static size_t take_digits(struct gx_str text, int64_t *ret)
{
	size_t start = text.len > 0 && text.at[0] == '-', end = start;
	int64_t number = 0;
	for (; end < text.len && end < start + 18 && text.at[end] >= '0' && text.at[end] <= '9'; end++)
		number = number * 10 + (text.at[end] - '0');
	*ret = start ? -number : number;
	return end == start || (text.at[start] == '0' && end > start + 1) ? 0 : end;
}

static int read_step(struct cursor *cursor, int64_t *ret)
{
	struct gx_str start = cursor->rest;
	advance(cursor, take_digits(start, ret));
	if (peek(cursor) != '\t') {
		struct gx_str cell = cell_at(start);
		if (!gx_num_read_int64(cell, ret) || cell.len == start.len || start.at[cell.len] != '\t')
			return fail_cell(cursor, start, '\t', "no step:");
		cursor->rest = gx_str_from(start, cell.len);
	}
	advance(cursor, 1);
	return 0;
}

static int read_time(struct cursor *cursor, double *ret)
{
	struct gx_str start = cursor->rest;
	size_t len = 0;
	*ret = (double)NAN;
	if (peek(cursor) != '\t' && gx_num_take(start, &len, ret) == GX_NUM_NOT)
		return fail_cell(cursor, start, '\t', "no time in seconds:");
	advance(cursor, len);
	if (peek(cursor) != '\t' || isinf(*ret))
		return fail_cell(cursor, start, '\t', "no time in seconds:");
	advance(cursor, 1);
	return 0;
}

static const struct special {
	struct gx_str word;
	double number;
} SPECIALS[] = {
	{ GX_STR_INIT("nan\n"), (double)NAN },
	{ GX_STR_INIT("inf\n"), (double)INFINITY },
	{ GX_STR_INIT("-inf\n"), (double)-INFINITY },
};

static int read_special(struct cursor *cursor, struct gx_point *point)
{
	for (size_t i = 0; i < GX_LEN(SPECIALS); i++) {
		if (!gx_str_starts(cursor->rest, SPECIALS[i].word))
			continue;
		point->value = SPECIALS[i].number;
		advance(cursor, SPECIALS[i].word.len);
		return 0;
	}
	return fail_cell(cursor, cursor->rest, '\n', "no number:");
}

static int read_value(struct cursor *cursor, struct gx_point *point, struct gx_arena *arena)
{
	struct gx_str start = cursor->rest;
	size_t len = 0;
	enum gx_num_kind kind = gx_num_take(start, &len, &point->value);
	if (kind == GX_NUM_NOT)
		return read_special(cursor, point);
	advance(cursor, len);
	if (peek(cursor) != '\n')
		return fail_cell(cursor, start, '\n', "no number:");
	if (kind == GX_NUM_DECIMAL && isinf(point->value))
		return fail_cell(cursor, start, '\n', "out of the range of doubles:");
	advance(cursor, 1);
	return kind == GX_NUM_INTEGER ? gx_point_set(point, gx_str_sub(start, 0, len), arena, cursor->err) : 0;
}

static int read_rows(struct cursor *cursor, struct gx_history *history, struct gx_arena *arena)
{
	for (; cursor->rest.len > 0; cursor->line++) {
		struct gx_point *point = gx_vec_add(&history->points);
		if (!point)
			return gx_fail_memory(cursor->err);
		int rc = read_step(cursor, &point->step);
		if (rc == 0)
			rc = read_time(cursor, &point->time);
		if (rc == 0)
			rc = read_value(cursor, point, arena);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int gx_tsv_read(struct gx_str text, struct gx_history *history, struct gx_arena *arena, struct gx_err *err)
{
	size_t before = history->points.len;
	struct cursor cursor = { gx_str_from(text, HEADER.len), 2, err };
	if (!gx_str_starts(text, HEADER))
		return gx_fail(err, GX_EFORMAT, "line 1: a history starts with 'step<TAB>time<TAB>value'");
	if (text.at[text.len - 1] != '\n')
		return gx_fail(err, GX_EFORMAT, "the last row does not end");
	int rc = read_rows(&cursor, history, arena);
	if (rc < 0)
		history->points.len = before;
	return rc;
}
