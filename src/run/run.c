#include "run/run.h"

#include <math.h>
#include <stdlib.h>

static const char *const status_names[] = {
	[GX_RUNNING] = "running", [GX_FINISHED] = "finished", [GX_FAILED] = "failed",
	[GX_KILLED] = "killed",	  [GX_CRASHED] = "crashed",   [GX_STATUS_UNKNOWN] = "unknown",
};

const char *gx_status_name(enum gx_status status)
{
	return status_names[status];
}

enum gx_status gx_status_parse(struct gx_str text)
{
	for (size_t i = 0; i < GX_STATUS_UNKNOWN; i++)
		if (gx_str_is(text, status_names[i]))
			return (enum gx_status)i;
	return GX_STATUS_UNKNOWN;
}

/* The index of `text`, or where it belongs. */
static size_t strs_place(const struct gx_strs *strs, struct gx_str text, bool *ret_found)
{
	size_t low = 0, high = strs->list.len;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (gx_str_compare(strs->list.at[middle], text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*ret_found = low < strs->list.len && gx_str_equal(strs->list.at[low], text);
	return low;
}

bool gx_strs_insert(struct gx_strs *strs, struct gx_str text)
{
	bool found;
	size_t place = strs_place(strs, text, &found);
	if (found)
		return true;
	const struct gx_str *added = gx_vec_add(&strs->list);
	if (!added)
		return false;
	struct gx_str *at = strs->list.at;
	memmove(at + place + 1, at + place, (strs->list.len - 1 - place) * sizeof(*at));
	at[place] = text;
	return true;
}

bool gx_strs_remove(struct gx_strs *strs, struct gx_str text)
{
	bool found;
	size_t place = strs_place(strs, text, &found);
	if (!found)
		return false;
	strs->list.len--;
	struct gx_str *at = strs->list.at;
	memmove(at + place, at + place + 1, (strs->list.len - place) * sizeof(*at));
	return true;
}

bool gx_strs_has(const struct gx_strs *strs, struct gx_str text)
{
	bool found;
	strs_place(strs, text, &found);
	return found;
}

void gx_strs_release(struct gx_strs *strs)
{
	gx_vec_release(&strs->list);
}

void gx_run_release(struct gx_run *run)
{
	gx_strs_release(&run->tags);
	gx_vec_release(&run->notes);
	gx_histories_release(&run->histories);
	gx_map_release(&run->cut_metrics);
	*run = (struct gx_run)GX_RUN_INIT;
}

static const struct gx_value *fact_of(const struct gx_run *run, const char *key, enum gx_kind kind)
{
	const struct gx_value *value = gx_flat_at(&run->facts, key);
	return value && value->kind == kind ? value : NULL;
}

struct gx_str gx_run_text(const struct gx_run *run, const char *key)
{
	const struct gx_value *value = fact_of(run, key, GX_STRING);
	return value ? value->text : GX_STR_NONE;
}

enum gx_status gx_run_status(const struct gx_run *run)
{
	return gx_status_parse(gx_run_text(run, "status"));
}

int64_t gx_run_time(const struct gx_run *run, const char *key)
{
	int64_t time_us;
	return gx_time_parse(gx_run_text(run, key), &time_us) ? time_us : GX_TIME_NONE;
}

double gx_run_number(const struct gx_run *run, const char *key)
{
	const struct gx_value *value = fact_of(run, key, GX_NUMBER);
	return value ? value->number : (double)NAN;
}

bool gx_run_flag(const struct gx_run *run, const char *key)
{
	const struct gx_value *value = fact_of(run, key, GX_BOOL);
	return value && value->number != 0;
}

static bool set_fact(struct gx_run *run, struct gx_arena *arena, const char *key, struct gx_value value)
{
	run->parts |= GX_PART_FACTS;
	return gx_flat_set(&run->facts, arena, gx_str_of(key), value);
}

bool gx_run_set_text(struct gx_run *run, struct gx_arena *arena, const char *key, struct gx_str text)
{
	struct gx_value value;
	return gx_value_string(arena, text, &value) && set_fact(run, arena, key, value);
}

bool gx_run_set_time(struct gx_run *run, struct gx_arena *arena, const char *key, int64_t time_us)
{
	char text[GX_TIME_ROOM];
	size_t len = gx_time_format(time_us, text);
	return gx_run_set_text(run, arena, key, (struct gx_str){ text, len });
}

bool gx_run_set_number(struct gx_run *run, struct gx_arena *arena, const char *key, double number)
{
	struct gx_value value;
	return gx_value_double(arena, number, &value) && set_fact(run, arena, key, value);
}

bool gx_run_set_int(struct gx_run *run, struct gx_arena *arena, const char *key, int64_t number)
{
	struct gx_value value;
	return gx_value_int(arena, number, &value) && set_fact(run, arena, key, value);
}

bool gx_run_set_flag(struct gx_run *run, struct gx_arena *arena, const char *key, bool truth)
{
	return set_fact(run, arena, key, gx_value_bool(truth));
}
