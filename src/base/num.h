/*
 * Exact numbers, the same in every locale. Integers of any length keep their
 * digits; other numbers become the shortest digits that read back to the same
 * double (Raffaello Giulietti, "The Schubfach way to render doubles", 2020;
 * reading: Daniel Lemire, "Number parsing at a gigabyte per second", 2021).
 */
#ifndef GX_BASE_NUM_H
#define GX_BASE_NUM_H

#include <stdint.h>

#include "base/buf.h"

enum { GX_NUM_ROOM = 32 }; /* bytes that hold any formatted double, NUL included */

/*
 * Writes the stored form of `number` and a NUL; returns the length. Finite:
 * shortest digits, always with a point ("1.0", "0.1", "1.0e-05", "1.0e+16";
 * exponent form below 1e-4 and from 1e16 on, at least two exponent digits).
 * Else ".nan", ".inf", "-.inf".
 */
size_t gx_num_format(double number, char ret_text[GX_NUM_ROOM]);

/* As "%.<digits>g" in the C locale, for people: "0.31", "1e-05", "nan", "inf". 1 <= digits <= 17. */
size_t gx_num_format_short(double number, int digits, char ret_text[GX_NUM_ROOM]);

enum gx_num_kind {
	GX_NUM_NOT,     /* not a JSON number */
	GX_NUM_INTEGER, /* -?(0|[1-9][0-9]*) */
	GX_NUM_DECIMAL, /* with a fraction or an exponent */
};

/* What the whole of `text` is by the grammar of RFC 8259, section 6. */
enum gx_num_kind gx_num_scan(struct gx_str text);

/*
 * Reads the longest JSON number that `text` begins with, in one pass: its bytes and its nearest double. For parsers;
 * what follows is theirs to judge ("01" begins with no number, "1.x" with "1").
 */
enum gx_num_kind gx_num_take(struct gx_str text, size_t *ret_len, double *ret_number);

/* The nearest double of a JSON number (round half to even); +-infinity where it is out of range, nan for anything else. */
double gx_num_read(struct gx_str text);

/* The integer of a JSON integer literal if it fits 64 bits; false else. */
bool gx_num_read_int64(struct gx_str text, int64_t *ret_number);

/*
 * Adds the stored form of a JSON number: an integer verbatim ("-0" too), a
 * decimal as gx_num_format(). GX_EINPUT if it is no number or a decimal
 * out of the range of doubles.
 */
int gx_num_canonical(struct gx_str text, struct gx_buf *out, struct gx_err *err);

#endif
