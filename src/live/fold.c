#include "live/fold.h"

#include <math.h>

#include "base/num.h"
#include "run/limits.h"
#include "run/record.h"

struct gx_fold gx_fold_of(int64_t started_us)
{
	return (struct gx_fold){ .started_us = started_us };
}

void gx_fold_release(struct gx_fold *fold)
{
	for (size_t i = 0; i < GX_SAYERS; i++)
		gx_histories_release(&fold->said[i]);
	gx_strs_release(&fold->tags);
	gx_vec_release(&fold->notes);
	gx_vec_release(&fold->artifacts);
	gx_arena_release(&fold->scratch);
	gx_arena_release(&fold->arena);
	*fold = gx_fold_of(GX_TIME_NONE);
}

/* ---- metrics */

/* A line that is being taken. */
struct line {
	struct gx_fold *fold;
	const struct gx_node *root;
	enum gx_said_by by;
	enum gx_param_said_by param_by;
	bool has_step;
	int64_t step, time_us;
};

static double seconds_of(const struct line *line)
{
	return line->time_us == GX_TIME_NONE ? NAN : (double)(line->time_us - line->fold->started_us) / 1e6;
}

/* Without a step a metric counts for itself. */
static int64_t step_of(const struct line *line, const struct gx_history *history)
{
	if (line->has_step)
		return line->step;
	int64_t last = history->points.len ? history->points.at[history->points.len - 1].step : -1;
	return last < INT64_MAX ? last + 1 : last;
}

static int add_point(const struct line *line, struct gx_str metric, struct gx_str text, struct gx_err *err)
{
	struct gx_fold *fold = line->fold;
	struct gx_histories *said = &fold->said[line->by];
	struct gx_point point;
	int r = gx_key_check(metric, err);
	if (r == 0)
		r = gx_point_set(&point, text, &fold->arena, err);
	if (r < 0)
		return r;
	if (fold->points >= GX_POINTS_MAX || (said->all.len >= GX_KEYS_MAX && !gx_histories_get(said, metric, NULL)))
		return gx_fail(err, GX_ELIMIT, "more metrics than a run can hold: '%" GX_PRI "'", GX_ARG(metric));
	struct gx_history *history = gx_histories_get(said, metric, &fold->arena);
	if (!history)
		return gx_fail_memory(err);
	point.step = step_of(line, history);
	point.time = seconds_of(line);
	struct gx_point *slot = gx_vec_add(&history->points);
	if (!slot)
		return gx_fail_memory(err);
	*slot = point;
	fold->points++;
	return 0;
}

static bool is_number_word(struct gx_str text)
{
	return gx_str_is(text, "nan") || gx_str_is(text, "inf") || gx_str_is(text, "-inf");
}

/* Metrics of an object in the object: their names are joined by dots. */
static int add_nested(const struct line *line, const struct gx_node *object, struct gx_err *err)
{
	struct gx_flat flat = GX_FLAT_INIT;
	int r = gx_node_flatten(object, object->key, &line->fold->scratch, &flat, err);
	for (size_t i = 0; r == 0 && i < flat.len; i++) {
		const struct gx_value *value = &flat.at[i].value;
		if (value->kind == GX_NUMBER || (value->kind == GX_STRING && is_number_word(value->text)))
			r = add_point(line, flat.at[i].key, gx_value_plain(value), err);
	}
	return r;
}

static int add_metric(const struct line *line, const struct gx_node *node, struct gx_err *err)
{
	if (node->kind == GX_OBJECT)
		return add_nested(line, node, err);
	if (node->kind == GX_NUMBER || (node->kind == GX_STRING && is_number_word(node->text)))
		return add_point(line, node->key, node->text, err);
	return 0;
}

/* ---- what `_` says */

static int wants_text(const struct gx_node *node, struct gx_err *err)
{
	if (node->kind != GX_STRING || node->text.len == 0)
		return gx_fail(err, GX_EINPUT, "'%" GX_PRI "' is not a text", GX_ARG(node->key));
	return 0;
}

static int keep_text(struct gx_fold *fold, struct gx_str text, struct gx_str *ret, struct gx_err *err)
{
	struct gx_str kept = gx_arena_str(&fold->arena, text);
	if (!kept.at)
		return gx_fail_memory(err);
	*ret = kept;
	return 0;
}

/* The values are views into the line, which goes. */
static int keep_values(struct gx_fold *fold, struct gx_flat *flat, struct gx_err *err)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < flat->len; i++) {
		struct gx_pair *pair = &flat->at[i];
		r = keep_text(fold, pair->key, &pair->key, err);
		if (r == 0)
			r = keep_text(fold, pair->value.json, &pair->value.json, err);
		if (r == 0)
			r = keep_text(fold, pair->value.text, &pair->value.text, err);
	}
	return r;
}

