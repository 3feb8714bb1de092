#include <stdlib.h>

#include "run/attributes.h"
#include "run/limits.h"
#include "run/parts.h"
#include "run/record.h"
#include "run/schema.h"

struct encoder {
	struct gx_run *run;
	struct gx_arena *arena;
	struct gx_files *files;
	struct gx_buf text; /* of the file at work */
	struct gx_err *err;
};

/* Files come in any order and are sorted at the end. */
static int add_file(struct encoder *encoder, struct gx_str path, struct gx_str bytes)
{
	struct gx_file file = { gx_arena_str(encoder->arena, path), gx_arena_str(encoder->arena, bytes), GX_STR_NONE };
	struct gx_file *slot = gx_vec_add(&encoder->files->list);
	if (!slot || !file.path.at || !file.bytes.at)
		return gx_fail_memory(encoder->err);
	*slot = file;
	return 0;
}

/* The buffer's text as a file; none if it is empty. */
static int add_text(struct encoder *encoder, const char *path)
{
	int failed = gx_buf_check(&encoder->text, path, encoder->err);
	if (failed || encoder->text.len == 0)
		return failed;
	return add_file(encoder, gx_str_of(path), gx_buf_view(&encoder->text));
}

static int check_pair(const struct gx_pair *pair, const char *path, struct gx_err *err)
{
	int failed = gx_key_check(pair->key, err);
	if (failed)
		return gx_fail_within(err, "%s", path);
	if (pair->value.json.len > GX_VALUE_MAX)
		return gx_fail(err, GX_ELIMIT, "%s: the value of '%" GX_PRI "' has %zu bytes, at most %d are allowed",
			       path, GX_ARG(pair->key), pair->value.json.len, GX_VALUE_MAX);
	return 0;
}

static int encode_flat(struct encoder *encoder, struct gx_flat *flat, const char *path)
{
	if (flat->unsorted && gx_flat_seal(flat, encoder->err))
		return gx_fail_within(encoder->err, "%s", path);
	for (size_t i = 0; i < flat->len; i++) {
		int failed = check_pair(&flat->at[i], path, encoder->err);
		if (failed)
			return failed;
	}
	gx_buf_reset(&encoder->text);
	gx_flat_write(&encoder->text, flat);
	return add_text(encoder, path);
}

/* The parts that are one file, by the table of parts. */
static int encode_parts(struct encoder *encoder)
{
	int failed = 0;
	size_t keys = 0;
	for (unsigned part = 1; part < GX_PART_ALL && !failed; part <<= 1) {
		const char *path = gx_part_path((enum gx_part)part);
		struct gx_flat *flat = gx_part_flat(encoder->run, (enum gx_part)part);
		const struct gx_str *text = gx_part_text(encoder->run, (enum gx_part)part);
		if (flat) {
			keys += part == GX_PART_STATS ? 0 : flat->len; /* those come with the metrics */
			failed = encode_flat(encoder, flat, path);
		} else if (text) {
			gx_buf_reset(&encoder->text);
			gx_buf_str(&encoder->text, *text);
			failed = add_text(encoder, path);
		}
	}
	if (!failed && keys > GX_KEYS_MAX)
		return gx_fail(encoder->err, GX_ELIMIT, "the run has %zu keys, at most %d are allowed", keys,
			       GX_KEYS_MAX);
	return failed;
}

static int encode_tags(struct encoder *encoder)
{
	const struct gx_strs *tags = &encoder->run->tags;
	if (tags->list.len > GX_TAGS_MAX)
		return gx_fail(encoder->err, GX_ELIMIT, "the run has %zu tags, at most %d are allowed", tags->list.len,
			       GX_TAGS_MAX);
	gx_buf_reset(&encoder->text);
	for (size_t i = 0; i < tags->list.len; i++) {
		struct gx_str tag = tags->list.at[i];
		if (tag.len == 0 || gx_str_find(tag, '\n') != GX_STR_NOWHERE)
			return gx_fail(encoder->err, GX_EINPUT, "a tag is one line that is not empty: '%" GX_PRI "'",
				       GX_ARG(tag));
		gx_buf_str(&encoder->text, tag);
		gx_buf_byte(&encoder->text, '\n');
	}
	return add_text(encoder, gx_part_path(GX_PART_TAGS));
}

