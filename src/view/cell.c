#include "view/cell.h"

#include <math.h>
#include <stdio.h>

#include "base/num.h"
#include "base/utf8.h"
#include "format/node.h"

/* Facts that people read in another form than they are stored. */
enum fact_form { FACT_PLAIN, FACT_ID, FACT_TIME, FACT_AGE, FACT_DURATION, FACT_COMMAND, FACT_TAGS, FACT_STATUS };

struct fact_look {
	const char *name;
	enum fact_form form;
	enum gx_slot slot;
};

static const struct fact_look fact_looks[] = {
	{ "id", FACT_ID, GX_SLOT_ID },
	{ "tip", FACT_ID, GX_SLOT_NONE },
	{ "parent", FACT_ID, GX_SLOT_NONE },
	{ "formerly", FACT_PLAIN, GX_SLOT_NONE },
	{ "code.commit", FACT_ID, GX_SLOT_NONE },
	{ "code.tree", FACT_ID, GX_SLOT_NONE },
	{ "name", FACT_PLAIN, GX_SLOT_NAME },
	{ "experiment", FACT_PLAIN, GX_SLOT_EXPERIMENT },
	{ "status", FACT_STATUS, GX_SLOT_NONE },
	{ "started", FACT_TIME, GX_SLOT_NONE },
	{ "ended", FACT_TIME, GX_SLOT_NONE },
	{ "removed", FACT_TIME, GX_SLOT_NONE },
	{ "duration", FACT_DURATION, GX_SLOT_NONE },
	{ "command", FACT_COMMAND, GX_SLOT_NONE },
	{ "tags", FACT_TAGS, GX_SLOT_TAG },
};

static const struct fact_look *look_of(const struct gx_field *field)
{
	static const struct fact_look plain = { NULL, FACT_PLAIN, GX_SLOT_NONE };
	static const struct fact_look age = { "age", FACT_AGE, GX_SLOT_DIM };

	/* the age is no stored fact, but what a list is asked for by that name */
	if ((field->kind == GX_FIELD_BARE || field->kind == GX_FIELD_FACT) && gx_str_is(field->name, "age"))
		return &age;
	for (size_t i = 0; field->kind == GX_FIELD_FACT && i < GX_LEN(fact_looks); i++) {
		if (gx_str_is(field->key, fact_looks[i].name))
			return &fact_looks[i];
	}
	return &plain;
}

/* Zeros behind the point up to `digits` significant ones: "0.96" becomes "0.9600". */
static void pad_digits(struct gx_buf *out, struct gx_str text, int digits)
{
	int significant = 0;
	bool point = false;

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '.')
			point = true;
		else if (text.at[i] >= '1' && text.at[i] <= '9')
			significant++;
		else if (text.at[i] == '0')
			significant += significant > 0;
		else if (text.at[i] != '-')
			return;
	}
	if (!significant)
		significant = 1;
	if (significant >= digits)
		return;
	if (!point)
		gx_buf_byte(out, '.');
	gx_buf_fill(out, '0', (size_t)(digits - significant));
}

void gx_cell_double(struct gx_buf *out, double number, int digits, bool padded)
{
	double size = fabs(number), whole = 1;
	char text[GX_NUM_ROOM];
	size_t len;

	/* 12345.6 is not 1.235e+04 to anybody */
	for (int i = 0; i < digits; i++)
		whole *= 10;
	for (; size >= whole && size < 1e9; whole *= 10)
		digits++;
	len = gx_num_format_short(number, digits, text);
	gx_buf_add(out, text, len);
	if (padded)
		pad_digits(out, (struct gx_str){ text, len }, digits);
}

struct gx_str gx_cell_exact(const struct gx_value *value)
{
	if (value->kind == GX_STRING)
		return value->text;
	if (value->kind != GX_NUMBER || isfinite(value->number) || gx_num_scan(value->json) != GX_NUM_NOT)
		return value->json;
	if (isnan(value->number))
		return GX_STR("nan");
	return value->number < 0 ? GX_STR("-inf") : GX_STR("inf");
}

void gx_cell_number(struct gx_buf *out, const struct gx_value *number, int digits, bool padded)
{
	if (digits == GX_ALL_DIGITS)
		gx_buf_str(out, gx_cell_exact(number));
	else if (number->json.len <= 20 && gx_num_scan(number->json) == GX_NUM_INTEGER)
		gx_buf_str(out, number->json);
	else
		gx_cell_double(out, number->number, digits, padded);
}

void gx_cell_value(struct gx_buf *out, const struct gx_value *value, int digits, bool padded)
{
	switch (value->kind) {
	case GX_NUMBER:
		gx_cell_number(out, value, digits, padded);
		break;
	case GX_STRING:
		gx_text_safe(out, value->text, GX_TEXT_LINE);
		break;
	case GX_NULL:
	case GX_BOOL:
	case GX_ARRAY:
	case GX_OBJECT:
		gx_text_safe(out, value->json, GX_TEXT_LINE);
		break;
	}
}

static bool needs_no_quotes(struct gx_str word)
{
	for (size_t i = 0; i < word.len; i++) {
		char byte = word.at[i];
		bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
			     (byte >= '0' && byte <= '9') || (byte && strchr("_@%+=:,./-", byte)) ||
			     (unsigned char)byte >= 0x80;

		if (!plain)
			return false;
	}
	return word.len > 0;
}

