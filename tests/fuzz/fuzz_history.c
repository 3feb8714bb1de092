/* Histories: whatever CSV, TSV or JSONL reads is written to a stored form that reads back to the same bytes; and so is
 * a stored form itself. */
#include <stdint.h>
#include <stdlib.h>

#include "base/clock.h"
#include "format/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void history_release(struct gx_history *history)
{
	gx_vec_release(&history->points);
}

static void check_stored(const struct gx_history *history, struct gx_arena *arena)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) again = GX_BUF_INIT(GX_BUF_ANY);
	__attribute__((cleanup(history_release))) struct gx_history back = { 0 };
	gx_tsv_write(&text, history);
	must(gx_tsv_read(gx_buf_view(&text), &back, arena, NULL) == 0);
	must(back.points.len == history->points.len);
	gx_tsv_write(&again, &back);
	must(gx_str_equal(gx_buf_view(&again), gx_buf_view(&text)));
}

static void check_file(struct gx_str text, const char *name)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_histories) histories = { 0 };
	struct gx_err err = GX_ERR_INIT;
	int rc = gx_history_parse(text, name, GX_TIME_NONE, &arena, &histories, &err);
	must(rc == 0 || (err.code == rc && strncmp(err.text, "fuzz", 4) == 0 && histories.all.len == 0));
	for (size_t i = 0; i < histories.all.len; i++)
		check_stored(&histories.all.at[i], &arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gx_str text = { (const char *)data, size };
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	__attribute__((cleanup(history_release))) struct gx_history history = { 0 };
	check_file(text, "fuzz");
	check_file(text, "fuzz.jsonl");
	if (gx_tsv_read(text, &history, &arena, NULL) == 0)
		check_stored(&history, &arena);
	return 0;
}
