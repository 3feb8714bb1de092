/*
 * States from anywhere: a line `@ <path>` begins a file, a line `! <parent> <parent> … <time>` a state (parents by
 * their numbers, in one digit each) that keeps its first parent's files but for those that follow. Whatever they say,
 * the merge ends; it says the same whichever way the states are listed, and the last state's own record where they
 * stand in one line.
 */
#include <stdio.h>
#include <stdlib.h>

#include "run/merge.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_STATES = 10 };

static const char *const ids[MOST_STATES] = { "0a", "1a", "2a", "3a", "4a", "5a", "6a", "7a", "8a", "9a" };

struct chain {
	struct gx_state states[MOST_STATES];
	struct gx_files records[MOST_STATES];
	struct gx_str parents[MOST_STATES][MOST_STATES];
	size_t count;
	bool is_line; /* each state grew from the one before, and from no other */
};

static void expect(bool truth, const char *what)
{
	if (truth)
		return;
	fprintf(stderr, "broken: %s\n", what);
	abort();
}

/* `! 0 2 7`: all but the last digit are parents. */
static void add_state(struct chain *chain, struct gx_str line)
{
	size_t own = chain->count++;
	struct gx_state *state = &chain->states[own];
	size_t digits[MOST_STATES + 1], len = 0;
	for (size_t i = 1; i < line.len && len < MOST_STATES + 1; i++)
		if (line.at[i] >= '0' && line.at[i] <= '9')
			digits[len++] = (size_t)(line.at[i] - '0');
	*state = (struct gx_state){ .id = gx_str_of(ids[own]),
				    .after = &chain->records[own],
				    .parents = chain->parents[own] };
	for (size_t i = 0; i + 1 < len && own > 0; i++)
		chain->parents[own][state->parents_count++] = gx_str_of(ids[digits[i] % own]);
	if (own > 0 && state->parents_count == 0)
		chain->parents[own][state->parents_count++] = gx_str_of(ids[own - 1]);
	state->time_s = len > 0 ? (int64_t)digits[len - 1] : 0;
	state->code = state->id;
	if (own == 0)
		return;
	size_t parent = (size_t)(chain->parents[own][0].at[0] - '0');
	state->before = &chain->records[parent];
	state->code_before = chain->states[parent].code;
	for (size_t i = 0; i < state->before->list.len; i++)
		(void)gx_files_put(&chain->records[own], state->before->list.at[i]);
	chain->is_line = chain->is_line && state->parents_count == 1 && parent + 1 == own;
}

static void add_file(struct chain *chain, struct gx_str path, struct gx_str bytes)
{
	struct gx_files *files = &chain->records[chain->count - 1];
	if (path.len == 0)
		return;
	if (bytes.len > 0)
		(void)gx_files_put(files, (struct gx_file){ .path = path, .bytes = bytes });
	else
		gx_files_remove(files, path);
}

static void read_chain(struct gx_str text, struct chain *chain)
{
	add_state(chain, GX_STR_NONE);
	while (text.len > 0) {
		size_t end = gx_str_find(text, '\n');
		struct gx_str line = gx_str_sub(text, 0, end);
		text = end == GX_STR_NOWHERE ? GX_STR_NONE : gx_str_from(text, end + 1);
		size_t len = 0;
		while (len < text.len &&
		       !((text.at[len] == '@' || text.at[len] == '!') && (len == 0 || text.at[len - 1] == '\n')))
			len++;
		if (line.len > 2 && line.at[0] == '@')
			add_file(chain, gx_str_from(line, 2), gx_str_sub(text, 0, len));
		else if (line.len > 0 && line.at[0] == '!' && chain->count < MOST_STATES)
			add_state(chain, line);
		text = gx_str_from(text, len);
	}
}

static void check_same(const struct gx_files *a, const struct gx_files *b, const char *what)
{
	expect(a->list.len == b->list.len, what);
	for (size_t i = 0; i < a->list.len; i++)
		expect(gx_str_equal(a->list.at[i].path, b->list.at[i].path) &&
			       gx_str_equal(a->list.at[i].bytes, b->list.at[i].bytes),
		       what);
}

static void check_sorted(const struct gx_files *files)
{
	for (size_t i = 1; i < files->list.len; i++)
		expect(gx_str_compare(files->list.at[i - 1].path, files->list.at[i].path) < 0,
		       "each path once, in order");
}

/* What the merge reads is what we would have written. Tags and attributes are made anew, so that only those of ours
 * come back. */
static bool is_well_formed(const struct gx_files *files, struct gx_arena *arena)
{
	for (size_t i = 0; i < files->list.len; i++) {
		const struct gx_file *file = &files->list.at[i];
		struct gx_flat flat;
		if (gx_str_is(file->path, "tags") || gx_str_is(file->path, ".gitattributes"))
			return false;
		if (gx_merge_reads(file->path) && gx_str_ends(file->path, GX_STR(".yaml")) &&
		    gx_flat_read(file->bytes, arena, &flat, NULL) != 0)
			return false;
	}
	return true;
}

static void check_line(const struct chain *chain, const struct gx_files *merged, struct gx_arena *arena)
{
	bool is_checked = chain->is_line;
	for (size_t i = 0; i < chain->count && is_checked; i++)
		is_checked = is_well_formed(&chain->records[i], arena);
	if (is_checked)
		check_same(merged, &chain->records[chain->count - 1], "the last record of a line");
}

static void check_chain(struct chain *chain)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_files) merged = { .list = { NULL, 0, 0 } };
	GX_CLEANUP(gx_files) again = { .list = { NULL, 0, 0 } };
	struct gx_str code, code_again;
	struct gx_state reversed[MOST_STATES];
	for (size_t i = 0; i < chain->count; i++)
		reversed[i] = chain->states[chain->count - 1 - i];
	int failed = gx_merge_states(chain->states, chain->count, &arena, &merged, &code, NULL);
	expect(failed == gx_merge_states(reversed, chain->count, &arena, &again, &code_again, NULL),
	       "one answer for one set");
	if (failed != 0)
		return;
	check_sorted(&merged);
	check_same(&merged, &again, "one record for one set");
	expect(gx_str_equal(code, code_again), "one code for one set");
	check_line(chain, &merged, &arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct chain chain = { .is_line = true };
	read_chain((struct gx_str){ (const char *)data, size }, &chain);
	check_chain(&chain);
	for (size_t i = 0; i < chain.count; i++)
		gx_files_release(&chain.records[i]);
	return 0;
}
