/*
 * The one sanitizer for Markdown: what comes from a run is text and nothing else in a report on a host such as GitHub (security.md 7).
 */
#ifndef GX_VIEW_MARKDOWN_H
#define GX_VIEW_MARKDOWN_H

#include "base/buf.h"

/*
 * Adds `text` as Markdown that shows it and does nothing: markup is backslash-escaped, `<`, `>`, `&` are entities, `@`, `#`, URLs and commit-like
 * hex words get a zero-width joiner's worth of entity between so that no mention, reference or link comes of them, newlines are blanks (it is
 * for a table cell or within a line), hostile characters are in caret form.
 */
void gx_markdown_safe(struct gx_buf *out, struct gx_str text);

#endif
