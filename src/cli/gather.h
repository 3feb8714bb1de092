/*
 * From the command line to a run: parameters, metrics, histories, tags, attachments, as `git exp record` (and later `run`) takes them.
 */
#ifndef GX_CLI_GATHER_H
#define GX_CLI_GATHER_H

#include "cli/option.h"
#include "store/record.h"

/* Each adds to `run`; the strings are borrowed, the rest lives in the arena. Errors name the option or file and the mend. */

/* `key=value`, later ones over earlier ones. */
int gx_gather_params(struct gx_run *run, const struct gx_texts *pairs, struct gx_arena *arena, struct gx_err *err);

/* YAML, JSON, INI, .env files, or `.hydra` folders (config.yaml in them); later ones over earlier ones. */
int gx_gather_param_files(struct gx_run *run, const struct gx_texts *paths, struct gx_arena *arena, struct gx_err *err);

/* `key=number`; nan and inf too. */
int gx_gather_metrics(struct gx_run *run, const struct gx_texts *pairs, struct gx_arena *arena, struct gx_err *err);

/* JSON or YAML files of numbers, nested ones joined by dots; what is no number is an error. */
int gx_gather_metric_files(struct gx_run *run, const struct gx_texts *paths, struct gx_arena *arena, struct gx_err *err);

/* CSV, TSV, JSONL files. Instants in them count from the run's start. */
int gx_gather_histories(struct gx_run *run, const struct gx_texts *paths, struct gx_arena *arena, struct gx_err *err);

int gx_gather_tags(struct gx_run *run, const struct gx_texts *tags, struct gx_err *err);

/* `PATH` or `PATH=NAME`; a folder stands for all files in it. The array is on the arena. */
int gx_gather_attachments(const struct gx_texts *paths, struct gx_arena *arena, struct gx_attachment **ret, size_t *ret_count, struct gx_err *err);

/* Adds a note that was written now. */
int gx_gather_note(struct gx_run *run, const char *text, struct gx_clock *clock, struct gx_arena *arena, struct gx_err *err);

/* What the run is for: Markdown. */
int gx_gather_description(struct gx_run *run, const char *text, struct gx_err *err);

/* Inputs: their hashes and sizes. A relative path is recorded as it lies below the work tree's top (`prefix` leads there). */
int gx_gather_data(struct gx_run *run, const struct gx_texts *paths, const char *prefix, struct gx_arena *arena, struct gx_err *err);

/* Host, user, machine and environment variables, unless exp.environment says no. */
int gx_gather_environment(struct gx_run *run, const struct gx_store *store, struct gx_arena *arena, struct gx_err *err);

/* A date as git reads them ("yesterday", "2026-11-01", "2 weeks ago", RFC 3339 to the microsecond) in microseconds; of a whole second, as git has
 * them, its `end` or its beginning. */
int gx_gather_date(const char *text, const char *option, bool end, struct gx_clock *clock, int64_t *ret_us, struct gx_err *err);

#endif
