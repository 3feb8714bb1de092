#include "run/merge_inner.h"

#include <math.h>

/* A point and when it came: its place in the order of the replay. */
struct row {
	struct gx_point point;
	size_t place;
};

struct rows {
	GX_VEC(struct row) list;
};

static int compare_times(double a, double b)
{
	/* an unknown time stands before all others */
	if (isnan(a) || isnan(b))
		return isnan(b) - isnan(a);
	return (a > b) - (a < b);
}

/* Any total order will do here, as long as only equal stored forms are equal: 0.0 and -0.0 are two values, 1 and 1.0
 * too. */
static int compare_values(const struct gx_point *a, const struct gx_point *b)
{
	if (!a->integer != !b->integer)
		return a->integer ? 1 : -1;
	int order = a->integer ? strcmp(a->integer, b->integer) : 0;
	if (order != 0)
		return order;
	if (isnan(a->value) || isnan(b->value))
		return isnan(a->value) - isnan(b->value);
	if (a->value != b->value)
		return a->value > b->value ? 1 : -1;
	return !signbit(a->value) - !signbit(b->value);
}

static int compare_places(const struct gx_point *a, const struct gx_point *b)
{
	if (a->step != b->step)
		return a->step > b->step ? 1 : -1;
	return compare_times(a->time, b->time);
}

static int compare_points(const struct gx_point *a, const struct gx_point *b)
{
	int order = compare_places(a, b);
	return order != 0 ? order : compare_values(a, b);
}

/* Equal rows side by side, the one that came first in front. */
static int by_contents(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int order = compare_points(&x->point, &y->point);
	return order != 0 ? order : (x->place > y->place) - (x->place < y->place);
}

/* By step, then time, then as they came. */
static int by_step(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int order = compare_places(&x->point, &y->point);
	return order != 0 ? order : (x->place > y->place) - (x->place < y->place);
}

static int add_rows(struct rows *rows, const struct gx_history *points, struct gx_err *err)
{
	for (size_t i = 0; i < points->points.len; i++) {
		struct row *row = gx_vec_add(&rows->list);
		if (!row)
			return gx_fail_memory(err);
		*row = (struct row){ points->points.at[i], rows->list.len };
	}
	return 0;
}

static void sort_rows(struct rows *rows, int (*compare)(const void *, const void *))
{
	if (rows->list.len > 1)
		qsort(rows->list.at, rows->list.len, sizeof(*rows->list.at), compare);
}

/* Each row once; sorted by contents. */
static void make_unique(struct rows *rows)
{
	size_t kept = 0;
	sort_rows(rows, by_contents);
	for (size_t i = 0; i < rows->list.len; i++)
		if (kept == 0 || compare_points(&rows->list.at[kept - 1].point, &rows->list.at[i].point) != 0)
			rows->list.at[kept++] = rows->list.at[i];
	rows->list.len = kept;
}

/* Takes out of `rows` what is in `others`; both unique. */
static void subtract(struct rows *rows, const struct rows *others)
{
	size_t kept = 0, k = 0;
	for (size_t i = 0; i < rows->list.len; i++) {
		const struct row *row = &rows->list.at[i];
		while (k < others->list.len && compare_points(&others->list.at[k].point, &row->point) < 0)
			k++;
		if (k == others->list.len || compare_points(&others->list.at[k].point, &row->point) != 0)
			rows->list.at[kept++] = *row;
	}
	rows->list.len = kept;
}

static const struct gx_str header = GX_STR_INIT("step\ttime\tvalue\n");

/* Adds the rows of a text to `points`; one that is no TSV leaves them alone and says so. */
static int read_text(struct gx_str text, struct gx_history *points, struct gx_arena *arena, bool *ret_is_read,
		     struct gx_err *err)
{
	int failed = gx_tsv_read(text, points, arena, err);
	*ret_is_read = failed == 0;
	return failed == GX_ENOMEM ? failed : 0;
}

static int read_parts(struct gx_merge_parts parts, struct gx_history *points, struct gx_arena *arena, bool *ret_is_read,
		      struct gx_err *err)
{
	size_t had = points->points.len;
	int failed = 0;
	*ret_is_read = true;
	for (size_t i = 0; i < parts.len && failed == 0 && *ret_is_read; i++)
		failed = read_text(parts.at[i].file->bytes, points, arena, ret_is_read, err);
	if (!*ret_is_read)
		points->points.len = had;
	return failed;
}

/* Whether `after` is `before` with more lines behind it; then those lines, and the number of parts of `after` that are
 * old or begin old. */
static bool is_grown(const struct gx_merge_version *version, struct gx_str *ret_tail, size_t *ret_parts)
{
	const struct gx_merge_parts *before = &version->before, *after = &version->after;
	size_t same = 0;
	while (same < before->len && same < after->len &&
	       gx_merge_same_file(before->at[same].file, after->at[same].file))
		same++;
	*ret_tail = GX_STR_NONE;
	*ret_parts = same;
	if (same == before->len)
		return true;
	if (same + 1 != before->len || same == after->len)
		return false;
	struct gx_str old = before->at[same].file->bytes, new = after->at[same].file->bytes;
	if (!gx_str_ends(old, GX_STR("\n")) || !gx_str_starts(new, old))
		return false;
	*ret_tail = gx_str_from(new, old.len);
	*ret_parts = same + 1;
	return true;
}

