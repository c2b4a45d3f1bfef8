/*
 * tally.h - a count that threads wait for: first in a loop, then asleep.
 *
 * What threads do for each other within microseconds then costs no wake-up,
 * which takes as long as a tenth of a step of a training.
 */
#ifndef DETECT_TALLY_H
#define DETECT_TALLY_H

#include <pthread.h>
#include <stdatomic.h>

struct tally {
	atomic_uint at, sleepers;
	pthread_mutex_t lock;
	pthread_cond_t changed;
};

void tally_init(struct tally *t);
void tally_fini(struct tally *t);

/* Count one more, and wake those who wait. */
void tally_add(struct tally *t);
/* Wait while the count is value, or, with until, until it is. */
void tally_await(struct tally *t, unsigned value, int until);

#endif
