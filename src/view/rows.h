/*
 * Runs one at a time: what a list reads, so that a hundred thousand runs are shown in the memory of one.
 */
#ifndef GX_VIEW_ROWS_H
#define GX_VIEW_ROWS_H

#include "run/run.h"

struct gx_rows {
	size_t count;
	/*
	 * The run at `index`; valid until the next load. Views ask for 0, 1, 2 … and some of them twice through (a
	 * table has to know all widths before its first line). An error ends the view and is passed on.
	 */
	int (*load)(void *context, size_t index, const struct gx_run **ret_run, struct gx_err *err);
	void *context;
};

#endif
