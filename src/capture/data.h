/*
 * Inputs of a run: a file's, a folder's or a URI's entry in data.yaml. Read in a stream, whatever the size; the bytes stay where they are.
 */
#ifndef GX_CAPTURE_DATA_H
#define GX_CAPTURE_DATA_H

#include "format/value.h"

/*
 * The entry of `path`: {"columns", "count", "kind", "rows", "sha256", "size"} as far as known (gitexp-format(5)). A folder's sha256 is that of what `sha256sum` prints for its files in byte
 * order of their paths. `scheme://…` is a URI and is not read. GX_ENOTFOUND, GX_EIO name the file.
 */
int gx_capture_data(const char *path, struct gx_arena *arena, struct gx_value *ret, struct gx_err *err);

#endif
