#include "base/utf8.h"
#include "view/columns.h"
#include "view/list_formats.h"
#include "view/out.h"
#include "view/pad.h"

enum { GAP = 2 };

/* What a line is written from. */
struct table {
	const struct gx_survey *survey;
	const struct gx_list_options *options;
	const struct gx_style *style;
	struct gx_buf *out;
	struct gx_buf cell;
	struct gx_arena scratch;
};

static void table_release(struct table *table)
{
	gx_buf_release(&table->cell);
	gx_arena_release(&table->scratch);
}

/* Without colours the best value has a star behind it. */
static size_t mark_width(const struct table *table, const struct gx_column *column)
{
	return !table->style->color && gx_column_has_best(column) ? 1 : 0;
}

static void write_heading(struct table *table)
{
	for (size_t i = 0; i < table->survey->columns.len; i++) {
		const struct gx_column *column = &table->survey->columns.at[i];
		size_t mark = mark_width(table, column), width = column->width - mark;

		gx_buf_reset(&table->cell);
		gx_clip_front(&table->cell, column->heading, width, table->style);
		gx_out_pass(&table->cell, table->out);
		gx_buf_fill(table->out, ' ', i ? GAP : 0);
		gx_pad(table->out, gx_buf_view(&table->cell), width, column->is_text ? GX_LEFT : GX_RIGHT,
		       GX_SLOT_HEADER, table->style);
		gx_buf_fill(table->out, ' ', mark);
	}
	gx_line_end(table->out);
}

static void write_cell(struct table *table, const struct gx_column *column, const struct gx_run *run)
{
	struct gx_cell_look look = gx_column_look(column, table->options->abbrev, table->style->now_us);
	size_t mark = mark_width(table, column);
	enum gx_slot slot = gx_cell_slot(&column->field, run);
	struct gx_value value;
	bool is_best = gx_column_has_best(column) &&
		       gx_cell_get(&column->field, run, look.now_us, &table->scratch, &value) &&
		       gx_column_is_best(column, &value);

	gx_buf_reset(&table->cell);
	gx_cell_field(&table->cell, &column->field, run, &look, &table->scratch);
	gx_out_pass(&table->cell, table->out);
	gx_pad(table->out, gx_buf_view(&table->cell), column->width - mark, column->is_text ? GX_LEFT : GX_RIGHT,
	       is_best ? GX_SLOT_BEST : slot, table->style);
	gx_buf_fill(table->out, is_best ? '*' : ' ', mark);
}

static void write_run(struct table *table, const struct gx_run *run)
{
	gx_arena_reset(&table->scratch);
	for (size_t i = 0; i < table->survey->columns.len; i++) {
		gx_buf_fill(table->out, ' ', i ? GAP : 0);
		write_cell(table, &table->survey->columns.at[i], run);
	}
	gx_line_end(table->out);
}

/* On a terminal alone, for only there columns are left out. */
static void write_left_out(struct table *table)
{
	size_t count = table->survey->left_out;

	if (!count)
		return;
	gx_buf_reset(&table->cell);
	gx_buf_printf(&table->cell, "(%zu more column%s: --all-columns)", count, count == 1 ? "" : "s");
	gx_pad(table->out, gx_buf_view(&table->cell), table->style->columns, GX_LEFT, GX_SLOT_DIM, table->style);
	gx_line_end(table->out);
}

static int write_rows(FILE *out, const struct gx_rows *rows, struct table *table, struct gx_err *err)
{
	write_heading(table);
	for (size_t i = 0; i < rows->count; i++) {
		const struct gx_run *run;
		int code = rows->load(rows->context, i, &run, err);

		if (code)
			return code;
		write_run(table, run);
		code = gx_out_write_some(out, table->out, err);
		if (code)
			return code;
	}
	write_left_out(table);
	gx_out_pass(&table->cell, table->out);
	return 0;
}

int gx_list_table(FILE *out, const struct gx_rows *rows, const struct gx_list_options *options,
		  const struct gx_style *style, struct gx_err *err)
{
	GX_CLEANUP(gx_survey) survey = GX_SURVEY_INIT;
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(table) table = { &survey, options, style, &text, GX_BUF_INIT(GX_BUF_ANY), GX_ARENA_INIT };
	int code;

	if (!rows->count)
		return 0;
	code = gx_survey_table(rows, options, style->now_us, &survey, err);
	if (!code)
		code = gx_survey_fit(&survey, options->all_columns ? 0 : style->columns, GAP, style->color ? 0 : 1,
				     err);
	if (!code)
		code = write_rows(out, rows, &table, err);
	return code ? code : gx_out_write(out, &text, err);
}
