/*
 * Building states for the tests of the merge: records as lists of "path", "contents".
 */
#ifndef GX_TEST_RUN_MERGE_UTIL_H
#define GX_TEST_RUN_MERGE_UTIL_H

#include "run/merge.h"
#include "util.h"

/* One more record, of pairs of strings with NULL behind the last; kept until the arena goes. Blobs are written
 * "blob:<id>". */
static inline const struct gx_files *test_record(struct gx_arena *arena, const char *const *pairs)
{
	struct gx_files files = { 0 };
	for (; *pairs; pairs += 2) {
		struct gx_file file = { .path = gx_str_of(pairs[0]) };
		struct gx_str text = gx_str_of(pairs[1]);
		if (gx_str_starts(text, GX_STR("blob:")))
			file.blob = gx_str_from(text, 5);
		else
			file.bytes = text;
		cr_assert(gx_files_put(&files, file));
	}
	struct gx_files *kept = gx_arena_alloc(arena, sizeof(*kept));
	struct gx_file *list = gx_arena_array(arena, files.list.len + 1, sizeof(*list));
	cr_assert(kept && list);
	for (size_t i = 0; i < files.list.len; i++)
		list[i] = files.list.at[i];
	kept->list.at = list;
	kept->list.len = files.list.len;
	gx_files_release(&files);
	return kept;
}

#define TEST_RECORD(arena, ...) test_record((arena), (const char *const[]){ __VA_ARGS__, NULL })

/* All of a record as one text: "== path" and the contents, or "blob <id>". */
static inline void test_dump(const struct gx_files *files, struct gx_buf *out)
{
	for (size_t i = 0; i < files->list.len; i++) {
		const struct gx_file *file = &files->list.at[i];
		gx_buf_printf(out, "== %" GX_PRI "\n", GX_ARG(file->path));
		if (file->blob.len > 0)
			gx_buf_printf(out, "blob %" GX_PRI "\n", GX_ARG(file->blob));
		else
			gx_buf_str(out, file->bytes);
	}
}

#endif
