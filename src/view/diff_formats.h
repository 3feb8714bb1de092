/*
 * The formats of a diff, one file each, and what two of them share. Inside the room only.
 */
#ifndef GX_VIEW_DIFF_FORMATS_H
#define GX_VIEW_DIFF_FORMATS_H

#include "view/diff.h"

typedef int gx_diff_writer(FILE *out, const struct gx_diff *diff, const struct gx_diff_options *options,
			   const struct gx_style *style, struct gx_err *err);

gx_diff_writer gx_diff_text;
gx_diff_writer gx_diff_json;
gx_diff_writer gx_diff_md;

/* The heading of a section for people ("Parameters"), and its key in JSON ("params"). */
struct gx_diff_name {
	const char *title, *key;
};
extern const struct gx_diff_name gx_diff_names[GX_DIFF_KINDS];

/* "better", "worse", "". */
const char *gx_verdict_name(enum gx_verdict verdict);

/*
 * Adds a side of a change for people, safe for a terminal: ids abbreviated, of data size, hash and rows, metrics with
 * six digits; exactly, where the two sides would look the same.
 */
void gx_diff_value(struct gx_buf *out, enum gx_diff_kind kind, const struct gx_change *change,
		   const struct gx_value *value, size_t abbrev);

/* Adds "+0.012" and "+1.3%"; nothing where there is none. */
void gx_diff_by(struct gx_buf *out, const struct gx_change *change);
void gx_diff_percent(struct gx_buf *out, const struct gx_change *change);

/* Adds one side's id, name and experiment, or its label; safe for a terminal. */
void gx_diff_side(struct gx_buf *out, const struct gx_run *run, struct gx_str label, size_t abbrev);

#endif
