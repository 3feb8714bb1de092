/*
 * Text folded into lines. Inside the room only.
 */
#ifndef GX_VIEW_FOLD_H
#define GX_VIEW_FOLD_H

#include "base/buf.h"

/* Adds the text with four blanks for each tab. */
void gx_untab(struct gx_buf *out, struct gx_str text);

/*
 * Adds a safe text in lines of at most `width` columns, cut at blanks where there are any. The first line goes on at
 * column `at`; the following ones are indented by `indent`. Newlines of the text stay, tabs are four blanks. No newline
 * behind the last line.
 */
void gx_fold(struct gx_buf *out, struct gx_str safe, size_t width, size_t at, size_t indent);

#endif