static void add_word(struct gx_buf *out, struct gx_str word)
{
	struct gx_str part;

	if (needs_no_quotes(word)) {
		gx_text_safe(out, word, GX_TEXT_LINE);
		return;
	}
	gx_buf_byte(out, '\'');
	for (size_t quote; (quote = gx_str_find(word, '\'')) != GX_STR_NOWHERE; word = gx_str_from(word, quote + 1)) {
		part = gx_str_sub(word, 0, quote);
		gx_text_safe(out, part, GX_TEXT_LINE);
		gx_buf_text(out, "'\\''");
	}
	gx_text_safe(out, word, GX_TEXT_LINE);
	gx_buf_byte(out, '\'');
}

/* The words of an argv as nodes; NULL if it is none. */
static const struct gx_node *read_argv(const struct gx_value *command, struct gx_arena *arena, struct gx_buf *out)
{
	struct gx_node *argv = NULL;
	int code;

	if (command->kind != GX_ARRAY)
		return NULL;
	code = gx_json_read(command->json, "command", arena, &argv, NULL);
	if (code == GX_ENOMEM)
		out->failed = code;
	if (code)
		return NULL;
	for (const struct gx_node *word = argv->child; word; word = word->next) {
		if (word->kind != GX_STRING)
			return NULL;
	}
	return argv;
}

void gx_cell_command(struct gx_buf *out, const struct gx_value *command)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	const struct gx_node *argv = read_argv(command, &arena, out);

	if (!argv) {
		gx_cell_value(out, command, GX_PARAM_DIGITS, false);
		return;
	}
	for (const struct gx_node *word = argv->child; word; word = word->next) {
		if (word != argv->child)
			gx_buf_byte(out, ' ');
		add_word(out, word->text);
	}
}

void gx_cell_id(struct gx_buf *out, struct gx_str id, size_t digits)
{
	gx_text_safe(out, digits ? gx_str_sub(id, 0, digits) : id, GX_TEXT_LINE);
}

void gx_cell_tags(struct gx_buf *out, const struct gx_run *run)
{
	for (size_t i = 0; i < run->tags.list.len; i++) {
		if (i)
			gx_buf_text(out, ", ");
		gx_text_safe(out, run->tags.list.at[i], GX_TEXT_LINE);
	}
}

static void add_time(struct gx_buf *out, struct gx_str stored)
{
	char text[GX_TIME_ROOM];
	int64_t time_us;

	if (gx_time_parse(stored, &time_us))
		gx_buf_add(out, text, gx_time_format_local(time_us, text));
	else
		gx_text_safe(out, stored, GX_TEXT_LINE);
}

static bool add_age(struct gx_buf *out, const struct gx_run *run, int64_t now_us)
{
	int64_t started_us = gx_run_time(run, "started");

	if (started_us == GX_TIME_NONE)
		return false;
	gx_time_age(out, started_us, now_us);
	return true;
}

static bool add_tags(struct gx_buf *out, const struct gx_run *run)
{
	gx_cell_tags(out, run);
	return run->tags.list.len > 0;
}

/* An id stays whole unless it is one: a hex text of the length that hashes have. */
static void add_fact(struct gx_buf *out, enum fact_form form, const struct gx_value *value,
		     const struct gx_cell_look *look)
{
	if (form == FACT_ID && value->kind == GX_STRING)
		gx_cell_id(out, value->text, look->abbrev);
	else if (form == FACT_TIME && value->kind == GX_STRING)
		add_time(out, value->text);
	else if (form == FACT_DURATION && value->kind == GX_NUMBER)
		gx_time_duration(out, value->number);
	else if (form == FACT_COMMAND)
		gx_cell_command(out, value);
	else
		gx_cell_value(out, value, look->digits, look->padded);
}

bool gx_cell_field(struct gx_buf *out, const struct gx_field *field, const struct gx_run *run,
		   const struct gx_cell_look *look, struct gx_arena *arena)
{
	enum fact_form form = look_of(field)->form;
	struct gx_value value;

	if (form == FACT_AGE)
		return add_age(out, run, look->now_us);
	if (form == FACT_TAGS)
		return add_tags(out, run);
	if (!gx_field_get(field, run, arena, &value))
		return false;
	add_fact(out, form, &value, look);
	return true;
}

static bool get_age(const struct gx_run *run, int64_t now_us, struct gx_arena *arena, struct gx_value *ret)
{
	int64_t started_us = gx_run_time(run, "started");

	return started_us != GX_TIME_NONE && gx_value_int(arena, (now_us - started_us) / 1000000, ret);
}

bool gx_cell_get(const struct gx_field *field, const struct gx_run *run, int64_t now_us, struct gx_arena *arena,
		 struct gx_value *ret)
{
	if (look_of(field)->form == FACT_AGE)
		return get_age(run, now_us, arena, ret);
	return gx_field_get(field, run, arena, ret);
}

enum gx_slot gx_cell_slot(const struct gx_field *field, const struct gx_run *run)
{
	const struct fact_look *look = look_of(field);

	return look->form == FACT_STATUS ? gx_slot_of_status(gx_run_status(run)) : look->slot;
}

bool gx_cell_is_text(const struct gx_field *field)
{
	return look_of(field)->form == FACT_AGE;
}

bool gx_cell_can_clip(const struct gx_field *field)
{
	static const bool fixed[] = {
		[FACT_ID] = true, [FACT_TIME] = true, [FACT_AGE] = true, [FACT_DURATION] = true, [FACT_STATUS] = true,
	};
	enum fact_form form = look_of(field)->form;

	return form >= GX_LEN(fixed) || !fixed[form];
}
