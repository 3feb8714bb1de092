/*
 * A record as files: what stands under .exp/ in a run's tree (gitexp-format(5)), and back. No I/O: the store maps
 * files to blobs and trees.
 */
#ifndef GX_RUN_RECORD_H
#define GX_RUN_RECORD_H

#include "run/run.h"

struct gx_file {
	struct gx_str path;  /* below .exp/, with `/` */
	struct gx_str bytes; /* the contents, or … */
	struct gx_str blob;  /* … if not empty, the id of a blob that holds them */
};

/* Sorted by path, each once; on the heap, the bytes elsewhere. */
struct gx_files {
	GX_VEC(struct gx_file) list;
};

void gx_files_release(struct gx_files *files);
struct gx_file *gx_files_get(const struct gx_files *files, struct gx_str path);
/* Puts a file in its place, replacing one of that path. False without memory. */
bool gx_files_put(struct gx_files *files, struct gx_file file);
void gx_files_remove(struct gx_files *files, struct gx_str path);

/* The part that a path belongs to, or 0 for what this version does not know (kept, never read). */
unsigned gx_part_of(struct gx_str path);
/* The path of a part of one file ("params.yaml"), NULL for folders. */
const char *gx_part_path(enum gx_part part);

/*
 * Turns the run into its files. Empty parts make no file; `.gitattributes` is made from the artifacts that are LFS
 * pointers. Artifacts' bytes are not its business. Stats are computed from the histories, and headline metrics where
 * `metrics` has none for a history (gx_run_headline()). GX_ELIMIT, GX_EINPUT name the part and key.
 */
int gx_record_encode(struct gx_run *run, struct gx_arena *arena, struct gx_files *ret, struct gx_err *err);

/*
 * Reads one file of a record into the run; the bytes must outlive it. Unknown paths are ignored. GX_EFORMAT names the
 * path and the line, GX_ELIMIT the cap, GX_EUNSUPPORTED a run.yaml of a newer format; the run then is as before. Give
 * the files in gx_decode_order().
 */
int gx_record_decode(struct gx_run *run, struct gx_str path, struct gx_str bytes, struct gx_arena *arena,
		     struct gx_err *err);

/*
 * The order in which the files of a record must be read: by path, but the parts of a history by their number. Of a
 * metric whose path is cut (below), the name is found only if metrics.yaml was read before; else it stays as in the
 * path.
 */
int gx_decode_order(struct gx_str a, struct gx_str b);

/* Computes stats.yaml's entry of a history: {"count", "first", "last", "max", "max_step", "mean", "min", "min_step",
 * "nan"}; without those that need a finite value where there is none. False if it has no points, or without memory. */
bool gx_stats_of(const struct gx_history *history, struct gx_arena *arena, struct gx_value *ret);

/*
 * A path part or a metric's name made fit for a tree (format.md): "train/loss" → "train/loss", "a:b" → "a%3Ab". Parts
 * over 200 bytes are cut and end in `~<8 hex of the sha256 of the whole part>`. Adds to `out`; the second adds
 * `metrics/` and `.tsv`.
 */
void gx_path_encode(struct gx_buf *out, struct gx_str name);
void gx_history_path(struct gx_buf *out, struct gx_str metric);
/*
 * Adds the metric's name of `metrics/<name>.tsv` or a later part `<name>~2.tsv`; GX_EFORMAT if it is no path that we
 * would have written. A part that was cut keeps its `~<8 hex>`: who needs the name compares gx_history_path() of the
 * keys of metrics.yaml.
 */
int gx_history_name(struct gx_str path, struct gx_buf *ret_metric, struct gx_err *err);

/* Whether a name may be a tree entry that is written out to a file system (security.md 2): no `..`, `.git` in any
 * disguise, `CON`, backslash, control … */
bool gx_path_is_safe(struct gx_str path);

/* The file of a note: "20261120T225500.123456Z-1a2b3c4d.md", the hex from the text's sha256; and its time, GX_TIME_NONE
 * if the name is of another form. */
void gx_note_name(struct gx_buf *out, int64_t time_us, struct gx_str text);
int64_t gx_note_time(struct gx_str name);

/* Puts a note in its place among the run's, by name. GX_ELIMIT over GX_NOTE_MAX bytes or GX_NOTES_MAX notes. Borrowed.
 */
int gx_run_add_note(struct gx_run *run, struct gx_note note, struct gx_err *err);

/* The subject of a state: `<experiment>: <name> <status> [a=1, b=2]`, values as %.4g. `headline` names the metrics, or
 * NULL: the first three by name. */
void gx_run_subject(struct gx_buf *out, const struct gx_run *run, const struct gx_strs *headline);

#endif
