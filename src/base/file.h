/*
 * Files: read whole under a cap, write so that a crash leaves the old or the new.
 */
#ifndef GX_BASE_FILE_H
#define GX_BASE_FILE_H

#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"

/*
 * Adds the whole of a regular file (or of a pipe; "-" is standard input). GX_ENOTFOUND, GX_EIO, GX_EINPUT for a folder,
 * or GX_ELIMIT where the buffer would go over out->max; then it holds what it held before.
 */
int gx_file_read(const char *path, struct gx_buf *out, struct gx_err *err);

/* Writes all bytes to a descriptor, however often the kernel stops half way. `name` is for the message. */
int gx_fd_write(int fd, struct gx_str bytes, const char *name, struct gx_err *err);

/*
 * Replaces `path` by way of a temporary file in the same folder that is flushed and renamed; the folder is
 * flushed too. Killed at any instant, the old file or the new one is there (and perhaps a `.tmp-exp-<random>` that is
 * in nobody's way). `mode` is cut by the umask; a symlink at `path` is replaced, not followed.
 */
int gx_file_replace(const char *path, struct gx_str bytes, mode_t mode, struct gx_err *err);

/*
 * Flushes files or folders to disk, all at once: a journal that is asked by several threads commits once for all of them, where one after the
 * other costs a commit each. The errno of one that failed, or 0.
 */
int gx_flush_all(const int *fds, size_t count);

/* Flushes the folder's entries to disk. */
int gx_folder_flush(const char *path, struct gx_err *err);

/* Makes the folder and those above it; fine if it is there. */
int gx_folder_make(const char *path, struct gx_err *err);

/* Removes a folder (or file) and all in it, at most 256 folders deep, following no links. Fine if it is not there. */
int gx_folder_remove(const char *path, struct gx_err *err);

bool gx_file_exists(const char *path);

/* Makes the buffer "<folder>/<name>" (in folder "" just the name) and returns it as a C string, "" on failure. */
const char *gx_path(struct gx_buf *out, const char *folder, const char *name);

#endif
