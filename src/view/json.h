/*
 * A run as JSON: the shape of cli.md, exact, one line, that `record --stdin` takes back.
 */
#ifndef GX_VIEW_JSON_H
#define GX_VIEW_JSON_H

#include "run/run.h"

/* The parts that every object holds; the others only where asked for. */
#define GX_JSON_PARTS (GX_PART_FACTS | GX_PART_PARAMS | GX_PART_METRICS | GX_PART_TAGS)

/*
 * Adds the run as one JSON object on one line, no newline behind it. `parts` (of enum gx_part) beyond GX_JSON_PARTS
 * adds `stats`, `environment` (GX_PART_SYSTEM), `packages`, `variables`, `data`, `artifacts`, `output`, `description`,
 * `notes`, `history`. A part that the run has not is an empty object or array, a missing text ""; a fact that it has
 * not is left out, but for `params`, `metrics`, `tags`, which always stand.
 */
void gx_json_run(struct gx_buf *out, const struct gx_run *run, unsigned parts);

/* Adds a flat as a JSON object. */
void gx_json_flat(struct gx_buf *out, const struct gx_flat *flat);

#endif
