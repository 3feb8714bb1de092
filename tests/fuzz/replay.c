/*
 * Feeds files to a fuzzing harness, without libFuzzer: each argument is a file, or a folder with a corpus.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>

#include "base/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
	GX_CLEANUP(gx_buf) bytes = GX_BUF_INIT(64 << 20);
	struct gx_err err = GX_ERR_INIT;
	if (gx_file_read(path, &bytes, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	return LLVMFuzzerTestOneInput((const uint8_t *)gx_buf_c(&bytes), bytes.len);
}

static int replay_folder(const char *path, DIR *folder, int *count)
{
	for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
		GX_CLEANUP(gx_buf) file = GX_BUF_INIT(4096);
		if (entry->d_name[0] == '.')
			continue;
		if (replay_file(gx_path(&file, path, entry->d_name)))
			return 1;
		++*count;
	}
	return 0;
}

int main(int argc, char **argv)
{
	int count = 0, failed = 0;
	for (int i = 1; i < argc && !failed; i++) {
		DIR *folder = opendir(argv[i]);
		failed = folder ? replay_folder(argv[i], folder, &count) : replay_file(argv[i]);
		count += !folder;
		if (folder)
			closedir(folder);
	}
	printf("%s: %d inputs\n", argc > 1 ? argv[1] : "nothing", count);
	return failed || count == 0;
}
