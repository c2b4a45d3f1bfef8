/*
 * ring.c - a ring of slots between two threads.
 */
#include "base/ring.h"

#include <signal.h>

enum { STACK_SIZE = 1 << 18 };

void
ring_init(struct ring *r, int slots, int take_from)
{
	*r = (struct ring){ .slots = slots,
		.take_from = take_from,
		.filler_waits = -1 };
	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->filled, NULL);
	pthread_cond_init(&r->emptied, NULL);
}

void
ring_fini(struct ring *r)
{
	pthread_cond_destroy(&r->emptied);
	pthread_cond_destroy(&r->filled);
	pthread_mutex_destroy(&r->lock);
}

/* ---- the filler ---- */

/* With the lock held: wait until at most that many slots are used. */
static void
await_used(struct ring *r, int most)
{
	r->filler_waits = most;
	while (r->used > most && !r->stopped)
		pthread_cond_wait(&r->emptied, &r->lock);
	r->filler_waits = -1;
}

static int
room(struct ring *r, int wait)
{
	int got;

	pthread_mutex_lock(&r->lock);
	if (r->used == r->slots && wait)
		await_used(r, r->slots / 2);
	got = r->used < r->slots && !r->stopped ? r->in : -1;
	pthread_mutex_unlock(&r->lock);
	return got;
}

int
ring_room(struct ring *r)
{
	return room(r, 1);
}

int
ring_try_room(struct ring *r)
{
	return room(r, 0);
}

int
ring_put(struct ring *r, int hurry)
{
	int failed;

	r->in = (r->in + 1) % r->slots;
	pthread_mutex_lock(&r->lock);
	r->used++;
	r->hurry |= hurry;
	if (r->taker_waits && (r->used >= r->take_from || hurry))
		pthread_cond_signal(&r->filled);
	failed = r->failed;
	pthread_mutex_unlock(&r->lock);
	return failed ? -1 : 0;
}

void
ring_end(struct ring *r)
{
	pthread_mutex_lock(&r->lock);
	r->ended = 1;
	pthread_cond_signal(&r->filled);
	pthread_mutex_unlock(&r->lock);
}

int
ring_drain(struct ring *r)
{
	int failed;

	pthread_mutex_lock(&r->lock);
	r->hurry = 1;
	if (r->taker_waits)
		pthread_cond_signal(&r->filled);
	await_used(r, 0);
	failed = r->failed;
	pthread_mutex_unlock(&r->lock);
	return failed ? -1 : 0;
}

/* ---- the taker ---- */

int
ring_next(struct ring *r)
{
	int got;

	pthread_mutex_lock(&r->lock);
	if (r->used == 0) {
		r->hurry = 0;
		r->taker_waits = 1;
		while (r->used < r->take_from && !(r->hurry && r->used > 0) &&
		       !r->ended)
			pthread_cond_wait(&r->filled, &r->lock);
		r->taker_waits = 0;
	}
	got = r->used > 0 ? r->out : -1;
	pthread_mutex_unlock(&r->lock);
	return got;
}

void
ring_done(struct ring *r, int failed)
{
	r->out = (r->out + 1) % r->slots;
	pthread_mutex_lock(&r->lock);
	r->failed |= failed;
	r->used--;
	if (r->used <= r->filler_waits)
		pthread_cond_signal(&r->emptied);
	pthread_mutex_unlock(&r->lock);
}

void
ring_stop(struct ring *r)
{
	pthread_mutex_lock(&r->lock);
	r->stopped = 1;
	pthread_cond_signal(&r->emptied);
	pthread_mutex_unlock(&r->lock);
}

/* ---- threads ---- */

int
ring_thread(pthread_t *t, void *(*fn)(void *), void *arg)
{
	pthread_attr_t attr;
	sigset_t most, before;
	int ret;

	if (pthread_attr_init(&attr) != 0)
		return -1;
	(void)pthread_attr_setstacksize(&attr, STACK_SIZE);
	sigfillset(&most);
	sigdelset(&most, SIGPIPE);
	sigdelset(&most, SIGXFSZ);
	pthread_sigmask(SIG_SETMASK, &most, &before);
	ret = pthread_create(t, &attr, fn, arg);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	return ret == 0 ? 0 : -1;
}
