#include "scratch.h"

#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "git/lock.h"

TestSuite(lock, .init = scratch_enter, .fini = scratch_leave, .timeout = 60);

static int64_t now_ms(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

Test(lock, taken_and_given_back)
{
	struct gx_lock lock = GX_LOCK_INIT;
	cr_assert(gx_lock_take(NULL, "./file", &lock, NULL) == 0);
	cr_assert(gx_file_exists("file.lock"));
	gx_lock_release(&lock);
	gx_lock_release(&lock);
	cr_assert_str_eq(shell_word("ls -A"), "", "nothing is left");
}

Test(lock, no_folder)
{
	struct gx_lock lock = GX_LOCK_INIT;
	cr_assert(gx_lock_take(NULL, "./none/file", &lock, NULL) == GX_ENOTFOUND);
}

Test(lock, foreign_one_is_respected)
{
	struct gx_lock lock = GX_LOCK_INIT;
	struct gx_err err = GX_ERR_INIT;
	shell("touch file.lock");
	int64_t start = now_ms();
	cr_assert(gx_lock_take(NULL, "./file", &lock, &err) == GX_EIO);
	cr_assert(now_ms() - start >= 900, "it was tried for a second");
	cr_assert(strstr(err.text, "'./file.lock' exists"), "%s", err.text);
	cr_assert_str_eq(shell_word("ls -A"), "file.lock");
}

/* A lock that goes away while we wait. */
Test(lock, waited_for)
{
	struct gx_lock lock = GX_LOCK_INIT;
	shell("touch file.lock; (sleep 0.3; rm file.lock) >/dev/null 2>&1 &");
	cr_assert(gx_lock_take(NULL, "./file", &lock, NULL) == 0);
	gx_lock_release(&lock);
}

static pid_t hold_and_wait(void)
{
	int ends[2];
	cr_assert(pipe(ends) == 0);
	pid_t child = fork();
	if (child == 0) {
		struct gx_lock lock = GX_LOCK_INIT;
		char byte = gx_lock_take(NULL, "./file", &lock, NULL) == 0 ? 'y' : 'n';
		if (write(ends[1], &byte, 1) == 1)
			pause();
		_exit(1);
	}
	char byte = 0;
	cr_assert(read(ends[0], &byte, 1) == 1 && byte == 'y');
	close(ends[0]);
	close(ends[1]);
	return child;
}

Test(lock, of_a_live_process)
{
	struct gx_lock lock = GX_LOCK_INIT;
	pid_t child = hold_and_wait();
	int64_t start = now_ms();
	cr_assert(gx_lock_take(NULL, "./file", &lock, NULL) == GX_EIO);
	cr_assert(now_ms() - start >= 9000, "it was given time");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	cr_assert(gx_lock_take(NULL, "./file", &lock, NULL) == 0, "its owner is gone");
	gx_lock_release(&lock);
	cr_assert_str_eq(shell_word("ls -A"), "");
}

/* Who reads a lock that somebody else just broke and took again must not break that one. */
Test(lock, many_at_a_stale_one)
{
	enum { CHILDREN = 16, ROUNDS = 20 };
	for (int round = 0; round < ROUNDS; round++) {
		pid_t dead = hold_and_wait(), children[CHILDREN];
		kill(dead, SIGKILL);
		waitpid(dead, NULL, 0);
		for (int i = 0; i < CHILDREN; i++) {
			children[i] = fork();
			if (children[i] != 0)
				continue;
			struct gx_lock lock = GX_LOCK_INIT;
			if (gx_lock_take(NULL, "./file", &lock, NULL) < 0)
				_exit(2);
			bool alone = mkdir("alone", 0700) == 0; /* nobody else is here */
			usleep(500);
			alone = rmdir("alone") == 0 && alone;
			gx_lock_release(&lock);
			_exit(alone ? 0 : 1);
		}
		for (int i = 0; i < CHILDREN; i++) {
			int status;
			waitpid(children[i], &status, 0);
			cr_assert(status == 0, "%d", status);
		}
	}
}
