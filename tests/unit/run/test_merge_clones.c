/*
 * Clones of one run that edit it and meet in any order: whatever they do, those that have the same states have the same
 * record, and nothing is lost. What the record must be is worked out here a second time, in the plainest way.
 */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/hash.h"
#include "format/flat.h"
#include "merge_util.h"

enum { CASES = 5000, CLONES = 5, MOST_STATES = 24, STEPS = 30 };

struct clone {
	bool has[MOST_STATES];
	struct gx_files record; /* of its tip */
	struct gx_str code;	/* likewise */
	struct gx_str
		parents[MOST_STATES]; /* what a new state grows from: the non-merge states that the tip reaches first */
	size_t parents_count;
};

struct world {
	uint64_t random;
	struct gx_arena arena;
	struct gx_state states[MOST_STATES];
	size_t count;
	struct clone clones[CLONES];
};

static size_t below(struct world *world, size_t limit)
{
	return test_below(&world->random, limit);
}

static struct gx_str keep(struct world *world, const char *text)
{
	return gx_arena_str(&world->arena, gx_str_of(text));
}

static void put_text(struct gx_files *files, const char *path, struct gx_str bytes)
{
	struct gx_file file = { .path = gx_str_of(path), .bytes = bytes };
	if (bytes.len > 0)
		cr_assert(gx_files_put(files, file));
	else
		gx_files_remove(files, file.path);
}

static struct gx_str text_of(const struct gx_files *files, const char *path)
{
	const struct gx_file *file = gx_files_get(files, gx_str_of(path));
	return file ? file->bytes : GX_STR_NONE;
}

static struct gx_flat read_flat(struct world *world, const struct gx_files *files, const char *path)
{
	struct gx_flat flat = GX_FLAT_INIT;
	struct gx_err err = GX_ERR_INIT;
	struct gx_str text = text_of(files, path);
	cr_assert(text.len == 0 || gx_flat_read(text, &world->arena, &flat, &err) == 0, "%s: %s", path, err.text);
	return flat;
}

/* Sets a key of a flat YAML file to a JSON text, or removes it where that is empty. */
static void edit_flat(struct world *world, struct gx_files *files, const char *path, const char *key, const char *json)
{
	struct gx_flat flat = read_flat(world, files, path);
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_RECORD_MAX);
	gx_flat_remove(&flat, gx_str_of(key));
	struct gx_value value = { .json = keep(world, json) };
	if (value.json.len > 0)
		cr_assert(gx_flat_set(&flat, &world->arena, keep(world, key), value));
	gx_flat_write(&out, &flat);
	put_text(files, path, keep(world, gx_buf_c(&out)));
}

static bool chance(struct world *world, size_t one_in)
{
	return below(world, one_in) == 0;
}

static void edit_param(struct world *world, struct gx_files *files)
{
	static const char *const keys[] = { "a", "b.c", "zz", "on" };
	char json[20] = "";
	if (!chance(world, 4))
		(void)snprintf(json, sizeof(json), "%zu", below(world, 100));
	edit_flat(world, files, "params.yaml", keys[below(world, GX_LEN(keys))], json);
}

static void edit_life(struct world *world, struct gx_files *files)
{
	static const char *const statuses[] = { "\"running\"", "\"finished\"", "\"failed\"", "\"crashed\"" };
	char json[50];
	size_t status = below(world, GX_LEN(statuses));
	(void)snprintf(json, sizeof(json), "%zu", 1 + below(world, 2));
	edit_flat(world, files, "run.yaml", "attempt", json);
	edit_flat(world, files, "run.yaml", "status", statuses[status]);
	(void)snprintf(json, sizeof(json), "\"2026-01-01T00:00:0%zuZ\"", below(world, 5));
	edit_flat(world, files, "run.yaml", "ended", status > 0 ? json : "");
}

static void edit_links(struct world *world, struct gx_files *files)
{
	char json[20] = "";
	if (!chance(world, 4))
		(void)snprintf(json, sizeof(json), "[\"%zu\"]", world->count);
	edit_flat(world, files, "run.yaml", "formerly", json);
}

