#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/random.h"

#define SECOND INT64_C(1000000)

static bool parse(const char *text, int64_t *ret_us)
{
	return gx_time_parse(gx_str_of(text), ret_us);
}

static const char *format(int64_t time_us)
{
	static char text[GX_TIME_ROOM];
	cr_assert_eq(gx_time_format(time_us, text), strlen(text));
	return text;
}

Test(clock, formats_known_instants)
{
	cr_assert_str_eq(format(0), "1970-01-01T00:00:00.000000Z");
	cr_assert_str_eq(format(-1), "1969-12-31T23:59:59.999999Z");
	cr_assert_str_eq(format(951782400 * SECOND), "2000-02-29T00:00:00.000000Z");
	cr_assert_str_eq(format(1700000000 * SECOND + 123456), "2023-11-14T22:13:20.123456Z");
	cr_assert_str_eq(format(-62167219200 * SECOND), "0000-01-01T00:00:00.000000Z");
	cr_assert_str_eq(format(253402300799 * SECOND + 999999), "9999-12-31T23:59:59.999999Z");
}

Test(clock, writes_nothing_for_what_rfc_3339_cannot_say)
{
	cr_assert_str_eq(format(GX_TIME_NONE), "");
	cr_assert_str_eq(format(INT64_MAX), "");
	cr_assert_str_eq(format(-62167219200 * SECOND - 1), "");
	cr_assert_str_eq(format(253402300800 * SECOND), "");
}

Test(clock, parses_every_form_of_rfc_3339)
{
	static const struct {
		const char *text;
		int64_t time_us;
	} rows[] = {
		{ "2023-11-14T22:13:20Z", 1700000000 * SECOND },
		{ "2023-11-14t22:13:20z", 1700000000 * SECOND },
		{ "2023-11-14 23:13:20+01:00", 1700000000 * SECOND },
		{ "2023-11-14T16:43:20-05:30", 1700000000 * SECOND },
		{ "2023-11-15T22:12:20+23:59", 1700000000 * SECOND },
		{ "2023-11-14T22:13:20-00:00", 1700000000 * SECOND },
		{ "2023-11-14T22:13:20.5Z", 1700000000 * SECOND + 500000 },
		{ "2023-11-14T22:13:20.123456789Z", 1700000000 * SECOND + 123456 },
		{ "2023-11-14T22:13:20.000000999Z", 1700000000 * SECOND },
		{ "2016-12-31T23:59:60Z", 1483228800 * SECOND - 1 },
		{ "2017-01-01T00:59:60.7+01:00", 1483228800 * SECOND - 1 },
		{ "1969-12-31T23:59:59.999999Z", -1 },
		{ "2000-02-29T00:00:00Z", 951782400 * SECOND },
	};
	for (size_t i = 0; i < GX_LEN(rows); i++) {
		int64_t time_us = 0;
		cr_assert(parse(rows[i].text, &time_us), "%s", rows[i].text);
		cr_assert_eq(time_us, rows[i].time_us, "%s", rows[i].text);
	}
}

Test(clock, refuses_what_is_no_time_and_leaves_the_result_alone)
{
	static const char *const rows[] = {
		"", "now", "2023", "2023-11-14", "2023-11-14T22:13:20", "2023-11-14T22:13Z", "2023-11-14T22:13:20 Z",
		" 2023-11-14T22:13:20Z", "2023-11-14T22:13:20Z ", "2023-11-14T22:13:20.Z", "2023-11-14T22:13:20,5Z",
		"2023-11-14T22:13:20.1234567890Z", "2023-13-01T00:00:00Z", "2023-00-01T00:00:00Z", "2023-02-29T00:00:00Z",
		"1900-02-29T00:00:00Z", "2023-04-31T00:00:00Z", "2023-01-00T00:00:00Z", "2023-01-32T00:00:00Z",
		"2023-11-14T24:00:00Z", "2023-11-14T22:60:00Z", "2023-11-14T22:13:61Z", "2023-11-14T22:13:20+24:00",
		"2023-11-14T22:13:20+01:60", "2023-11-14T22:13:20+0100", "2023-11-14T22:13:20+1:00", "2023-1-14T22:13:20Z",
		"+023-11-14T22:13:20Z", "2023-11-14T2a:13:20Z", "2023_11-14T22:13:20Z", "0000-01-01T00:00:00+00:01",
		"9999-12-31T23:59:59-00:01", "20231114T221320Z", "2023-11-14T22:13:20ZZ", "2023-11-14X22:13:20Z",
	};
	for (size_t i = 0; i < GX_LEN(rows); i++) {
		int64_t time_us = 42;
		cr_assert_not(parse(rows[i], &time_us), "%s", rows[i]);
		cr_assert_eq(time_us, 42, "%s", rows[i]);
	}
	cr_assert_not(gx_time_parse((struct gx_str){ "2023-11-14T22:13:20Z\0", 21 }, &(int64_t){ 0 }));
	cr_assert_not(gx_time_parse(GX_STR_NONE, &(int64_t){ 0 }));
}

