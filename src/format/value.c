#include "format/value.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/json_text.h"
#include "base/num.h"
#include "base/utf8.h"
#include "format/node.h"
#include "format/scan.h"

const char *gx_kind_name(enum gx_kind kind)
{
	static const char *const names[] = {
		[GX_NULL] = "null",       [GX_BOOL] = "a boolean", [GX_NUMBER] = "a number",
		[GX_STRING] = "a string", [GX_ARRAY] = "an array", [GX_OBJECT] = "an object",
	};
	return names[kind];
}

static bool stands_for_itself(struct gx_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < ' ' || text.at[i] > '~' || text.at[i] == '"' || text.at[i] == '\\')
			return false;
	return true;
}

/* Copies `json`, which spells a string, and takes the text from there if it is needed from there. */
static bool set_string(struct gx_arena *arena, struct gx_str json, struct gx_str text, struct gx_value *ret)
{
	struct gx_value value = { .kind = GX_STRING, .json = gx_arena_str(arena, json) };
	if (!value.json.at)
		return false;
	if (gx_utf8_check(text) == text.len) {
		value.text = gx_arena_str(arena, text);
	} else {
		struct gx_scan scan = gx_scan_of(value.json);
		if (!gx_scan_text(&scan, arena, &value.text))
			return false;
	}
	if (!value.text.at)
		return false;
	*ret = value;
	return true;
}

bool gx_value_string(struct gx_arena *arena, struct gx_str text, struct gx_value *ret)
{
	if (!stands_for_itself(text)) {
		GX_CLEANUP(gx_buf) json = GX_BUF_INIT(GX_BUF_ANY);
		gx_json_string(&json, text);
		return !json.failed && set_string(arena, gx_buf_view(&json), text, ret);
	}
	char *json = text.len < GX_BUF_ANY ? gx_arena_alloc(arena, text.len + 3) : NULL;
	if (!json)
		return false;
	json[0] = json[text.len + 1] = '"';
	if (text.len > 0)
		memcpy(json + 1, text.at, text.len);
	*ret = (struct gx_value){ .kind = GX_STRING, .json = { json, text.len + 2 }, .text = { json + 1, text.len } };
	return true;
}

static bool set_number(struct gx_arena *arena, struct gx_str literal, double number, struct gx_value *ret)
{
	struct gx_str json = gx_arena_str(arena, literal);
	if (!json.at)
		return false;
	*ret = (struct gx_value){ .kind = GX_NUMBER, .json = json, .number = number };
	return true;
}

bool gx_value_double(struct gx_arena *arena, double number, struct gx_value *ret)
{
	char text[GX_NUM_ROOM];
	size_t len = gx_num_format(number, text);
	return set_number(arena, (struct gx_str){ text, len }, number, ret);
}

bool gx_value_int(struct gx_arena *arena, int64_t number, struct gx_value *ret)
{
	char text[GX_NUM_ROOM];
	(void)snprintf(text, sizeof(text), "%" PRId64, number);
	return set_number(arena, gx_str_of(text), (double)number, ret);
}

struct gx_value gx_value_bool(bool truth)
{
	return (struct gx_value){ .kind = GX_BOOL,
				  .json = truth ? GX_STR("true") : GX_STR("false"),
				  .number = truth ? 1 : 0 };
}

struct gx_value gx_value_null(void)
{
	return (struct gx_value){ .kind = GX_NULL, .json = GX_STR("null") };
}

struct gx_str gx_value_plain(const struct gx_value *value)
{
	if (value->kind == GX_STRING)
		return value->text;
	if (value->kind == GX_NUMBER && gx_str_is(value->json, "-.inf"))
		return GX_STR("-inf");
	if (value->kind == GX_NUMBER && gx_str_starts(value->json, GX_STR(".")))
		return gx_str_from(value->json, 1);
	return value->json;
}

void gx_value_json(struct gx_buf *out, const struct gx_value *value)
{
	bool quoted = value->kind == GX_NUMBER && (gx_str_starts(value->json, GX_STR(".")) || gx_str_is(value->json, "-.inf"));
	if (quoted)
		gx_buf_byte(out, '"');
	gx_buf_str(out, quoted ? gx_value_plain(value) : value->json);
	if (quoted)
		gx_buf_byte(out, '"');
}
