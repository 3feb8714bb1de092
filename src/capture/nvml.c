#include "capture/nvml.h"

#include <dlfcn.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* The stable part of the library's interface (nvmlReturn_t is an int, 0 for success; nvmlDevice_t a pointer). */
enum { SUCCESS = 0, SENSOR_CHIP = 0 };

struct utilization {
	unsigned device, memory; /* percent */
};

struct memory {
	unsigned long long total, free, used; /* bytes */
};

struct process {
	unsigned pid;
	unsigned long long memory;
	unsigned instance, compute_instance;
};

struct calls {
	int (*init)(void);
	int (*shutdown)(void);
	int (*count)(unsigned *);
	int (*handle)(unsigned, void **);
	int (*uuid)(void *, char *, unsigned);
	int (*utilization)(void *, struct utilization *);
	int (*memory)(void *, struct memory *);
	int (*power)(void *, unsigned *); /* milliwatts */
	int (*temperature)(void *, int, unsigned *);
	int (*energy)(void *, unsigned long long *); /* millijoules */
	int (*processes)(void *, unsigned *, struct process *);
};

struct gx_nvml {
	void *library;
	struct calls call;
	bool begun;
	size_t count;
	void *devices[GX_NVML_DEVICES_MAX]; /* NULL: one that may not be looked at */
};

struct symbol {
	const char *name;
	size_t at; /* in struct calls */
};

/* A later row serves where an earlier one of the same place is not there. */
static const struct symbol symbols[] = {
	{ "nvmlInit_v2", offsetof(struct calls, init) },
	{ "nvmlShutdown", offsetof(struct calls, shutdown) },
	{ "nvmlDeviceGetCount_v2", offsetof(struct calls, count) },
	{ "nvmlDeviceGetHandleByIndex_v2", offsetof(struct calls, handle) },
	{ "nvmlDeviceGetUUID", offsetof(struct calls, uuid) },
	{ "nvmlDeviceGetUtilizationRates", offsetof(struct calls, utilization) },
	{ "nvmlDeviceGetMemoryInfo", offsetof(struct calls, memory) },
	{ "nvmlDeviceGetPowerUsage", offsetof(struct calls, power) },
	{ "nvmlDeviceGetTemperature", offsetof(struct calls, temperature) },
	{ "nvmlDeviceGetTotalEnergyConsumption", offsetof(struct calls, energy) },
	{ "nvmlDeviceGetComputeRunningProcesses_v3", offsetof(struct calls, processes) },
	{ "nvmlDeviceGetComputeRunningProcesses_v2", offsetof(struct calls, processes) },
};

static void find_symbols(void *library, struct calls *call)
{
	for (size_t i = 0; i < GX_LEN(symbols); i++) {
		char *place = (char *)call + symbols[i].at;
		void *known;
		memcpy(&known, place, sizeof(known));
		if (known)
			continue;
		void *found = dlsym(library, symbols[i].name);
		memcpy(place, &found, sizeof(found)); /* C has no cast from an object to a function */
	}
}

static bool begin(struct gx_nvml *nvml)
{
	const struct calls *call = &nvml->call;
	unsigned count = 0;
	find_symbols(nvml->library, &nvml->call);
	if (!call->init || !call->shutdown || !call->count || !call->handle)
		return false;
	nvml->begun = call->init() == SUCCESS;
	if (!nvml->begun || call->count(&count) != SUCCESS)
		return false;
	nvml->count = count < GX_NVML_DEVICES_MAX ? count : GX_NVML_DEVICES_MAX;
	for (size_t i = 0; i < nvml->count; i++)
		if (call->handle((unsigned)i, &nvml->devices[i]) != SUCCESS)
			nvml->devices[i] = NULL;
	return true;
}

int gx_nvml_open(const char *library, struct gx_nvml **ret, struct gx_err *err)
{
	const char *name = library ? library : "libnvidia-ml.so.1";
	struct gx_nvml *nvml = calloc(1, sizeof(*nvml));
	if (!nvml)
		return gx_fail_memory(err);
	nvml->library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
	if (!nvml->library || !begin(nvml)) {
		gx_nvml_free(nvml);
		return gx_fail(err, GX_EUNSUPPORTED, "no driver of NVIDIA answers through %s", name);
	}
	*ret = nvml;
	return 0;
}

void gx_nvml_free(struct gx_nvml *nvml)
{
	if (!nvml)
		return;
	if (nvml->begun)
		(void)nvml->call.shutdown();
	if (nvml->library)
		(void)dlclose(nvml->library);
	free(nvml);
}

size_t gx_nvml_count(const struct gx_nvml *nvml)
{
	return nvml->count;
}

bool gx_nvml_uuid(const struct gx_nvml *nvml, size_t device, char ret_uuid[GX_NVML_UUID_ROOM])
{
	void *handle = nvml->devices[device];
	char uuid[GX_NVML_UUID_ROOM] = "";
	if (!handle || !nvml->call.uuid || nvml->call.uuid(handle, uuid, sizeof(uuid)) != SUCCESS)
		return false;
	uuid[sizeof(uuid) - 1] = '\0';
	memcpy(ret_uuid, uuid, sizeof(uuid));
	return true;
}

void gx_nvml_read(const struct gx_nvml *nvml, size_t device, struct gx_nvml_reading *ret)
{
	const struct calls *call = &nvml->call;
	void *handle = nvml->devices[device];
	struct utilization utilization = { 0, 0 };
	struct memory memory = { 0, 0, 0 };
	unsigned power = 0, temperature = 0;
	unsigned long long energy = 0;
	*ret = (struct gx_nvml_reading){ NAN, NAN, NAN, NAN, NAN };
	if (!handle)
		return;
	if (call->utilization && call->utilization(handle, &utilization) == SUCCESS)
		ret->percent = utilization.device;
	if (call->memory && call->memory(handle, &memory) == SUCCESS)
		ret->memory_mib = (double)memory.used / (1 << 20);
	if (call->power && call->power(handle, &power) == SUCCESS)
		ret->power_w = power / 1e3;
	if (call->temperature && call->temperature(handle, SENSOR_CHIP, &temperature) == SUCCESS)
		ret->temperature_c = temperature;
	if (call->energy && call->energy(handle, &energy) == SUCCESS)
		ret->energy_j = (double)energy / 1e3;
}

size_t gx_nvml_processes(const struct gx_nvml *nvml, size_t device, pid_t ret_pids[GX_NVML_PIDS_MAX])
{
	/* Twice the room that is spoken of: some drivers of the series 535 write entries of 32 bytes in the place of 24. */
	struct process list[2 * GX_NVML_PIDS_MAX];
	unsigned count = GX_NVML_PIDS_MAX;
	void *handle = nvml->devices[device];
	memset(list, 0, sizeof(list));
	if (!handle || !nvml->call.processes || nvml->call.processes(handle, &count, list) != SUCCESS)
		return 0;
	if (count > GX_NVML_PIDS_MAX)
		count = GX_NVML_PIDS_MAX;
	for (size_t i = 0; i < count; i++)
		ret_pids[i] = (pid_t)list[i].pid;
	return count;
}
