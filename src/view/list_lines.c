#include "base/utf8.h"
#include "run/record.h"
#include "view/cell.h"
#include "view/list_formats.h"
#include "view/out.h"

/* How one run becomes one line. */
typedef int line_writer(struct gx_buf *line, const struct gx_run *run, const struct gx_list_options *options,
			const struct gx_style *style, struct gx_arena *scratch, struct gx_err *err);

static int write_lines(FILE *out, const struct gx_rows *rows, const struct gx_list_options *options,
		       const struct gx_style *style, line_writer *write_line, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_arena) scratch = GX_ARENA_INIT;

	for (size_t i = 0; i < rows->count; i++) {
		const struct gx_run *run;
		int code = rows->load(rows->context, i, &run, err);

		gx_arena_reset(&scratch);
		if (!code)
			code = write_line(&text, run, options, style, &scratch, err);
		gx_buf_byte(&text, options->nul ? '\0' : '\n');
		if (!code)
			code = gx_out_write_some(out, &text, err);
		if (code)
			return code;
	}
	return gx_out_write(out, &text, err);
}

static void add_tags(struct gx_buf *line, const struct gx_run *run, const struct gx_style *style)
{
	if (!run->tags.list.len)
		return;
	gx_style_on(style, GX_SLOT_TAG, line);
	gx_buf_byte(line, '(');
	gx_cell_tags(line, run);
	gx_buf_byte(line, ')');
	gx_style_off(style, GX_SLOT_TAG, line);
	gx_buf_byte(line, ' ');
}

static int write_oneline(struct gx_buf *line, const struct gx_run *run, const struct gx_list_options *options,
			 const struct gx_style *style, struct gx_arena *scratch, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) subject = GX_BUF_INIT(GX_BUF_ANY);
	enum gx_slot slot = gx_slot_of_status(gx_run_status(run));
	const struct gx_schema *schema = options->schema;

	(void)scratch;
	gx_style_on(style, GX_SLOT_ID, line);
	gx_cell_id(line, run->id, options->abbrev);
	gx_style_off(style, GX_SLOT_ID, line);
	gx_buf_byte(line, ' ');
	add_tags(line, run, style);
	gx_run_subject(&subject, run, schema && schema->headline.list.len ? &schema->headline : NULL);
	gx_style_on(style, slot, line);
	gx_text_safe(line, gx_buf_view(&subject), GX_TEXT_LINE);
	gx_style_off(style, slot, line);
	return gx_buf_check(&subject, "a line", err);
}

static int write_template(struct gx_buf *line, const struct gx_run *run, const struct gx_list_options *options,
			  const struct gx_style *style, struct gx_arena *scratch, struct gx_err *err)
{
	return gx_template_write(options->layout, run, style->now_us, options->abbrev, style->terminal, scratch, line,
				 err);
}

int gx_list_oneline(FILE *out, const struct gx_rows *rows, const struct gx_list_options *options,
		    const struct gx_style *style, struct gx_err *err)
{
	return write_lines(out, rows, options, style, write_oneline, err);
}

int gx_list_template(FILE *out, const struct gx_rows *rows, const struct gx_list_options *options,
		     const struct gx_style *style, struct gx_err *err)
{
	return write_lines(out, rows, options, style, write_template, err);
}
