#include "run/parts.h"
#include "run/record.h"
#include "util.h"

Test(parts, every_part_of_one_file_has_its_path)
{
	unsigned seen = 0;
	for (unsigned part = 1; part < GX_PART_ALL; part <<= 1) {
		const char *path = gx_part_path((enum gx_part)part);
		if (path)
			cr_assert_eq(gx_part_of(gx_str_of(path)), part, "%s", path);
		seen |= path ? part : 0;
	}
	cr_assert_eq(seen, GX_PART_ALL & ~(unsigned)(GX_PART_NOTES | GX_PART_HISTORIES));
}

Test(parts, folders)
{
	cr_assert_eq(gx_part_of(GX_STR("notes/20261120T225500.123456Z-1a2b3c4d.md")), GX_PART_NOTES);
	cr_assert_eq(gx_part_of(GX_STR("metrics/train/loss~2.tsv")), GX_PART_HISTORIES);
}

Test(parts, what_is_not_known)
{
	static const char *const paths[] = { "",
					     "new.yaml",
					     "run.yaml/x",
					     "notes/a/b.md",
					     "notes/x",
					     "metrics/x",
					     "artifacts/metrics/a.tsv",
					     ".gitattributes",
					     "Run.yaml" };
	for (size_t i = 0; i < GX_LEN(paths); i++)
		cr_assert_eq(gx_part_of(gx_str_of(paths[i])), 0, "%s", paths[i]);
}

Test(parts, places_in_a_run)
{
	struct gx_run run = GX_RUN_INIT;
	cr_assert_eq(gx_part_flat(&run, GX_PART_PARAMS), &run.params);
	cr_assert_eq(gx_part_flat(&run, GX_PART_ARTIFACTS), &run.artifacts);
	cr_assert_eq(gx_part_text(&run, GX_PART_OUTPUT), &run.output);
	cr_assert_null(gx_part_flat(&run, GX_PART_TAGS));
	cr_assert_null(gx_part_flat(&run, GX_PART_OUTPUT));
	cr_assert_null(gx_part_text(&run, GX_PART_FACTS));
	cr_assert_null(gx_part_text(&run, GX_PART_HISTORIES));
}

static void check_stem(const char *path, const char *stem, unsigned part)
{
	unsigned got;
	test_str_eq(gx_history_stem(gx_str_of(path), &got), stem);
	cr_assert_eq(got, part, "%s", path);
}

Test(parts, stems)
{
	check_stem("metrics/a.tsv", "metrics/a", 1);
	check_stem("metrics/a~2.tsv", "metrics/a", 2);
	check_stem("metrics/a~999999.tsv", "metrics/a", 999999);
	check_stem("metrics/a~1234567.tsv", "metrics/a~1234567", 1);
	check_stem("metrics/a~12345678.tsv", "metrics/a~12345678", 1);
	check_stem("metrics/a~12345678~3.tsv", "metrics/a~12345678", 3);
	check_stem("metrics/a~1.tsv", "metrics/a~1", 1);
	check_stem("metrics/a~0.tsv", "metrics/a~0", 1);
	check_stem("metrics/a~2x.tsv", "metrics/a~2x", 1);
	check_stem("params.yaml", "params.yaml", 1);
}
