/* The library that stands in for NVIDIA's (tests/lib/fake_nvml.c), and the devices that it shows. */
#ifndef GX_TESTS_CAPTURE_GPUS_H
#define GX_TESTS_CAPTURE_GPUS_H

#include "util.h"

/* A file that the Makefile built beside the folder of this program. */
static inline const char *built(const char *name)
{
	static char path[4096];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 64);
	cr_assert_gt(len, 0);
	path[len] = '\0';
	for (int i = 0; i < 2; i++)
		*strrchr(path, '/') = '\0';
	strcat(strcat(path, "/tests/"), name);
	cr_assert_eq(access(path, R_OK), 0, "%s", path);
	return path;
}

/* A line a device; needs the test's own place. */
static inline void show_gpus(const char *lines)
{
	char path[128];
	put("gpus", gx_str_of(lines));
	(void)snprintf(path, sizeof(path), "%s/gpus", place);
	cr_assert_eq(setenv("FAKE_NVML", path, 1), 0);
}

#endif
