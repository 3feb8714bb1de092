#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/process.h"

struct result {
	int rc, status;
	struct gx_buf output, error;
	struct gx_err err;
};

static void result_release(struct result *result)
{
	gx_buf_release(&result->output);
	gx_buf_release(&result->error);
}

#define RESULT __attribute__((cleanup(result_release))) struct result

static struct result run_with(struct gx_process process, struct gx_str input)
{
	struct result result = { .output = GX_BUF_INIT(64 << 20), .error = GX_BUF_INIT(1000), .status = -1 };
	result.rc = gx_process_run(&process, input, &result.output, &result.error, &result.status, &result.err);
	return result;
}

static struct result run_shell(const char *script, struct gx_str input)
{
	const char *const argv[] = { "sh", "-c", script, NULL };
	struct gx_process process = GX_PROCESS_INIT;
	process.argv = argv;
	return run_with(process, input);
}

Test(process, gathers_output_error_and_status)
{
	RESULT result = run_shell("read line; echo \"out $line\"; echo err >&2; exit 7", GX_STR("word\n"));
	cr_assert_eq(result.rc, 0);
	cr_assert_eq(result.status, 7);
	cr_assert_str_eq(gx_buf_c(&result.output), "out word\n");
	cr_assert_str_eq(gx_buf_c(&result.error), "err\n");
}

Test(process, arguments_are_passed_as_they_are)
{
	const char *const argv[] = { "printf", "[%s]", "a b", "$HOME", "'", "", "*", NULL };
	struct gx_process process = GX_PROCESS_INIT;
	process.argv = argv;
	RESULT result = run_with(process, GX_STR_NONE);
	cr_assert_str_eq(gx_buf_c(&result.output), "[a b][$HOME]['][][*]");
}

Test(process, a_signal_is_128_and_its_number)
{
	RESULT result = run_shell("kill -9 $$", GX_STR_NONE);
	cr_assert_eq(result.status, 128 + SIGKILL);
}

Test(process, no_such_program_or_folder)
{
	const char *const argv[] = { "no-such-program-anywhere", NULL };
	const char *const pwd[] = { "pwd", NULL };
	struct gx_process process = GX_PROCESS_INIT;
	process.argv = argv;
	RESULT missing = run_with(process, GX_STR_NONE);
	cr_assert_eq(missing.rc, GX_ENOTFOUND);
	cr_assert_str_eq(missing.err.text, "there is no program 'no-such-program-anywhere'");
	process.argv = pwd;
	process.folder = "/no/such/folder";
	RESULT nowhere = run_with(process, GX_STR_NONE);
	cr_assert_eq(nowhere.rc, GX_ENOTFOUND);
	cr_assert_str_eq(nowhere.err.text, "there is no folder '/no/such/folder' to run 'pwd' in");
	cr_assert_eq(nowhere.status, -1);
}

Test(process, megabytes_both_ways_at_once)
{
	GX_CLEANUP(gx_buf) input = GX_BUF_INIT(GX_BUF_ANY);
	for (int i = 0; i < 1000000; i++)
		gx_buf_printf(&input, "%07d\n", i);
	RESULT result = run_shell("cat", gx_buf_view(&input));
	cr_assert_eq(result.rc, 0);
	cr_assert(gx_str_equal(gx_buf_view(&input), gx_buf_view(&result.output)));
}

Test(process, a_child_that_does_not_read_is_no_failure_and_no_signal)
{
	GX_CLEANUP(gx_buf) input = GX_BUF_INIT(GX_BUF_ANY);
	struct sigaction before, after;
	sigset_t blocked, pending;
	gx_buf_fill(&input, 'x', 10000000);
	cr_assert_eq(sigaction(SIGPIPE, NULL, &before), 0);
	cr_assert(before.sa_handler == SIG_DFL);
	RESULT result = run_shell("exec 0<&-; echo done; exit 3", gx_buf_view(&input));
	cr_assert_eq(result.rc, 0);
	cr_assert_eq(result.status, 3);
	cr_assert_str_eq(gx_buf_c(&result.output), "done\n");
	cr_assert_eq(sigaction(SIGPIPE, NULL, &after), 0);
	cr_assert(after.sa_handler == SIG_DFL);
	cr_assert_eq(pthread_sigmask(SIG_BLOCK, NULL, &blocked), 0);
	cr_assert_not(sigismember(&blocked, SIGPIPE));
	cr_assert_eq(sigpending(&pending), 0);
	cr_assert_not(sigismember(&pending, SIGPIPE));
}

Test(process, the_child_is_not_born_with_sigpipe_blocked)
{
	RESULT result = run_shell("yes | head -n 1", GX_STR_NONE);
	cr_assert_str_eq(gx_buf_c(&result.output), "y\n");
}

Test(process, too_much_output_ends_the_child)
{
	const char *const argv[] = { "sh", "-c", "echo $$; exec yes", NULL };
	struct gx_process process = GX_PROCESS_INIT;
	process.argv = argv;
	GX_CLEANUP(gx_buf) output = GX_BUF_INIT(100000);
	struct gx_err err = GX_ERR_INIT;
	int status = 42;
	cr_assert_eq(gx_process_start(&process, NULL), 0);
	pid_t pid = process.pid;
	cr_assert_eq(gx_process_finish(&process, GX_STR_NONE, &output, NULL, &status, &err), GX_ELIMIT);
	cr_assert_str_eq(err.text, "the output of 'sh' is over its limit of 100000 bytes");
	cr_assert_eq(status, 42);
	cr_assert_eq(process.pid, -1);
	cr_assert_eq(kill(pid, 0), -1, "the child is gone and reaped");
}

