/*
 * What the whole machine does: processors, memory, network, for the sampler.
 */
#ifndef GX_CAPTURE_SAMPLER_MACHINE_H
#define GX_CAPTURE_SAMPLER_MACHINE_H

#include <stdint.h>

#include "capture/sample.h"

enum gx_counter { GX_COUNTER_BUSY, GX_COUNTER_TOTAL, GX_COUNTER_RECEIVED, GX_COUNTER_SENT, GX_COUNTERS };

struct gx_load {
	int64_t last[GX_COUNTERS]; /* the kernel's: ticks, ticks, bytes, bytes */
	int64_t used[GX_COUNTERS]; /* since it was opened */
};

/* Where counting begins. `proc` is open on a /proc. */
void gx_load_open(struct gx_load *load, int proc);

/* Adds machine_cpu_percent, machine_memory_mib, net_recv_mib and net_sent_mib. */
void gx_load_read(struct gx_load *load, int proc, struct gx_sample *sample);

#endif
