/*
 * Artifacts: what kind of thing a file is, by its name's ending.
 */
#ifndef GX_RUN_ARTIFACT_H
#define GX_RUN_ARTIFACT_H

#include "base/str.h"

/* "model", "image", "table", "text", "audio", "video", "archive", or "file" where the ending says nothing. */
const char *gx_artifact_type(struct gx_str path);

#endif
