/*
 * The merge of two tips of one run: a pure function of the set of non-merge states that they reach (format.md, "Merging").
 */
#ifndef GX_RUN_MERGE_H
#define GX_RUN_MERGE_H

#include "run/record.h"

struct gx_state {
	struct gx_str id;            /* hex id of its commit */
	const struct gx_str *parents; /* ids of those parents that are states of the run; none for the first */
	size_t parents_count;
	int64_t time_s;              /* committer time */
	const struct gx_files *before; /* its first parent's record; NULL for the first state */
	const struct gx_files *after;  /* its own record; files that merge by content have bytes, the others may have only a blob */
	struct gx_str code;          /* id of the tree without .exp/ */
};

/* True for the paths whose bytes the merge reads: *.yaml, tags, metrics/; all others move as whole blobs. */
bool gx_merge_reads(struct gx_str path);

/*
 * Replays the states' own changes: parents before children, ties by (time, id). The order in which `states` lists them does not matter.
 * Commits that merge are not states; where a state's parent is a merge, name the non-merge states that this one reaches.
 * GX_EINPUT for a cycle or a parent that is not in the set.
 */
int gx_merge_states(const struct gx_state *states, size_t count, struct gx_arena *arena, struct gx_files *ret_record, struct gx_str *ret_code,
		    struct gx_err *err);

#endif
