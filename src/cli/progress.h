/*
 * A line on standard error that tells how far a long work is: on a terminal and after a second, or by --progress.
 *
 *	struct gx_progress progress = gx_progress_start(cli, "Recording runs", count);
 *	for (…)
 *		gx_progress_at(&progress, done);
 *	gx_progress_stop(&progress);
 */
#ifndef GX_CLI_PROGRESS_H
#define GX_CLI_PROGRESS_H

#include "cli/cli.h"

struct gx_progress {
	const char *title;  /* borrowed */
	uint64_t done, total; /* total 0: not known */
	int64_t start_us, next_us; /* of the monotonic clock: when it began, when to draw again */
	size_t columns;     /* of the line that stands on the terminal */
	bool on;
};

/* `title` says what is done ("Recording runs"); `total` is 0 where it is not known. The command needs the trait GX_PROGRESS. */
struct gx_progress gx_progress_start(const struct gx_cli *cli, const char *title, uint64_t total);

/* `done` of the total are done. Cheap: draws ten times a second at most. */
void gx_progress_at(struct gx_progress *progress, uint64_t done);

/* Ends the line, if there is one, with what was reached. Nothing else may be printed on standard error before. */
void gx_progress_stop(struct gx_progress *progress);

/*
 * The line: "Recording runs:  45% (450/1000), 120/s, 4.58s left". `elapsed_us` 0 gives no rate; without a total it has neither
 * percent nor time left; where all is done it ends in ", done".
 */
void gx_progress_text(const struct gx_progress *progress, int64_t elapsed_us, struct gx_buf *out);

#endif
