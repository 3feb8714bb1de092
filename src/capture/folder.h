/*
 * A folder as one input: all its files under one hash that coreutils can check,
 *
 *	cd FOLDER && find . -xtype f -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
 */
#ifndef GX_CAPTURE_FOLDER_H
#define GX_CAPTURE_FOLDER_H

#include "base/hash.h"

enum { GX_FOLDER_DEPTH_MAX = 64, GX_FOLDER_FILES_MAX = 10000000 };

struct gx_folder_sum {
	unsigned char sha256[GX_SHA256_BYTES];
	uint64_t size, count; /* bytes and number of its files */
};

/*
 * Links to files count as files; links to folders, which could lead round in a circle, dangling links, sockets and the like do not. An
 * empty folder has the hash of the empty text. GX_EIO names what cannot be read, GX_ELIMIT the cap.
 */
int gx_folder_sum(const char *path, struct gx_folder_sum *ret, struct gx_err *err);

#endif
