#include "view/cell.h"
#include "view/columns.h"
#include "view/csv.h"
#include "view/list_formats.h"
#include "view/out.h"

struct sheet {
	bool is_csv;
	const struct gx_survey *survey;
	int64_t now_us;
	struct gx_buf text;
	struct gx_arena scratch;
};

static void sheet_release(struct sheet *sheet)
{
	gx_buf_release(&sheet->text);
	gx_arena_release(&sheet->scratch);
}

static void add_cell(struct sheet *sheet, size_t index, const struct gx_str *text)
{
	if (index)
		gx_buf_byte(&sheet->text, sheet->is_csv ? ',' : '\t');
	if (text)
		(sheet->is_csv ? gx_csv_cell : gx_tsv_cell)(&sheet->text, *text);
}

static void add_run(struct sheet *sheet, const struct gx_run *run)
{
	gx_arena_reset(&sheet->scratch);
	for (size_t i = 0; i < sheet->survey->columns.len; i++) {
		struct gx_value value;
		bool is_there =
			gx_cell_get(&sheet->survey->columns.at[i].field, run, sheet->now_us, &sheet->scratch, &value);
		struct gx_str text = is_there ? gx_cell_exact(&value) : GX_STR_NONE;

		add_cell(sheet, i, is_there ? &text : NULL);
	}
	gx_buf_byte(&sheet->text, '\n');
}

static int add_rows(FILE *out, struct sheet *sheet, const struct gx_rows *rows, struct gx_err *err)
{
	for (size_t i = 0; i < sheet->survey->columns.len; i++)
		add_cell(sheet, i, &sheet->survey->columns.at[i].field.name);
	gx_buf_byte(&sheet->text, '\n');
	for (size_t i = 0; i < rows->count; i++) {
		const struct gx_run *run;
		int code = rows->load(rows->context, i, &run, err);

		if (code)
			return code;
		add_run(sheet, run);
		code = gx_out_write_some(out, &sheet->text, err);
		if (code)
			return code;
	}
	return gx_out_write(out, &sheet->text, err);
}

int gx_list_exact(FILE *out, const struct gx_rows *rows, const struct gx_list_options *options,
		  const struct gx_style *style, struct gx_err *err)
{
	GX_CLEANUP(gx_survey) survey = GX_SURVEY_INIT;
	GX_CLEANUP(sheet) sheet = {
		options->format == GX_LIST_CSV, &survey, style->now_us, GX_BUF_INIT(GX_BUF_ANY), GX_ARENA_INIT,
	};
	int code;

	code = gx_survey_exact(rows, options, &survey, err);
	return code ? code : add_rows(out, &sheet, rows, err);
}
