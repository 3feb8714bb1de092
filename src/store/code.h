/*
 * The code that a run stands on.
 */
#ifndef GX_STORE_CODE_H
#define GX_STORE_CODE_H

#include "git/snapshot.h"
#include "store/store.h"

struct gx_code {
	struct gx_oid parent;  /* the first state's parent; none without code or where HEAD is unborn */
	struct gx_oid tree;    /* of the tree without `.exp` */
	struct gx_str bytes;   /* that tree's bytes; empty without code */
	struct gx_str branch;  /* "refs/heads/main", empty */
	struct gx_str remote;  /* URL without credentials, empty */
	struct gx_str run;     /* hex id: HEAD was a state of this run */
	bool has_code;         /* false: no `code.*` facts but an empty tree */
	bool dirty;
	struct gx_value omitted; /* an array of paths, or null */
};

/* The work tree as it stands: `status` was started by gx_snapshot_start(). In a bare repository GX_EINPUT that asks for --code or --no-code. */
int gx_code_now(struct gx_store *store, struct gx_git *status, struct gx_arena *arena, struct gx_code *ret, struct gx_err *err);

/* A commit, as it is. */
int gx_code_at(struct gx_store *store, const char *revision, struct gx_arena *arena, struct gx_code *ret, struct gx_err *err);

/* No code at all. */
struct gx_code gx_code_none(void);

/* Sets the `code.*` facts (and `parent` where HEAD was a run and the run names none). */
int gx_code_facts(const struct gx_code *code, struct gx_arena *arena, struct gx_run *run, struct gx_err *err);

/* Whose the `.exp` of a commit's tree is (gitexp-format(5)): a run's record, an adopted run's, or something that is not ours. */
enum gx_exp_owner { GX_EXP_NONE, GX_EXP_RECORD, GX_EXP_ADOPTED, GX_EXP_FOREIGN };
/* ret_exp: the bytes of that tree, empty where there is none or it is no tree. */
int gx_code_exp_owner(struct gx_store *store, const struct gx_oid *commit, struct gx_arena *arena, enum gx_exp_owner *ret, struct gx_str *ret_exp,
		      struct gx_err *err);

#endif
