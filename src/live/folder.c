#include "live/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

enum { OWNER_MAX = 1 << 16, UUID_LENGTH = 32, PATH_ROOM = 8192 };

/* ---- the owner */

/* The one line of a file of the system, or nothing. */
static struct gx_str line_of(const char *path, struct gx_arena *arena)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(4096);
	if (gx_file_read(path, &text, NULL) < 0)
		return GX_STR_NONE;
	return gx_arena_str(arena, gx_str_trim(gx_buf_view(&text)));
}

int gx_owner_here(struct gx_arena *arena, struct gx_owner *ret, struct gx_err *err)
{
	char host[256] = "";
	(void)gethostname(host, sizeof(host) - 1);
	struct gx_str kept = gx_arena_str(arena, gx_str_of(host));
	if (!kept.at)
		return gx_fail_memory(err);
	*ret = (struct gx_owner){
		.host = kept,
		.machine = line_of("/etc/machine-id", arena),
		.boot = line_of("/proc/sys/kernel/random/boot_id", arena),
		.pid = getpid(),
	};
	return 0;
}

/* The keys of owner.yaml, in their order. */
static const struct owner_key {
	const char *key;
	size_t offset;
} owner_keys[] = {
	{ "boot", offsetof(struct gx_owner, boot) },
	{ "experiment", offsetof(struct gx_owner, experiment) },
	{ "host", offsetof(struct gx_owner, host) },
	{ "machine", offsetof(struct gx_owner, machine) },
	{ "ref", offsetof(struct gx_owner, ref) },
	{ "uuid", offsetof(struct gx_owner, uuid) },
};

static struct gx_str owner_get(const struct gx_owner *owner, const struct owner_key *key)
{
	struct gx_str text;
	memcpy(&text, (const char *)owner + key->offset, sizeof(text));
	return text;
}

static void owner_set(struct gx_owner *owner, const struct owner_key *key, struct gx_str text)
{
	memcpy((char *)owner + key->offset, &text, sizeof(text));
}

static bool owner_flat(const struct gx_owner *owner, struct gx_arena *arena, struct gx_flat *flat)
{
	struct gx_value value;
	bool good = gx_value_int(arena, owner->pid, &value) && gx_flat_set(flat, arena, GX_STR("pid"), value);
	for (size_t i = 0; good && i < GX_LEN(owner_keys); i++)
		good = gx_value_string(arena, owner_get(owner, &owner_keys[i]), &value) &&
		       gx_flat_set(flat, arena, gx_str_of(owner_keys[i].key), value);
	return good;
}

static int owner_write(const char *path, const struct gx_owner *owner, struct gx_err *err)
{
	struct gx_arena arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(OWNER_MAX);
	struct gx_flat flat = GX_FLAT_INIT;
	int r = owner_flat(owner, &arena, &flat) ? 0 : gx_fail_memory(err);
	if (r == 0) {
		gx_flat_write(&text, &flat);
		r = gx_buf_check(&text, "owner.yaml", err);
	}
	gx_arena_release(&arena);
	return r == 0 ? gx_file_replace(path, gx_buf_view(&text), 0666, err) : r;
}

static int owner_read(const char *path, struct gx_arena *arena, struct gx_owner *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(OWNER_MAX);
	struct gx_flat flat = GX_FLAT_INIT;
	struct gx_owner owner = { .pid = 0 };
	int r = gx_file_read(path, &text, err);
	struct gx_str kept = r == 0 ? gx_arena_str(arena, gx_buf_view(&text)) : GX_STR_NONE;
	if (r == 0)
		r = kept.at ? gx_flat_read(kept, arena, &flat, err) : gx_fail_memory(err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < GX_LEN(owner_keys); i++) {
		const struct gx_value *value = gx_flat_at(&flat, owner_keys[i].key);
		if (value && value->kind == GX_STRING)
			owner_set(&owner, &owner_keys[i], value->text);
	}
	const struct gx_value *pid = gx_flat_at(&flat, "pid");
	owner.pid = pid && pid->kind == GX_NUMBER && pid->number > 0 && pid->number < 1e15 ? (int64_t)pid->number : 0;
	*ret = owner;
	return 0;
}

/* ---- the lock */

static int lock_open(const char *folder, int flags)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	/* O_CLOEXEC is missing by intention: while a process of the command lives, the run does. */
	return open(gx_path(&path, folder, "lock"), O_RDWR | O_NOFOLLOW | O_NONBLOCK | flags, 0666);
}

