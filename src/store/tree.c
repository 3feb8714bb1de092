#include "store/tree.h"

/* A range of the sorted files that lie in one folder. */
struct folder {
	const struct gx_file *files;
	size_t count;
	size_t depth; /* bytes of their paths that name the folder, its slash included */
};

static int write_folder(const struct gx_target *target, struct folder folder, struct gx_oid *ret, struct gx_err *err);

static int write_file(const struct gx_target *target, const struct gx_file *file, struct gx_oid *ret, struct gx_err *err)
{
	if (file->blob.len == 0)
		return target->add(target->context, GX_BLOB, file->bytes, file->path, ret, err);
	return gx_oid_read(file->blob, ret) ? 0 : gx_fail(err, GX_EFORMAT, "'%" GX_PRI "' is no object id", GX_ARG(file->blob));
}

/* How many of the files lie in the folder that the first one's path names next. */
static size_t count_inside(struct folder folder, size_t name_len)
{
	struct gx_str prefix = gx_str_sub(folder.files[0].path, 0, folder.depth + name_len + 1);
	size_t count = 1;
	while (count < folder.count && gx_str_starts(folder.files[count].path, prefix))
		count++;
	return count;
}

/* Whether one of the files is `path` itself. Between `a` and `a/b` may stand `a-b`, so it need not be the one before. */
static bool has_file(struct folder folder, struct gx_str path)
{
	size_t low = 0, high = folder.count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = gx_str_compare(folder.files[middle].path, path);
		if (order == 0)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static int add_entry(const struct gx_target *target, struct folder whole, struct folder *rest, struct gx_buf *tree, struct gx_err *err)
{
	struct gx_str below = gx_str_from(rest->files[0].path, rest->depth);
	size_t slash = gx_str_find(below, '/');
	struct gx_str name = gx_str_sub(below, 0, slash);
	bool is_folder = slash != GX_STR_NOWHERE;
	size_t count = is_folder ? count_inside(*rest, name.len) : 1;
	struct gx_str path = gx_str_sub(rest->files[0].path, 0, rest->depth + name.len);
	struct gx_oid id;
	if (is_folder && has_file(whole, path))
		return gx_fail(err, GX_EINPUT, "'%" GX_PRI "' would be a file and a folder at once", GX_ARG(path));
	int r = is_folder ? write_folder(target, (struct folder){ rest->files, count, rest->depth + name.len + 1 }, &id, err)
			  : write_file(target, &rest->files[0], &id, err);
	gx_tree_add(tree, is_folder ? GX_MODE_TREE : GX_MODE_BLOB, name, &id);
	rest->files += count;
	rest->count -= count;
	return r;
}

/* Sorted by whole paths is git's own order: a folder's name goes on with a slash there. */
static int write_folder(const struct gx_target *target, struct folder folder, struct gx_oid *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) tree = GX_BUF_INIT(GX_BUF_ANY);
	struct folder whole = folder;
	struct gx_str path = folder.depth ? gx_str_sub(folder.files[0].path, 0, folder.depth - 1) : GX_STR_NONE;
	int r = 0;
	while (r == 0 && folder.count > 0)
		r = add_entry(target, whole, &folder, &tree, err);
	if (r == 0)
		r = gx_buf_check(&tree, "a folder", err);
	return r < 0 ? r : target->add(target->context, GX_TREE, gx_buf_view(&tree), path, ret, err);
}

int gx_tree_write(const struct gx_target *target, const struct gx_files *files, struct gx_oid *ret, struct gx_err *err)
{
	return write_folder(target, (struct folder){ files->list.at, files->list.len, 0 }, ret, err);
}

static int write_message(struct gx_buf *out, const struct gx_schema *schema, const struct gx_run *run, const char *event, struct gx_err *err)
{
	gx_run_subject(out, run, schema->headline.list.len ? &schema->headline : NULL);
	gx_buf_printf(out, "\n\nExp-Event: %s\nExp-Status: %s\n", event, gx_status_name(gx_run_status(run)));
	return gx_buf_check(out, "the commit message", err);
}

int gx_state_write(const struct gx_target *target, const struct gx_schema *schema, const struct gx_run *run, const struct gx_files *files,
		   const struct gx_state_commit *state, struct gx_oid *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) message = GX_BUF_INIT(1 << 20);
	GX_CLEANUP(gx_buf) bytes = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_commit commit = { .author = state->author, .committer = state->committer };
	struct gx_oid record;
	int r = gx_tree_write(target, files, &record, err);
	if (r == 0)
		r = gx_tree_with(&bytes, state->code, GX_STR(".exp"), GX_MODE_TREE, &record, err);
	if (r == 0)
		r = gx_buf_check(&bytes, "a tree", err);
	if (r == 0)
		r = target->add(target->context, GX_TREE, gx_buf_view(&bytes), GX_STR("/"), &commit.tree, err);
	if (r == 0)
		r = write_message(&message, schema, run, state->event, err);
	if (r < 0)
		return r;
	commit.parents = state->parents;
	commit.parents_count = state->parents_count;
	commit.message = gx_buf_view(&message);
	gx_buf_reset(&bytes);
	gx_commit_write(&bytes, &commit);
	r = gx_buf_check(&bytes, "a commit", err);
	return r < 0 ? r : target->add(target->context, GX_COMMIT, gx_buf_view(&bytes), GX_STR("//"), ret, err);
}
