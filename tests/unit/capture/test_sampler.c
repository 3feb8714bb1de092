#include "capture/sampler.h"

#include <signal.h>
#include <sys/wait.h>

#include "capture/sampler_gpu.h"
#include "gpus.h"

enum { ROOT = 100, SECOND = 1000000 };

static struct gx_sampler *sampler;
static struct gx_sample sample;
static struct gx_sampler_options options;

static void begin(void)
{
	make_place();
	cr_assert_eq(mkdir("proc", 0777), 0);
	options = (struct gx_sampler_options){ .root = place, .nvml = "libnvidia-ml-of-nobody.so.1" };
}

static void end(void)
{
	gx_sampler_free(sampler);
	sampler = NULL;
	drop_place();
}

struct fake {
	int pid, parent, group, session, start;
	int user, system, children_user, children_system; /* ticks */
	int resident;                                     /* pages */
	long read, written;                               /* bytes; read < 0: not ours to look at */
};

static void live(struct fake p)
{
	char path[64], text[512];
	int len = snprintf(text, sizeof(text),
			   "%d (a) b (c) R %d %d %d 0 -1 4194304 1 2 3 4 %d %d %d %d 20 0 1 0 %d 12345 %d 18446744073709551615 1\n", p.pid, p.parent,
			   p.group, p.session, p.user, p.system, p.children_user, p.children_system, p.start, p.resident);
	(void)snprintf(path, sizeof(path), "proc/%d/stat", p.pid);
	put(path, (struct gx_str){ text, (size_t)len });
	if (p.read < 0)
		return;
	len = snprintf(text, sizeof(text), "rchar: 9\nwchar: 9\nsyscr: 9\nsyscw: 9\nread_bytes: %ld\nwrite_bytes: %ld\ncancelled_write_bytes: 7\n", p.read,
		       p.written);
	(void)snprintf(path, sizeof(path), "proc/%d/io", p.pid);
	put(path, (struct gx_str){ text, (size_t)len });
}

static void die(int pid)
{
	char path[64];
	(void)snprintf(path, sizeof(path), "proc/%d", pid);
	cr_assert_eq(gx_folder_remove(path, NULL), 0);
}

static void start(void)
{
	cr_assert_eq(gx_sampler_open(ROOT, &options, &sampler, NULL), 0);
}

static void sample_at(int seconds)
{
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_sampler_read(sampler, seconds * (int64_t)SECOND, &sample, &err), 0, "%s", err.text);
}

/* NAN: it is not told. */
static double value(const char *name)
{
	for (size_t i = 0; i < sample.count; i++)
		if (strcmp(sample.at[i].name, name) == 0)
			return sample.at[i].value;
	return NAN;
}

static void expect(const char *name, double wanted)
{
	double got = value(name);
	cr_assert(isnan(wanted) ? isnan(got) : fabs(got - wanted) < 1e-9, "%s is %.17g, not %.17g", name, got, wanted);
}

static double mib_of_pages(int pages)
{
	return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1048576.0;
}

static double percent_of(int ticks, int seconds)
{
	return 100.0 * ticks / (double)sysconf(_SC_CLK_TCK) / seconds;
}

Test(sampler, the_tree, .init = begin, .fini = end)
{
	live((struct fake){ .pid = 1, .session = 1, .user = 1000, .resident = 500 });
	live((struct fake){ .pid = 100, .parent = 50, .group = 100, .session = 50, .start = 10, .resident = 100 });
	start();
	live((struct fake){ .pid = 50, .parent = 1, .group = 50, .session = 50, .user = 9999, .resident = 1 });
	live((struct fake){ .pid = 60, .parent = 50, .group = 60, .session = 50, .user = 9999, .resident = 1 });
	live((struct fake){ .pid = 100, .parent = 50, .group = 100, .session = 50, .start = 10, .user = 30, .system = 20, .resident = 100, .read = 1048576 });
	/* The numbers of pids go round. */
	live((struct fake){ .pid = 7, .parent = 300, .group = 7, .session = 7, .start = 13, .user = 5, .resident = 10, .written = 524288 });
	live((struct fake){ .pid = 300, .parent = 100, .group = 100, .session = 50, .start = 12, .system = 5, .resident = 1000, .read = -1 });
	sample_at(1);
	expect("system/cpu_percent", percent_of(60, 1));
	expect("system/memory_mib", mib_of_pages(1110));
	expect("system/disk_read_mib", 1);
	expect("system/disk_write_mib", 0.5);
	sample_at(3);
	expect("system/cpu_percent", 0);
}

