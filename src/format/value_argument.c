#include "format/value.h"

#include "base/utf8.h"
#include "format/loose.h"
#include "format/node.h"
#include "format/scan.h"

static int parse_string(struct gx_str text, struct gx_arena *arena, struct gx_value *ret, struct gx_err *err)
{
	if (gx_str_find(text, '\0') != GX_STR_NOWHERE)
		return gx_fail(err, GX_EINPUT, "a NUL character cannot be stored");
	return gx_value_string(arena, text, ret) ? 0 : gx_fail_memory(err);
}

/* The canonical form of what the scanner took for JSON. */
static int parse_json(struct gx_value json, struct gx_arena *arena, struct gx_value *ret, struct gx_err *err)
{
	struct gx_node *node = NULL;
	if (json.kind == GX_STRING)
		return parse_string(json.text, arena, ret, err);
	int code = gx_json_read(json.json, "value", arena, &node, err);
	return code ? code : gx_node_value(node, arena, ret, err);
}

int gx_value_parse_argument(struct gx_str text, struct gx_arena *arena, struct gx_value *ret, struct gx_err *err)
{
	struct gx_value value;
	if (text.len > GX_VALUE_MAX)
		return gx_fail(err, GX_ELIMIT, "a value is over its limit of %d bytes", GX_VALUE_MAX);
	size_t good = gx_utf8_check(text);
	if (good != text.len)
		return gx_fail(err, GX_EINPUT, "a value is not valid UTF-8 at byte %zu", good + 1);
	double number;
	if (gx_loose_special(text, &number))
		return gx_value_double(arena, number, ret) ? 0 : gx_fail_memory(err);
	struct gx_scan scan = gx_scan_of(text);
	int code = 0;
	if (gx_scan_value(&scan, arena, &value) && scan.at == scan.end)
		code = parse_json(value, arena, &value, err);
	else if (scan.code == GX_ENOMEM)
		code = gx_fail_memory(err);
	else if (scan.code == GX_ELIMIT)
		code = gx_fail(err, GX_ELIMIT, "%s", scan.why);
	else
		code = parse_string(text, arena, &value, err);
	if (!code && value.json.len > GX_VALUE_MAX)
		code = gx_fail(err, GX_ELIMIT, "a value is over its limit of %d bytes", GX_VALUE_MAX);
	if (!code)
		*ret = value;
	return code;
}
