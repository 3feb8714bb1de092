/*
 * For tests/lint/packages-python.sh: prints which interpreter a command would run, its version, and what is installed there. Nothing
 * if it is no Python.
 */
#include <stdio.h>
#include <unistd.h>

#include "capture/packages.h"

int main(int argc, char **argv)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_buf) packages = GX_BUF_INIT(GX_RECORD_MAX);
	struct gx_interpreter interpreter;
	struct gx_err err = GX_ERR_INIT;
	char folder[4096];
	const char *words[64] = { NULL };
	for (int i = 1; i < argc && i < 64; i++)
		words[i - 1] = argv[i];
	if (!getcwd(folder, sizeof(folder)))
		return 1;
	if (gx_interpreter_find(words, folder, &arena, &interpreter, &err) || gx_capture_packages(&interpreter, &arena, &packages, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	if (*interpreter.path)
		printf("%s %s\n%s", interpreter.path, interpreter.version, gx_buf_c(&packages));
	return 0;
}
