#include "base/utf8.h"
#include "run/field.h"
#include "run/limits.h"
#include "run/names.h"

/* A command reads as it was typed, other values as people write them. */
static int add_value(struct gx_buf *out, const struct gx_value *value, struct gx_arena *arena, struct gx_err *err)
{
	if (value->kind != GX_ARRAY) {
		gx_buf_str(out, gx_value_plain(value));
		return 0;
	}
	struct gx_node *array;
	int failed = gx_json_read(value->json, "exp.nameTemplate", arena, &array, err);
	if (failed)
		return failed;
	for (const struct gx_node *item = array->child; item; item = item->next) {
		gx_buf_str(out, item->text);
		if (item->next)
			gx_buf_byte(out, ' ');
	}
	return 0;
}

static int add_field(struct gx_buf *out, struct gx_str name, const struct gx_run *run, struct gx_arena *arena,
		     struct gx_err *err)
{
	struct gx_field field;
	struct gx_value value;
	int failed = gx_field_parse(name, &field, err);
	if (failed)
		return failed;
	if (gx_field_get(&field, run, arena, &value))
		return add_value(out, &value, arena, err);
	gx_buf_byte(out, '-');
	return 0;
}

static int expand(struct gx_buf *out, struct gx_str text, const struct gx_run *run, struct gx_arena *arena,
		  struct gx_err *err)
{
	for (;;) {
		size_t open = gx_str_find(text, '{');
		gx_buf_str(out, gx_str_sub(text, 0, open));
		if (open == GX_STR_NOWHERE)
			return 0;
		text = gx_str_from(text, open + 1);
		size_t close = gx_str_find(text, '}');
		if (close == GX_STR_NOWHERE)
			return gx_fail(err, GX_EINPUT, "exp.nameTemplate: a brace is not closed: '{%" GX_PRI "'",
				       GX_ARG(text));
		int failed = add_field(out, gx_str_sub(text, 0, close), run, arena, err);
		if (failed)
			return failed;
		text = gx_str_from(text, close + 1);
	}
}

static bool is_unfit(uint32_t code_point)
{
	return code_point == '/' || gx_utf8_is_hostile(code_point);
}

/* Makes a valid name of any text: what gx_name_check() refuses becomes `-`. */
static void add_fit(struct gx_buf *out, struct gx_str text)
{
	GX_CLEANUP(gx_buf) name = GX_BUF_INIT(GX_BUF_ANY);
	bool dot = false;
	size_t bytes;
	while (text.len > 0 && strchr("-@ ", text.at[0]))
		text = gx_str_from(text, 1);
	text = gx_str_sub(text, 0, gx_utf8_check(text));
	for (size_t at = 0; at < text.len; at += bytes) {
		uint32_t code_point = gx_utf8_read(text, at, &bytes);
		if (name.len + bytes > GX_NAME_MAX - strlen("run-"))
			break;
		bool unfit = is_unfit(code_point) || (dot && code_point == '.');
		dot = code_point == '.' && !unfit;
		if (unfit)
			gx_buf_byte(&name, '-');
		else
			gx_buf_str(&name, gx_str_sub(text, at, bytes));
	}
	struct gx_str fit = gx_str_trim(gx_buf_view(&name));
	if (gx_name_check(fit, NULL))
		gx_buf_text(out, fit.len ? "run-" : "run");
	gx_buf_str(out, fit);
}

int gx_name_expand(struct gx_str name_template, const struct gx_run *run, struct gx_buf *out, struct gx_err *err)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_RECORD_MAX);
	int failed = expand(&text, name_template, run, &arena, err);
	if (!failed)
		failed = gx_buf_check(&text, "exp.nameTemplate", err);
	if (failed)
		return failed;
	add_fit(out, gx_buf_view(&text));
	return gx_buf_check(out, "a run's name", err);
}
