/*
 * The one sanitizer for Markdown: what comes from a run is text and nothing else in a report on a host such as GitHub
 * (security.md 7).
 */
#ifndef GX_VIEW_MARKDOWN_H
#define GX_VIEW_MARKDOWN_H

#include "base/buf.h"

/*
 * Adds `text` as Markdown that shows it and does nothing, within a line or a table's cell: markup is escaped by
 * backslashes, `<`, `>`, `&`,
 * `$` are entities, newlines and tabs are blanks, hostile characters are in caret form. Hosts look for mentions, issue
 * numbers and addresses after they have rendered the page, where a backslash does not help: a word joiner (U+2060,
 * nothing to see) stands behind the `@`, `#`, `:` … of those.
 */
void gx_markdown_safe(struct gx_buf *out, struct gx_str text);

#endif
