#include "view/list.h"

#include "view/json.h"
#include "view/list_formats.h"

struct format {
	const char *word;
	gx_list_writer *write;
	unsigned parts; /* what it needs when no columns are asked for */
};

static const struct format formats[] = {
	[GX_LIST_TABLE] = { "table", gx_list_table, GX_JSON_PARTS },
	[GX_LIST_ONELINE] = { "oneline", gx_list_oneline, GX_PART_FACTS | GX_PART_METRICS | GX_PART_TAGS },
	[GX_LIST_JSON] = { "json", gx_list_json, GX_JSON_PARTS },
	[GX_LIST_JSONL] = { "jsonl", gx_list_json, GX_JSON_PARTS },
	[GX_LIST_CSV] = { "csv", gx_list_exact, GX_PART_FACTS | GX_PART_PARAMS | GX_PART_METRICS },
	[GX_LIST_TSV] = { "tsv", gx_list_exact, GX_PART_FACTS | GX_PART_PARAMS | GX_PART_METRICS },
	[GX_LIST_MD] = { "md", gx_list_md, GX_JSON_PARTS },
	[GX_LIST_TEMPLATE] = { NULL, gx_list_template, 0 },
};

bool gx_list_format_parse(struct gx_str word, enum gx_list_format *ret_format)
{
	for (size_t i = 0; i < GX_LEN(formats); i++) {
		bool fits =
			formats[i].word ? gx_str_is(word, formats[i].word) : gx_str_find(word, '%') != GX_STR_NOWHERE;

		if (!fits)
			continue;
		*ret_format = (enum gx_list_format)i;
		return true;
	}
	return false;
}

unsigned gx_list_parts(const struct gx_list_options *options)
{
	unsigned parts = 0;

	if (options->format == GX_LIST_TEMPLATE)
		return gx_template_parts(options->layout);
	if (options->format == GX_LIST_ONELINE || !options->columns_count)
		return formats[options->format].parts | options->parts;
	for (size_t i = 0; i < options->columns_count; i++)
		parts |= gx_field_parts(&options->columns[i]);
	return parts | GX_PART_FACTS;
}

int gx_list_write(FILE *out, const struct gx_rows *rows, const struct gx_list_options *options,
		  const struct gx_style *style, struct gx_err *err)
{
	return formats[options->format].write(out, rows, options, style, err);
}
