#include "view/cell.h"
#include "view/compare_table.h"
#include "view/markdown.h"
#include "view/out.h"

static void add_cell(struct gx_buf *text, const struct gx_compare_row *row, size_t run, size_t abbrev)
{
	GX_CLEANUP(gx_buf) cell = GX_BUF_INIT(GX_BUF_ANY);
	const char *bold = gx_compare_is_best(row, run) ? "**" : "";

	gx_compare_cell(&cell, row, run, abbrev);
	gx_buf_printf(text, "| %s", bold);
	gx_markdown_safe(text, gx_buf_view(&cell));
	gx_buf_printf(text, "%s ", bold);
	gx_out_pass(&cell, text);
}

static void add_heading(struct gx_buf *text, const struct gx_compare *compare, size_t abbrev)
{
	gx_buf_text(text, "| ");
	for (size_t run = 0; run < compare->runs; run++) {
		gx_buf_text(text, "| ");
		gx_cell_id(text, compare->ids[run], abbrev);
		gx_buf_byte(text, ' ');
	}
	gx_buf_text(text, "|\n|---");
	for (size_t run = 0; run < compare->runs; run++)
		gx_buf_text(text, "|---");
	gx_buf_text(text, "|\n");
}

int gx_compare_md(FILE *out, const struct gx_compare *compare, const struct gx_compare_options *options,
		  const struct gx_style *style, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);

	(void)style;
	add_heading(&text, compare, options->abbrev);
	for (size_t i = 0; i < compare->rows.len; i++) {
		const struct gx_compare_row *row = &compare->rows.at[i];

		gx_buf_text(&text, "| ");
		gx_markdown_safe(&text, row->key);
		gx_buf_byte(&text, ' ');
		for (size_t run = 0; run < compare->runs; run++)
			add_cell(&text, row, run, options->abbrev);
		gx_buf_text(&text, "|\n");
	}
	return gx_out_write(out, &text, err);
}
