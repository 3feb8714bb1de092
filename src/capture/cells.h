/*
 * Counts the rows and columns of a CSV or TSV while its bytes go by, whatever its size. The rules are those of format/csv.h: quotes begin
 * at the start of a cell, a doubled one inside is none, blank lines are no rows, the separator is what the first line has most of.
 */
#ifndef GX_CAPTURE_CELLS_H
#define GX_CAPTURE_CELLS_H

#include <stdint.h>

#include "base/str.h"

enum gx_cells_state { GX_CELLS_START, GX_CELLS_INSIDE, GX_CELLS_QUOTED, GX_CELLS_QUOTE_SEEN };

struct gx_cells {
	enum gx_cells_state state;
	bool line_begun;                 /* the line holds more than blanks */
	int64_t lines;                   /* ended or not, blank ones not counted */
	int64_t commas, semicolons, tabs; /* of the first line, outside quotes */
	char separator;                  /* of the lines behind it */
};

/* Set to zero to begin with. Pieces may end anywhere. */
void gx_cells_add(struct gx_cells *cells, struct gx_str piece);

/* Rows without the first line, which names the columns. */
int64_t gx_cells_rows(const struct gx_cells *cells);
int64_t gx_cells_columns(const struct gx_cells *cells);

#endif
