/*
 * The reader's half of the metric channel: all new lines of all files that processes of a live run append to (live/folder.h),
 *
 *	log, log.<rank>       appended to, by any program
 *	log.map-<pid>-<hex>   mapped by libgitexp: made longer than what is in it, the rest being NUL
 *	journal               git exp's own
 *
 * A line counts when its LF is there. Lines of one file come in their order.
 */
#ifndef GX_LIVE_TAIL_H
#define GX_LIVE_TAIL_H

#include <stdint.h>

#include "base/buf.h"

enum {
	GX_TAIL_LINE_MAX = 1 << 20, /* bytes of a line; a longer one is passed over */
	GX_TAIL_FILES_MAX = 4096,
};

struct gx_tail; /* opaque */

/* The files need not be there yet. GX_ENOMEM. The caller frees *ret. */
int gx_tail_open(const char *folder, struct gx_tail **ret, struct gx_err *err);
void gx_tail_free(struct gx_tail *tail);

/*
 * The next new line, without its LF: 1, good until the next call; 0 if there is none for now; or an error, GX_EIO, GX_ENOMEM. The files of the folder
 * are looked for again whenever it begins anew after a 0.
 */
int gx_tail_next(struct gx_tail *tail, struct gx_str *ret_line, struct gx_err *err);

/* From now on what stands behind the last LF of a file is a line, too: nobody will end it. */
void gx_tail_finish(struct gx_tail *tail);

/* Lines that were too long. */
size_t gx_tail_skipped(const struct gx_tail *tail);

#endif
