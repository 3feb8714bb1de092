#include "base/utf8.h"
#include "view/cell.h"
#include "view/page_parts.h"
#include "view/size.h"

static void add_label(struct gx_grid *grid, const char *label)
{
	gx_grid_safe(grid, gx_str_of(label), GX_SLOT_NONE);
}

static void add_commit(struct gx_page *page, struct gx_grid *grid)
{
	struct gx_str commit = gx_run_text(page->run, "code.commit");
	struct gx_buf *out;

	if (!commit.len)
		return;
	add_label(grid, "commit");
	out = gx_grid_begin(grid);
	gx_cell_id(out, commit, page->options->abbrev);
	if (page->options->code_subject.len)
		gx_buf_byte(out, ' ');
	gx_text_safe(out, page->options->code_subject, GX_TEXT_LINE);
	gx_grid_end(grid, GX_SLOT_NONE);
}

static void add_branch(struct gx_page *page, struct gx_grid *grid)
{
	static const struct gx_str heads = GX_STR_INIT("refs/heads/");
	struct gx_str branch = gx_run_text(page->run, "code.branch");

	if (!branch.len)
		return;
	add_label(grid, "branch");
	gx_grid_text(grid, gx_str_starts(branch, heads) ? gx_str_from(branch, heads.len) : branch, GX_SLOT_NONE);
}

static void add_state(struct gx_page *page, struct gx_grid *grid)
{
	if (!gx_flat_at(&page->run->facts, "code.dirty"))
		return;
	add_label(grid, "state");
	if (gx_run_flag(page->run, "code.dirty"))
		gx_grid_safe(grid, GX_STR("dirty: the tree holds changes that were not committed"), GX_SLOT_NONE);
	else
		gx_grid_safe(grid, GX_STR("clean"), GX_SLOT_NONE);
}

static void add_omitted(struct gx_page *page, struct gx_grid *grid)
{
	const struct gx_node *omitted = gx_page_tree(page, gx_flat_at(&page->run->facts, "code.omitted"));
	struct gx_buf *out;

	if (!omitted || !omitted->count)
		return;
	add_label(grid, "left out");
	out = gx_grid_begin(grid);
	for (const struct gx_node *path = omitted->child; path; path = path->next) {
		gx_text_safe(out, path->text, GX_TEXT_LINE);
		gx_buf_text(out, path->next ? ", " : "");
	}
	gx_grid_end(grid, GX_SLOT_NONE);
}

void gx_page_code(struct gx_page *page)
{
	GX_CLEANUP(gx_grid) grid = GX_GRID_INIT;

	if (!gx_page_grid_init(page, &grid, 2))
		return;
	add_commit(page, &grid);
	add_branch(page, &grid);
	if (gx_run_text(page->run, "code.remote").len) {
		add_label(&grid, "remote");
		gx_grid_text(&grid, gx_run_text(page->run, "code.remote"), GX_SLOT_NONE);
	}
	add_state(page, &grid);
	add_omitted(page, &grid);
	if (!grid.cells.len)
		return;
	gx_page_title(page, "Code", NULL);
	gx_page_grid(page, &grid);
}

static void add_host(struct gx_page *page, struct gx_grid *grid)
{
	struct gx_str host = gx_run_text(page->run, "host"), user = gx_run_text(page->run, "user");
	struct gx_buf *out;

	if (!host.len && !user.len)
		return;
	add_label(grid, host.len ? "host" : "user");
	out = gx_grid_begin(grid);
	gx_text_safe(out, host.len ? host : user, GX_TEXT_LINE);
	if (host.len && user.len) {
		gx_buf_text(out, " as ");
		gx_text_safe(out, user, GX_TEXT_LINE);
	}
	gx_grid_end(grid, GX_SLOT_NONE);
}

/* Memory is stored in bytes: "memory", "gpu.0.memory". */
static bool is_memory(const struct gx_pair *pair)
{
	return gx_str_ends(pair->key, GX_STR("memory")) && pair->value.kind == GX_NUMBER &&
	       pair->value.number >= 1 << 20 && pair->value.number < 0x1p63;
}

static void add_flat(struct gx_grid *grid, const struct gx_flat *flat)
{
	for (size_t i = 0; i < flat->len; i++) {
		const struct gx_pair *pair = &flat->at[i];

		gx_grid_text(grid, pair->key, GX_SLOT_NONE);
		if (is_memory(pair))
			gx_size_human(gx_grid_begin(grid), (uint64_t)pair->value.number);
		else
			gx_cell_value(gx_grid_begin(grid), &pair->value, GX_ALL_DIGITS, false);
		gx_grid_end(grid, GX_SLOT_NONE);
	}
}

static void add_packages(struct gx_page *page, struct gx_grid *grid)
{
	struct gx_str rest = page->run->packages, line;
	size_t count = 0;

	while (gx_str_cut(&rest, '\n', &line))
		count += gx_str_trim(line).len > 0;
	if (!count)
		return;
	add_label(grid, "packages");
	gx_count_human(gx_grid_begin(grid), count);
	gx_grid_end(grid, GX_SLOT_NONE);
}

void gx_page_environment(struct gx_page *page)
{
	GX_CLEANUP(gx_grid) grid = GX_GRID_INIT;

	if (!gx_page_grid_init(page, &grid, 2))
		return;
	add_host(page, &grid);
	add_flat(&grid, &page->run->system);
	add_packages(page, &grid);
	add_flat(&grid, &page->run->variables);
	if (!grid.cells.len)
		return;
	grid.columns[0].most = page->style->columns ? page->width / 2 : 0;
	gx_page_title(page, "Environment", NULL);
	gx_page_grid(page, &grid);
}