Test(clock, agrees_with_the_c_library_on_random_instants_and_reads_back_what_it_wrote)
{
	struct gx_random random = { true, 7 };
	for (int i = 0; i < 20000; i++) {
		int64_t span = INT64_C(253402300800) + INT64_C(62167219200);
		int64_t seconds = (int64_t)(gx_random_next(&random) % (uint64_t)span) - INT64_C(62167219200);
		int64_t micros = (int64_t)(gx_random_next(&random) % 1000000), back = 0;
		time_t instant = seconds;
		struct tm parts;
		char expected[64];
		cr_assert(gmtime_r(&instant, &parts));
		(void)snprintf(expected, sizeof(expected), "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", parts.tm_year + 1900,
			       parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, (int)micros);
		const char *text = format(seconds * SECOND + micros);
		cr_assert_str_eq(text, expected);
		cr_assert(parse(text, &back));
		cr_assert_eq(back, seconds * SECOND + micros, "%s", text);
	}
}

Test(clock, reads_the_same_instant_in_any_offset)
{
	struct gx_random random = { true, 8 };
	for (int i = 0; i < 2000; i++) {
		int minutes = (int)(gx_random_next(&random) % 2879) - 1439;
		int64_t seconds = (int64_t)(gx_random_next(&random) % 4000000000u), back = 0;
		char text[64], local[GX_TIME_ROOM];
		(void)gx_time_format((seconds + minutes * 60) * SECOND, local);
		(void)snprintf(text, sizeof(text), "%.19s%c%02d:%02d", local, minutes < 0 ? '-' : '+', abs(minutes) / 60,
			       abs(minutes) % 60);
		cr_assert(parse(text, &back), "%s", text);
		cr_assert_eq(back, seconds * SECOND, "%s", text);
	}
}

Test(clock, local_time_is_as_git_shows_it)
{
	static const struct {
		const char *zone, *text;
	} rows[] = {
		{ "UTC0", "2023-11-14 22:13:20 +0000" },
		{ "CET-1", "2023-11-14 23:13:20 +0100" },
		{ "NST3:30", "2023-11-14 18:43:20 -0330" },
		{ "LINT-14", "2023-11-15 12:13:20 +1400" },
		{ "XXX0:30", "2023-11-14 21:43:20 -0030" },
	};
	for (size_t i = 0; i < GX_LEN(rows); i++) {
		char text[GX_TIME_ROOM];
		setenv("TZ", rows[i].zone, 1);
		tzset();
		cr_assert_eq(gx_time_format_local(1700000000 * SECOND + 999999, text), strlen(rows[i].text));
		cr_assert_str_eq(text, rows[i].text);
	}
	char text[GX_TIME_ROOM] = "x";
	cr_assert_eq(gx_time_format_local(GX_TIME_NONE, text), 0);
	cr_assert_str_eq(text, "");
}

