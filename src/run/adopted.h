/*
 * The record of an adopted run: what stands in a branch as `.exp/adopted.yaml`, one flat file whose diff shows what a change of code brought.
 */
#ifndef GX_RUN_ADOPTED_H
#define GX_RUN_ADOPTED_H

#include "run/run.h"

/* The parts of a run that it is made from. */
#define GX_ADOPTED_PARTS (GX_PART_FACTS | GX_PART_PARAMS | GX_PART_METRICS | GX_PART_DATA)

/* Two branches that adopted differently must conflict: which result counts is for a person to say. Nothing may change the bytes. */
#define GX_ADOPTED_ATTRIBUTES "adopted.yaml -text -filter -ident -working-tree-encoding -merge\n"

/*
 * Makes the flat: `adopted` (the run's id), `code.tree`, `experiment`, `name`, `params.<key>`, `metrics.<key>` without those of system/,
 * `data.<path>.sha256`. Views point into the run. GX_ELIMIT over the caps of a flat.
 */
int gx_adopted_flat(const struct gx_run *run, struct gx_arena *arena, struct gx_flat *ret, struct gx_err *err);

/* "adopt mnist: brave-otter [acc=0.93, loss=0.31]"; as gx_run_subject(). */
void gx_adopted_subject(struct gx_buf *out, const struct gx_run *run, const struct gx_strs *headline);

#endif
