/*
 * One call of a public function: it takes the lock of its run, adds lines to what waits, and has them written when it ends.
 */
#ifndef GX_LIB_CALL_H
#define GX_LIB_CALL_H

#include <pthread.h>
#include <sys/types.h>

#include "base/clock.h"
#include "gitexp.h"
#include "lib/channel.h"

struct gitexp_run {
	pthread_mutex_t lock; /* of all below but `broken` */
	struct gx_channel channel;
	struct gx_clock clock;
	struct gx_err err; /* the newest failure */
	int broken;	   /* why the run could not be joined, or 0; never changes */
	int lost;	   /* the code of the newest call that lost what it was to log, or 0 */
	pid_t pid;	   /* whose lines wait */
};

/* One call of a public function: what it adds to the run's lines, and what it has to put back. */
struct gx_call {
	struct gitexp_run *run;
	struct gx_buf *lines;
	size_t start; /* where the lines of this call begin */
	int rc;	      /* once it is not 0, nothing is added */
	int errno_before, cancel_before;
};

/* Takes the lock of the run, which is not NULL. */
struct gx_call gx_call_begin(struct gitexp_run *run);

/*
 * Writes what waits or, if the call has failed, takes back what it has added; gives the lock back. Returns the call's code;
 * errno is what it was when the call began.
 */
int gx_call_end(struct gx_call *call);

/* Makes `rc` the code of the call, unless it has failed already. True if all is well. */
bool gx_call_check(struct gx_call *call, int rc);

/* Where to leave a sentence; NULL once the call has failed, for the first failure counts. */
struct gx_err *gx_call_err(struct gx_call *call);

/* Adds a JSON string. */
void gx_call_string(struct gx_call *call, const char *text);

/* Adds `before`, the key and a colon: `{"lr": ` or `, "lr": `. */
void gx_call_key(struct gx_call *call, const char *before, const char *key);

/* Adds a number, exact, or one of "nan", "inf", "-inf". */
void gx_call_double(struct gx_call *call, double value);

#endif
