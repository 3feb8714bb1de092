/*
 * One reading of the sampler: names of metrics and their values.
 */
#ifndef GX_CAPTURE_SAMPLE_H
#define GX_CAPTURE_SAMPLE_H

#include <math.h>
#include <stddef.h>

#include "capture/nvml.h"

enum { GX_SAMPLE_MAX = 8 + 4 * GX_NVML_DEVICES_MAX };

struct gx_sample {
	size_t count;
	struct gx_sample_value {
		const char *name; /* "system/cpu_percent"; the sampler's */
		double value;
	} at[GX_SAMPLE_MAX];
};

/* Adds a value, unless it is NAN: unknown. */
static inline void gx_sample_add(struct gx_sample *sample, const char *name, double value)
{
	if (!isnan(value) && sample->count < GX_SAMPLE_MAX)
		sample->at[sample->count++] = (struct gx_sample_value){ name, value };
}

#endif
