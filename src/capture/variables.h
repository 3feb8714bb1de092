/*
 * The environment variables that are kept with a run: those that exp.env names.
 */
#ifndef GX_CAPTURE_VARIABLES_H
#define GX_CAPTURE_VARIABLES_H

#include "run/run.h"

/* Sets those of the names or globs in `wanted` that are set. Secrets are redacted where the run is written, not here. */
int gx_capture_variables(const struct gx_strs *wanted, struct gx_arena *arena, struct gx_flat *ret, struct gx_err *err);

#endif
