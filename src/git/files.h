/*
 * For the files of this room only: files and folders of the repository, with the modes that git would give them (umask, core.sharedRepository).
 */
#ifndef GX_GIT_FILES_H
#define GX_GIT_FILES_H

#include <sys/types.h>

#include "git/repo.h"

/*
 * A new file under a name that nobody has; `path` ends in "XXXXXX", which becomes that. `mode` is cut by the umask and widened by the repository's
 * setting. GX_ENOTFOUND if the folder is not there.
 */
int gx_repo_temporary(struct gx_repo *repo, struct gx_buf *path, mode_t mode, int *ret_fd, struct gx_err *err);

/* Makes a folder and those above it. */
int gx_repo_folder_make(struct gx_repo *repo, const char *path, struct gx_err *err);

/* As gx_file_replace(); `prefix` begins the temporary name: one that git cleans up, or one with a dot where git lists files. */
int gx_repo_file_replace(struct gx_repo *repo, const char *path, const char *prefix, struct gx_str bytes, mode_t mode, struct gx_err *err);

/* The rest of a replacement: flushes the file, renames it and flushes its folder. The temporary file is gone afterwards. */
int gx_repo_file_finish(int fd, const char *temporary, const char *path, struct gx_err *err);

#endif
