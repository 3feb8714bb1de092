#include "capture/scalars.h"

#include "capture/scalars_inner.h"

void gx_scalars_step(struct gx_scalars_basket *basket, int rank, int64_t step)
{
	if (basket->step_rank && basket->step_rank <= rank)
		return;
	basket->step_rank = rank;
	basket->scalars->has_step = true;
	basket->scalars->step = step;
}

static bool is_name(struct gx_str name)
{
	return name.len > 0 && name.len <= GX_SCALARS_NAME_MAX && gx_scalars_is_letter(name.at[0]);
}

void gx_scalars_put(struct gx_scalars_basket *basket, struct gx_str name, struct gx_str value, bool integer)
{
	struct gx_scalars *scalars = basket->scalars;
	int rank = gx_scalars_step_rank(name);
	int64_t step;
	if (rank && integer && gx_scalars_integer(value, &step) == value.len) {
		gx_scalars_step(basket, rank, step);
		return;
	}
	if (!is_name(name) || scalars->count == GX_SCALARS_MAX)
		return;
	unsigned flags = gx_scalars_name(name);
	if (flags & GX_WORD_DENIED)
		return;
	basket->flags |= flags;
	basket->decimal |= !integer;
	scalars->list[scalars->count++] = (struct gx_scalar){ name, value };
}

/* Without any of these, or without a digit or an `n` of nan and inf, a line of text has no pair that we read. */
static bool may_hold(struct gx_str line)
{
	static const char marks[] = { '=', ':', '|', '{' };
	for (size_t i = 0; i < sizeof(marks); i++) {
		if (!memchr(line.at, marks[i], line.len))
			continue;
		for (size_t at = 0; at < line.len; at++) {
			if (gx_scalars_is_digit(line.at[at]) || line.at[at] == 'n' || line.at[at] == 'N')
				return true;
		}
		return false;
	}
	return false;
}

/* The other lines that we want: `epoch 3 loss 0.3`, a table's heading, and its rows. */
static bool may_be_bare(const struct gx_scalars_reader *reader, struct gx_str line)
{
	if (reader->column_count)
		return true;
	switch (line.at[0]) {
	case ' ':
	case '\t':
	case 'C':
	case 'E':
	case 'I':
	case 'S':
	case 'e':
	case 'i':
	case 's':
	case '[':
	case '|':
	case '-':
		return true;
	case '\xe2': /* the first byte of a box of Unicode's */
		return memchr(line.at, '.', line.len) != NULL;
	default:
		return false;
	}
}

/* Rule 4. */
static bool is_telling(const struct gx_scalars_basket *basket)
{
	bool step = basket->step_rank && basket->step_rank < GX_STEP_WEAK;
	if (step || (basket->flags & GX_WORD_METRIC))
		return true;
	return !basket->unclear && basket->decimal && !(basket->flags & GX_WORD_PARAMETER);
}

/* What is a line `Epoch 1/5`, and no more. */
static bool is_heading(struct gx_str line)
{
	return gx_str_equal_nocase(gx_str_sub(gx_str_trim(line), 0, 5), GX_STR("epoch"));
}

static void settle(struct gx_scalars_basket *basket, struct gx_str line)
{
	struct gx_scalars_reader *reader = basket->reader;
	struct gx_scalars *scalars = basket->scalars;
	/* "epoch = 3.0" of a summary says nothing by itself */
	bool lonely = scalars->count == 1 && gx_scalars_step_rank(scalars->list[0].name);
	if (basket->refused || lonely || !is_telling(basket))
		scalars->count = 0;
	if (!basket->refused && scalars->count == 0 && basket->step_rank == GX_STEP_EPOCH && is_heading(line)) {
		reader->has_epoch = true;
		reader->epoch = scalars->step;
	}
	if (basket->inside_epoch && basket->step_rank == GX_STEP_EPOCH)
		scalars->has_step = false;
}

void gx_scalars_read(struct gx_scalars_reader *reader, struct gx_str line, struct gx_scalars *ret)
{
	struct gx_scalars_basket basket = { .reader = reader, .scalars = ret };
	ret->has_step = false;
	ret->step = 0;
	ret->count = 0;
	reader->used = 0;
	if (line.len == 0 || line.len > GX_SCALARS_LINE_MAX || !(may_hold(line) || may_be_bare(reader, line)))
		return;
	if (!gx_scalars_read_table(&basket, line)) {
		if (!gx_scalars_read_object(&basket, line))
			gx_scalars_read_text(&basket, line);
		settle(&basket, line);
	}
	ret->has_step = ret->has_step && ret->count;
	if (!ret->has_step)
		ret->step = 0;
}
