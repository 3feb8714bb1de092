#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#include "base/file.h"

enum { MAX_THREADS = 8 };

struct job {
	const int *fds;
	size_t first, count; /* every MAX_THREADS-th from the first on */
	int failure;
};

static void *flush_some(void *context)
{
	struct job *job = context;
	for (size_t i = job->first; i < job->count; i += MAX_THREADS)
		if (fsync(job->fds[i]) < 0 && errno != EINVAL) /* EINVAL: a folder on a file system that cannot flush folders */
			job->failure = errno;
	return NULL;
}

int gx_flush_all(const int *fds, size_t count)
{
	pthread_t threads[MAX_THREADS];
	struct job jobs[MAX_THREADS];
	bool started[MAX_THREADS] = { false };
	int failure = 0;
	for (size_t i = 0; i < MAX_THREADS && i < count; i++) {
		jobs[i] = (struct job){ fds, i, count, 0 };
		/* The last one is ours; so are those for which there is no thread to be had. */
		started[i] = i + 1 < count && i + 1 < MAX_THREADS && pthread_create(&threads[i], NULL, flush_some, &jobs[i]) == 0;
		if (!started[i])
			flush_some(&jobs[i]);
	}
	for (size_t i = 0; i < MAX_THREADS && i < count; i++) {
		if (started[i])
			pthread_join(threads[i], NULL);
		if (jobs[i].failure)
			failure = jobs[i].failure;
	}
	return failure;
}
