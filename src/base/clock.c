#include "base/clock.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MICRO = 1000000, DAY_S = 86400 };

/* The years that RFC 3339 can write, in seconds. */
#define FIRST_S (-62167219200LL) /* 0000-01-01T00:00:00Z */
#define LAST_S 253402300799LL	 /* 9999-12-31T23:59:59Z */

struct civil {
	int64_t year;
	int month, day; /* from 1 */
};

/*
 * Days since 1970-01-01 of a date in the proleptic Gregorian calendar, and back: years begin in March, so that the
 * leap day is the last of its year, and 400 years always have 146,097 days (Howard Hinnant, "chrono-compatible
 * low-level date algorithms", 2013). The C library's timegm() is no standard function and mktime() minds the zone.
 */
static int64_t days_of_civil(struct civil date)
{
	int64_t year = date.year - (date.month <= 2);
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t year_of_era = year - era * 400;
	int64_t day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static struct civil civil_of_days(int64_t days)
{
	days += 719468;
	int64_t era = (days >= 0 ? days : days - 146096) / 146097;
	int64_t day_of_era = days - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month = (5 * day_of_year + 2) / 153;
	struct civil date = { .month = (int)(month < 10 ? month + 3 : month - 9),
			      .day = (int)(day_of_year - (153 * month + 2) / 5 + 1) };
	date.year = year_of_era + era * 400 + (date.month <= 2);
	return date;
}

/* Rounds towards the past, where C rounds towards zero. */
static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int gx_clock_init(struct gx_clock *clock, struct gx_err *err)
{
	const char *now = getenv("GIT_EXP_NOW");
	if (!now) {
		*clock = (struct gx_clock){ false, 0 };
		return 0;
	}
	int64_t time_us;
	if (!gx_time_parse(gx_str_of(now), &time_us))
		return gx_fail(err, GX_EINPUT, "GIT_EXP_NOW is '%.64s', not a time like 2026-11-20T22:55:00Z", now);
	*clock = (struct gx_clock){ true, time_us };
	return 0;
}

int64_t gx_clock_now(struct gx_clock *clock)
{
	if (clock->frozen)
		return clock->next_us++;
	struct timespec now;
	(void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail: POSIX makes this clock mandatory */
	return (int64_t)now.tv_sec * MICRO + now.tv_nsec / 1000;
}

size_t gx_time_format(int64_t time_us, char ret_text[GX_TIME_ROOM])
{
	int64_t seconds = floor_div(time_us, MICRO);
	if (seconds < FIRST_S || seconds > LAST_S) {
		ret_text[0] = '\0';
		return 0;
	}
	int64_t micros = time_us - seconds * MICRO;
	int64_t days = floor_div(seconds, DAY_S);
	int of_day = (int)(seconds - days * DAY_S);
	struct civil date = civil_of_days(days);
	return (size_t)snprintf(ret_text, GX_TIME_ROOM, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", (int)date.year, date.month,
				date.day, of_day / 3600, of_day / 60 % 60, of_day % 60, (int)micros);
}

static bool take_byte(struct gx_str *rest, const char *any_of)
{
	if (rest->len == 0 || !memchr(any_of, rest->at[0], strlen(any_of)))
		return false;
	*rest = gx_str_from(*rest, 1);
	return true;
}

/* Exactly `count` digits that make a number from `low` to `high`. */
static bool take_number(struct gx_str *rest, int count, int low, int high, int *ret_number)
{
	int number = 0;
	if (rest->len < (size_t)count)
		return false;
	for (int i = 0; i < count; i++) {
		if (rest->at[i] < '0' || rest->at[i] > '9')
			return false;
		number = number * 10 + (rest->at[i] - '0');
	}
	if (number < low || number > high)
		return false;
	*rest = gx_str_from(*rest, (size_t)count);
	*ret_number = number;
	return true;
}

static int month_days(struct civil date)
{
	struct civil next = { date.year + (date.month == 12), date.month % 12 + 1, 1 };
	date.day = 1;
	return (int)(days_of_civil(next) - days_of_civil(date));
}

static bool take_date(struct gx_str *rest, int64_t *ret_days)
{
	struct civil date;
	int year;
	if (!take_number(rest, 4, 0, 9999, &year) || !take_byte(rest, "-"))
		return false;
	date.year = year;
	if (!take_number(rest, 2, 1, 12, &date.month) || !take_byte(rest, "-"))
		return false;
	if (!take_number(rest, 2, 1, 31, &date.day) || date.day > month_days(date))
		return false;
	*ret_days = days_of_civil(date);
	return true;
}

/* ".123" and the like; no fraction at all is 0. */
static bool take_fraction(struct gx_str *rest, int64_t *ret_us)
{
	*ret_us = 0;
	if (!take_byte(rest, "."))
		return true;
	int digit, count = 0;
	for (int64_t unit = MICRO / 10; take_number(rest, 1, 0, 9, &digit); unit /= 10, count++)
		*ret_us += digit * unit;
	return count >= 1 && count <= 9;
}

static bool take_time(struct gx_str *rest, int64_t *ret_us)
{
	int hour, minute, second;
	int64_t fraction;
	if (!take_number(rest, 2, 0, 23, &hour) || !take_byte(rest, ":") || !take_number(rest, 2, 0, 59, &minute) ||
	    !take_byte(rest, ":") || !take_number(rest, 2, 0, 60, &second) || !take_fraction(rest, &fraction))
		return false;
	if (second == 60) { /* a leap second has no number of its own since the epoch */
		second = 59;
		fraction = MICRO - 1;
	}
	*ret_us = (int64_t)(hour * 3600 + minute * 60 + second) * MICRO + fraction;
	return true;
}

static bool take_offset(struct gx_str *rest, int *ret_seconds)
{
	if (take_byte(rest, "Zz")) {
		*ret_seconds = 0;
		return true;
	}
	int sign = rest->len && rest->at[0] == '-' ? -1 : 1;
	int hour, minute;
	if (!take_byte(rest, "+-") || !take_number(rest, 2, 0, 23, &hour) || !take_byte(rest, ":") ||
	    !take_number(rest, 2, 0, 59, &minute))
		return false;
	*ret_seconds = sign * (hour * 3600 + minute * 60);
	return true;
}

bool gx_time_parse(struct gx_str text, int64_t *ret_us)
{
	int64_t days, of_day_us;
	int offset;
	if (!take_date(&text, &days) || !take_byte(&text, "Tt ") || !take_time(&text, &of_day_us) ||
	    !take_offset(&text, &offset) || text.len != 0)
		return false;
	int64_t seconds = days * DAY_S - offset;
	int64_t time_us = seconds * MICRO + of_day_us;
	if (time_us < FIRST_S * MICRO || floor_div(time_us, MICRO) > LAST_S)
		return false;
	*ret_us = time_us;
	return true;
}

size_t gx_time_format_local(int64_t time_us, char ret_text[GX_TIME_ROOM])
{
	int64_t seconds = floor_div(time_us, MICRO);
	time_t instant = (time_t)seconds;
	struct tm local;
	ret_text[0] = '\0';
	if (seconds < FIRST_S || seconds > LAST_S || !localtime_r(&instant, &local))
		return 0;
	long minutes = local.tm_gmtoff / 60;
	long size = minutes < 0 ? -minutes : minutes;
	int len = snprintf(ret_text, GX_TIME_ROOM, "%04d-%02d-%02d %02d:%02d:%02d %c%02ld%02ld", local.tm_year + 1900,
			   local.tm_mon + 1, local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec,
			   minutes < 0 ? '-' : '+', size / 60, size % 60);
	return (size_t)len;
}

static void count_of(struct gx_buf *out, int64_t count, const char *unit)
{
	gx_buf_printf(out, "%lld %s%s", (long long)count, unit, count == 1 ? "" : "s");
}

/* Months are twelfths of 365 days, rounded; from five years on only the years count. */
static void age_of_days(struct gx_buf *out, int64_t days)
{
	int64_t months = (days * 24 + 365) / 730;
	if (days < 14) {
		count_of(out, days, "day");
	} else if (days < 70) {
		count_of(out, (days + 3) / 7, "week");
	} else if (days < 365) {
		count_of(out, (days + 15) / 30, "month");
	} else if (days < 5 * 365) {
		count_of(out, months / 12, "year");
		if (months % 12)
			gx_buf_text(out, ", ");
		if (months % 12)
			count_of(out, months % 12, "month");
	} else {
		count_of(out, (days + 183) / 365, "year");
	}
}

void gx_time_age(struct gx_buf *out, int64_t time_us, int64_t now_us)
{
	/* each unit is rounded from the one before, as git does: 5399 seconds are 90 minutes are 2 hours */
	int64_t seconds = floor_div(now_us, MICRO) - floor_div(time_us, MICRO);
	int64_t minutes = (seconds + 30) / 60;
	int64_t hours = (minutes + 30) / 60;
	if (seconds < 0) {
		gx_buf_text(out, "in the future");
		return;
	}
	if (seconds < 90)
		count_of(out, seconds, "second");
	else if (minutes < 90)
		count_of(out, minutes, "minute");
	else if (hours < 36)
		count_of(out, hours, "hour");
	else
		age_of_days(out, (hours + 12) / 24);
	gx_buf_text(out, " ago");
}

static long long rounded(double positive)
{
	return (long long)(positive + 0.5);
}

/* Integers all the way: "%.2f" would write a comma in half of the world. */
void gx_time_duration(struct gx_buf *out, double seconds)
{
	if (!(fabs(seconds) < 1e15)) { /* nor a NaN */
		gx_buf_text(out, "?");
		return;
	}
	double size = fabs(seconds);
	long long hundredths = rounded(size * 100), whole = rounded(size);
	long long minutes = rounded(size / 60), hours = rounded(size / 3600);
	if (seconds < 0)
		gx_buf_byte(out, '-');
	if (hundredths < 1000)
		gx_buf_printf(out, "%lld.%02llds", hundredths / 100, hundredths % 100);
	else if (whole < 60)
		gx_buf_printf(out, "%llds", whole);
	else if (whole < 3600)
		gx_buf_printf(out, "%lldm%02llds", whole / 60, whole % 60);
	else if (minutes < 24 * 60)
		gx_buf_printf(out, "%lldh%02lldm", minutes / 60, minutes % 60);
	else
		gx_buf_printf(out, "%lldd%02lldh", hours / 24, hours % 24);
}
