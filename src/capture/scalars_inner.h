/*
 * What the readers of scalars_*.c share: words, numbers, and the basket that they fill.
 */
#ifndef GX_CAPTURE_SCALARS_INNER_H
#define GX_CAPTURE_SCALARS_INNER_H

#include "capture/scalars.h"

/* What a word says about the name that it stands in. */
enum gx_word {
	GX_WORD_METRIC = 1,
	GX_WORD_PARAMETER = 2, /* read beside metrics, but no metric by itself */
	GX_WORD_DENIED = 4,    /* times, speeds, sizes, … */
	GX_WORD_STOP = 8,      /* begins no name: "with loss 0.3" is about loss */
	GX_WORD_ECHO = 16,     /* what follows are parameters */
	GX_WORD_UNIT = 32,     /* behind a number: it is no bare number */
};

/* Flags of the word by itself (any case), without the digits at its end where it is not known with them. */
unsigned gx_scalars_word(struct gx_str word);

/* Flags of all words of a name together: those between its `_`, `-`, `/`, `.`, `@` and blanks. */
unsigned gx_scalars_name(struct gx_str name);

/* The preference of a step word from 1 on, the smallest first; 0: it is none. GX_STEP_EPOCH is that of an epoch. */
enum { GX_STEP_EPOCH = 6, GX_STEP_WEAK = 20 };
int gx_scalars_step_rank(struct gx_str name);

/* Bytes of the number that `text` begins with (sign, digits, fraction, exponent; nan, inf), 0: none. No unit is judged. */
size_t gx_scalars_number(struct gx_str text, struct gx_str *ret_value, bool *ret_integer);

/* A non-negative integer of at most 18 digits, leading zeros allowed. Its bytes, 0: none. */
size_t gx_scalars_integer(struct gx_str text, int64_t *ret_number);

size_t gx_scalars_blanks(struct gx_str text); /* blanks and tabs at its begin */
bool gx_scalars_is_digit(char byte);
bool gx_scalars_is_letter(char byte); /* may begin a name */
bool gx_scalars_in_name(char byte);   /* may go on in one */

/* What is known of a line so far. */
struct gx_scalars_basket {
	struct gx_scalars_reader *reader;
	struct gx_scalars *scalars;
	int step_rank;	   /* 0: no step */
	unsigned flags;	   /* of all names */
	bool decimal;	   /* one of the values has a point or is not finite */
	bool unclear;	   /* there is more in the line than pairs */
	bool inside_epoch; /* it tells a place inside an epoch */
	bool refused;	   /* it is an echo of parameters */
};

/* Sets the step, if nothing better than `rank` did. */
void gx_scalars_step(struct gx_scalars_basket *basket, int rank, int64_t step);

/* Puts in a pair, or takes it for the step, or drops it, by its name. */
void gx_scalars_put(struct gx_scalars_basket *basket, struct gx_str name, struct gx_str value, bool integer);

void gx_scalars_read_text(struct gx_scalars_basket *basket, struct gx_str line);

/* An object that ends the line. False: there is none, or it does not read as one (nothing is put in then). */
bool gx_scalars_read_object(struct gx_scalars_basket *basket, struct gx_str line);

/* A heading or a row of a table. False: it is neither. */
bool gx_scalars_read_table(struct gx_scalars_basket *basket, struct gx_str line);

#endif
