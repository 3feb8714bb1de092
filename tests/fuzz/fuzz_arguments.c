/* Command lines (one word a line): whatever they say, what was found can be stored and reads back, and where the program is lies in argv. */
#include <stdint.h>
#include <stdlib.h>

#include "capture/arguments.h"
#include "capture/launcher.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { WORDS_MAX = 4096 };

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void check_params(struct gx_flat *flat, struct gx_arena *arena)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) again = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_flat back;
	must(gx_flat_seal(flat, NULL) == 0);
	for (size_t i = 0; i < flat->len; i++)
		must(gx_key_check(flat->at[i].key, NULL) == 0);
	gx_flat_write(&text, flat);
	must(gx_flat_read(gx_buf_view(&text), arena, &back, NULL) == 0 && back.len == flat->len);
	gx_flat_write(&again, &back);
	must(gx_str_equal(gx_buf_view(&again), gx_buf_view(&text)));
	for (size_t i = 0; i < flat->len; i++)
		must(gx_value_equal(&flat->at[i].value, &back.at[i].value));
}

static bool lies_in(const char *path, const char *const *argv, size_t argc)
{
	for (size_t i = 0; i < argc; i++)
		if (path >= argv[i] && path <= argv[i] + strlen(argv[i]))
			return true;
	return false;
}

static void check(const char *const *argv, size_t argc, struct gx_arena *arena)
{
	struct gx_flat flat = GX_FLAT_INIT;
	struct gx_argument_files files;
	struct gx_program program = gx_program_find(argv, argc);
	must(program.at <= argc && program.first <= argc && (program.at == argc || program.first == program.at + 1));
	must(gx_arguments_read(argv, argc, arena, &flat, &files, NULL) == 0);
	must(files.len <= GX_ARGUMENT_FILES_MAX);
	for (size_t i = 0; i < files.len; i++)
		must(lies_in(files.at[i].path, argv, argc));
	check_params(&flat, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *argv[WORDS_MAX];
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_str rest = { (const char *)data, size }, word;
	size_t argc = 0;
	while (argc < WORDS_MAX && gx_str_cut(&rest, '\n', &word)) {
		argv[argc] = gx_arena_str(&arena, word).at;
		must(argv[argc] != NULL);
		argc++;
	}
	check(argv, argc, &arena);
	return 0;
}
