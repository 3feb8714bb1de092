#include "format/csv.h"

#include "format/flat.h"
#include "format/source.h"

char gx_csv_separator(struct gx_str text)
{
	static const char SEPARATORS[] = { ',', ';', '\t' };
	size_t counts[GX_LEN(SEPARATORS)] = { 0 }, best = 0;
	bool quoted = false;
	for (size_t i = 0; i < text.len && (quoted || text.at[i] != '\n'); i++) {
		quoted ^= text.at[i] == '"';
		for (size_t kind = 0; kind < GX_LEN(SEPARATORS); kind++)
			counts[kind] += !quoted && text.at[i] == SEPARATORS[kind];
	}
	for (size_t kind = 1; kind < GX_LEN(SEPARATORS); kind++)
		if (counts[kind] > counts[best])
			best = kind;
	return SEPARATORS[best];
}

static int fail_at(const struct gx_csv *csv, size_t offset, const char *sentence, struct gx_err *err)
{
	return gx_source_fail(err, GX_EINPUT, csv->name, gx_source_place(csv->text, offset), "%s", sentence);
}

static bool at_end(const struct gx_csv *csv)
{
	return csv->offset >= csv->text.len;
}

static bool at_line_end(const struct gx_csv *csv)
{
	const char *at = csv->text.at + csv->offset;
	return at_end(csv) || *at == '\n' || (*at == '\r' && csv->offset + 1 < csv->text.len && at[1] == '\n');
}

static bool at_cell_end(const struct gx_csv *csv)
{
	return at_line_end(csv) || csv->text.at[csv->offset] == csv->separator;
}

static void skip_blanks(struct gx_csv *csv)
{
	while (!at_cell_end(csv) && (csv->text.at[csv->offset] == ' ' || csv->text.at[csv->offset] == '\t'))
		csv->offset++;
}

static void skip_line_end(struct gx_csv *csv)
{
	size_t newline = gx_str_find(gx_str_sub(csv->text, csv->offset, 2), '\n');
	csv->offset += newline == GX_STR_NOWHERE ? 0 : newline + 1;
}

/* "" is one quote */
static struct gx_str decode(struct gx_csv *csv, struct gx_str raw)
{
	char *copy = gx_arena_alloc(&csv->decoded, raw.len + 1);
	struct gx_str text = { copy, 0 };
	for (size_t i = 0; copy && i < raw.len; i++) {
		copy[text.len++] = raw.at[i];
		i += raw.at[i] == '"';
	}
	return text;
}

static int read_quoted(struct gx_csv *csv, struct gx_cell *cell, struct gx_err *err)
{
	size_t start = ++csv->offset;
	bool doubled = false;
	for (;;) {
		size_t quote = gx_str_find(gx_str_from(csv->text, csv->offset), '"');
		if (quote == GX_STR_NOWHERE)
			return fail_at(csv, start - 1, "a quote is not closed", err);
		csv->offset += quote + 1;
		if (at_end(csv) || csv->text.at[csv->offset] != '"')
			break;
		doubled = true;
		csv->offset++;
	}
	cell->text = gx_str_sub(csv->text, start, csv->offset - 1 - start);
	if (doubled)
		cell->text = decode(csv, cell->text);
	if (!cell->text.at)
		return gx_fail_memory(err);
	skip_blanks(csv);
	return at_cell_end(csv)
		       ? 0
		       : fail_at(csv, csv->offset, "text behind a closing quote: write a quote in a cell twice", err);
}

static int read_cell(struct gx_csv *csv, struct gx_err *err)
{
	skip_blanks(csv);
	struct gx_cell *cell = gx_vec_add(&csv->cells);
	if (!cell)
		return gx_fail_memory(err);
	cell->offset = csv->offset;
	if (csv->cells.len > GX_KEYS_MAX)
		return gx_source_fail(err, GX_ELIMIT, csv->name, gx_source_place(csv->text, csv->offset),
				      "over %d columns", (int)GX_KEYS_MAX);
	if (!at_end(csv) && csv->text.at[csv->offset] == '"')
		return read_quoted(csv, cell, err);
	while (!at_cell_end(csv))
		csv->offset++;
	cell->text = gx_str_trim(gx_str_sub(csv->text, cell->offset, csv->offset - cell->offset));
	return 0;
}

static void skip_blank_lines(struct gx_csv *csv)
{
	for (;;) {
		size_t start = csv->offset;
		while (!at_line_end(csv) && (csv->text.at[csv->offset] == ' ' || csv->text.at[csv->offset] == '\r'))
			csv->offset++;
		if (at_end(csv) || !at_line_end(csv)) {
			csv->offset = at_end(csv) ? csv->offset : start;
			return;
		}
		skip_line_end(csv);
	}
}

int gx_csv_next(struct gx_csv *csv, struct gx_err *err)
{
	gx_arena_reset(&csv->decoded);
	csv->cells.len = 0;
	skip_blank_lines(csv);
	if (at_end(csv))
		return 0;
	for (;;) {
		int rc = read_cell(csv, err);
		if (rc < 0)
			return rc;
		if (at_line_end(csv))
			break;
		csv->offset++; /* the separator */
	}
	skip_line_end(csv);
	return 1;
}

void gx_csv_release(struct gx_csv *csv)
{
	gx_vec_release(&csv->cells);
	gx_arena_release(&csv->decoded);
}
