#include "base/utf8.h"
#include "run/record.h"
#include "view/fold.h"
#include "view/page_parts.h"
#include "view/size.h"

void gx_page_links(struct gx_page *page)
{
	const struct gx_node *links = gx_page_tree(page, gx_flat_at(&page->run->facts, "links"));
	GX_CLEANUP(gx_grid) grid = GX_GRID_INIT;

	if (!links || !links->count || !gx_page_grid_init(page, &grid, 2))
		return;
	for (const struct gx_node *link = links->child; link; link = link->next) {
		gx_grid_text(&grid, gx_page_member_text(link, "rel"), GX_SLOT_NONE);
		gx_grid_text(&grid, gx_page_member_text(link, "to"), GX_SLOT_NONE);
	}
	gx_page_title(page, "Links", NULL);
	gx_page_grid(page, &grid);
}

static void add_note(struct gx_page *page, const struct gx_note *note)
{
	GX_CLEANUP(gx_buf) safe = GX_BUF_INIT(GX_BUF_ANY);
	int64_t time_us = gx_note_time(note->name);
	char text[GX_TIME_ROOM];

	if (time_us != GX_TIME_NONE) {
		gx_buf_fill(&page->out, ' ', GX_PAGE_INDENT);
		gx_style_on(page->style, GX_SLOT_DIM, &page->out);
		gx_buf_add(&page->out, text, gx_time_format_local(time_us, text));
		gx_buf_text(&page->out, " (");
		gx_time_age(&page->out, time_us, page->style->now_us);
		gx_buf_byte(&page->out, ')');
		gx_style_off(page->style, GX_SLOT_DIM, &page->out);
		gx_buf_byte(&page->out, '\n');
	}
	gx_text_safe(&safe, gx_str_trim(note->text), GX_TEXT_PARAGRAPH);
	gx_buf_text(&page->out, "    ");
	gx_fold(&page->out, gx_buf_view(&safe), page->width, 4, 4);
	gx_out_pass(&safe, &page->out);
	gx_buf_byte(&page->out, '\n');
}

void gx_page_notes(struct gx_page *page)
{
	if (!page->run->notes.len)
		return;
	gx_page_title(page, "Notes", NULL);
	for (size_t i = 0; i < page->run->notes.len; i++)
		add_note(page, &page->run->notes.at[i]);
}

/* Where the last `lines` lines of the text begin; the count of all its lines comes back too. */
static struct gx_str last_lines(struct gx_str text, size_t lines, size_t *ret_all)
{
	size_t begin = text.len, seen = 0, all = text.len > 0;

	for (size_t i = text.len; i > 0; i--) {
		if (text.at[i - 1] != '\n')
			continue;
		all++;
		if (++seen == lines)
			begin = i;
	}
	*ret_all = all;
	return gx_str_from(text, seen < lines ? 0 : begin);
}

/* A progress bar writes over its own line: what stands at the end is what was seen. */
static struct gx_str after_last_return(struct gx_str line)
{
	struct gx_str trimmed = line;
	size_t at;

	while (trimmed.len && trimmed.at[trimmed.len - 1] == '\r')
		trimmed.len--;
	at = gx_str_find_last(trimmed, '\r');
	return at == GX_STR_NOWHERE ? trimmed : gx_str_from(trimmed, at + 1);
}

static void add_output_line(struct gx_page *page, struct gx_str line)
{
	GX_CLEANUP(gx_buf) safe = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) wide = GX_BUF_INIT(GX_BUF_ANY);
	size_t columns = page->style->columns;

	gx_untab(&wide, after_last_return(line));
	gx_text_safe(&safe, gx_buf_view(&wide), GX_TEXT_LINE);
	gx_buf_fill(&page->out, ' ', GX_PAGE_INDENT);
	gx_clip(&page->out, gx_buf_view(&safe), columns > GX_PAGE_INDENT ? columns - GX_PAGE_INDENT : safe.len,
		page->style);
	gx_line_end(&page->out);
	gx_out_pass(&wide, &page->out);
	gx_out_pass(&safe, &page->out);
}

void gx_page_output(struct gx_page *page)
{
	GX_CLEANUP(gx_buf) aside = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_str text = page->run->output, line;
	size_t all;

	while (text.len && (text.at[text.len - 1] == '\n' || text.at[text.len - 1] == '\r'))
		text.len--;
	if (!text.len || !page->options->output_lines)
		return;
	text = last_lines(text, page->options->output_lines, &all);
	if (all > page->options->output_lines) {
		gx_buf_printf(&aside, "the last %zu of ", page->options->output_lines);
		gx_count_noun(&aside, all, "line");
	}
	gx_out_pass(&aside, &page->out);
	gx_page_title(page, "Output", gx_buf_c(&aside));
	while (gx_str_cut(&text, '\n', &line))
		add_output_line(page, line);
}
