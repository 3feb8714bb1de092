/*
 * The machine that a run was on: what environment/system.yaml holds. Read from /proc, /sys and uname; no process is started.
 */
#ifndef GX_CAPTURE_SYSTEM_H
#define GX_CAPTURE_SYSTEM_H

#include "format/flat.h"

/* Sets os, kernel, arch, cpu, cores, memory (bytes), gpu.N.* and what tells a container; what cannot be found is left out. */
int gx_capture_system(struct gx_arena *arena, struct gx_flat *ret, struct gx_err *err);

/* The host's name and the user's, for the facts `host` and `user`; "" if nobody says. In the arena; .at is NULL only without memory. */
struct gx_str gx_capture_host(struct gx_arena *arena);
struct gx_str gx_capture_user(struct gx_arena *arena);

#endif
