/*
 * What the files merge*.c share, and nobody else includes: the record that grows while the states' changes are
 * replayed.
 */
#ifndef GX_RUN_MERGE_INNER_H
#define GX_RUN_MERGE_INNER_H

#include "run/merge.h"

/* The states, each once, in the order of the replay; and of the one at place i the places of its parents,
 * parents[first_parent[i]] … */
struct gx_merge_order {
	const struct gx_state **states;
	size_t count;
	size_t *first_parent; /* count + 1 */
	size_t *parents;
};

/* merge_order.c: sorts; the arrays are in the arena. GX_EINPUT for a circle or a parent that is no state. */
int gx_merge_order(const struct gx_state *states, size_t count, struct gx_arena *arena, struct gx_merge_order *ret,
		   struct gx_err *err);

/* A flat YAML file of the growing record; `tags` is one too: its lines are keys with null behind them. */
struct gx_merge_flat {
	struct gx_str path;
	GX_VEC(struct gx_pair) pairs; /* sorted; of the values only .json is set */
	struct gx_file unread;	      /* what stood there last and is no flat YAML; .path empty if there was none */
};

/* A file that moves whole, or an artifact: its entry in artifacts.yaml and its file, or one of them. */
struct gx_merge_unit {
	struct gx_str path;  /* its file's, whether there is one or not */
	struct gx_str key;   /* in artifacts.yaml; empty without an entry */
	struct gx_str entry; /* the entry's JSON; empty without one */
	struct gx_file file; /* .path empty without one */
};

struct gx_merge_units {
	GX_VEC(struct gx_merge_unit) list; /* those that went keep their place, with neither entry nor file */
	struct gx_map by_path;		   /* places in the list */
};

/* One file of a history: `metrics/<stem>.tsv` is part 1, `metrics/<stem>~2.tsv` part 2. */
struct gx_merge_part {
	struct gx_str stem; /* "metrics/train/loss" */
	unsigned number;
	const struct gx_file *file;
};

struct gx_merge_parts {
	const struct gx_merge_part *at;
	size_t len;
};

/* What one state made of a history. */
struct gx_merge_version {
	size_t state; /* its place in the order */
	struct gx_merge_parts before, after;
};

struct gx_merge_history {
	struct gx_str stem;
	GX_VEC(struct gx_merge_version) versions; /* in the order of the replay */
};

struct gx_merge_histories {
	GX_VEC(struct gx_merge_history) list;
	struct gx_map by_stem;
};

/* The keys of run.yaml that say how the run lives move as one value (format.md). */
enum { GX_LIFE_KEYS = 7 };

struct gx_merge_life {
	struct gx_str json[GX_LIFE_KEYS]; /* empty: the key is not there */
	int64_t attempt;
	bool has_ended;
	int64_t ended_us; /* INT64_MIN where unknown */
};

struct gx_merge {
	struct gx_arena *arena;	 /* what the result needs */
	struct gx_arena scratch; /* what one change needs */
	GX_VEC(struct gx_merge_flat) flats;
	struct gx_map flat_by_path;
	struct gx_merge_units wholes, artifacts;
	struct gx_merge_histories histories;
	bool has_attributes; /* some state has a .gitattributes */
};

void gx_merge_release(struct gx_merge *merge);

/* Same contents, as far as can be told; NULL is "no file". */
bool gx_merge_same_file(const struct gx_file *a, const struct gx_file *b);

/* The unit of a path, added (the path copied) if it is not there; NULL without memory. */
struct gx_merge_unit *gx_merge_unit(struct gx_merge *merge, struct gx_merge_units *units, struct gx_str path);

/* merge_flat.c: replays the change of a flat YAML file or of `tags`. NULL is "no file". */
int gx_merge_flat_change(struct gx_merge *merge, struct gx_str path, const struct gx_file *before,
			 const struct gx_file *after, struct gx_err *err);
