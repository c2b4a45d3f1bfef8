/*
 * text_ahead.c - a thread that prints the text of a sink.
 *
 * A ring of slots with copies of rows, filled by the owner and printed in the
 * same order.  To wake the other side costs more than to print some rows: who
 * found nothing to do waits for half of the ring, but a slot in a hurry is
 * printed at once.  One without rows only asks for a flush.  The slot that is
 * printed counts as used until it is done.  The thread takes no signals but
 * those that its own writes raise, which end the tool as ever.
 */
#include "stream/text_ahead.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 8, SLOT_SIZE = 1 << 17, WAKE = SLOTS / 2, STACK_SIZE = 1 << 18 };

/* Neighbours of one schema; their rows lie behind it. */
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
	pthread_mutex_t lock;
	pthread_cond_t filled, emptied;
	/* under the lock */
	int used; /* slots handed over and not done */
	int hurry, stop, failed;
	int thread_waits;
	int owner_wants; /* he waits for so few used; -1: he does not */
	/* the thread's until it failed, then everyone's to read */
	struct err err;
	/* the owner's */
	int in;          /* slot that is filled next */
	int open;        /* it is free, and being filled */
	struct run *run; /* the last one in it, or NULL */
	int busy;
	int unflushed; /* rows went since the last flush */
	struct slot slot[SLOTS];
};

/* ---- the thread ---- */

/* A slot to print: 1, or 0 when all are done and no more will come. */
static int
await_slot(struct text_ahead *a)
{
	int got;

	pthread_mutex_lock(&a->lock);
	if (a->used == 0) {
		a->hurry = 0;
		a->thread_waits = 1;
		while (a->used < WAKE && !(a->hurry && a->used > 0) && !a->stop)
			pthread_cond_wait(&a->filled, &a->lock);
		a->thread_waits = 0;
	}
	got = a->used > 0;
	pthread_mutex_unlock(&a->lock);
	return got;
}

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

	for (i = 0; await_slot(a); i = (i + 1) % SLOTS) {
		failed = failed || print_slot(a->w, &a->slot[i], &a->err) == -1;
		pthread_mutex_lock(&a->lock);
		a->failed = failed;
		a->used--;
		if (a->used <= a->owner_wants)
			pthread_cond_signal(&a->emptied);
		pthread_mutex_unlock(&a->lock);
	}
	return NULL;
}

static int
start_thread(struct text_ahead *a)
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
	ret = pthread_create(&a->thread, &attr, print_all, a);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	return ret == 0 ? 0 : -1;
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
	pthread_cond_destroy(&a->emptied);
	pthread_cond_destroy(&a->filled);
	pthread_mutex_destroy(&a->lock);
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
	a->owner_wants = -1;
	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->filled, NULL);
	pthread_cond_init(&a->emptied, NULL);
	if (start_thread(a) == 0)
		return a;
	ahead_free(a);
	return NULL;
}

/* Under the lock: wait until that many slots are used at most. */
static void
await_used(struct text_ahead *a, int most)
{
	a->owner_wants = most;
	while (a->used > most)
		pthread_cond_wait(&a->emptied, &a->lock);
	a->owner_wants = -1;
}

static int
failure(const struct text_ahead *a, int failed, struct err *err)
{
	return failed ? err_copy(err, &a->err) : 0;
}

/* A slot to fill, or NULL: all are used, and we are not to wait. */
static struct slot *
open_slot(struct text_ahead *a, int wait)
{
	struct slot *s = &a->slot[a->in];

	if (a->open)
		return s;
	pthread_mutex_lock(&a->lock);
	if (a->used == SLOTS && wait)
		await_used(a, SLOTS / 2);
	a->open = a->used < SLOTS;
	pthread_mutex_unlock(&a->lock);
	if (!a->open)
		return NULL;
	s->len = 0;
	s->flush = 0;
	a->run = NULL;
	return s;
}

static int
hand_over(struct text_ahead *a, int hurry, struct err *err)
{
	int failed;

	a->in = (a->in + 1) % SLOTS;
	a->open = 0;
	pthread_mutex_lock(&a->lock);
	a->used++;
	a->hurry |= hurry;
	if (a->thread_waits && (a->used >= WAKE || hurry))
		pthread_cond_signal(&a->filled);
	failed = a->failed;
	pthread_mutex_unlock(&a->lock);
	return failure(a, failed, err);
}

/* As many of n rows as there is room for: how many. */
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

/* With all slots used the thread is behind, and its output goes out as it
 * fills: the next time will do. */
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
	int failed;

	if (a->open)
		(void)hand_over(a, 1, err);
	pthread_mutex_lock(&a->lock);
	a->hurry = 1;
	if (a->thread_waits)
		pthread_cond_signal(&a->filled);
	await_used(a, 0);
	failed = a->failed;
	pthread_mutex_unlock(&a->lock);
	a->busy = a->unflushed = 0;
	return failure(a, failed, err);
}

int
text_ahead_stop(struct text_ahead *a, struct err *err)
{
	int ret;

	if (a == NULL)
		return 0;
	ret = text_ahead_drain(a, err);
	pthread_mutex_lock(&a->lock);
	a->stop = 1;
	pthread_cond_signal(&a->filled);
	pthread_mutex_unlock(&a->lock);
	pthread_join(a->thread, NULL);
	ahead_free(a);
	return ret;
}
