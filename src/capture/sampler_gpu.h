/*
 * The GPUs of a run, and what they took, for the sampler. Which are the run's is said in sampler.h.
 */
#ifndef GX_CAPTURE_SAMPLER_GPU_H
#define GX_CAPTURE_SAMPLER_GPU_H

#include "base/str.h"
#include "capture/sample.h"
#include "capture/sampler_tree.h"

enum gx_gpu_reading { GX_GPU_PERCENT, GX_GPU_MEMORY, GX_GPU_POWER, GX_GPU_TEMPERATURE, GX_GPU_READINGS };
enum { GX_GPU_NAME_ROOM = 40 };

struct gx_gpu {
	bool ours;       /* given, or one of our processes was seen on it */
	bool in_use;     /* at the reading before */
	double energy_j; /* its counter at the reading before; NAN: none */
	char names[GX_GPU_READINGS][GX_GPU_NAME_ROOM];
};

struct gx_gpus {
	struct gx_nvml *nvml; /* NULL: none, or not asked yet */
	bool asked, given;    /* given: CUDA_VISIBLE_DEVICES says which */
	int64_t last_us;      /* the reading before; to begin with the start of the command */
	double used_s, energy_j;
	struct gx_gpu list[GX_NVML_DEVICES_MAX];
};

/*
 * Marks those of the devices that a CUDA_VISIBLE_DEVICES names (CUDA C++ Programming Guide, "CUDA Environment Variables"): numbers, beginnings of
 * UUIDs, MIG-GPU-<uuid>/<n>/<n>; at the first that names none the list ends. False where all it names are MIG-<uuid>, whose GPU is not told.
 */
bool gx_gpus_visible(const struct gx_nvml *nvml, struct gx_str list, bool ret_given[GX_NVML_DEVICES_MAX]);

/* Adds the readings of the run's GPUs. The first one loads the library. */
void gx_gpus_read(struct gx_gpus *gpus, const char *library, const char *visible, const struct gx_tree *tree, int64_t now_us,
		  struct gx_sample *sample);

/* Brings used_s and energy_j up to now. False: the run had no GPU. */
bool gx_gpus_finish(struct gx_gpus *gpus, int64_t now_us);

void gx_gpus_release(struct gx_gpus *gpus);

#endif
