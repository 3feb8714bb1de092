#include "capture/sampler.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "capture/sampler_gpu.h"
#include "capture/sampler_machine.h"
#include "capture/sampler_tree.h"

#define MIB 1048576.0

struct gx_sampler {
	struct gx_sampler_options options;
	struct gx_tree tree;
	struct gx_load load;
	struct gx_gpus gpus;
	double ticks_per_s, page_mib;
	int64_t last_us;  /* the reading before, and what was used by then */
	int64_t last_cpu; /* ticks */
};

static double of_system(int name, double otherwise)
{
	long number = sysconf(name);
	return number > 0 ? (double)number : otherwise;
}

int gx_sampler_open(pid_t root, const struct gx_sampler_options *options, struct gx_sampler **ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) folder = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_sampler *sampler = calloc(1, sizeof(*sampler));
	gx_buf_printf(&folder, "%s/proc", options->root);
	int status = gx_buf_check(&folder, "the path of /proc", err);
	if (!sampler || status < 0) {
		free(sampler);
		return sampler ? status : gx_fail_memory(err);
	}
	sampler->options = *options;
	sampler->ticks_per_s = of_system(_SC_CLK_TCK, 100);
	sampler->page_mib = of_system(_SC_PAGESIZE, 4096) / MIB;
	sampler->last_us = sampler->gpus.last_us = options->start_us;
	gx_tree_open(&sampler->tree, gx_buf_c(&folder), root);
	if (sampler->tree.proc)
		gx_load_open(&sampler->load, dirfd(sampler->tree.proc));
	*ret = sampler;
	return 0;
}

void gx_sampler_free(struct gx_sampler *sampler)
{
	if (!sampler)
		return;
	gx_tree_release(&sampler->tree);
	gx_gpus_release(&sampler->gpus);
	free(sampler);
}

static void read_tree(struct gx_sampler *sampler, int64_t now_us, struct gx_sample *sample)
{
	const struct gx_tree *tree = &sampler->tree;
	double cpu_s = (double)(tree->used[GX_USE_CPU] - sampler->last_cpu) / sampler->ticks_per_s;
	int64_t resident = 0;
	for (size_t i = 0; i < tree->members.list.len; i++)
		resident += tree->members.list.at[i].resident;
	if (now_us > sampler->last_us)
		gx_sample_add(sample, "system/cpu_percent", 100 * cpu_s * 1e6 / (double)(now_us - sampler->last_us));
	gx_sample_add(sample, "system/memory_mib", (double)resident * sampler->page_mib);
	gx_sample_add(sample, "system/disk_read_mib", (double)tree->used[GX_USE_READ] / MIB);
	gx_sample_add(sample, "system/disk_write_mib", (double)tree->used[GX_USE_WRITE] / MIB);
	sampler->last_us = now_us;
	sampler->last_cpu = tree->used[GX_USE_CPU];
}

int gx_sampler_read(struct gx_sampler *sampler, int64_t now_us, struct gx_sample *ret, struct gx_err *err)
{
	const struct gx_sampler_options *options = &sampler->options;
	int status = gx_tree_read(&sampler->tree, err);
	if (status < 0)
		return status;
	ret->count = 0;
	if (sampler->tree.proc) {
		read_tree(sampler, now_us, ret);
		gx_load_read(&sampler->load, dirfd(sampler->tree.proc), ret);
	}
	gx_gpus_read(&sampler->gpus, options->nvml, options->visible, &sampler->tree, now_us, ret);
	return 0;
}

static double seconds_of(const struct timeval *time)
{
	return (double)time->tv_sec + (double)time->tv_usec / 1e6;
}

void gx_sampler_totals(struct gx_sampler *sampler, int64_t now_us, const struct rusage *ended, struct gx_sample *ret)
{
	double cpu_s = (double)sampler->tree.used[GX_USE_CPU] / sampler->ticks_per_s;
	double ended_s = ended ? seconds_of(&ended->ru_utime) + seconds_of(&ended->ru_stime) : 0;
	ret->count = 0;
	if (sampler->tree.proc || ended)
		gx_sample_add(ret, "system/cpu_hours", (cpu_s > ended_s ? cpu_s : ended_s) / 3600);
	if (!gx_gpus_finish(&sampler->gpus, now_us))
		return;
	gx_sample_add(ret, "system/gpu_hours", sampler->gpus.used_s / 3600);
	gx_sample_add(ret, "system/energy_kwh", sampler->gpus.energy_j / 3.6e6);
	if (sampler->options.gpu_hour_cost > 0)
		gx_sample_add(ret, "system/cost", sampler->gpus.used_s / 3600 * sampler->options.gpu_hour_cost);
}
