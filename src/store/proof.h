/*
 * For the files of this room only: what a chain of commits says of the run that it claims to be.
 */
#ifndef GX_STORE_PROOF_H
#define GX_STORE_PROOF_H

#include "store/item.h"

enum { GX_STATES_MAX = 100000, GX_COMMIT_MAX = 8 << 20, GX_TREE_MAX = 64 << 20 };

/* refs/experiments/<experiment>/archive and …/about are ours, but no runs. */
bool gx_proof_is_reserved(struct gx_str ref);

/* One commit as a state. */
struct gx_proof_state {
	struct gx_commit commit;
	struct gx_oid record;
	bool has_record;
	struct gx_str facts; /* of run.yaml, in the arena */
	struct gx_str uuid;  /* empty without one */
};
int gx_proof_read(struct gx_store *store, const struct gx_oid *id, struct gx_arena *arena, struct gx_proof_state *ret, struct gx_err *err);

/* Every state from the tip to the first bears the same uuid. GX_EFORMAT names the commit that does not. */
int gx_proof_states(struct gx_store *store, const struct gx_item *item, struct gx_arena *arena, struct gx_err *err);

/* The first state of the run that `tip` is a state of, by uuid alone: whatever its ref says. GX_EFORMAT if the tip has no record. */
int gx_proof_first(struct gx_store *store, const struct gx_oid *tip, struct gx_arena *arena, struct gx_oid *ret, struct gx_err *err);

/* The bytes of a state's tree without `.exp`. */
int gx_proof_code(struct gx_store *store, const struct gx_oid *commit, struct gx_arena *arena, struct gx_str *ret, struct gx_err *err);

#endif
