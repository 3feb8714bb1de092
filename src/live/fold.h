/*
 * What the lines of a live run come to: parameters, metrics over steps, tags, remarks, artifacts, how it ended. Fed line by line, so that a run that
 * is followed is never read twice; a run that is found after a crash is fed from the beginning.
 *
 * A line is an object of JSON (gitexp(3), git-exp-run(1)):
 *
 *	{"step": 10, "loss": 0.31, "acc": 0.9}     metrics; `step` an integer, without it each metric counts for itself from 0
 *	"_time"                                    epoch seconds; else the points have no time
 *	"_param": {"lr": 0.1}                      parameters, flattened by dots
 *	"_tag": "baseline"   "_note": "…"
 *	"_artifact": "model.pt", "_type": "model", "_name": "best.pt"
 *	"_status": "failed", "_reason": "diverged"
 *	"_source": "output"                        who says it, where it was not the program by the channel. Of metrics "file" and
 *	                                           "output" count less; of parameters "option" (-p) counts more, and any other
 *	                                           less: a parser in the program that the hook for Python asked
 *
 * Numbers, and "nan", "inf", "-inf", are metrics; objects in objects are joined by dots; other values and other names with `_` are passed over.
 */
#ifndef GX_LIVE_FOLD_H
#define GX_LIVE_FOLD_H

#include "run/run.h"

/* Who said a metric or parameter. Of a metric that several have, the first of these counts. */
enum gx_said_by { GX_SAID_CHANNEL, GX_SAID_FILE, GX_SAID_OUTPUT, GX_SAYERS };

/* Who said a parameter, the weakest first. */
enum gx_param_said_by { GX_PARAM_PARSER, GX_PARAM_CHANNEL, GX_PARAM_OPTION, GX_PARAM_SAYERS };

struct gx_named_file {
	struct gx_str path, name, type; /* name and type may be empty */
};

struct gx_fold {
	struct gx_arena arena, scratch;
	int64_t started_us;	/* what times count from */
	struct gx_histories said[GX_SAYERS];
	struct gx_flat params[GX_PARAM_SAYERS]; /* by `_param`, of each sayer the last */
	size_t points;		/* in all */
	struct gx_strs tags;
	GX_VEC(struct gx_note) notes;
	GX_VEC(struct gx_named_file) artifacts;
	struct gx_str status, reason; /* empty: nobody said */
	size_t refused;		      /* lines that are none of ours, */
	struct gx_err first_refused;  /* and why the first was not */
};

/* An empty one, for a run that started then. */
struct gx_fold gx_fold_of(int64_t started_us);
void gx_fold_release(struct gx_fold *fold);

/* Takes a line, without its LF. A line that is not right is counted and left out; only GX_ENOMEM fails. */
int gx_fold_line(struct gx_fold *fold, struct gx_str line, struct gx_err *err);

/*
 * Makes the run say what was folded: parameters over its own, histories in place of its own, tags, notes, status and reason. The histories are lent:
 * gx_fold_unlend() before the run is released.
 */
int gx_fold_lend(const struct gx_fold *fold, struct gx_run *run, struct gx_arena *arena, struct gx_err *err);
void gx_fold_unlend(struct gx_run *run);

#endif
