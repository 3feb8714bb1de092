#include "cli/listing.h"

#include "view/list.h"

enum { MAX_COLUMNS = 1000 };

static int parse_format(const struct gx_listing_options *want, struct gx_arena *arena, struct gx_template *layout,
			struct gx_list_options *options, struct gx_err *err)
{
	const char *word = want->format ? want->format : want->oneline ? "oneline" : "table";
	if (!gx_list_format_parse(gx_str_of(word), &options->format))
		return gx_fail(err, GX_EINPUT, "'%s' is no format; take table, oneline, json, jsonl, csv, tsv, md, or a template with %%(field) in it", word);
	if (options->format != GX_LIST_TEMPLATE)
		return 0;
	options->layout = layout;
	int r = gx_template_parse(gx_str_of(word), arena, layout, err);
	return r < 0 ? gx_fail_within(err, "--format") : 0;
}

static int parse_columns(const struct gx_texts *texts, struct gx_arena *arena, struct gx_list_options *options, struct gx_err *err)
{
	struct gx_field *columns = gx_arena_array(arena, MAX_COLUMNS, sizeof(*columns));
	size_t count = 0;
	if (!columns)
		return gx_fail_memory(err);
	for (size_t i = 0; i < texts->len; i++) {
		struct gx_str rest = gx_str_of(texts->at[i]), name;
		while (gx_str_cut(&rest, ',', &name)) {
			if (count == MAX_COLUMNS)
				return gx_fail(err, GX_ELIMIT, "over %d columns", MAX_COLUMNS);
			int r = gx_field_parse(gx_str_trim(name), &columns[count++], err);
			if (r < 0)
				return gx_fail_within(err, "--columns");
		}
	}
	options->columns = columns;
	options->columns_count = count;
	return 0;
}

static int write(struct gx_cli *cli, const struct gx_items *items, const struct gx_list_options *options, struct gx_err *err)
{
	struct gx_session_rows context;
	struct gx_rows rows = gx_session_rows(&context, &cli->session, items, gx_list_parts(options));
	FILE *out = gx_out_stream(&cli->out);
	int r = out ? gx_list_write(out, &rows, options, &cli->style, err) : gx_fail_memory(err);
	if (out && fclose(out) != 0 && r == 0)
		r = gx_fail_memory(err);
	gx_session_rows_release(&context);
	return r;
}

int gx_listing_write(struct gx_cli *cli, const struct gx_items *items, const struct gx_listing_options *want, size_t abbrev, struct gx_err *err)
{
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_template layout;
	struct gx_list_options options = {
		.all_columns = want->all_columns,
		.nul = want->nul,
		.schema = &cli->session.store.schema,
		.abbrev = abbrev,
	};
	int r = parse_format(want, &arena, &layout, &options, err);
	if (r == 0 && want->columns.len > 0)
		r = parse_columns(&want->columns, &arena, &options, err);
	if (r == 0)
		r = write(cli, items, &options, err);
	gx_arena_release(&arena);
	return r;
}
