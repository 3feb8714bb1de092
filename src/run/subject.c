#include "base/num.h"
#include "base/utf8.h"
#include "run/adopted.h"
#include "run/record.h"

enum { HEADLINES = 3, DIGITS = 4 };

/* A subject is one line: what a hostile record holds must not make trailers. */
static void add_text(struct gx_buf *out, struct gx_str text)
{
	gx_text_safe(out, text, GX_TEXT_LINE);
}

static void add_metric(struct gx_buf *out, size_t index, struct gx_str name, double number)
{
	char text[GX_NUM_ROOM];
	gx_num_format_short(number, DIGITS, text);
	gx_buf_text(out, index == 0 ? " [" : ", ");
	add_text(out, name);
	gx_buf_byte(out, '=');
	gx_buf_text(out, text);
}

static size_t add_chosen(struct gx_buf *out, const struct gx_run *run, const struct gx_strs *headline)
{
	size_t count = 0;
	for (size_t i = 0; i < headline->list.len && count < HEADLINES; i++) {
		const struct gx_value *value = gx_flat_get(&run->metrics, headline->list.at[i]);
		if (value && value->kind == GX_NUMBER)
			add_metric(out, count++, headline->list.at[i], value->number);
	}
	return count;
}

static size_t add_first(struct gx_buf *out, const struct gx_run *run)
{
	size_t count = 0;
	for (size_t i = 0; i < run->metrics.len && count < HEADLINES; i++) {
		const struct gx_pair *pair = &run->metrics.at[i];
		if (pair->value.kind == GX_NUMBER && !gx_str_starts(pair->key, GX_STR("system/")))
			add_metric(out, count++, pair->key, pair->value.number);
	}
	return count;
}

static void add_name(struct gx_buf *out, const struct gx_run *run)
{
	add_text(out, gx_run_text(run, "experiment"));
	gx_buf_text(out, ": ");
	add_text(out, gx_run_text(run, "name"));
}

static void add_metrics(struct gx_buf *out, const struct gx_run *run, const struct gx_strs *headline)
{
	if ((headline ? add_chosen(out, run, headline) : add_first(out, run)) > 0)
		gx_buf_byte(out, ']');
}

void gx_run_subject(struct gx_buf *out, const struct gx_run *run, const struct gx_strs *headline)
{
	add_name(out, run);
	if (gx_run_text(run, "name").len > 0)
		gx_buf_byte(out, ' ');
	gx_buf_text(out, gx_status_name(gx_run_status(run)));
	add_metrics(out, run, headline);
}

void gx_adopted_subject(struct gx_buf *out, const struct gx_run *run, const struct gx_strs *headline)
{
	gx_buf_text(out, "adopt ");
	add_name(out, run);
	add_metrics(out, run, headline);
}