/* What the command had used when the sampler came is not the run's. */
Test(sampler, counts_from_the_start, .init = begin, .fini = end)
{
	live((struct fake){ .pid = 100, .start = 10, .user = 500, .children_user = 300, .read = 3 << 20 });
	start();
	live((struct fake){ .pid = 100, .start = 10, .user = 510, .children_user = 300, .read = 4 << 20 });
	sample_at(1);
	expect("system/cpu_percent", percent_of(10, 1));
	expect("system/disk_read_mib", 1);
}

/* A daemon's parent is init: it belongs by its session or its group, and by having been seen. */
Test(sampler, processes_without_their_parent, .init = begin, .fini = end)
{
	live((struct fake){ .pid = 100, .session = 100, .group = 100, .start = 10 });
	start();
	live((struct fake){ .pid = 201, .parent = 1, .session = 100, .group = 201, .start = 11, .resident = 1 });
	live((struct fake){ .pid = 202, .parent = 1, .session = 202, .group = 100, .start = 11, .resident = 10 });
	live((struct fake){ .pid = 203, .parent = 100, .session = 203, .group = 203, .start = 11, .resident = 100 });
	live((struct fake){ .pid = 204, .parent = 1, .session = 204, .group = 204, .start = 11, .resident = 1000 });
	sample_at(1);
	expect("system/memory_mib", mib_of_pages(111));
	die(100);
	live((struct fake){ .pid = 203, .parent = 1, .session = 203, .group = 203, .start = 11, .resident = 100 });
	live((struct fake){ .pid = 205, .parent = 203, .session = 203, .group = 203, .start = 12, .resident = 2000 });
	sample_at(2);
	expect("system/memory_mib", mib_of_pages(2111));
}

/* The command has ended, and its number is another's. So is that of a child. */
Test(sampler, a_pid_used_again, .init = begin, .fini = end)
{
	live((struct fake){ .pid = 100, .session = 100, .group = 100, .start = 10, .user = 10 });
	live((struct fake){ .pid = 101, .parent = 100, .start = 11, .user = 20, .resident = 1 });
	start();
	sample_at(1);
	die(100);
	live((struct fake){ .pid = 100, .parent = 1, .session = 100, .group = 100, .start = 99, .user = 1000, .resident = 10 });
	live((struct fake){ .pid = 101, .parent = 1, .start = 99, .user = 1000, .resident = 100 });
	live((struct fake){ .pid = 102, .parent = 100, .session = 100, .start = 99, .user = 1000, .resident = 1000 });
	sample_at(2);
	expect("system/cpu_percent", 0);
	expect("system/memory_mib", 0);
}

/* The kernel tells the parent what a child had taken once it waited for it: what was seen of it before must not count twice. */
Test(sampler, children_that_end, .init = begin, .fini = end)
{
	live((struct fake){ .pid = 100, .start = 10 });
	start();
	live((struct fake){ .pid = 101, .parent = 100, .start = 11, .user = 60, .system = 40, .read = 2 << 20 });
	live((struct fake){ .pid = 102, .parent = 101, .start = 12, .user = 50, .read = 1 << 20 });
	sample_at(1);
	expect("system/cpu_percent", percent_of(150, 1));
	/* Both end after 10 more each; one that was never seen ended as well: 7. */
	die(101);
	die(102);
	live((struct fake){ .pid = 100, .start = 10, .user = 3, .children_user = 137, .children_system = 40, .read = 5 << 20 });
	sample_at(2);
	expect("system/cpu_percent", percent_of(30, 1));
	expect("system/disk_read_mib", 5);
	sample_at(3);
	expect("system/cpu_percent", 0);
}

