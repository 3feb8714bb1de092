#include "view/sheet.h"

#include <inttypes.h>

#include "base/json_text.h"
#include "base/utf8.h"
#include "view/csv.h"
#include "view/grid.h"
#include "view/markdown.h"
#include "view/out.h"
#include "view/size.h"

enum { HASH_SHOWN = 12, GAP = 2 };

void gx_sheet_release(struct gx_sheet *sheet)
{
	gx_vec_release(&sheet->cells);
}

static bool add_cell(struct gx_sheet *sheet, struct gx_sheet_cell cell)
{
	struct gx_sheet_cell *slot = gx_vec_add(&sheet->cells);

	if (slot)
		*slot = cell;
	return slot;
}

bool gx_sheet_text(struct gx_sheet *sheet, struct gx_str text)
{
	return add_cell(sheet, (struct gx_sheet_cell){ .text = text, .is_none = text.len == 0 });
}

bool gx_sheet_number(struct gx_sheet *sheet, uint64_t number)
{
	return add_cell(sheet, (struct gx_sheet_cell){ .number = number });
}

bool gx_sheet_none(struct gx_sheet *sheet)
{
	return add_cell(sheet, (struct gx_sheet_cell){ .is_none = true });
}

/* ---- one cell */

static bool is_text(const struct gx_sheet_column *column)
{
	return column->kind == GX_SHEET_TEXT || column->kind == GX_SHEET_HASH;
}

/* Exactly, as it stands in a record. */
static void add_exact(struct gx_buf *out, const struct gx_sheet_column *column, const struct gx_sheet_cell *cell)
{
	if (cell->is_none)
		return;
	if (is_text(column))
		gx_buf_str(out, cell->text);
	else
		gx_buf_printf(out, "%" PRIu64, cell->number);
}

/* For people; not yet safe. */
static void add_plain(struct gx_buf *out, const struct gx_sheet_column *column, const struct gx_sheet_cell *cell)
{
	if (cell->is_none)
		return;
	switch (column->kind) {
	case GX_SHEET_TEXT:
		gx_buf_str(out, cell->text);
		break;
	case GX_SHEET_COUNT:
		gx_count_human(out, cell->number);
		break;
	case GX_SHEET_SIZE:
		gx_size_human(out, cell->number);
		break;
	case GX_SHEET_HASH:
		gx_buf_str(out, gx_str_sub(cell->text, 0, HASH_SHOWN));
		break;
	}
}

/* ---- formats; `row` is of the cells */

struct writer {
	const struct gx_sheet *sheet;
	struct gx_str format;
	const struct gx_style *style;
	struct gx_buf text, cell;
	struct gx_arena arena;
};

static size_t count_rows(const struct gx_sheet *sheet)
{
	return sheet->cells.len / sheet->columns_count;
}

static const struct gx_sheet_cell *cell_at(const struct gx_sheet *sheet, size_t row, size_t column)
{
	return &sheet->cells.at[row * sheet->columns_count + column];
}

static void write_table(struct writer *writer)
{
	const struct gx_sheet *sheet = writer->sheet;
	GX_CLEANUP(gx_grid) grid = GX_GRID_INIT;
	struct gx_grid_look look = { .gap = GAP };

	if (count_rows(sheet) == 0)
		return;
	if (!gx_grid_init(&grid, &writer->arena, sheet->columns_count)) {
		writer->text.failed = GX_ENOMEM;
		return;
	}
	for (size_t i = 0; i < sheet->columns_count; i++) {
		grid.columns[i].align = is_text(&sheet->columns[i]) ? GX_LEFT : GX_RIGHT;
		gx_grid_text(&grid, gx_str_of(sheet->columns[i].name), GX_SLOT_HEADER);
	}
	for (size_t i = 0; i < sheet->cells.len; i++) {
		const struct gx_sheet_column *column = &sheet->columns[i % sheet->columns_count];

		gx_buf_reset(&writer->cell);
		add_plain(&writer->cell, column, &sheet->cells.at[i]);
		gx_grid_text(&grid, gx_buf_view(&writer->cell), column->slot);
	}
	gx_grid_write(&writer->text, &grid, &look, writer->style);
}

