/*
 * NVIDIA's management library, loaded at run time: nothing of it is needed to build, and where it or one of its functions is missing,
 * that is all that is missing. Devices are numbered in the order of the bus, as nvidia-smi does.
 */
#ifndef GX_CAPTURE_NVML_H
#define GX_CAPTURE_NVML_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"

enum { GX_NVML_DEVICES_MAX = 64, GX_NVML_PIDS_MAX = 256, GX_NVML_UUID_ROOM = 96 };

struct gx_nvml;

/* What a device says of itself now; NAN for what it does not say. */
struct gx_nvml_reading {
	double percent;       /* of the time of the last moments (1/6 s to 1 s) in which a kernel ran */
	double memory_mib;    /* taken, by whomever */
	double power_w;       /* of the board */
	double temperature_c; /* of the chip */
	double energy_j;      /* since the driver was loaded; from Volta on */
};

/*
 * Loads `library` (NULL: libnvidia-ml.so.1) and wakes the driver, which takes it from milliseconds to a second. GX_EUNSUPPORTED where
 * there is no such library or driver. The caller frees *ret.
 */
int gx_nvml_open(const char *library, struct gx_nvml **ret, struct gx_err *err);
void gx_nvml_free(struct gx_nvml *nvml);

/* Devices that this process may see, at most GX_NVML_DEVICES_MAX. */
size_t gx_nvml_count(const struct gx_nvml *nvml);

/* "GPU-8f2b…"; false where it is not told. */
bool gx_nvml_uuid(const struct gx_nvml *nvml, size_t device, char ret_uuid[GX_NVML_UUID_ROOM]);

void gx_nvml_read(const struct gx_nvml *nvml, size_t device, struct gx_nvml_reading *ret);

/*
 * The processes that compute on it, by the ids that the driver knows: those of the outermost pid namespace, so that a container may find
 * none of its own. Returns their number.
 */
size_t gx_nvml_processes(const struct gx_nvml *nvml, size_t device, pid_t ret_pids[GX_NVML_PIDS_MAX]);

#endif