/* A child that nobody waits for (SIGCHLD is ignored): what was seen of it stays counted. */
Test(sampler, children_that_nobody_waits_for, .init = begin, .fini = end)
{
	live((struct fake){ .pid = 100, .start = 10 });
	live((struct fake){ .pid = 101, .parent = 100, .start = 11, .user = 200, .written = 1 << 20 });
	start();
	sample_at(1);
	die(101);
	live((struct fake){ .pid = 100, .start = 10, .user = 5, .children_user = 4 });
	sample_at(2);
	expect("system/cpu_percent", percent_of(9, 1));
	expect("system/disk_write_mib", 1);
	gx_sampler_totals(sampler, 2 * SECOND, NULL, &sample);
	expect("system/cpu_hours", percent_of(209, 1) / 100 / 3600);
}

/* A clock that stands or goes back tells no percentage, and the next one is right again. */
Test(sampler, a_clock_that_jumps, .init = begin, .fini = end)
{
	live((struct fake){ .pid = 100, .start = 10 });
	start();
	sample_at(5);
	live((struct fake){ .pid = 100, .start = 10, .user = 10 });
	sample_at(5);
	expect("system/cpu_percent", NAN);
	sample_at(2);
	expect("system/cpu_percent", NAN);
	live((struct fake){ .pid = 100, .start = 10, .user = 30 });
	sample_at(4);
	expect("system/cpu_percent", percent_of(20, 2));
}

Test(sampler, the_machine, .init = begin, .fini = end)
{
	put("proc/stat", GX_STR("cpu  100 0 50 800 50 0 0 0 0 0\ncpu0 1 1 1 1 1 1 1\n"));
	put("proc/net/dev", GX_STR("Inter-|   Receive  | Transmit\n face |bytes packets\n    lo: 7777 1 0 0 0 0 0 0 7777 1 0 0 0 0 0 0\n"
				   "  eth0: 1000 1 0 0 0 0 0 0 5000 1 0 0 0 0 0 0\n  wlan0:0 1 0 0 0 0 0 0 9 1 0 0 0 0 0 0\n"));
	start();
	put("proc/stat", GX_STR("cpu  130 10 60 830 60 2 3 5 30 0\n"));
	put("proc/meminfo", GX_STR("MemTotal:       4096 kB\nMemFree:         100 kB\nMemAvailable:   1024 kB\n"));
	put("proc/net/dev", GX_STR("    lo: 9999999 1 0 0 0 0 0 0 9999999 1 0 0 0 0 0 0\n"
				   "  eth0: 1049576 1 0 0 0 0 0 0 5000 1 0 0 0 0 0 0\n  wlan0:524288 1 0 0 0 0 0 0 2097161 1 0 0 0 0 0 0\n"));
	sample_at(1);
	expect("system/machine_cpu_percent", 60);
	expect("system/machine_memory_mib", 3);
	expect("system/net_recv_mib", 1.5);
	expect("system/net_sent_mib", 2);
	/* No tick has gone by, one interface has. */
	put("proc/net/dev", GX_STR("  eth0: 1049576 1 0 0 0 0 0 0 5000 1 0 0 0 0 0 0\n"));
	sample_at(2);
	expect("system/machine_cpu_percent", NAN);
	expect("system/net_recv_mib", 1.5);
	expect("system/net_sent_mib", 2);
}

