/*
 * Flat YAML: one `key: value` a line, sorted by the key's bytes (gitexp-format(5)). The form of every *.yaml of a record.
 */
#ifndef GX_FORMAT_FLAT_H
#define GX_FORMAT_FLAT_H

#include "format/value.h"

struct gx_pair {
	struct gx_str key;
	struct gx_value value;
};

/* Pairs sorted by key, each key once. The array is on an arena; so are, mostly, the bytes. */
struct gx_flat {
	struct gx_pair *at;
	size_t len, room;
	bool unsorted; /* gx_flat_add() was used and gx_flat_seal() was not yet */
};

#define GX_FLAT_INIT { NULL, 0, 0, false }

enum {
	GX_KEY_MAX = 512,         /* bytes of a key */
	GX_KEY_WRITTEN_MAX = 1024, /* the same in quotes, escaped: YAML readers give up on longer ones */
	GX_VALUE_MAX = 1 << 20,   /* bytes of a stored value */
	GX_KEYS_MAX = 100000,     /* keys of one file */
	GX_RECORD_MAX = 32 << 20, /* bytes of one file of a record */
	GX_DEPTH_MAX = 64,        /* of arrays and objects in each other */
};

/* Where to find a key, or NULL. */
const struct gx_value *gx_flat_get(const struct gx_flat *flat, struct gx_str key);

/* The same by a literal name. */
const struct gx_value *gx_flat_at(const struct gx_flat *flat, const char *key);

/*
 * Sets a key in its place. The key and value are borrowed. False without memory. It moves what stands behind: for more
 * than some hundreds of keys use gx_flat_add().
 */
bool gx_flat_set(struct gx_flat *flat, struct gx_arena *arena, struct gx_str key, struct gx_value value);

/* Removes a key; fine if it is not there. */
void gx_flat_remove(struct gx_flat *flat, struct gx_str key);

/* Adds a pair at the end, in any order; gx_flat_seal() then sorts once. For readers of many keys. */
bool gx_flat_add(struct gx_flat *flat, struct gx_arena *arena, struct gx_str key, struct gx_value value);

/* Sorts. GX_EINPUT that names the key if one stands twice; GX_ELIMIT over GX_KEYS_MAX. */
int gx_flat_seal(struct gx_flat *flat, struct gx_err *err);

/*
 * Sets all of `over` in `flat`, as gx_flat_set() would, in one pass. Seals both, and fails as gx_flat_seal() does.
 */
int gx_flat_overlay(struct gx_flat *flat, struct gx_flat *over, struct gx_arena *arena, struct gx_err *err);

/*
 * Checks a key from outside: not empty, at most GX_KEY_MAX bytes of valid UTF-8 (and GX_KEY_WRITTEN_MAX when escaped),
 * no control characters. GX_EINPUT names it.
 */
int gx_key_check(struct gx_str key, struct gx_err *err);

/*
 * Reads flat YAML as we write it, line by line, without a YAML parser; the views point into `text`, which must outlive `ret`
 * (escaped strings are decoded into the arena). Strict about the structure, for merges and diffs go by lines: comments, wrong order,
 * other quoting of keys, duplicate keys, other blanks round the value, no newline at the end are GX_EFORMAT, over a cap is
 * GX_ELIMIT, both with "line N: …". A value may be any one-line spelling of its JSON, and keeps it as .json; a string may hold
 * a NUL. Duplicates inside an object value are left to gx_json_read().
 */
int gx_flat_read(struct gx_str text, struct gx_arena *arena, struct gx_flat *ret, struct gx_err *err);

/*
 * The one value of one key, without parsing the rest: a scan for the line. For lists of many runs. True if it is there and well formed.
 */
bool gx_flat_peek(struct gx_str text, struct gx_str key, struct gx_arena *arena, struct gx_value *ret);

/* Adds the text of a sealed flat. Checks nothing but what the buffer checks. */
void gx_flat_write(struct gx_buf *out, const struct gx_flat *flat);

/* Adds one `key: value` line. */
void gx_flat_write_line(struct gx_buf *out, struct gx_str key, const struct gx_value *value);

#endif
