/*
 * inject_queue.c - rows that wait until the events over them are finished.
 *
 * Rows of the input and rows that events add are records of one log, in order
 * of arrival.  An added row is written after the rows that are not later than
 * it: when its event is over it waits in `bound` until the row that it follows
 * is written, then in `ready` until a later row, or its own place in the log,
 * is reached.
 */
#include <stdlib.h>

#include "synth/inject_impl.h"

void
queue_init(struct queue *q, const struct spill_opts *o)
{
	memset(q, 0, sizeof(*q));
	log_init(&q->log, o);
}

void
queue_fini(struct queue *q)
{
	log_fini(&q->log);
	heap_fini(&q->bound);
	heap_fini(&q->ready);
	free(q->copy);
}

static struct held *
add_record(struct queue *q, uint64_t *number, const struct held *h,
    struct err *err)
{
	size_t size = sizeof(*h) + h->view->out->row_size;
	struct held *at = (struct held *)log_add(&q->log, number, size, err);

	if (at != NULL)
		*at = *h;
	q->stride = size > q->stride ? size : q->stride;
	return at;
}

unsigned char *
queue_add(struct queue *q, uint64_t *number, const struct inject_view *view,
    uint64_t time, struct err *err)
{
	struct held h = { .view = view, .time = time };
	struct held *at = add_record(q, number, &h, err);

	return at == NULL ? NULL : (unsigned char *)(at + 1);
}

int
queue_load(struct queue *q, uint64_t number, struct held *h, struct err *err)
{
	q->loads++;
	return log_read(&q->log, number, h, q->stride, err);
}

int
queue_store(struct queue *q, uint64_t number, const struct held *h,
    struct err *err)
{
	return log_write(&q->log, number, h,
	    sizeof(*h) + h->view->out->row_size, err);
}

/* ---- added rows ---- */

void
extras_fini(struct inject_extras *x)
{
	free(x->row);
	free(x->bytes);
	memset(x, 0, sizeof(*x));
}

static int
cmp_extra(const void *a, const void *b)
{
	const struct extra *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return (x->off > y->off) - (x->off < y->off);
}

int
queue_insert(struct queue *q, struct inject_extras *x, struct err *err)
{
	struct heap_item item = { 0 };
	const struct extra *e;
	struct held h, *at;

	if (x->n > 1)
		qsort(x->row, x->n, sizeof(*x->row), cmp_extra);
	for (e = x->row; e < x->row + x->n; e++) {
		/* the rows of an event follow each other in order of time */
		item.key = e->after > item.key ? e->after : item.key;
		h = (struct held){ e->view, e->time, item.key, x->event, 1 };
		item.time = e->time;
		if ((at = add_record(q, &item.tie, &h, err)) == NULL)
			return -1;
		memcpy(at + 1, x->bytes + e->off, e->view->out->row_size);
		if (heap_push(&q->bound, item, err) == -1)
			return -1;
	}
	x->n = x->used = 0;
	return 0;
}

/* The rows added after a record that was written are ready. */
static int
bound_to(struct queue *q, uint64_t number, struct err *err)
{
	struct heap_item item;

	while (q->bound.n > 0 && q->bound.item[0].key <= number) {
		item = heap_pop(&q->bound);
		item.key = item.time;
		if (heap_push(&q->ready, item, err) == -1)
			return -1;
	}
	return 0;
}

static int
put_ready(struct queue *q, queue_fn *fn, void *arg, struct err *err)
{
	struct held *h = q->copy;
	struct rec r;

	if (q->copy_room < q->stride) {
		if ((h = realloc(h, q->stride)) == NULL)
			return err_errno(err, "rows that an event adds");
		q->copy = h;
		q->copy_room = q->stride;
	}
	if (queue_load(q, heap_pop(&q->ready).tie, h, err) == -1)
		return -1;
	r = (struct rec){ h->view->out, (const unsigned char *)(h + 1) };
	return fn(arg, &r, h->time, h->event, err);
}

/* The added rows that come before one of this time and number. */
static int
put_earlier(struct queue *q, uint64_t time, uint64_t number, queue_fn *fn,
    void *arg, struct err *err)
{
	const struct heap_item *top;

	while (q->ready.n > 0) {
		top = &q->ready.item[0];
		if (top->key > time || (top->key == time && top->tie > number))
			break;
		if (put_ready(q, fn, arg, err) == -1)
			return -1;
	}
	return 0;
}

/* Write the record at the front, if it was not written before. */
static int
put_front(struct queue *q, const struct held *h, queue_fn *fn, void *arg,
    struct err *err)
{
	uint64_t number = q->log.first;
	struct rec r = { h->view->out, (const unsigned char *)(h + 1) };

	if (h->extra)
		return put_earlier(q, h->time, number, fn, arg, err);
	if (put_earlier(q, h->time, 0, fn, arg, err) == -1)
		return -1;
	return fn(arg, &r, h->time, h->event, err);
}

int
queue_drain(struct queue *q, uint64_t until, queue_fn *fn, void *arg,
    struct err *err)
{
	struct inject_log *l = &q->log;
	const struct held *h;
	uint64_t number;

	while (l->first < until) {
		if ((h = (const struct held *)log_front(l, err)) == NULL)
			return -1;
		if (h->view == NULL) { /* the next one is in the next chunk */
			log_pass(l, LOG_CHUNK - l->first % LOG_CHUNK);
			continue;
		}
		number = l->first;
		if (put_front(q, h, fn, arg, err) == -1)
			return -1;
		if (q->bound.n > 0 && bound_to(q, number, err) == -1)
			return -1;
		log_pass(l, sizeof(*h) + h->view->out->row_size);
	}
	return 0;
}
