/*
 * `.gitattributes` of a record: its bytes are nobody's to convert, and its artifacts in Git LFS are known as such.
 */
#ifndef GX_RUN_ATTRIBUTES_H
#define GX_RUN_ATTRIBUTES_H

#include "format/flat.h"

/* Adds the file for these entries of artifacts.yaml. */
void gx_attributes_write(struct gx_buf *out, const struct gx_flat *artifacts, struct gx_arena *arena);

#endif
