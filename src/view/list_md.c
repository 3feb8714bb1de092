#include "base/utf8.h"
#include "view/columns.h"
#include "view/list_formats.h"
#include "view/markdown.h"
#include "view/out.h"

struct page {
	const struct gx_survey *survey;
	const struct gx_list_options *options;
	int64_t now_us;
	struct gx_buf text, cell;
	struct gx_arena scratch;
};

static void page_release(struct page *page)
{
	gx_buf_release(&page->text);
	gx_buf_release(&page->cell);
	gx_arena_release(&page->scratch);
}

static void add_heading(struct page *page)
{
	const struct gx_survey *survey = page->survey;

	for (size_t i = 0; i < survey->columns.len; i++) {
		gx_buf_text(&page->text, "| ");
		gx_markdown_safe(&page->text, survey->columns.at[i].heading);
		gx_buf_byte(&page->text, ' ');
	}
	gx_buf_text(&page->text, "|\n");
	for (size_t i = 0; i < survey->columns.len; i++)
		gx_buf_text(&page->text, survey->columns.at[i].is_text ? "|---" : "|--:");
	gx_buf_text(&page->text, "|\n");
}

static void add_cell(struct page *page, const struct gx_column *column, const struct gx_run *run)
{
	struct gx_cell_look look = gx_column_look(column, page->options->abbrev, page->now_us);
	struct gx_value value;
	bool is_best = gx_column_has_best(column) &&
		       gx_cell_get(&column->field, run, look.now_us, &page->scratch, &value) &&
		       gx_column_is_best(column, &value);

	gx_buf_reset(&page->cell);
	gx_cell_field(&page->cell, &column->field, run, &look, &page->scratch);
	gx_buf_text(&page->text, is_best ? "| **" : "| ");
	gx_markdown_safe(&page->text, gx_buf_view(&page->cell));
	gx_buf_text(&page->text, is_best ? "** " : " ");
	gx_out_pass(&page->cell, &page->text);
}

static int add_rows(FILE *out, struct page *page, const struct gx_rows *rows, struct gx_err *err)
{
	add_heading(page);
	for (size_t i = 0; i < rows->count; i++) {
		const struct gx_run *run;
		int code = rows->load(rows->context, i, &run, err);

		if (code)
			return code;
		gx_arena_reset(&page->scratch);
		for (size_t column = 0; column < page->survey->columns.len; column++)
			add_cell(page, &page->survey->columns.at[column], run);
		gx_buf_text(&page->text, "|\n");
		code = gx_out_write_some(out, &page->text, err);
		if (code)
			return code;
	}
	return gx_out_write(out, &page->text, err);
}

int gx_list_md(FILE *out, const struct gx_rows *rows, const struct gx_list_options *options,
	       const struct gx_style *style, struct gx_err *err)
{
	GX_CLEANUP(gx_survey) survey = GX_SURVEY_INIT;
	GX_CLEANUP(page) page = {
		&survey, options, style->now_us, GX_BUF_INIT(GX_BUF_ANY), GX_BUF_INIT(GX_BUF_ANY), GX_ARENA_INIT,
	};
	int code;

	if (!rows->count)
		return 0;
	code = gx_survey_table(rows, options, style->now_us, &survey, err);
	return code ? code : add_rows(out, &page, rows, err);
}