static int take_param(const struct line *line, const struct gx_node *node, struct gx_err *err)
{
	struct gx_fold *fold = line->fold;
	struct gx_flat flat = GX_FLAT_INIT;
	if (node->kind != GX_OBJECT)
		return gx_fail(err, GX_EINPUT, "'_param' is not an object");
	int r = gx_node_flatten(node, GX_STR_NONE, &fold->scratch, &flat, err);
	if (r == 0)
		r = keep_values(fold, &flat, err);
	return r == 0 ? gx_flat_overlay(&fold->params[line->param_by], &flat, &fold->arena, err) : r;
}

static int take_tag(const struct line *line, const struct gx_node *node, struct gx_err *err)
{
	struct gx_str kept;
	int r = wants_text(node, err);
	if (r == 0 && (node->text.len > GX_NAME_MAX || line->fold->tags.list.len >= GX_TAGS_MAX))
		r = gx_fail(err, GX_ELIMIT, "a tag too long, or one too many");
	if (r == 0)
		r = gx_key_check(node->text, err);
	if (r == 0)
		r = keep_text(line->fold, node->text, &kept, err);
	return r < 0 ? r : gx_strs_insert(&line->fold->tags, kept) ? 0 : gx_fail_memory(err);
}

static int take_note(const struct line *line, const struct gx_node *node, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) name = GX_BUF_INIT(256);
	struct gx_note note;
	int r = wants_text(node, err);
	if (r == 0 && (node->text.len > GX_NOTE_MAX || line->fold->notes.len >= GX_NOTES_MAX))
		r = gx_fail(err, GX_ELIMIT, "a note too long, or one too many");
	if (r < 0)
		return r;
	gx_note_name(&name, line->time_us == GX_TIME_NONE ? line->fold->started_us : line->time_us, node->text);
	r = gx_buf_check(&name, "the name of a note", err);
	if (r == 0)
		r = keep_text(line->fold, gx_buf_view(&name), &note.name, err);
	if (r == 0)
		r = keep_text(line->fold, node->text, &note.text, err);
	struct gx_note *slot = r == 0 ? gx_vec_add(&line->fold->notes) : NULL;
	if (!slot)
		return r < 0 ? r : gx_fail_memory(err);
	*slot = note;
	return 0;
}

/* The text of another member of the line, if it is there. */
static int take_beside(const struct line *line, const char *name, struct gx_str *ret, struct gx_err *err)
{
	const struct gx_node *node = gx_node_get(line->root, name);
	*ret = GX_STR_NONE;
	return node && node->kind == GX_STRING ? keep_text(line->fold, node->text, ret, err) : 0;
}

static int take_artifact(const struct line *line, const struct gx_node *node, struct gx_err *err)
{
	struct gx_named_file file = { .path = GX_STR_NONE };
	int r = wants_text(node, err);
	if (r == 0 && (node->text.len > GX_PATH_MAX || memchr(node->text.at, 0, node->text.len) || line->fold->artifacts.len >= GX_KEYS_MAX))
		r = gx_fail(err, GX_EINPUT, "an artifact's path is not valid, or one too many");
	if (r == 0)
		r = keep_text(line->fold, node->text, &file.path, err);
	if (r == 0)
		r = take_beside(line, "_name", &file.name, err);
	if (r == 0)
		r = take_beside(line, "_type", &file.type, err);
	struct gx_named_file *slot = r == 0 ? gx_vec_add(&line->fold->artifacts) : NULL;
	if (!slot)
		return r < 0 ? r : gx_fail_memory(err);
	*slot = file;
	return 0;
}

static int take_status(const struct line *line, const struct gx_node *node, struct gx_err *err)
{
	struct gx_fold *fold = line->fold;
	int r = wants_text(node, err);
	enum gx_status status = r == 0 ? gx_status_parse(node->text) : GX_STATUS_UNKNOWN;
	if (r == 0 && (status == GX_STATUS_UNKNOWN || status == GX_RUNNING))
		r = gx_fail(err, GX_EINPUT, "'_status' takes finished, failed, killed or crashed");
	if (r == 0)
		r = take_beside(line, "_reason", &fold->reason, err);
	if (r == 0)
		fold->status = gx_str_of(gx_status_name(status));
	return r;
}

static const struct taker {
	const char *name;
	int (*take)(const struct line *line, const struct gx_node *node, struct gx_err *err);
} takers[] = {
	{ "_artifact", take_artifact }, { "_note", take_note }, { "_param", take_param }, { "_status", take_status }, { "_tag", take_tag },
};

static int take_member(const struct line *line, const struct gx_node *node, struct gx_err *err)
{
	if (!gx_str_starts(node->key, GX_STR("_")))
		return gx_str_is(node->key, "step") ? 0 : add_metric(line, node, err);
	for (size_t i = 0; i < GX_LEN(takers); i++)
		if (gx_str_is(node->key, takers[i].name))
			return takers[i].take(line, node, err);
	return 0;
}