/* The lines of `tags`, one of them taken out or put in. */
static void edit_tags(struct world *world, struct gx_files *files)
{
	char own[3] = { (char)('a' + (int)below(world, 4)), '\n', '\0' };
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(1000);
	struct gx_str rest = text_of(files, "tags"), line;
	bool is_done = false;
	while (gx_str_cut(&rest, '\n', &line)) {
		bool is_own = line.at[0] == own[0];
		if (!is_done && line.at[0] > own[0])
			gx_buf_text(&out, own);
		is_done = is_done || line.at[0] >= own[0];
		if (!is_own)
			gx_buf_add(&out, line.at, line.len + 1);
	}
	if (!is_done)
		gx_buf_text(&out, own);
	put_text(files, "tags", keep(world, gx_buf_c(&out)));
}

static void edit_note(struct world *world, struct gx_files *files)
{
	char path[30];
	(void)snprintf(path, sizeof(path), "notes/%zu.md", world->count);
	put_text(files, keep(world, path).at, keep(world, path));
}

static void edit_whole(struct world *world, struct gx_files *files)
{
	char text[30];
	(void)snprintf(text, sizeof(text), "text %zu", below(world, 1000));
	put_text(files, chance(world, 2) ? "description.md" : "future.txt",
		 chance(world, 5) ? GX_STR_NONE : keep(world, text));
}

static struct gx_history read_history(struct world *world, const struct gx_files *files, const char *path)
{
	struct gx_history history = { .metric = GX_STR("m") };
	struct gx_err err = GX_ERR_INIT;
	struct gx_str text = text_of(files, path);
	cr_assert(text.len == 0 || gx_tsv_read(text, &history, &world->arena, &err) == 0, "%s: %s", path, err.text);
	return history;
}

/* As whoever records does it: some rows more, the statistics and the last value as headline. */
static void edit_history(struct world *world, struct gx_files *files)
{
	bool is_m = chance(world, 2);
	const char *path = is_m ? "metrics/m.tsv" : "metrics/n.tsv", *metric = is_m ? "m" : "n";
	char row[60];
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(10000);
	gx_buf_str(&out, text_of(files, path));
	if (out.len == 0)
		gx_buf_text(&out, "step\ttime\tvalue\n");
	size_t value = 0;
	for (size_t rows = 1 + below(world, 3); rows > 0; rows--) {
		value = below(world, 4);
		(void)snprintf(row, sizeof(row), "%zu\t%s\t%zu\n", below(world, 5), chance(world, 3) ? "0.5" : "",
			       value);
		gx_buf_text(&out, row);
	}
	put_text(files, path, keep(world, gx_buf_c(&out)));
	struct gx_history history = read_history(world, files, path);
	struct gx_value stats;
	cr_assert(gx_stats_of(&history, &world->arena, &stats));
	edit_flat(world, files, "stats.yaml", metric, stats.json.at);
	(void)snprintf(row, sizeof(row), "%zu", value);
	edit_flat(world, files, "metrics.yaml", metric, row);
	gx_vec_release(&history.points);
}

static void edit_artifact(struct world *world, struct gx_files *files)
{
	const char *key = chance(world, 2) ? "m" : "d/x";
	const char *path = key[0] == 'm' ? "artifacts/m" : "artifacts/d/x";
	unsigned char digest[GX_SHA256_BYTES];
	char hex[2 * GX_SHA256_BYTES + 1], entry[200], text[20];
	(void)snprintf(text, sizeof(text), "bytes %zu", below(world, 5));
	gx_sha256(gx_str_of(text), digest);
	gx_hex(digest, sizeof(digest), hex);
	(void)snprintf(entry, sizeof(entry), "{\"sha256\": \"%s\"}", hex);
	bool removes = chance(world, 5);
	edit_flat(world, files, "artifacts.yaml", key, removes ? "" : entry);
	put_text(files, path, removes ? GX_STR_NONE : keep(world, text));
}

static void (*const edits[])(struct world *,
			     struct gx_files *) = { edit_param, edit_life,  edit_links,	  edit_tags,
						    edit_note,	edit_whole, edit_history, edit_artifact };

static struct gx_files copy_files(const struct gx_files *files)
{
	struct gx_files copy = { 0 };
	for (size_t i = 0; i < files->list.len; i++) {
		struct gx_file *slot = gx_vec_add(&copy.list);
		cr_assert(slot);
		*slot = files->list.at[i];
	}
	return copy;
}

static const struct gx_files *freeze(struct world *world, const struct gx_files *files)
{
	struct gx_files *kept = gx_arena_alloc(&world->arena, sizeof(*kept));
	cr_assert(kept);
	*kept = copy_files(files);
	return kept;
}

