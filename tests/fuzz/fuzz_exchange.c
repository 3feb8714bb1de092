/*
 * A run as JSON from anywhere: it is refused with a sentence, or it is a run that can be written, and read again.
 */
#include <stdio.h>
#include <stdlib.h>

#include "run/exchange.h"
#include "run/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool truth, const char *what, const char *where)
{
	if (truth)
		return;
	fprintf(stderr, "broken: %s: '%s'\n", what, where);
	abort();
}

static void check_record(struct gx_run *run, struct gx_arena *arena)
{
	GX_CLEANUP(gx_files) files = { .list = { NULL, 0, 0 } };
	GX_CLEANUP(gx_run) back = GX_RUN_INIT;
	struct gx_err err = GX_ERR_INIT;
	int failed = gx_record_encode(run, arena, &files, &err);
	expect(failed == 0 || failed == GX_ELIMIT, "what was taken is written", err.text);
	for (size_t i = 0; i < files.list.len; i++) {
		failed = gx_record_decode(&back, files.list.at[i].path, files.list.at[i].bytes, arena, &err);
		expect(failed == 0, "what was written is read", err.text);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	struct gx_err err = GX_ERR_INIT;
	struct gx_node *root;
	if (gx_json_read((struct gx_str){ (const char *)data, size }, "fuzz", &arena, &root, &err))
		return 0;
	int failed = gx_run_from_json(root, &arena, &run, &err);
	expect(failed == 0 || err.text[0] != '\0', "an error has a text", "exchange");
	if (!failed)
		check_record(&run, &arena);
	return 0;
}
