#include "git/snapshot.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "git/private_index.h"

enum { MAX_STATUS = 256 << 20, MAX_OMITTED = 1000, SNIFF = 8000 };

/* What `git status` found, as lists of paths for `git update-index`. */
struct changes {
	struct gx_buf put, remove; /* NUL behind each path */
	uint64_t untracked_bytes;
	size_t omitted_beyond; /* paths over MAX_OMITTED */
};

void gx_snapshot_release(struct gx_snapshot *snapshot)
{
	gx_vec_release(&snapshot->omitted);
}

int gx_snapshot_start(struct gx_git *git, bool untracked, struct gx_err *err)
{
	*git = (struct gx_git){
		.argv = { "-c", "core.hooksPath=/dev/null", "status", "--porcelain=v2", "-z", "--no-renames", "--ignore-submodules=none",
			  untracked ? "--untracked-files=all" : "--untracked-files=no" },
	};
	return gx_git_start(git, err);
}

static bool is_record(struct gx_str path)
{
	return gx_str_is(path, ".exp") || gx_str_starts(path, GX_STR(".exp/"));
}

static int omit(struct gx_snapshot *snapshot, struct changes *changes, struct gx_str path, struct gx_arena *arena, struct gx_err *err)
{
	if (snapshot->omitted.len >= MAX_OMITTED) {
		changes->omitted_beyond++;
		return 0;
	}
	struct gx_str copy = gx_arena_str(arena, path);
	struct gx_str *slot = copy.at ? gx_vec_add(&snapshot->omitted) : NULL;
	if (!slot)
		return gx_fail_memory(err);
	*slot = copy;
	return 0;
}

static void add_path(struct gx_buf *list, struct gx_str path)
{
	gx_buf_str(list, path);
	gx_buf_byte(list, '\0');
}

/*
 * Whether a file can be read and is text as git tells it: no NUL among the first bytes. Links are stored as links, whatever they point to.
 */
static bool is_fit(const char *path, bool text_only)
{
	char bytes[SNIFF];
	GX_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0 || !text_only)
		return fd >= 0;
	ssize_t got = read(fd, bytes, sizeof(bytes));
	return got == 0 || (got > 0 && !memchr(bytes, '\0', (size_t)got));
}

static bool wants_untracked(const struct gx_snapshot_rules *rules, const struct changes *changes, struct gx_str path, const char *full,
			    uint64_t *ret_size)
{
	struct stat about;
	bool is_folder = path.len > 0 && path.at[path.len - 1] == '/'; /* an embedded repository */
	if (is_folder || !rules->wants(rules->context, path) || lstat(full, &about) < 0)
		return false;
	if (!S_ISREG(about.st_mode) && !S_ISLNK(about.st_mode))
		return false;
	*ret_size = (uint64_t)about.st_size;
	if (*ret_size > rules->file_limit || *ret_size > rules->total_limit - changes->untracked_bytes)
		return false;
	return S_ISLNK(about.st_mode) || is_fit(full, rules->text_only);
}

static int take_untracked(struct gx_snapshot *snapshot, struct changes *changes, const struct gx_repo *repo,
			  const struct gx_snapshot_rules *rules, struct gx_str path, struct gx_arena *arena, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) full = GX_BUF_INIT(1 << 16);
	uint64_t size;
	gx_buf_printf(&full, "%s/%" GX_PRI, gx_repo_work_tree(repo), GX_ARG(path));
	if (is_record(path))
		return 0;
	if (full.failed || !wants_untracked(rules, changes, path, gx_buf_c(&full), &size))
		return omit(snapshot, changes, path, arena, err);
	changes->untracked_bytes += size;
	add_path(&changes->put, path);
	return 0;
}

/* The path behind `fields` blank-separated fields. */
static struct gx_str path_behind(struct gx_str entry, unsigned fields)
{
	for (; fields > 0; fields--) {
		size_t blank = gx_str_find(entry, ' ');
		entry = gx_str_from(entry, blank == GX_STR_NOWHERE ? entry.len : blank + 1);
	}
	return entry;
}