/* ---- lines */

static int64_t time_of(const struct gx_node *root)
{
	const struct gx_node *node = gx_node_get(root, "_time");
	bool known = node && node->kind == GX_NUMBER && fabs(node->number) < 1e11;
	return known ? (int64_t)llround(node->number * 1e6) : GX_TIME_NONE;
}

static bool find_step(struct line *line)
{
	const struct gx_node *node = gx_node_get(line->root, "step");
	if (!node || node->kind == GX_NULL)
		return true;
	line->has_step = true;
	if (node->kind != GX_NUMBER || fabs(node->number) >= 9223372036854775808.0 || floor(node->number) < node->number)
		return false;
	line->step = (int64_t)node->number;
	return true;
}

static void find_source(struct line *line)
{
	const struct gx_node *node = gx_node_get(line->root, "_source");
	struct gx_str name = node && node->kind == GX_STRING ? node->text : GX_STR_NONE;
	line->by = gx_str_is(name, "output") ? GX_SAID_OUTPUT : gx_str_is(name, "file") ? GX_SAID_FILE : GX_SAID_CHANNEL;
	line->param_by = name.len == 0 ? GX_PARAM_CHANNEL : gx_str_is(name, "option") ? GX_PARAM_OPTION : GX_PARAM_PARSER;
}

static int take_line(struct gx_fold *fold, struct gx_str text, struct gx_err *err)
{
	struct gx_node *root;
	int r = gx_json_read(text, "the channel", &fold->scratch, &root, err);
	if (r < 0)
		return r;
	if (root->kind != GX_OBJECT)
		return gx_fail(err, GX_EINPUT, "a line is no object");
	struct line line = { .fold = fold, .root = root, .time_us = time_of(root) };
	find_source(&line);
	if (!find_step(&line))
		return gx_fail(err, GX_EINPUT, "'step' is not an integer");
	for (const struct gx_node *node = root->child; r == 0 && node; node = node->next)
		r = take_member(&line, node, err);
	return r;
}

int gx_fold_line(struct gx_fold *fold, struct gx_str line, struct gx_err *err)
{
	struct gx_err why = GX_ERR_INIT;
	if (gx_str_trim(line).len == 0)
		return 0;
	int r = take_line(fold, line, &why);
	gx_arena_reset(&fold->scratch);
	if (r == GX_ENOMEM)
		return gx_fail_memory(err);
	if (r < 0 && fold->refused++ == 0)
		fold->first_refused = why;
	return 0;
}

/* ---- the run */

/* Of each metric the history of the first who has it. */
static int lend_histories(const struct gx_fold *fold, struct gx_run *run, struct gx_arena *arena, struct gx_err *err)
{
	for (size_t by = 0; by < GX_SAYERS; by++) {
		for (size_t i = 0; i < fold->said[by].all.len; i++) {
			const struct gx_history *history = &fold->said[by].all.at[i];
			if (gx_histories_get(&run->histories, history->metric, NULL))
				continue;
			struct gx_history *lent = gx_histories_get(&run->histories, history->metric, arena);
			if (!lent)
				return gx_fail_memory(err);
			memcpy(&lent->points, &history->points, sizeof(lent->points));
		}
	}
	return 0;
}

static int overlay(struct gx_flat *params, const struct gx_flat *over, struct gx_arena *arena, struct gx_err *err)
{
	struct gx_flat copy = GX_FLAT_INIT;
	for (size_t i = 0; i < over->len; i++)
		if (!gx_flat_add(&copy, arena, over->at[i].key, over->at[i].value))
			return gx_fail_memory(err);
	return gx_flat_overlay(params, &copy, arena, err);
}

static int lend_words(const struct gx_fold *fold, struct gx_run *run, struct gx_err *err)
{
	int r = 0;
	for (size_t i = 0; i < fold->tags.list.len; i++)
		if (!gx_strs_insert(&run->tags, fold->tags.list.at[i]))
			return gx_fail_memory(err);
	for (size_t i = 0; r == 0 && i < fold->notes.len; i++)
		r = gx_run_add_note(run, fold->notes.at[i], err);
	return r;
}

int gx_fold_lend(const struct gx_fold *fold, struct gx_run *run, struct gx_arena *arena, struct gx_err *err)
{
	int r = lend_histories(fold, run, arena, err);
	for (size_t by = 0; r == 0 && by < GX_PARAM_SAYERS; by++)
		r = overlay(&run->params, &fold->params[by], arena, err);
	return r == 0 ? lend_words(fold, run, err) : r;
}

void gx_fold_unlend(struct gx_run *run)
{
	for (size_t i = 0; i < run->histories.all.len; i++)
		memset(&run->histories.all.at[i].points, 0, sizeof(run->histories.all.at[i].points));
	gx_histories_release(&run->histories);
}
