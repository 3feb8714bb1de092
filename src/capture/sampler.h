/*
 * What a run takes of the machine while it lives: processor, memory, disk, network, GPUs. Read from /proc and from NVIDIA's library; no
 * process is started, nothing is waited for, and what cannot be read is left out. A reading costs 7 microseconds for each process of the
 * machine and as much again for each of the run; the first wakes NVIDIA's driver, which can take it a second where no process holds it
 * open. A sampler shares nothing, so a thread of its own may have it.
 *
 * A run's processes are
 *   the command (`root`) and its descendants,
 *   all of the session or the process group that it leads, though their parents have ended,
 *   those that were one of these at an earlier reading.
 *
 * A run's GPUs are those that CUDA_VISIBLE_DEVICES gave it, by index in the order of the bus or by UUID; where that is not set (or names
 * only parts of GPUs whose whole is not told: `MIG-<uuid>`), those on which one of its processes was seen computing. In a pid namespace of its own
 * the driver's ids are not ours, so there CUDA_VISIBLE_DEVICES has to be set.
 */
#ifndef GX_CAPTURE_SAMPLER_H
#define GX_CAPTURE_SAMPLER_H

#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "capture/sample.h"

struct gx_sampler_options {
	int64_t start_us;     /* when the command began, on the clock of the readings */
	const char *visible;  /* the CUDA_VISIBLE_DEVICES that the command got; NULL: none. Must outlive the sampler */
	double gpu_hour_cost; /* 0: unknown */
	const char *nvml;     /* the library's name; NULL but in tests */
	const char *root;     /* before /proc; "" but in tests */
};

struct gx_sampler;

/*
 * Begins to measure what `root`, just started, takes. Takes a few reads; NVIDIA's library is loaded by the first reading, so that a short command
 * does not wait for it. Without /proc only the totals remain. GX_ENOMEM. The caller frees *ret.
 */
int gx_sampler_open(pid_t root, const struct gx_sampler_options *options, struct gx_sampler **ret, struct gx_err *err);
void gx_sampler_free(struct gx_sampler *sampler);

/*
 * What is taken now, percentages being those since the reading before (or the start):
 *   system/cpu_percent          of the run's processes, those that ended too; 100 is one processor
 *   system/memory_mib           their resident sets. What several share counts for each: the exact share (PSS) costs a walk through all their pages
 *   system/machine_cpu_percent  of all processors; 100 is all of them
 *   system/machine_memory_mib   that the machine could not give to others
 *   system/disk_read_mib        by the run's processes since the start, caches not counted; likewise system/disk_write_mib
 *   system/net_recv_mib         by the whole machine since the start, without the loopback; likewise system/net_sent_mib
 *   system/gpuN_percent, _memory_mib, _power_w, _temperature_c   of the run's GPUs, N as in gpu.N.name of system.yaml
 * `now_us` is best of a clock that does not jump; where it stood still or ran back no percentage is told. The names in *ret are the
 * sampler's. GX_ENOMEM.
 */
int gx_sampler_read(struct gx_sampler *sampler, int64_t now_us, struct gx_sample *ret, struct gx_err *err);

/*
 * The sums at the end, best after a last reading while `root` is not yet waited for:
 *   system/cpu_hours   by the processes, or what `ended` (of wait4(2); may be NULL) says, if that is more
 *   system/gpu_hours   of the GPUs given, from the start; of others, while one of the processes computed on them
 *   system/energy_kwh  of those GPUs in that time, by their counters, else power times time
 *   system/cost        gpu_hours times gpu_hour_cost
 * The last three only if there was a GPU.
 */
void gx_sampler_totals(struct gx_sampler *sampler, int64_t now_us, const struct rusage *ended, struct gx_sample *ret);

#endif
