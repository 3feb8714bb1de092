#include "view/template.h"

#include <inttypes.h>
#include <locale.h>
#include <stdio.h>

#include "base/num.h"
#include "base/utf8.h"
#include "view/cell.h"

enum item_kind { ITEM_TEXT, ITEM_FIELD };

enum item_form {
	FORM_PLAIN,
	FORM_SHORT,
	FORM_RELATIVE,
	FORM_LOCAL,
	FORM_UNIX,
	FORM_HUMAN,
	FORM_NUMBER,
};

struct gx_template_item {
	enum item_kind kind;
	struct gx_str text; /* ITEM_TEXT */
	struct gx_field field;
	enum item_form form;
	size_t digits;   /* FORM_SHORT: how many, 0: as is usual; FORM_NUMBER: behind the point */
	int width;       /* FORM_NUMBER: columns at least; below zero: to the left */
	char conversion; /* FORM_NUMBER: e, f, g */
};

enum { MAX_WIDTH = 60 };

static const struct {
	const char *word;
	enum item_form form;
} forms[] = {
	{ "short", FORM_SHORT }, { "relative", FORM_RELATIVE }, { "local", FORM_LOCAL },
	{ "unix", FORM_UNIX },   { "human", FORM_HUMAN },
};

/* "short=12" */
static bool parse_short(struct gx_str word, struct gx_template_item *item)
{
	struct gx_str digits = gx_str_from(word, 6);
	int64_t count;

	if (!gx_str_starts(word, GX_STR("short=")) || !gx_num_read_int64(digits, &count) || count < 1 || count > 64)
		return false;
	item->form = FORM_SHORT;
	item->digits = (size_t)count;
	return true;
}

/* "8" or "-8" of "%-8.3f"; takes it off the front. */
static bool parse_width(struct gx_str *rest, struct gx_template_item *item)
{
	size_t len = rest->len && rest->at[0] == '-' ? 1 : 0;
	int64_t width = 0;

	while (len < rest->len && rest->at[len] >= '0' && rest->at[len] <= '9')
		len++;
	if (len > 0 && (!gx_num_read_int64(gx_str_sub(*rest, 0, len), &width) || width < -MAX_WIDTH || width > MAX_WIDTH))
		return false;
	*rest = gx_str_from(*rest, len);
	item->width = (int)width;
	return true;
}

/* "%.3f", "%g" or "%-8.3f" */
static bool parse_number(struct gx_str word, struct gx_template_item *item)
{
	struct gx_str rest = gx_str_from(word, 1);
	int64_t digits = 6;

	if (word.len < 2 || word.at[0] != '%' || !strchr("efg", rest.at[rest.len - 1]))
		return false;
	item->conversion = rest.at[rest.len - 1];
	rest = gx_str_sub(rest, 0, rest.len - 1);
	if (!parse_width(&rest, item))
		return false;
	if (rest.len &&
	    (rest.at[0] != '.' || !gx_num_read_int64(gx_str_from(rest, 1), &digits) || digits < 0 || digits > 17))
		return false;
	item->form = FORM_NUMBER;
	item->digits = (size_t)digits;
	return true;
}

static bool parse_form(struct gx_str word, struct gx_template_item *item)
{
	for (size_t i = 0; i < GX_LEN(forms); i++) {
		if (gx_str_is(word, forms[i].word)) {
			item->form = forms[i].form;
			return true;
		}
	}
	return parse_short(word, item) || parse_number(word, item);
}

/*
 * What stands between the parentheses. A key may hold a colon, so what follows one is a form only if it reads as one; behind a percent
 * sign it must.
 */
static int parse_field(struct gx_str inside, size_t column, struct gx_template_item *item, struct gx_err *err)
{
	size_t colon = gx_str_find_last(inside, ':');
	struct gx_str name = inside;

	item->kind = ITEM_FIELD;
	if (colon != GX_STR_NOWHERE && parse_form(gx_str_from(inside, colon + 1), item))
		name = gx_str_sub(inside, 0, colon);
	else if (colon != GX_STR_NOWHERE && gx_str_starts(gx_str_from(inside, colon + 1), GX_STR("%")))
		return gx_fail(err, GX_EINPUT, "'%" GX_PRI "' at column %zu of the format is no form of a number; use one like %%.3f, %%8.2e or %%g",
			       GX_ARG(gx_str_from(inside, colon + 1)), column);
	if (gx_field_parse(name, &item->field, err))
		return gx_fail_within(err, "in the format at column %zu", column);
	if (item->field.kind == GX_FIELD_BARE && !gx_str_is(name, "age"))
		return gx_fail(err, GX_EINPUT,
			       "unknown field '%" GX_PRI
			       "' at column %zu of the format: a parameter is written params.%" GX_PRI
			       ", a metric metrics.%" GX_PRI,
			       GX_ARG(name), column, GX_ARG(name), GX_ARG(name));
	return 0;
}

static int hex_digit(char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	if (byte >= 'a' && byte <= 'f')
		return byte - 'a' + 10;
	if (byte >= 'A' && byte <= 'F')
		return byte - 'A' + 10;
	return -1;
}

/* The text of `%%` or `%0a`. */
static int parse_escape(struct gx_str rest, size_t column, struct gx_arena *arena, struct gx_template_item *item,
			struct gx_err *err)
{
	int high = rest.len > 2 ? hex_digit(rest.at[1]) : -1, low = rest.len > 2 ? hex_digit(rest.at[2]) : -1;
	char byte = '%';

