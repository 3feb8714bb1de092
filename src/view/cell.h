/*
 * What one value looks like: exactly, for programs, or short and safe, for people. Inside the room only.
 */
#ifndef GX_VIEW_CELL_H
#define GX_VIEW_CELL_H

#include "run/field.h"
#include "view/style.h"

/* How a list shows what it shows. */
struct gx_cell_look {
	size_t abbrev;  /* hex digits of ids; 0: all */
	int64_t now_us; /* for ages */
	int digits;     /* significant ones of a decimal, or GX_ALL_DIGITS */
	bool padded;    /* with zeros up to them, so that a column of numbers lines up */
};

/* The digits that are shown of a metric (padded) and of a parameter; and of a number as it is stored. */
enum { GX_ALL_DIGITS = 0, GX_METRIC_DIGITS = 4, GX_PARAM_DIGITS = 6 };

/*
 * Adds a number: integers whole up to 20 digits, as seeds have them, others with `digits` significant ones (GX_ALL_DIGITS: exactly),
 * without an exponent from 1e-4 to 1e9.
 */
void gx_cell_number(struct gx_buf *out, const struct gx_value *number, int digits, bool padded);

/* The same of a double; `digits` at least 1. */
void gx_cell_double(struct gx_buf *out, double number, int digits, bool padded);

/* Adds any value on one line, safe for a terminal. */
void gx_cell_value(struct gx_buf *out, const struct gx_value *value, int digits, bool padded);

/* Adds an argv (an array of strings) as a shell would take it, safe for a terminal. */
void gx_cell_command(struct gx_buf *out, const struct gx_value *command);

/* Adds the first `digits` of a hex id (0: all). */
void gx_cell_id(struct gx_buf *out, struct gx_str id, size_t digits);

/* Adds the tags with ", " between them; safe for a terminal. */
void gx_cell_tags(struct gx_buf *out, const struct gx_run *run);

/*
 * Adds the field of the run for a person, safe for a terminal; false, and nothing, if the run has none. `arena` is
 * scratch.
 */
bool gx_cell_field(struct gx_buf *out, const struct gx_field *field, const struct gx_run *run,
		   const struct gx_cell_look *look, struct gx_arena *arena);

/*
 * The exact value of a field, as gx_field_get(); `age` is the seconds since `started`.
 */
bool gx_cell_get(const struct gx_field *field, const struct gx_run *run, int64_t now_us, struct gx_arena *arena,
		 struct gx_value *ret);

/* The bare exact text of a value: strings as they are, "nan", "inf", "-inf", the rest as JSON. */
struct gx_str gx_cell_exact(const struct gx_value *value);

/* The colour of a field's cells. */
enum gx_slot gx_cell_slot(const struct gx_field *field, const struct gx_run *run);

/* Whether this field is read as text though its value is a number: an age. */
bool gx_cell_is_text(const struct gx_field *field);

/* Whether cells of this field may be cut short: not ids, times and words of a fixed set. */
bool gx_cell_can_clip(const struct gx_field *field);

#endif
