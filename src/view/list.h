/*
 * Many runs as a list: `git exp log` and all that lists runs. People get a table of what differs between the runs;
 * programs get json, jsonl, csv, tsv: exact, complete, stable.
 */
#ifndef GX_VIEW_LIST_H
#define GX_VIEW_LIST_H

#include <stdio.h>

#include "run/field.h"
#include "run/schema.h"
#include "view/rows.h"
#include "view/style.h"
#include "view/template.h"

enum gx_list_format {
	GX_LIST_TABLE,
	GX_LIST_ONELINE,
	GX_LIST_JSON,
	GX_LIST_JSONL,
	GX_LIST_CSV,
	GX_LIST_TSV,
	GX_LIST_MD,
	GX_LIST_TEMPLATE,
};

/* The format of a word ("table", "oneline", "json" …); false if it is none. A word with a `%` is GX_LIST_TEMPLATE. */
bool gx_list_format_parse(struct gx_str word, enum gx_list_format *ret_format);

struct gx_list_options {
	enum gx_list_format format;
	const struct gx_template *layout; /* GX_LIST_TEMPLATE */
	const struct gx_field *columns;   /* those asked for, in order; */
	size_t columns_count;             /* 0: chosen by what the runs hold */
	bool all_columns;                 /* table, md: equal parameters and `system/` metrics too, at any width */
	bool nul;                         /* oneline, jsonl, template: each run ends in NUL instead of a newline */
	const struct gx_schema *schema;   /* directions and headline metrics; may be NULL */
	size_t abbrev;                    /* hex digits of an id in table, oneline, md; 0: all */
	unsigned parts;                   /* json, jsonl: what the objects hold beyond GX_JSON_PARTS (view/json.h) */
};

/* The parts that the rows must have loaded. */
unsigned gx_list_parts(const struct gx_list_options *options);

/*
 * Writes the list. Nothing is written where there are no rows, but `[]` in json and the header in csv and tsv. GX_EIO
 * where the stream fails; errors of rows->load come back as they are.
 *
 *	table    id, name, experiment (if several), status, age, tags (if any), parameters that differ, metrics; in
 *	         style->columns
 *	oneline  <id> (<tags>) <experiment>: <name> <status> [<headline metrics>]
 *	json     an array, one run a line; with columns: objects of these alone, by the columns' names
 *	jsonl    the same without brackets and commas
 *	csv      RFC 4180, but lines end in LF. Without columns: id, experiment, name, status, started, duration, every
 *	         params.*, every metrics.* (no `system/…`). Values are exact: a text that a spreadsheet would take for a
 *	         formula (`=1+1`) stays what it is; import the file as text where the runs are not yours
 *	tsv      the same with \t \n \r \\ for tab, newline, CR, backslash
 *	md       the table for GitHub, with `started` for the age; whatever runs hold is inert in it
 */
int gx_list_write(FILE *out, const struct gx_rows *rows, const struct gx_list_options *options,
		  const struct gx_style *style, struct gx_err *err);

#endif
