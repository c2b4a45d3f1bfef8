/*
 * jobs.c - run one task after another in the same few threads.
 *
 * A task is announced by counting it in `tasks'; a thread that has done its
 * parts counts itself in `done'.
 */
#include "detect/jobs.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/ring.h"
#include "detect/tally.h"

struct member {
	struct jobs *jobs;
	pthread_t thread;
	int number;
};

struct jobs {
	int n; /* threads with the caller */
	void (*work)(void *arg, int part);
	void *arg;
	int parts;
	int over; /* the task is to end */
	struct tally tasks, done;
	struct member member[]; /* [n]; member 0 is the caller */
};

static void
do_parts(const struct jobs *j, int number)
{
	int i;

	for (i = number; i < j->parts; i += j->n)
		j->work(j->arg, i);
}

static void *
member_main(void *arg)
{
	struct member *m = arg;
	struct jobs *j = m->jobs;
	unsigned task;

	for (task = 0;; task++) {
		tally_await(&j->tasks, task, 0);
		if (j->over)
			return NULL;
		do_parts(j, m->number);
		tally_add(&j->done);
	}
}

struct jobs *
jobs_new(int n)
{
	struct jobs *j;
	int i;

	if (n <= 1 ||
	    (j = calloc(1, sizeof(*j) + (size_t)n * sizeof(j->member[0]))) ==
		NULL)
		return NULL;
	tally_init(&j->tasks);
	tally_init(&j->done);
	for (i = 1; i < n; i++) {
		j->member[i] = (struct member){ .jobs = j, .number = i };
		if (ring_thread(&j->member[i].thread, member_main,
			&j->member[i]) == -1)
			break;
	}
	j->n = i;
	return j;
}

void
jobs_run(struct jobs *j, int parts, void (*work)(void *arg, int part),
    void *arg)
{
	int i;

	if (j == NULL || j->n == 1 || parts == 1) {
		for (i = 0; i < parts; i++)
			work(arg, i);
		return;
	}
	j->work = work;
	j->arg = arg;
	j->parts = parts;
	atomic_store(&j->done.at, 0);
	tally_add(&j->tasks);
	do_parts(j, 0);
	tally_await(&j->done, (unsigned)j->n - 1, 1);
}

void
jobs_free(struct jobs *j)
{
	int i;

	if (j == NULL)
		return;
	j->over = 1;
	tally_add(&j->tasks);
	for (i = 1; i < j->n; i++)
		pthread_join(j->member[i].thread, NULL);
	tally_fini(&j->tasks);
	tally_fini(&j->done);
	free(j);
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
