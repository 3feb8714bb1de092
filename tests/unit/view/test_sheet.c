#include "fixture.h"
#include "view/sheet.h"

static const struct gx_sheet_column columns[] = {
	{ "name", GX_SHEET_TEXT, GX_SLOT_NAME },
	{ "runs", GX_SHEET_COUNT, GX_SLOT_NONE },
	{ "size", GX_SHEET_SIZE, GX_SLOT_NONE },
	{ "sha256", GX_SHEET_HASH, GX_SLOT_DIM },
};

static void fill(struct gx_sheet *sheet)
{
	*sheet = (struct gx_sheet){ .columns = columns, .columns_count = GX_LEN(columns) };
	cr_assert(gx_sheet_text(sheet, GX_STR("a,\"\t|\033[31m")) && gx_sheet_number(sheet, 12345) &&
		  gx_sheet_number(sheet, 1536) && gx_sheet_text(sheet, GX_STR("0123456789abcdef")));
	cr_assert(gx_sheet_text(sheet, GX_STR("\xe6\xbc\xa2")) && gx_sheet_none(sheet) && gx_sheet_number(sheet, 0) &&
		  gx_sheet_text(sheet, GX_STR_NONE));
}

static int write(struct fixture *fixture, const struct gx_sheet *sheet, const char *format, bool terminal)
{
	struct gx_style style = gx_style_plain(FIXTURE_NOW);
	FILE *out = fixture_open(fixture);
	style.terminal = terminal;
	int r = gx_sheet_write(out, sheet, gx_str_of(format), &style, NULL);
	fixture_close(fixture, out);
	return r;
}

static const struct {
	const char *format, *full, *empty;
} cases[] = {
	{ "table",
	  "name            runs     size  sha256\n"
	  "a,\"^I|^[[31m  12,345  1.5 KiB  0123456789ab\n"
	  "\xe6\xbc\xa2                        0 B\n",
	  "" },
	{ "json",
	  "[\n {\"name\": \"a,\\\"\\t|\\u001b[31m\", \"runs\": 12345, \"size\": 1536, \"sha256\": \"0123456789abcdef\"},\n"
	  " {\"name\": \"\xe6\xbc\xa2\", \"size\": 0}\n]\n",
	  "[]\n" },
	{ "jsonl",
	  "{\"name\": \"a,\\\"\\t|\\u001b[31m\", \"runs\": 12345, \"size\": 1536, \"sha256\": \"0123456789abcdef\"}\n"
	  "{\"name\": \"\xe6\xbc\xa2\", \"size\": 0}\n",
	  "" },
	{ "csv", "name,runs,size,sha256\n\"a,\"\"\t|\033[31m\",12345,1536,0123456789abcdef\n\xe6\xbc\xa2,,0,\n",
	  "name,runs,size,sha256\n" },
	{ "tsv", "name\truns\tsize\tsha256\na,\"\\t|\033[31m\t12345\t1536\t0123456789abcdef\n\xe6\xbc\xa2\t\t0\t\n",
	  "name\truns\tsize\tsha256\n" },
	{ "%(name)=%(size)%00%%", "a,\"\t|\033[31m=1536\0%\n", "" },
};

Test(view_sheet, every_format)
{
	struct fixture fixture = FIXTURE_INIT;
	GX_CLEANUP(gx_sheet) sheet;
	struct gx_sheet empty = { .columns = columns, .columns_count = GX_LEN(columns) };
	fill(&sheet);
	for (size_t i = 0; i < GX_LEN(cases); i++) {
		cr_assert_eq(write(&fixture, &sheet, cases[i].format, false), 0);
		expect_text(fixture.text, cases[i].full);
		cr_assert_eq(write(&fixture, &empty, cases[i].format, false), 0);
		expect_text(fixture.text, cases[i].empty);
	}
	fixture_release(&fixture);
}

Test(view_sheet, harmless_for_a_terminal_and_in_markdown)
{
	static const char *const formats[] = { "table", "md", "%(name)" };
	struct fixture fixture = FIXTURE_INIT;
	GX_CLEANUP(gx_sheet) sheet;
	fill(&sheet);
	for (size_t i = 0; i < GX_LEN(formats); i++) {
		cr_assert_eq(write(&fixture, &sheet, formats[i], true), 0);
		expect_harmless((struct gx_str){ fixture.text, fixture.len });
	}
	cr_assert_eq(write(&fixture, &sheet, "md", false), 0);
	cr_assert(strstr(fixture.text, "\n|---|--:|--:|---|\n"));
	cr_assert(strstr(fixture.text, "\\|^"));
	fixture_release(&fixture);
}

Test(view_sheet, formats_that_are_none)
{
	static const char *const formats[] = { "", "xml", "%(other)", "%", "%(name", "%4", "%zz" };
	struct fixture fixture = FIXTURE_INIT;
	GX_CLEANUP(gx_sheet) sheet;
	fill(&sheet);
	for (size_t i = 0; i < GX_LEN(formats); i++) {
		cr_assert_eq(write(&fixture, &sheet, formats[i], false), GX_EINPUT, "%s", formats[i]);
		cr_assert_eq(fixture.len, 0);
	}
	fixture_release(&fixture);
}