/* A note that came without a time is one of the time when the run ended. */
static int64_t time_of_notes(const struct gx_run *run)
{
	int64_t ended = gx_run_time(run, "ended"), started = gx_run_time(run, "started");
	if (ended != GX_TIME_NONE)
		return ended;
	return started != GX_TIME_NONE ? started : 0;
}

static int encode_note(struct encoder *encoder, const struct gx_note *note)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(GX_PATH_MAX);
	gx_buf_text(&path, "notes/");
	if (note->name.len > 0)
		gx_buf_str(&path, note->name);
	else
		gx_note_name(&path, time_of_notes(encoder->run), note->text);
	int failed = gx_buf_check(&path, "the name of a note", encoder->err);
	if (failed)
		return failed;
	if (note->text.len > GX_NOTE_MAX)
		return gx_fail(encoder->err, GX_ELIMIT, "%s has %zu bytes, at most %d are allowed", path.at,
			       note->text.len, GX_NOTE_MAX);
	if (gx_part_of(gx_buf_view(&path)) != GX_PART_NOTES || !gx_path_is_safe(gx_buf_view(&path)))
		return gx_fail(encoder->err, GX_EINPUT, "'%s' is not the path of a note", path.at);
	return add_file(encoder, gx_buf_view(&path), note->text);
}

static int encode_notes(struct encoder *encoder)
{
	const struct gx_run *run = encoder->run;
	if (run->notes.len > GX_NOTES_MAX)
		return gx_fail(encoder->err, GX_ELIMIT, "the run has %zu notes, at most %d are allowed", run->notes.len,
			       GX_NOTES_MAX);
	int failed = 0;
	for (size_t i = 0; i < run->notes.len && !failed; i++)
		failed = encode_note(encoder, &run->notes.at[i]);
	return failed;
}

/* As many whole lines as go into `room` bytes. */
static struct gx_str cut_lines(struct gx_str *rest, size_t room)
{
	struct gx_str fit = gx_str_sub(*rest, 0, room);
	if (fit.len < rest->len)
		fit.len = gx_str_find_last(fit, '\n') + 1; /* a row is far shorter than a file; none at all gives 0 */
	*rest = gx_str_from(*rest, fit.len);
	return fit;
}

/* Later parts repeat the header; earlier ones stay as they are when a history grows. */
static int add_history_parts(struct encoder *encoder, struct gx_buf *path, struct gx_str text)
{
	size_t stem_len = path->len - strlen(".tsv");
	struct gx_str rest = gx_str_from(text, gx_str_find(text, '\n') + 1);
	struct gx_str header = gx_str_sub(text, 0, text.len - rest.len);
	GX_CLEANUP(gx_buf) piece = GX_BUF_INIT(GX_RECORD_MAX);
	for (unsigned part = 1; rest.len > 0; part++) {
		struct gx_str rows = cut_lines(&rest, GX_RECORD_MAX - header.len);
		if (part > 1) {
			path->len = stem_len;
			gx_buf_printf(path, "~%u.tsv", part);
		}
		gx_buf_reset(&piece);
		gx_buf_str(&piece, header);
		gx_buf_str(&piece, rows);
		int failed = gx_buf_check(&piece, path->at, encoder->err);
		if (!failed)
			failed = rows.len ? add_file(encoder, gx_buf_view(path), gx_buf_view(&piece))
					  : gx_fail(encoder->err, GX_ELIMIT, "%s: a row is longer than a file may be",
						    path->at);
		if (failed)
			return failed;
	}
	return 0;
}

static int encode_history(struct encoder *encoder, const struct gx_history *history)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(GX_PATH_MAX);
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	if (history->points.len == 0)
		return 0;
	gx_history_path(&path, history->metric);
	gx_tsv_write(&text, history);
	int failed = gx_buf_check(&path, "the path of a history", encoder->err);
	if (!failed)
		failed = gx_buf_check(&text, path.at, encoder->err);
	return failed ? failed : add_history_parts(encoder, &path, gx_buf_view(&text));
}

