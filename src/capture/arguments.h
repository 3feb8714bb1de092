/*
 * Parameters that a command line says by itself. A guess by the spelling, for no program can know another one's
 * options; where the program tells what it understood (hook, channel), that wins (capture/parameters.h). Pure: no
 * I/O.
 *
 *	--lr 0.1  --lr=0.1  -lr 0.1  -b 32  -b32   lr: 0.1, b: 32; `-` in a name is `_`, as in argparse; --a.b=1 is a.b
 *	--fast  --no-fast                          fast: true, fast: false
 *	--dims 1 2 3                               dims: [1, 2, 3]
 *	--tag a --tag b                            tag: ["a", "b"]
 *	lr=0.1  +lr=0.1  ++lr=0.1                  lr: 0.1, as Hydra and make take it; the last one counts
 *	name='my run'                              name: "my run": Hydra's own quotes
 *	~db                                        db: null: Hydra took it away
 *	hydra.run.dir=x                            nothing: how Hydra is to work is no parameter
 *	data.csv                                   nothing: the command keeps what has no name
 *	--                                         ends it; as the very first argument it is passed over
 *
 * What stands behind an option is its value if it starts with no dash or is a number (--x -1). Behind the first
 * value more of them belong to the option if they are numbers like it; or if all are no numbers and another option
 * ends them (`--tags a b --lr 1`: at the end, in `--model resnet data.csv`, the others are more likely arguments of
 * their own). `key=value` belongs to no option; neither does what stands behind --no-x, unless it is a number. A
 * flag beside a value of the same name adds nothing.
 */
#ifndef GX_CAPTURE_ARGUMENTS_H
#define GX_CAPTURE_ARGUMENTS_H

#include "format/flat.h"

enum { GX_ARGUMENT_FILES_MAX = 32 };

/* A word that may name a file with parameters. */
struct gx_argument_file {
	const char *path;  /* in argv, as it stands there */
	bool is_announced; /* an option says that it is one: --config, --hparams … */
};

struct gx_argument_files {
	struct gx_argument_file at[GX_ARGUMENT_FILES_MAX];
	size_t len;
};

/*
 * The value of one word: as gx_value_parse_argument(), and True, False, None as Python has them; numbers like .5,
 * 1., +1; lists like [a, b], as Hydra has them. `007` and a number that no double can hold are strings. Bytes that
 * are not UTF-8 become U+FFFD. False without memory.
 */
bool gx_argument_value(struct gx_str text, struct gx_arena *arena, struct gx_value *ret);

/*
 * The parameters in argv (gx_program_find() knows where the program's own arguments begin), sealed; keys may point
 * into argv. A name that gx_key_check() refuses, a value over GX_VALUE_MAX and what is over GX_KEYS_MAX are left
 * out: the command keeps them. Secrets are redacted where the run is written. `ret_files` (or NULL) gets the first
 * GX_ARGUMENT_FILES_MAX words in their order that are the value of an option like --config or end like a file of
 * parameters; not those that an option calls output or data, nor paths that gx_is_secret_path() knows (.env). Fails
 * only without memory.
 */
int gx_arguments_read(const char *const *argv, size_t argc, struct gx_arena *arena, struct gx_flat *ret,
		      struct gx_argument_files *ret_files, struct gx_err *err);

#endif
