#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/buf.h"
#include "format/csv.h"

/* All records of a text: cells in brackets, records on lines; a failure as its message. */
static void expect_records(const char *text, char separator, const char *wanted)
{
	GX_CLEANUP(gx_csv) csv = { .text = gx_str_of(text), .separator = separator, .name = "x.csv" };
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_err err = GX_ERR_INIT;
	int rc;
	while ((rc = gx_csv_next(&csv, &err)) == 1) {
		for (size_t i = 0; i < csv.cells.len; i++)
			gx_buf_printf(&out, "[%" GX_PRI "]", GX_ARG(csv.cells.at[i].text));
		gx_buf_byte(&out, '\n');
	}
	gx_buf_text(&out, rc < 0 ? err.text : "");
	cr_expect(strcmp(gx_buf_c(&out), wanted) == 0, "of   %s\ngot  %s\nwant %s", text, gx_buf_c(&out), wanted);
}

Test(csv, records)
{
	expect_records("", ',', "");
	expect_records("a,b\n1,2\n", ',', "[a][b]\n[1][2]\n");
	expect_records("a,b\r\n1,2", ',', "[a][b]\n[1][2]\n");
	expect_records("a,,b,\n,\n", ',', "[a][][b][]\n[][]\n");
	expect_records(" a ,\tb c \n", ',', "[a][b c]\n");
	expect_records("a\tb\n\t\n \t c\n", '\t', "[a][b]\n[][]\n[][c]\n");
	expect_records("a;b,c\n", ';', "[a][b,c]\n");
}

Test(csv, blank_lines_are_no_records)
{
	expect_records("\n\r\n  \na\n\n  \r\nb\n\n\n", ',', "[a]\n[b]\n");
	expect_records("   ", ',', "");
}

Test(csv, quotes)
{
	expect_records("\"a,b\",\"c\nd\",\"\"\n", ',', "[a,b][c\nd][]\n");
	expect_records("\"say \"\"hi\"\"\",\"\"\"\"\n", ',', "[say \"hi\"][\"]\n");
	expect_records(" \"a\" , \" b \"\n", ',', "[a][ b ]\n");
	expect_records("5\" wide,b\"c\n", ',', "[5\" wide][b\"c]\n");
	expect_records("a\n\"b", ',', "[a]\nx.csv:2:1: a quote is not closed");
	expect_records("a,\"b\"c\n", ',', "x.csv:1:6: text behind a closing quote: write a quote in a cell twice");
}

Test(csv, separators)
{
	cr_expect_eq(gx_csv_separator(GX_STR("a,b;c,d\n;;;;")), ',');
	cr_expect_eq(gx_csv_separator(GX_STR("a;b;\"c,,,,\"\n")), ';');
	cr_expect_eq(gx_csv_separator(GX_STR("a\tb c\n")), '\t');
	cr_expect_eq(gx_csv_separator(GX_STR("alone\n1;2\n")), ',');
	cr_expect_eq(gx_csv_separator(GX_STR("")), ',');
}

Test(csv, cells_know_where_they_stand)
{
	GX_CLEANUP(gx_csv) csv = { .text = GX_STR("a, b\n \"c\",d\n"), .separator = ',', .name = "x.csv" };
	cr_assert_eq(gx_csv_next(&csv, NULL), 1);
	cr_expect_eq(csv.cells.at[1].offset, 3);
	cr_assert_eq(gx_csv_next(&csv, NULL), 1);
	cr_expect_eq(csv.cells.at[0].offset, 6);
	cr_expect_eq(csv.cells.at[1].offset, 10);
}
