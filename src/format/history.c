#include "format/history.h"

#include <math.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/num.h"
#include "format/csv.h"
#include "format/loose.h"
#include "format/source.h"

/* What a name is for. */

static const struct gx_role_name ROLES[] = {
	{ GX_STR_INIT("step"), GX_ROLE_STEP },	       { GX_STR_INIT("_step"), GX_ROLE_STEP },
	{ GX_STR_INIT("global_step"), GX_ROLE_STEP },  { GX_STR_INIT("epoch"), GX_ROLE_STEP },
	{ GX_STR_INIT("iteration"), GX_ROLE_STEP },    { GX_STR_INIT("iter"), GX_ROLE_STEP },
	{ GX_STR_INIT("batch"), GX_ROLE_STEP },	       { GX_STR_INIT("round"), GX_ROLE_STEP },
	{ GX_STR_INIT("time"), GX_ROLE_ELAPSED },      { GX_STR_INIT("elapsed"), GX_ROLE_ELAPSED },
	{ GX_STR_INIT("seconds"), GX_ROLE_ELAPSED },   { GX_STR_INIT("_runtime"), GX_ROLE_ELAPSED },
	{ GX_STR_INIT("timestamp"), GX_ROLE_INSTANT }, { GX_STR_INIT("wall_time"), GX_ROLE_INSTANT },
	{ GX_STR_INIT("date"), GX_ROLE_INSTANT },      { GX_STR_INIT("_timestamp"), GX_ROLE_INSTANT },
	{ GX_STR_INIT("_time"), GX_ROLE_INSTANT },
	{ GX_STR_INIT("metric"), GX_ROLE_NAME },       { GX_STR_INIT("name"), GX_ROLE_NAME },
	{ GX_STR_INIT("key"), GX_ROLE_NAME },	       { GX_STR_INIT("tag"), GX_ROLE_NAME },
	{ GX_STR_INIT("value"), GX_ROLE_VALUE },
};

