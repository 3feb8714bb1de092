#include "view/diff_formats.h"
#include "view/markdown.h"
#include "view/out.h"

static void add_safe(struct gx_buf *out, struct gx_buf *cell)
{
	gx_markdown_safe(out, gx_buf_view(cell));
	gx_out_pass(cell, out);
	gx_buf_reset(cell);
}

static void add_value(struct gx_buf *out, enum gx_diff_kind kind, const struct gx_change *change,
		      const struct gx_value *value, size_t abbrev)
{
	GX_CLEANUP(gx_buf) cell = GX_BUF_INIT(GX_BUF_ANY);

	if (value && kind == GX_DIFF_TAGS)
		gx_buf_text(&cell, "yes");
	else if (value)
		gx_diff_value(&cell, kind, change, value, abbrev);
	gx_buf_text(out, "| ");
	add_safe(out, &cell);
	gx_buf_byte(out, ' ');
}

static void add_change(struct gx_buf *out, enum gx_diff_kind kind, const struct gx_change *change, size_t abbrev)
{
	GX_CLEANUP(gx_buf) cell = GX_BUF_INIT(GX_BUF_ANY);

	gx_buf_text(out, "| ");
	gx_markdown_safe(out, change->key);
	gx_buf_byte(out, ' ');
	add_value(out, kind, change, change->before, abbrev);
	add_value(out, kind, change, change->after, abbrev);
	if (kind == GX_DIFF_METRICS) {
		gx_buf_text(out, "| ");
		gx_diff_by(&cell, change);
		add_safe(out, &cell);
		gx_buf_text(out, " | ");
		gx_diff_percent(&cell, change);
		add_safe(out, &cell);
		gx_buf_printf(out, " | %s ", gx_verdict_name(change->verdict));
	}
	gx_buf_text(out, "|\n");
}

static void add_side(struct gx_buf *out, const char *before, const struct gx_run *run, struct gx_str label,
		     size_t abbrev)
{
	GX_CLEANUP(gx_buf) cell = GX_BUF_INIT(GX_BUF_ANY);

	gx_buf_text(out, before);
	gx_diff_side(&cell, run, label, abbrev);
	add_safe(out, &cell);
}

static void add_heading(struct gx_buf *out, const struct gx_diff *diff, enum gx_diff_kind kind,
			const struct gx_diff_options *options)
{
	gx_buf_printf(out, "### %s\n\n", gx_diff_names[kind].title);
	add_side(out, "| | ", diff->a, options->label_a, options->abbrev);
	add_side(out, " | ", diff->b, options->label_b, options->abbrev);
	if (kind == GX_DIFF_METRICS)
		gx_buf_text(out, " | change | | |\n|---|--:|--:|--:|--:|---|\n");
	else
		gx_buf_text(out, " |\n|---|---|---|\n");
}

/* The caller's lines are text: a block of it, fenced longer than any run of backticks in them. */
static void add_code(struct gx_buf *out, struct gx_str code)
{
	size_t fence = 3, run = 0;

	if (!code.len)
		return;
	for (size_t i = 0; i < code.len; i++) {
		run = code.at[i] == '`' ? run + 1 : 0;
		fence = run >= fence ? run + 1 : fence;
	}
	gx_buf_byte(out, '\n');
	gx_buf_fill(out, '`', fence);
	gx_buf_text(out, "text\n");
	gx_buf_str(out, code);
	gx_buf_text(out, code.at[code.len - 1] == '\n' ? "" : "\n");
	gx_buf_fill(out, '`', fence);
	gx_buf_byte(out, '\n');
}

int gx_diff_md(FILE *out, const struct gx_diff *diff, const struct gx_diff_options *options,
	       const struct gx_style *style, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);

	(void)style;
	for (size_t i = 0; i < GX_DIFF_KINDS; i++) {
		const struct gx_changes *changes = &diff->sections[i];

		if (!changes->list.len)
			continue;
		gx_buf_text(&text, text.len ? "\n" : "");
		add_heading(&text, diff, (enum gx_diff_kind)i, options);
		for (size_t row = 0; row < changes->list.len; row++)
			add_change(&text, (enum gx_diff_kind)i, &changes->list.at[row], options->abbrev);
		if (i == GX_DIFF_CODE)
			add_code(&text, options->code);
	}
	return gx_out_write(out, &text, err);
}
