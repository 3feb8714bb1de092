/*
 * What all commands that list runs have in common: their format and columns.
 */
#ifndef GX_CLI_LISTING_H
#define GX_CLI_LISTING_H

#include "cli/cli.h"

struct gx_listing_options {
	const char *format;
	struct gx_texts columns;
	bool oneline, all_columns, nul;
};

/* Rows of an option table for a struct that holds these. */
#define GX_LISTING_OPTIONS(type, member)                                                                                                  \
	GX_STRING_OF(0, "format", "<format>", "table|oneline|json|jsonl|csv|tsv|md", type, member.format,                                 \
		     "table, oneline, json, jsonl, csv, tsv, md, or a template: '%(name) %(metrics.loss)'"),                              \
		GX_FLAG(0, "oneline", type, member.oneline, "the same as --format=oneline"),                                              \
		GX_LIST(0, "columns", "<fields>", type, member.columns, "these fields, in this order: 'name,lr,val_loss.min'"),          \
		GX_FLAG(0, "all-columns", type, member.all_columns, "parameters that are equal in all runs, and system/ metrics, too"), \
		GX_FLAG('z', "null", type, member.nul, "end lines in NUL")

/* Writes the runs as the options say. */
int gx_listing_write(struct gx_cli *cli, const struct gx_items *items, const struct gx_listing_options *want, size_t abbrev, struct gx_err *err);

#endif
