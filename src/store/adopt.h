/*
 * Adopting a run: its record as one file in the current branch, and its code where that was never committed.
 */
#ifndef GX_STORE_ADOPT_H
#define GX_STORE_ADOPT_H

#include "git/landing.h"
#include "store/item.h"

#define GX_ADOPTED_PATH ".exp/adopted.yaml"

/* What an adoption changes in HEAD. */
struct gx_adoption {
	struct gx_arena arena;
	struct gx_oid head;
	struct gx_changes changes; /* none: HEAD has it all already */
	struct gx_str subject;     /* of the commit; with a NUL behind it */
	struct gx_str trailer;     /* "Experiment: <id>" */
};

void gx_adoption_release(struct gx_adoption *adoption);

/*
 * Finds what adopting the run changes in HEAD, and writes the objects of it. Refused with the reason: no work tree, no commit yet, in the
 * middle of a merge or rebase, `.exp` in HEAD is not ours, HEAD has other code than the run stands on where the run changed it. The run has
 * GX_ADOPTED_PARTS. Release it in any case.
 */
int gx_adopt_plan(struct gx_store *store, const struct gx_item *item, const struct gx_run *run, struct gx_adoption *ret, struct gx_err *err);

/* The blob of the run's record as an adopted one; durable. */
int gx_adopt_record(struct gx_store *store, const struct gx_run *run, struct gx_arena *arena, struct gx_oid *ret, struct gx_err *err);

/* One side of a conflict on GX_ADOPTED_PATH. */
struct gx_candidate {
	const char *side;  /* "ours", "theirs" */
	struct gx_oid blob; /* none: that side has deleted it */
	struct gx_flat flat; /* what it says; empty if it cannot be read */
};

/* The two sides of the conflict. GX_ENOTFOUND if there is none. */
int gx_adopt_candidates(struct gx_store *store, struct gx_arena *arena, struct gx_candidate ret[2], struct gx_err *err);

/* Ends the conflict by this blob: staged and in the work tree. */
int gx_adopt_resolve(struct gx_store *store, const struct gx_oid *blob, struct gx_err *err);

#endif