/* "Wall time" is wall_time */
static char plain_byte(char byte)
{
	if (byte == ' ')
		return '_';
	return (char)(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
}

static bool is_name(struct gx_str column, struct gx_str name)
{
	if (column.len != name.len)
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (plain_byte(column.at[i]) != name.at[i])
			return false;
	return true;
}

const struct gx_role_name *gx_role_of(struct gx_str column)
{
	column = gx_str_trim(column);
	for (size_t i = 0; i < GX_LEN(ROLES); i++)
		if (is_name(column, ROLES[i].name))
			return &ROLES[i];
	return NULL;
}

/* Cells. */

static bool read_double(struct gx_str text, double *ret)
{
	struct gx_point point = { 0 };
	struct gx_arena none = GX_ARENA_INIT;
	if (gx_point_set(&point, text, &none, NULL) < 0)
		return false;
	gx_arena_release(&none);
	*ret = point.value;
	return true;
}

bool gx_read_step(struct gx_str text, int64_t *ret)
{
	double number;
	if (gx_num_read_int64(text, ret))
		return true;
	/* up to 2^53, where every double is a whole number that was meant */
	if (gx_num_scan(text) == GX_NUM_INTEGER || !read_double(text, &number) ||
	    !(fabs(number) <= 9007199254740992.0) || (double)(int64_t)number != number)
		return false;
	*ret = (int64_t)number;
	return true;
}

#define INSTANT_FROM 1e9       /* seconds: no run lasts 30 years */
#define MILLISECONDS_FROM 1e11 /* an instant in seconds would be in the year 5138 */
#define INSTANT_TO 1e14	       /* milliseconds of the year 5138 */

static bool read_instant(struct gx_str text, double number, bool is_number, int64_t *ret_us)
{
	if (!is_number)
		return gx_time_parse(text, ret_us);
	double seconds = fabs(number) >= MILLISECONDS_FROM ? number / 1e3 : number;
	if (!(fabs(number) < INSTANT_TO))
		return false;
	*ret_us = (int64_t)(seconds * 1e6 + (seconds < 0 ? -0.5 : 0.5));
	return true;
}

bool gx_read_time(struct gx_reading *reading, enum gx_role role, struct gx_str text, double *ret)
{
	double number = 0;
	int64_t instant_us;
	bool is_number = read_double(text, &number);
	if (role == GX_ROLE_ELAPSED && is_number && number < INSTANT_FROM) {
		if (!gx_micros_of(number, &instant_us))
			return false;
		*ret = (double)instant_us / 1e6;
		return true;
	}
	if ((role == GX_ROLE_ELAPSED && !is_number) || !read_instant(text, number, is_number, &instant_us))
		return false;
	if (reading->base_us == GX_TIME_NONE)
		reading->base_us = instant_us;
	*ret = (double)(instant_us - reading->base_us) / 1e6;
	return true;
}

/* Points. */

static int find_metric(struct gx_reading *reading, struct gx_str metric, size_t *index, struct gx_err *err)
{
	const struct gx_history *history = gx_histories_get(&reading->fresh, metric, reading->arena);
	if (!history)
		return gx_fail_memory(err);
	if (reading->fresh.all.len > GX_KEYS_MAX)
		return gx_fail(err, GX_ELIMIT, "%s: over %d metrics", reading->name, (int)GX_KEYS_MAX);
	*index = (size_t)(history - reading->fresh.all.at) + 1;
	return 0;
}

int gx_reading_add(struct gx_reading *reading, struct gx_str metric, size_t *index, const struct gx_row *row,
		   struct gx_str value, struct gx_err *err)
{
	struct gx_point point = { row->step, row->time, 0, NULL };
	int rc = gx_point_set(&point, value, reading->arena, NULL);
	if (rc == GX_ENOMEM)
		return gx_fail_memory(err);
	if (rc == 0 && *index == 0)
		rc = find_metric(reading, metric, index, err);
	if (rc < 0)
		return rc;
	if (++reading->points > GX_POINTS_MAX)
		return gx_fail(err, GX_ELIMIT, "%s: over %d points", reading->name, (int)GX_POINTS_MAX);
	struct gx_history *history = &reading->fresh.all.at[*index - 1];
	if (row->counted)
		point.step = (int64_t)history->points.len;
	struct gx_point *slot = gx_vec_add(&history->points);
	if (!slot)
		return gx_fail_memory(err);
	*slot = point;
	return 0;
}

/* Room for `more` points at the end. */
static bool make_room(struct gx_history *history, size_t more)
{
	size_t need = history->points.len + more;
	if (need <= history->points.room)
		return true;
	struct gx_point *at = realloc(history->points.at, need * sizeof(*at));
	if (!at)
		return false;
	history->points.at = at;
	history->points.room = need;
	return true;
}

/* Puts the points that were read behind those that the caller has: all of them, or none without memory. */
static int give(const struct gx_histories *fresh, struct gx_arena *arena, struct gx_histories *histories,
		struct gx_err *err)
{
	for (size_t i = 0; i < fresh->all.len; i++) {
		struct gx_history *history = gx_histories_get(histories, fresh->all.at[i].metric, arena);
		if (!history || !make_room(history, fresh->all.at[i].points.len))
			return gx_fail_memory(err);
	}
	for (size_t i = 0; i < fresh->all.len; i++) {
		const struct gx_history *from = &fresh->all.at[i];
		struct gx_history *to = gx_histories_get(histories, from->metric, arena);
		if (from->points.len == 0)
			continue;
		memcpy(to->points.at + to->points.len, from->points.at, from->points.len * sizeof(*from->points.at));
		to->points.len += from->points.len;
	}
	return 0;
}

/* Files. */

enum form { FORM_UNKNOWN, FORM_CSV, FORM_TSV, FORM_JSONL };

static const struct ending {
	struct gx_str text;
	enum form form;
} ENDINGS[] = {
	{ GX_STR_INIT(".csv"), FORM_CSV },	{ GX_STR_INIT(".tsv"), FORM_TSV },
	{ GX_STR_INIT(".tab"), FORM_TSV },	{ GX_STR_INIT(".jsonl"), FORM_JSONL },
	{ GX_STR_INIT(".ndjson"), FORM_JSONL },
};

static enum form form_of(struct gx_str name, struct gx_str text)
{
	for (size_t i = 0; i < GX_LEN(ENDINGS); i++) {
		struct gx_str ending = ENDINGS[i].text;
		if (name.len > ending.len && gx_str_equal_nocase(gx_str_from(name, name.len - ending.len), ending))
			return ENDINGS[i].form;
	}
	text = gx_str_trim(gx_str_sub(text, 0, 4096));
	return gx_str_starts(text, GX_STR("{"))	  ? FORM_JSONL
	       : gx_str_starts(text, GX_STR("[")) ? FORM_UNKNOWN
						  : FORM_CSV;
}

static int read_form(struct gx_reading *reading, struct gx_err *err)
{
	switch (form_of(gx_str_of(reading->name), reading->text)) {
	case FORM_CSV:
		return gx_history_csv(reading, gx_csv_separator(reading->text), err);
	case FORM_TSV:
		return gx_history_csv(reading, '\t', err);
	case FORM_JSONL:
		return gx_history_jsonl(reading, err);
	case FORM_UNKNOWN:
		break;
	}
	return gx_fail(err, GX_EUNSUPPORTED,
		       "%s: a history in JSON is one object a line: jq -c '.[]' FILE > history.jsonl", reading->name);
}

int gx_history_parse(struct gx_str text, const char *name, int64_t started_us, struct gx_arena *arena,
		     struct gx_histories *histories, struct gx_err *err)
{
	int rc = gx_source_open(&text, name, err);
	if (rc < 0)
		return rc;
	struct gx_reading reading = { .text = text, .name = name, .base_us = started_us, .arena = arena };
	rc = read_form(&reading, err);
	if (rc == 0)
		rc = give(&reading.fresh, arena, histories, err);
	gx_histories_release(&reading.fresh);
	return rc;
}

int gx_history_read(const char *path, int64_t started_us, struct gx_arena *arena, struct gx_histories *histories,
		    struct gx_err *err)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_HISTORY_FILE_MAX);
	int rc = gx_file_read(path, &text, err);
	return rc < 0 ? rc : gx_history_parse(gx_buf_view(&text), path, started_us, arena, histories, err);
}
