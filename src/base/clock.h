/*
 * Time. An instant is microseconds since 1970-01-01 UTC. Tests freeze the clock by GIT_EXP_NOW
 * (RFC 3339; each reading then adds one microsecond).
 */
#ifndef GX_BASE_CLOCK_H
#define GX_BASE_CLOCK_H

#include <stdint.h>

#include "base/buf.h"

#define GX_TIME_NONE INT64_MIN

struct gx_clock {
	bool frozen;
	int64_t next_us; /* of a frozen clock */
};

/* Reads GIT_EXP_NOW. GX_EINPUT if that is set and is no RFC 3339 time. */
int gx_clock_init(struct gx_clock *clock, struct gx_err *err);

/* Now, in microseconds since the epoch. */
int64_t gx_clock_now(struct gx_clock *clock);

enum { GX_TIME_ROOM = 40 };

/*
 * "2026-11-20T22:55:00.123456Z": RFC 3339, UTC, always six digits; "" outside the years 0000 to 9999, as for GX_TIME_NONE.
 * Returns the length.
 */
size_t gx_time_format(int64_t time_us, char ret_text[GX_TIME_ROOM]);

/*
 * RFC 3339, any offset, up to nine digits of fraction (cut to microseconds), `T` or blank, a leap second read as
 * :59.999999. False for anything else, and for what lies outside the years 0000 to 9999 in UTC.
 */
bool gx_time_parse(struct gx_str text, int64_t *ret_us);

/* In the local zone, as git shows it by --date=iso: "2026-11-20 23:55:00 +0100"; "" as above. Returns the length. */
size_t gx_time_format_local(int64_t time_us, char ret_text[GX_TIME_ROOM]);

/* As git's relative dates: "5 seconds ago", "2 minutes ago", "3 hours ago" … "1 year, 2 months ago", "in the future". */
void gx_time_age(struct gx_buf *out, int64_t time_us, int64_t now_us);

/* A duration for people: "0.42s", "12s", "3m05s", "1h02m", "2d03h"; "?" for NaN and infinity. */
void gx_time_duration(struct gx_buf *out, double seconds);

#endif
