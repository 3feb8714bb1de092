/*
 * The machine that a run was on: what environment/system.yaml holds. Read from /proc, uname and the processor itself; no process is
 * started, and all of it takes a tenth of a millisecond.
 */
#ifndef GX_CAPTURE_SYSTEM_H
#define GX_CAPTURE_SYSTEM_H

#include "format/flat.h"

/*
 * Sets, as far as they can be found,
 *   os, kernel, arch      "Debian GNU/Linux 12 (bookworm)", uname's release and machine
 *   cpu, cores, memory    the model's name; processors that are on line; bytes
 *   container             docker, podman, kubernetes, apptainer, or what systemd was told
 *   python                version of the virtual environment that is active
 *   driver, gpu.N.name    of NVIDIA, N counting in the order of the bus, as nvidia-smi does
 *   cuda                  version of the toolkit at $CUDA_HOME or /usr/local/cuda, where there is a driver
 */
int gx_capture_system(struct gx_arena *arena, struct gx_flat *ret, struct gx_err *err);

/* The same, but what files tell is read from under `root` ("": this machine's). For tests. */
int gx_capture_system_under(const char *root, struct gx_arena *arena, struct gx_flat *ret, struct gx_err *err);

/* The host's name and the user's, for the facts `host` and `user`; "" if nobody says. In the arena; .at is NULL only without memory. */
struct gx_str gx_capture_host(struct gx_arena *arena);
struct gx_str gx_capture_user(struct gx_arena *arena);

#endif