static bool is_same_file(int fd, const char *folder)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	struct stat held, there;
	return fstat(fd, &held) == 0 && stat(gx_path(&path, folder, "lock"), &there) == 0 && held.st_ino == there.st_ino &&
	       held.st_dev == there.st_dev;
}

/* The same boot of a kernel: a lock tells. Another boot of the same machine: nobody of that time is left. */
static bool is_of_here(const struct gx_owner *owner, const struct gx_owner *here)
{
	if (owner->boot.len > 0 && gx_str_equal(owner->boot, here->boot))
		return true;
	bool machine = owner->machine.len > 0 && gx_str_equal(owner->machine, here->machine);
	return machine && gx_str_equal(owner->host, here->host);
}

static enum gx_life life_of(const char *folder, const struct gx_owner *owner, const struct gx_owner *here)
{
	if (!is_of_here(owner, here))
		return GX_LIFE_ELSEWHERE;
	int fd = lock_open(folder, O_CLOEXEC);
	if (fd < 0)
		return GX_LIFE_OVER;
	bool held = flock(fd, LOCK_EX | LOCK_NB) < 0;
	close(fd);
	return held ? GX_LIFE_ON : GX_LIFE_OVER;
}

/* ---- one folder */

static int make_locked(const char *folder, const struct gx_owner *owner, int *ret_lock, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	int r = gx_folder_make(gx_path(&path, folder, "files"), err);
	if (r < 0)
		return r;
	int fd = lock_open(folder, O_CREAT);
	if (fd < 0)
		return gx_fail_errno(err, "cannot make the lock of a run in '%s'", folder);
	/* without locks the run goes on all the same; another host then decides nothing, and this one finds it free */
	(void)flock(fd, LOCK_EX | LOCK_NB);
	r = owner_write(gx_path(&path, folder, "owner.yaml"), owner, err);
	if (r < 0)
		close(fd);
	else
		*ret_lock = fd;
	return r;
}

static void paths_of(const char *common_dir, struct gx_str uuid, struct gx_buf *ret_final, struct gx_buf *ret_first)
{
	gx_buf_printf(ret_final, "%s/exp/live/%" GX_PRI, common_dir, GX_ARG(uuid));
	gx_buf_printf(ret_first, "%s/exp/live/.new-%" GX_PRI, common_dir, GX_ARG(uuid));
}

int gx_live_make(const char *common_dir, const struct gx_owner *owner, struct gx_live *ret, struct gx_err *err)
{
	struct gx_live live = GX_LIVE_INIT;
	GX_CLEANUP(gx_buf) first = GX_BUF_INIT(PATH_ROOM);
	paths_of(common_dir, owner->uuid, &live.path, &first);
	int r = gx_buf_check(&first, "the path of a live run", err);
	if (r == 0)
		r = make_locked(gx_buf_c(&first), owner, &live.lock, err);
	if (r == 0 && rename(gx_buf_c(&first), gx_buf_c(&live.path)) < 0)
		r = gx_fail_errno(err, "cannot make '%s'", gx_buf_c(&live.path));
	if (r < 0) {
		(void)gx_folder_remove(gx_buf_c(&first), NULL);
		gx_live_release(&live);
		return r;
	}
	*ret = live;
	return 0;
}

const char *gx_live_path(const struct gx_live *live, const char *name, struct gx_buf *out)
{
	return gx_path(out, gx_buf_c(&live->path), name);
}

int gx_live_own(const struct gx_live *live, const struct gx_owner *owner, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	return owner_write(gx_live_path(live, "owner.yaml", &path), owner, err);
}

static int check_owner(const char *path, struct gx_err *err)
{
	struct gx_arena arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_buf) file = GX_BUF_INIT(PATH_ROOM);
	struct gx_owner owner, here;
	int r = gx_owner_here(&arena, &here, err);
	if (r == 0)
		r = owner_read(gx_path(&file, path, "owner.yaml"), &arena, &owner, err);
	if (r == 0 && !is_of_here(&owner, &here))
		r = gx_fail(err, GX_ECONFLICT, "the run in '%s' began on another machine", path);
	gx_arena_release(&arena);
	return r;
}

static int take_lock(const char *path, int *ret_lock, struct gx_err *err)
{
	int fd = lock_open(path, O_CLOEXEC), r = 0;
	if (fd < 0)
		return gx_fail_errno(err, "cannot open the lock of the run in '%s'", path);
	if (flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK)
		r = gx_fail(err, GX_ECONFLICT, "the run in '%s' is alive", path);
	else if (!is_same_file(fd, path))
		r = gx_fail(err, GX_ENOTFOUND, "the run in '%s' was finished meanwhile", path);
	if (r < 0)
		close(fd);
	else
		*ret_lock = fd;
	return r;
}

