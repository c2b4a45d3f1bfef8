/*
 * line.c - work in a line: begun by any of a few threads, taken in order.
 *
 * Places are numbered as they are put; the number modulo the places, a power of
 * two, is the place.  A thread begins one by counting in `begun'.  A place that
 * is done says so by its number, as it will be used again.
 */
#include "detect/line.h"

#include <stdlib.h>

#include "base/ring.h"
#include "detect/tally.h"

enum { PLACES_A_THREAD = 4 };

struct line {
	int threads; /* besides the owner's */
	unsigned places;
	void (*work)(void *arg, int place);
	void *arg;
	unsigned taken;    /* the owner's: number of the oldest place */
	struct tally put;  /* how many were put; one more at the end */
	struct tally done; /* changes when one is done */
	atomic_uint begun;
	atomic_uint *finished; /* [places] number + 1 of the last one done */
	atomic_int over;
	pthread_t thread[];
};

int
line_places(int n)
{
	int places = 1;

	while (places < PLACES_A_THREAD * n)
		places *= 2;
	return places;
}

/* Work on the oldest place that nobody has begun, of those before `end'; 0 if
 * there is none.  Others may have begun places that were put since. */
static int
work_on_one(struct line *l, unsigned end)
{
	unsigned number = atomic_load(&l->begun), place;

	do {
		if ((int)(end - number) <= 0)
			return 0;
	} while (!atomic_compare_exchange_weak(&l->begun, &number, number + 1));
	place = number % l->places;
	l->work(l->arg, (int)place);
	atomic_store(&l->finished[place], number + 1);
	tally_add(&l->done);
	return 1;
}

static void *
thread_main(void *arg)
{
	struct line *l = arg;
	unsigned end;

	for (;;) {
		end = atomic_load(&l->put.at);
		if (atomic_load(&l->over))
			return NULL;
		if (!work_on_one(l, end))
			tally_await(&l->put, end, 0);
	}
}

struct line *
line_new(int n, void (*work)(void *arg, int place), void *arg)
{
	struct line *l =
	    calloc(1, sizeof(*l) + (size_t)n * sizeof(l->thread[0]));

	if (l == NULL)
		return NULL;
	l->places = (unsigned)line_places(n);
	l->finished = calloc(l->places, sizeof(*l->finished));
	if (l->finished == NULL) {
		free(l);
		return NULL;
	}
	l->work = work;
	l->arg = arg;
	tally_init(&l->put);
	tally_init(&l->done);
	while (l->threads < n - 1 &&
	       ring_thread(&l->thread[l->threads], thread_main, l) == 0)
		l->threads++;
	return l;
}

int
line_next(const struct line *l)
{
	unsigned put = atomic_load(&l->put.at);

	return put - l->taken < l->places ? (int)(put % l->places) : -1;
}

void
line_put(struct line *l)
{
	tally_add(&l->put);
}

int
line_empty(const struct line *l)
{
	return atomic_load(&l->put.at) == l->taken;
}

int
line_take(struct line *l, int wait)
{
	unsigned place = l->taken % l->places, put, done;

	put = atomic_load(&l->put.at);
	if (put == l->taken)
		return -1;
	for (;;) {
		done = atomic_load(&l->done.at);
		if (atomic_load(&l->finished[place]) == l->taken + 1)
			return (int)place;
		if (!wait)
			return -1;
		if (!work_on_one(l, put))
			tally_await(&l->done, done, 0);
	}
}

void
line_give(struct line *l)
{
	l->taken++;
}

void
line_free(struct line *l)
{
	int i;

	if (l == NULL)
		return;
	atomic_store(&l->over, 1);
	tally_add(&l->put);
	for (i = 0; i < l->threads; i++)
		pthread_join(l->thread[i], NULL);
	tally_fini(&l->put);
	tally_fini(&l->done);
	free(l->finished);
	free(l);
}