static void add_object(struct writer *writer, size_t row)
{
	const char *lead = "{";

	for (size_t i = 0; i < writer->sheet->columns_count; i++) {
		const struct gx_sheet_column *column = &writer->sheet->columns[i];
		const struct gx_sheet_cell *cell = cell_at(writer->sheet, row, i);

		if (cell->is_none)
			continue;
		gx_buf_printf(&writer->text, "%s\"%s\": ", lead, column->name);
		if (is_text(column))
			gx_json_string(&writer->text, cell->text);
		else
			add_exact(&writer->text, column, cell);
		lead = ", ";
	}
	gx_buf_text(&writer->text, "}");
}

static void write_jsonl(struct writer *writer)
{
	for (size_t row = 0; row < count_rows(writer->sheet); row++) {
		add_object(writer, row);
		gx_buf_byte(&writer->text, '\n');
	}
}

static void write_json(struct writer *writer)
{
	size_t rows = count_rows(writer->sheet);

	gx_buf_text(&writer->text, rows ? "[\n" : "[");
	for (size_t row = 0; row < rows; row++) {
		gx_buf_byte(&writer->text, ' ');
		add_object(writer, row);
		gx_buf_text(&writer->text, row + 1 < rows ? ",\n" : "\n");
	}
	gx_buf_text(&writer->text, "]\n");
}

static void write_separated(struct writer *writer, char separator, void (*add)(struct gx_buf *out, struct gx_str text))
{
	const struct gx_sheet *sheet = writer->sheet;

	for (size_t i = 0; i < sheet->columns_count; i++) {
		if (i)
			gx_buf_byte(&writer->text, separator);
		gx_buf_text(&writer->text, sheet->columns[i].name);
	}
	gx_buf_byte(&writer->text, '\n');
	for (size_t i = 0; sheet->columns_count && i < sheet->cells.len; i++) {
		size_t column = i % sheet->columns_count;

		if (column)
			gx_buf_byte(&writer->text, separator);
		gx_buf_reset(&writer->cell);
		add_exact(&writer->cell, &sheet->columns[column], &sheet->cells.at[i]);
		if (!sheet->cells.at[i].is_none)
			add(&writer->text, gx_buf_view(&writer->cell));
		if (column + 1 == sheet->columns_count)
			gx_buf_byte(&writer->text, '\n');
	}
}

static void write_csv(struct writer *writer)
{
	write_separated(writer, ',', gx_csv_cell);
}

static void write_tsv(struct writer *writer)
{
	write_separated(writer, '\t', gx_tsv_cell);
}

static void write_md(struct writer *writer)
{
	const struct gx_sheet *sheet = writer->sheet;

	if (count_rows(sheet) == 0)
		return;
	for (size_t i = 0; i < sheet->columns_count; i++)
		gx_buf_printf(&writer->text, "| %s ", sheet->columns[i].name);
	gx_buf_text(&writer->text, "|\n");
	for (size_t i = 0; i < sheet->columns_count; i++)
		gx_buf_text(&writer->text, is_text(&sheet->columns[i]) ? "|---" : "|--:");
	gx_buf_text(&writer->text, "|\n");
	for (size_t i = 0; i < sheet->cells.len; i++) {
		size_t column = i % sheet->columns_count;

		gx_buf_reset(&writer->cell);
		add_plain(&writer->cell, &sheet->columns[column], &sheet->cells.at[i]);
		gx_buf_text(&writer->text, "| ");
		gx_markdown_safe(&writer->text, gx_buf_view(&writer->cell));
		gx_buf_text(&writer->text, column + 1 == sheet->columns_count ? " |\n" : " ");
	}
}

/* ---- templates */

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c >= 'A' && c <= 'F' ? c + ('a' - 'A') : c) : NULL;

	return at ? (int)(at - digits) : -1;
}

static int find_column(const struct gx_sheet *sheet, struct gx_str name, size_t *ret, struct gx_err *err)
{
	for (size_t i = 0; i < sheet->columns_count; i++)
		if (gx_str_is(name, sheet->columns[i].name)) {
			*ret = i;
			return 0;
		}
	return gx_fail(err, GX_EINPUT, "--format: there is no field '%" GX_PRI "' here", GX_ARG(name));
}

