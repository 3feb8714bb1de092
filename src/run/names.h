/*
 * Names: experiments, runs, tags, ids.
 */
#ifndef GX_RUN_NAMES_H
#define GX_RUN_NAMES_H

#include "base/random.h"
#include "run/run.h"

/* "refs/experiments/" */
#define GX_REF_ROOT "refs/experiments/"

/* GX_EINPUT with the rule that is broken (format.md, "Ref and id"; git check-ref-format). */
int gx_experiment_check(struct gx_str experiment, struct gx_err *err);

/* A run's name: 1 to 200 bytes of valid UTF-8, no controls, not all hex digits of 4 or more, no leading `-` or `@`, no
 * blank at either end, no `..`, no `/`. */
int gx_name_check(struct gx_str name, struct gx_err *err);

/* A tag: 1 to 200 bytes, no controls, no comma, no leading `-`, no blank at either end. */
int gx_tag_check(struct gx_str tag, struct gx_err *err);

/* A metric's name: a key that is no empty path part between slashes. */
int gx_metric_check(struct gx_str metric, struct gx_err *err);

/* One line of text in the facts (`group`, `host` …): valid UTF-8 without control or bidirectional-override characters.
 * `what` is its key. */
int gx_line_check(struct gx_str text, const char *what, struct gx_err *err);

/* "brave-otter". */
void gx_name_invent(struct gx_random *random, struct gx_buf *out);

/*
 * A name from exp.nameTemplate: `{lr}` is parameter lr, `{experiment}`, `{command}` …; what is missing is `-`; the
 * result is made a valid name. GX_EINPUT for a brace that is not closed.
 */
int gx_name_expand(struct gx_str name_template, const struct gx_run *run, struct gx_buf *out, struct gx_err *err);

/* 40 or 64 lower-case hex digits: the id of a commit or tree. */
bool gx_is_id(struct gx_str text);

/* Splits refs/experiments/<experiment>/<id>; false if it is not the ref of a run (archive, about, other). */
bool gx_ref_split(struct gx_str ref, struct gx_str *ret_experiment, struct gx_str *ret_id);

#endif
