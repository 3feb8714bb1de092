/*
 * Comma-separated values (RFC 4180), one record at a time.
 */
#ifndef GX_FORMAT_CSV_H
#define GX_FORMAT_CSV_H

#include "base/arena.h"
#include "base/err.h"
#include "base/vec.h"

struct gx_cell {
	struct gx_str text; /* trimmed of blanks; inside quotes as it stands, doubled quotes decoded */
	size_t offset;	    /* in the file: of its first byte */
};

struct gx_csv {
	struct gx_str text; /* of the whole file, UTF-8 */
	size_t offset;	    /* of what is next */
	char separator;
	const char *name;	      /* of the file, for messages */
	GX_VEC(struct gx_cell) cells; /* of the record that was read last */
	struct gx_arena decoded;      /* what these needed */
};

/* Of `,`, `;` and tab the one that stands most often in the first line outside quotes; `,` where none does. */
char gx_csv_separator(struct gx_str text);

/*
 * Reads the next record that is not a blank line; its cells live until the next call. 1, 0 at the end, or GX_EINPUT
 * with file, line and column, GX_ELIMIT over GX_KEYS_MAX cells, GX_ENOMEM.
 */
int gx_csv_next(struct gx_csv *csv, struct gx_err *err);

void gx_csv_release(struct gx_csv *csv);

#endif