/* What stands behind a `%`: *ret_len bytes. */
static int add_escape(struct writer *writer, struct gx_str rest, size_t row, size_t *ret_len, struct gx_err *err)
{
	size_t end = gx_str_find(rest, ')'), column = 0;

	if (gx_str_starts(rest, GX_STR("%"))) {
		gx_buf_byte(&writer->text, '%');
		*ret_len = 1;
		return 0;
	}
	if (gx_str_starts(rest, GX_STR("(")) && end != GX_STR_NOWHERE) {
		int r = find_column(writer->sheet, gx_str_sub(rest, 1, end - 1), &column, err);

		if (r < 0)
			return r;
		gx_buf_reset(&writer->cell);
		add_exact(&writer->cell, &writer->sheet->columns[column], cell_at(writer->sheet, row, column));
		if (writer->style->terminal)
			gx_text_safe(&writer->text, gx_buf_view(&writer->cell), GX_TEXT_LINE);
		else
			gx_buf_str(&writer->text, gx_buf_view(&writer->cell));
		*ret_len = end + 1;
		return 0;
	}
	if (rest.len < 2 || hex_digit(rest.at[0]) < 0 || hex_digit(rest.at[1]) < 0)
		return gx_fail(err, GX_EINPUT,
			       "--format: behind %% stands (field), %% or two hex digits, not '%" GX_PRI "'",
			       GX_ARG(gx_str_sub(rest, 0, 20)));
	gx_buf_byte(&writer->text, (char)(hex_digit(rest.at[0]) * 16 + hex_digit(rest.at[1])));
	*ret_len = 2;
	return 0;
}

static int write_template_row(struct writer *writer, size_t row, struct gx_err *err)
{
	struct gx_str rest = writer->format;

	while (rest.len > 0) {
		size_t percent = gx_str_find(rest, '%'), len = 0;

		gx_buf_str(&writer->text, gx_str_sub(rest, 0, percent));
		if (percent == GX_STR_NOWHERE)
			break;
		rest = gx_str_from(rest, percent + 1);
		int r = add_escape(writer, rest, row, &len, err);

		if (r < 0)
			return r;
		rest = gx_str_from(rest, len);
	}
	gx_buf_byte(&writer->text, '\n');
	return 0;
}

/* ---- all */

static const struct {
	const char *word;
	void (*write)(struct writer *writer);
} formats[] = {
	{ "table", write_table }, { "json", write_json }, { "jsonl", write_jsonl },
	{ "csv", write_csv },	  { "tsv", write_tsv },	  { "md", write_md },
};

static int write_format(struct writer *writer, struct gx_err *err)
{
	int r = 0;

	for (size_t i = 0; i < GX_LEN(formats); i++)
		if (gx_str_is(writer->format, formats[i].word)) {
			formats[i].write(writer);
			return 0;
		}
	if (gx_str_find(writer->format, '%') == GX_STR_NOWHERE)
		return gx_fail(
			err, GX_EINPUT,
			"'%" GX_PRI
			"' is no format; take table, json, jsonl, csv, tsv, md, or a template with %%(field) in it",
			GX_ARG(writer->format));
	for (size_t row = 0; r == 0 && row < count_rows(writer->sheet); row++)
		r = write_template_row(writer, row, err);
	return r;
}

int gx_sheet_write(FILE *out, const struct gx_sheet *sheet, struct gx_str format, const struct gx_style *style,
		   struct gx_err *err)
{
	struct writer writer = {
		sheet, format, style, GX_BUF_INIT(GX_BUF_ANY), GX_BUF_INIT(GX_BUF_ANY), GX_ARENA_INIT
	};
	int r = write_format(&writer, err);

	if (r == 0 && writer.cell.failed && !writer.text.failed)
		writer.text.failed = writer.cell.failed;
	if (r == 0)
		r = gx_out_write(out, &writer.text, err);
	gx_buf_release(&writer.text);
	gx_buf_release(&writer.cell);
	gx_arena_release(&writer.arena);
	return r;
}
