/*
 * What a run is: its record in memory, as `git exp record` gathers it, the store reads it and the views show it.
 * The fields of run.yaml are one flat, `facts`, behind the getters below, so that what a newer version wrote there
 * survives.
 */
#ifndef GX_RUN_RUN_H
#define GX_RUN_RUN_H

#include "base/clock.h"
#include "format/flat.h"
#include "format/table.h"

enum gx_status { GX_RUNNING, GX_FINISHED, GX_FAILED, GX_KILLED, GX_CRASHED, GX_STATUS_UNKNOWN };

const char *gx_status_name(enum gx_status status);
/* GX_STATUS_UNKNOWN if it is none of the five. */
enum gx_status gx_status_parse(struct gx_str text);

struct gx_strs {
	GX_VEC(struct gx_str) list;
};

/* Puts `text` in its sorted place unless it is there. False without memory. */
bool gx_strs_insert(struct gx_strs *strs, struct gx_str text);
/* True if it was there. */
bool gx_strs_remove(struct gx_strs *strs, struct gx_str text);
bool gx_strs_has(const struct gx_strs *strs, struct gx_str text);
void gx_strs_release(struct gx_strs *strs);

struct gx_note {
	struct gx_str name; /* its file: "20261120T225500.123456Z-1a2b3c4d.md" */
	struct gx_str text; /* Markdown */
};

/* Parts of a record, as bits: what a reader wants, what a run holds. */
enum gx_part {
	GX_PART_FACTS = 1 << 0,	       /* run.yaml */
	GX_PART_PARAMS = 1 << 1,       /* params.yaml */
	GX_PART_METRICS = 1 << 2,      /* metrics.yaml */
	GX_PART_STATS = 1 << 3,	       /* stats.yaml */
	GX_PART_SYSTEM = 1 << 4,       /* environment/system.yaml */
	GX_PART_PACKAGES = 1 << 5,     /* environment/packages.txt */
	GX_PART_VARIABLES = 1 << 6,    /* environment/variables.yaml */
	GX_PART_DATA = 1 << 7,	       /* data.yaml */
	GX_PART_ARTIFACTS = 1 << 8,    /* artifacts.yaml */
	GX_PART_OUTPUT = 1 << 9,       /* output.txt */
	GX_PART_DESCRIPTION = 1 << 10, /* description.md */
	GX_PART_TAGS = 1 << 11,	       /* tags */
	GX_PART_NOTES = 1 << 12,       /* notes/ */
	GX_PART_HISTORIES = 1 << 13,   /* metrics/ */
	GX_PART_ALL = (1 << 14) - 1,
};

struct gx_run {
	/* Who it is; set by the store when a run is read. Hex ids, empty before it is written. */
	struct gx_str id, tip, ref;
	struct gx_str author_name, author_email;

	unsigned parts;  /* of enum gx_part: those that were read */
	unsigned unread; /* those of them that are there but could not be read whole: do not write them back */
	struct gx_flat facts, params, metrics, stats, system, variables, data, artifacts;
	struct gx_str packages, output, description;
	struct gx_strs tags;
	GX_VEC(struct gx_note) notes; /* by name, so by time */
	struct gx_histories histories;
	struct gx_map cut_metrics; /* the decoder's: paths of histories that are cut, to an index into `metrics` */
};

#define GX_RUN_INIT                                                                                                    \
	{                                                                                                              \
		.parts = 0                                                                                             \
	}

/* Frees what is on the heap; views into arenas stay the arena's. */
void gx_run_release(struct gx_run *run);

/* Getters over `facts`: empty, GX_TIME_NONE, NAN or the unknown where the key is missing or of another type. */
struct gx_str gx_run_text(const struct gx_run *run, const char *key);
enum gx_status gx_run_status(const struct gx_run *run);
int64_t gx_run_time(const struct gx_run *run, const char *key);	 /* "started", "ended", "removed" */
double gx_run_number(const struct gx_run *run, const char *key); /* "duration", "exit" … */
bool gx_run_flag(const struct gx_run *run, const char *key);	 /* "code.dirty" */

/* Setters. False without memory. */
bool gx_run_set_text(struct gx_run *run, struct gx_arena *arena, const char *key, struct gx_str text);
bool gx_run_set_time(struct gx_run *run, struct gx_arena *arena, const char *key, int64_t time_us);
bool gx_run_set_number(struct gx_run *run, struct gx_arena *arena, const char *key, double number);
bool gx_run_set_int(struct gx_run *run, struct gx_arena *arena, const char *key, int64_t number);
bool gx_run_set_flag(struct gx_run *run, struct gx_arena *arena, const char *key, bool truth);

/*
 * Every key of run.yaml, with its kind and one line of documentation: the table that validates what `record --stdin`
 * and a reader get, and that gitexp-format(5) is checked against. Sorted by key.
 */
struct gx_fact {
	const char *key;
	enum gx_kind kind;
	const char *about;
};
extern const struct gx_fact gx_facts[];
extern const size_t gx_facts_count;
const struct gx_fact *gx_fact_find(struct gx_str key);

#endif
