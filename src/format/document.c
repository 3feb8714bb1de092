#include "base/file.h"
#include "format/node.h"

typedef int read_document(struct gx_str text, const char *name, struct gx_arena *arena, struct gx_node **ret,
			  struct gx_err *err);

static int refuse_toml(struct gx_str text, const char *name, struct gx_arena *arena, struct gx_node **ret,
		       struct gx_err *err)
{
	(void)text;
	(void)arena;
	(void)ret;
	return gx_fail(err, GX_EUNSUPPORTED,
		       "%s: TOML is not read; convert it: python3 -c 'import json,sys,tomllib; "
		       "json.dump(tomllib.load(open(sys.argv[1],\"rb\")),sys.stdout)' FILE > params.json",
		       name);
}

static const struct ending {
	struct gx_str text;
	read_document *read;
} ENDINGS[] = {
	{ GX_STR_INIT(".json"), gx_json_read }, { GX_STR_INIT(".yaml"), gx_yaml_read },
	{ GX_STR_INIT(".yml"), gx_yaml_read },	{ GX_STR_INIT(".ini"), gx_ini_read },
	{ GX_STR_INIT(".cfg"), gx_ini_read },	{ GX_STR_INIT(".conf"), gx_ini_read },
	{ GX_STR_INIT(".env"), gx_env_read },	{ GX_STR_INIT(".toml"), refuse_toml },
};

static read_document *reader_of(struct gx_str path, struct gx_str text)
{
	struct gx_str base = gx_str_from(path, gx_str_find_last(path, '/') + 1);
	/* .env.local */
	if (gx_str_starts(base, GX_STR(".env.")))
		return gx_env_read;
	for (size_t i = 0; i < GX_LEN(ENDINGS); i++) {
		struct gx_str ending = ENDINGS[i].text;
		if (base.len >= ending.len && gx_str_equal_nocase(gx_str_from(base, base.len - ending.len), ending))
			return ENDINGS[i].read;
	}
	struct gx_str start = gx_str_trim(gx_str_sub(text, 0, 4096));
	return start.len > 0 && (start.at[0] == '{' || start.at[0] == '[') ? gx_json_read : gx_yaml_read;
}

int gx_document_read(const char *path, struct gx_arena *arena, struct gx_node **ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_RECORD_MAX);
	int rc = gx_file_read(path, &text, err);
	if (rc < 0)
		return rc;
	return reader_of(gx_str_of(path), gx_buf_view(&text))(gx_buf_view(&text), path, arena, ret, err);
}
