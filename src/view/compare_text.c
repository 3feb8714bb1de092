#include "base/utf8.h"
#include "view/cell.h"
#include "view/compare_table.h"
#include "view/grid.h"
#include "view/out.h"

enum { INDENT = 2, GAP = 2, CELL_MOST = 30 };

struct text {
	const struct gx_compare *compare;
	const struct gx_compare_options *options;
	const struct gx_style *style;
	struct gx_buf out;
	struct gx_buf cell;
};

static void text_release(struct text *text)
{
	gx_buf_release(&text->out);
	gx_buf_release(&text->cell);
}

/* Columns that a cell takes, its star included. */
static size_t cell_columns(struct text *text, const struct gx_compare_row *row, size_t run)
{
	size_t columns;

	gx_buf_reset(&text->cell);
	gx_compare_cell(&text->cell, row, run, text->options->abbrev);
	gx_out_pass(&text->cell, &text->out);
	columns = gx_utf8_columns(gx_buf_view(&text->cell));
	if (columns > CELL_MOST)
		columns = CELL_MOST;
	return columns + (gx_compare_is_best(row, run) && !text->style->color);
}

static size_t label_width(struct text *text)
{
	size_t widest = 0, most = text->style->columns / 3;
	GX_CLEANUP(gx_buf) safe = GX_BUF_INIT(GX_BUF_ANY);

	for (size_t i = 0; i < text->compare->rows.len; i++) {
		size_t columns;

		if (!safe.failed)
			gx_buf_reset(&safe);
		gx_text_safe(&safe, text->compare->rows.at[i].key, GX_TEXT_LINE);
		columns = gx_utf8_columns(gx_buf_view(&safe));
		widest = columns > widest ? columns : widest;
	}
	gx_out_pass(&safe, &text->out);
	return most && widest > most ? most : widest;
}

static size_t run_width(struct text *text, size_t run)
{
	size_t widest = text->options->abbrev ? text->options->abbrev : text->compare->ids[run].len;

	for (size_t i = 0; i < text->compare->rows.len; i++) {
		size_t columns = cell_columns(text, &text->compare->rows.at[i], run);

		widest = columns > widest ? columns : widest;
	}
	return widest;
}

/* A block: the runs from `from` to before `to`, each as wide as `widths` says. */
struct block {
	size_t from, to;
	size_t label;
	const size_t *widths;
};

static void add_label(struct text *text, struct gx_str key, const struct block *block, bool dim)
{
	GX_CLEANUP(gx_buf) safe = GX_BUF_INIT(GX_BUF_ANY);

	gx_text_safe(&safe, key, GX_TEXT_LINE);
	gx_buf_reset(&text->cell);
	gx_clip_front(&text->cell, gx_buf_view(&safe), block->label, text->style);
	gx_buf_fill(&text->out, ' ', INDENT);
	gx_pad(&text->out, gx_buf_view(&text->cell), block->label, GX_LEFT, dim ? GX_SLOT_DIM : GX_SLOT_NONE,
	       text->style);
	gx_out_pass(&safe, &text->out);
	gx_out_pass(&text->cell, &text->out);
}

static void add_cell(struct text *text, const struct gx_compare_row *row, size_t run, size_t width)
{
	bool is_best = gx_compare_is_best(row, run);
	enum gx_slot slot = is_best ? GX_SLOT_BEST : row->differs ? GX_SLOT_NONE : GX_SLOT_DIM;
	GX_CLEANUP(gx_buf) clipped = GX_BUF_INIT(GX_BUF_ANY);

	if (row->kind == GX_COMPARE_FACT && gx_str_is(row->key, "status") && row->values[run])
		slot = gx_slot_of_status(gx_status_parse(row->values[run]->text));
	gx_buf_reset(&text->cell);
	gx_compare_cell(&text->cell, row, run, text->options->abbrev);
	gx_clip(&clipped, gx_buf_view(&text->cell), CELL_MOST, text->style);
	gx_buf_text(&clipped, is_best && !text->style->color ? "*" : "");
	gx_buf_fill(&text->out, ' ', GAP);
	gx_pad(&text->out, gx_buf_view(&clipped), width, GX_LEFT, slot, text->style);
	gx_out_pass(&text->cell, &text->out);
	gx_out_pass(&clipped, &text->out);
}

static void add_ids(struct text *text, const struct block *block)
{
	gx_buf_fill(&text->out, ' ', INDENT + block->label);
	for (size_t run = block->from; run < block->to; run++) {
		gx_buf_reset(&text->cell);
		gx_cell_id(&text->cell, text->compare->ids[run], text->options->abbrev);
		gx_buf_fill(&text->out, ' ', GAP);
		gx_pad(&text->out, gx_buf_view(&text->cell), block->widths[run], GX_LEFT, GX_SLOT_ID, text->style);
	}
	gx_line_end(&text->out);
}

static void add_title(struct text *text, enum gx_compare_kind kind)
{
	gx_buf_byte(&text->out, '\n');
	gx_style_on(text->style, GX_SLOT_HEADER, &text->out);
	gx_buf_text(&text->out, gx_compare_names[kind].title);
	gx_style_off(text->style, GX_SLOT_HEADER, &text->out);
	gx_buf_byte(&text->out, '\n');
}

static void add_row(struct text *text, const struct gx_compare_row *row, const struct block *block)
{
	add_label(text, row->key, block, !row->differs);
	for (size_t run = block->from; run < block->to; run++)
		add_cell(text, row, run, block->widths[run]);
	gx_line_end(&text->out);
}

/* Whether a run of the block has the row's value. */
static bool is_in_block(const struct gx_compare_row *row, const struct block *block)
{
	for (size_t run = block->from; run < block->to; run++) {
		if (row->values[run])
			return true;
	}
	return false;
}

static void add_block(struct text *text, const struct block *block)
{
	enum gx_compare_kind kind = GX_COMPARE_FACT;

	if (block->from)
		gx_buf_byte(&text->out, '\n');
	add_ids(text, block);
	for (size_t i = 0; i < text->compare->rows.len; i++) {
		const struct gx_compare_row *row = &text->compare->rows.at[i];

		if (!is_in_block(row, block))
			continue;
		if (row->kind != kind)
			add_title(text, row->kind);
		kind = row->kind;
		add_row(text, row, block);
	}
}

/* How many runs from `from` on fit the line; at least one. */
static size_t block_end(const struct text *text, const struct block *block)
{
	size_t room = text->style->columns, used = INDENT + block->label, run = block->from;

	while (run < text->compare->runs) {
		used += GAP + block->widths[run];
		if (room && used > room && run > block->from)
			break;
		run++;
	}
	return run;
}

int gx_compare_text(FILE *out, const struct gx_compare *compare, const struct gx_compare_options *options,
		    const struct gx_style *style, struct gx_err *err)
{
	GX_CLEANUP(text) text = { compare, options, style, GX_BUF_INIT(GX_BUF_ANY), GX_BUF_INIT(GX_BUF_ANY) };
	GX_FREE size_t *widths = calloc(compare->runs + 1, sizeof(*widths));
	struct block block = { 0, 0, label_width(&text), widths };

	if (!widths)
		return gx_fail_memory(err);
	for (size_t run = 0; run < compare->runs; run++)
		widths[run] = run_width(&text, run);
	for (; block.from < compare->runs; block.from = block.to) {
		block.to = block_end(&text, &block);
		add_block(&text, &block);
	}
	return gx_out_write(out, &text.out, err);
}
