/*
 * The sections of a run's page, one function each; view/page.h puts them in order. Inside the room only.
 */
#ifndef GX_VIEW_PAGE_PARTS_H
#define GX_VIEW_PAGE_PARTS_H

#include "format/node.h"
#include "view/grid.h"
#include "view/out.h"
#include "view/page.h"

struct gx_page {
	const struct gx_run *run;
	const struct gx_page_options *options;
	const struct gx_style *style;
	size_t width; /* that text is folded to */
	struct gx_buf out;
	struct gx_arena arena;
};

enum { GX_PAGE_INDENT = 2, GX_PAGE_GAP = 2, GX_PAGE_WIDTH = 80 };

/* A section adds itself, heading and all, or nothing. */
typedef void gx_page_section(struct gx_page *page);

gx_page_section gx_page_head;   /* page_head.c: who, how it ended, what it was for */
gx_page_section gx_page_params; /* page_results.c */
gx_page_section gx_page_metrics;
gx_page_section gx_page_resources;
gx_page_section gx_page_code; /* page_context.c */
gx_page_section gx_page_environment;
gx_page_section gx_page_data; /* page_files.c */
gx_page_section gx_page_artifacts;
gx_page_section gx_page_links; /* page_words.c */
gx_page_section gx_page_notes;
gx_page_section gx_page_output;

/* A blank line and the heading, with `aside` (may be NULL) behind it. */
void gx_page_title(struct gx_page *page, const char *title, const char *aside);

/* An empty grid of the page's; false without memory, which the page then remembers. */
bool gx_page_grid_init(struct gx_page *page, struct gx_grid *grid, size_t count);

/* Adds the grid below a heading; the last column is folded on a terminal. */
void gx_page_grid(struct gx_page *page, const struct gx_grid *grid);

/* An object or array of the record as a tree; NULL if it is none. */
const struct gx_node *gx_page_tree(struct gx_page *page, const struct gx_value *value);

/* The text or number of a member; empty, or NAN, if it is not there. */
struct gx_str gx_page_member_text(const struct gx_node *object, const char *name);
double gx_page_member_number(const struct gx_node *object, const char *name);

#endif
