#include "base/num.h"
#include "run/merge_inner.h"

static const char *const life_keys[GX_LIFE_KEYS] = { "attempt", "duration", "ended", "exit",
						     "reason",	"signal",   "status" };
enum { ATTEMPT = 0, ENDED = 2, STATUS = 6 };

bool gx_merge_is_life_key(struct gx_str key)
{
	for (size_t i = 0; i < GX_LIFE_KEYS; i++)
		if (gx_str_is(key, life_keys[i]))
			return true;
	return false;
}

/* Strings are read with their quotes on: a status or a time has nothing to escape. */
static struct gx_str unquoted(struct gx_str json)
{
	return json.len >= 2 && json.at[0] == '"' ? gx_str_sub(json, 1, json.len - 2) : GX_STR_NONE;
}

static struct gx_merge_life life_of(const struct gx_flat *facts)
{
	struct gx_merge_life life = { .attempt = 1, .ended_us = INT64_MIN };
	for (size_t i = 0; i < GX_LIFE_KEYS; i++) {
		const struct gx_value *value = gx_flat_at(facts, life_keys[i]);
		life.json[i] = value ? value->json : GX_STR_NONE;
	}
	if (!gx_num_read_int64(life.json[ATTEMPT], &life.attempt))
		life.attempt = 1;
	if (!gx_time_parse(unquoted(life.json[ENDED]), &life.ended_us))
		life.ended_us = INT64_MIN;
	life.has_ended = life.json[STATUS].len > 0 && gx_status_parse(unquoted(life.json[STATUS])) != GX_RUNNING;
	return life;
}

int gx_merge_life_read(const struct gx_file *before, const struct gx_file *after, struct gx_arena *scratch,
		       bool *ret_differs, struct gx_merge_life *ret, struct gx_err *err)
{
	struct gx_flat from, to;
	bool is_from_read, is_to_read;
	int failed = gx_merge_flat_read(before, scratch, &from, &is_from_read, err);
	if (failed == 0)
		failed = gx_merge_flat_read(after, scratch, &to, &is_to_read, err);
	if (failed != 0)
		return failed;
	struct gx_merge_life old = life_of(&from), new = life_of(&to);
	*ret_differs = false;
	for (size_t i = 0; is_to_read && i < GX_LIFE_KEYS; i++)
		*ret_differs = *ret_differs || !gx_str_equal(old.json[i], new.json[i]);
	if (*ret_differs)
		*ret = new;
	return 0;
}

bool gx_merge_life_wins(const struct gx_merge_life *a, const struct gx_merge_life *b)
{
	if (a->attempt != b->attempt)
		return b->attempt > a->attempt;
	if (a->has_ended != b->has_ended)
		return b->has_ended;
	return b->ended_us >= a->ended_us;
}

int gx_merge_life_put(struct gx_merge *merge, const struct gx_merge_life *life, struct gx_err *err)
{
	struct gx_merge_flat *facts = gx_merge_flat(merge, GX_STR("run.yaml"));
	if (!facts)
		return gx_fail_memory(err);
	for (size_t i = 0; i < GX_LIFE_KEYS; i++) {
		int failed = gx_merge_flat_set(facts, gx_str_of(life_keys[i]), life->json[i], err);
		if (failed != 0)
			return failed;
	}
	return 0;
}
