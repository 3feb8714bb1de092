#include "base/json_text.h"
#include "view/cell.h"
#include "view/compare_table.h"
#include "view/csv.h"
#include "view/out.h"

static void add_key(struct gx_buf *text, const struct gx_compare_row *row)
{
	GX_CLEANUP(gx_buf) key = GX_BUF_INIT(GX_BUF_ANY);

	gx_buf_text(&key, gx_compare_names[row->kind].prefix);
	gx_buf_str(&key, row->key);
	gx_csv_cell(text, gx_buf_view(&key));
	gx_out_pass(&key, text);
}

int gx_compare_csv(FILE *out, const struct gx_compare *compare, const struct gx_compare_options *options,
		   const struct gx_style *style, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);

	(void)options;
	(void)style;
	gx_buf_text(&text, "field");
	for (size_t run = 0; run < compare->runs; run++) {
		gx_buf_byte(&text, ',');
		gx_csv_cell(&text, compare->ids[run]);
	}
	gx_buf_byte(&text, '\n');
	for (size_t i = 0; i < compare->rows.len; i++) {
		const struct gx_compare_row *row = &compare->rows.at[i];

		add_key(&text, row);
		for (size_t run = 0; run < compare->runs; run++) {
			gx_buf_byte(&text, ',');
			if (row->values[run])
				gx_csv_cell(&text, gx_cell_exact(row->values[run]));
		}
		gx_buf_byte(&text, '\n');
	}
	return gx_out_write(out, &text, err);
}

/* The value of a fact of the run, as JSON; null if it has none. */
static void add_value(struct gx_buf *text, const struct gx_compare_row *row, size_t run)
{
	if (row && row->values[run])
		gx_value_json(text, row->values[run]);
	else
		gx_buf_text(text, "null");
}

static void add_text(struct gx_buf *text, struct gx_str value)
{
	if (value.len)
		gx_json_string(text, value);
	else
		gx_buf_text(text, "null");
}

static void add_runs(struct gx_buf *text, const struct gx_compare *compare)
{
	for (size_t run = 0; run < compare->runs; run++) {
		gx_buf_text(text, run ? ",\n{\"id\": " : "\n{\"id\": ");
		gx_json_string(text, compare->ids[run]);
		gx_buf_text(text, ", \"experiment\": ");
		add_text(text, compare->experiments[run]);
		gx_buf_text(text, ", \"name\": ");
		add_text(text, compare->names[run]);
		gx_buf_byte(text, '}');
	}
}

static void add_row(struct gx_buf *text, const struct gx_compare *compare, const struct gx_compare_row *row)
{
	gx_buf_printf(text, "{\"kind\": \"%s\", \"key\": ", gx_compare_names[row->kind].kind);
	gx_json_string(text, row->key);
	gx_buf_printf(text, ", \"differs\": %s, \"best\": ", row->differs ? "true" : "false");
	if (row->best == GX_STR_NOWHERE)
		gx_buf_text(text, "null");
	else
		gx_buf_printf(text, "%zu", row->best);
	gx_buf_text(text, ", \"values\": [");
	for (size_t run = 0; run < compare->runs; run++) {
		gx_buf_text(text, run ? ", " : "");
		add_value(text, row, run);
	}
	gx_buf_text(text, "]}");
}

int gx_compare_json(FILE *out, const struct gx_compare *compare, const struct gx_compare_options *options,
		    const struct gx_style *style, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);

	(void)options;
	(void)style;
	gx_buf_text(&text, "{\"runs\": [");
	add_runs(&text, compare);
	gx_buf_text(&text, "],\n\"rows\": [");
	for (size_t i = 0; i < compare->rows.len; i++) {
		gx_buf_text(&text, i ? ",\n" : "\n");
		add_row(&text, compare, &compare->rows.at[i]);
	}
	gx_buf_text(&text, "]}\n");
	return gx_out_write(out, &text, err);
}
