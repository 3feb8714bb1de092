#include "run/limits.h"
#include "run/names.h"
#include "run/parts.h"
#include "run/record.h"

enum { FORMAT = 1 };

static int check_format(const struct gx_flat *facts, struct gx_err *err)
{
	const struct gx_value *format = gx_flat_at(facts, "format");
	if (!format || format->kind != GX_NUMBER || format->number < 1)
		return gx_fail(err, GX_EFORMAT, "'format' is missing");
	if (format->number > FORMAT)
		return gx_fail(err, GX_EUNSUPPORTED,
			       "format %" GX_PRI " is newer than this git-exp knows: update git-exp",
			       GX_ARG(gx_str_sub(format->json, 0, 32)));
	return 0;
}

static int read_flat(struct gx_run *run, enum gx_part part, struct gx_str bytes, struct gx_arena *arena,
		     struct gx_err *err)
{
	struct gx_flat flat = GX_FLAT_INIT;
	int failed = gx_flat_read(bytes, arena, &flat, err);
	if (!failed && part == GX_PART_FACTS)
		failed = check_format(&flat, err);
	if (failed)
		return failed;
	*gx_part_flat(run, part) = flat;
	if (part == GX_PART_METRICS)
		gx_map_release(&run->cut_metrics);
	return 0;
}

static int read_tags(struct gx_run *run, struct gx_str bytes, struct gx_err *err)
{
	GX_CLEANUP(gx_strs) tags = { .list = { NULL, 0, 0 } };
	struct gx_str line;
	while (gx_str_cut(&bytes, '\n', &line)) {
		if (line.len == 0)
			continue;
		if (tags.list.len >= GX_TAGS_MAX)
			return gx_fail(err, GX_ELIMIT, "more than %d tags", GX_TAGS_MAX);
		if (!gx_strs_insert(&tags, line))
			return gx_fail_memory(err);
	}
	gx_strs_release(&run->tags);
	run->tags = tags;
	tags = (struct gx_strs){ .list = { NULL, 0, 0 } };
	return 0;
}

static int read_note(struct gx_run *run, struct gx_str path, struct gx_str bytes, struct gx_arena *arena,
		     struct gx_err *err)
{
	struct gx_note note = { gx_arena_str(arena, gx_str_from(path, strlen("notes/"))), bytes };
	return note.name.at ? gx_run_add_note(run, note, err) : gx_fail_memory(err);
}

/* Only a part of more than 66 bytes can be cut: a byte becomes three at most. */
static bool may_be_cut(struct gx_str metric)
{
	return metric.len > GX_NAME_MAX / 3;
}

/* The paths of all metrics that are cut, once, so that a thousand long names cost no more than one. */
static bool index_cuts(struct gx_run *run, struct gx_arena *arena)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(GX_PATH_MAX);
	if (run->cut_metrics.room > 0)
		return true;
	if (!gx_map_put(&run->cut_metrics, GX_STR(""), 0))
		return false;
	for (size_t i = 0; i < run->metrics.len; i++) {
		if (!may_be_cut(run->metrics.at[i].key))
			continue;
		gx_buf_reset(&path);
		gx_history_path(&path, run->metrics.at[i].key);
		if (path.failed || gx_str_find(gx_buf_view(&path), '~') == GX_STR_NOWHERE)
			continue;
		struct gx_str key = gx_arena_str(arena, gx_str_sub(gx_buf_view(&path), 0, path.len - strlen(".tsv")));
		if (!key.at || !gx_map_put(&run->cut_metrics, key, i))
			return false;
	}
	return true;
}

/* The metric whose path is that of a cut history, or an empty name. */
static int find_cut(struct gx_run *run, struct gx_str stem, struct gx_arena *arena, struct gx_str *ret, struct gx_err *err)
{
	if (!index_cuts(run, arena))
		return gx_fail_memory(err);
	const size_t *index = gx_map_get(&run->cut_metrics, stem);
	*ret = index && *index < run->metrics.len ? run->metrics.at[*index].key : GX_STR_NONE;
	return 0;
}

/* The name that the path says, or, where that is cut, the metric whose path is the same. */
static int find_name(struct gx_run *run, struct gx_str path, struct gx_buf *name, struct gx_arena *arena,
		     struct gx_err *err)
{
	int failed = gx_history_name(path, name, err);
	unsigned part;
	struct gx_str stem = gx_history_stem(path, &part), whole = GX_STR_NONE;
	if (!failed && gx_str_find(stem, '~') != GX_STR_NOWHERE)
		failed = find_cut(run, stem, arena, &whole, err);
	if (failed)
		return failed;
	if (whole.len > 0) {
		gx_buf_reset(name);
		gx_buf_str(name, whole);
	}
	return gx_metric_check(gx_buf_view(name), err);
}

/* Into a new history apart, so that none is left where the text is broken. */
static int read_new_history(struct gx_run *run, struct gx_str name, struct gx_str bytes, struct gx_arena *arena,
			    struct gx_err *err)
{
	if (run->histories.all.len >= GX_KEYS_MAX)
		return gx_fail(err, GX_ELIMIT, "more than %d histories", GX_KEYS_MAX);
	struct gx_history read = { .metric = name };
	int failed = gx_tsv_read(bytes, &read, arena, err);
	struct gx_history *history = failed ? NULL : gx_histories_get(&run->histories, name, arena);
	if (!history) {
		gx_vec_release(&read.points);
		return failed ? failed : gx_fail_memory(err);
	}
	read.metric = history->metric;
	*history = read;
	return 0;
}

static int read_history(struct gx_run *run, struct gx_str path, struct gx_str bytes, struct gx_arena *arena,
			struct gx_err *err)
{
	GX_CLEANUP(gx_buf) name = GX_BUF_INIT(GX_PATH_MAX);
	int failed = find_name(run, path, &name, arena, err);
	if (failed)
		return failed;
	struct gx_history *known = gx_histories_get(&run->histories, gx_buf_view(&name), NULL);
	return known ? gx_tsv_read(bytes, known, arena, err)
		     : read_new_history(run, gx_buf_view(&name), bytes, arena, err);
}

static int read_part(struct gx_run *run, enum gx_part part, struct gx_str path, struct gx_str bytes,
		     struct gx_arena *arena, struct gx_err *err)
{
	if (gx_part_flat(run, part))
		return read_flat(run, part, bytes, arena, err);
	if (part == GX_PART_TAGS)
		return read_tags(run, bytes, err);
	if (part == GX_PART_NOTES)
		return read_note(run, path, bytes, arena, err);
	if (part == GX_PART_HISTORIES)
		return read_history(run, path, bytes, arena, err);
	*gx_part_text(run, part) = bytes;
	return 0;
}

int gx_record_decode(struct gx_run *run, struct gx_str path, struct gx_str bytes, struct gx_arena *arena,
		     struct gx_err *err)
{
	unsigned part = gx_part_of(path);
	if (part == 0)
		return 0;
	int failed = bytes.len > GX_RECORD_MAX ? gx_fail(err, GX_ELIMIT, "over the limit of %d bytes", GX_RECORD_MAX)
					       : read_part(run, (enum gx_part)part, path, bytes, arena, err);
	if (failed)
		return gx_fail_within(err, "%" GX_PRI, GX_ARG(gx_str_sub(path, 0, 300)));
	run->parts |= part;
	return 0;
}