int gx_live_take(const char *path, bool elsewhere, struct gx_live *ret, struct gx_err *err)
{
	struct gx_live live = GX_LIVE_INIT;
	gx_buf_text(&live.path, path);
	int r = gx_buf_check(&live.path, "the path of a live run", err);
	if (r == 0 && !elsewhere)
		r = check_owner(path, err);
	if (r == 0)
		r = take_lock(path, &live.lock, err);
	if (r < 0)
		gx_live_release(&live);
	else
		*ret = live;
	return r;
}

int gx_live_remove(struct gx_live *live, struct gx_err *err)
{
	/* Under another name first: who looks at it half removed would take it for a run. */
	GX_CLEANUP(gx_buf) gone = GX_BUF_INIT(PATH_ROOM);
	const char *path = gx_buf_c(&live->path);
	size_t slash = gx_str_find_last(gx_buf_view(&live->path), '/');
	gx_buf_printf(&gone, "%.*s/.old-%s", (int)slash, path, path + slash + 1);
	int r = gx_buf_check(&gone, "the path of a live run", err);
	if (r == 0 && rename(path, gx_buf_c(&gone)) < 0)
		r = gx_fail_errno(err, "cannot remove '%s'", path);
	if (r == 0)
		r = gx_folder_remove(gx_buf_c(&gone), err);
	gx_live_release(live);
	return r;
}

void gx_live_release(struct gx_live *live)
{
	if (live->lock >= 0)
		close(live->lock);
	gx_buf_release(&live->path);
	*live = (struct gx_live)GX_LIVE_INIT;
}

/* ---- all of them */

void gx_live_entries_release(struct gx_live_entries *entries)
{
	gx_vec_release(&entries->list);
}

static bool is_uuid(const char *name)
{
	return strlen(name) == UUID_LENGTH && strspn(name, "0123456789abcdef") == UUID_LENGTH;
}

static int64_t changed_us(const char *path)
{
	struct stat about;
	if (lstat(path, &about) < 0)
		return GX_TIME_NONE;
	return (int64_t)about.st_mtim.tv_sec * 1000000 + about.st_mtim.tv_nsec / 1000;
}

static int64_t last_sign(const char *folder)
{
	static const char *const files[] = { "log", "journal", "output", "owner.yaml" };
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	int64_t newest = changed_us(folder);
	for (size_t i = 0; i < GX_LEN(files); i++) {
		int64_t changed = changed_us(gx_path(&path, folder, files[i]));
		newest = changed > newest ? changed : newest;
	}
	return newest;
}

static int add_entry(const char *live_dir, const char *name, const struct gx_owner *here, struct gx_arena *arena,
		     struct gx_live_entries *entries, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) folder = GX_BUF_INIT(PATH_ROOM);
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	struct gx_owner owner;
	if (!is_uuid(name))
		return 0;
	(void)gx_path(&folder, live_dir, name);
	if (owner_read(gx_path(&path, gx_buf_c(&folder), "owner.yaml"), arena, &owner, NULL) < 0)
		return 0;
	struct gx_str kept = gx_arena_str(arena, gx_buf_view(&folder));
	struct gx_live_entry *entry = kept.at ? gx_vec_add(&entries->list) : NULL;
	if (!entry)
		return gx_fail_memory(err);
	*entry = (struct gx_live_entry){ kept, owner, life_of(kept.at, &owner, here), last_sign(kept.at) };
	return 0;
}

static int by_path(const void *a, const void *b)
{
	const struct gx_live_entry *left = a, *right = b;
	return gx_str_compare(left->path, right->path);
}

int gx_live_list(const char *common_dir, struct gx_arena *arena, struct gx_live_entries *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	struct gx_live_entries entries = { .list = { NULL, 0, 0 } };
	struct gx_owner here;
	DIR *stream = opendir(gx_path(&path, common_dir, "exp/live"));
	if (!stream && errno != ENOENT)
		return gx_fail_errno(err, "cannot list '%s'", gx_buf_c(&path));
	int r = stream ? gx_owner_here(arena, &here, err) : 0;
	const struct dirent *found;
	while (stream && r == 0 && (found = readdir(stream)) != NULL)
		r = add_entry(gx_buf_c(&path), found->d_name, &here, arena, &entries, err);
	if (stream)
		closedir(stream);
	if (r < 0) {
		gx_live_entries_release(&entries);
		return r;
	}
	if (entries.list.len > 1)
		qsort(entries.list.at, entries.list.len, sizeof(*entries.list.at), by_path);
	*ret = entries;
	return 0;
}