Test(process, a_child_that_ignores_sigterm_is_killed)
{
	const char *const argv[] = { "sh", "-c", "trap '' TERM PIPE; while :; do echo; done 2>/dev/null", NULL };
	struct gx_process process = GX_PROCESS_INIT;
	process.argv = argv;
	GX_CLEANUP(gx_buf) output = GX_BUF_INIT(10);
	int status;
	cr_assert_eq(gx_process_start(&process, NULL), 0);
	pid_t pid = process.pid;
	cr_assert_eq(gx_process_finish(&process, GX_STR_NONE, &output, NULL, &status, NULL), GX_ELIMIT);
	cr_assert_eq(kill(pid, 0), -1);
}

Test(process, output_that_nobody_wants_is_dropped)
{
	const char *const argv[] = { "sh", "-c", "yes | head -c 1000000; yes | head -c 1000000 >&2", NULL };
	struct gx_process process = GX_PROCESS_INIT;
	process.argv = argv;
	int status = -1;
	cr_assert_eq(gx_process_run(&process, GX_STR_NONE, NULL, NULL, &status, NULL), 0);
	cr_assert_eq(status, 0);
}

Test(process, environment_is_set_and_unset_on_top_of_ours)
{
	const char *const argv[] = { "sh", "-c", "echo \"$KEPT|$CHANGED|${GONE-unset}|$NEW|$KEPT_TOO\"", NULL };
	const char *const environment[] = { "CHANGED=new=value", "GONE", "NEW=", "KEPT_=x", "NOT_THERE", NULL };
	struct gx_process process = GX_PROCESS_INIT;
	process.argv = argv;
	process.environment = environment;
	setenv("KEPT", "kept", 1);
	setenv("KEPT_TOO", "too", 1);
	setenv("CHANGED", "old", 1);
	setenv("GONE", "x", 1);
	RESULT result = run_with(process, GX_STR_NONE);
	cr_assert_str_eq(gx_buf_c(&result.output), "kept|new=value|unset||too\n");
	cr_assert_str_eq(getenv("CHANGED"), "old");
}

Test(process, runs_in_a_folder)
{
	const char *const argv[] = { "pwd", NULL };
	struct gx_process process = GX_PROCESS_INIT;
	process.argv = argv;
	process.folder = "/";
	RESULT result = run_with(process, GX_STR_NONE);
	cr_assert_str_eq(gx_buf_c(&result.output), "/\n");
}

/* Descriptors from 3 on; with `flags` 0 those only that a child gets. */
static int count_open(int flags)
{
	int count = 0;
	for (int fd = 3; fd < 256; fd++) {
		int has = fcntl(fd, F_GETFD);
		count += has >= 0 && (has & ~flags) == 0;
	}
	return count;
}

Test(process, leaves_no_descriptor_open_here_and_gives_none_to_the_child)
{
	const char *const argv[] = { "/no/such/program", NULL };
	int before = count_open(FD_CLOEXEC), inherited = count_open(0);
	for (int i = 0; i < 3; i++) {
		struct gx_process process = GX_PROCESS_INIT;
		process.argv = argv;
		RESULT fine = run_shell("ls /proc/self/fd | wc -l", GX_STR_NONE);
		cr_assert_eq(atoi(gx_buf_c(&fine.output)), inherited + 4); /* 0, 1, 2 and the folder that it lists */
		RESULT missing = run_with(process, GX_STR_NONE);
		cr_assert_eq(missing.rc, GX_ENOTFOUND);
	}
	cr_assert_eq(count_open(FD_CLOEXEC), before);
}

/* A parent may start us with 0, 1 or 2 closed: then our own pipes get these numbers. */
static int run_without_standard_streams(void)
{
	close(0);
	close(1);
	close(2);
	struct result result = run_shell("read line; echo \"out $line\"; echo err >&2", GX_STR("word\n"));
	return result.rc == 0 && strcmp(gx_buf_c(&result.output), "out word\n") == 0 &&
	       strcmp(gx_buf_c(&result.error), "err\n") == 0;
}

Test(process, works_with_standard_streams_closed)
{
	int status;
	pid_t pid = fork();
	if (pid == 0)
		_exit(run_without_standard_streams() ? 0 : 1);
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

Test(process, streams_can_be_inherited)
{
	const char *const argv[] = { "cat", NULL };
	struct gx_process process = GX_PROCESS_INIT;
	int in[2], out[2], status = -1;
	char text[16] = "";
	cr_assert(pipe(in) == 0 && pipe(out) == 0);
	cr_assert(dup2(in[0], 0) == 0 && dup2(out[1], 1) == 1);
	cr_assert_eq(write(in[1], "passed", 6), 6);
	close(in[1]);
	process.argv = argv;
	process.inherit_input = true;
	process.inherit_output = true;
	fcntl(in[0], F_SETFD, FD_CLOEXEC);
	cr_assert_eq(gx_process_run(&process, GX_STR_NONE, NULL, NULL, &status, NULL), 0);
	cr_assert_eq(status, 0);
	cr_assert_eq(read(out[0], text, sizeof(text)), 6);
	cr_assert_str_eq(text, "passed");
}

Test(process, a_started_child_can_be_written_to_before_it_is_finished)
{
	const char *const argv[] = { "cat", NULL };
	struct gx_process process = GX_PROCESS_INIT;
	GX_CLEANUP(gx_buf) output = GX_BUF_INIT(100);
	int status = -1;
	process.argv = argv;
	cr_assert_eq(gx_process_start(&process, NULL), 0);
	cr_assert_eq(write(process.input, "first, ", 7), 7);
	cr_assert_eq(gx_process_finish(&process, GX_STR("then"), &output, NULL, &status, NULL), 0);
	cr_assert_str_eq(gx_buf_c(&output), "first, then");
}
