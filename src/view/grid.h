/*
 * A small table in memory: cells by rows, columns as wide as their widest cell. For pages, diffs and comparisons; lists
 * have columns.h. Inside the room only.
 */
#ifndef GX_VIEW_GRID_H
#define GX_VIEW_GRID_H

#include "base/vec.h"
#include "view/pad.h"

struct gx_grid_cell {
	struct gx_str text; /* safe; in the arena */
	size_t columns;     /* its width */
	enum gx_slot slot;
};

struct gx_grid_column {
	enum gx_align align;
	size_t widest;
	size_t most; /* its cells are cut to this; 0: never */
};

struct gx_grid {
	struct gx_grid_column *columns; /* in the arena */
	size_t count;
	GX_VEC(struct gx_grid_cell) cells; /* row after row */
	struct gx_arena *arena;
	struct gx_buf scratch;
};

/* How it is laid out. */
struct gx_grid_look {
	size_t indent, gap;
	size_t fold; /* the last column is folded so that lines are at most this wide; 0: never */
};

/* An empty grid of `count` columns, all aligned left; what it keeps is in the arena. False without memory. */
bool gx_grid_init(struct gx_grid *grid, struct gx_arena *arena, size_t count);
void gx_grid_release(struct gx_grid *grid);

#define GX_GRID_INIT { .scratch = GX_BUF_INIT(GX_BUF_ANY) }

/*
 * The next cell, from left to right, row after row: made safe, or taken as safe already, or empty. Failures are
 * remembered in `scratch` and come out of gx_grid_write().
 */
void gx_grid_text(struct gx_grid *grid, struct gx_str text, enum gx_slot slot);
void gx_grid_safe(struct gx_grid *grid, struct gx_str safe, enum gx_slot slot);
void gx_grid_none(struct gx_grid *grid);

/* A cell that the caller writes, safe, into grid->scratch: begin, write, end. */
struct gx_buf *gx_grid_begin(struct gx_grid *grid);
void gx_grid_end(struct gx_grid *grid, enum gx_slot slot);

/* Columns of a line with everything in it but the last column; and of the whole line. */
size_t gx_grid_width_before_last(const struct gx_grid *grid, const struct gx_grid_look *look);

/* Adds all rows; what is left of a row that is not full is empty. */
void gx_grid_write(struct gx_buf *out, const struct gx_grid *grid, const struct gx_grid_look *look,
		   const struct gx_style *style);

#endif
