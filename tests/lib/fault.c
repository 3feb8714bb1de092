/*
 * Preloaded into a program, counts the calls by which it changes files and strikes at call number N (from 1):
 *
 *	FAULT_KILL=N            kills the process (SIGKILL) in place of call N
 *	FAULT_TEAR=N            the same, but if call N writes, half of the bytes are written first
 *	FAULT_FAIL=N:ENOSPC     call N fails with that error
 *	FAULT_FAIL=N+:ENOSPC    and so do all later ones that take space on the disk: it is full, or read-only
 *	FAULT_COUNT=file        keeps the number of calls there, 8 bytes in the machine's order; processes may share it
 *	FAULT_LOG=file          adds a line a call: number, name, path, second path (both absolute), by tabs
 *	FAULT_PROGRAM=name      minds programs of that name only; else the first process in which we are loaded
 *	FAULT_CHILDREN=1        minds the children of such a process too
 *
 * Writes count on regular files only, and not those to standard error: there the program is to say what went wrong.
 * Calls inside the C library (stdio's own writes) do not come by here, nor does memory that is mapped and written.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum verdict { PASS, FAIL, TEAR };

static struct {
	bool active, with_children, fail_on;
	pid_t owner;
	int log;
	uint64_t kill_at, tear_at, fail_at;
	int fail_errno;
	_Atomic uint64_t own_count, *count; /* the latter in our memory or in the file's */
} fault = { .log = -1 };

static const struct {
	const char *name;
	int number;
} errors[] = {
	{ "EACCES", EACCES }, { "EDQUOT", EDQUOT }, { "EEXIST", EEXIST }, { "EINTR", EINTR },	{ "EINVAL", EINVAL },
	{ "EIO", EIO },	      { "EMFILE", EMFILE }, { "ENOENT", ENOENT }, { "ENOSPC", ENOSPC }, { "EPERM", EPERM },
	{ "EROFS", EROFS },   { "EXDEV", EXDEV },
};

static void complain(const char *what)
{
	(void)fprintf(stderr, "fault: %s\n", what);
	abort();
}

static void find(void *pointer_to_function, const char *name)
{
	void *found = dlsym(RTLD_NEXT, name);
	if (!found)
		complain(name);
	memcpy(pointer_to_function, &found, sizeof(found));
}

static uint64_t number_of(const char *variable)
{
	const char *text = getenv(variable);
	return text ? strtoull(text, NULL, 10) : 0;
}

static void read_failure(void)
{
	const char *text = getenv("FAULT_FAIL");
	if (!text)
		return;
	char *end;
	fault.fail_at = strtoull(text, &end, 10);
	fault.fail_on = *end == '+';
	end += fault.fail_on;
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (*end == ':' && strcmp(end + 1, errors[i].name) == 0)
			fault.fail_errno = errors[i].number;
	if (!fault.fail_errno)
		complain("FAULT_FAIL is not like 17:ENOSPC or 17+:ENOSPC, or has an error that I do not know");
}

static void share_count(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || ftruncate(fd, sizeof(*fault.count)) != 0)
		complain("cannot open the file of FAULT_COUNT");
	void *map = mmap(NULL, sizeof(*fault.count), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		complain("cannot map the file of FAULT_COUNT");
	close(fd);
	fault.count = map;
}

/* Far up, where a program that closes or counts its descriptors does not find it. */
static void open_log(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	fault.log = fcntl(fd, F_DUPFD_CLOEXEC, 200);
	if (fault.log < 0)
		complain("cannot open the file of FAULT_LOG");
	close(fd);
}

static bool is_minded(void)
{
	const char *program = getenv("FAULT_PROGRAM"), *owner = getenv("FAULT_OWNER");
	if (owner)
		return fault.with_children;
	return !program || strcmp(program, program_invocation_short_name) == 0;
}

__attribute__((constructor)) static void fault_start(void)
{
	const char *count = getenv("FAULT_COUNT"), *log = getenv("FAULT_LOG");
	fault.with_children = number_of("FAULT_CHILDREN") != 0;
	if (!is_minded())
		return;
	fault.kill_at = number_of("FAULT_KILL");
	fault.tear_at = number_of("FAULT_TEAR");
	read_failure();
	fault.count = &fault.own_count;
	if (count)
		share_count(count);
	if (log)
		open_log(log);
	setenv("FAULT_OWNER", "1", 1); /* tells our children that they are children */
	fault.owner = getpid();
	fault.active = true;
}

