/*
 * Where the parts of a record live in a run: shared by those who read, write and merge records.
 */
#ifndef GX_RUN_PARTS_H
#define GX_RUN_PARTS_H

#include "run/run.h"

/* The run's flat of a *.yaml part; NULL for the other parts. */
struct gx_flat *gx_part_flat(struct gx_run *run, enum gx_part part);

/* The run's view of a part that is one text: packages, output, description; NULL for the other parts. */
struct gx_str *gx_part_text(struct gx_run *run, enum gx_part part);

/* "metrics/loss~2.tsv" → "metrics/loss" and part 2, "metrics/loss.tsv" → "metrics/loss" and 1; any other path whole. */
struct gx_str gx_history_stem(struct gx_str path, unsigned *ret_part);

#endif
