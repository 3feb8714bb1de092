#include "capture/system.h"

#include <sys/utsname.h>

#include "util.h"

static struct gx_arena arena;
static struct gx_flat flat;

static void begin(void)
{
	static const char *const names[] = { "VIRTUAL_ENV", "CUDA_HOME", "APPTAINER_CONTAINER", "SINGULARITY_CONTAINER",
					     "KUBERNETES_SERVICE_HOST" };
	make_place();
	for (size_t i = 0; i < GX_LEN(names); i++)
		unsetenv(names[i]);
	flat = (struct gx_flat)GX_FLAT_INIT;
}

static void end(void)
{
	gx_arena_release(&arena);
	drop_place();
}

static void capture(const char *root)
{
	struct gx_err err = GX_ERR_INIT;
	flat = (struct gx_flat)GX_FLAT_INIT;
	cr_assert_eq(gx_capture_system_under(root, &arena, &flat, &err), 0, "%s", err.text);
}

/* NULL: the key is not there. */
static void expect(const char *key, const char *text)
{
	const struct gx_value *value = gx_flat_at(&flat, key);
	cr_assert((text != NULL) == (value != NULL), "%s", key);
	if (text)
		cr_assert(gx_str_is(value->text, text), "%s is %.*s", key, (int)value->text.len, value->text.at);
}

/* A machine with nothing but a kernel: what the kernel says remains. */
Test(system, nothing_to_read, .init = begin, .fini = end)
{
	struct utsname system;
	cr_assert_eq(uname(&system), 0);
	capture(place);
	expect("os", system.sysname);
	expect("kernel", system.release);
	expect("arch", system.machine);
	expect("cpu", NULL);
	expect("container", NULL);
	expect("driver", NULL);
	expect("gpu.0.name", NULL);
	expect("cuda", NULL);
	expect("python", NULL);
	cr_assert_eq(gx_flat_at(&flat, "cores")->number, (double)sysconf(_SC_NPROCESSORS_ONLN));
	cr_assert_gt(gx_flat_at(&flat, "memory")->number, 1e6);
	cr_assert_eq(gx_flat_seal(&flat, NULL), 0);
}

Test(system, this_machine, .init = begin, .fini = end)
{
	cr_assert_eq(gx_capture_system(&arena, &flat, NULL), 0);
	cr_assert_not_null(gx_flat_at(&flat, "os"));
	cr_assert_not_null(gx_flat_at(&flat, "memory"));
	expect("kernel", shell("uname -r"));
#if defined(__x86_64__)
	expect("cpu", shell("sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -1"));
#endif
}

Test(system, os, .init = begin, .fini = end)
{
	put("etc/os-release", GX_STR("NAME=\"Fedora Linux\"\nPRETTY_NAME=\"Fedora Linux 40 (Forty)\"\nVERSION_ID=40\n"));
	capture(place);
	expect("os", "Fedora Linux 40 (Forty)");
	put("etc/os-release", GX_STR("NAME=Arch\nPRETTY_NAME=Arch\n"));
	capture(place);
	expect("os", "Arch");
	put("etc/os-release", GX_STR("PRETTY_NAME=\"\xFF\"\n"));
	capture(place);
	expect("os", NULL);
}

Test(system, processors_of_other_kinds, .init = begin, .fini = end)
{
	put("proc/cpuinfo", GX_STR("processor\t: 0\nmodel name\t: AMD EPYC 7742\ncpu MHz\t: 2\n\nprocessor\t: 1\nmodel name\t: other\n"));
	capture(place);
	expect("cpu", "AMD EPYC 7742");
	put("proc/cpuinfo", GX_STR("processor\t: 0\nBogoMIPS\t: 108\n\nHardware\t: BCM2835\nModel\t\t: Raspberry Pi 4\n"));
	capture(place);
	expect("cpu", "Raspberry Pi 4");
	put("proc/cpuinfo", GX_STR("processor\t: 0\ncpu\t\t: POWER9, altivec supported\n"));
	capture(place);
	expect("cpu", "POWER9, altivec supported");
	put("proc/cpuinfo", GX_STR("processor : 0\nBogoMIPS : 108\nCPU implementer : 0x41\n"));
	capture(place);
	expect("cpu", NULL);
}

