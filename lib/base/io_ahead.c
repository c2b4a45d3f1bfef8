/*
 * io_ahead.c - a thread that decodes ahead of the reader.
 *
 * It fills the slots of a ring (base/ring.h).  The reader waits for two of
 * them, the thread for half of the ring: while the reader waits, and at the
 * end, only the decoder runs.  The thread blocks signals: the reader handles
 * them, and the decoder checks their flag between two reads.
 */
#include "base/io_ahead.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/ring.h"

enum {
	SLOTS = 8,
	SLOT_SIZE = 1 << 18,
	TAKE_FROM = 2,
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
	struct ring ring;
	struct slot *now; /* the reader's, or NULL */
	size_t at;        /* in it */
	struct slot slot[SLOTS];
};

static void *
decode_ahead(void *arg)
{
	struct ahead *a = arg;
	struct slot *s;
	ssize_t n = 0;
	int i;

	while (n != -1 && (i = ring_room(&a->ring)) != -1) {
		s = &a->slot[i];
		for (s->len = 0; s->len < SLOT_SIZE; s->len += (size_t)n) {
			n = decode(a->d, s->bytes + s->len, SLOT_SIZE - s->len);
			if (n == -1)
				break;
		}
		s->raw_read = a->d->raw_read;
		if (s->len > 0)
			(void)ring_put(&a->ring, 0);
	}
	ring_end(&a->ring);
	return NULL;
}

static void
ahead_free(struct ahead *a)
{
	ring_fini(&a->ring);
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
	ring_init(&a->ring, SLOTS, TAKE_FROM);
	if (ring_thread(&a->thread, decode_ahead, a) == 0)
		return a;
	ahead_free(a);
	return NULL;
}

ssize_t
ahead_read(struct ahead *a, uint64_t *raw_read, unsigned char *dst, size_t size)
{
	struct slot *s = a->now;
	size_t n;
	int i;

	if (s == NULL) {
		if ((i = ring_next(&a->ring)) == -1)
			return -1;
		a->now = s = &a->slot[i];
		a->at = 0;
	}
	*raw_read = s->raw_read;
	n = s->len - a->at < size ? s->len - a->at : size;
	memcpy(dst, s->bytes + a->at, n);
	a->at += n;
	if (a->at == s->len) {
		a->now = NULL;
		ring_done(&a->ring, 0);
	}
	return (ssize_t)n;
}

void
ahead_stop(struct ahead *a)
{
	if (a == NULL)
		return;
	ring_stop(&a->ring);
	pthread_join(a->thread, NULL);
	ahead_free(a);
}
