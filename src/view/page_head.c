#include <math.h>

#include "base/utf8.h"
#include "view/cell.h"
#include "view/fold.h"
#include "view/page_parts.h"

/* "finished in 3m05s", "running for 3m05s", "failed after 12s, exit 1, attempt 2: out of memory" */
static void add_duration(struct gx_buf *out, struct gx_page *page, enum gx_status status)
{
	int64_t started_us = gx_run_time(page->run, "started");
	double seconds = gx_run_number(page->run, "duration");

	if (status == GX_RUNNING && started_us != GX_TIME_NONE)
		seconds = (double)(page->style->now_us - started_us) / 1e6;
	if (!(seconds >= 0))
		return;
	gx_buf_text(out, status == GX_RUNNING ? " for " : status == GX_FINISHED ? " in " : " after ");
	gx_time_duration(out, seconds);
}

static void add_fact(struct gx_buf *out, const struct gx_run *run, const char *key, const char *before)
{
	const struct gx_value *value = gx_flat_at(&run->facts, key);

	if (!value || value->kind == GX_NULL)
		return;
	gx_buf_text(out, before);
	gx_cell_value(out, value, GX_PARAM_DIGITS, false);
}

static void add_end(struct gx_page *page, struct gx_grid *grid)
{
	enum gx_status status = gx_run_status(page->run);
	struct gx_buf *out;

	if (!gx_run_text(page->run, "status").len)
		return;
	gx_grid_text(grid, GX_STR("Status:"), GX_SLOT_NONE);
	out = gx_grid_begin(grid);
	gx_text_safe(out, gx_run_text(page->run, "status"), GX_TEXT_LINE);
	add_duration(out, page, status);
	if (gx_run_number(page->run, "exit") != 0)
		add_fact(out, page->run, "exit", ", exit ");
	add_fact(out, page->run, "signal", ", signal ");
	if (gx_run_number(page->run, "attempt") > 1)
		add_fact(out, page->run, "attempt", ", attempt ");
	add_fact(out, page->run, "reason", ": ");
	gx_grid_end(grid, gx_slot_of_status(status));
}

static void add_time(struct gx_page *page, struct gx_grid *grid, const char *label, const char *key)
{
	int64_t time_us = gx_run_time(page->run, key);
	char text[GX_TIME_ROOM];
	struct gx_buf *out;

	if (time_us == GX_TIME_NONE)
		return;
	gx_grid_text(grid, gx_str_of(label), GX_SLOT_NONE);
	out = gx_grid_begin(grid);
	gx_buf_add(out, text, gx_time_format_local(time_us, text));
	gx_buf_text(out, " (");
	gx_time_age(out, time_us, page->style->now_us);
	gx_buf_byte(out, ')');
	gx_grid_end(grid, GX_SLOT_NONE);
}

static void add_text(struct gx_page *page, struct gx_grid *grid, const char *label, const char *key, enum gx_slot slot)
{
	const struct gx_value *value = gx_flat_at(&page->run->facts, key);

	if (!value || value->kind == GX_NULL)
		return;
	gx_grid_text(grid, gx_str_of(label), GX_SLOT_NONE);
	gx_cell_value(gx_grid_begin(grid), value, GX_PARAM_DIGITS, false);
	gx_grid_end(grid, slot);
}

static void add_author(struct gx_page *page, struct gx_grid *grid)
{
	struct gx_buf *out;

	if (!page->run->author_name.len && !page->run->author_email.len)
		return;
	gx_grid_text(grid, GX_STR("Author:"), GX_SLOT_NONE);
	out = gx_grid_begin(grid);
	gx_text_safe(out, page->run->author_name, GX_TEXT_LINE);
	gx_buf_text(out, page->run->author_name.len ? " <" : "<");
	gx_text_safe(out, page->run->author_email, GX_TEXT_LINE);
	gx_buf_byte(out, '>');
	gx_grid_end(grid, GX_SLOT_NONE);
}

static void add_command(struct gx_page *page, struct gx_grid *grid)
{
	const struct gx_value *command = gx_flat_at(&page->run->facts, "command");

	if (!command)
		return;
	gx_grid_text(grid, GX_STR("Command:"), GX_SLOT_NONE);
	gx_cell_command(gx_grid_begin(grid), command);
	gx_grid_end(grid, GX_SLOT_NONE);
}

/* The tracker that an imported run came from, and its id there. */
static void add_source(struct gx_page *page, struct gx_grid *grid)
{
	struct gx_buf *out;

	if (!gx_run_text(page->run, "source.tracker").len)
		return;
	gx_grid_text(grid, GX_STR("Source:"), GX_SLOT_NONE);
	out = gx_grid_begin(grid);
	add_fact(out, page->run, "source.tracker", "");
	add_fact(out, page->run, "source.id", " ");
	add_fact(out, page->run, "source.uri", " ");
	gx_grid_end(grid, GX_SLOT_NONE);
}

static void add_id(struct gx_page *page)
{
	gx_style_on(page->style, GX_SLOT_ID, &page->out);
	gx_buf_text(&page->out, "run ");
	gx_cell_id(&page->out, page->run->id, 0);
	gx_style_off(page->style, GX_SLOT_ID, &page->out);
	if (page->run->tags.list.len) {
		gx_style_on(page->style, GX_SLOT_TAG, &page->out);
		gx_buf_text(&page->out, " (");
		gx_cell_tags(&page->out, page->run);
		gx_buf_byte(&page->out, ')');
		gx_style_off(page->style, GX_SLOT_TAG, &page->out);
	}
	gx_line_end(&page->out);
}

/* What the run is for, indented as git indents a message. */
static void add_description(struct gx_page *page)
{
	GX_CLEANUP(gx_buf) safe = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_str text = gx_str_trim(page->run->description);

	if (!text.len)
		return;
	gx_text_safe(&safe, text, GX_TEXT_PARAGRAPH);
	gx_buf_text(&page->out, "\n    ");
	gx_fold(&page->out, gx_buf_view(&safe), page->width, 4, 4);
	gx_out_pass(&safe, &page->out);
	gx_buf_byte(&page->out, '\n');
}

void gx_page_head(struct gx_page *page)
{
	const struct gx_grid_look look = { 0, 1, page->style->columns };
	GX_CLEANUP(gx_grid) grid = GX_GRID_INIT;

	if (!gx_page_grid_init(page, &grid, 2))
		return;
	add_id(page);
	add_text(page, &grid, "Experiment:", "experiment", GX_SLOT_EXPERIMENT);
	add_text(page, &grid, "Name:", "name", GX_SLOT_NAME);
	add_end(page, &grid);
	add_time(page, &grid, "Started:", "started");
	add_time(page, &grid, "Removed:", "removed");
	add_author(page, &grid);
	add_command(page, &grid);
	add_text(page, &grid, "Directory:", "directory", GX_SLOT_NONE);
	add_text(page, &grid, "Group:", "group", GX_SLOT_NONE);
	add_text(page, &grid, "Parent:", "parent", GX_SLOT_NONE);
	add_text(page, &grid, "Formerly:", "formerly", GX_SLOT_NONE);
	add_source(page, &grid);
	gx_grid_write(&page->out, &grid, &look, page->style);
	add_description(page);
}
