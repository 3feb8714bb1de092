#include <criterion/criterion.h>

#include "base/buf.h"
#include "base/json_text.h"
#include "base/random.h"
#include "capture/cells.h"
#include "format/csv.h"

static void expect(const char *text, int64_t rows, int64_t columns)
{
	struct gx_str bytes = gx_str_of(text);
	/* whole, byte by byte, and cut in two anywhere */
	for (size_t cut = 0; cut <= bytes.len; cut++) {
		struct gx_cells cells = { .lines = 0 };
		gx_cells_add(&cells, gx_str_sub(bytes, 0, cut));
		gx_cells_add(&cells, gx_str_from(bytes, cut));
		cr_assert_eq(gx_cells_rows(&cells), rows, "'%s' cut at %zu: %ld rows", text, cut, (long)gx_cells_rows(&cells));
		cr_assert_eq(gx_cells_columns(&cells), columns, "'%s' cut at %zu: %ld columns", text, cut, (long)gx_cells_columns(&cells));
	}
	struct gx_cells cells = { .lines = 0 };
	for (size_t i = 0; i < bytes.len; i++)
		gx_cells_add(&cells, gx_str_sub(bytes, i, 1));
	cr_assert_eq(gx_cells_rows(&cells), rows, "'%s' byte by byte", text);
	cr_assert_eq(gx_cells_columns(&cells), columns, "'%s' byte by byte", text);
}

Test(cells, rows_and_columns)
{
	expect("", 0, 0);
	expect("a", 0, 1);
	expect("a,b\n", 0, 2);
	expect("a,b\n1,2\n", 1, 2);
	expect("a,b\n1,2", 1, 2);
	expect("a,b\r\n1,2\r\n3,4\r\n", 2, 2);
	expect("a\n1\n2\n3\n", 3, 1);
}

Test(cells, blank_lines_are_no_rows)
{
	expect("\n\na,b\n\n1,2\n\r\n  \n3,4\n\n", 2, 2);
	expect("\n \r\n", 0, 0);
	expect("a\n,\n", 1, 1);
	expect("a,b\n,\n\"\",\n", 2, 2);
}

Test(cells, separators_and_newlines_in_quotes_are_text)
{
	expect("a,\"b,c\"\n1,\"2\n3\"\n", 1, 2);
	expect("\"a\nb\",c\n1,2\n", 1, 2);
	expect("a,b\n\"say \"\"hi\"\"\",\"\"\"\"\n3,4\n", 2, 2);
	expect("a,b\n1, \"2\n2\"\n", 1, 2);
	expect("a,b\n\"1\"\r\n\"2\"\r\n", 2, 2);
}

Test(cells, a_quote_within_a_cell_opens_nothing)
{
	expect("size,name\n5\" disk,x\n3\" disk,y\n", 2, 2);
	expect("it\"s,b\n1,2\n", 1, 2);
}

Test(cells, a_quote_that_is_never_closed_ends_with_the_file)
{
	expect("a,b\n1,\"2\n3,4\n", 1, 2);
}

Test(cells, the_separator_is_what_the_first_line_has_most_of)
{
	expect("a;b;c\n1,5;2;3\n", 1, 3);
	expect("a\tb\n1\t2\n", 1, 2);
	expect("a;b\n\"x\";\"y\ny\"\n1;2\n", 2, 2);
	expect("\"a;b;c;d\",e\n1,2\n", 1, 2);
}

Test(cells, many_lines_over_the_borders_of_pieces)
{
	struct gx_cells cells = { .lines = 0 };
	for (int i = 0; i < 100000; i++)
		gx_cells_add(&cells, GX_STR("1,\"a\nb\"\n2,c\n\n"));
	cr_assert_eq(gx_cells_rows(&cells), 199999);
	cr_assert_eq(gx_cells_columns(&cells), 2);
}

static int64_t count_records(struct gx_str text, size_t *ret_columns)
{
	struct gx_csv csv = { .text = text, .separator = ',', .name = "x.csv", .cells = { NULL, 0, 0 }, .decoded = GX_ARENA_INIT };
	int64_t records = 0;
	int r;
	while ((r = gx_csv_next(&csv, NULL)) > 0)
		if (records++ == 0)
			*ret_columns = csv.cells.len;
	gx_csv_release(&csv);
	return r < 0 ? -1 : records;
}

/* Where the reader of histories takes a text for CSV, it finds as many records and columns. */
Test(cells, agrees_with_the_csv_reader)
{
	static const char alphabet[] = "ab1,,\"\"\n\n\r ";
	struct gx_random random = { true, 7 };
	unsigned compared = 0;
	for (int round = 0; round < 200000; round++) {
		GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
		GX_CLEANUP(gx_buf) json = GX_BUF_INIT(GX_BUF_ANY);
		struct gx_cells cells = { .lines = 0 };
		size_t columns = 0, len = 1 + gx_random_next(&random) % 24;
		for (size_t i = 0; i < len; i++)
			gx_buf_byte(&text, alphabet[gx_random_next(&random) % (sizeof(alphabet) - 1)]);
		int64_t records = count_records(gx_buf_view(&text), &columns);
		if (records <= 0)
			continue;
		gx_cells_add(&cells, gx_buf_view(&text));
		gx_json_string(&json, gx_buf_view(&text));
		cr_assert_eq(gx_cells_rows(&cells), records - 1, "%s: %ld of %ld", gx_buf_c(&json), (long)gx_cells_rows(&cells),
			     (long)records - 1);
		cr_assert_eq((size_t)gx_cells_columns(&cells), columns, "%s: %ld of %zu columns", gx_buf_c(&json),
			     (long)gx_cells_columns(&cells), columns);
		compared++;
	}
	cr_assert_gt(compared, 10000);
}
