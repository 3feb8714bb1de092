#include "view/page.h"

#include <math.h>

#include "view/page_parts.h"

void gx_page_title(struct gx_page *page, const char *title, const char *aside)
{
	gx_buf_byte(&page->out, '\n');
	gx_style_on(page->style, GX_SLOT_HEADER, &page->out);
	gx_buf_text(&page->out, title);
	gx_style_off(page->style, GX_SLOT_HEADER, &page->out);
	if (aside && *aside) {
		gx_style_on(page->style, GX_SLOT_DIM, &page->out);
		gx_buf_printf(&page->out, "  (%s)", aside);
		gx_style_off(page->style, GX_SLOT_DIM, &page->out);
	}
	gx_buf_byte(&page->out, '\n');
}

bool gx_page_grid_init(struct gx_page *page, struct gx_grid *grid, size_t count)
{
	if (gx_grid_init(grid, &page->arena, count))
		return true;
	page->out.failed = GX_ENOMEM;
	return false;
}

void gx_page_grid(struct gx_page *page, const struct gx_grid *grid)
{
	const struct gx_grid_look look = { GX_PAGE_INDENT, GX_PAGE_GAP, page->style->columns };

	gx_grid_write(&page->out, grid, &look, page->style);
}

const struct gx_node *gx_page_tree(struct gx_page *page, const struct gx_value *value)
{
	struct gx_node *node = NULL;
	int code;

	if (!value || (value->kind != GX_OBJECT && value->kind != GX_ARRAY))
		return NULL;
	code = gx_json_read(value->json, "record", &page->arena, &node, NULL);
	if (code == GX_ENOMEM)
		page->out.failed = code;
	return code ? NULL : node;
}

struct gx_str gx_page_member_text(const struct gx_node *object, const char *name)
{
	const struct gx_node *member = object && object->kind == GX_OBJECT ? gx_node_get(object, name) : NULL;

	return member && member->kind == GX_STRING ? member->text : GX_STR_NONE;
}

double gx_page_member_number(const struct gx_node *object, const char *name)
{
	const struct gx_node *member = object && object->kind == GX_OBJECT ? gx_node_get(object, name) : NULL;

	return member && member->kind == GX_NUMBER ? member->number : NAN;
}

int gx_page_write(FILE *out, const struct gx_run *run, const struct gx_page_options *options,
		  const struct gx_style *style, struct gx_err *err)
{
	static gx_page_section *const sections[] = {
		gx_page_head,  gx_page_params,      gx_page_metrics, gx_page_resources,
		gx_page_code,  gx_page_environment, gx_page_data,    gx_page_artifacts,
		gx_page_links, gx_page_notes,       gx_page_output,
	};
	struct gx_page page = {
		run,           options, style, style->columns ? style->columns : GX_PAGE_WIDTH, GX_BUF_INIT(GX_BUF_ANY),
		GX_ARENA_INIT,
	};
	int code;

	for (size_t i = 0; i < GX_LEN(sections); i++)
		sections[i](&page);
	code = gx_out_write(out, &page.out, err);
	gx_buf_release(&page.out);
	gx_arena_release(&page.arena);
	return code;
}