Test(system, containers, .init = begin, .fini = end)
{
	put("run/systemd/container", GX_STR("lxc\n"));
	capture(place);
	expect("container", "lxc");
	put("run/.containerenv", GX_STR(""));
	capture(place);
	expect("container", "podman");
	put(".dockerenv", GX_STR(""));
	capture(place);
	expect("container", "docker");
	setenv("KUBERNETES_SERVICE_HOST", "10.0.0.1", 1);
	capture(place);
	expect("container", "kubernetes");
	setenv("APPTAINER_CONTAINER", "/x.sif", 1);
	capture(place);
	expect("container", "apptainer");
}

Test(system, the_python_of_a_virtual_environment, .init = begin, .fini = end)
{
	setenv("VIRTUAL_ENV", "/envs/iris", 1);
	capture(place);
	expect("python", NULL);
	put("envs/iris/pyvenv.cfg", GX_STR("home = /usr/bin\nversion_info = 3.12.3.final.0\n"));
	capture(place);
	expect("python", "3.12.3.final.0");
	put("envs/iris/pyvenv.cfg", GX_STR("home = /usr/bin\nversion = 3.11.2\n"));
	capture(place);
	expect("python", "3.11.2");
}

/* What the drivers' manual calls the files, and what they print. */
Test(system, gpus, .init = begin, .fini = end)
{
	put("proc/driver/nvidia/version",
	    GX_STR("NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 01:15:15 UTC 2023\nGCC version:  gcc version 12.2.0\n"));
	capture(place);
	expect("driver", "535.104.05");
	expect("gpu.0.name", NULL);
	put("proc/driver/nvidia/gpus/0000:c1:00.0/information", GX_STR("Model: \t\t NVIDIA A100-SXM4-40GB\nIRQ:   \t\t 11\n"));
	put("proc/driver/nvidia/gpus/0000:62:00.0/information",
	    GX_STR("Model: \t\t NVIDIA H100 80GB HBM3\nIRQ:   \t\t 10\nGPU UUID: \t GPU-9221d5d1\nBus Location: \t 0000:62:00.0\n"));
	put("proc/driver/nvidia/gpus/0000:e1:00.0/information", GX_STR(""));
	capture(place);
	expect("gpu.0.name", "NVIDIA H100 80GB HBM3");
	expect("gpu.1.name", "NVIDIA A100-SXM4-40GB");
	expect("gpu.2.name", NULL);
}

Test(system, drivers_of_the_open_kind, .init = begin, .fini = end)
{
	put("proc/driver/nvidia/version",
	    GX_STR("NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.142  Release Build  (dvs-builder@U22)  Tue Mar  3 2026\n"));
	capture(place);
	expect("driver", "580.142");
	put("proc/driver/nvidia/version", GX_STR("NVRM version: nothing of the kind\n"));
	capture(place);
	expect("driver", NULL);
}

Test(system, cuda, .init = begin, .fini = end)
{
	put("usr/local/cuda/version.json", GX_STR("{\"cuda\": {\"name\": \"CUDA SDK\", \"version\": \"12.2.20230823\"}, \"x\": {\"version\": \"1\"}}"));
	capture(place);
	expect("cuda", NULL); /* no driver, so nothing ran on it */
	put("proc/driver/nvidia/version", GX_STR("NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat\n"));
	capture(place);
	expect("cuda", "12.2.20230823");
	put("cuda-11/version.json", GX_STR("{\"cuda\": {\"version\": \"11.8.0\"}}"));
	setenv("CUDA_HOME", "/cuda-11", 1);
	capture(place);
	expect("cuda", "11.8.0");
	put("cuda-11/version.json", GX_STR("{\"cuda\": [1], \"cuda\": 2}"));
	capture(place);
	expect("cuda", NULL);
	put("cuda-11/version.json", GX_STR("{\"cuda\": {\"version\": 11.8}}"));
	capture(place);
	expect("cuda", NULL);
}

Test(system, host_and_user, .init = begin, .fini = end)
{
	GX_CLEANUP(gx_buf) host = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_text(&host, shell("uname -n"));
	cr_assert(gx_str_is(gx_capture_host(&arena), gx_buf_c(&host)));
	cr_assert(gx_str_is(gx_capture_user(&arena), shell("id -un")));
}
