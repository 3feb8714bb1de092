#include "base/json_text.h"
#include "view/cell.h"
#include "view/json.h"
#include "view/list_formats.h"
#include "view/out.h"

/* Of the columns asked for, those that the run has. */
static void add_columns(struct gx_buf *text, const struct gx_run *run, const struct gx_list_options *options,
			int64_t now_us, struct gx_arena *scratch)
{
	bool is_first = true;

	gx_buf_byte(text, '{');
	for (size_t i = 0; i < options->columns_count; i++) {
		const struct gx_field *field = &options->columns[i];
		struct gx_value value;

		if (!gx_cell_get(field, run, now_us, scratch, &value))
			continue;
		gx_buf_text(text, is_first ? "" : ", ");
		gx_json_string(text, field->name);
		gx_buf_text(text, ": ");
		gx_value_json(text, &value);
		is_first = false;
	}
	gx_buf_byte(text, '}');
}

static int write_run(FILE *out, struct gx_buf *text, const struct gx_run *run, const struct gx_list_options *options,
		     int64_t now_us, struct gx_err *err)
{
	GX_CLEANUP(gx_arena) scratch = GX_ARENA_INIT;

	if (options->columns_count)
		add_columns(text, run, options, now_us, &scratch);
	else
		gx_json_run(text, run, options->parts);
	return gx_out_write_some(out, text, err);
}

int gx_list_json(FILE *out, const struct gx_rows *rows, const struct gx_list_options *options,
		 const struct gx_style *style, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	bool is_array = options->format == GX_LIST_JSON;
	char end = options->nul && !is_array ? '\0' : '\n';

	if (is_array)
		gx_buf_byte(&text, '[');
	for (size_t i = 0; i < rows->count; i++) {
		const struct gx_run *run;
		int code = rows->load(rows->context, i, &run, err);

		if (is_array)
			gx_buf_text(&text, i ? ",\n" : "\n");
		if (!code)
			code = write_run(out, &text, run, options, style->now_us, err);
		if (code)
			return code;
		if (!is_array)
			gx_buf_byte(&text, end);
	}
	if (is_array)
		gx_buf_text(&text, rows->count ? "\n]\n" : "]\n");
	return gx_out_write(out, &text, err);
}
