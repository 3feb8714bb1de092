/*
 * The formats of a list, one file each; view/list.h chooses. Inside the room only.
 */
#ifndef GX_VIEW_LIST_FORMATS_H
#define GX_VIEW_LIST_FORMATS_H

#include "view/list.h"

typedef int gx_list_writer(FILE *out, const struct gx_rows *rows, const struct gx_list_options *options,
			   const struct gx_style *style, struct gx_err *err);

gx_list_writer gx_list_table;    /* list_table.c */
gx_list_writer gx_list_oneline;  /* list_lines.c */
gx_list_writer gx_list_template; /* list_lines.c */
gx_list_writer gx_list_json;     /* list_json.c: json and jsonl */
gx_list_writer gx_list_exact;    /* list_exact.c: csv and tsv */
gx_list_writer gx_list_md;       /* list_md.c */

#endif
