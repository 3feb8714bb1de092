/*
 * What system.c and gpu.c share: reading the small texts that tell of a machine, and setting what they say.
 */
#ifndef GX_CAPTURE_MACHINE_H
#define GX_CAPTURE_MACHINE_H

#include "format/flat.h"

struct gx_machine {
	const char *root; /* before every path; "" but in tests */
	struct gx_arena *arena;
	struct gx_flat *flat;
};

/* Makes the buffer hold a file of the machine; empty where it cannot be read. */
struct gx_str gx_machine_read(const struct gx_machine *machine, const char *path, struct gx_buf *out);

/* The value behind the first line that is `<name> <separator> <value>`, trimmed; empty if there is none. */
struct gx_str gx_machine_field(struct gx_str text, const char *name, char separator);

/* Sets a key to the trimmed text, unless that is empty or not UTF-8. False without memory. */
bool gx_machine_set(struct gx_machine *machine, const char *key, struct gx_str text);

/* Sets driver, gpu.N.name and cuda. False without memory. */
bool gx_machine_set_gpus(struct gx_machine *machine);

#endif
