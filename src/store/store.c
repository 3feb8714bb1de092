#include "store/store.h"

#include <stdio.h>

#include "base/file.h"

enum { SCHEMA_MAX = 1 << 20 };

static const char schema_file[] = ".gitexp.yaml";

void gx_store_warn(const struct gx_store *store, const char *format, ...)
{
	if (!store->warn)
		return;
	char text[1024];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	store->warn(store->context, text);
}

static int take_setting(void *context, struct gx_str name, struct gx_str value, struct gx_err *err)
{
	return gx_settings_take(context, name, value, err);
}

/* In a bare repository the schema is HEAD's. */
static int read_from_head(struct gx_store *store, struct gx_buf *out, struct gx_err *err)
{
	struct gx_head head;
	struct gx_commit commit;
	struct gx_entry entry;
	struct gx_str bytes;
	int r = gx_repo_head(store->repo, &store->arena, &head, err);
	if (r < 0 || head.unborn)
		return r;
	r = gx_object_read(store->reader, &head.commit, GX_COMMIT, GX_RECORD_MAX, &bytes, NULL, err);
	if (r == 0)
		r = gx_commit_parse(bytes, &store->arena, &commit, err);
	if (r == 0)
		r = gx_object_read(store->reader, &commit.tree, GX_TREE, GX_RECORD_MAX, &bytes, NULL, err);
	if (r < 0 || !gx_tree_find(bytes, gx_str_of(schema_file), &entry) || entry.mode == GX_MODE_LINK || entry.mode == GX_MODE_TREE)
		return r;
	r = gx_object_read(store->reader, &entry.id, GX_BLOB, SCHEMA_MAX, &bytes, NULL, err);
	if (r == 0)
		gx_buf_str(out, bytes);
	return r;
}

static int read_schema(struct gx_store *store, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(SCHEMA_MAX);
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(GX_RECORD_MAX);
	const char *top = gx_repo_work_tree(store->repo);
	int r = top ? gx_file_read(gx_path(&path, top, schema_file), &text, err) : read_from_head(store, &text, err);
	if (r == GX_ENOTFOUND || (r == 0 && text.len == 0))
		return 0;
	struct gx_node *root;
	struct gx_str kept = r == 0 ? gx_arena_str(&store->arena, gx_buf_view(&text)) : GX_STR_NONE;
	if (r == 0 && !kept.at)
		r = gx_fail_memory(err);
	if (r == 0)
		r = gx_yaml_read(kept, schema_file, &store->arena, &root, err);
	return r == 0 ? gx_schema_read(root, schema_file, &store->schema, err) : r;
}

int gx_store_open(struct gx_repo *repo, struct gx_clock *clock, struct gx_random *random, struct gx_store *ret, struct gx_err *err)
{
	struct gx_store store = { .repo = repo, .clock = clock, .random = random };
	int r = gx_settings_init(&store.settings, err);
	store.reader = r == 0 ? gx_reader_new(repo) : NULL;
	if (r == 0)
		r = store.reader ? gx_repo_config_each(repo, "exp.", take_setting, &store.settings, err) : gx_fail_memory(err);
	if (r < 0) {
		gx_store_release(&store);
		return r;
	}
	/* A slip in a file about how to show things must not lose a run: what it says is dropped, and the caller says so. */
	struct gx_err schema_err = GX_ERR_INIT;
	if (read_schema(&store, &schema_err) < 0) {
		store.schema_err = schema_err;
		gx_schema_release(&store.schema);
		store.schema = (struct gx_schema)GX_SCHEMA_INIT;
	}
	*ret = store;
	return 0;
}

void gx_store_release(struct gx_store *store)
{
	gx_settings_release(&store->settings);
	gx_schema_release(&store->schema);
	gx_reader_free(store->reader);
	gx_arena_release(&store->arena);
	store->reader = NULL;
}
