#include <math.h>

#include "base/utf8.h"
#include "view/page_parts.h"
#include "view/size.h"

enum { HASH_DIGITS = 12 };

static void add_size(struct gx_grid *grid, const struct gx_node *entry)
{
	double size = gx_page_member_number(entry, "size");

	if (size >= 0 && size < 0x1p64)
		gx_size_human(gx_grid_begin(grid), (uint64_t)size);
	else
		gx_grid_begin(grid);
	gx_grid_end(grid, GX_SLOT_NONE);
}

static void add_hash(struct gx_grid *grid, const struct gx_node *entry)
{
	struct gx_str sha256 = gx_page_member_text(entry, "sha256"), md5 = gx_page_member_text(entry, "md5");

	if (sha256.len)
		gx_grid_text(grid, gx_str_sub(sha256, 0, HASH_DIGITS), GX_SLOT_DIM);
	else
		gx_grid_text(grid, gx_str_sub(md5, 0, HASH_DIGITS), GX_SLOT_DIM);
}

/* Adds a count and its noun if it is known. */
static void add_count(struct gx_buf *out, const struct gx_node *entry, const char *member, const char *noun)
{
	double count = gx_page_member_number(entry, member);

	if (!(count >= 0 && count < 0x1p53))
		return;
	gx_buf_text(out, out->len ? ", " : "");
	gx_count_noun(out, (uint64_t)count, noun);
}

static void add_word(struct gx_buf *out, struct gx_str word)
{
	if (!word.len)
		return;
	gx_buf_text(out, out->len ? ", " : "");
	gx_text_safe(out, word, GX_TEXT_LINE);
}

static void add_about_data(struct gx_grid *grid, const struct gx_node *entry)
{
	struct gx_str kind = gx_page_member_text(entry, "kind");
	struct gx_buf *out = gx_grid_begin(grid);

	add_word(out, gx_str_is(kind, "file") ? GX_STR_NONE : kind);
	add_word(out, gx_page_member_text(entry, "role"));
	add_count(out, entry, "rows", "row");
	add_count(out, entry, "columns", "column");
	add_count(out, entry, "count", "file");
	gx_grid_end(grid, GX_SLOT_NONE);
}

static void add_about_artifact(struct gx_grid *grid, const struct gx_node *entry)
{
	struct gx_str storage = gx_page_member_text(entry, "storage");
	struct gx_buf *out = gx_grid_begin(grid);

	add_word(out, gx_page_member_text(entry, "type"));
	add_word(out, gx_str_is(storage, "git") ? GX_STR_NONE : storage);
	add_word(out, gx_page_member_text(entry, "uri"));
	gx_grid_end(grid, GX_SLOT_NONE);
}

static void add_files(struct gx_page *page, const char *title, const struct gx_flat *files,
		      void (*add_about)(struct gx_grid *, const struct gx_node *))
{
	GX_CLEANUP(gx_grid) grid = GX_GRID_INIT;

	if (!files->len || !gx_page_grid_init(page, &grid, 4))
		return;
	grid.columns[0].most = page->style->columns ? page->width / 2 : 0;
	grid.columns[1].align = GX_RIGHT;
	for (size_t i = 0; i < files->len; i++) {
		const struct gx_node *entry = gx_page_tree(page, &files->at[i].value);

		gx_grid_text(&grid, files->at[i].key, GX_SLOT_NONE);
		add_size(&grid, entry);
		add_hash(&grid, entry);
		add_about(&grid, entry);
	}
	gx_page_title(page, title, NULL);
	gx_page_grid(page, &grid);
}

void gx_page_data(struct gx_page *page)
{
	add_files(page, "Data", &page->run->data, add_about_data);
}

void gx_page_artifacts(struct gx_page *page)
{
	add_files(page, "Artifacts", &page->run->artifacts, add_about_artifact);
}
