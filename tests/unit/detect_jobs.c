/*
 * detect_jobs.c - tasks in threads: each part is done once, and before the
 * call returns.
 */
#include <stdatomic.h>

#include "detect/jobs.h"
#include "detect_threads.h"

enum { PARTS = 200, TASKS = 4000 };

struct task {
	int did[PARTS]; /* by one thread each: not atomic */
	atomic_int all;
};

static void
do_part(void *arg, int part)
{
	struct task *t = arg;

	t->did[part]++;
	atomic_fetch_add(&t->all, 1);
}

/* Parts that were not done once. */
static int
run(struct jobs *j, int parts)
{
	static struct task t;
	int i, bad = 0;

	memset(&t, 0, sizeof(t));
	jobs_run(j, parts, do_part, &t);
	for (i = 0; i < PARTS; i++)
		bad += t.did[i] != (i < parts);
	return bad + (atomic_load(&t.all) != parts);
}

static void
test_threads(int n)
{
	struct jobs *j = jobs_new(n);
	int i, bad = 0;

	threads_begin(n, "any number of parts is done, each once");
	for (i = 0; i <= PARTS; i++)
		bad += run(j, i);
	CHECK(bad == 0);

	threads_begin(n, "one task right after the other");
	for (i = 0; i < TASKS; i++)
		bad += run(j, 1 + i % 7);
	CHECK(bad == 0);

	threads_begin(n, "woken from their sleep");
	for (i = 0; i < 20; i++) {
		usleep(2000);
		bad += run(j, n);
	}
	CHECK(bad == 0);
	jobs_free(j);
}

/* A part that takes long: the others wait for it asleep. */
static void
slow_part(void *arg, int part)
{
	if (part == 1)
		usleep(20000);
	do_part(arg, part);
}

static void
test_slow(void)
{
	static struct task t;
	struct jobs *j = jobs_new(2);

	test_begin("a part that takes long is waited for");
	jobs_run(j, 2, slow_part, &t);
	CHECK(t.did[0] == 1 && t.did[1] == 1);
	jobs_run(j, 2, do_part, &t);
	CHECK(t.did[0] == 2 && t.did[1] == 2);
	jobs_free(j);
}

int
main(void)
{
	each_threads(test_threads);
	test_slow();
	test_begin("threads that had no task end");
	jobs_free(jobs_new(4));
	jobs_free(NULL);
	return test_end();
}
