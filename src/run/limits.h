/*
 * Caps on what a record holds. Those of keys, values and files stand in format/flat.h; those that a user may
 * set (output, snapshot, LFS) in the table of run/settings.h.
 */
#ifndef GX_RUN_LIMITS_H
#define GX_RUN_LIMITS_H

#include "format/flat.h"

enum {
	GX_NAME_MAX = 200,	/* bytes of an experiment, a run's name, a tag, an encoded path part */
	GX_TAGS_MAX = 1000,	/* tags of a run */
	GX_NOTE_MAX = 1 << 20,	/* bytes of one note, or of the description */
	GX_NOTES_MAX = 10000,	/* notes of a run */
	GX_TREE_DEPTH_MAX = 64, /* folders in each other */
	GX_PATH_PART_MAX = 255, /* bytes of one name in a path: what file systems take */
	GX_PATH_MAX = 4096,	/* bytes of a path */
};

#endif
