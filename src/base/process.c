#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

extern char **environ;

enum {
	CHUNK = 64 * 1024,
	PATIENCE_MS = 1000, /* that a child has to end itself before it is killed */
};

struct ends {
	int ours, theirs;
};

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Out of the way of 0, 1 and 2, which may be free in us and are what the child's ends become. */
static bool lift(int *fd)
{
	if (*fd > STDERR_FILENO)
		return true;
	int high = fcntl(*fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	close(*fd);
	*fd = high;
	return high >= 0;
}

/* A pipe of which the child reads (`feed`) or writes. */
static int pipe_make(bool feed, struct ends *ends)
{
	int fds[2];
	if (pipe2(fds, O_CLOEXEC) != 0)
		return -1;
	bool lifted = lift(&fds[0]);
	lifted = lift(&fds[1]) && lifted;
	*ends = feed ? (struct ends){ fds[1], fds[0] } : (struct ends){ fds[0], fds[1] };
	return lifted ? 0 : -1;
}

static bool same_name(const char *entry, const char *change)
{
	size_t len = strcspn(change, "=");
	return strncmp(entry, change, len) == 0 && entry[len] == '=';
}

static bool is_changed(const char *entry, const char *const *changes)
{
	for (; *changes; changes++)
		if (same_name(entry, *changes))
			return true;
	return false;
}

/* Our environment with the changes; the strings are borrowed, the array is the caller's. */
static const char **merge_environment(const char *const *changes)
{
	size_t ours = 0, more = 0, len = 0;
	while (environ && environ[ours])
		ours++;
	while (changes[more])
		more++;
	const char **merged = calloc(ours + more + 1, sizeof(*merged));
	if (!merged)
		return NULL;
	for (size_t i = 0; i < ours; i++)
		if (!is_changed(environ[i], changes))
			merged[len++] = environ[i];
	for (size_t i = 0; i < more; i++)
		if (strchr(changes[i], '='))
			merged[len++] = changes[i];
	return merged;
}

/* posix_spawn takes pointers to what it does not change as if it did. */
static char **as_vector(const char *const *strings)
{
	char **vector;
	memcpy(&vector, &strings, sizeof(vector));
	return vector;
}

static int spawn_with(struct gx_process *process, const struct ends ends[3], const char *const *environment,
		      posix_spawn_file_actions_t *actions)
{
	int rc = 0;
	for (int fd = 0; fd < 3 && rc == 0; fd++)
		if (ends[fd].theirs >= 0)
			rc = posix_spawn_file_actions_adddup2(actions, ends[fd].theirs, fd);
	if (rc == 0 && process->folder)
		rc = posix_spawn_file_actions_addchdir_np(actions, process->folder);
	pid_t pid;
	char **variables = environment ? as_vector(environment) : environ;
	if (rc == 0)
		rc = posix_spawnp(&pid, process->argv[0], actions, NULL, as_vector(process->argv), variables);
	if (rc == 0)
		process->pid = pid;
	return rc;
}

/* posix_spawn lends our memory to the child until it runs its program: fork() would copy page tables of gigabytes. */
static int spawn(struct gx_process *process, const struct ends ends[3], struct gx_err *err)
{
	GX_FREE const char **environment = NULL;
	posix_spawn_file_actions_t actions;
	if (process->environment && !(environment = merge_environment(process->environment)))
		return gx_fail_memory(err);
	if (posix_spawn_file_actions_init(&actions) != 0)
		return gx_fail_memory(err);
	int rc = spawn_with(process, ends, environment, &actions);
	posix_spawn_file_actions_destroy(&actions);
	if (rc == ENOENT && process->folder && !gx_file_exists(process->folder))
		return gx_fail(err, GX_ENOTFOUND, "there is no folder '%s' to run '%s' in", process->folder, process->argv[0]);
	if (rc == ENOENT)
		return gx_fail(err, GX_ENOTFOUND, "there is no program '%s'", process->argv[0]);
	errno = rc;
	return rc ? gx_fail_errno(err, "cannot start '%s'", process->argv[0]) : 0;
}

int gx_process_start(struct gx_process *process, struct gx_err *err)
{
	struct ends ends[3] = { { -1, -1 }, { -1, -1 }, { -1, -1 } };
	const bool inherit[3] = { process->inherit_input, process->inherit_output, process->inherit_error };
	int rc = 0;
	for (int fd = 0; fd < 3 && rc == 0; fd++)
		if (!inherit[fd] && pipe_make(fd == 0, &ends[fd]) != 0)
			rc = gx_fail_errno(err, "cannot make a pipe to '%s'", process->argv[0]);
	if (rc == 0)
		rc = spawn(process, ends, err);
	for (int fd = 0; fd < 3; fd++) {
		close_end(&ends[fd].theirs);
		if (rc < 0)
			close_end(&ends[fd].ours);
	}
	process->input = ends[0].ours;
	process->output = ends[1].ours;
	process->error = ends[2].ours;
	return rc;
}

/* Writes what the pipe takes now; closes it when all is written or nobody reads any more. */
static int feed(int *fd, struct gx_str *input, const char *name, struct gx_err *err)
{
	ssize_t wrote = input->len ? write(*fd, input->at, input->len) : 0;
	if (wrote < 0 && (errno == EINTR || errno == EAGAIN))
		return 0;
	if (wrote < 0 && errno != EPIPE)
		return gx_fail_errno(err, "cannot write to '%s'", name);
	*input = gx_str_from(*input, wrote < 0 ? input->len : (size_t)wrote);
	if (input->len == 0)
		close_end(fd);
	return 0;
}

/* Reads what is there now; closes at the end. */
static int drain(int *fd, struct gx_buf *into, const char *name, struct gx_err *err)
{
	char chunk[CHUNK];
	ssize_t got = read(*fd, chunk, sizeof(chunk));
	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return 0;
	if (got < 0)
		return gx_fail_errno(err, "cannot read from '%s'", name);
	if (got == 0)
		close_end(fd);
	if (!into)
		return 0;
	gx_buf_add(into, chunk, (size_t)got);
	return into->failed == GX_ELIMIT ?
		       gx_fail(err, GX_ELIMIT, "the output of '%s' is over its limit of %zu bytes", name, into->max) :
		       gx_buf_check(into, "the output", err);
}

/* Feeds and drains at once: a child that waits for us to read must not be waited for to read. */
static int converse(struct gx_process *process, struct gx_str input, struct gx_buf *output, struct gx_buf *error,
		    struct gx_err *err)
{
	const char *name = process->argv[0];
	/* poll() promises room for a few bytes only, and a blocked write() would not drain */
	if (process->input >= 0 && fcntl(process->input, F_SETFL, O_NONBLOCK) != 0)
		return gx_fail_errno(err, "cannot write to '%s'", name);
	while (process->input >= 0 || process->output >= 0 || process->error >= 0) {
		struct pollfd polls[3] = { { process->input, POLLOUT, 0 },
					   { process->output, POLLIN, 0 },
					   { process->error, POLLIN, 0 } };
		int rc = 0;
		if (poll(polls, 3, -1) < 0) {
			if (errno == EINTR)
				continue;
			return gx_fail_errno(err, "cannot wait for '%s'", name);
		}
		if (polls[0].revents)
			rc = feed(&process->input, &input, name, err);
		if (rc == 0 && polls[1].revents)
			rc = drain(&process->output, output, name, err);
		if (rc == 0 && polls[2].revents)
			rc = drain(&process->error, error, name, err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* As waitpid(), but a signal to us does not end the waiting. */
static pid_t wait_for(pid_t pid, int *status, int flags)
{
	pid_t got;
	do
		got = waitpid(pid, status, flags);
	while (got < 0 && errno == EINTR);
	return got;
}

/* Asks the child to end, so that git can remove its locks, and insists after a while. */
static void end_child(pid_t pid)
{
	const struct timespec tick = { 0, 5 * 1000 * 1000 };
	int status;
	(void)kill(pid, SIGTERM);
	for (int waited_ms = 0; waited_ms < PATIENCE_MS; waited_ms += 5) {
		if (wait_for(pid, &status, WNOHANG) != 0)
			return;
		(void)nanosleep(&tick, NULL);
	}
	(void)kill(pid, SIGKILL);
	(void)wait_for(pid, &status, 0);
}

/* Blocks SIGPIPE in this thread; true if it was free before, so that sigpipe_unblock() has something to do. */
static bool sigpipe_block(sigset_t *before)
{
	sigset_t pipe_only, pending;
	sigemptyset(&pipe_only);
	sigaddset(&pipe_only, SIGPIPE);
	sigpending(&pending);
	return !sigismember(&pending, SIGPIPE) && pthread_sigmask(SIG_BLOCK, &pipe_only, before) == 0;
}

/* Takes back the SIGPIPE that our writing raised, if any, and the block. */
static void sigpipe_unblock(const sigset_t *before)
{
	sigset_t pipe_only, pending;
	int taken;
	sigemptyset(&pipe_only);
	sigaddset(&pipe_only, SIGPIPE);
	sigpending(&pending);
	if (sigismember(&pending, SIGPIPE))
		(void)sigwait(&pipe_only, &taken);
	(void)pthread_sigmask(SIG_SETMASK, before, NULL);
}

int gx_process_finish(struct gx_process *process, struct gx_str input, struct gx_buf *output, struct gx_buf *error,
		      int *ret_status, struct gx_err *err)
{
	sigset_t before;
	bool blocked = sigpipe_block(&before);
	int rc = converse(process, input, output, error, err);
	if (blocked)
		sigpipe_unblock(&before);
	close_end(&process->input);
	close_end(&process->output);
	close_end(&process->error);
	pid_t pid = process->pid;
	process->pid = -1;
	if (rc < 0) {
		end_child(pid);
		return rc;
	}
	int status;
	if (wait_for(pid, &status, 0) < 0)
		return gx_fail_errno(err, "cannot wait for '%s'", process->argv[0]);
	*ret_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return 0;
}

int gx_process_run(struct gx_process *process, struct gx_str input, struct gx_buf *output, struct gx_buf *error,
		   int *ret_status, struct gx_err *err)
{
	int rc = gx_process_start(process, err);
	return rc < 0 ? rc : gx_process_finish(process, input, output, error, ret_status, err);
}
