/*
 * Which program a command line is about: `torchrun --nproc-per-node 2 train.py --lr 0.1` runs train.py, and its own
 * arguments begin at --lr. Interpreters, launchers of distributed jobs, environment managers and wrappers like
 * env(1) are known by a table. No I/O.
 */
#ifndef GX_CAPTURE_LAUNCHER_H
#define GX_CAPTURE_LAUNCHER_H

#include <stddef.h>

struct gx_program {
	size_t at; /* index in argv of the script, module or executable; argc where there is none (`python -c CODE`) */
	size_t first; /* index of the first of its own arguments; argc where it has none */
};

/*
 * Any argv has an answer: what the table does not know is a program itself. An attached module (`python -mpkg`) is
 * where its option is.
 */
struct gx_program gx_program_find(const char *const *argv, size_t argc);

#endif
