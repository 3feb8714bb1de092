/*
 * `git exp diff`: what differs between two runs. First as data, by a pure function; then as text, JSON or Markdown.
 */
#ifndef GX_VIEW_DIFF_H
#define GX_VIEW_DIFF_H

#include <stdio.h>

#include "run/schema.h"
#include "view/style.h"

enum gx_diff_kind {
	GX_DIFF_PARAMS,
	GX_DIFF_METRICS,
	GX_DIFF_FACTS,       /* experiment, status, exit, command, directory, group … */
	GX_DIFF_ENVIRONMENT, /* host, user, system.yaml, variables.yaml */
	GX_DIFF_PACKAGES,
	GX_DIFF_DATA,
	GX_DIFF_CODE, /* commit, tree, branch, dirty; nothing if the trees are equal, whatever was rebased */
	GX_DIFF_TAGS,
	GX_DIFF_KINDS,
};

enum gx_verdict { GX_VERDICT_NONE, GX_VERDICT_BETTER, GX_VERDICT_WORSE };

/* One key that differs: added (no `before`), removed (no `after`) or changed. */
struct gx_change {
	struct gx_str key; /* in GX_DIFF_CODE without `code.`; of tags the tag, with the value `true` */
	const struct gx_value *before, *after; /* NULL: not there */
	double by;                             /* numbers: after - before; NAN else */
	double percent;                        /* numbers: of |before|; NAN where that is 0 or not finite */
	enum gx_verdict verdict;               /* metrics of known direction */
};

struct gx_changes {
	GX_VEC(struct gx_change) list; /* by key */
};

struct gx_diff {
	const struct gx_run *a, *b;
	struct gx_changes sections[GX_DIFF_KINDS];
};

#define GX_DIFF_INIT { .a = NULL }

/*
 * Compares the parts of `parts` (of enum gx_part; facts stand for GX_DIFF_FACTS and GX_DIFF_CODE). For a run against
 * parameter files `b` is a run that holds nothing but params, and `parts` is GX_PART_PARAMS. The diff borrows from the
 * runs, what had to be made is in the arena. What every two runs differ in (uuid, times, duration, name) is no
 * difference, nor is what the sampler measured.
 */
int gx_diff_runs(const struct gx_run *a, const struct gx_run *b, unsigned parts, const struct gx_schema *schema,
		 struct gx_arena *arena, struct gx_diff *ret, struct gx_err *err);
void gx_diff_release(struct gx_diff *diff);

/* Whether anything differs (`--exit-code`). */
bool gx_diff_any(const struct gx_diff *diff);

enum gx_diff_format { GX_DIFF_TEXT, GX_DIFF_JSON, GX_DIFF_MD };

struct gx_diff_options {
	enum gx_diff_format format;
	size_t abbrev;
	struct gx_str label_a, label_b; /* shown where a side has no id: "params.yaml" */
	struct gx_str code; /* lines of the caller's for the code section (commits between, stat): text and md; safe
			       already */
};

/*
 * Writes the sections that differ; in text and md nothing at all if none does. json: {"a": {id, experiment, name,
 * status}, "b": …, "params": {key: {"before", "after"}}, "metrics": {key: {"before", "after", "change", "percent",
 * "verdict"}}, "facts", "environment", "packages", "data", "code" as params, "tags": {"added": [], "removed": []}}:
 * sections and members that there are not are left out.
 */
int gx_diff_write(FILE *out, const struct gx_diff *diff, const struct gx_diff_options *options,
		  const struct gx_style *style, struct gx_err *err);

#endif