/* Whatever stands in /proc, nothing is told of it, and nothing breaks. */
Test(sampler, nonsense, .init = begin, .fini = end)
{
	live((struct fake){ .pid = 100, .start = 10, .resident = 1 });
	start();
	put("proc/101/stat", GX_STR("101 (x"));
	put("proc/102/stat", GX_STR("102 (x) R 100 1 1"));
	put("proc/103/stat", GX_STR(""));
	put("proc/104x/stat", GX_STR("104 (x) R 100 1 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 9 9\n"));
	put("proc/105/stat", GX_STR("105 (x)"));
	put("proc/stat", GX_STR("cpu \n"));
	put("proc/meminfo", GX_STR("MemTotal: many\n"));
	put("proc/net/dev", GX_STR(":\neth0:\n: 1 2\n"));
	/* A ring. */
	live((struct fake){ .pid = 106, .parent = 107, .start = 11, .resident = 100 });
	live((struct fake){ .pid = 107, .parent = 106, .start = 11, .resident = 100 });
	live((struct fake){ .pid = 108, .parent = 108, .start = 11, .resident = 100 });
	sample_at(1);
	expect("system/memory_mib", mib_of_pages(1));
	expect("system/machine_cpu_percent", NAN);
	expect("system/machine_memory_mib", NAN);
	expect("system/net_recv_mib", 0);
}

/* Without /proc the totals are what wait4() said. */
Test(sampler, no_proc, .init = begin, .fini = end)
{
	struct rusage ended = { .ru_utime = { 3000, 500000 }, .ru_stime = { 599, 500000 } };
	cr_assert_eq(rmdir("proc"), 0);
	start();
	sample_at(1);
	cr_assert_eq(sample.count, 0);
	gx_sampler_totals(sampler, 2 * SECOND, NULL, &sample);
	cr_assert_eq(sample.count, 0);
	gx_sampler_totals(sampler, 2 * SECOND, &ended, &sample);
	cr_assert_eq(sample.count, 1);
	expect("system/cpu_hours", 1);
}

/* A random history of processes that fork, work, end and are waited for, read at each step: the sum is what they did. */
Test(sampler, adds_up, .init = begin, .fini = end)
{
	enum { SLOTS = 12, STEPS = 60 };
	struct fake p[SLOTS] = { [0] = { .pid = ROOT, .start = 1 } };
	unsigned seed = 12345;
	int worked = 0;
	live(p[0]);
	start();
	for (int step = 1; step <= STEPS; step++) {
		for (int i = 0; i < SLOTS; i++) {
			seed = seed * 1103515245u + 12345u;
			int die_roll = (int)(seed >> 16) % 8, parent = (int)(seed >> 20) % SLOTS;
			if (p[i].pid == 0 && p[parent].pid != 0)
				p[i] = (struct fake){ .pid = 1000 * step + i, .parent = p[parent].pid, .start = step };
			if (p[i].pid == 0)
				continue;
			p[i].user += die_roll;
			worked += die_roll;
			/* One without children may end; its parent waits for it. */
			bool has_children = false;
			for (int j = 0; j < SLOTS; j++)
				has_children = has_children || (p[j].pid != 0 && p[j].parent == p[i].pid);
			if (i == 0 || has_children || die_roll != 3)
				continue;
			for (int j = 0; j < SLOTS; j++)
				if (p[j].pid == p[i].parent)
					p[j].children_user += p[i].user + p[i].children_user;
			if (p[i].start < step)
				die(p[i].pid);
			p[i].pid = 0;
		}
		for (int i = 0; i < SLOTS; i++)
			if (p[i].pid != 0)
				live(p[i]);
		sample_at(step);
		gx_sampler_totals(sampler, step * (int64_t)SECOND, NULL, &sample);
		expect("system/cpu_hours", (double)worked / (double)sysconf(_SC_CLK_TCK) / 3600);
	}
	cr_assert_gt(worked, STEPS);
}

static pid_t child;

