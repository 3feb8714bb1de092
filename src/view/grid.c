#include "view/grid.h"

#include "base/utf8.h"
#include "view/fold.h"
#include "view/out.h"

bool gx_grid_init(struct gx_grid *grid, struct gx_arena *arena, size_t count)
{
	grid->arena = arena;
	grid->count = count;
	grid->columns = gx_arena_array(arena, count, sizeof(*grid->columns));
	return grid->columns;
}

void gx_grid_release(struct gx_grid *grid)
{
	gx_vec_release(&grid->cells);
	gx_buf_release(&grid->scratch);
}

static size_t shown_width(const struct gx_grid_column *column)
{
	return column->most && column->most < column->widest ? column->most : column->widest;
}

void gx_grid_safe(struct gx_grid *grid, struct gx_str safe, enum gx_slot slot)
{
	struct gx_grid_column *column = grid->count ? &grid->columns[grid->cells.len % grid->count] : NULL;
	struct gx_grid_cell *cell = column ? gx_vec_add(&grid->cells) : NULL;

	if (cell)
		cell->text = gx_arena_str(grid->arena, safe);
	if (!cell || !cell->text.at) {
		grid->scratch.failed = GX_ENOMEM;
		return;
	}
	cell->slot = slot;
	cell->columns = gx_utf8_columns(safe);
	if (cell->columns > column->widest)
		column->widest = cell->columns;
}

void gx_grid_none(struct gx_grid *grid)
{
	gx_grid_safe(grid, GX_STR_NONE, GX_SLOT_NONE);
}

struct gx_buf *gx_grid_begin(struct gx_grid *grid)
{
	if (!grid->scratch.failed)
		gx_buf_reset(&grid->scratch);
	return &grid->scratch;
}

void gx_grid_end(struct gx_grid *grid, enum gx_slot slot)
{
	if (!grid->scratch.failed)
		gx_grid_safe(grid, gx_buf_view(&grid->scratch), slot);
}

void gx_grid_text(struct gx_grid *grid, struct gx_str text, enum gx_slot slot)
{
	gx_text_safe(gx_grid_begin(grid), text, GX_TEXT_LINE);
	gx_grid_end(grid, slot);
}

size_t gx_grid_width_before_last(const struct gx_grid *grid, const struct gx_grid_look *look)
{
	size_t width = look->indent;

	for (size_t i = 0; i + 1 < grid->count; i++)
		width += shown_width(&grid->columns[i]) + look->gap;
	return width;
}

static void write_cell(struct gx_buf *out, const struct gx_grid *grid, size_t index, const struct gx_style *style)
{
	const struct gx_grid_cell *cell = &grid->cells.at[index];
	const struct gx_grid_column *column = &grid->columns[index % grid->count];

	gx_pad(out, cell->text, shown_width(column), column->align, cell->slot, style);
}

static void write_last(struct gx_buf *out, const struct gx_grid *grid, size_t index, const struct gx_grid_look *look,
		       const struct gx_style *style)
{
	const struct gx_grid_cell *cell = &grid->cells.at[index];
	size_t before = gx_grid_width_before_last(grid, look);

	if (!look->fold || before + cell->columns <= look->fold) {
		write_cell(out, grid, index, style);
		return;
	}
	gx_style_on(style, cell->slot, out);
	gx_fold(out, cell->text, look->fold, before, before);
	gx_style_off(style, cell->slot, out);
}

void gx_grid_write(struct gx_buf *out, const struct gx_grid *grid, const struct gx_grid_look *look,
		   const struct gx_style *style)
{
	gx_out_pass(&grid->scratch, out);
	for (size_t i = 0; i < grid->cells.len; i++) {
		size_t column = i % grid->count;

		gx_buf_fill(out, ' ', column ? look->gap : look->indent);
		if (column + 1 < grid->count)
			write_cell(out, grid, i, style);
		else
			write_last(out, grid, i, look, style);
		if (column + 1 == grid->count || i + 1 == grid->cells.len)
			gx_line_end(out);
	}
}
