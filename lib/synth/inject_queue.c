/*
 * inject_queue.c - rows that wait until the events over them are finished.
 *
 * Rows of several schemas are stored one after the other in one buffer.  It
 * becomes empty whenever no event is open, and is compacted when its front half
 * is free.  Rows that events add are in separate blocks; each names the input
 * row that it follows.
 */
#include <stdlib.h>

#include "synth/inject_impl.h"

enum { ROOM = 1024, COMPACT_FROM = 65536 };

void
queue_init(struct queue *q)
{
	memset(q, 0, sizeof(*q));
	q->extra_after = UINT64_MAX;
}

static int
grow(struct queue *q, size_t need, struct err *err)
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
	while (size < q->used + need)
		size *= 2;
	if (size != q->size) {
		if ((bytes = realloc(q->bytes, size)) == NULL)
			return err_errno(err, "rows that wait");
		q->bytes = bytes;
		q->size = size;
	}
	return 0;
}

/* Move the remaining rows to the front. */
static void
compact(struct queue *q)
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
	*h = (struct held){ view, q->used, time, 0 };
	q->used += size;
	return q->bytes + h->off;
}

struct held *
queue_at(const struct queue *q, uint64_t number)
{
	return &q->row[q->head + (number - q->first)];
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

/* Each row goes after the last row of the input that is not after it. */
static void
bind_extras(const struct queue *q, struct inject_extras *x)
{
	uint64_t end = queue_end(q), at = 0;
	size_t i;

	qsort(x->row, x->n, sizeof(*x->row), cmp_extra);
	for (i = 0; i < x->n; i++) {
		at = x->row[i].after > at ? x->row[i].after : at;
		while (
		    at + 1 < end && queue_at(q, at + 1)->time <= x->row[i].time)
			at++;
		x->row[i].after = at;
	}
}

static void
note_next(struct queue *q)
{
	const struct inject_extras *x;

	q->extra_after = UINT64_MAX;
	for (x = q->extras; x != NULL; x = x->link)
		if (x->row[x->next].after < q->extra_after)
			q->extra_after = x->row[x->next].after;
}

int
queue_insert(struct queue *q, struct inject_extras *x, struct err *err)
{
	struct inject_extras *block, **end = &q->extras;

	if (x->n == 0)
		return 0;
	if ((block = malloc(sizeof(*block))) == NULL)
		return err_errno(err, "rows that an event adds");
	bind_extras(q, x);
	*block = *x;
	memset(x, 0, sizeof(*x));
	block->next = 0;
	block->link = NULL;
	while (*end != NULL)
		end = &(*end)->link;
	*end = block;
	note_next(q);
	return 0;
}

/* The block with the earliest row that follows row `after`. */
static struct inject_extras *
earliest(const struct queue *q, uint64_t after)
{
	struct inject_extras *x, *first = NULL;

	for (x = q->extras; x != NULL; x = x->link)
		if (x->row[x->next].after == after &&
		    (first == NULL ||
			x->row[x->next].time < first->row[first->next].time))
			first = x;
	return first;
}

static void
drop_block(struct queue *q, struct inject_extras *x)
{
	struct inject_extras **at = &q->extras;

	while (*at != x)
		at = &(*at)->link;
	*at = x->link;
	extras_fini(x);
	free(x);
}

static int
drain_extras(struct queue *q, uint64_t after, queue_fn *fn, void *arg,
    struct err *err)
{
	struct inject_extras *x;
	struct extra *e;
	struct rec r;

	while ((x = earliest(q, after)) != NULL) {
		e = &x->row[x->next];
		r = (struct rec){ e->view->out, x->bytes + e->off };
		if (fn(arg, &r, e->time, x->event, err) == -1)
			return -1;
		if (++x->next == x->n)
			drop_block(q, x);
	}
	note_next(q);
	return 0;
}

int
queue_drain(struct queue *q, uint64_t until, queue_fn *fn, void *arg,
    struct err *err)
{
	struct held *h;
	struct rec r;

	while (q->first < until && q->head < q->n) {
		h = &q->row[q->head++];
		q->first++;
		r = (struct rec){ h->view->out, q->bytes + h->off };
		if (fn(arg, &r, h->time, h->event, err) == -1)
			return -1;
		if (q->extra_after < q->first &&
		    drain_extras(q, q->first - 1, fn, arg, err) == -1)
			return -1;
	}
	if (q->head == q->n || (q->head >= COMPACT_FROM && q->head > q->n / 2))
		compact(q);
	return 0;
}

void
queue_fini(struct queue *q)
{
	while (q->extras != NULL)
		drop_block(q, q->extras);
	free(q->row);
	free(q->bytes);
	queue_init(q);
}
