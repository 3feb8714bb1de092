/*
 * The code of a run that is stored, and that code as a commit of its own, without `.exp/`: what checkout and branch give.
 */
#ifndef GX_STORE_STORED_CODE_H
#define GX_STORE_STORED_CODE_H

#include "store/item.h"

struct gx_stored_code {
	struct gx_oid parent; /* the commit that the run stands on; none where it was recorded before the first one */
	struct gx_oid tree;   /* of the run's tree without `.exp` */
	struct gx_str bytes;  /* that tree's */
	bool dirty;           /* the trees differ: by themselves, not by what the record says of them */
};

/*
 * Finds the code of a run, of which the facts are read. GX_ENOTFOUND where the run has none, or where this clone lacks the commit that it
 * stands on: then the sentence names the fetch that brings it.
 */
int gx_stored_code(struct gx_store *store, const struct gx_item *item, const struct gx_run *run, struct gx_arena *arena,
		   struct gx_stored_code *ret, struct gx_err *err);

/*
 * The commit with the code and nothing else: the one that the run stands on where nothing was changed; else one on top of it by the run's
 * author at its start, so that every clone makes the same. It is durable when this returns, and no ref leads to it.
 */
int gx_stored_code_commit(struct gx_store *store, const struct gx_item *item, const struct gx_run *run, const struct gx_stored_code *code,
			  struct gx_oid *ret, struct gx_err *err);

/* The sentence for a commit that this clone lacks; GX_ENOTFOUND. `what` stands on it: "run 1a2b3c4". */
int gx_fail_commit_missing(const struct gx_store *store, const char *what, const struct gx_oid *commit, struct gx_err *err);

#endif