	if (gx_str_starts(rest, GX_STR("%%"))) {
		item->text = GX_STR("%");
		return 0;
	}
	if (high < 0 || low < 0)
		return gx_fail(err, GX_EINPUT,
			       "a lone %% at column %zu of the format: write %%(field), %%%% for a percent sign, or "
			       "two hex digits",
			       column);
	byte = (char)(high * 16 + low);
	item->text = gx_arena_str(arena, (struct gx_str){ &byte, 1 });
	return item->text.at ? 0 : gx_fail_memory(err);
}

/* One item off the front of `rest`. */
static int parse_item(struct gx_str *rest, size_t column, struct gx_arena *arena, struct gx_template_item *item,
		      struct gx_err *err)
{
	size_t end = gx_str_find(*rest, '%');
	int code;

	if (end != 0) {
		item->text = gx_str_sub(*rest, 0, end);
		*rest = gx_str_from(*rest, item->text.len);
		return 0;
	}
	if (rest->len < 2 || rest->at[1] != '(') {
		code = parse_escape(*rest, column, arena, item, err);
		*rest = gx_str_from(*rest, gx_str_starts(*rest, GX_STR("%%")) ? 2 : 3);
		return code;
	}
	end = gx_str_find(*rest, ')');
	if (end == GX_STR_NOWHERE)
		return gx_fail(err, GX_EINPUT, "the %%( at column %zu of the format has no )", column);
	code = parse_field(gx_str_sub(*rest, 2, end - 2), column + 2, item, err);
	*rest = gx_str_from(*rest, end + 1);
	return code;
}

/* No item is shorter than one byte, and text between two fields is one item. */
static size_t items_max(struct gx_str text)
{
	size_t percents = 0;

	for (size_t i = 0; i < text.len; i++)
		percents += text.at[i] == '%';
	return 2 * percents + 1;
}

int gx_template_parse(struct gx_str text, struct gx_arena *arena, struct gx_template *ret, struct gx_err *err)
{
	struct gx_template layout = { gx_arena_array(arena, items_max(text), sizeof(*layout.items)), 0 };
	struct gx_str rest = text;

	if (!layout.items)
		return gx_fail_memory(err);
	while (rest.len) {
		int code = parse_item(&rest, text.len - rest.len + 1, arena, &layout.items[layout.count++], err);

		if (code)
			return code;
	}
	*ret = layout;
	return 0;
}

unsigned gx_template_parts(const struct gx_template *layout)
{
	unsigned parts = 0;

	for (size_t i = 0; i < layout->count; i++) {
		if (layout->items[i].kind == ITEM_FIELD)
			parts |= gx_field_parts(&layout->items[i].field);
	}
	return parts;
}

/* printf's conversions, but with a point in every locale. */
static void add_number(const struct gx_template_item *item, double number, struct gx_buf *out)
{
	int digits = (int)item->digits;
	const char *comma = localeconv()->decimal_point;
	char text[400];
	char *point;

	if (item->conversion == 'e')
		(void)snprintf(text, sizeof(text), "%*.*e", item->width, digits, number);
	else if (item->conversion == 'f')
		(void)snprintf(text, sizeof(text), "%*.*f", item->width, digits, number);
	else
		(void)snprintf(text, sizeof(text), "%*.*g", item->width, digits, number);
	point = strcmp(comma, ".") != 0 ? strstr(text, comma) : NULL;
	if (!point) {
		gx_buf_text(out, text);
		return;
	}
	gx_buf_add(out, text, (size_t)(point - text));
	gx_buf_byte(out, '.');
	gx_buf_text(out, point + strlen(comma));
}

static void add_time(const struct gx_template_item *item, int64_t time_us, int64_t now_us, struct gx_buf *out)
{
	char text[GX_TIME_ROOM];

	if (item->form == FORM_RELATIVE)
		gx_time_age(out, time_us, now_us);
	else if (item->form == FORM_LOCAL)
		gx_buf_add(out, text, gx_time_format_local(time_us, text));
	else
		gx_buf_printf(out, "%" PRId64, time_us / 1000000);
}

/* A form that does not fit its value (a time of what is no time) leaves the value as it is. */
static void add_value(const struct gx_template_item *item, const struct gx_value *value, int64_t now_us, size_t abbrev,
		      struct gx_buf *out)
{
	struct gx_str text = gx_cell_exact(value);
	bool is_instant_form = item->form == FORM_RELATIVE || item->form == FORM_LOCAL || item->form == FORM_UNIX;
	int64_t time_us;

	if (item->form == FORM_SHORT)
		text = gx_str_sub(text, 0, item->digits ? item->digits : abbrev ? abbrev : text.len);
	if (is_instant_form && gx_time_parse(text, &time_us))
		add_time(item, time_us, now_us, out);
	else if (item->form == FORM_HUMAN && value->kind == GX_NUMBER)
		gx_time_duration(out, value->number);
	else if (item->form == FORM_NUMBER && value->kind == GX_NUMBER)
		add_number(item, value->number, out);
	else
		gx_buf_str(out, text);
}

int gx_template_write(const struct gx_template *layout, const struct gx_run *run, int64_t now_us, size_t abbrev,
		      bool safe, struct gx_arena *scratch, struct gx_buf *out, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);

	for (size_t i = 0; i < layout->count; i++) {
		const struct gx_template_item *item = &layout->items[i];
		struct gx_value value;

		if (item->kind == ITEM_TEXT) {
			gx_buf_str(out, item->text);
			continue;
		}
		if (!gx_cell_get(&item->field, run, now_us, scratch, &value))
			continue;
		gx_buf_reset(&text);
		add_value(item, &value, now_us, abbrev, &text);
		if (safe)
			gx_text_safe(out, gx_buf_view(&text), GX_TEXT_LINE);
		else
			gx_buf_str(out, gx_buf_view(&text));
	}
	return gx_buf_check(&text, "a field of the format", err);
}
