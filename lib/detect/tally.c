/*
 * tally.c - a count that threads wait for.
 *
 * It is polled first.  A thread that polled in vain counts itself in
 * `sleepers', looks again, and sleeps; one that counts looks at `sleepers'
 * afterwards.  So one of the two sees the other.
 */
#include "detect/tally.h"

/* Polls before sleeping: 20 to 50 us, about what a wake-up takes. */
enum { POLLS = 1000 };

void
tally_init(struct tally *t)
{
	atomic_init(&t->at, 0);
	atomic_init(&t->sleepers, 0);
	pthread_mutex_init(&t->lock, NULL);
	pthread_cond_init(&t->changed, NULL);
}

void
tally_fini(struct tally *t)
{
	pthread_cond_destroy(&t->changed);
	pthread_mutex_destroy(&t->lock);
}

static inline void
pause_thread(void)
{
#if defined(__x86_64__)
	__builtin_ia32_pause();
#endif
}

void
tally_await(struct tally *t, unsigned value, int until)
{
	int i;

	for (i = 0; i < POLLS; i++) {
		if ((atomic_load(&t->at) == value) == until)
			return;
		pause_thread();
	}
	pthread_mutex_lock(&t->lock);
	atomic_fetch_add(&t->sleepers, 1);
	while ((atomic_load(&t->at) == value) != until)
		pthread_cond_wait(&t->changed, &t->lock);
	atomic_fetch_sub(&t->sleepers, 1);
	pthread_mutex_unlock(&t->lock);
}

void
tally_add(struct tally *t)
{
	atomic_fetch_add(&t->at, 1);
	if (atomic_load(&t->sleepers) == 0)
		return;
	pthread_mutex_lock(&t->lock);
	pthread_cond_broadcast(&t->changed);
	pthread_mutex_unlock(&t->lock);
}
