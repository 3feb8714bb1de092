/*
 * Inputs of a run: a file's, a folder's or a URI's entry in data.yaml. Read in a stream, whatever the size; the bytes stay where they are.
 */
#ifndef GX_CAPTURE_DATA_H
#define GX_CAPTURE_DATA_H

#include "format/value.h"

/* Whether `path` is no path but a URI: `scheme://…`. */
bool gx_data_is_uri(const char *path);

/*
 * The entry of `path`: {"columns", "count", "kind", "md5", "rows", "sha256", "size"} as far as known (gitexp-format(5)).
 *   file  sha256 and size; of a .csv or .tsv rows and columns too, the first line being their names
 *   dir   sha256 (capture/folder.h), count of files, size of all
 *   lfs   a Git LFS pointer, where git-lfs did not fetch the bytes: sha256 and size of what it points to
 *   dvc   what a `<path>.dvc` beside it says: md5 and size; if the bytes are there and of that size, their sha256 too. Where
 *         they are of another size the .dvc is of older data, and they are a file or a dir.
 *   uri   is not read
 * GX_ENOTFOUND, GX_EIO, GX_EINPUT, GX_ELIMIT name the file.
 */
int gx_capture_data(const char *path, struct gx_arena *arena, struct gx_value *ret, struct gx_err *err);

#endif
