/*
 * git's raw lists of differences: `:<mode> <mode> <id> <id> <status> NUL <path> NUL`.
 */
#include "git/landing.h"

#include <stdlib.h>

#include "base/file.h"

enum { MAX_LIST = 1 << 30 };

static const char empty_tree[] = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

void gx_changes_release(struct gx_changes *changes)
{
	gx_vec_release(&changes->list);
}

static int by_path(const void *key, const void *element)
{
	const struct gx_str *path = key;
	const struct gx_change *change = element;
	return gx_str_compare(*path, change->path);
}

const struct gx_change *gx_changes_find(const struct gx_changes *changes, struct gx_str path)
{
	if (changes->list.len == 0)
		return NULL;
	return bsearch(&path, changes->list.at, changes->list.len, sizeof(*changes->list.at), by_path);
}

bool gx_change_equal(const struct gx_change *a, const struct gx_change *b)
{
	return a->mode == b->mode && (a->mode == 0 || gx_oid_equal(&a->id, &b->id));
}

static unsigned read_octal(struct gx_str text)
{
	unsigned mode = 0;
	for (size_t i = 0; i < text.len; i++)
		mode = mode * 8 + (unsigned)(text.at[i] - '0');
	return mode;
}

/* `:100644 100755 <id> <id> M`; an unmerged path has mode 0 and so is never as anybody wants it, for its status says so. */
static bool read_entry(struct gx_str meta, struct gx_change *ret)
{
	struct gx_str part, rest = gx_str_from(meta, 1);
	if (!gx_str_starts(meta, GX_STR(":")) || !gx_str_cut(&rest, ' ', &part) || !gx_str_cut(&rest, ' ', &part) || part.len > 6)
		return false;
	ret->mode = read_octal(part);
	if (!gx_str_cut(&rest, ' ', &part) || !gx_str_cut(&rest, ' ', &part) || !gx_oid_read(part, &ret->id))
		return false;
	if (gx_str_is(rest, "U"))
		ret->mode = GX_MODE_TREE; /* which no entry of an index has */
	return true;
}

int gx_changes_read(struct gx_str list, struct gx_arena *arena, struct gx_changes *ret, struct gx_err *err)
{
	struct gx_changes changes = { .list = { NULL, 0, 0 } };
	struct gx_str meta, path;
	int r = 0;
	while (r == 0 && gx_str_cut(&list, '\0', &meta) && gx_str_cut(&list, '\0', &path)) {
		struct gx_change change = { .path = gx_arena_str(arena, path) };
		struct gx_change *last = changes.list.len ? &changes.list.at[changes.list.len - 1] : NULL;
		if (!read_entry(meta, &change))
			r = gx_fail(err, GX_EGIT, "git's list of differences cannot be read");
		/* A path may come twice, as unmerged and as changed. */
		else if (last && gx_str_equal(last->path, path))
			last->mode = GX_MODE_TREE;
		else if (!change.path.at || !(last = gx_vec_add(&changes.list)))
			r = gx_fail_memory(err);
		else
			*last = change;
	}
	if (r == 0)
		*ret = changes;
	else
		gx_changes_release(&changes);
	return r;
}

int gx_tree_changes(const struct gx_oid *from, const struct gx_oid *to, struct gx_arena *arena, struct gx_changes *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(MAX_LIST);
	struct gx_oid_text a = gx_oid_text(from), b = gx_oid_text(to);
	struct gx_git diff = { .argv = { "diff-tree", "-r", "--raw", "-z", "--no-renames", "--ignore-submodules=none",
					 gx_oid_is_none(from) ? empty_tree : a.hex, gx_oid_is_none(to) ? empty_tree : b.hex } };
	int r = gx_git_run(&diff, &out, err);
	return r == 0 ? gx_changes_read(gx_buf_view(&out), arena, ret, err) : r;
}

int gx_git_run_at_top(const struct gx_repo *repo, struct gx_git *git, struct gx_buf *out, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) git_dir = GX_BUF_INIT(1 << 15);
	GX_CLEANUP(gx_buf) work_tree = GX_BUF_INIT(1 << 15);
	const char *top = gx_repo_work_tree(repo);
	if (!top)
		return gx_fail(err, GX_EINPUT, "a bare repository has no work tree");
	gx_buf_printf(&git_dir, "GIT_DIR=%s", gx_repo_git_dir(repo));
	gx_buf_printf(&work_tree, "GIT_WORK_TREE=%s", top);
	if (git_dir.failed || work_tree.failed)
		return gx_fail_memory(err);
	git->environment[0] = git_dir.at;
	git->environment[1] = work_tree.at;
	git->environment[2] = "GIT_LITERAL_PATHSPECS=1";
	git->folder = top;
	return gx_git_run(git, out, err);
}

const char *gx_repo_operation(const struct gx_repo *repo)
{
	static const struct {
		const char *file, *name;
	} signs[] = {
		{ "MERGE_HEAD", "a merge" },         { "rebase-merge", "a rebase" },      { "rebase-apply", "a rebase" },
		{ "CHERRY_PICK_HEAD", "a cherry-pick" }, { "REVERT_HEAD", "a revert" },
	};
	for (size_t i = 0; i < GX_LEN(signs); i++) {
		GX_CLEANUP(gx_buf) path = GX_BUF_INIT(8192);
		if (gx_file_exists(gx_path(&path, gx_repo_git_dir(repo), signs[i].file)))
			return signs[i].name;
	}
	return NULL;
}

/* `<mode> <id> <stage>TAB<path>` */
static bool read_stage(struct gx_str line, struct gx_stages *stages)
{
	struct gx_str mode, hex, stage;
	struct gx_entry entry;
	if (!gx_str_cut(&line, ' ', &mode) || !gx_str_cut(&line, ' ', &hex) || !gx_str_cut(&line, '\t', &stage))
		return false;
	entry = (struct gx_entry){ .mode = read_octal(mode), .name = GX_STR_NONE };
	if (stage.len != 1 || stage.at[0] < '0' || stage.at[0] > '3' || !gx_oid_read(hex, &entry.id))
		return false;
	stages->stage[stage.at[0] - '0'] = entry;
	stages->unmerged = stages->unmerged || stage.at[0] != '0';
	return true;
}

int gx_index_stages(const struct gx_repo *repo, struct gx_str path, struct gx_stages *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) name = GX_BUF_INIT(8192);
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(1 << 16);
	struct gx_stages stages = { .unmerged = false };
	gx_buf_str(&name, path);
	struct gx_git list = { .argv = { "ls-files", "--stage", "-z", "--", gx_buf_c(&name) } };
	int r = gx_git_run_at_top(repo, &list, &out, err);
	struct gx_str rest = gx_buf_view(&out), line;
	while (r == 0 && gx_str_cut(&rest, '\0', &line))
		if (!read_stage(line, &stages))
			r = gx_fail(err, GX_EGIT, "git ls-files printed what cannot be read");
	if (r == 0)
		*ret = stages;
	return r;
}
