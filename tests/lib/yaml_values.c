/*
 * For tests/lint/yaml-pyyaml.sh: reads YAML documents that are separated by a line of `%%` from standard input and
 * prints for each the canonical JSON of what we take it for, or "error: ...".
 */
#include <stdio.h>

#include "base/file.h"
#include "format/node.h"

static const struct gx_str SEPARATOR = GX_STR_INIT("\n%%\n");

static void print(struct gx_str text)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_buf) json = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_node *node;
	struct gx_value value;
	struct gx_err err = GX_ERR_INIT;
	if (gx_yaml_read(text, "yaml", &arena, &node, &err) || gx_node_value(node, &arena, &value, &err)) {
		printf("error: %s\n", err.text);
		return;
	}
	gx_value_json(&json, &value);
	puts(gx_buf_c(&json));
}

int main(void)
{
	GX_CLEANUP(gx_buf) all = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_err err = GX_ERR_INIT;
	if (gx_file_read("-", &all, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	struct gx_str rest = gx_buf_view(&all);
	while (rest.len > 0) {
		const char *end = memmem(rest.at, rest.len, SEPARATOR.at, SEPARATOR.len);
		size_t len = end ? (size_t)(end - rest.at) : rest.len;
		print(gx_str_sub(rest, 0, len));
		rest = gx_str_from(rest, end ? len + SEPARATOR.len : rest.len);
	}
	return 0;
}
