/*
 * jobs.c - run one task in several threads.
 *
 * Threads are created for each task, which takes some 20 us; tasks take
 * milliseconds.  If a thread cannot be created, the caller does its part.
 */
#include "detect/jobs.h"

#include <pthread.h>
#include <stddef.h>
#include <unistd.h>

struct job {
	void (*work)(void *arg, int job);
	void *arg;
	int number;
};

static void *
job_main(void *arg)
{
	struct job *j = arg;

	j->work(j->arg, j->number);
	return NULL;
}

static void
run_threads(int jobs, void (*work)(void *arg, int job), void *arg)
{
	pthread_t thread[JOBS_MAX];
	struct job job[JOBS_MAX];
	int i, started[JOBS_MAX] = { 0 };

	for (i = 1; i < jobs; i++) {
		job[i] = (struct job){ work, arg, i };
		started[i] =
		    pthread_create(&thread[i], NULL, job_main, &job[i]) == 0;
	}
	work(arg, 0);
	for (i = 1; i < jobs; i++) {
		if (started[i])
			pthread_join(thread[i], NULL);
		else
			work(arg, i);
	}
}

/* Small batches have one part and need no memory for threads. */
void
jobs_run(int jobs, void (*work)(void *arg, int job), void *arg)
{
	if (jobs <= 1)
		work(arg, 0);
	else
		run_threads(jobs, work, arg);
}

int
jobs_of_option(int64_t n)
{
	long there;

	if (n > 0)
		return n < JOBS_MAX ? (int)n : JOBS_MAX;
	there = sysconf(_SC_NPROCESSORS_ONLN);
	return there < 1 ? 1 : there < JOBS_MAX ? (int)there : JOBS_MAX;
}
