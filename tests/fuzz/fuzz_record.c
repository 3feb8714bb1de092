/*
 * A record from anywhere, as text: a line `@ <path>` begins a file. Whatever stands in the files, reading ends; and what we
 * write of what we read is read and written again to the same bytes.
 */
#include <stdio.h>
#include <stdlib.h>

#include "run/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool truth, const char *what, struct gx_str where)
{
	if (truth)
		return;
	fprintf(stderr, "broken: %s: '%.*s'\n", what, GX_ARG(where));
	abort();
}

/* A path is either refused or comes back from its name, but for cuts; and what is encoded is safe. */
static void check_path(struct gx_str path)
{
	GX_CLEANUP(gx_buf) name = GX_BUF_INIT(1 << 20), encoded = GX_BUF_INIT(1 << 22), back = GX_BUF_INIT(1 << 22);
	unsigned folders = 0;
	for (size_t i = 0; i < path.len; i++)
		folders += path.at[i] == '/';
	gx_history_path(&encoded, path);
	if (folders < 60 && encoded.len <= 4096)
		expect(gx_path_is_safe(gx_buf_view(&encoded)), "an encoded path is safe", gx_buf_view(&encoded));
	if (gx_history_name(path, &name, NULL) || gx_str_find(path, '~') != GX_STR_NOWHERE)
		return;
	gx_history_path(&back, gx_buf_view(&name));
	expect(gx_str_equal(gx_buf_view(&back), path), "a path comes back from its name", path);
}

static void read_file(struct gx_run *run, struct gx_str path, struct gx_str bytes, struct gx_arena *arena)
{
	struct gx_err err = GX_ERR_INIT;
	unsigned parts = run->parts;
	check_path(path);
	int failed = gx_record_decode(run, path, bytes, arena, &err);
	expect(!failed || err.text[0] != '\0', "an error has a text", path);
	expect(!failed || run->parts == parts, "a broken file adds no part", path);
}

/* Cuts the text into files and reads them in their order. */
static void read_all(struct gx_run *run, struct gx_str text, struct gx_arena *arena)
{
	while (text.len > 0) {
		const char *next = memmem(text.at + 1, text.len - 1, "\n@ ", 3);
		struct gx_str file = gx_str_sub(text, 0, next ? (size_t)(next + 1 - text.at) : text.len);
		text = gx_str_from(text, file.len);
		if (!gx_str_starts(file, GX_STR("@ ")))
			continue;
		size_t end = gx_str_find(file, '\n');
		size_t path_end = end == GX_STR_NOWHERE ? file.len : end;
		read_file(run, gx_str_sub(file, 2, path_end - 2), gx_str_from(file, path_end + 1), arena);
	}
}

static int compare_order(const void *a, const void *b)
{
	const struct gx_file *first = a, *second = b;
	return gx_decode_order(first->path, second->path);
}

/* In an order of its own, for the files are sorted by path. */
static void read_back(struct gx_run *run, const struct gx_files *files, struct gx_arena *arena)
{
	struct gx_file *order = gx_arena_array(arena, files->list.len, sizeof(*order));
	if (!order)
		return;
	memcpy(order, files->list.at, files->list.len * sizeof(*order));
	qsort(order, files->list.len, sizeof(*order), compare_order);
	for (size_t i = 0; i < files->list.len; i++)
		expect(gx_record_decode(run, order[i].path, order[i].bytes, arena, NULL) == 0, "what we wrote is read",
		       order[i].path);
}

static void check_same(const struct gx_files *a, const struct gx_files *b)
{
	expect(a->list.len == b->list.len, "the files are as many as before", GX_STR("record"));
	for (size_t i = 0; i < a->list.len; i++) {
		expect(gx_str_equal(a->list.at[i].path, b->list.at[i].path), "a path is as before", a->list.at[i].path);
		expect(gx_str_equal(a->list.at[i].bytes, b->list.at[i].bytes), "a file is as before",
		       a->list.at[i].path);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT, again = GX_RUN_INIT;
	GX_CLEANUP(gx_files) files = { .list = { NULL, 0, 0 } }, back = { .list = { NULL, 0, 0 } };
	GX_CLEANUP(gx_buf) subject = GX_BUF_INIT(1 << 20);
	read_all(&run, (struct gx_str){ (const char *)data, size }, &arena);
	gx_run_subject(&subject, &run, NULL);
	expect(gx_str_find(gx_buf_view(&subject), '\n') == GX_STR_NOWHERE, "a subject is one line", gx_buf_view(&subject));
	if (gx_record_encode(&run, &arena, &files, NULL))
		return 0;
	read_back(&again, &files, &arena);
	expect(gx_record_encode(&again, &arena, &back, NULL) == 0, "what was read is written again", GX_STR("record"));
	check_same(&files, &back);
	return 0;
}