/* One more state on a clone: some edits of its record. */
static void commit(struct world *world, size_t clone_index)
{
	struct clone *clone = &world->clones[clone_index];
	size_t own = world->count++;
	char id[20];
	(void)snprintf(id, sizeof(id), "%02zx%02zu", below(world, 256), own);
	struct gx_state *state = &world->states[own];
	*state = (struct gx_state){ .id = keep(world, id), .time_s = (int64_t)below(world, 20) };
	struct gx_str *parents = gx_arena_array(&world->arena, MOST_STATES, sizeof(*parents));
	cr_assert(parents);
	for (size_t i = 0; i < clone->parents_count; i++)
		parents[i] = clone->parents[i];
	state->parents = parents;
	state->parents_count = clone->parents_count;
	state->before = own > 0 ? freeze(world, &clone->record) : NULL;
	state->code_before = clone->code;
	for (size_t left = 1 + below(world, 3); left > 0; left--)
		edits[below(world, GX_LEN(edits))](world, &clone->record);
	state->after = freeze(world, &clone->record);
	if (own == 0 || chance(world, 8))
		clone->code = keep(world, id);
	state->code = clone->code;
	clone->has[own] = true;
	clone->parents[0] = state->id;
	clone->parents_count = 1;
}

static void merge_set(struct world *world, const bool *has, struct gx_files *ret, struct gx_str *ret_code)
{
	struct gx_state states[MOST_STATES];
	size_t count = 0;
	struct gx_err err = GX_ERR_INIT;
	for (size_t i = 0; i < world->count; i++)
		if (has[i])
			states[count++] = world->states[i];
	for (size_t i = count; i > 1; i--) { /* in any order */
		size_t k = below(world, i);
		struct gx_state other = states[k];
		states[k] = states[i - 1];
		states[i - 1] = other;
	}
	cr_assert_eq(gx_merge_states(states, count, &world->arena, ret, ret_code, &err), 0, "%s", err.text);
}

static bool has_all(const struct clone *a, const struct clone *b)
{
	for (size_t i = 0; i < MOST_STATES; i++)
		if (b->has[i] && !a->has[i])
			return false;
	return true;
}

static void copy_clone(struct clone *to, const struct clone *from)
{
	gx_files_release(&to->record);
	*to = *from;
	to->record = copy_files(&from->record);
}

/* `to` pulls from `from`: nothing, a fast-forward, or a merge. */
static void pull(struct world *world, size_t to_index, size_t from_index)
{
	struct clone *to = &world->clones[to_index];
	const struct clone *from = &world->clones[from_index];
	if (has_all(to, from))
		return;
	if (has_all(from, to)) {
		copy_clone(to, from);
		return;
	}
	for (size_t i = 0; i < from->parents_count; i++) {
		bool is_known = false;
		for (size_t k = 0; k < to->parents_count; k++)
			is_known = is_known || gx_str_equal(to->parents[k], from->parents[i]);
		if (!is_known)
			to->parents[to->parents_count++] = from->parents[i];
	}
	for (size_t i = 0; i < MOST_STATES; i++)
		to->has[i] = to->has[i] || from->has[i];
	gx_files_release(&to->record);
	to->record = (struct gx_files){ 0 };
	merge_set(world, to->has, &to->record, &to->code);
}

static void make_world(struct world *world, uint64_t seed)
{
	*world = (struct world){ .random = seed, .arena = GX_ARENA_INIT };
	commit(world, 0);
	size_t clones = 1 + below(world, CLONES);
	for (size_t i = 1; i < CLONES; i++)
		copy_clone(&world->clones[i], &world->clones[0]);
	for (size_t step = 2 + below(world, STEPS); step > 0 && world->count < MOST_STATES; step--) {
		if (chance(world, 2))
			commit(world, below(world, clones));
		else
			pull(world, below(world, clones), below(world, clones));
	}
}

static void release_world(struct world *world)
{
	for (size_t i = 0; i < CLONES; i++)
		gx_files_release(&world->clones[i].record);
	for (size_t i = 0; i < world->count; i++) {
		struct gx_files after = *world->states[i].after;
		gx_files_release(&after);
		if (world->states[i].before) {
			struct gx_files before = *world->states[i].before;
			gx_files_release(&before);
		}
	}
	gx_arena_release(&world->arena);
}

/* A second opinion: the order of the replay by picking, again and again, the least state all of whose parents were
 * picked. */
