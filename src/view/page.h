/*
 * `git exp show`: one run whole, as a page for people. What is not there has no section.
 */
#ifndef GX_VIEW_PAGE_H
#define GX_VIEW_PAGE_H

#include <stdio.h>

#include "run/schema.h"
#include "view/style.h"

struct gx_page_options {
	size_t abbrev;                  /* hex digits of ids of other commits; 0: all. The run's own id stands whole */
	const struct gx_schema *schema; /* order of metrics; may be NULL */
	struct gx_str code_subject;     /* first line of the code commit's message; empty if not known */
	size_t output_lines;            /* the last lines of the output that are shown; 0: none */
};

/* Writes the page in style->columns (0: 80 for what is folded, nothing is cut). GX_EIO, GX_ENOMEM. */
int gx_page_write(FILE *out, const struct gx_run *run, const struct gx_page_options *options,
		  const struct gx_style *style, struct gx_err *err);

#endif
