/*
 * The environment variables that are kept with a run: those that exp.env names.
 */
#ifndef GX_CAPTURE_VARIABLES_H
#define GX_CAPTURE_VARIABLES_H

#include "run/run.h"

/*
 * Sets those of the names or globs (of fnmatch(3)) in `wanted` that are set; values that are no UTF-8 or over 128 KiB are left out. Secrets are
 * redacted where the run is written, not here.
 */
int gx_capture_variables(const struct gx_strs *wanted, struct gx_arena *arena, struct gx_flat *ret, struct gx_err *err);

#endif
