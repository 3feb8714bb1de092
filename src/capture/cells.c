#include "capture/cells.h"

static void end_line(struct gx_cells *cells)
{
	if (cells->line_begun && cells->lines == 1) {
		bool semicolon = cells->semicolons > cells->commas;
		cells->separator = semicolon ? ';' : ',';
		if (cells->tabs > (semicolon ? cells->semicolons : cells->commas))
			cells->separator = '\t';
	}
	cells->line_begun = false;
	cells->state = GX_CELLS_START;
}

static bool is_separator(const struct gx_cells *cells, char byte)
{
	return cells->separator ? byte == cells->separator : byte == ',' || byte == ';' || byte == '\t';
}

static void count_separator(struct gx_cells *cells, char byte)
{
	cells->commas += byte == ',';
	cells->semicolons += byte == ';';
	cells->tabs += byte == '\t';
}

static void step(struct gx_cells *cells, char byte)
{
	if (cells->state == GX_CELLS_QUOTED) {
		if (byte == '"')
			cells->state = GX_CELLS_QUOTE_SEEN;
		return;
	}
	if (byte == '\n') {
		end_line(cells);
		return;
	}
	if (byte == '\r')
		cells->state = GX_CELLS_INSIDE;
	if (byte == ' ' || byte == '\r')
		return;
	if (!cells->line_begun)
		cells->lines++;
	cells->line_begun = true;
	if (is_separator(cells, byte)) {
		if (!cells->separator)
			count_separator(cells, byte);
		cells->state = GX_CELLS_START;
	} else if (byte == '"' && cells->state != GX_CELLS_INSIDE) {
		cells->state = GX_CELLS_QUOTED; /* at the start of a cell, or the second of a doubled one */
	} else {
		cells->state = GX_CELLS_INSIDE;
	}
}

static const char *find(const char *at, const char *end, char byte)
{
	const char *found = at < end ? memchr(at, byte, (size_t)(end - at)) : NULL;
	return found ? found : end;
}

static bool is_blank(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\r'))
		at++;
	return at == end;
}

/* Up to behind the next quote or the end of a line, whichever comes first. */
static const char *step_on(struct gx_cells *cells, const char *at, const char *quote, const char *end)
{
	while (at < end && at <= quote) {
		step(cells, *at++);
		if (at[-1] == '\n' && cells->state == GX_CELLS_START)
			break;
	}
	return at;
}

void gx_cells_add(struct gx_cells *cells, struct gx_str piece)
{
	const char *at = piece.at, *end = at + piece.len, *quote = at;
	while (at < end) {
		bool in_body = cells->separator && cells->state == GX_CELLS_START && !cells->line_begun;
		if (quote <= at)
			quote = find(at, end, '"');
		/* Nearly all bytes of a large table lie in whole lines without a quote, and need no look at their cells. */
		const char *newline = in_body ? find(at, quote, '\n') : quote;
		if (newline < quote) {
			cells->lines += !is_blank(at, newline);
			at = newline + 1;
		} else {
			at = step_on(cells, at, quote, end);
		}
	}
}

int64_t gx_cells_rows(const struct gx_cells *cells)
{
	return cells->lines > 0 ? cells->lines - 1 : 0;
}

int64_t gx_cells_columns(const struct gx_cells *cells)
{
	int64_t most = cells->commas > cells->semicolons ? cells->commas : cells->semicolons;
	return cells->lines == 0 ? 0 : (cells->tabs > most ? cells->tabs : most) + 1;
}
