#include "git/private_index.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "git/command.h"

enum { PATH_ROOM = 1 << 15, STALE_S = 24 * 60 * 60 };
#define INDEX_MAX ((size_t)4 << 30)

static const char prefix[] = "index-";

/* What processes that were killed left behind. */
static void sweep(const char *folder)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	DIR *dir = opendir(folder);
	for (const struct dirent *entry; dir && (entry = readdir(dir));) {
		struct stat about;
		if (strncmp(entry->d_name, prefix, sizeof(prefix) - 1) != 0)
			continue;
		(void)gx_path(&path, folder, entry->d_name);
		if (lstat(gx_buf_c(&path), &about) == 0 && about.st_ctime + STALE_S < time(NULL))
			(void)unlink(gx_buf_c(&path));
	}
	if (dir)
		closedir(dir);
}

/* git reads a relative GIT_INDEX_FILE from the top of the work tree, wherever it was started. */
static void user_index(const struct gx_repo *repo, struct gx_buf *out)
{
	const char *own = getenv("GIT_INDEX_FILE");
	if (!own || !*own)
		(void)gx_path(out, gx_repo_git_dir(repo), "index");
	else if (own[0] == '/')
		gx_buf_text(out, own);
	else
		(void)gx_path(out, gx_repo_work_tree(repo), own);
}

/*
 * The copy gets the time of the original, and that is asked before the bytes are read: a file that was changed within the tick of the clock in
 * which the index was written looks unchanged by its stat data, and git knows by that time which ones to read again.
 */
static int copy_bytes(const char *from, int to, const char *to_name, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) bytes = GX_BUF_INIT(INDEX_MAX);
	struct stat about;
	if (stat(from, &about) < 0)
		return gx_fail_errno(err, "cannot open '%s'", from);
	int r = gx_file_read(from, &bytes, err);
	if (r == 0)
		r = gx_fd_write(to, gx_buf_view(&bytes), to_name, err);
	const struct timespec times[2] = { about.st_atim, about.st_mtim };
	if (r == 0 && futimens(to, times) < 0)
		r = gx_fail_errno(err, "cannot set the time of '%s'", to_name);
	return r;
}

static int create(struct gx_private_index *index, int *ret_fd, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) folder = GX_BUF_INIT(PATH_ROOM);
	(void)gx_path(&folder, gx_repo_common_dir(index->repo), "exp/tmp");
	int r = gx_buf_check(&folder, "the path of the repository", err);
	if (r == 0)
		r = gx_folder_make(gx_buf_c(&folder), err);
	if (r < 0)
		return r;
	sweep(gx_buf_c(&folder));
	gx_buf_printf(&index->path, "%s/%sXXXXXX", gx_buf_c(&folder), prefix);
	*ret_fd = index->path.failed ? -1 : mkostemp(index->path.at, O_CLOEXEC);
	if (*ret_fd >= 0)
		return 0;
	gx_buf_reset(&index->path);
	return gx_fail_errno(err, "cannot create a file in '%s'", gx_buf_c(&folder));
}

int gx_private_index_copy(struct gx_private_index *index, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) from = GX_BUF_INIT(PATH_ROOM);
	GX_CLOSE int fd = -1;
	int r = create(index, &fd, err);
	if (r < 0)
		return r;
	gx_buf_printf(&index->index, "GIT_INDEX_FILE=%s", gx_buf_c(&index->path));
	gx_buf_printf(&index->git_dir, "GIT_DIR=%s", gx_repo_git_dir(index->repo));
	gx_buf_printf(&index->work_tree, "GIT_WORK_TREE=%s", gx_repo_work_tree(index->repo));
	user_index(index->repo, &from);
	if (from.failed || index->index.failed || index->git_dir.failed || index->work_tree.failed)
		return gx_fail_memory(err);
	r = copy_bytes(gx_buf_c(&from), fd, gx_buf_c(&index->path), err);
	if (r == GX_ENOTFOUND) {
		(void)unlink(gx_buf_c(&index->path)); /* git wants a good index or none */
		return 0;
	}
	return r;
}

int gx_private_index_run(const struct gx_private_index *index, struct gx_git *git, struct gx_buf *out, struct gx_err *err)
{
	const char *const environment[] = { gx_buf_c(&index->index), gx_buf_c(&index->git_dir), gx_buf_c(&index->work_tree) };
	for (size_t i = 0; i < GX_LEN(environment); i++)
		git->environment[i] = environment[i];
	git->folder = gx_repo_work_tree(index->repo);
	return gx_git_run(git, out, err);
}

int gx_private_index_put(const struct gx_private_index *index, struct gx_str paths, struct gx_err *err)
{
	struct gx_git put = { .argv = { GX_PRIVATE_SETTINGS, "update-index", "-z", "--add", "--remove", "--replace", "--stdin" }, .input = paths };
	return paths.len > 0 ? gx_private_index_run(index, &put, NULL, err) : 0;
}

int gx_private_index_remove(const struct gx_private_index *index, struct gx_str paths, struct gx_err *err)
{
	struct gx_git drop = { .argv = { GX_PRIVATE_SETTINGS, "update-index", "-z", "--force-remove", "--stdin" }, .input = paths };
	return paths.len > 0 ? gx_private_index_run(index, &drop, NULL, err) : 0;
}

int gx_private_index_tree(const struct gx_private_index *index, struct gx_oid *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(4096);
	struct gx_git write = { .argv = { GX_PRIVATE_SETTINGS, "write-tree" } };
	int r = gx_private_index_run(index, &write, &out, err);
	if (r == 0 && !gx_oid_read(gx_str_trim(gx_buf_view(&out)), ret))
		return gx_fail(err, GX_EGIT, "git write-tree gave no tree");
	return r;
}

void gx_private_index_release(struct gx_private_index *index)
{
	if (index->path.len > 0) {
		(void)unlink(gx_buf_c(&index->path));
		gx_buf_text(&index->path, ".lock");
		(void)unlink(gx_buf_c(&index->path)); /* of a git that was killed */
	}
	gx_buf_release(&index->path);
	gx_buf_release(&index->index);
	gx_buf_release(&index->git_dir);
	gx_buf_release(&index->work_tree);
}