static int encode_histories(struct encoder *encoder)
{
	const struct gx_histories *histories = &encoder->run->histories;
	int failed = 0;
	for (size_t i = 0; i < histories->all.len && !failed; i++)
		failed = encode_history(encoder, &histories->all.at[i]);
	return failed;
}

/* Entries are computed anew from the histories that are here; those of histories that are not stay. */
static int compute_stats(struct gx_run *run, struct gx_arena *arena, struct gx_err *err)
{
	struct gx_flat stats = GX_FLAT_INIT;
	for (size_t i = 0; i < run->histories.all.len; i++) {
		const struct gx_history *history = &run->histories.all.at[i];
		struct gx_value entry;
		if (history->points.len == 0)
			continue;
		if (!gx_stats_of(history, arena, &entry) || !gx_flat_add(&stats, arena, history->metric, entry))
			return gx_fail_memory(err);
	}
	for (size_t i = 0; i < run->stats.len; i++) {
		const struct gx_pair *pair = &run->stats.at[i];
		const struct gx_history *history = gx_histories_get(&run->histories, pair->key, NULL);
		if (!(history && history->points.len) && !gx_flat_add(&stats, arena, pair->key, pair->value))
			return gx_fail_memory(err);
	}
	int failed = gx_flat_seal(&stats, err);
	if (!failed)
		run->stats = stats;
	return failed;
}

static int compare_files(const void *a, const void *b)
{
	const struct gx_file *first = a, *second = b;
	return gx_str_compare(first->path, second->path);
}

/* Two notes may be one and the same; two histories never are, but for a broken hash. */
static int sort_files(struct gx_files *files, struct gx_err *err)
{
	qsort(files->list.at, files->list.len, sizeof(files->list.at[0]), compare_files);
	size_t kept = 0;
	for (size_t i = 0; i < files->list.len; i++) {
		const struct gx_file *file = &files->list.at[i];
		bool again = kept > 0 && gx_str_equal(files->list.at[kept - 1].path, file->path);
		if (again && !gx_str_equal(files->list.at[kept - 1].bytes, file->bytes))
			return gx_fail(err, GX_EINPUT, "two files of the run have one path: '%" GX_PRI "'",
				       GX_ARG(file->path));
		if (!again)
			files->list.at[kept++] = *file;
	}
	files->list.len = kept;
	return 0;
}

static int encode_attributes(struct encoder *encoder)
{
	gx_buf_reset(&encoder->text);
	gx_attributes_write(&encoder->text, &encoder->run->artifacts, encoder->arena);
	return add_text(encoder, ".gitattributes");
}

static int encode_all(struct encoder *encoder)
{
	static int (*const steps[])(struct encoder *) = { encode_parts, encode_tags, encode_notes, encode_histories,
							  encode_attributes };
	struct gx_run *run = encoder->run;
	if (!gx_run_set_int(run, encoder->arena, "format", 1))
		return gx_fail_memory(encoder->err);
	int failed = compute_stats(run, encoder->arena, encoder->err);
	if (!failed)
		failed = gx_run_headline(run, NULL, encoder->arena, encoder->err);
	for (size_t i = 0; i < GX_LEN(steps) && !failed; i++)
		failed = steps[i](encoder);
	return failed ? failed : sort_files(encoder->files, encoder->err);
}

int gx_record_encode(struct gx_run *run, struct gx_arena *arena, struct gx_files *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_files) files = { .list = { NULL, 0, 0 } };
	struct encoder encoder = { run, arena, &files, GX_BUF_INIT(GX_RECORD_MAX), err };
	int failed = encode_all(&encoder);
	gx_buf_release(&encoder.text);
	if (failed)
		return failed;
	*ret = files;
	files = (struct gx_files){ .list = { NULL, 0, 0 } };
	return 0;
}
