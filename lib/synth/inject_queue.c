/*
 * inject_queue.c - rows that wait for an event to be over.
 *
 * Rows of several schemas lie behind each other in one buffer.  It empties
 * whenever no event is open, and closes up when its front half is free.
 */
#include <stdlib.h>

#include "synth/inject_impl.h"

enum { ROOM = 1024, CLOSE_UP = 65536 };

static int
grow(struct queue *q, size_t want, struct err *err)
{
	size_t room = q->room ? q->room * 2 : ROOM;
	size_t size = q->size ? q->size : ROOM * 128;
	struct held *row;
	unsigned char *bytes;

	if (q->n == q->room) {
		if ((row = realloc(q->row, room * sizeof(*row))) == NULL)
			return err_errno(err, "rows that wait");
		q->row = row;
		q->room = room;
	}
	while (size < q->used + want)
		size *= 2;
	if (size != q->size) {
		if ((bytes = realloc(q->bytes, size)) == NULL)
			return err_errno(err, "rows that wait");
		q->bytes = bytes;
		q->size = size;
	}
	return 0;
}

/* Move what is left to the front. */
static void
close_up(struct queue *q)
{
	size_t i, left = q->n - q->head, from;

	from = left > 0 ? q->row[q->head].off : q->used;
	if (left > 0) {
		memmove(q->row, q->row + q->head, left * sizeof(*q->row));
		memmove(q->bytes, q->bytes + from, q->used - from);
	}
	for (i = 0; i < left; i++)
		q->row[i].off -= from;
	q->used -= from;
	q->head = 0;
	q->n = left;
}

unsigned char *
queue_add(struct queue *q, struct inject_view *view, uint64_t time,
    struct err *err)
{
	size_t size = view->out->row_size;
	struct held *h;

	if ((q->n == q->room || q->used + size > q->size) &&
	    grow(q, size, err) == -1)
		return NULL;
	h = &q->row[q->n++];
	*h = (struct held){ view, q->used, time };
	q->used += size;
	return q->bytes + h->off;
}

struct held *
queue_at(const struct queue *q, uint64_t number)
{
	return &q->row[q->head + (number - q->first)];
}

int
queue_drain(struct queue *q, uint64_t until, inject_row_fn *fn, void *arg,
    struct err *err)
{
	struct held *h;
	struct rec r;

	while (q->first < until && q->head < q->n) {
		h = &q->row[q->head++];
		q->first++;
		r = (struct rec){ h->view->out, q->bytes + h->off };
		if (fn(arg, &r, err) == -1)
			return -1;
	}
	if (q->head == q->n || (q->head >= CLOSE_UP && q->head > q->n / 2))
		close_up(q);
	return 0;
}

void
queue_fini(struct queue *q)
{
	free(q->row);
	free(q->bytes);
	memset(q, 0, sizeof(*q));
}
