/*
 * ring.h - a ring of slots between two threads: one fills, the other takes,
 * in the same order.
 *
 *	ring_init
 *	filler: (ring_room | ring_try_room, ring_put)* ring_end | ring_drain
 *	taker:	(ring_next, ring_done)* | ring_stop
 *	ring_fini
 *
 * A slot belongs to the filler until ring_put, then to the taker until
 * ring_done.  Waking the other thread costs more than filling a slot, so a
 * thread with nothing to do waits for several slots; a slot put with hurry set
 * is taken at once.
 */
#ifndef BASE_RING_H
#define BASE_RING_H

#include <pthread.h>

struct ring {
	pthread_mutex_t lock;
	pthread_cond_t filled, emptied;
	int slots;	/* how many there are */
	int take_from;	/* the taker waits for this many */
	int in, out;	/* next to fill: the filler's; to take: the taker's */
	/* under the lock */
	int used;	/* filled and not done */
	int hurry;	/* the taker waits for one slot only */
	int ended;	/* no more will be filled */
	int stopped;	/* no more will be taken */
	int failed;	/* as the taker said */
	int taker_waits;
	int filler_waits; /* for so few used; -1: it does not wait */
};

void ring_init(struct ring *r, int slots, int take_from);
void ring_fini(struct ring *r);

/* The slot to fill next, waiting while all are used; -1 when the taker has
 * stopped.  ring_try_room does not wait: -1 also when all are used. */
int ring_room(struct ring *r);
int ring_try_room(struct ring *r);
/*
 * The slot is filled.  -1 when the taker has failed, possibly at an earlier
 * slot.
 */
int ring_put(struct ring *r, int hurry);
void ring_end(struct ring *r);
/* Wait until all slots are done; -1 as in ring_put. */
int ring_drain(struct ring *r);

/* The slot to take next, waiting for several to be filled; -1 when the filler
 * has ended and all are taken. */
int ring_next(struct ring *r);
/* The slot may be filled again.  failed: report a failure to the filler. */
void ring_done(struct ring *r, int failed);
void ring_stop(struct ring *r);

/*
 * Start a thread with a small stack.  It blocks all signals except those that
 * its own writes raise (SIGPIPE, SIGXFSZ), which end the process as usual.  0,
 * or -1 when no thread can be started.
 */
int ring_thread(pthread_t *t, void *(*fn)(void *), void *arg);

#endif