static void end_child(void)
{
	if (child > 0 && kill(child, SIGKILL) == 0)
		(void)waitpid(child, NULL, 0);
	end();
}

/* A command of this machine that works, and then is waited for. */
Test(sampler, this_machine, .init = begin, .fini = end_child)
{
	enum { BYTES = 32 << 20 };
	struct rusage ended;
	int pipes[2];
	char byte;
	options.root = "";
	cr_assert_eq(pipe(pipes), 0);
	child = fork();
	if (child == 0) {
		volatile char *memory = malloc(BYTES);
		for (size_t i = 0; memory && i < BYTES; i += 512)
			memory[i] = 1;
		(void)alarm(60); /* should the test die before it */
		(void)!write(pipes[1], "x", 1);
		pause();
		_exit(0);
	}
	cr_assert_eq(gx_sampler_open(child, &options, &sampler, NULL), 0);
	cr_assert_eq(read(pipes[0], &byte, 1), 1);
	sample_at(1);
	cr_assert_geq(value("system/cpu_percent"), 0);
	cr_assert_geq(value("system/memory_mib"), 31); /* the kernel counts in portions */
	cr_assert_geq(value("system/machine_memory_mib"), 1);
	cr_assert_geq(value("system/net_recv_mib"), 0);
	cr_assert_geq(value("system/disk_write_mib"), 0);
	close(pipes[0]);
	close(pipes[1]);
	cr_assert_eq(kill(child, SIGKILL), 0);
	cr_assert_eq(wait4(child, NULL, 0, &ended), child);
	child = 0;
	sample_at(2);
	expect("system/memory_mib", 0);
	gx_sampler_totals(sampler, 2 * SECOND, &ended, &sample);
	cr_assert_gt(value("system/cpu_hours"), 0);
}

/* --- GPUs --- */

#define THREE "GPU-aa1 10 1048576 100000 50 0 55\nGPU-ab2 20 2097152 200000 60 0 -\nGPU-b3 30 3145728 300000 70 0 100\n"

static void with_gpus(const char *visible, const char *lines)
{
	options.nvml = built("libnvidia-ml.so.1");
	options.visible = visible;
	show_gpus(lines);
	live((struct fake){ .pid = 100, .session = 100, .group = 100, .start = 10 });
	start();
}

Test(sampler, gpus_that_were_given, .init = begin, .fini = end)
{
	with_gpus("1,GPU-b", THREE);
	sample_at(1);
	expect("system/gpu0_percent", NAN);
	expect("system/gpu1_percent", 20);
	expect("system/gpu1_memory_mib", 2);
	expect("system/gpu1_power_w", 200);
	expect("system/gpu1_temperature_c", 60);
	expect("system/gpu2_percent", 30);
	expect("system/gpu2_temperature_c", 70);
}

/* A child of the command computes on the first, the command itself on the third. */
Test(sampler, gpus_that_processes_compute_on, .init = begin, .fini = end)
{
	with_gpus(NULL, THREE);
	live((struct fake){ .pid = 55, .parent = 100, .start = 11 });
	sample_at(1);
	expect("system/gpu0_percent", 10);
	expect("system/gpu1_percent", NAN);
	expect("system/gpu2_percent", 30);
	die(55);
	sample_at(2);
	expect("system/gpu0_percent", 10); /* once ours, its history goes on */
	expect("system/gpu1_percent", NAN);
}

Test(sampler, gpus_of_others_and_none, .init = begin, .fini = end)
{
	with_gpus(NULL, "GPU-aa1 10 1 1 1 1 56,57\n");
	sample_at(1);
	expect("system/gpu0_percent", NAN);
	gx_sampler_totals(sampler, SECOND, NULL, &sample);
	expect("system/gpu_hours", NAN);
	expect("system/energy_kwh", NAN);
	cr_assert_not(isnan(value("system/cpu_hours")));
}

