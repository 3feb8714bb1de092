#include <math.h>

#include "base/utf8.h"
#include "view/cell.h"
#include "view/diff_formats.h"
#include "view/fold.h"
#include "view/grid.h"
#include "view/out.h"

enum { INDENT = 2, WIDTH = 100 /* where the reader has none */ };

struct text {
	const struct gx_diff_options *options;
	const struct gx_style *style;
	size_t width;
	struct gx_buf out;
	struct gx_arena arena;
};

static enum gx_slot slot_of(const struct gx_change *change)
{
	if (change->verdict != GX_VERDICT_NONE)
		return change->verdict == GX_VERDICT_BETTER ? GX_SLOT_BETTER : GX_SLOT_WORSE;
	return GX_SLOT_NONE;
}

static void add_side(struct text *text, struct gx_grid *grid, enum gx_diff_kind kind, const struct gx_change *change,
		     const struct gx_value *value, enum gx_slot slot)
{
	struct gx_buf *cell = gx_grid_begin(grid);

	if (value && kind != GX_DIFF_TAGS)
		gx_diff_value(cell, kind, change, value, text->options->abbrev);
	gx_grid_end(grid, slot);
}

/* + key … added, - key … removed, key before → after changed. */
static void add_change(struct text *text, struct gx_grid *grid, enum gx_diff_kind kind, const struct gx_change *change)
{
	bool is_both = change->before && change->after;
	enum gx_slot slot = is_both ? GX_SLOT_NONE : change->after ? GX_SLOT_BETTER : GX_SLOT_WORSE;

	gx_buf_text(gx_grid_begin(grid), is_both ? "  " : change->after ? "+ " : "- ");
	gx_text_safe(&grid->scratch, change->key, GX_TEXT_LINE);
	gx_grid_end(grid, slot);
	add_side(text, grid, kind, change, change->before, slot);
	gx_grid_safe(grid, !is_both ? GX_STR_NONE : text->style->unicode ? GX_STR("→") : GX_STR("->"), GX_SLOT_DIM);
	add_side(text, grid, kind, change, change->after, is_both ? slot_of(change) : slot);
	if (kind != GX_DIFF_METRICS)
		return;
	gx_diff_by(gx_grid_begin(grid), change);
	gx_grid_end(grid, slot_of(change));
	gx_diff_percent(gx_grid_begin(grid), change);
	gx_grid_end(grid, slot_of(change));
	gx_grid_safe(grid, gx_str_of(gx_verdict_name(change->verdict)), slot_of(change));
}

static size_t columns_of(struct text *text, enum gx_diff_kind kind, const struct gx_change *change,
			 const struct gx_value *value)
{
	GX_CLEANUP(gx_buf) cell = GX_BUF_INIT(GX_BUF_ANY);

	if (value && kind != GX_DIFF_TAGS)
		gx_diff_value(&cell, kind, change, value, text->options->abbrev);
	gx_out_pass(&cell, &text->out);
	return gx_utf8_columns(gx_buf_view(&cell));
}

/* Too long to stand side by side: goes below, one side a line. */
static bool is_long(struct text *text, enum gx_diff_kind kind, const struct gx_change *change)
{
	size_t most = text->width * 7 / 20;

	return columns_of(text, kind, change, change->before) > most ||
	       columns_of(text, kind, change, change->after) > most;
}

static void add_long_side(struct text *text, enum gx_diff_kind kind, const struct gx_change *change,
			  const struct gx_value *value, const char *mark, enum gx_slot slot)
{
	GX_CLEANUP(gx_buf) cell = GX_BUF_INIT(GX_BUF_ANY);

	if (!value)
		return;
	gx_diff_value(&cell, kind, change, value, text->options->abbrev);
	gx_style_on(text->style, slot, &text->out);
	gx_buf_printf(&text->out, "    %s ", mark);
	if (text->style->columns)
		gx_fold(&text->out, gx_buf_view(&cell), text->width, 6, 6);
	else
		gx_buf_str(&text->out, gx_buf_view(&cell));
	gx_style_off(text->style, slot, &text->out);
	gx_buf_byte(&text->out, '\n');
	gx_out_pass(&cell, &text->out);
}

