#include <math.h>

#include "base/json_text.h"
#include "base/num.h"
#include "view/diff_formats.h"
#include "view/out.h"

static void add_fact(struct gx_buf *out, const struct gx_run *run, const char *key)
{
	const struct gx_value *value = gx_flat_at(&run->facts, key);

	if (!value)
		return;
	gx_buf_printf(out, ", \"%s\": ", key);
	gx_value_json(out, value);
}

static void add_side(struct gx_buf *out, const char *key, const struct gx_run *run, struct gx_str label)
{
	gx_buf_printf(out, "\"%s\": {", key);
	gx_buf_text(out, run->id.len ? "\"id\": " : "\"label\": ");
	gx_json_string(out, run->id.len ? run->id : label);
	add_fact(out, run, "experiment");
	add_fact(out, run, "name");
	add_fact(out, run, "status");
	gx_buf_byte(out, '}');
}

static void add_number(struct gx_buf *out, const char *key, double number)
{
	char text[GX_NUM_ROOM];

	if (!isfinite(number))
		return;
	gx_buf_printf(out, ", \"%s\": ", key);
	gx_buf_add(out, text, gx_num_format(number, text));
}

static void add_change(struct gx_buf *out, enum gx_diff_kind kind, const struct gx_change *change)
{
	gx_json_string(out, change->key);
	gx_buf_text(out, ": {");
	if (change->before) {
		gx_buf_text(out, "\"before\": ");
		gx_value_json(out, change->before);
	}
	if (change->after) {
		gx_buf_text(out, change->before ? ", \"after\": " : "\"after\": ");
		gx_value_json(out, change->after);
	}
	if (kind == GX_DIFF_METRICS) {
		add_number(out, "change", change->by);
		add_number(out, "percent", change->percent);
		if (change->verdict != GX_VERDICT_NONE)
			gx_buf_printf(out, ", \"verdict\": \"%s\"", gx_verdict_name(change->verdict));
	}
	gx_buf_byte(out, '}');
}

static void add_section(struct gx_buf *out, enum gx_diff_kind kind, const struct gx_changes *changes)
{
	gx_buf_printf(out, ", \"%s\": {", gx_diff_names[kind].key);
	for (size_t i = 0; i < changes->list.len; i++) {
		gx_buf_text(out, i ? ", " : "");
		add_change(out, kind, &changes->list.at[i]);
	}
	gx_buf_byte(out, '}');
}

static void add_tags_of(struct gx_buf *out, const char *key, const struct gx_changes *changes, bool added)
{
	bool is_first = true;

	gx_buf_printf(out, "\"%s\": [", key);
	for (size_t i = 0; i < changes->list.len; i++) {
		if ((changes->list.at[i].after != NULL) != added)
			continue;
		gx_buf_text(out, is_first ? "" : ", ");
		gx_json_string(out, changes->list.at[i].key);
		is_first = false;
	}
	gx_buf_byte(out, ']');
}

static void add_tags(struct gx_buf *out, const struct gx_changes *changes)
{
	gx_buf_text(out, ", \"tags\": {");
	add_tags_of(out, "added", changes, true);
	gx_buf_text(out, ", ");
	add_tags_of(out, "removed", changes, false);
	gx_buf_byte(out, '}');
}

int gx_diff_json(FILE *out, const struct gx_diff *diff, const struct gx_diff_options *options,
		 const struct gx_style *style, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);

	(void)style;
	gx_buf_byte(&text, '{');
	add_side(&text, "a", diff->a, options->label_a);
	gx_buf_text(&text, ", ");
	add_side(&text, "b", diff->b, options->label_b);
	for (size_t i = 0; i < GX_DIFF_KINDS; i++) {
		if (!diff->sections[i].list.len)
			continue;
		if (i == GX_DIFF_TAGS)
			add_tags(&text, &diff->sections[i]);
		else
			add_section(&text, (enum gx_diff_kind)i, &diff->sections[i]);
	}
	gx_buf_text(&text, "}\n");
	return gx_out_write(out, &text, err);
}