static void plain_order(const struct world *world, size_t *ret)
{
	bool is_done[MOST_STATES] = { false };
	for (size_t len = 0; len < world->count; len++) {
		size_t best = MOST_STATES;
		for (size_t i = 0; i < world->count; i++) {
			const struct gx_state *state = &world->states[i];
			bool is_ready = !is_done[i];
			for (size_t p = 0; p < state->parents_count; p++)
				for (size_t k = 0; k < world->count; k++)
					if (!is_done[k] && gx_str_equal(world->states[k].id, state->parents[p]))
						is_ready = false;
			if (!is_ready)
				continue;
			const struct gx_state *other = best < MOST_STATES ? &world->states[best] : NULL;
			if (!other || state->time_s < other->time_s ||
			    (state->time_s == other->time_s && gx_str_compare(state->id, other->id) < 0))
				best = i;
		}
		is_done[best] = true;
		ret[len] = best;
	}
}

static const struct gx_files *before_of(const struct gx_state *state)
{
	static const struct gx_files none = { 0 };
	return state->before ? state->before : &none;
}

/* A key has the value of the last state that changed it. */
static void check_params(struct world *world, const size_t *order, const struct gx_files *merged)
{
	static const char *const keys[] = { "a", "b.c", "zz", "on" };
	struct gx_flat now = read_flat(world, merged, "params.yaml");
	for (size_t k = 0; k < GX_LEN(keys); k++) {
		struct gx_str expected = GX_STR_NONE;
		for (size_t i = 0; i < world->count; i++) {
			const struct gx_state *state = &world->states[order[i]];
			struct gx_flat from = read_flat(world, before_of(state), "params.yaml");
			struct gx_flat to = read_flat(world, state->after, "params.yaml");
			const struct gx_value *old = gx_flat_at(&from, keys[k]), *new = gx_flat_at(&to, keys[k]);
			struct gx_str before = old ? old->json : GX_STR_NONE, after = new ? new->json : GX_STR_NONE;
			if (!gx_str_equal(before, after))
				expected = after;
		}
		const struct gx_value *value = gx_flat_at(&now, keys[k]);
		cr_assert(gx_str_equal(value ? value->json : GX_STR_NONE, expected), "params %s", keys[k]);
	}
}

static bool has_line(struct gx_str text, struct gx_str line)
{
	struct gx_str own;
	while (gx_str_cut(&text, '\n', &own))
		if (gx_str_equal(own, line))
			return true;
	return false;
}

static void check_tags(const struct world *world, const size_t *order, const struct gx_files *merged)
{
	for (char tag = 'a'; tag < 'e'; tag++) {
		struct gx_str line = { &tag, 1 };
		bool expected = false;
		for (size_t i = 0; i < world->count; i++) {
			const struct gx_state *state = &world->states[order[i]];
			bool before = has_line(text_of(before_of(state), "tags"), line),
			     after = has_line(text_of(state->after, "tags"), line);
			expected = before != after ? after : expected;
		}
		cr_assert_eq(has_line(text_of(merged, "tags"), line), expected, "tag %c", tag);
	}
}

/* Every row that any state wrote is there, and no other, each once unless the history grew in one line. */
static void check_history(const struct world *world, const struct gx_files *merged, const char *path)
{
	struct gx_str rest = text_of(merged, path), line;
	for (size_t i = 0; i < world->count; i++) {
		struct gx_str own = text_of(world->states[i].after, path);
		while (gx_str_cut(&own, '\n', &line))
			cr_assert(has_line(rest, line), "%s lost %" GX_PRI, path, GX_ARG(line));
	}
	while (gx_str_cut(&rest, '\n', &line)) {
		bool is_known = false;
		for (size_t i = 0; i < world->count; i++)
			is_known = is_known || has_line(text_of(world->states[i].after, path), line);
		cr_assert(is_known, "%s made up %" GX_PRI, path, GX_ARG(line));
	}
}

/* What is said of a history is true of the rows that are there. */
static void check_statistics(struct world *world, const struct gx_files *merged, const char *path, const char *metric)
{
	struct gx_history history = read_history(world, merged, path);
	struct gx_flat stats = read_flat(world, merged, "stats.yaml"),
		       metrics = read_flat(world, merged, "metrics.yaml");
	const struct gx_value *entry = gx_flat_at(&stats, metric), *headline = gx_flat_at(&metrics, metric);
	cr_assert_eq(entry != NULL, history.points.len > 0);
	cr_assert_eq(headline != NULL, history.points.len > 0);
	if (history.points.len > 0) {
		struct gx_value expected;
		cr_assert(gx_stats_of(&history, &world->arena, &expected));
		cr_assert(gx_str_equal(entry->json, expected.json), "the statistics of %s", metric);
		cr_assert_eq(headline->number, history.points.at[history.points.len - 1].value, "the headline of %s",
			     metric);
	}
	gx_vec_release(&history.points);
}

