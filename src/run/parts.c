#include "run/parts.h"

#include <stddef.h>

#include "run/record.h"

enum form { FLAT, TEXT, LINES };

/* Where a part stands in a record and in a run. */
static const struct {
	enum gx_part part;
	enum form form;
	const char *path;
	size_t offset;
} parts[] = {
	{ GX_PART_FACTS, FLAT, "run.yaml", offsetof(struct gx_run, facts) },
	{ GX_PART_PARAMS, FLAT, "params.yaml", offsetof(struct gx_run, params) },
	{ GX_PART_METRICS, FLAT, "metrics.yaml", offsetof(struct gx_run, metrics) },
	{ GX_PART_STATS, FLAT, "stats.yaml", offsetof(struct gx_run, stats) },
	{ GX_PART_SYSTEM, FLAT, "environment/system.yaml", offsetof(struct gx_run, system) },
	{ GX_PART_PACKAGES, TEXT, "environment/packages.txt", offsetof(struct gx_run, packages) },
	{ GX_PART_VARIABLES, FLAT, "environment/variables.yaml", offsetof(struct gx_run, variables) },
	{ GX_PART_DATA, FLAT, "data.yaml", offsetof(struct gx_run, data) },
	{ GX_PART_ARTIFACTS, FLAT, "artifacts.yaml", offsetof(struct gx_run, artifacts) },
	{ GX_PART_OUTPUT, TEXT, "output.txt", offsetof(struct gx_run, output) },
	{ GX_PART_DESCRIPTION, TEXT, "description.md", offsetof(struct gx_run, description) },
	{ GX_PART_TAGS, LINES, "tags", offsetof(struct gx_run, tags) },
};

/* A note lies right under notes/; a history may lie deeper. */
static bool is_note(struct gx_str path)
{
	struct gx_str folder = GX_STR("notes/");
	return gx_str_starts(path, folder) && gx_str_ends(path, GX_STR(".md")) &&
	       gx_str_find(gx_str_from(path, folder.len), '/') == GX_STR_NOWHERE;
}

unsigned gx_part_of(struct gx_str path)
{
	for (size_t i = 0; i < GX_LEN(parts); i++)
		if (gx_str_is(path, parts[i].path))
			return parts[i].part;
	if (is_note(path))
		return GX_PART_NOTES;
	if (gx_str_starts(path, GX_STR("metrics/")) && gx_str_ends(path, GX_STR(".tsv")))
		return GX_PART_HISTORIES;
	return 0;
}

const char *gx_part_path(enum gx_part part)
{
	for (size_t i = 0; i < GX_LEN(parts); i++)
		if (parts[i].part == part)
			return parts[i].path;
	return NULL;
}

static void *place_of(struct gx_run *run, enum gx_part part, enum form form)
{
	for (size_t i = 0; i < GX_LEN(parts); i++)
		if (parts[i].part == part && parts[i].form == form)
			return (char *)run + parts[i].offset;
	return NULL;
}

struct gx_flat *gx_part_flat(struct gx_run *run, enum gx_part part)
{
	return place_of(run, part, FLAT);
}

struct gx_str *gx_part_text(struct gx_run *run, enum gx_part part)
{
	return place_of(run, part, TEXT);
}
