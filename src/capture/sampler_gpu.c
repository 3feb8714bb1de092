#include "capture/sampler_gpu.h"

#include <stdio.h>
#include <string.h>

/* A number; GX_STR_NOWHERE if it is none or there is no such device. */
static size_t by_index(size_t devices, struct gx_str part)
{
	size_t index = 0;
	for (size_t i = 0; i < part.len; i++) {
		if (part.at[i] < '0' || part.at[i] > '9' || index >= devices)
			return GX_STR_NOWHERE;
		index = 10 * index + (size_t)(part.at[i] - '0');
	}
	return part.len > 0 && index < devices ? index : GX_STR_NOWHERE;
}

/* The one device whose UUID begins so; GX_STR_NOWHERE if there is none, or more. */
static size_t by_uuid(const struct gx_nvml *nvml, struct gx_str prefix)
{
	char uuid[GX_NVML_UUID_ROOM];
	size_t found = GX_STR_NOWHERE;
	for (size_t i = 0; i < gx_nvml_count(nvml); i++) {
		if (!gx_nvml_uuid(nvml, i, uuid) || !gx_str_starts(gx_str_of(uuid), prefix))
			continue;
		if (found != GX_STR_NOWHERE)
			return GX_STR_NOWHERE;
		found = i;
	}
	return found;
}

bool gx_gpus_visible(const struct gx_nvml *nvml, struct gx_str list, bool ret_given[GX_NVML_DEVICES_MAX])
{
	struct gx_str part;
	bool parts_only = false;
	size_t named = 0;
	while (gx_str_cut(&list, ',', &part)) {
		part = gx_str_trim(part);
		bool mig = gx_str_starts(part, GX_STR("MIG-"));
		if (mig)
			part = gx_str_sub(part, 4, gx_str_find(part, '/') - 4);
		bool uuid = gx_str_starts(part, GX_STR("GPU-"));
		if (mig && !uuid) {
			parts_only = true;
			continue;
		}
		size_t device = uuid ? by_uuid(nvml, part) : by_index(gx_nvml_count(nvml), part);
		if (device == GX_STR_NOWHERE)
			break;
		ret_given[device] = true;
		named++;
	}
	return named > 0 || !parts_only;
}

static void name_readings(struct gx_gpu *gpu, size_t device)
{
	static const char *const readings[GX_GPU_READINGS] = { "percent", "memory_mib", "power_w", "temperature_c" };
	for (size_t i = 0; i < GX_GPU_READINGS; i++)
		(void)snprintf(gpu->names[i], sizeof(gpu->names[i]), "system/gpu%zu_%s", device, readings[i]);
}

static void ask(struct gx_gpus *gpus, const char *library, const char *visible)
{
	bool given[GX_NVML_DEVICES_MAX] = { false };
	gpus->asked = true;
	if (gx_nvml_open(library, &gpus->nvml, NULL) < 0)
		return;
	gpus->given = visible && gx_gpus_visible(gpus->nvml, gx_str_of(visible), given);
	for (size_t i = 0; i < gx_nvml_count(gpus->nvml); i++) {
		gpus->list[i].ours = gpus->list[i].in_use = gpus->given && given[i];
		gpus->list[i].energy_j = NAN;
		name_readings(&gpus->list[i], i);
	}
}

/* Joules since the reading before. A counter that fell is that of a driver which was loaded anew. */
static double energy(const struct gx_gpu *gpu, const struct gx_nvml_reading *reading, double seconds)
{
	double counted = reading->energy_j - gpu->energy_j;
	if (counted >= 0)
		return counted;
	return isnan(reading->power_w) ? 0 : reading->power_w * seconds;
}

static void meter(struct gx_gpus *gpus, struct gx_gpu *gpu, const struct gx_nvml_reading *reading, double seconds)
{
	if (gpu->in_use) {
		gpus->used_s += seconds;
		gpus->energy_j += energy(gpu, reading, seconds);
	}
	gpu->energy_j = reading->energy_j;
}

static bool is_computed_on(const struct gx_nvml *nvml, size_t device, const struct gx_tree *tree)
{
	pid_t pids[GX_NVML_PIDS_MAX];
	size_t count = gx_nvml_processes(nvml, device, pids);
	for (size_t i = 0; i < count; i++)
		if (gx_tree_has(tree, pids[i]))
			return true;
	return false;
}

static double seconds_since(struct gx_gpus *gpus, int64_t now_us)
{
	double seconds = now_us > gpus->last_us ? (double)(now_us - gpus->last_us) / 1e6 : 0;
	gpus->last_us = now_us;
	return seconds;
}

void gx_gpus_read(struct gx_gpus *gpus, const char *library, const char *visible, const struct gx_tree *tree, int64_t now_us,
		  struct gx_sample *sample)
{
	struct gx_nvml_reading reading;
	double seconds = seconds_since(gpus, now_us);
	if (!gpus->asked)
		ask(gpus, library, visible);
	for (size_t i = 0; gpus->nvml && i < gx_nvml_count(gpus->nvml); i++) {
		struct gx_gpu *gpu = &gpus->list[i];
		bool computed_on = !gpus->given && is_computed_on(gpus->nvml, i, tree);
		gpu->ours = gpu->ours || computed_on;
		if (!gpu->ours)
			continue;
		gx_nvml_read(gpus->nvml, i, &reading);
		meter(gpus, gpu, &reading, seconds);
		gpu->in_use = gpus->given || computed_on;
		gx_sample_add(sample, gpu->names[GX_GPU_PERCENT], reading.percent);
		gx_sample_add(sample, gpu->names[GX_GPU_MEMORY], reading.memory_mib);
		gx_sample_add(sample, gpu->names[GX_GPU_POWER], reading.power_w);
		gx_sample_add(sample, gpu->names[GX_GPU_TEMPERATURE], reading.temperature_c);
	}
}

bool gx_gpus_finish(struct gx_gpus *gpus, int64_t now_us)
{
	struct gx_nvml_reading reading;
	bool had = false;
	double seconds = seconds_since(gpus, now_us);
	for (size_t i = 0; gpus->nvml && i < gx_nvml_count(gpus->nvml); i++) {
		struct gx_gpu *gpu = &gpus->list[i];
		had = had || gpu->ours;
		if (!gpu->in_use)
			continue;
		gx_nvml_read(gpus->nvml, i, &reading);
		meter(gpus, gpu, &reading, seconds);
	}
	return had;
}

void gx_gpus_release(struct gx_gpus *gpus)
{
	gx_nvml_free(gpus->nvml);
	gpus->nvml = NULL;
}
