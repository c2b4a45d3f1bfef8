/*
 * inject_heap.c - a binary heap: the smallest key first, then the smallest tie.
 */
#include <stdlib.h>

#include "base/array.h"
#include "synth/inject_impl.h"

void
heap_fini(struct heap *h)
{
	free(h->item);
	memset(h, 0, sizeof(*h));
}

static int
before(const struct heap_item *a, const struct heap_item *b)
{
	return a->key != b->key ? a->key < b->key : a->tie < b->tie;
}

int
heap_push(struct heap *h, struct heap_item x, struct err *err)
{
	size_t i, up;

	if (array_grow(&h->item, &h->room, h->n + 1, sizeof(*h->item)) == -1)
		return err_errno(err, "events");
	for (i = h->n++; i > 0; i = up) {
		up = (i - 1) / 2;
		h->steps++;
		if (!before(&x, &h->item[up]))
			break;
		h->item[i] = h->item[up];
	}
	h->item[i] = x;
	return 0;
}

struct heap_item
heap_pop(struct heap *h)
{
	struct heap_item top = h->item[0], x = h->item[--h->n];
	size_t i, down;

	for (i = 0; (down = 2 * i + 1) < h->n; i = down) {
		h->steps++;
		if (down + 1 < h->n &&
		    before(&h->item[down + 1], &h->item[down]))
			down++;
		if (!before(&h->item[down], &x))
			break;
		h->item[i] = h->item[down];
	}
	h->item[i] = x;
	return top;
}
