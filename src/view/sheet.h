/*
 * A small list of things that are no runs: tags, links, artifacts. Cells are added row after row; the format is the
 * caller's word.
 */
#ifndef GX_VIEW_SHEET_H
#define GX_VIEW_SHEET_H

#include <stdint.h>
#include <stdio.h>

#include "base/vec.h"
#include "view/style.h"

enum gx_sheet_kind {
	GX_SHEET_TEXT,
	GX_SHEET_COUNT, /* a number */
	GX_SHEET_SIZE,	/* bytes: "1.5 KiB" for people */
	GX_SHEET_HASH,	/* hex digits, the first twelve for people */
};

struct gx_sheet_column {
	const char *name; /* "runs"; what the machine formats call it too */
	enum gx_sheet_kind kind;
	enum gx_slot slot;
};

struct gx_sheet_cell {
	struct gx_str text; /* borrowed */
	uint64_t number;
	bool is_none;
};

struct gx_sheet {
	const struct gx_sheet_column *columns; /* borrowed */
	size_t columns_count;
	GX_VEC(struct gx_sheet_cell) cells;
};

void gx_sheet_release(struct gx_sheet *sheet);

/* The next cell. An empty text is no value. False without memory. */
bool gx_sheet_text(struct gx_sheet *sheet, struct gx_str text);
bool gx_sheet_number(struct gx_sheet *sheet, uint64_t number);
bool gx_sheet_none(struct gx_sheet *sheet);

/* What GX_STRING_OF() offers for --format, and says of it. */
#define GX_SHEET_FORMATS "table|json|jsonl|csv|tsv|md"
#define GX_SHEET_HELP "table, json, jsonl, csv, tsv, md, or a template: '%(name)'"

/*
 * Writes all rows as `format` says: one of the words, or a template with %(column), %% and %00 (a byte in hex) in it. A
 * table without rows is nothing; json then is []. GX_EINPUT for another format.
 */
int gx_sheet_write(FILE *out, const struct gx_sheet *sheet, struct gx_str format, const struct gx_style *style,
		   struct gx_err *err);

#endif
