/*
 * text_ahead.c - a thread that prints the text of a sink.
 *
 * The owner fills the slots of a ring (base/ring.h) with copies of rows.  The
 * thread waits for half of the ring, but an urgent slot is printed at once.  A
 * slot without rows is a request to flush.
 */
#include "stream/text_ahead.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "base/ring.h"

enum { SLOTS = 8, SLOT_SIZE = 1 << 17, TAKE_FROM = SLOTS / 2 };

/* Neighbours of one schema; their rows lie after it. */
struct run {
	struct text_plan *plan;
	const struct schema *schema;
	size_t n;
};

struct slot {
	size_t len;
	int flush; /* the output, behind these rows */
	_Alignas(8) unsigned char bytes[SLOT_SIZE];
};

_Static_assert(SLOT_SIZE >= SCHEMA_ROW_MAX + sizeof(struct run),
    "any row fits into a slot");

struct text_ahead {
	struct text_writer *w;
	pthread_t thread;
	struct ring ring;
	/* the thread's until it failed, then everyone's to read */
	struct err err;
	/* the owner's */
	struct slot *open; /* being filled, or NULL */
	struct run *run;   /* the last one in it, or NULL */
	int busy;
	int unflushed; /* rows went since the last flush */
	struct slot slot[SLOTS];
};

/* ---- the thread ---- */

static int
print_slot(struct text_writer *w, const struct slot *s, struct err *err)
{
	const unsigned char *rows;
	const struct run *run;
	size_t at;

	for (at = 0; at < s->len;
	     at += sizeof(*run) + run->n * run->schema->row_size) {
		run = (const void *)(s->bytes + at);
		rows = (const unsigned char *)(run + 1);
		if (text_put_rows(w, run->plan, run->schema, rows, run->n,
			err) == -1)
			return -1;
	}
	return s->flush ? out_flush(w->out, err) : 0;
}

static void *
print_all(void *arg)
{
	struct text_ahead *a = arg;
	int i, failed = 0;

	while ((i = ring_next(&a->ring)) != -1) {
		failed = failed || print_slot(a->w, &a->slot[i], &a->err) == -1;
		ring_done(&a->ring, failed);
	}
	return NULL;
}

/* ---- the owner ---- */

static int
have_two_processors(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) == 0 &&
	       CPU_COUNT(&set) > 1;
}

static void
ahead_free(struct text_ahead *a)
{
	ring_fini(&a->ring);
	free(a);
}

struct text_ahead *
text_ahead_start(struct text_writer *w)
{
	struct text_ahead *a;

	if (w->may_ahead != AHEAD_ALWAYS && !have_two_processors())
		return NULL;
	if ((a = malloc(sizeof(*a))) == NULL)
		return NULL;
	memset(a, 0, offsetof(struct text_ahead, slot));
	a->w = w;
	ring_init(&a->ring, SLOTS, TAKE_FROM);
	if (ring_thread(&a->thread, print_all, a) == 0)
		return a;
	ahead_free(a);
	return NULL;
}

/* A slot to fill; NULL when all are used and we must not wait. */
static struct slot *
open_slot(struct text_ahead *a, int wait)
{
	int i;

	if (a->open != NULL)
		return a->open;
	i = wait ? ring_room(&a->ring) : ring_try_room(&a->ring);
	if (i == -1)
		return NULL;
	a->open = &a->slot[i];
	a->open->len = 0;
	a->open->flush = 0;
	a->run = NULL;
	return a->open;
}

static int
hand_over(struct text_ahead *a, int hurry, struct err *err)
{
	a->open = NULL;
	return ring_put(&a->ring, hurry) == -1 ? err_copy(err, &a->err) : 0;
}

/* Copy as many of n rows as fit; returns how many. */
static size_t
fill(struct text_ahead *a, struct slot *slot, const struct run *of,
    const unsigned char *rows)
{
	size_t size = of->schema->row_size, room = SLOT_SIZE - slot->len, n;

	if (a->run == NULL || a->run->plan != of->plan) {
		if (room < sizeof(*of) + size)
			return 0;
		a->run = (void *)(slot->bytes + slot->len);
		*a->run = *of;
		a->run->n = 0;
		slot->len += sizeof(*of);
		room -= sizeof(*of);
	}
	n = of->n < room / size ? of->n : room / size;
	memcpy(slot->bytes + slot->len, rows, n * size);
	slot->len += n * size;
	a->run->n += n;
	return n;
}

int
text_ahead_rows(struct text_ahead *a, struct text_plan *plan,
    const struct schema *s, const unsigned char *rows, size_t n,
    struct err *err)
{
	struct run left = { plan, s, n };
	size_t part;

	a->busy = a->unflushed = 1;
	while (left.n > 0) {
		part = fill(a, open_slot(a, 1), &left, rows);
		rows += part * s->row_size;
		left.n -= part;
		if (left.n > 0 && hand_over(a, 0, err) == -1)
			return -1;
	}
	return 0;
}

int
text_ahead_busy(const struct text_ahead *a)
{
	return a->busy;
}

/*
 * With all slots used the thread is behind and writes its output as the buffer
 * fills, so the flush can wait for the next call.
 */
int
text_ahead_flush(struct text_ahead *a, struct err *err)
{
	struct slot *s;

	if (!a->unflushed || (s = open_slot(a, 0)) == NULL)
		return 0;
	s->flush = 1;
	a->unflushed = 0;
	return hand_over(a, 1, err);
}

int
text_ahead_drain(struct text_ahead *a, struct err *err)
{
	if (a->open != NULL)
		(void)hand_over(a, 1, err);
	a->busy = a->unflushed = 0;
	return ring_drain(&a->ring) == -1 ? err_copy(err, &a->err) : 0;
}

int
text_ahead_stop(struct text_ahead *a, struct err *err)
{
	int ret;

	if (a == NULL)
		return 0;
	ret = text_ahead_drain(a, err);
	ring_end(&a->ring);
	pthread_join(a->thread, NULL);
	ahead_free(a);
	return ret;
}
