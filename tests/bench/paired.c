/*
 * Times two commands in turn, A B A B …, and says how many times as long the first one takes: medians of whole processes, and the median,
 * least and greatest of the ratios pair by pair, so that a machine whose speed drifts does not decide.
 *
 *	paired [-n <pairs>] [-s <setup>] <A> <B>    both by sh; the setup, not timed, before each of them
 *	paired -m <A>                               the peak of anonymous memory of one command, polled from /proc
 *
 * One JSON object on standard output; times in seconds, memory in bytes.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_PAIRS = 101, POLL_MS = 2 };

extern char **environ;

static void die(const char *what)
{
	fprintf(stderr, "paired: %s: %s\n", what, strerror(errno));
	exit(2);
}

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static pid_t start(const char *command)
{
	/* `exec` so that a single command is the process itself, without a shell's own time for waiting. */
	char *line = malloc(strlen(command) + 16);
	pid_t pid;
	if (!line)
		die("memory");
	snprintf(line, strlen(command) + 16, "exec %s", command);
	char shell[] = "sh", flag[] = "-c";
	char *argv[] = { shell, flag, line, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	errno = posix_spawnp(&pid, "sh", &actions, NULL, argv, environ);
	if (errno)
		die("sh");
	posix_spawn_file_actions_destroy(&actions);
	free(line);
	return pid;
}

static void check(const char *command, int status)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return;
	fprintf(stderr, "paired: failed with status %d: %s\n", status, command);
	exit(2);
}

static void setup(const char *command)
{
	int status;
	if (!command)
		return;
	char *wrapped = malloc(strlen(command) + 32);
	if (!wrapped)
		die("memory");
	snprintf(wrapped, strlen(command) + 32, "sh -ec '%s'", command);
	if (waitpid(start(wrapped), &status, 0) < 0)
		die("wait");
	check(command, status);
	free(wrapped);
}

static double timed(const char *prepare, const char *command)
{
	int status;
	setup(prepare);
	double before = now();
	if (waitpid(start(command), &status, 0) < 0)
		die("wait");
	double took = now() - before;
	check(command, status);
	return took;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median(double *values, int count)
{
	qsort(values, (size_t)count, sizeof(*values), by_value);
	return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

static void compare(const char *prepare, const char *a, const char *b, int pairs)
{
	double times_a[MAX_PAIRS], times_b[MAX_PAIRS], ratios[MAX_PAIRS];
	(void)timed(prepare, a);
	(void)timed(prepare, b);
	for (int i = 0; i < pairs; i++) {
		/* Who goes first changes, so that neither always finds the caches warm. */
		if (i % 2) {
			times_b[i] = timed(prepare, b);
			times_a[i] = timed(prepare, a);
		} else {
			times_a[i] = timed(prepare, a);
			times_b[i] = timed(prepare, b);
		}
		ratios[i] = times_a[i] / times_b[i];
	}
	double ratio = median(ratios, pairs);
	printf("{\"pairs\": %d, \"a\": %.6f, \"b\": %.6f, \"ratio\": %.3f, \"least\": %.3f, \"greatest\": %.3f}\n", pairs, median(times_a, pairs),
	       median(times_b, pairs), ratio, ratios[0], ratios[pairs - 1]);
}

/* RssAnon of /proc/<pid>/status, in bytes; 0 once the process has gone. */
static long anonymous(pid_t pid)
{
	char path[64], line[256];
	long kib = 0;
	snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
	FILE *file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "RssAnon: %ld", &kib) == 1)
			break;
	if (file)
		fclose(file);
	return kib * 1024;
}

static void measure_memory(const char *command)
{
	int status;
	long peak = 0;
	pid_t pid = start(command);
	while (waitpid(pid, &status, WNOHANG) == 0) {
		long here = anonymous(pid);
		if (here > peak)
			peak = here;
		struct timespec pause = { 0, POLL_MS * 1000000 };
		nanosleep(&pause, NULL);
	}
	check(command, status);
	printf("{\"bytes\": %ld}\n", peak);
}

int main(int argc, char **argv)
{
	int pairs = 9, option;
	const char *prepare = NULL, *memory = NULL;
	while ((option = getopt(argc, argv, "n:s:m:")) != -1) {
		if (option == 'n')
			pairs = atoi(optarg);
		else if (option == 's')
			prepare = optarg;
		else if (option == 'm')
			memory = optarg;
		else
			return 2;
	}
	if (memory)
		measure_memory(memory);
	else if (argc - optind == 2 && pairs > 0 && pairs <= MAX_PAIRS)
		compare(prepare, argv[optind], argv[optind + 1], pairs);
	else
		return 2;
	return 0;
}
