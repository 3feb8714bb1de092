#include "cli/record_lines.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "run/exchange.h"

enum { LINE_MAX_BYTES = 64 << 20 };

/* Standard input, a line at a time. */
struct lines {
	struct gx_buf text; /* what was read and not yet taken, behind `taken` */
	size_t taken;
	bool at_end;
	size_t number; /* of the latest line */
};

/* Reads more; what was taken goes first. */
static int fill(struct lines *lines, struct gx_err *err)
{
	size_t left = lines->text.len - lines->taken;
	if (lines->taken > 0 && left > 0)
		memmove(lines->text.at, lines->text.at + lines->taken, left);
	lines->text.len = left;
	lines->taken = 0;
	char *room = gx_buf_reserve(&lines->text, 1 << 16);
	if (!room)
		return lines->text.failed == GX_ELIMIT ? gx_fail(err, GX_ELIMIT, "line %zu is over %d bytes", lines->number + 1, LINE_MAX_BYTES)
						       : gx_fail_memory(err);
	size_t got = fread(room, 1, 1 << 16, stdin);
	if (got == 0 && ferror(stdin))
		return gx_fail_errno(err, "cannot read standard input");
	lines->text.len += got;
	lines->at_end = got == 0;
	return 0;
}

/* The next line that is not empty; false at the end. The view is good until the next call. */
static int next_line(struct lines *lines, struct gx_str *ret_line, bool *ret_more, struct gx_err *err)
{
	for (;;) {
		struct gx_str rest = gx_str_from(gx_buf_view(&lines->text), lines->taken);
		size_t end = gx_str_find(rest, '\n');
		if (end == GX_STR_NOWHERE && !lines->at_end) {
			int r = fill(lines, err);
			if (r < 0)
				return r;
			continue;
		}
		struct gx_str line = gx_str_sub(rest, 0, end);
		lines->taken += end == GX_STR_NOWHERE ? rest.len : end + 1;
		*ret_more = rest.len > 0;
		if (rest.len == 0)
			return 0;
		lines->number++;
		*ret_line = gx_str_trim(line);
		if (ret_line->len > 0)
			return 0;
	}
}

/* A line names artifacts, but brings no bytes: only what lies elsewhere (storage `uri`) can be kept. Returns how many were dropped. */
static size_t drop_artifacts(struct gx_run *run)
{
	static const struct gx_str elsewhere = GX_STR_INIT("\"storage\": \"uri\"");
	size_t kept = 0;
	for (size_t i = 0; i < run->artifacts.len; i++) {
		struct gx_str entry = run->artifacts.at[i].value.json;
		/* Canonical JSON: a quote inside of a string is escaped, so this is the member. */
		if (memmem(entry.at, entry.len, elsewhere.at, elsewhere.len))
			run->artifacts.at[kept++] = run->artifacts.at[i];
	}
	size_t dropped = run->artifacts.len - kept;
	run->artifacts.len = kept;
	return dropped;
}

static int add_line(struct gx_bulk *bulk, const char *experiment, bool forced, struct gx_str line, struct gx_arena *arena, size_t *dropped, struct gx_oid *ret,
		    struct gx_err *err)
{
	struct gx_node *object;
	struct gx_run run = GX_RUN_INIT;
	int r = gx_json_read(line, "standard input", arena, &object, err);
	if (r == 0)
		r = gx_run_from_json(object, arena, &run, err);
	bool moves = forced || gx_run_text(&run, "experiment").len == 0;
	if (r == 0 && moves && !gx_run_set_text(&run, arena, "experiment", gx_str_of(experiment)))
		r = gx_fail_memory(err);
	if (r == 0)
		*dropped += drop_artifacts(&run);
	if (r == 0)
		r = gx_bulk_add(bulk, &run, arena, ret, err);
	gx_run_release(&run);
	return r;
}

static int add_lines(struct gx_bulk *bulk, const char *experiment, bool forced, struct gx_buf *ids, size_t *dropped, struct gx_err *err)
{
	struct lines lines = { .text = GX_BUF_INIT(LINE_MAX_BYTES) };
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_str line;
	bool more = true;
	int r = 0;
	while (r == 0 && (r = next_line(&lines, &line, &more, err)) == 0 && more) {
		struct gx_oid id;
		gx_arena_reset(&arena);
		r = add_line(bulk, experiment, forced, line, &arena, dropped, &id, err);
		if (r < 0)
			r = gx_fail_within(err, "line %zu", lines.number);
		else
			gx_buf_printf(ids, "%s\n", gx_oid_text(&id).hex);
	}
	gx_arena_release(&arena);
	gx_buf_release(&lines.text);
	return r;
}

static int record_lines(struct gx_cli *cli, const struct gx_record_options *want, struct gx_git *status, struct gx_arena *arena,
			struct gx_buf *ids, struct gx_err *err)
{
	struct gx_code code;
	struct gx_bulk *bulk = NULL;
	size_t dropped = 0;
	int r = gx_record_code(cli, want, status, arena, &code, err);
	if (r == 0)
		r = gx_bulk_begin(&cli->session.store, &code, &bulk, err);
	if (r == 0)
		r = add_lines(bulk, gx_record_experiment(cli, want->experiment), want->experiment != NULL, ids, &dropped, err);
	if (r == 0)
		r = gx_buf_check(ids, "the list of ids", err);
	if (r == 0)
		r = gx_bulk_finish(bulk, err);
	gx_bulk_free(bulk);
	if (r == 0 && dropped > 0)
		gx_say_warning("left out %zu artifacts whose bytes do not come with the lines; git exp artifact add keeps them", dropped);
	return r;
}

int gx_record_lines(struct gx_cli *cli, const struct gx_record_options *want, struct gx_git *status)
{
	struct gx_err err = GX_ERR_INIT;
	struct gx_arena arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_buf) ids = GX_BUF_INIT(GX_BUF_ANY);
	int r = record_lines(cli, want, status, &arena, &ids, &err);
	if (r == 0)
		gx_out_str(&cli->out, gx_buf_view(&ids));
	gx_arena_release(&arena);
	return r < 0 ? gx_say_err(&err) : GX_EXIT_DONE;
}
