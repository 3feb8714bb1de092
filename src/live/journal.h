/*
 * The journal of a live run: what git exp itself has to say of it, in lines of the channel's form (live/fold.h). Appended with one write for many
 * lines, so that what is written survives the death of this process.
 */
#ifndef GX_LIVE_JOURNAL_H
#define GX_LIVE_JOURNAL_H

#include <stdint.h>

#include "format/flat.h"

struct gx_journal {
	int fd;
	struct gx_buf lines; /* that wait to be written */
};

#define GX_JOURNAL_INIT { -1, GX_BUF_INIT(GX_RECORD_MAX) }

/* Opens it for appending, makes it if need be. */
int gx_journal_open(const char *path, struct gx_journal *ret, struct gx_err *err);

/* One line of metrics: begin, metric by metric, end. `source` as in fold.h, or NULL; `step` NULL: none. */
void gx_journal_begin(struct gx_journal *journal, const char *source, int64_t time_us, const int64_t *step);
/* `number` is a JSON number or nan, inf, -inf. */
void gx_journal_metric(struct gx_journal *journal, struct gx_str name, struct gx_str number);
void gx_journal_end(struct gx_journal *journal);

/* A line of parameters. */
void gx_journal_params(struct gx_journal *journal, const char *source, const struct gx_flat *params);

/* Writes the lines that wait; on failure they are dropped, so that a full disk cannot fill the memory. */
int gx_journal_write(struct gx_journal *journal, struct gx_err *err);

void gx_journal_release(struct gx_journal *journal);

#endif
