/*
 * jobs.c - run one task after another in the same few threads.
 *
 * A task is announced by counting it in `tasks'; a thread that has done its
 * parts counts itself in `done'.  Both are polled first.  A thread that polled
 * in vain counts itself in `sleepers', looks again, and sleeps; one that counts
 * looks at `sleepers' afterwards.  So one of the two sees the other.
 */
#include "detect/jobs.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/ring.h"

/* Polls before sleeping: 20 to 50 us, about what a wake-up takes. */
enum { POLLS = 1000 };

struct member {
	struct jobs *jobs;
	pthread_t thread;
	int number;
};

struct count {
	atomic_uint at, sleepers;
	pthread_cond_t changed;
};

struct jobs {
	int n; /* threads with the caller */
	void (*work)(void *arg, int part);
	void *arg;
	int parts;
	int over; /* the task is to end */
	struct count tasks, done;
	pthread_mutex_t lock;
	struct member member[]; /* [n]; member 0 is the caller */
};

static inline void
pause_thread(void)
{
#if defined(__x86_64__)
	__builtin_ia32_pause();
#endif
}

/* Wait while the count is value, or, with until, until it is. */
static void
await(struct jobs *j, struct count *c, unsigned value, int until)
{
	int i;

	for (i = 0; i < POLLS; i++) {
		if ((atomic_load(&c->at) == value) == until)
			return;
		pause_thread();
	}
	pthread_mutex_lock(&j->lock);
	atomic_fetch_add(&c->sleepers, 1);
	while ((atomic_load(&c->at) == value) != until)
		pthread_cond_wait(&c->changed, &j->lock);
	atomic_fetch_sub(&c->sleepers, 1);
	pthread_mutex_unlock(&j->lock);
}

static void
count_one(struct jobs *j, struct count *c)
{
	atomic_fetch_add(&c->at, 1);
	if (atomic_load(&c->sleepers) == 0)
		return;
	pthread_mutex_lock(&j->lock);
	pthread_cond_broadcast(&c->changed);
	pthread_mutex_unlock(&j->lock);
}

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
		await(j, &j->tasks, task, 0);
		if (j->over)
			return NULL;
		do_parts(j, m->number);
		count_one(j, &j->done);
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
	pthread_mutex_init(&j->lock, NULL);
	pthread_cond_init(&j->tasks.changed, NULL);
	pthread_cond_init(&j->done.changed, NULL);
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
	count_one(j, &j->tasks);
	do_parts(j, 0);
	await(j, &j->done, (unsigned)j->n - 1, 1);
}

void
jobs_free(struct jobs *j)
{
	int i;

	if (j == NULL)
		return;
	j->over = 1;
	count_one(j, &j->tasks);
	for (i = 1; i < j->n; i++)
		pthread_join(j->member[i].thread, NULL);
	pthread_cond_destroy(&j->tasks.changed);
	pthread_cond_destroy(&j->done.changed);
	pthread_mutex_destroy(&j->lock);
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