/* The growing file of a path, added if it is not there; NULL without memory. */
struct gx_merge_flat *gx_merge_flat(struct gx_merge *merge, struct gx_str path);
/* The pair of a key, or NULL. */
const struct gx_pair *gx_merge_flat_get(const struct gx_merge_flat *flat, struct gx_str key);
/* Sets a key, or removes it where `json` is empty. */
int gx_merge_flat_set(struct gx_merge_flat *flat, struct gx_str key, struct gx_str json, struct gx_err *err);
/* Sets many keys of a file in one pass; seals `updates`. */
int gx_merge_flat_put(struct gx_merge *merge, struct gx_str path, struct gx_flat *updates, struct gx_err *err);
/* Adds the file to the result, unless it is empty. */
int gx_merge_flat_finish(struct gx_merge *merge, const struct gx_merge_flat *flat, struct gx_files *ret,
			 struct gx_err *err);
/* Reads a file as flat YAML; one that is none, or NULL, gives an empty flat and *ret_is_read false. GX_ENOMEM. */
int gx_merge_flat_read(const struct gx_file *file, struct gx_arena *arena, struct gx_flat *ret, bool *ret_is_read,
		       struct gx_err *err);

/* merge_life.c: what run.yaml says after a state, and whether that differs from what it said before; *ret is set only
 * then. */
int gx_merge_life_read(const struct gx_file *before, const struct gx_file *after, struct gx_arena *scratch,
		       bool *ret_differs, struct gx_merge_life *ret, struct gx_err *err);
/* Whether `b`, replayed later, wins over `a`. */
bool gx_merge_life_wins(const struct gx_merge_life *a, const struct gx_merge_life *b);
bool gx_merge_is_life_key(struct gx_str key);
int gx_merge_life_put(struct gx_merge *merge, const struct gx_merge_life *life, struct gx_err *err);

/* merge_set.c: replays the change of an array that is a set (`links`). The values' JSON; empty is "no key". *ret_json
 * likewise. */
int gx_merge_set_change(struct gx_merge *merge, struct gx_str before, struct gx_str after, struct gx_str now,
			struct gx_str *ret_json, struct gx_err *err);

/* A history of which several versions stand that no other descends from, put together anew. */
struct gx_merge_rows {
	struct gx_str stem;
	struct gx_history points;  /* .metric is found by gx_merge_headlines() */
	size_t most;		   /* the most rows that any one state had */
	unsigned rules, all_rules; /* bits of enum gx_headline; see merge_headline.c */
};

struct gx_merge_rows_list {
	GX_VEC(struct gx_merge_rows);
};

void gx_merge_rows_list_release(struct gx_merge_rows_list *list);

/* merge_history.c: whether a path is a file of a history. */
bool gx_merge_is_history(struct gx_str path);
/* Notes what a state did to its histories. */
int gx_merge_histories_change(struct gx_merge *merge, size_t state, const struct gx_files *before,
			      const struct gx_files *after, struct gx_err *err);
/* After the last state: the histories' files into the result; and stats.yaml and the headlines of those that were put
 * together. */
int gx_merge_histories_finish(struct gx_merge *merge, const struct gx_merge_order *order, struct gx_files *ret,
			      struct gx_err *err);
void gx_merge_histories_release(struct gx_merge_histories *histories);

/* merge_rows.c: the union of all versions: by step, then time, then as they came, exact duplicates once. Versions that
 * are no TSV add nothing. */
int gx_merge_rows_unite(struct gx_merge *merge, const struct gx_merge_history *history, struct gx_merge_rows *ret,
			struct gx_err *err);
/* Adds their files to the result. */
int gx_merge_rows_write(struct gx_merge *merge, const struct gx_merge_rows *rows, struct gx_files *ret,
			struct gx_err *err);

/*
 * merge_headline.c: computes stats.yaml's entries of these histories again, and their headlines. Where the replay left
 * an entry that counts more points than any state has rows and the union too, it stays: it is that of a light state,
 * whose history comes with the next whole one.
 */
int gx_merge_headlines(struct gx_merge *merge, struct gx_merge_rows *list, size_t list_len,
		       const struct gx_merge_order *order, struct gx_err *err);

/* merge_artifact.c: replays what a state did to its artifacts; then, after the last one, their entries and files, and
 * .gitattributes. */
int gx_merge_artifacts_change(struct gx_merge *merge, const struct gx_files *before, const struct gx_files *after,
			      struct gx_err *err);
int gx_merge_artifacts_finish(struct gx_merge *merge, struct gx_files *ret, struct gx_err *err);

#endif
