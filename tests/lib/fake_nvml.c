/*
 * Stands in for NVIDIA's library. The file that $FAKE_NVML names has a line a device, read anew at each call:
 *
 *	UUID PERCENT MEMORY_BYTES MILLIWATTS CELSIUS MILLIJOULES PID,PID…
 *
 * where -1 is a question that this device does not answer. Built with OLD it has what the library of 2020 had.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SUCCESS = 0, UNINITIALIZED = 1, INVALID_ARGUMENT = 2, NOT_SUPPORTED = 3, INSUFFICIENT_SIZE = 7, DEVICES = 64 };
enum answer { PERCENT, MEMORY, POWER, TEMPERATURE, ENERGY, ANSWERS };

struct device {
	char uuid[64];
	long long answers[ANSWERS];
	char pids[512];
};

struct process {
	unsigned pid;
	unsigned long long memory;
	unsigned instance, compute_instance;
};

int nvmlInit_v2(void);
int nvmlShutdown(void);
int nvmlDeviceGetCount_v2(unsigned *);
int nvmlDeviceGetHandleByIndex_v2(unsigned, void **);
int nvmlDeviceGetUUID(void *, char *, unsigned);
int nvmlDeviceGetUtilizationRates(void *, unsigned *);
int nvmlDeviceGetMemoryInfo(void *, unsigned long long *);
int nvmlDeviceGetPowerUsage(void *, unsigned *);
int nvmlDeviceGetTemperature(void *, int, unsigned *);
int nvmlDeviceGetTotalEnergyConsumption(void *, unsigned long long *);
int nvmlDeviceGetComputeRunningProcesses_v2(void *, unsigned *, struct process *);
int nvmlDeviceGetComputeRunningProcesses_v3(void *, unsigned *, struct process *);

static char handles[DEVICES];
static int begun;

/* The number of lines; that of `index` in *ret. */
static unsigned look(size_t index, struct device *ret)
{
	const char *path = getenv("FAKE_NVML");
	FILE *file = path && begun ? fopen(path, "r") : NULL;
	struct device device;
	unsigned count = 0;
	while (file && fscanf(file, "%63s %lld %lld %lld %lld %lld %511s", device.uuid, &device.answers[PERCENT],
			      &device.answers[MEMORY], &device.answers[POWER], &device.answers[TEMPERATURE],
			      &device.answers[ENERGY], device.pids) == 7)
		if (count++ == index)
			*ret = device;
	if (file)
		(void)fclose(file);
	return count;
}

static int answer(const void *handle, enum answer which, unsigned long long *ret)
{
	struct device device;
	size_t index = (size_t)((const char *)handle - handles);
	if (look(index, &device) <= index)
		return INVALID_ARGUMENT;
	if (device.answers[which] < 0)
		return NOT_SUPPORTED;
	*ret = (unsigned long long)device.answers[which];
	return SUCCESS;
}

static int small_answer(const void *handle, enum answer which, unsigned *ret)
{
	unsigned long long number;
	int status = answer(handle, which, &number);
	if (status == SUCCESS)
		*ret = (unsigned)number;
	return status;
}

int nvmlInit_v2(void)
{
	begun = getenv("FAKE_NVML") != NULL;
	return begun ? SUCCESS : UNINITIALIZED;
}

int nvmlShutdown(void)
{
	begun = 0;
	return SUCCESS;
}

int nvmlDeviceGetCount_v2(unsigned *count)
{
	struct device device;
	*count = look(DEVICES, &device);
	return SUCCESS;
}

/* One whose UUID is `lost` has fallen off the bus. */
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **ret)
{
	struct device device;
	if (look(index, &device) <= index || strcmp(device.uuid, "lost") == 0)
		return INVALID_ARGUMENT;
	*ret = &handles[index];
	return SUCCESS;
}

int nvmlDeviceGetUUID(void *handle, char *ret, unsigned room)
{
	struct device device;
	size_t index = (size_t)((const char *)handle - handles);
	if (look(index, &device) <= index || strlen(device.uuid) >= room)
		return INVALID_ARGUMENT;
	strcpy(ret, device.uuid);
	return SUCCESS;
}

int nvmlDeviceGetUtilizationRates(void *handle, unsigned *ret)
{
	ret[1] = 99; /* of the memory's bandwidth: not what is asked for */
	return small_answer(handle, PERCENT, &ret[0]);
}

int nvmlDeviceGetMemoryInfo(void *handle, unsigned long long *ret)
{
	ret[0] = 80ULL << 30;
	ret[1] = 1;
	return answer(handle, MEMORY, &ret[2]);
}

int nvmlDeviceGetPowerUsage(void *handle, unsigned *ret)
{
	return small_answer(handle, POWER, ret);
}

int nvmlDeviceGetTemperature(void *handle, int sensor, unsigned *ret)
{
	return sensor == 0 ? small_answer(handle, TEMPERATURE, ret) : INVALID_ARGUMENT;
}

static int processes(const void *handle, unsigned *count, struct process *ret)
{
	struct device device;
	size_t index = (size_t)((const char *)handle - handles);
	unsigned found = 0;
	if (look(index, &device) <= index)
		return INVALID_ARGUMENT;
	for (char *word = strtok(device.pids, ","); word; word = strtok(NULL, ",")) {
		long pid = strtol(word, NULL, 10);
		if (pid <= 0)
			continue;
		if (found == *count)
			return INSUFFICIENT_SIZE;
		ret[found++] = (struct process){ (unsigned)pid, 1 << 20, ~0u, ~0u };
	}
	*count = found;
	return SUCCESS;
}

int nvmlDeviceGetComputeRunningProcesses_v2(void *handle, unsigned *count, struct process *ret)
{
	return processes(handle, count, ret);
}

#ifndef OLD
int nvmlDeviceGetTotalEnergyConsumption(void *handle, unsigned long long *ret)
{
	return answer(handle, ENERGY, ret);
}

int nvmlDeviceGetComputeRunningProcesses_v3(void *handle, unsigned *count, struct process *ret)
{
	return processes(handle, count, ret);
}
#endif
