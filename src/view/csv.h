/*
 * Cells of CSV and TSV. Inside the room only.
 */
#ifndef GX_VIEW_CSV_H
#define GX_VIEW_CSV_H

#include "base/buf.h"

/*
 * Adds a cell as RFC 4180 (2.5-2.7) has it. An empty text is quoted, so that it is told from a value that is not there.
 *
 */
void gx_csv_cell(struct gx_buf *out, struct gx_str text);

/* Adds a cell with \t \n \r \\ for tab, newline, CR and backslash. */
void gx_tsv_cell(struct gx_buf *out, struct gx_str text);

#endif
