/*
 * Checking every run against the format, to the last file; and putting refs right after history was rewritten.
 */
#ifndef GX_STORE_FSCK_H
#define GX_STORE_FSCK_H

#include "store/item.h"

enum gx_finding_level { GX_FINDING_ERROR, GX_FINDING_WARNING };

/* Called for each finding; `what` is a sentence about `ref`, unsafe for a terminal. */
typedef void gx_finding(void *context, enum gx_finding_level level, struct gx_str ref, const char *what);

/*
 * Checks refs below refs/experiments/: names, that the id proves itself in every state, one uuid, trees, modes, paths, every file of the record,
 * sizes, headline and stats against histories, artifacts' hashes, cycles of `parent`. Returns 0 whatever it found; `ret_checked` counts the refs.
 */
int gx_store_fsck(struct gx_store *store, gx_finding *found, void *context, size_t *ret_checked, struct gx_err *err);

/*
 * After `git filter-repo` the first commit of a run has another id than its ref says. Renames such refs (create, then delete, each by
 * compare-and-swap) and writes `formerly`. `each` is told old and new.
 */
int gx_store_rekey(struct gx_store *store, bool dry_run, void (*each)(void *context, struct gx_str old_ref, struct gx_str new_ref), void *context,
		   size_t *ret_count, struct gx_err *err);

#endif