/* An element of the set is there if the last state that put it in or took it out put it in. */
static void check_links(struct world *world, const size_t *order, const struct gx_files *merged)
{
	for (size_t n = 0; n < world->count; n++) {
		char element[30];
		bool expected = false;
		(void)snprintf(element, sizeof(element), "\"%zu\"", n);
		for (size_t i = 0; i < world->count; i++) {
			struct gx_str texts[2] = { text_of(before_of(&world->states[order[i]]), "run.yaml"),
						   text_of(world->states[order[i]].after, "run.yaml") };
			bool before = texts[0].len > 0 && memmem(texts[0].at, texts[0].len, element, strlen(element));
			bool after = texts[1].len > 0 && memmem(texts[1].at, texts[1].len, element, strlen(element));
			expected = before != after ? after : expected;
		}
		struct gx_str text = text_of(merged, "run.yaml");
		cr_assert_eq(text.len > 0 && memmem(text.at, text.len, element, strlen(element)), expected, "%s",
			     element);
	}
}

/* As "attempt status ended", the better the greater; "" where nothing is said. */
static void life_of(struct world *world, const struct gx_files *files, char ret[60])
{
	struct gx_flat facts = read_flat(world, files, "run.yaml");
	const struct gx_value *attempt = gx_flat_at(&facts, "attempt"), *status = gx_flat_at(&facts, "status");
	const struct gx_value *ended = gx_flat_at(&facts, "ended");
	ret[0] = '\0';
	if (status)
		(void)snprintf(ret, 60, "%.1s %d %.23s %.12s", attempt->json.at, !gx_str_is(status->text, "running"),
			       ended ? ended->json.at : "", status->json.at);
}

static bool descends(const struct world *world, size_t from, size_t to)
{
	const struct gx_state *state = &world->states[from];
	for (size_t i = 0; i < state->parents_count; i++)
		for (size_t k = 0; k < world->count; k++)
			if (gx_str_equal(world->states[k].id, state->parents[i]) && (k == to || descends(world, k, to)))
				return true;
	return false;
}

/* Of the states that changed the run's life and have no descendant that did too, the best one's is the life. */
static void check_life(struct world *world, const size_t *order, const struct gx_files *merged)
{
	char best[60] = "", now[60];
	char lives[MOST_STATES][60];
	bool changes[MOST_STATES];
	for (size_t i = 0; i < world->count; i++) {
		char before[60];
		life_of(world, before_of(&world->states[order[i]]), before);
		life_of(world, world->states[order[i]].after, lives[i]);
		changes[i] = strcmp(before, lives[i]) != 0;
	}
	for (size_t i = 0; i < world->count; i++) {
		bool counts = changes[i];
		for (size_t k = i + 1; k < world->count && counts; k++)
			counts = !changes[k] || !descends(world, order[k], order[i]);
		/* but for the status, which breaks no tie: there the later one wins */
		size_t compared = lives[i][2] == '1' ? 27 : 3;
		if (counts && strncmp(lives[i], best, compared) >= 0)
			memcpy(best, lives[i], sizeof(best));
	}
	life_of(world, merged, now);
	cr_assert_str_eq(now, best);
}

static void check_notes(const struct world *world, const struct gx_files *merged)
{
	for (size_t i = 0; i < world->count; i++)
		for (size_t k = 0; k < world->states[i].after->list.len; k++) {
			const struct gx_file *file = &world->states[i].after->list.at[k];
			if (gx_str_starts(file->path, GX_STR("notes/")))
				cr_assert(gx_files_get(merged, file->path), "a note is lost");
		}
}

static bool holds(const struct gx_files *files, struct gx_str stem, struct gx_str bytes)
{
	for (size_t i = 0; i < files->list.len; i++) {
		const struct gx_file *file = &files->list.at[i];
		struct gx_str behind = gx_str_from(file->path, stem.len);
		if (gx_str_starts(file->path, stem) && (behind.len == 0 || behind.at[0] == '%') &&
		    gx_str_equal(file->bytes, bytes))
			return true;
	}
	return false;
}

