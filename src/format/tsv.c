#include <math.h>

#include "base/num.h"
#include "format/history.h"

static const struct gx_str HEADER = GX_STR_INIT("step\ttime\tvalue\n");

/* Writing. A history may have a million rows: digits are put by hand. */

enum { ROW_ROOM = 64 }; /* bytes of a step, a time and their tabs */

static char *put_digits(char *at, uint64_t number)
{
	char digits[20];
	size_t len = 0;
	do
		digits[len++] = (char)('0' + number % 10);
	while (number /= 10);
	while (len > 0)
		*at++ = digits[--len];
	return at;
}

static char *put_int(char *at, int64_t number)
{
	if (number < 0)
		*at++ = '-';
	return put_digits(at, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
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
	unsigned fraction = (unsigned)(count % 1000000);
	at = put_digits(at, count / 1000000);
	if (fraction == 0)
		return at;
	*at++ = '.';
	for (unsigned unit = 100000; fraction > 0; fraction %= unit, unit /= 10)
		*at++ = (char)('0' + fraction / unit);
	return at;
}

void gx_tsv_write(struct gx_buf *out, const struct gx_history *history)
{
	gx_buf_str(out, HEADER);
	for (size_t i = 0; i < history->points.len; i++) {
		const struct gx_point *point = &history->points.at[i];
		char *row = gx_buf_reserve(out, ROW_ROOM);
		if (!row)
			return;
		char *at = put_int(row, point->step);
		*at++ = '\t';
		at = put_time(at, point->time);
		*at++ = '\t';
		out->len += (size_t)(at - row);
		gx_point_write(out, point);
		gx_buf_byte(out, '\n');
	}
}

/* Reading. */

static int bad(size_t line, const char *what, struct gx_str cell, struct gx_err *err)
{
	return gx_fail(err, GX_EFORMAT, "line %zu: %s '%" GX_PRI "'", line, what, GX_ARG(gx_str_sub(cell, 0, 80)));
}

/* Up to 15 digits with a point somewhere: exact in a double, and so is the power of ten below (Clinger's fast path). */
static bool read_short(struct gx_str cell, double *ret)
{
	static const double POWERS[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
	uint64_t digits = 0;
	size_t point = cell.len;
	if (cell.len == 0 || cell.len > 16 || cell.at[0] == '.' || cell.at[cell.len - 1] == '.')
		return false;
	for (size_t i = 0; i < cell.len; i++) {
		unsigned digit = (unsigned char)cell.at[i] - (unsigned)'0';
		if (digit <= 9)
			digits = digits * 10 + digit;
		else if (cell.at[i] == '.' && point == cell.len)
			point = i;
		else
			return false;
	}
	if (cell.len == 16 && point == cell.len)
		return false;
	if (cell.at[0] == '0' && cell.len > 1 && point != 1)
		return false;
	*ret = point == cell.len ? (double)digits : (double)digits / POWERS[cell.len - point - 1];
	return true;
}

static int read_time(struct gx_str cell, size_t line, double *ret, struct gx_err *err)
{
	*ret = (double)NAN;
	if (cell.len == 0 || read_short(cell, ret))
		return 0;
	double time = gx_num_scan(cell) == GX_NUM_NOT ? (double)INFINITY : gx_num_read(cell);
	if (isinf(time))
		return bad(line, "no time in seconds:", cell, err);
	*ret = time;
	return 0;
}

/* The words as they are stored, and no other that gx_point_set() would take. */
static bool is_stored(struct gx_str cell)
{
	return gx_num_scan(cell) != GX_NUM_NOT || gx_str_is(cell, "nan") || gx_str_is(cell, "inf") || gx_str_is(cell, "-inf");
}

static int read_value(struct gx_str cell, size_t line, struct gx_point *point, struct gx_arena *arena, struct gx_err *err)
{
	if (gx_str_find(cell, '.') != GX_STR_NOWHERE && read_short(cell, &point->value))
		return 0;
	if (!is_stored(cell))
		return bad(line, "no number:", cell, err);
	int rc = gx_point_set(point, cell, arena, err);
	return rc == GX_EINPUT ? bad(line, "out of the range of doubles:", cell, err) : rc;
}

static int read_row(struct gx_str row, size_t line, struct gx_point *point, struct gx_arena *arena, struct gx_err *err)
{
	struct gx_str step, time;
	if (!gx_str_cut(&row, '\t', &step) || !gx_str_cut(&row, '\t', &time) || gx_str_find(row, '\t') != GX_STR_NOWHERE)
		return gx_fail(err, GX_EFORMAT, "line %zu: a row is a step, a time and a value between tabs", line);
	if (!gx_num_read_int64(step, &point->step))
		return bad(line, "no step:", step, err);
	int rc = read_time(time, line, &point->time, err);
	return rc < 0 ? rc : read_value(row, line, point, arena, err);
}

static int read_rows(struct gx_str text, struct gx_history *history, struct gx_arena *arena, struct gx_err *err)
{
	struct gx_str row;
	if (text.len > 0 && text.at[text.len - 1] != '\n')
		return gx_fail(err, GX_EFORMAT, "the last row does not end");
	for (size_t line = 2; gx_str_cut(&text, '\n', &row); line++) {
		struct gx_point *point = gx_vec_add(&history->points);
		if (!point)
			return gx_fail_memory(err);
		int rc = read_row(row, line, point, arena, err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int gx_tsv_read(struct gx_str text, struct gx_history *history, struct gx_arena *arena, struct gx_err *err)
{
	size_t before = history->points.len;
	if (!gx_str_starts(text, HEADER))
		return gx_fail(err, GX_EFORMAT, "line 1: a history starts with 'step<TAB>time<TAB>value'");
	int rc = read_rows(gx_str_from(text, HEADER.len), history, arena, err);
	if (rc < 0)
		history->points.len = before;
	return rc;
}
