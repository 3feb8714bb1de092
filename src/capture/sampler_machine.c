#include "capture/sampler_machine.h"

#include <string.h>

#include "base/str.h"
#include "capture/sampler_tree.h"

enum { STAT_ROOM = 512, MEMINFO_ROOM = 4096, NET_ROOM = 1 << 15 };

#define MIB 1048576.0

/*
 * The first line of /proc/stat: user nice system idle iowait irq softirq steal, of all processors together. (Guests' time stands in user's too.)
 */
static void read_processors(int proc, int64_t counter[GX_COUNTERS])
{
	enum { IDLE = 3, IOWAIT = 4, COLUMNS = 8 };
	char text[STAT_ROOM];
	const char *at = text;
	if (gx_proc_read(proc, "stat", text, sizeof(text)) == 0 || strncmp(text, "cpu ", 4) != 0)
		return;
	at += 4;
	for (int i = 0; i < COLUMNS; i++) {
		int64_t ticks = gx_proc_number(&at);
		if (ticks < 0)
			break;
		counter[GX_COUNTER_TOTAL] += ticks;
		counter[GX_COUNTER_BUSY] += i == IDLE || i == IOWAIT ? 0 : ticks;
	}
}

/* Lines of /proc/net/dev: name, colon, bytes received and seven more numbers, bytes sent. */
static void read_network(int proc, int64_t counter[GX_COUNTERS])
{
	enum { BETWEEN = 7 };
	char text[NET_ROOM];
	struct gx_str rest = { text, gx_proc_read(proc, "net/dev", text, sizeof(text)) }, line;
	while (gx_str_cut(&rest, '\n', &line)) {
		size_t colon = gx_str_find(line, ':');
		if (colon == GX_STR_NOWHERE || gx_str_is(gx_str_trim(gx_str_sub(line, 0, colon)), "lo"))
			continue;
		const char *at = line.at + colon + 1;
		int64_t received = gx_proc_number(&at), sent = -1;
		for (int i = 0; i < BETWEEN; i++)
			(void)gx_proc_number(&at);
		sent = gx_proc_number(&at);
		if (received < 0 || sent < 0)
			continue;
		counter[GX_COUNTER_RECEIVED] += received;
		counter[GX_COUNTER_SENT] += sent;
	}
}

/* A counter that fell (an interface is gone) has gained nothing. */
static void count(struct gx_load *load, int proc, int64_t ret_gained[GX_COUNTERS])
{
	int64_t now[GX_COUNTERS] = { 0 };
	read_processors(proc, now);
	read_network(proc, now);
	for (int i = 0; i < GX_COUNTERS; i++) {
		ret_gained[i] = now[i] > load->last[i] ? now[i] - load->last[i] : 0;
		load->used[i] += ret_gained[i];
		load->last[i] = now[i];
	}
}

void gx_load_open(struct gx_load *load, int proc)
{
	int64_t gained[GX_COUNTERS];
	count(load, proc, gained);
	memset(load->used, 0, sizeof(load->used));
}

/* In MiB, NAN without such a line. */
static double memory(const char *text, const char *name)
{
	const char *at = strstr(text, name);
	if (!at)
		return NAN;
	at += strlen(name);
	int64_t kib = gx_proc_number(&at);
	return kib < 0 ? NAN : (double)kib / 1024;
}

void gx_load_read(struct gx_load *load, int proc, struct gx_sample *sample)
{
	int64_t gained[GX_COUNTERS];
	char text[MEMINFO_ROOM];
	count(load, proc, gained);
	(void)gx_proc_read(proc, "meminfo", text, sizeof(text));
	if (gained[GX_COUNTER_TOTAL] > 0)
		gx_sample_add(sample, "system/machine_cpu_percent",
			      100 * (double)gained[GX_COUNTER_BUSY] / (double)gained[GX_COUNTER_TOTAL]);
	gx_sample_add(sample, "system/machine_memory_mib", memory(text, "MemTotal:") - memory(text, "MemAvailable:"));
	gx_sample_add(sample, "system/net_recv_mib", (double)load->used[GX_COUNTER_RECEIVED] / MIB);
	gx_sample_add(sample, "system/net_sent_mib", (double)load->used[GX_COUNTER_SENT] / MIB);
}
