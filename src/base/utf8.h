/*
 * UTF-8 and what a terminal makes of it (widths and categories: libutf8proc).
 */
#ifndef GX_BASE_UTF8_H
#define GX_BASE_UTF8_H

#include <stdint.h>

#include "base/buf.h"

/* Index of the first byte that is not part of valid UTF-8 (RFC 3629: no surrogates, no overlong forms), or text.len. */
size_t gx_utf8_check(struct gx_str text);

/* The code point at `offset` (< len) and its bytes (1 to 4); U+FFFD and 1 where there is no valid one. */
uint32_t gx_utf8_read(struct gx_str text, size_t offset, size_t *ret_bytes);

/* Adds one code point; U+FFFD for what is none. */
void gx_utf8_write(struct gx_buf *out, uint32_t code_point);

/* Columns that the code point takes on a terminal: 0 (combining, format), 1 or 2 (wide). */
int gx_utf8_width(uint32_t code_point);

/*
 * Columns of a line that gx_text_safe() has made: the sum over its code points. Terminals draw some emoji that are
 * joined from several (families, professions) narrower; nobody can know which.
 */
size_t gx_utf8_columns(struct gx_str text);

/*
 * Control characters (C0 but for what the caller allows, DEL, C1), bidirectional controls and
 * overrides (U+061C, U+200E, U+200F, U+202A-202E, U+2066-2069), U+2028, U+2029, U+FEFF,
 * non-characters, unassigned tags (U+E0000-E007F): what must never reach a terminal raw.
 */
bool gx_utf8_is_hostile(uint32_t code_point);

enum gx_text_flags {
	GX_TEXT_LINE = 0,       /* newline and tab are escaped too */
	GX_TEXT_PARAGRAPH = 1,  /* newline and tab stay */
};

/*
 * The one sanitizer for terminals: adds `text` with hostile characters in caret
 * form (ESC is ^[, NUL ^@, DEL ^?, U+009B and the like <U+009B>) and bytes that are not UTF-8 as <FF>.
 * What it writes is valid UTF-8 and moves no cursor. Nothing else may print text that came from a run.
 */
void gx_text_safe(struct gx_buf *out, struct gx_str text, enum gx_text_flags flags);

/*
 * Adds at most `columns` columns of an already safe text, never cutting inside a grapheme; where it had
 * to cut, the last column is `…`. Returns the columns written.
 */
size_t gx_text_clip(struct gx_buf *out, struct gx_str safe, size_t columns);

#endif
