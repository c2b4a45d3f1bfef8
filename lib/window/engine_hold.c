/*
 * engine_hold.c - rows in time order; rows of equal time in order of arrival.
 *
 * Most rows come in order and go to the end of a queue.  A row that comes
 * after a later one goes to a pairing heap (Fredman, Sedgewick, Sleator and
 * Tarjan 1986): one step to add, about log n to take.  The earlier of the two
 * heads is taken next.
 */
#include "window/engine.h"

#include <inttypes.h>
#include <string.h>

static int
before(const struct held *a, const struct held *b)
{
	return a->last != b->last ? a->last < b->last : a->order < b->order;
}

/* One heap of two; the later root becomes the first child of the other. */
static struct held *
join(struct held *a, struct held *b)
{
	struct held *t;

	if (a == NULL || b == NULL)
		return a != NULL ? a : b;
	if (before(b, a)) {
		t = a;
		a = b;
		b = t;
	}
	b->next = a->child;
	a->child = b;
	return a;
}

/* One heap of a chain of them: in pairs from the left, then from the right. */
static struct held *
join_all(struct held *chain)
{
	struct held *pairs = NULL, *a, *b, *heap = NULL;

	while ((a = chain) != NULL) {
		b = a->next;
		chain = b != NULL ? b->next : NULL;
		a->next = NULL;
		if (b != NULL)
			b->next = NULL;
		a = join(a, b);
		a->next = pairs;
		pairs = a;
	}
	while ((a = pairs) != NULL) {
		pairs = a->next;
		a->next = NULL;
		heap = join(heap, a);
	}
	return heap;
}

struct held *
held_new(struct windows *w, struct kind *k, struct err *err)
{
	struct held *h = k->free;

	if (h != NULL)
		k->free = h->next;
	else if ((h = slab_get(&w->slab, sizeof(*h) + k->schema->row_size)) ==
		 NULL) {
		err_errno(err, "%" PRIu64 " held rows", w->nheld);
		return NULL;
	}
	h->kind = k;
	return h;
}

void
hold_put(struct hold *q, struct held *h)
{
	h->next = h->child = NULL;
	if (q->last != NULL && before(h, q->last)) {
		q->heap = join(q->heap, h);
		return;
	}
	if (q->last != NULL)
		q->last->next = h;
	else
		q->first = h;
	q->last = h;
}

static int
too_many(const struct windows *w, const struct entry *e, struct err *err)
{
	char behind[TS_ISO_LEN + SYM_LEN_MAX + 64];
	size_t len;

	switch (w->o.marks.by) {
	case MARK_SOURCE:
		mark_behind(w, behind, sizeof(behind));
		return err_set(err,
		    "more than %" PRIu64 " rows held: %s (--max-held)",
		    w->o.max_held, behind);
	case MARK_SYMBOL:
		return err_set(err,
		    "more than %" PRIu64
		    " rows held within --lateness, at symbol %.60s "
		    "(--max-held)",
		    w->o.max_held,
		    symtab_text(w->vocab->syms, e->symbol, &len));
	default:
		return err_set(err,
		    "more than %" PRIu64
		    " rows held within --lateness: use a shorter one or a "
		    "larger --max-held",
		    w->o.max_held);
	}
}

int
hold_add(struct windows *w, struct hold *q, const struct entry *e,
    struct err *err)
{
	struct kind *k =
	    *(struct kind **)idmap_find(&w->kinds, e->r->schema->id);
	struct held *h;

	if (w->nheld == w->o.max_held)
		return too_many(w, e, err);
	if ((h = held_new(w, k, err)) == NULL)
		return -1;
	h->at = e->at;
	h->last = e->last;
	h->order = w->order_next++;
	h->symbol = e->symbol;
	memcpy(h->row, e->r->v, k->schema->row_size);
	hold_put(q, h);
	w->nheld++;
	return 0;
}

const struct held *
hold_first(const struct hold *q)
{
	if (q->heap == NULL || (q->first != NULL && before(q->first, q->heap)))
		return q->first;
	return q->heap;
}

struct held *
hold_take(struct hold *q)
{
	struct held *h = q->heap;

	if (h == NULL || (q->first != NULL && before(q->first, h))) {
		h = q->first;
		q->first = h->next;
		if (q->first == NULL)
			q->last = NULL;
		return h;
	}
	q->heap = join_all(h->child);
	return h;
}