Test(sampler, what_is_visible, .init = begin, .fini = end)
{
	static const struct {
		const char *list, *given;
		bool known;
	} rows[] = {
		{ "0", "100", true },          { "2,0", "101", true },         { " 1 , 2 ", "011", true },
		{ "", "000", true },           { "-1", "000", true },          { "0,-1,1", "100", true },
		{ "0,7,1", "100", true },      { "99999999999999999999", "000", true },
		{ "GPU-aa1", "100", true },    { "GPU-aa", "100", true },      { "GPU-a,0", "000", true },
		{ "GPU-,1", "000", true },     { "GPU-b3,GPU-ab", "011", true },
		{ "NoDevFiles", "000", true }, { "1x", "000", true },          { "0,,1", "100", true },
		{ "MIG-b0b", "000", false },   { "MIG-b0b,MIG-c0c/1", "000", false },
		{ "MIG-b0b,1", "010", true },  { "MIG-GPU-b3/1/0", "001", true },
		{ "MIG-GPU-ab2", "010", true }, { "MIG-", "000", false },      { "0,0,0", "100", true },
	};
	struct gx_nvml *nvml;
	show_gpus(THREE);
	cr_assert_eq(gx_nvml_open(built("libnvidia-ml.so.1"), &nvml, NULL), 0);
	for (size_t i = 0; i < GX_LEN(rows); i++) {
		bool given[GX_NVML_DEVICES_MAX] = { false };
		char got[4] = "000";
		cr_expect_eq(gx_gpus_visible(nvml, gx_str_of(rows[i].list), given), rows[i].known, "%s", rows[i].list);
		for (size_t j = 0; j < 3; j++)
			got[j] = given[j] ? '1' : '0';
		cr_expect_str_eq(got, rows[i].given, "%s", rows[i].list);
	}
	gx_nvml_free(nvml);
}

/* Two GPUs that were given, one with a counter and one without, over 30 minutes in steps of 10. */
Test(sampler, totals_of_gpus, .init = begin, .fini = end)
{
	options.gpu_hour_cost = 2.5;
	with_gpus("0,1", "GPU-a 1 1 500000 1 1000000 -\nGPU-b 1 1 100000 1 -1 -\n");
	sample_at(600); /* before this there was no reading: by power, 500 W and 100 W */
	show_gpus("GPU-a 1 1 7000 1 181000000 -\nGPU-b 1 1 400000 1 -1 -\n");
	sample_at(1200); /* 180 kJ counted; 400 W */
	show_gpus("GPU-a 1 1 100000 1 5 -\nGPU-b 1 1 200000 1 -1 -\n");
	gx_sampler_totals(sampler, 1800 * (int64_t)SECOND, NULL, &sample); /* the counter began anew: 100 W; 200 W */
	expect("system/gpu_hours", 1);
	expect("system/energy_kwh", (600 * 500 + 180000 + 600 * 100 + 600 * (100 + 400 + 200)) / 3.6e6);
	expect("system/cost", 2.5);
	gx_sampler_totals(sampler, 1800 * (int64_t)SECOND, NULL, &sample);
	expect("system/gpu_hours", 1);
}

/* One that nobody gave counts from the reading that finds a process of ours on it to the one that does not. */
Test(sampler, totals_while_in_use, .init = begin, .fini = end)
{
	with_gpus(NULL, "GPU-a 1 1 1 1 1000 -\n");
	sample_at(360);
	show_gpus("GPU-a 1 1 1 1 2000 100\n");
	sample_at(720);
	show_gpus("GPU-a 1 1 1 1 3602000 -\n");
	sample_at(1080);
	show_gpus("GPU-a 1 1 1 1 9999000 -\n");
	sample_at(1440);
	gx_sampler_totals(sampler, 3600 * (int64_t)SECOND, NULL, &sample);
	expect("system/gpu_hours", 0.1);
	expect("system/energy_kwh", 0.001);
	expect("system/cost", NAN);
}
