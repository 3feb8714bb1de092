/*
 * The merge of two tips of one run: a pure function of the set of non-merge states that they reach (format.md,
 * "Merging").
 */
#ifndef GX_RUN_MERGE_H
#define GX_RUN_MERGE_H

#include "run/record.h"

struct gx_state {
	struct gx_str id;	      /* hex id of its commit */
	const struct gx_str *parents; /* ids of those parents that are states of the run; none for the first */
	size_t parents_count;
	int64_t time_s;		       /* committer time */
	const struct gx_files *before; /* its first parent's record; NULL for the first state */
	const struct gx_files *after;  /* its own; files that merge by content have bytes, others may have a blob */
	struct gx_str code;	       /* id of the tree without .exp/ … */
	struct gx_str code_before;     /* … and of its first parent's; empty for the first state */
};

/* True for the paths whose bytes the merge reads: *.yaml, tags, histories; all others (notes and artifacts of any name
 * among them) move as whole blobs. */
bool gx_merge_reads(struct gx_str path);

/*
 * Replays the states' own changes: parents before children, ties by (time, id). The order in which `states` lists them
 * does not matter, nor does a state that stands there twice. Commits that merge are not states; where a state's parent
 * is a merge, name the non-merge states that this one reaches.
 *
 * What format.md leaves open is settled so:
 *
 * Keys: `code.*` of run.yaml move as one value, like the tree that they speak of, which is that of the last state that
 * changed it. `links` and `formerly` are sets: elements come and go.
 *
 * The keys of the run's life: of the states that changed them, those count that no other such state descends from;
 * among them the higher `attempt` (1 if missing), then a status other than `running`, then the later `ended`, then the
 * last replayed.
 *
 * Histories: of the states that changed one, those count that no other such state descends from. If that is one, its
 * version stands as it is, in order of arrival; else the rows of all versions unite (those of unknown time first in
 * their step), and statistics and headline follow, by the rule that explains the old headlines. A headline that no rule
 * explains was given by hand and moves as a key.
 *
 * Artifacts: contents that were not seen by whoever overwrote them are kept beside; by whoever removed them, in place.
 *
 * A file that should be flat YAML or TSV and is not takes nothing away; it is kept whole where nothing else says
 * anything.
 *
 * The record's texts live in the arena or in the states' files. GX_EINPUT for a circle or a parent that is not in the
 * set; GX_ELIMIT where the merged record is over a cap.
 */
int gx_merge_states(const struct gx_state *states, size_t count, struct gx_arena *arena, struct gx_files *ret_record,
		    struct gx_str *ret_code, struct gx_err *err);

#endif
