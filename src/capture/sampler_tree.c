#include "capture/sampler_tree.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

enum { PROCESSES_MAX = 1 << 17, NAME_ROOM = 32, TEXT_ROOM = 2048 };

size_t gx_proc_read(int folder, const char *path, char *ret_text, size_t room)
{
	GX_CLOSE int fd = openat(folder, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	size_t len = 0;
	ssize_t got = 1;
	while (fd >= 0 && got > 0 && len + 1 < room) {
		got = read(fd, ret_text + len, room - 1 - len);
		len += got > 0 ? (size_t)got : 0;
	}
	ret_text[len] = '\0';
	return len;
}

int64_t gx_proc_number(const char **text)
{
	const char *at = *text;
	at += strspn(at, " \t");
	bool negative = *at == '-';
	at += negative;
	if (*at < '0' || *at > '9')
		return -1;
	int64_t number = 0;
	for (; *at >= '0' && *at <= '9'; at++)
		number = number < INT64_MAX / 10 ? 10 * number + (*at - '0') : INT64_MAX;
	*text = at;
	return negative ? 0 : number;
}

/* Fields of /proc/<pid>/stat by their numbers in proc(5); all but the name and the state are numbers. */
enum { PARENT = 4, GROUP = 5, SESSION = 6, UTIME = 14, STIME = 15, CUTIME = 16, CSTIME = 17, START = 22, RESIDENT = 24, FIELDS };

static bool parse_stat(const char *text, struct gx_process *process)
{
	int64_t field[FIELDS] = { 0 };
	const char *at = strrchr(text, ')'); /* a name may hold anything */
	if (!at || strlen(at) < 4)
		return false;
	at += 3;
	for (int i = PARENT; i < FIELDS; i++) {
		field[i] = gx_proc_number(&at);
		if (field[i] < 0)
			return false;
	}
	process->parent = field[PARENT];
	process->group = field[GROUP];
	process->session = field[SESSION];
	process->start = field[START];
	process->resident = field[RESIDENT];
	process->own[GX_USE_CPU] = field[UTIME] + field[STIME];
	process->taken[GX_USE_CPU] = field[CUTIME] + field[CSTIME];
	return true;
}

static bool read_stat(int proc, int64_t pid, struct gx_process *ret)
{
	char path[NAME_ROOM], text[TEXT_ROOM];
	struct gx_process process = { .pid = pid };
	(void)snprintf(path, sizeof(path), "%lld/stat", (long long)pid);
	if (gx_proc_read(proc, path, text, sizeof(text)) == 0 || !parse_stat(text, &process))
		return false;
	*ret = process;
	return true;
}

static int64_t line_number(const char *text, const char *name)
{
	const char *at = strstr(text, name);
	if (!at)
		return 0;
	at += strlen(name);
	int64_t number = gx_proc_number(&at);
	return number > 0 ? number : 0;
}

/* Of somebody else's process (sudo) it may not be read: then it has no bytes. */
static void read_io(int proc, struct gx_process *process)
{
	char path[NAME_ROOM], text[TEXT_ROOM];
	(void)snprintf(path, sizeof(path), "%lld/io", (long long)process->pid);
	(void)gx_proc_read(proc, path, text, sizeof(text));
	process->taken[GX_USE_READ] = line_number(text, "\nread_bytes:");
	process->taken[GX_USE_WRITE] = line_number(text, "\nwrite_bytes:");
}

static int by_pid(const void *a, const void *b)
{
	const struct gx_process *left = a, *right = b;
	return (left->pid > right->pid) - (left->pid < right->pid);
}

static struct gx_process *find(const struct gx_processes *processes, int64_t pid)
{
	struct gx_process key = { .pid = pid };
	if (processes->list.len == 0)
		return NULL;
	return bsearch(&key, processes->list.at, processes->list.len, sizeof(key), by_pid);
}

/* The same process, not just one of its number. */
static struct gx_process *find_same(const struct gx_processes *processes, const struct gx_process *process)
{
	struct gx_process *found = find(processes, process->pid);
	return found && found->start == process->start ? found : NULL;
}

void gx_tree_open(struct gx_tree *tree, const char *folder, pid_t root)
{
	tree->root.pid = root;
	tree->proc = opendir(folder);
	if (!tree->proc || !read_stat(dirfd(tree->proc), root, &tree->root))
		return;
	read_io(dirfd(tree->proc), &tree->root);
	struct gx_process *first = gx_vec_add(&tree->members.list);
	if (first) /* else its use so far counts, which is next to none */
		*first = tree->root;
}

void gx_tree_release(struct gx_tree *tree)
{
	if (tree->proc)
		(void)closedir(tree->proc);
	tree->proc = NULL;
	gx_vec_release(&tree->all.list);
	gx_vec_release(&tree->members.list);
	gx_vec_release(&tree->next.list);
}

/* Every process of the machine, those that end meanwhile aside. */
static int scan(struct gx_tree *tree, struct gx_err *err)
{
	struct gx_process process;
	const struct dirent *entry;
	tree->all.list.len = 0;
	rewinddir(tree->proc);
	while (tree->all.list.len < PROCESSES_MAX && (entry = readdir(tree->proc)) != NULL) {
		const char *name = entry->d_name;
		int64_t pid = gx_proc_number(&name);
		if (pid <= 0 || *name != '\0' || !read_stat(dirfd(tree->proc), pid, &process))
			continue;
		struct gx_process *slot = gx_vec_add(&tree->all.list);
		if (!slot)
			return gx_fail_memory(err);
		*slot = process;
	}
	if (tree->all.list.len > 0)
		qsort(tree->all.list.at, tree->all.list.len, sizeof(process), by_pid);
	return 0;
}

/* Whether it belongs whoever its parent is. `reused`: the number of the root is another process's by now, so a session of that number too. */
static bool belongs_itself(const struct gx_tree *tree, const struct gx_process *process, bool reused)
{
	int64_t root = tree->root.pid;
	if (find_same(&tree->members, process))
		return true;
	return !reused && (process->pid == root || process->group == root || process->session == root);
}

/* Asks upwards until one knows, and tells all those asked. Not one moment was scanned, so parents may form a ring: that ends it too. */
static void settle(struct gx_tree *tree, struct gx_process *process, bool reused)
{
	struct gx_process *at = process;
	while (at && at->belongs == GX_BELONGS_UNKNOWN) {
		at->belongs = belongs_itself(tree, at, reused) ? GX_BELONGS : GX_BELONGS_ASKED;
		if (at->belongs == GX_BELONGS_ASKED)
			at = find(&tree->all, at->parent);
	}
	enum gx_belongs verdict = at && at->belongs == GX_BELONGS ? GX_BELONGS : GX_BELONGS_NOT;
	for (at = process; at && at->belongs == GX_BELONGS_ASKED; at = find(&tree->all, at->parent))
		at->belongs = verdict;
}

static int gather(struct gx_tree *tree, struct gx_err *err)
{
	const struct gx_process *holder = find(&tree->all, tree->root.pid);
	bool reused = holder && holder->start != tree->root.start;
	tree->next.list.len = 0;
	for (size_t i = 0; i < tree->all.list.len; i++) {
		struct gx_process *process = &tree->all.list.at[i];
		settle(tree, process, reused);
		if (process->belongs != GX_BELONGS)
			continue;
		struct gx_process *slot = gx_vec_add(&tree->next.list);
		if (!slot)
			return gx_fail_memory(err);
		*slot = *process;
		read_io(dirfd(tree->proc), slot);
	}
	return 0;
}

static int64_t positive(int64_t number)
{
	return number > 0 ? number : 0;
}

/* What a living one has taken since the reading before; of a new one, all. */
static void count_living(struct gx_tree *tree, struct gx_process *process)
{
	static const struct gx_process nothing = { .pid = 0 };
	const struct gx_process *before = find_same(&tree->members, process);
	if (!before)
		before = &nothing;
	for (int use = 0; use < GX_USES; use++) {
		process->gained[use] = positive(process->taken[use] - before->taken[use]);
		tree->used[use] += positive(process->own[use] - before->own[use]) + process->gained[use];
	}
}

/* The nearest of its parents that lives: if it was waited for, that one has got its use. */
static struct gx_process *heir(const struct gx_tree *tree, const struct gx_process *dead)
{
	int64_t pid = dead->parent;
	for (size_t steps = 0; steps < tree->members.list.len; steps++) {
		struct gx_process *living = find(&tree->next, pid);
		const struct gx_process *before = find(&tree->members, pid);
		if (living || !before)
			return living;
		pid = before->parent;
	}
	return NULL;
}

/*
 * What one that is gone had taken when last seen was counted then, and once more with what its heir gained. Was that less, then nobody
 * waited for it. Ticks are cut off twice, of user's and of system's time.
 */
static void uncount_dead(struct gx_tree *tree, const struct gx_process *dead)
{
	struct gx_process *to = heir(tree, dead);
	for (int use = 0; to && use < GX_USES; use++) {
		int64_t had = dead->own[use] + dead->taken[use], slack = use == GX_USE_CPU ? 2 : 0;
		if (had > to->gained[use] + slack)
			continue;
		int64_t twice = had < to->gained[use] ? had : to->gained[use];
		to->gained[use] -= twice;
		tree->used[use] -= twice;
	}
}

int gx_tree_read(struct gx_tree *tree, struct gx_err *err)
{
	int status;
	if (!tree->proc)
		return 0;
	if ((status = scan(tree, err)) < 0 || (status = gather(tree, err)) < 0)
		return status;
	for (size_t i = 0; i < tree->next.list.len; i++)
		count_living(tree, &tree->next.list.at[i]);
	for (size_t i = 0; i < tree->members.list.len; i++)
		if (!find_same(&tree->next, &tree->members.list.at[i]))
			uncount_dead(tree, &tree->members.list.at[i]);
	struct gx_processes members = tree->members;
	tree->members = tree->next;
	tree->next = members;
	return 0;
}

bool gx_tree_has(const struct gx_tree *tree, pid_t pid)
{
	return find(&tree->members, pid) != NULL;
}
