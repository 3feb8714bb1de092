#include "cli/pager.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/out.h"

int gx_bool_parse(const char *text)
{
	static const char *const words[][2] = { { "false", "true" }, { "no", "yes" }, { "off", "on" } };
	if (!*text)
		return 0;
	for (size_t i = 0; i < GX_LEN(words); i++)
		for (int value = 0; value < 2; value++)
			if (strcasecmp(text, words[i][value]) == 0)
				return value;
	char *end;
	long number = strtol(text, &end, 10);
	return end == text || *end ? -1 : number != 0;
}

bool gx_pager_in_use(void)
{
	const char *set = getenv("GIT_PAGER_IN_USE");
	return set && gx_bool_parse(set) == 1;
}

const char *gx_pager_choose(int wanted, gx_config_lookup *get, void *context)
{
	const char *ours = get ? get(context, "pager.exp") : NULL;
	int on = wanted >= 0 ? wanted : ours ? gx_bool_parse(ours) : 1;
	if (on == 0)
		return NULL;
	const char *command = getenv("GIT_PAGER");
	if (!command && ours && gx_bool_parse(ours) < 0)
		command = ours;
	if (!command && get)
		command = get(context, "core.pager");
	if (!command)
		command = getenv("PAGER");
	if (!command)
		command = "less";
	return *command && strcmp(command, "cat") != 0 ? command : NULL;
}

/* For the signal handler only: it may run at any instruction. */
static volatile sig_atomic_t waiting_for;

/* Without this, ^C would leave the pager reading the keyboard beside the shell. */
static void leave_pager(int number)
{
	close(STDOUT_FILENO);
	close(STDERR_FILENO);
	while (waitpid((pid_t)waiting_for, NULL, 0) < 0 && errno == EINTR)
		;
	(void)signal(number, SIG_DFL);
	(void)raise(number);
}

static const int ending_signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

static void catch_signals(void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler };
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < GX_LEN(ending_signals); i++)
		sigaction(ending_signals[i], &action, NULL);
}

/* In the child, between fork and exec. */
static _Noreturn void become_pager(const char *command, int input)
{
	dup2(input, STDIN_FILENO);
	if (setenv("GIT_PAGER_IN_USE", "true", 1) == 0 && setenv("LESS", "FRX", 0) == 0 && setenv("LV", "-c", 0) == 0)
		execlp("sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

/* The pager's process, its input in *ret_fd; -1 with errno. */
static pid_t spawn(const char *command, int *ret_fd)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	pid_t pid = fork();
	if (pid == 0)
		become_pager(command, ends[0]);
	close(ends[0]);
	if (pid < 0)
		close(ends[1]);
	else
		*ret_fd = ends[1];
	return pid;
}

/* Makes `fd` another name of `target`; returns a copy of what it was. */
static int replace_fd(int fd, int target)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	dup2(target, fd);
	return copy;
}

static void put_back(int fd, int *copy)
{
	if (*copy < 0)
		return;
	dup2(*copy, fd);
	close(*copy);
	*copy = -1;
}

void gx_pager_start(struct gx_pager *pager, int fd)
{
	if (!pager->command || pager->pid)
		return;
	int input = -1;
	pid_t pid = spawn(pager->command, &input);
	if (pid < 0) {
		gx_say_warning("cannot start the pager '%s': %s", pager->command, strerror(errno));
		pager->command = NULL;
		return;
	}
	pager->pid = pid;
	waiting_for = pid;
	catch_signals(leave_pager);
	pager->output = replace_fd(fd, input);
	if (isatty(STDERR_FILENO))
		pager->error = replace_fd(STDERR_FILENO, input); /* else errors would be drawn over by the pager */
	close(input);
}

bool gx_pager_finish(struct gx_pager *pager, int fd)
{
	if (!pager->pid)
		return false;
	put_back(fd, &pager->output);
	put_back(STDERR_FILENO, &pager->error);
	while (waitpid(pager->pid, NULL, 0) < 0 && errno == EINTR)
		;
	catch_signals(SIG_DFL);
	pager->pid = 0;
	return true;
}