static void add_long(struct text *text, enum gx_diff_kind kind, const struct gx_change *change)
{
	gx_buf_fill(&text->out, ' ', INDENT + 2);
	gx_text_safe(&text->out, change->key, GX_TEXT_LINE);
	gx_buf_byte(&text->out, '\n');
	add_long_side(text, kind, change, change->before, "-", GX_SLOT_WORSE);
	add_long_side(text, kind, change, change->after, "+", GX_SLOT_BETTER);
}

static void align_numbers(struct gx_grid *grid, enum gx_diff_kind kind)
{
	if (kind != GX_DIFF_METRICS)
		return;
	grid->columns[1].align = grid->columns[3].align = GX_RIGHT;
	grid->columns[4].align = grid->columns[5].align = GX_RIGHT;
}

static void add_section(struct text *text, enum gx_diff_kind kind, const struct gx_changes *changes)
{
	static const struct gx_grid_look look = { INDENT, INDENT, 0 };
	GX_CLEANUP(gx_grid) grid = GX_GRID_INIT;

	if (!changes->list.len)
		return;
	if (!gx_grid_init(&grid, &text->arena, kind == GX_DIFF_METRICS ? 7 : 4)) {
		text->out.failed = GX_ENOMEM;
		return;
	}
	align_numbers(&grid, kind);
	gx_buf_byte(&text->out, '\n');
	gx_style_on(text->style, GX_SLOT_HEADER, &text->out);
	gx_buf_text(&text->out, gx_diff_names[kind].title);
	gx_style_off(text->style, GX_SLOT_HEADER, &text->out);
	gx_buf_byte(&text->out, '\n');
	for (size_t i = 0; i < changes->list.len; i++) {
		if (!is_long(text, kind, &changes->list.at[i]))
			add_change(text, &grid, kind, &changes->list.at[i]);
	}
	gx_grid_write(&text->out, &grid, &look, text->style);
	for (size_t i = 0; i < changes->list.len; i++) {
		if (is_long(text, kind, &changes->list.at[i]))
			add_long(text, kind, &changes->list.at[i]);
	}
}

static void add_head(struct text *text, const struct gx_run *run, struct gx_str label, const char *mark,
		     enum gx_slot slot)
{
	gx_style_on(text->style, slot, &text->out);
	gx_buf_printf(&text->out, "%s ", mark);
	gx_diff_side(&text->out, run, label, text->options->abbrev);
	gx_style_off(text->style, slot, &text->out);
	gx_buf_byte(&text->out, '\n');
}

/* The caller's lines, indented as all that stands in a section. */
static void add_code(struct text *text)
{
	struct gx_str rest = text->options->code, line;

	while (gx_str_cut(&rest, '\n', &line)) {
		gx_buf_fill(&text->out, ' ', line.len ? INDENT + 2 : 0);
		gx_buf_str(&text->out, line);
		gx_buf_byte(&text->out, '\n');
	}
}

int gx_diff_text(FILE *out, const struct gx_diff *diff, const struct gx_diff_options *options,
		 const struct gx_style *style, struct gx_err *err)
{
	struct text text = { options, style, style->columns ? style->columns : WIDTH, GX_BUF_INIT(GX_BUF_ANY),
			     GX_ARENA_INIT };
	int code;

	if (!gx_diff_any(diff))
		return 0;
	add_head(&text, diff->a, options->label_a, "---", GX_SLOT_WORSE);
	add_head(&text, diff->b, options->label_b, "+++", GX_SLOT_BETTER);
	for (size_t i = 0; i < GX_DIFF_KINDS; i++) {
		add_section(&text, (enum gx_diff_kind)i, &diff->sections[i]);
		if (i == GX_DIFF_CODE && diff->sections[i].list.len)
			add_code(&text);
	}
	code = gx_out_write(out, &text.out, err);
	gx_buf_release(&text.out);
	gx_arena_release(&text.arena);
	return code;
}
