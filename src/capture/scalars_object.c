/*
 * Objects on a line, as JSON and as Python print them: one level; what is nested is passed over.
 */
#include "capture/scalars_inner.h"

/* Behind the closing quote; GX_STR_NOWHERE if there is none. `at` is behind the opening one. */
static size_t string_end(struct gx_str text, size_t at, char quote)
{
	for (; at < text.len; at++) {
		if (text.at[at] == '\\')
			at++;
		else if (text.at[at] == quote)
			return at + 1;
	}
	return GX_STR_NOWHERE;
}

/* Where the value ends: at the `,` or `}` that is not inside of it. */
static size_t value_end(struct gx_str text, size_t at)
{
	for (size_t depth = 0; at < text.len; at++) {
		char byte = text.at[at];
		if (byte == '"' || byte == '\'') {
			at = string_end(text, at + 1, byte);
			if (at == GX_STR_NOWHERE)
				return at;
			at--;
		} else if (byte == '{' || byte == '[' || byte == '(') {
			depth++;
		} else if (depth == 0 && (byte == ',' || byte == '}')) {
			return at;
		} else if (byte == '}' || byte == ']' || byte == ')') {
			if (depth == 0)
				return GX_STR_NOWHERE;
			depth--;
		}
	}
	return GX_STR_NOWHERE;
}

/* What is inside of `"0.3"`, `tensor(0.3, device='cpu')`, `np.float64(0.3)`. */
static struct gx_str unwrap(struct gx_str text)
{
	if (text.len >= 2 && (text.at[0] == '"' || text.at[0] == '\''))
		return gx_str_sub(text, 1, text.len - 2);
	if (text.len < 2 || !gx_scalars_is_letter(text.at[0]) || text.at[text.len - 1] != ')')
		return text;
	size_t open = gx_str_find(text, '(');
	struct gx_str inside = gx_str_sub(text, open + 1, text.len - open - 2);
	return gx_str_trim(gx_str_sub(inside, 0, gx_str_find(inside, ',')));
}

static void put(struct gx_scalars_basket *basket, struct gx_str name, struct gx_str text)
{
	struct gx_str value;
	bool integer;
	struct gx_str inside = unwrap(gx_str_trim(text));
	size_t len = gx_scalars_number(inside, &value, &integer);
	if (len == 0 || len < inside.len) {
		basket->unclear = true;
		return;
	}
	for (size_t i = 0; i < name.len; i++) {
		if (name.at[i] <= ' ' || name.at[i] > '~' || strchr("\\\"'", name.at[i]))
			return;
	}
	gx_scalars_put(basket, name, value, integer);
}

/* One `"name": value`. Where it ends, GX_STR_NOWHERE if it is none. */
static size_t read_member(struct gx_scalars_basket *basket, struct gx_str text, size_t at)
{
	char quote = at < text.len ? text.at[at] : '\0';
	if (quote != '"' && quote != '\'')
		return GX_STR_NOWHERE;
	size_t end = string_end(text, at + 1, quote);
	if (end == GX_STR_NOWHERE)
		return end;
	struct gx_str name = gx_str_sub(text, at + 1, end - at - 2);
	at = end + gx_scalars_blanks(gx_str_from(text, end));
	if (at >= text.len || text.at[at] != ':')
		return GX_STR_NOWHERE;
	end = value_end(text, at + 1);
	if (end != GX_STR_NOWHERE)
		put(basket, name, gx_str_sub(text, at + 1, end - at - 1));
	return end;
}

static bool read_members(struct gx_scalars_basket *basket, struct gx_str text)
{
	for (size_t at = 1;;) {
		at += gx_scalars_blanks(gx_str_from(text, at));
		at = read_member(basket, text, at);
		if (at == GX_STR_NOWHERE)
			return false;
		if (text.at[at] == '}')
			return at + 1 == text.len;
		at++;
	}
}

bool gx_scalars_read_object(struct gx_scalars_basket *basket, struct gx_str line)
{
	struct gx_str text = gx_str_trim(line);
	size_t open = gx_str_find(text, '{');
	if (open == GX_STR_NOWHERE || text.at[text.len - 1] != '}')
		return false;
	struct gx_scalars_basket found = *basket;
	if (!read_members(&found, gx_str_from(text, open))) {
		basket->scalars->count = 0;
		basket->scalars->has_step = false;
		return false;
	}
	*basket = found;
	/* "epoch 3: {…}", "config: {…}" */
	gx_scalars_read_text(basket, gx_str_sub(text, 0, open));
	return true;
}