/* Contents that a state put somewhere are there, or beside, unless some state took these very contents away. */
static void check_artifact(const struct world *world, const struct gx_files *merged, const char *path)
{
	struct gx_str stem = gx_str_of(path);
	for (size_t i = 0; i < world->count; i++) {
		struct gx_str bytes = text_of(world->states[i].after, path);
		bool is_taken = bytes.len == 0;
		for (size_t k = 0; k < world->count && !is_taken; k++)
			is_taken = holds(before_of(&world->states[k]), stem, bytes) &&
				   !holds(world->states[k].after, stem, bytes);
		cr_assert(is_taken || holds(merged, stem, bytes), "%s lost '%" GX_PRI "'", path, GX_ARG(bytes));
	}
}

static void check_artifact_entries(struct world *world, const struct gx_files *merged)
{
	struct gx_flat entries = read_flat(world, merged, "artifacts.yaml");
	size_t files = 0;
	for (size_t i = 0; i < merged->list.len; i++)
		files += gx_str_starts(merged->list.at[i].path, GX_STR("artifacts/"));
	cr_assert_eq(files, entries.len, "an entry for each artifact");
	for (size_t i = 0; i < entries.len; i++) {
		GX_CLEANUP(gx_buf) path = GX_BUF_INIT(1000);
		unsigned char digest[GX_SHA256_BYTES];
		char hex[2 * GX_SHA256_BYTES + 1];
		gx_buf_text(&path, "artifacts/");
		gx_path_encode(&path, entries.at[i].key);
		gx_sha256(text_of(merged, gx_buf_c(&path)), digest);
		gx_hex(digest, sizeof(digest), hex);
		cr_assert(memmem(entries.at[i].value.json.at, entries.at[i].value.json.len, hex, strlen(hex)),
			  "entry and file differ");
	}
}

static bool is_same_record(const struct gx_files *a, const struct gx_files *b)
{
	GX_CLEANUP(gx_buf) x = GX_BUF_INIT(1 << 20);
	GX_CLEANUP(gx_buf) y = GX_BUF_INIT(1 << 20);
	test_dump(a, &x);
	test_dump(b, &y);
	return gx_str_equal(gx_buf_view(&x), gx_buf_view(&y));
}

/* Everyone pulls from everyone in any order until all have all. */
static void gossip(struct world *world)
{
	for (size_t round = 0; round < 2 * CLONES; round++)
		for (size_t left = 2 * CLONES; left > 0; left--)
			pull(world, below(world, CLONES), below(world, CLONES));
	for (size_t i = 1; i < CLONES; i++)
		pull(world, 0, i);
	for (size_t i = 1; i < CLONES; i++)
		pull(world, i, 0);
}

static void check_world(uint64_t seed)
{
	struct world world;
	struct gx_files merged = { 0 }, again = { 0 };
	struct gx_str code, code_again;
	bool all[MOST_STATES];
	size_t order[MOST_STATES];
	make_world(&world, seed);
	gossip(&world);
	memset(all, true, sizeof(all));
	merge_set(&world, all, &merged, &code);
	merge_set(&world, all, &again, &code_again);
	cr_assert(is_same_record(&merged, &again) && gx_str_equal(code, code_again),
		  "seed %llu: the order of the states matters", (unsigned long long)seed);
	for (size_t i = 0; i < CLONES; i++) {
		cr_assert(is_same_record(&world.clones[i].record, &world.clones[0].record), "seed %llu: clones differ",
			  (unsigned long long)seed);
		cr_assert(gx_str_equal(world.clones[i].code, world.clones[0].code));
	}
	cr_assert(is_same_record(&world.clones[0].record, &merged), "seed %llu: a record is not that of its states",
		  (unsigned long long)seed);
	plain_order(&world, order);
	check_params(&world, order, &merged);
	check_tags(&world, order, &merged);
	check_history(&world, &merged, "metrics/m.tsv");
	check_history(&world, &merged, "metrics/n.tsv");
	check_statistics(&world, &merged, "metrics/m.tsv", "m");
	check_statistics(&world, &merged, "metrics/n.tsv", "n");
	check_links(&world, order, &merged);
	check_life(&world, order, &merged);
	check_notes(&world, &merged);
	check_artifact(&world, &merged, "artifacts/m");
	check_artifact(&world, &merged, "artifacts/d/x");
	check_artifact_entries(&world, &merged);
	gx_files_release(&merged);
	gx_files_release(&again);
	release_world(&world);
}

Test(merge_clones, all_that_have_the_same_states_have_the_same_record)
{
	for (uint64_t seed = 0; seed < CASES; seed++)
		check_world(seed);
}
