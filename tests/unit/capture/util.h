/* A folder of each test's own, with files in it. */
#ifndef GX_TESTS_CAPTURE_UTIL_H
#define GX_TESTS_CAPTURE_UTIL_H

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static char place[64];

static void make_place(void)
{
	strcpy(place, "/tmp/gx-capture.XXXXXX");
	cr_assert_not_null(mkdtemp(place));
	cr_assert_eq(chdir(place), 0);
}

static void drop_place(void)
{
	cr_assert_eq(chdir("/"), 0);
	cr_assert_eq(gx_folder_remove(place, NULL), 0);
}

/* Writes a file below the place, and the folders that it lies in. */
static inline void put(const char *path, struct gx_str bytes)
{
	GX_CLEANUP(gx_buf) folder = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_str text = gx_str_of(path);
	size_t slash = gx_str_find_last(text, '/');
	if (slash != GX_STR_NOWHERE) {
		gx_buf_str(&folder, gx_str_sub(text, 0, slash));
		cr_assert_eq(gx_folder_make(gx_buf_c(&folder), NULL), 0);
	}
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	cr_assert(fd >= 0, "%s", path);
	cr_assert_eq(gx_fd_write(fd, bytes, path, NULL), 0);
	close(fd);
}

/* What a shell command prints, less the last newline. */
static inline const char *shell(const char *command)
{
	static char out[4096];
	FILE *pipe = popen(command, "r");
	cr_assert_not_null(pipe);
	size_t len = fread(out, 1, sizeof(out) - 1, pipe);
	cr_assert_eq(pclose(pipe), 0, "%s", command);
	while (len > 0 && out[len - 1] == '\n')
		len--;
	out[len] = '\0';
	return out;
}

#endif
