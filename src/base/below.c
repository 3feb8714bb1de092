#include "base/below.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TRIES = 100 };

/* The next part of a path as a C string; false if it must not be one. */
static bool next_part(struct gx_str *path, char ret_part[GX_BELOW_ROOM], bool *ret_last)
{
	size_t slash = gx_str_find(*path, '/');
	struct gx_str part = gx_str_sub(*path, 0, slash);
	if (part.len == 0 || part.len >= GX_BELOW_ROOM || gx_str_is(part, ".") || gx_str_is(part, "..") ||
	    gx_str_find(part, '\0') != GX_STR_NOWHERE)
		return false;
	memcpy(ret_part, part.at, part.len);
	ret_part[part.len] = '\0';
	*ret_last = slash == GX_STR_NOWHERE;
	*path = *ret_last ? GX_STR_NONE : gx_str_from(*path, slash + 1);
	return true;
}

static void close_folder(int fd, int root)
{
	if (fd >= 0 && fd != root)
		(void)close(fd);
}

/*
 * The folder that the last part of the path lies in; `make` what is not there. The descriptor may be `root` itself.
 * -1: errno says why, 0 if the path is bad.
 */
static int open_parent(int root, struct gx_str path, bool make, char ret_name[GX_BELOW_ROOM])
{
	int folder = root;
	bool last = false;
	for (;;) {
		if (!next_part(&path, ret_name, &last)) {
			close_folder(folder, root);
			errno = 0;
			return -1;
		}
		if (last)
			return folder;
		if (make && mkdirat(folder, ret_name, 0777) < 0 && errno != EEXIST) {
			int failure = errno;
			close_folder(folder, root);
			errno = failure;
			return -1;
		}
		int below = openat(folder, ret_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		int failure = errno;
		close_folder(folder, root);
		errno = failure;
		if (below < 0)
			return -1;
		folder = below;
	}
}

static int fail_path(struct gx_str path, struct gx_err *err)
{
	if (errno == 0)
		return gx_fail(err, GX_EINPUT, "'%" GX_PRI "' is no path below a folder", GX_ARG(path));
	if (errno == ELOOP || errno == ENOTDIR)
		return gx_fail(err, GX_EIO, "a link or a file is in the way of '%" GX_PRI "'", GX_ARG(path));
	return gx_fail_errno(err, "cannot make the folder of '%" GX_PRI "'", GX_ARG(path));
}

static int make_temporary(struct gx_below *below)
{
	static const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	for (unsigned i = 0; i < TRIES; i++) {
		(void)snprintf(below->temporary, sizeof(below->temporary), ".tmp-exp-%ld-%u", (long)getpid(), i);
		below->fd = openat(below->folder, below->temporary, flags, 0666);
		if (below->fd >= 0 || errno != EEXIST)
			return below->fd;
	}
	return -1;
}

int gx_below_begin(int root, struct gx_str path, struct gx_below *ret, struct gx_err *err)
{
	struct gx_below below = GX_BELOW_INIT;
	int folder = open_parent(root, path, true, below.name);
	if (folder < 0)
		return fail_path(path, err);
	below.folder = folder == root ? fcntl(root, F_DUPFD_CLOEXEC, 0) : folder;
	if (below.folder < 0 || make_temporary(&below) < 0) {
		int r = gx_fail_errno(err, "cannot create '%" GX_PRI "'", GX_ARG(path));
		below.temporary[0] = '\0';
		gx_below_release(&below);
		return r;
	}
	*ret = below;
	return 0;
}

/* A link makes no difference between looking and taking; where the file system has none, the gap is accepted. */
static int take_name(const struct gx_below *below)
{
	struct stat about;
	if (linkat(below->folder, below->temporary, below->folder, below->name, 0) == 0)
		return unlinkat(below->folder, below->temporary, 0);
	if (errno == EEXIST)
		return -1;
	if (fstatat(below->folder, below->name, &about, AT_SYMLINK_NOFOLLOW) == 0) {
		errno = EEXIST;
		return -1;
	}
	return renameat(below->folder, below->temporary, below->folder, below->name);
}

int gx_below_keep(struct gx_below *below, bool replace, struct gx_err *err)
{
	int r = replace ? renameat(below->folder, below->temporary, below->folder, below->name) : take_name(below);
	if (r < 0 && errno == EEXIST && !replace)
		return gx_fail(err, GX_EEXISTS, "'%s' is there already", below->name);
	if (r < 0)
		return gx_fail_errno(err, "cannot write '%s'", below->name);
	below->temporary[0] = '\0';
	return 0;
}

void gx_below_release(struct gx_below *below)
{
	if (below->fd >= 0)
		(void)close(below->fd);
	if (below->folder >= 0 && below->temporary[0])
		(void)unlinkat(below->folder, below->temporary, 0);
	if (below->folder >= 0)
		(void)close(below->folder);
	*below = (struct gx_below)GX_BELOW_INIT;
}

bool gx_below_is_taken(int root, struct gx_str path)
{
	char name[GX_BELOW_ROOM];
	struct stat about;
	int folder = open_parent(root, path, false, name);
	if (folder < 0)
		return errno != ENOENT;
	bool is_taken = fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) == 0;
	close_folder(folder, root);
	return is_taken;
}