/* A name in a folder (a descriptor, or AT_FDCWD), spelled without links but perhaps the last part. */
struct place {
	int folder;
	const char *path;
};

#define AT(folder, path) ((struct place){ (folder), (path) })
#define HERE(path) AT(AT_FDCWD, path)
#define NOWHERE AT(-1, "")
#define OPEN(fd) AT((fd), NULL) /* what is open there */

#define SPELLED (2 * PATH_MAX + 2)

/* Where a link of /proc leads; "" if nowhere. */
static void follow(const char *link, char out[static PATH_MAX])
{
	ssize_t len = readlink(link, out, PATH_MAX - 1);
	out[len > 0 ? len : 0] = '\0';
}

static void spell(struct place place, char out[static SPELLED])
{
	char link[64] = "/proc/self/cwd", base[PATH_MAX] = "", folder[PATH_MAX], real[PATH_MAX];
	const char *path = place.path ? place.path : "";
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	if (place.folder != AT_FDCWD)
		(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", place.folder);
	if (strncmp(path, "/proc/self/fd/", 14) == 0) { /* how a file without a name is linked into place */
		follow(path, base);
		name = "";
	} else if (*path != '/') {
		follow(link, base);
	}
	(void)snprintf(folder, sizeof(folder), "%s%s%.*s", base, slash && *base ? "/" : "",
		       (int)(slash ? name - path : 0), path);
	if (*name)
		(void)snprintf(out, SPELLED, "%s/%s", realpath(folder, real) ? real : folder, name);
	else
		(void)snprintf(out, SPELLED, "%s", base);
}

static void note(uint64_t number, const char *name, struct place from, struct place to)
{
	static ssize_t (*real)(int, const void *, size_t);
	static _Thread_local char path[SPELLED], second[SPELLED], line[2 * SPELLED + 128];
	spell(from, path);
	spell(to, second);
	int len = snprintf(line, sizeof(line), "%llu\t%s\t%s\t%s\n", (unsigned long long)number, name, path, second);
	find(&real, "write");
	if (len < 0 || len >= (int)sizeof(line) || real(fault.log, line, (size_t)len) != len)
		complain("cannot write the file of FAULT_LOG");
}

static void die(void)
{
	(void)kill(getpid(), SIGKILL);
	for (;;)
		pause();
}

/* Counts a call and says what is to become of it. `takes_space`: whether a full disk would refuse it. */
static enum verdict meet(const char *name, struct place from, struct place to, bool takes_space)
{
	if (!fault.active || (!fault.with_children && getpid() != fault.owner))
		return PASS;
	int saved = errno;
	uint64_t number = atomic_fetch_add(fault.count, 1) + 1;
	if (fault.log >= 0)
		note(number, name, from, to);
	if (number == fault.kill_at)
		die();
	if (number == fault.tear_at)
		return TEAR;
	if (number == fault.fail_at || (fault.fail_on && takes_space && number > fault.fail_at)) {
		errno = fault.fail_errno;
		return FAIL;
	}
	errno = saved;
	return PASS;
}

/* A call that happens or does not; torn, it does not. */
#define WRAP(name, parameters, arguments, verdict) \
	int name parameters \
	{ \
		static int(*real) parameters; \
		if (!real) \
			find(&real, #name); \
		switch (verdict) { \
		case FAIL: \
			return -1; \
		case TEAR: \
			die(); \
		case PASS: \
			break; \
		} \
		return real arguments; \
	}

WRAP(rename, (const char *from, const char *to), (from, to), meet("rename", HERE(from), HERE(to), true))
WRAP(renameat, (int old, const char *from, int new, const char *to), (old, from, new, to),
     meet("renameat", AT(old, from), AT(new, to), true))
WRAP(renameat2, (int old, const char *from, int new, const char *to, unsigned flags), (old, from, new, to, flags),
     meet("renameat2", AT(old, from), AT(new, to), true))
WRAP(link, (const char *from, const char *to), (from, to), meet("link", HERE(from), HERE(to), true))
WRAP(linkat, (int old, const char *from, int new, const char *to, int flags), (old, from, new, to, flags),
     meet("linkat", AT(old, from), AT(new, to), true))
WRAP(symlink, (const char *from, const char *to), (from, to), meet("symlink", NOWHERE, HERE(to), true))
WRAP(symlinkat, (const char *from, int new, const char *to), (from, new, to),
     meet("symlinkat", NOWHERE, AT(new, to), true))
WRAP(unlink, (const char *path), (path), meet("unlink", HERE(path), NOWHERE, false))
WRAP(unlinkat, (int folder, const char *path, int flags), (folder, path, flags),
     meet("unlinkat", AT(folder, path), NOWHERE, false))
WRAP(rmdir, (const char *path), (path), meet("rmdir", HERE(path), NOWHERE, false))
WRAP(mkdir, (const char *path, mode_t mode), (path, mode), meet("mkdir", HERE(path), NOWHERE, true))
WRAP(mkdirat, (int folder, const char *path, mode_t mode), (folder, path, mode),
     meet("mkdirat", AT(folder, path), NOWHERE, true))
WRAP(fsync, (int fd), (fd), meet("fsync", OPEN(fd), NOWHERE, true))
WRAP(fdatasync, (int fd), (fd), meet("fdatasync", OPEN(fd), NOWHERE, true))
WRAP(sync_file_range, (int fd, off64_t at, off64_t len, unsigned flags), (fd, at, len, flags),
     meet("sync_file_range", OPEN(fd), NOWHERE, true))
WRAP(ftruncate, (int fd, off_t len), (fd, len), meet("ftruncate", OPEN(fd), NOWHERE, true))
WRAP(creat, (const char *path, mode_t mode), (path, mode), meet("creat", HERE(path), NOWHERE, true))

static bool is_file(int fd)
{
	struct stat stat;
	return fd != STDERR_FILENO && fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode);
}

/* Half of the bytes, rounded down, then death. */
#define WRAP_WRITE(name, parameters, arguments, half) \
	ssize_t name parameters \
	{ \
		static ssize_t(*real) parameters; \
		if (!real) \
			find(&real, #name); \
		switch (fault.active && is_file(fd) ? meet(#name, OPEN(fd), NOWHERE, true) : PASS) { \
		case FAIL: \
			return -1; \
		case TEAR: \
			(void)!real half; \
			die(); \
		case PASS: \
			break; \
		} \
		return real arguments; \
	}

WRAP_WRITE(write, (int fd, const void *bytes, size_t len), (fd, bytes, len), (fd, bytes, len / 2))
WRAP_WRITE(pwrite, (int fd, const void *bytes, size_t len, off_t at), (fd, bytes, len, at), (fd, bytes, len / 2, at))
WRAP_WRITE(writev, (int fd, const struct iovec *parts, int count), (fd, parts, count), (fd, parts, count / 2))

/* Opening counts only where it may make a file. */
#define WRAP_OPEN(name, parameters, arguments, place) \
	int name parameters \
	{ \
		static int(*real) parameters; \
		mode_t mode = 0; \
		if (!real) \
			find(&real, #name); \
		if (flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE) { \
			va_list rest; \
			va_start(rest, flags); \
			mode = va_arg(rest, mode_t); \
			va_end(rest); \
			enum verdict verdict = meet(#name, place, NOWHERE, true); \
			if (verdict == FAIL) \
				return -1; \
			if (verdict == TEAR) \
				die(); \
		} \
		return real arguments; \
	}

WRAP_OPEN(open, (const char *path, int flags, ...), (path, flags, mode), HERE(path))
WRAP_OPEN(openat, (int folder, const char *path, int flags, ...), (folder, path, flags, mode), AT(folder, path))

#ifdef __GLIBC__ /* where programs built for files over 2 GiB call these names */
WRAP(ftruncate64, (int fd, off64_t len), (fd, len), meet("ftruncate64", OPEN(fd), NOWHERE, true))
WRAP(creat64, (const char *path, mode_t mode), (path, mode), meet("creat64", HERE(path), NOWHERE, true))
WRAP_WRITE(pwrite64, (int fd, const void *bytes, size_t len, off64_t at), (fd, bytes, len, at),
	   (fd, bytes, len / 2, at))
WRAP_OPEN(open64, (const char *path, int flags, ...), (path, flags, mode), HERE(path))
WRAP_OPEN(openat64, (int folder, const char *path, int flags, ...), (folder, path, flags, mode), AT(folder, path))
#endif