/* The rows that a state added at the end: all but the usual case that costs nothing much. */
static int read_growth(struct gx_merge_parts after, struct gx_str tail, size_t old_parts, struct gx_arena *arena,
		       struct rows *ret, struct gx_err *err)
{
	struct gx_history points = { .metric = GX_STR_NONE };
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_str(&text, header);
	gx_buf_str(&text, tail);
	bool is_read;
	int failed = gx_buf_check(&text, "a history", err);
	if (failed == 0 && tail.len > 0)
		failed = read_text(gx_buf_view(&text), &points, arena, &is_read, err);
	if (failed == 0)
		failed = read_parts((struct gx_merge_parts){ after.at + old_parts, after.len - old_parts }, &points,
				    arena, &is_read, err);
	if (failed == 0)
		failed = add_rows(ret, &points, err);
	gx_vec_release(&points.points);
	return failed;
}

static int read_rows(struct gx_merge_parts parts, struct gx_arena *arena, struct rows *ret, struct gx_err *err)
{
	struct gx_history points = { .metric = GX_STR_NONE };
	bool is_read;
	int failed = read_parts(parts, &points, arena, &is_read, err);
	if (failed == 0)
		failed = add_rows(ret, &points, err);
	gx_vec_release(&points.points);
	if (failed == 0)
		make_unique(ret);
	return failed;
}

/* The rows that a rewritten history has and did not have before. */
static int read_rewrite(const struct gx_merge_version *version, struct gx_arena *arena, struct rows *ret,
			struct gx_err *err)
{
	struct rows old = { 0 }, new = { 0 };
	int failed = read_rows(version->before, arena, &old, err);
	if (failed == 0)
		failed = read_rows(version->after, arena, &new, err);
	if (failed == 0) {
		subtract(&new, &old);
		sort_rows(&new, by_step);
	}
	for (size_t i = 0; failed == 0 && i < new.list.len; i++) {
		struct row *row = gx_vec_add(&ret->list);
		if (row)
			*row = (struct row){ new.list.at[i].point, ret->list.len };
		else
			failed = gx_fail_memory(err);
	}
	gx_vec_release(&old.list);
	gx_vec_release(&new.list);
	return failed;
}

static size_t count_rows(struct gx_merge_parts parts)
{
	size_t rows = 0;
	for (size_t i = 0; i < parts.len; i++) {
		struct gx_str rest = parts.at[i].file->bytes, line;
		while (gx_str_cut(&rest, '\n', &line))
			rows++;
		rows -= rows > 0; /* the header */
	}
	return rows;
}

static int gather_rows(const struct gx_merge_history *history, struct gx_arena *arena, struct rows *rows,
		       size_t *ret_most, struct gx_err *err)
{
	int failed = 0;
	*ret_most = 0;
	for (size_t i = 0; i < history->versions.len && failed == 0; i++) {
		const struct gx_merge_version *version = &history->versions.at[i];
		struct gx_str tail;
		size_t old_parts, count = count_rows(version->after);
		if (is_grown(version, &tail, &old_parts))
			failed = read_growth(version->after, tail, old_parts, arena, rows, err);
		else
			failed = read_rewrite(version, arena, rows, err);
		if (count > *ret_most)
			*ret_most = count;
	}
	return failed;
}

int gx_merge_rows_unite(struct gx_merge *merge, const struct gx_merge_history *history, struct gx_merge_rows *ret,
			struct gx_err *err)
{
	struct rows rows = { 0 };
	ret->stem = history->stem;
	int failed = gather_rows(history, merge->arena, &rows, &ret->most, err);
	if (failed == 0) {
		make_unique(&rows);
		sort_rows(&rows, by_step);
	}
	for (size_t i = 0; failed == 0 && i < rows.list.len; i++) {
		struct gx_point *point = gx_vec_add(&ret->points.points);
		if (point)
			*point = rows.list.at[i].point;
		else
			failed = gx_fail_memory(err);
	}
	gx_vec_release(&rows.list);
	return failed;
}

void gx_merge_rows_list_release(struct gx_merge_rows_list *list)
{
	for (size_t i = 0; i < list->len; i++)
		gx_vec_release(&list->at[i].points.points);
	gx_vec_release(list);
}

/* One file: "metrics/loss.tsv", and from the second on "metrics/loss~2.tsv". */
static int add_part(struct gx_merge *merge, struct gx_str stem, unsigned number, struct gx_str rows,
		    struct gx_files *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_RECORD_MAX);
	gx_buf_str(&path, stem);
	if (number > 1)
		gx_buf_printf(&path, "~%u", number);
	gx_buf_text(&path, ".tsv");
	gx_buf_str(&text, header);
	gx_buf_str(&text, rows);
	int failed = gx_buf_check(&path, "a path", err);
	if (failed == 0)
		failed = gx_buf_check(&text, "a history", err);
	struct gx_file *slot = failed == 0 ? gx_vec_add(&ret->list) : NULL;
	if (!slot)
		return failed != 0 ? failed : gx_fail_memory(err);
	slot->path = gx_arena_str(merge->arena, gx_buf_view(&path));
	slot->bytes = gx_arena_str(merge->arena, gx_buf_view(&text));
	return slot->path.at && slot->bytes.at ? 0 : gx_fail_memory(err);
}

/* The lines that fit in one file with the header. */
static struct gx_str cut_part(struct gx_str *rest)
{
	struct gx_str part = gx_str_sub(*rest, 0, GX_RECORD_MAX - header.len);
	if (part.len < rest->len)
		part.len = gx_str_find_last(part, '\n') + 1;
	*rest = gx_str_from(*rest, part.len);
	return part;
}

int gx_merge_rows_write(struct gx_merge *merge, const struct gx_merge_rows *rows, struct gx_files *ret,
			struct gx_err *err)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	gx_tsv_write(&text, &rows->points);
	int failed = gx_buf_check(&text, "a history", err);
	struct gx_str rest = gx_str_from(gx_buf_view(&text), header.len);
	for (unsigned number = 1; failed == 0 && rest.len > 0; number++)
		failed = add_part(merge, rows->stem, number, cut_part(&rest), ret, err);
	return failed;
}
