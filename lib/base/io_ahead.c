/*
 * io_ahead.c - a thread that decodes ahead of the reader.
 *
 * A ring of buffers, filled by the thread and emptied in the same order.
 * To wake the other side costs more than to fill a buffer: the thread waits
 * for half of the ring to be empty.  The reader waits for less: while he does,
 * and at the end, nothing is done beside the decoder.  The thread takes no
 * signals: they belong to the reader, and the decoder sees their flag between
 * two reads.
 */
#include "base/io_ahead.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
	SLOTS = 8,
	SLOT_SIZE = 1 << 18,
	WAKE = 2, /* slots that the reader waits for */
	STACK_SIZE = 1 << 18,
	RUNNING_MAX = 4 /* threads in a process: 2 MiB and a core each */
};

static atomic_int running;

struct slot {
	size_t len;
	uint64_t raw_read; /* of the file, when this was decoded */
	unsigned char bytes[SLOT_SIZE];
};

struct ahead {
	struct decoder *d;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t filled, emptied;
	/* under the lock */
	int used; /* slots that are filled */
	int ended, stop;
	int reader_waits, thread_waits;
	/* the reader's */
	int out; /* slot that is read next */
	size_t at;
	struct slot slot[SLOTS];
};

/* A slot to fill: 0, or -1 when the reader wants no more. */
static int
await_room(struct ahead *a)
{
	int stop;

	pthread_mutex_lock(&a->lock);
	if (a->used == SLOTS) {
		a->thread_waits = 1;
		while (a->used > SLOTS / 2 && !a->stop)
			pthread_cond_wait(&a->emptied, &a->lock);
		a->thread_waits = 0;
	}
	stop = a->stop;
	pthread_mutex_unlock(&a->lock);
	return stop ? -1 : 0;
}

static void
hand_over(struct ahead *a, int slots, int ended)
{
	pthread_mutex_lock(&a->lock);
	a->used += slots;
	a->ended = ended;
	if (a->reader_waits && (a->used >= WAKE || ended))
		pthread_cond_signal(&a->filled);
	pthread_mutex_unlock(&a->lock);
}

static void *
decode_ahead(void *arg)
{
	struct ahead *a = arg;
	struct slot *s;
	ssize_t n = 0;
	int i;

	for (i = 0; n != -1; i = (i + 1) % SLOTS) {
		if (await_room(a) == -1)
			break;
		s = &a->slot[i];
		for (s->len = 0; s->len < SLOT_SIZE; s->len += (size_t)n) {
			n = decode(a->d, s->bytes + s->len, SLOT_SIZE - s->len);
			if (n == -1)
				break;
		}
		s->raw_read = a->d->raw_read;
		hand_over(a, s->len > 0, n == -1);
	}
	return NULL;
}

static int
start_thread(struct ahead *a)
{
	pthread_attr_t attr;
	sigset_t all, before;
	int ret;

	if (pthread_attr_init(&attr) != 0)
		return -1;
	(void)pthread_attr_setstacksize(&attr, STACK_SIZE);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	ret = pthread_create(&a->thread, &attr, decode_ahead, a);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	return ret == 0 ? 0 : -1;
}

static void
ahead_free(struct ahead *a)
{
	pthread_cond_destroy(&a->emptied);
	pthread_cond_destroy(&a->filled);
	pthread_mutex_destroy(&a->lock);
	free(a);
	atomic_fetch_sub(&running, 1);
}

struct ahead *
ahead_start(struct decoder *d)
{
	struct ahead *a;

	if (atomic_fetch_add(&running, 1) >= RUNNING_MAX ||
	    (a = malloc(sizeof(*a))) == NULL) {
		atomic_fetch_sub(&running, 1);
		return NULL;
	}
	memset(a, 0, offsetof(struct ahead, slot));
	a->d = d;
	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->filled, NULL);
	pthread_cond_init(&a->emptied, NULL);
	if (start_thread(a) == 0)
		return a;
	ahead_free(a);
	return NULL;
}

/* A slot to read: 1, or 0 at the end. */
static int
await_slot(struct ahead *a)
{
	int got;

	pthread_mutex_lock(&a->lock);
	if (a->used == 0) {
		a->reader_waits = 1;
		while (a->used < WAKE && !a->ended)
			pthread_cond_wait(&a->filled, &a->lock);
		a->reader_waits = 0;
	}
	got = a->used > 0;
	pthread_mutex_unlock(&a->lock);
	return got;
}

static void
give_back(struct ahead *a)
{
	pthread_mutex_lock(&a->lock);
	a->used--;
	if (a->thread_waits && a->used <= SLOTS / 2)
		pthread_cond_signal(&a->emptied);
	pthread_mutex_unlock(&a->lock);
}

ssize_t
ahead_read(struct ahead *a, uint64_t *raw_read, unsigned char *dst, size_t size)
{
	struct slot *s = &a->slot[a->out];
	size_t n;

	if (a->at == 0 && !await_slot(a))
		return -1;
	*raw_read = s->raw_read;
	n = s->len - a->at < size ? s->len - a->at : size;
	memcpy(dst, s->bytes + a->at, n);
	a->at += n;
	if (a->at == s->len) {
		a->at = 0;
		a->out = (a->out + 1) % SLOTS;
		give_back(a);
	}
	return (ssize_t)n;
}

void
ahead_stop(struct ahead *a)
{
	if (a == NULL)
		return;
	pthread_mutex_lock(&a->lock);
	a->stop = 1;
	pthread_cond_signal(&a->emptied);
	pthread_mutex_unlock(&a->lock);
	pthread_join(a->thread, NULL);
	ahead_free(a);
}