/*
 * `1 XY sub mH mI mW hH hI path`: a tracked path that differs; `u XY sub m1 m2 m3 mW h1 h2 h3 path`: one with a conflict. `sub` is `N...` or
 * `S` and then C (another commit), M (changed inside), U (untracked files inside), each or a dot.
 */
static int take_tracked(struct gx_snapshot *snapshot, struct changes *changes, struct gx_str entry, struct gx_arena *arena, struct gx_err *err)
{
	bool conflict = entry.at[0] == 'u';
	struct gx_str path = path_behind(entry, conflict ? 10 : 8);
	struct gx_str worktree_mode = path_behind(entry, conflict ? 6 : 5);
	if (entry.len < 9 || path.len == 0 || (is_record(path) && !conflict))
		return 0;
	bool submodule = entry.at[5] == 'S', dirty_inside = submodule && (entry.at[7] == 'M' || entry.at[8] == 'U');
	bool only_inside = dirty_inside && !conflict && entry.at[2] == '.' && entry.at[6] == '.';
	/* No tree can be written while there are conflicts; the record's own part of it is replaced anyway. */
	if (is_record(path) || gx_str_starts(worktree_mode, GX_STR("000000 ")))
		add_path(&changes->remove, path);
	else if (!only_inside)
		add_path(&changes->put, path);
	return dirty_inside ? omit(snapshot, changes, path, arena, err) : 0;
}

static int take_entries(struct gx_snapshot *snapshot, struct changes *changes, const struct gx_repo *repo,
			const struct gx_snapshot_rules *rules, struct gx_str status, struct gx_arena *arena, struct gx_err *err)
{
	struct gx_str entry;
	int r = 0;
	while (r == 0 && gx_str_cut(&status, '\0', &entry)) {
		if (gx_str_starts(entry, GX_STR("1 ")) || gx_str_starts(entry, GX_STR("u ")))
			r = take_tracked(snapshot, changes, entry, arena, err);
		else if (gx_str_starts(entry, GX_STR("? ")))
			r = take_untracked(snapshot, changes, repo, rules, gx_str_from(entry, 2), arena, err);
	}
	if (r == 0 && changes->omitted_beyond > 0) {
		char more[64];
		(void)snprintf(more, sizeof(more), "... and %zu more", changes->omitted_beyond + 1);
		snapshot->omitted.len--; /* for this line */
		r = omit(snapshot, changes, gx_str_of(more), arena, err);
	}
	return r;
}

static int build_tree(const struct gx_repo *repo, const struct changes *changes, struct gx_oid *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_private_index) index = GX_PRIVATE_INDEX_INIT(repo);
	int r = gx_buf_check(&changes->put, "the list of changed files", err);
	if (r == 0)
		r = gx_buf_check(&changes->remove, "the list of deleted files", err);
	if (r == 0)
		r = gx_private_index_copy(&index, err);
	if (r == 0)
		r = gx_private_index_remove(&index, gx_buf_view(&changes->remove), err);
	if (r == 0)
		r = gx_private_index_put(&index, gx_buf_view(&changes->put), err);
	return r == 0 ? gx_private_index_tree(&index, ret, err) : r;
}

int gx_snapshot_finish(struct gx_git *git, const struct gx_repo *repo, const struct gx_snapshot_rules *rules, struct gx_arena *arena,
		       struct gx_snapshot *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) status = GX_BUF_INIT(MAX_STATUS);
	struct changes changes = { GX_BUF_INIT(MAX_STATUS), GX_BUF_INIT(MAX_STATUS), 0, 0 };
	struct gx_snapshot snapshot = { .dirty = false };
	int r = gx_git_finish(git, &status, err);
	if (r == 0)
		r = take_entries(&snapshot, &changes, repo, rules, gx_buf_view(&status), arena, err);
	snapshot.dirty = changes.put.len > 0 || changes.remove.len > 0;
	if (r == 0 && snapshot.dirty)
		r = build_tree(repo, &changes, &snapshot.tree, err);
	gx_buf_release(&changes.put);
	gx_buf_release(&changes.remove);
	if (r == 0)
		*ret = snapshot;
	else
		gx_snapshot_release(&snapshot);
	return r;
}
