#include "capture/nvml.h"

#include <math.h>

#include "gpus.h"

static struct gx_nvml *nvml;

static void end(void)
{
	gx_nvml_free(nvml);
	nvml = NULL;
	drop_place();
}

static void load(const char *library, const char *devices)
{
	struct gx_err err = GX_ERR_INIT;
	show_gpus(devices);
	cr_assert_eq(gx_nvml_open(built(library), &nvml, &err), 0, "%s", err.text);
}

Test(nvml, reads_devices, .init = make_place, .fini = end)
{
	char uuid[GX_NVML_UUID_ROOM];
	struct gx_nvml_reading reading;
	load("libnvidia-ml.so.1", "GPU-aa 37 1572864 250500 61 4000 -\nGPU-bb 100 0 0 0 0 -\n");
	cr_assert_eq(gx_nvml_count(nvml), 2);
	cr_assert(gx_nvml_uuid(nvml, 1, uuid));
	cr_assert_str_eq(uuid, "GPU-bb");
	gx_nvml_read(nvml, 0, &reading);
	cr_assert_eq(reading.percent, 37);
	cr_assert_eq(reading.memory_mib, 1.5);
	cr_assert_eq(reading.power_w, 250.5);
	cr_assert_eq(reading.temperature_c, 61);
	cr_assert_eq(reading.energy_j, 4);
	gx_nvml_read(nvml, 1, &reading);
	cr_assert_eq(reading.percent, 100);
	cr_assert_eq(reading.energy_j, 0);
}

Test(nvml, a_device_need_not_answer, .init = make_place, .fini = end)
{
	char uuid[GX_NVML_UUID_ROOM];
	pid_t pids[GX_NVML_PIDS_MAX];
	struct gx_nvml_reading reading;
	load("libnvidia-ml.so.1", "GPU-aa -1 -1 -1 -1 -1 7\nlost 1 1 1 1 1 8\nGPU-cc 1 1048576 -1 40 -1 9\n");
	gx_nvml_read(nvml, 0, &reading);
	cr_assert(isnan(reading.percent) && isnan(reading.memory_mib) && isnan(reading.power_w));
	cr_assert(isnan(reading.temperature_c) && isnan(reading.energy_j));
	gx_nvml_read(nvml, 1, &reading);
	cr_assert(isnan(reading.percent) && isnan(reading.energy_j));
	cr_assert_not(gx_nvml_uuid(nvml, 1, uuid));
	cr_assert_eq(gx_nvml_processes(nvml, 1, pids), 0);
	gx_nvml_read(nvml, 2, &reading);
	cr_assert(reading.percent == 1 && reading.memory_mib == 1 && isnan(reading.power_w) && reading.temperature_c == 40);
}

Test(nvml, processes, .init = make_place, .fini = end)
{
	pid_t pids[GX_NVML_PIDS_MAX] = { 0 };
	load("libnvidia-ml.so.1", "GPU-aa 1 1 1 1 1 4321,17,99\nGPU-bb 1 1 1 1 1 -\n");
	cr_assert_eq(gx_nvml_processes(nvml, 0, pids), 3);
	cr_assert(pids[0] == 4321 && pids[1] == 17 && pids[2] == 99);
	cr_assert_eq(gx_nvml_processes(nvml, 1, pids), 0);
}

/* No counter of energy, and the processes by the function that came before. */
Test(nvml, an_old_library, .init = make_place, .fini = end)
{
	pid_t pids[GX_NVML_PIDS_MAX] = { 0 };
	struct gx_nvml_reading reading;
	load("libnvidia-ml-old.so", "GPU-aa 5 1048576 1000 30 777 12\n");
	cr_assert_eq(gx_nvml_processes(nvml, 0, pids), 1);
	cr_assert_eq(pids[0], 12);
	gx_nvml_read(nvml, 0, &reading);
	cr_assert(reading.percent == 5 && reading.power_w == 1 && isnan(reading.energy_j));
}

/* More than we have room for are cut off. */
Test(nvml, many_devices, .init = make_place, .fini = end)
{
	GX_CLEANUP(gx_buf) lines = GX_BUF_INIT(GX_BUF_ANY);
	for (int i = 0; i < GX_NVML_DEVICES_MAX; i++)
		gx_buf_printf(&lines, "GPU-%d %d 1 1 1 1 -\n", i, i);
	gx_buf_text(&lines, "GPU-more 1 1 1 1 1 -\n");
	load("libnvidia-ml.so.1", gx_buf_c(&lines));
	struct gx_nvml_reading reading;
	cr_assert_eq(gx_nvml_count(nvml), GX_NVML_DEVICES_MAX);
	gx_nvml_read(nvml, GX_NVML_DEVICES_MAX - 1, &reading);
	cr_assert_eq(reading.percent, GX_NVML_DEVICES_MAX - 1);
}

/* No such library; one that is another; one that finds no driver. */
Test(nvml, not_there, .init = make_place, .fini = end)
{
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_nvml_open("libnvidia-ml-of-nobody.so.1", &nvml, &err), GX_EUNSUPPORTED);
	cr_assert(strstr(err.text, "libnvidia-ml-of-nobody.so.1"), "%s", err.text);
	cr_assert_eq(gx_nvml_open("libm.so.6", &nvml, &err), GX_EUNSUPPORTED);
	cr_assert_eq(unsetenv("FAKE_NVML"), 0);
	cr_assert_eq(gx_nvml_open(built("libnvidia-ml.so.1"), &nvml, &err), GX_EUNSUPPORTED);
	cr_assert_null(nvml);
}
