#include "scratch.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "git/files.h"

TestSuite(files, .init = scratch_repo, .fini = scratch_leave, .timeout = 60);

/* What is taken away while we look was never something else than a folder. */
Test(files, a_folder_that_comes_and_goes)
{
	struct gx_repo *repo = open_repo();
	pid_t child = fork();
	if (child == 0) {
		alarm(20);
		for (;;) {
			(void)mkdir("folder", 0777);
			(void)rmdir("folder");
		}
	}
	for (int i = 0; i < 50000; i++) {
		struct gx_err err = GX_ERR_INIT;
		int r = gx_repo_folder_make(repo, "./folder", &err);
		cr_assert(r == 0 || r == GX_ENOTFOUND, "%s", err.text);
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	gx_repo_free(repo);
}

Test(files, a_file_is_no_folder)
{
	struct gx_repo *repo = open_repo();
	struct gx_err err = GX_ERR_INIT;
	shell("echo x > file");
	cr_assert(gx_repo_folder_make(repo, "./file", &err) == GX_EIO);
	cr_assert(strstr(err.text, "'./file'"), "%s", err.text);
	gx_repo_free(repo);
}
