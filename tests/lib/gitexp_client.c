/*
 * A program as others write them, in C and in C++: built against an installed libgitexp by tests/lint/install.sh. It logs a
 * little of everything, and exits 1 if the path of metrics allocates.
 */
#include <gitexp.h>
#include <stdio.h>
#include <stdlib.h>

/* Stands in front of the C library's, for libgitexp.so too. */
static unsigned long allocations;

#ifdef __GLIBC__
#ifdef __cplusplus
extern "C" {
#endif
void *__libc_malloc(size_t size);
void *__libc_realloc(void *old, size_t size);

void *malloc(size_t size)
{
	allocations++;
	return __libc_malloc(size);
}

void *realloc(void *old, size_t size)
{
	allocations++;
	return __libc_realloc(old, size);
}
#ifdef __cplusplus
}
#endif
#endif

static int log_metrics(gitexp_run *run, int64_t from, int64_t to)
{
	static const char *const names[] = { "loss", "accuracy" };
	int failed = 0;
	for (int64_t step = from; step < to; step++) {
		const double values[] = { 1.0 / (double)(step + 1), 0.5 };
		failed |= gitexp_metrics(run, step, 2, names, values);
		failed |= gitexp_metric(run, "lr", step, 1e-3);
	}
	return failed;
}

int main(void)
{
	gitexp_run *run = gitexp_begin();
	int failed = 0;
	failed |= gitexp_param_double(run, "lr", 1e-3);
	failed |= gitexp_param_int(run, "seed", INT64_C(9007199254740993));
	failed |= gitexp_param_bool(run, "amp", 1);
	failed |= gitexp_param_text(run, "model", "cnn \"small\"");
	failed |= log_metrics(run, 0, 10);
	unsigned long before = allocations;
	failed |= log_metrics(run, 10, 1000);
	if (allocations != before) {
		fprintf(stderr, "%lu allocations\n", allocations - before);
		failed = 1;
	}
	failed |= gitexp_tag(run, "baseline");
	failed |= gitexp_note(run, "two\nlines");
	failed |= gitexp_artifact(run, "model.pt", "model");
	failed |= gitexp_status(run, "finished", NULL);
	failed |= gitexp_end(run);
	printf("%s %s\n", run ? "logged" : "no run", gitexp_version());
	return failed ? 1 : 0;
}
