#include <inttypes.h>
#include <math.h>

#include "base/num.h"
#include "base/utf8.h"
#include "format/node.h"
#include "view/cell.h"
#include "view/diff_formats.h"
#include "view/out.h"
#include "view/size.h"

enum { METRIC_DIGITS = 6, CHANGE_DIGITS = 3, HASH_DIGITS = 8 };

const struct gx_diff_name gx_diff_names[GX_DIFF_KINDS] = {
	[GX_DIFF_PARAMS] = { "Parameters", "params" },
	[GX_DIFF_METRICS] = { "Metrics", "metrics" },
	[GX_DIFF_FACTS] = { "Run", "facts" },
	[GX_DIFF_ENVIRONMENT] = { "Environment", "environment" },
	[GX_DIFF_PACKAGES] = { "Packages", "packages" },
	[GX_DIFF_DATA] = { "Data", "data" },
	[GX_DIFF_CODE] = { "Code", "code" },
	[GX_DIFF_TAGS] = { "Tags", "tags" },
};

const char *gx_verdict_name(enum gx_verdict verdict)
{
	static const char *const names[] = {
		[GX_VERDICT_NONE] = "", [GX_VERDICT_BETTER] = "better", [GX_VERDICT_WORSE] = "worse"
	};

	return names[verdict];
}

static void add_part(struct gx_buf *out, size_t from)
{
	if (out->len > from)
		gx_buf_text(out, ", ");
}

/* An input: what tells one version of it from another. */
static bool add_data(struct gx_buf *out, const struct gx_value *value)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_node *entry = NULL;
	const struct gx_node *hash, *size, *rows;
	size_t from = out->len;
	int code;

	if (value->kind != GX_OBJECT)
		return false;
	code = gx_json_read(value->json, "data", &arena, &entry, NULL);
	if (code == GX_ENOMEM)
		out->failed = code;
	if (code)
		return false;
	hash = gx_node_get(entry, "sha256") ? gx_node_get(entry, "sha256") : gx_node_get(entry, "md5");
	size = gx_node_get(entry, "size");
	rows = gx_node_get(entry, "rows");
	if (hash && hash->kind == GX_STRING)
		gx_text_safe(out, gx_str_sub(hash->text, 0, HASH_DIGITS), GX_TEXT_LINE);
	if (size && size->kind == GX_NUMBER && size->number >= 0 && size->number < 0x1p64) {
		add_part(out, from);
		gx_size_human(out, (uint64_t)size->number);
	}
	if (rows && rows->kind == GX_NUMBER && rows->number >= 0 && rows->number < 0x1p53) {
		add_part(out, from);
		gx_count_noun(out, (uint64_t)rows->number, "row");
	}
	return out->len > from;
}

static bool is_id(enum gx_diff_kind kind, struct gx_str key)
{
	if (kind == GX_DIFF_CODE)
		return gx_str_is(key, "commit") || gx_str_is(key, "tree");
	return kind == GX_DIFF_FACTS && gx_str_is(key, "parent");
}

static void add_short(struct gx_buf *out, enum gx_diff_kind kind, struct gx_str key, const struct gx_value *value,
		      size_t abbrev)
{
	if (is_id(kind, key) && value->kind == GX_STRING)
		gx_cell_id(out, value->text, abbrev);
	else if (kind == GX_DIFF_FACTS && gx_str_is(key, "command"))
		gx_cell_command(out, value);
	else if (kind != GX_DIFF_DATA || !add_data(out, value))
		gx_cell_value(out, value, kind == GX_DIFF_METRICS ? METRIC_DIGITS : GX_ALL_DIGITS, false);
}

/* Whether what differs looks the same in its short form: 4097 and 4098 bytes are both 4.0 KiB. */
static bool look_equal(struct gx_buf *out, enum gx_diff_kind kind, const struct gx_change *change, size_t abbrev)
{
	GX_CLEANUP(gx_buf) before = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) after = GX_BUF_INIT(GX_BUF_ANY);

	if (!change->before || !change->after)
		return false;
	add_short(&before, kind, change->key, change->before, abbrev);
	add_short(&after, kind, change->key, change->after, abbrev);
	gx_out_pass(&before, out);
	gx_out_pass(&after, out);
	return gx_str_equal(gx_buf_view(&before), gx_buf_view(&after));
}

void gx_diff_value(struct gx_buf *out, enum gx_diff_kind kind, const struct gx_change *change,
		   const struct gx_value *value, size_t abbrev)
{
	if (look_equal(out, kind, change, abbrev))
		gx_cell_value(out, value, GX_ALL_DIGITS, false);
	else
		add_short(out, kind, change->key, value, abbrev);
}

void gx_diff_by(struct gx_buf *out, const struct gx_change *change)
{
	if (isnan(change->by))
		return;
	gx_buf_text(out, change->by > 0 ? "+" : "");
	gx_cell_double(out, change->by, CHANGE_DIGITS, false);
}

void gx_diff_percent(struct gx_buf *out, const struct gx_change *change)
{
	double size = fabs(change->percent);
	int64_t tenths = size < 1e8 ? (int64_t)(size * 10 + 0.5) : 0;

	if (isnan(change->percent))
		return;
	gx_buf_text(out, change->percent > 0 ? "+" : change->percent < 0 ? "-" : "");
	if (size < 1e8 && (tenths || size == 0))
		gx_buf_printf(out, "%" PRId64 ".%" PRId64, tenths / 10, tenths % 10);
	else
		gx_cell_double(out, size, CHANGE_DIGITS, false);
	gx_buf_byte(out, '%');
}

void gx_diff_side(struct gx_buf *out, const struct gx_run *run, struct gx_str label, size_t abbrev)
{
	struct gx_str experiment = gx_run_text(run, "experiment"), name = gx_run_text(run, "name");

	if (!run->id.len) {
		gx_text_safe(out, label, GX_TEXT_LINE);
		return;
	}
	gx_cell_id(out, run->id, abbrev);
	gx_buf_text(out, experiment.len || name.len ? " " : "");
	gx_text_safe(out, experiment, GX_TEXT_LINE);
	gx_buf_text(out, experiment.len ? "/" : "");
	gx_text_safe(out, name, GX_TEXT_LINE);
}
