/*
 * Git LFS: pointers, and bytes in the repository's LFS store, without git-lfs (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md).
 * Pushing them is git-lfs's business.
 */
#ifndef GX_GIT_LFS_H
#define GX_GIT_LFS_H

#include "base/hash.h"
#include "git/repo.h"

/*
 * Copies a file into the LFS store while hashing it, durably, and links it under `exp-pending/<repository uuid>/` of that store: `git lfs prune` would
 * delete what only runs refer to before a remote has it.
 */
int gx_lfs_put(struct gx_repo *repo, const char *lfs_storage, const char *path, unsigned char ret_sha256[GX_SHA256_BYTES],
	       uint64_t *ret_size, struct gx_err *err);

/* Adds the path of an object in the store, whether it is there or not. `lfs_storage` is the value of lfs.storage, or NULL. */
void gx_lfs_path(struct gx_buf *out, const struct gx_repo *repo, const char *lfs_storage, const unsigned char sha256[GX_SHA256_BYTES]);

/*
 * Opens an object of the store for reading, or, where that has lost it (`git lfs prune`), what is pending of it. The descriptor, GX_ENOTFOUND, GX_EIO.
 */
int gx_lfs_open(const struct gx_repo *repo, const char *lfs_storage, const unsigned char sha256[GX_SHA256_BYTES], struct gx_err *err);

/* Adds the pointer's text. */
void gx_lfs_pointer_write(struct gx_buf *out, const unsigned char sha256[GX_SHA256_BYTES], uint64_t size);

/* False unless the bytes are exactly a pointer as gx_lfs_pointer_write() makes it: no extension lines, no other order (security.md 9). */
bool gx_lfs_pointer_read(struct gx_str bytes, unsigned char ret_sha256[GX_SHA256_BYTES], uint64_t *ret_size);

#endif
