/*
 * Tables: columns under a heading (fastai, Ultralytics), and boxes of two columns (Stable-Baselines3, Lightning).
 */
#include "capture/scalars_inner.h"

#include <stdio.h>

static bool next_cell(struct gx_str *rest, struct gx_str *ret_cell)
{
	struct gx_str text = gx_str_from(*rest, gx_scalars_blanks(*rest));
	size_t len = 0;
	while (len < text.len && text.at[len] != ' ' && text.at[len] != '\t')
		len++;
	*ret_cell = gx_str_sub(text, 0, len);
	*rest = gx_str_from(text, len);
	return len > 0;
}

/* `Box(P` is P, `mAP50-95):` is mAP50-95. */
static struct gx_str column_name(struct gx_str cell)
{
	size_t open = gx_str_find(cell, '(');
	if (open != GX_STR_NOWHERE)
		cell = gx_str_from(cell, open + 1);
	size_t len = 0;
	while (len < cell.len && gx_scalars_in_name(cell.at[len]))
		len++;
	return gx_str_sub(cell, 0, len);
}

static bool read_heading(struct gx_scalars_reader *reader, struct gx_str line)
{
	struct gx_str rest = line, cell;
	if (!next_cell(&rest, &cell))
		return false;
	bool all = gx_str_is(cell, "Class");
	if (!all && !gx_str_equal_nocase(cell, GX_STR("epoch")))
		return false;
	size_t count = 0;
	unsigned flags = 0;
	for (bool last = false; !last && next_cell(&rest, &cell);) {
		struct gx_str name = column_name(cell);
		last = gx_str_ends(cell, GX_STR("):"));
		if (name.len == 0 || !gx_scalars_is_letter(name.at[0]) || name.len >= sizeof(reader->columns[0]) ||
		    count == GX_SCALARS_COLUMNS_MAX || (!last && gx_str_ends(cell, GX_STR(":"))))
			return false;
		flags |= gx_scalars_name(name);
		memcpy(reader->columns[count], name.at, name.len);
		reader->columns[count++][name.len] = '\0';
	}
	if (count < 2 || !(flags & GX_WORD_METRIC))
		return false;
	reader->column_count = count;
	reader->column_all = all;
	return true;
}

/* `3` and `3/10`; or "all", whose epoch is that of the row before. */
static bool read_row_step(struct gx_scalars_basket *basket, struct gx_str cell)
{
	struct gx_scalars_reader *reader = basket->reader;
	int64_t step, total;
	if (reader->column_all) {
		if (!gx_str_is(cell, "all"))
			return false;
		if (reader->has_epoch)
			gx_scalars_step(basket, GX_STEP_EPOCH, reader->epoch);
		reader->has_epoch = false;
		return true;
	}
	size_t len = gx_scalars_integer(cell, &step);
	struct gx_str rest = gx_str_from(cell, len);
	if (len == 0 || (rest.len && (rest.at[0] != '/' || gx_scalars_integer(gx_str_from(rest, 1), &total) + 1 != rest.len)))
		return false;
	gx_scalars_step(basket, GX_STEP_EPOCH, step);
	reader->has_epoch = rest.len > 0;
	reader->epoch = step;
	return true;
}

static bool read_row(struct gx_scalars_basket *basket, struct gx_str line)
{
	struct gx_scalars_reader *reader = basket->reader;
	struct gx_str rest = line, cell, value;
	bool integer;
	if (reader->column_count == 0 || !next_cell(&rest, &cell) || !(reader->column_all || gx_scalars_is_digit(cell.at[0])))
		return false;
	struct gx_str cells[GX_SCALARS_COLUMNS_MAX] = { { 0 } };
	for (size_t i = 0; i < reader->column_count; i++) {
		if (!next_cell(&rest, &cells[i]) || cells[i].at[0] == '[')
			return false;
	}
	/* behind a row of Ultralytics comes a bar */
	if (next_cell(&rest, &value) && !memchr(line.at, '%', line.len))
		return false;
	if (!read_row_step(basket, cell))
		return false;
	for (size_t i = 0; i < reader->column_count; i++) {
		size_t len = gx_scalars_number(cells[i], &value, &integer);
		if (len && len == cells[i].len)
			gx_scalars_put(basket, gx_str_of(reader->columns[i]), value, integer);
	}
	return true;
}

/* Cuts the next cell of a box off; `|` and U+2502. */
static bool next_box(struct gx_str *rest, struct gx_str *ret_cell)
{
	for (size_t at = 0; at < rest->len; at++) {
		size_t len = rest->at[at] == '|' ? 1 : 3;
		if (len == 3 && !gx_str_equal(gx_str_sub(*rest, at, 3), GX_STR("\xe2\x94\x82")))
			continue;
		*ret_cell = gx_str_trim(gx_str_sub(*rest, 0, at));
		*rest = gx_str_from(*rest, at + len);
		return true;
	}
	return false;
}

static bool is_one_word(struct gx_str name)
{
	for (size_t i = 0; i < name.len; i++) {
		if (!gx_scalars_in_name(name.at[i]))
			return false;
	}
	return name.len > 0 && gx_scalars_is_letter(name.at[0]);
}

/* `rollout/ep_rew_mean`, in the reader's room. */
static struct gx_str box_name(struct gx_scalars_reader *reader, struct gx_str name)
{
	size_t len = strlen(reader->section);
	if (len == 0)
		return name;
	if (name.len > GX_SCALARS_NAME_MAX)
		return GX_STR_NONE;
	memcpy(reader->room, reader->section, len);
	memcpy(reader->room + len, name.at, name.len);
	return (struct gx_str){ reader->room, len + name.len };
}

static bool read_box(struct gx_scalars_basket *basket, struct gx_str line)
{
	struct gx_scalars_reader *reader = basket->reader;
	struct gx_str rest = gx_str_trim(line), before, name, text, value;
	bool integer;
	if (!next_box(&rest, &before) || before.len || !next_box(&rest, &name) || !next_box(&rest, &text) || rest.len ||
	    !is_one_word(name))
		return false;
	if (text.len == 0) {
		bool section = name.at[name.len - 1] == '/' && name.len < sizeof(reader->section);
		memcpy(reader->section, name.at, section ? name.len : 0);
		reader->section[section ? name.len : 0] = '\0';
		return true;
	}
	size_t len = gx_scalars_number(text, &value, &integer);
	bool telling = reader->section[0] || (gx_scalars_name(name) & GX_WORD_METRIC);
	if (len && len == text.len && telling && !gx_scalars_step_rank(name))
		gx_scalars_put(basket, box_name(reader, name), value, integer);
	return true;
}

bool gx_scalars_read_table(struct gx_scalars_basket *basket, struct gx_str line)
{
	struct gx_scalars_reader *reader = basket->reader;
	char first = line.at[gx_scalars_blanks(line) < line.len ? gx_scalars_blanks(line) : 0];
	if (first == '|' || first == '\xe2')
		return read_box(basket, line);
	if (first == '-')
		reader->section[0] = '\0';
	if ((first == 'e' || first == 'E' || first == 'C') && read_heading(reader, line))
		return true;
	return read_row(basket, line);
}