/* What `git log --date=relative` of git 2.39.5 printed of commits that old (GIT_TEST_DATE_NOW set). */
Test(clock, ages_are_those_of_git)
{
	enum { DAY = 86400 };
	static const struct {
		int64_t seconds;
		const char *text;
	} rows[] = {
		{ 0, "0 seconds ago" },
		{ 1, "1 second ago" },
		{ 89, "89 seconds ago" },
		{ 90, "2 minutes ago" },
		{ 149, "2 minutes ago" },
		{ 150, "3 minutes ago" },
		{ 3600, "60 minutes ago" },
		{ 5340, "89 minutes ago" },
		{ 5399, "2 hours ago" },
		{ 5400, "2 hours ago" },
		{ 9000, "3 hours ago" },
		{ DAY, "24 hours ago" },
		{ 126000, "35 hours ago" },
		{ 127800, "2 days ago" },
		{ 13 * DAY, "13 days ago" },
		{ 1166400, "2 weeks ago" },
		{ 69 * DAY, "10 weeks ago" },
		{ 70 * DAY, "2 months ago" },
		{ 364 * DAY, "12 months ago" },
		{ 365 * DAY, "1 year ago" },
		{ 380 * DAY, "1 year ago" },
		{ 381 * DAY, "1 year, 1 month ago" },
		{ 730 * DAY, "2 years ago" },
		{ 1000 * DAY, "2 years, 9 months ago" },
		{ 1824 * DAY, "5 years ago" },
		{ 1825 * DAY, "5 years ago" },
		{ 2007 * DAY, "6 years ago" },
		{ 7300 * DAY, "20 years ago" },
		{ -1, "in the future" },
		{ -100, "in the future" },
	};
	int64_t now = 1700000000 * SECOND + 500000;
	for (size_t i = 0; i < GX_LEN(rows); i++) {
		GX_CLEANUP(gx_buf) out = GX_BUF_INIT(64);
		gx_time_age(&out, now - rows[i].seconds * SECOND, now);
		cr_assert_str_eq(gx_buf_c(&out), rows[i].text);
	}
}

Test(clock, an_age_counts_whole_seconds_of_the_calendar)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(64);
	gx_time_age(&out, 1700000000 * SECOND + 900000, 1700000000 * SECOND + 100000);
	cr_assert_str_eq(gx_buf_c(&out), "0 seconds ago");
	gx_buf_reset(&out);
	gx_time_age(&out, 1700000000 * SECOND - 1, 1700000000 * SECOND);
	cr_assert_str_eq(gx_buf_c(&out), "1 second ago");
}

Test(clock, durations_for_people)
{
	static const struct {
		double seconds;
		const char *text;
	} rows[] = {
		{ 0, "0.00s" },	    { 0.42, "0.42s" },	{ 0.004, "0.00s" },   { 9.994, "9.99s" },    { 9.996, "10s" },
		{ 12.3, "12s" },    { 59.4, "59s" },	{ 59.6, "1m00s" },    { 185, "3m05s" },	     { 3599.4, "59m59s" },
		{ 3599.6, "1h00m" }, { 3720, "1h02m" },	{ 86369, "23h59m" },  { 86399, "1d00h" },    { 183600, "2d03h" },
		{ 8640000, "100d00h" }, { -3, "-3.00s" }, { NAN, "?" },	      { INFINITY, "?" },     { 1e300, "?" },
	};
	for (size_t i = 0; i < GX_LEN(rows); i++) {
		GX_CLEANUP(gx_buf) out = GX_BUF_INIT(64);
		gx_time_duration(&out, rows[i].seconds);
		cr_assert_str_eq(gx_buf_c(&out), rows[i].text);
	}
}

Test(clock, a_frozen_clock_moves_by_a_microsecond_a_reading)
{
	struct gx_clock clock;
	setenv("GIT_EXP_NOW", "2023-11-14T22:13:20Z", 1);
	cr_assert_eq(gx_clock_init(&clock, NULL), 0);
	cr_assert_eq(gx_clock_now(&clock), 1700000000 * SECOND);
	cr_assert_eq(gx_clock_now(&clock), 1700000000 * SECOND + 1);
	cr_assert_eq(gx_clock_now(&clock), 1700000000 * SECOND + 2);
}

Test(clock, a_clock_that_nobody_froze_runs)
{
	struct gx_clock clock;
	unsetenv("GIT_EXP_NOW");
	cr_assert_eq(gx_clock_init(&clock, NULL), 0);
	int64_t before = (int64_t)time(NULL);
	int64_t now = gx_clock_now(&clock) / SECOND;
	cr_assert_geq(now, before - 1);
	cr_assert_leq(now, (int64_t)time(NULL) + 1);
}

Test(clock, says_what_is_wrong_with_the_variable)
{
	struct gx_clock clock = { false, 42 };
	struct gx_err err = GX_ERR_INIT;
	setenv("GIT_EXP_NOW", "yesterday", 1);
	cr_assert_eq(gx_clock_init(&clock, &err), GX_EINPUT);
	cr_assert_str_eq(err.text, "GIT_EXP_NOW is 'yesterday', not a time like 2026-11-20T22:55:00Z");
	cr_assert_eq(clock.next_us, 42);
}
