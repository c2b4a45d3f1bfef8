/*
 * reservoir.c - a bounded, seeded sample of rows with their places.
 */
#include "detect/reservoir.h"

#include <stdlib.h>
#include <string.h>

void
reservoir_init(struct reservoir *r, int d, size_t max, uint64_t seed)
{
	memset(r, 0, sizeof(*r));
	r->d = d;
	r->max = max;
	rng_init(&r->rng, seed, 1);
}

/* Each array by itself, so that a failure leaves all of them valid. */
static int
grow_one(void **v, size_t bytes, struct err *err)
{
	void *p = realloc(*v, bytes);

	if (p == NULL)
		return err_errno(err, "rows of the sample");
	*v = p;
	return 0;
}

static int
grow(struct reservoir *r, struct err *err)
{
	size_t room = r->room ? r->room * 2 : 4096;

	if (room > r->max)
		room = r->max;
	if (grow_one((void **)&r->x, room * (size_t)r->d * sizeof(*r->x),
		err) == -1 ||
	    grow_one((void **)&r->symbol, room * sizeof(*r->symbol), err) ==
		-1 ||
	    grow_one((void **)&r->place, room * sizeof(*r->place), err) == -1 ||
	    grow_one((void **)&r->score, room * sizeof(*r->score), err) == -1)
		return -1;
	r->room = room;
	return 0;
}

int
reservoir_add(struct reservoir *r, const double *x, uint32_t symbol,
    double score, struct err *err)
{
	size_t d = (size_t)r->d, at = r->n;
	uint64_t pick;

	r->seen++;
	if (at == r->max) {
		pick = rng_below(&r->rng, r->seen);
		if (pick >= at)
			return 0;
		at = (size_t)pick;
	} else {
		if (at == r->room && grow(r, err) == -1)
			return -1;
		r->n++;
	}
	memcpy(r->x + at * d, x, d * sizeof(*x));
	r->symbol[at] = symbol;
	r->place[at] = r->seen - 1;
	r->score[at] = score;
	return 0;
}

static void
swap_rows(struct reservoir *r, size_t a, size_t b)
{
	size_t d = (size_t)r->d, i;
	uint32_t symbol = r->symbol[a];
	uint64_t place = r->place[a];
	double v;

	for (i = 0; i < d; i++) {
		v = r->x[a * d + i];
		r->x[a * d + i] = r->x[b * d + i];
		r->x[b * d + i] = v;
	}
	v = r->score[a];
	r->score[a] = r->score[b];
	r->score[b] = v;
	r->symbol[a] = r->symbol[b];
	r->symbol[b] = symbol;
	r->place[a] = r->place[b];
	r->place[b] = place;
}

static void
sift(struct reservoir *r, size_t root, size_t n)
{
	size_t child;

	while ((child = 2 * root + 1) < n) {
		if (child + 1 < n && r->place[child] < r->place[child + 1])
			child++;
		if (r->place[root] >= r->place[child])
			return;
		swap_rows(r, root, child);
		root = child;
	}
}

void
reservoir_order(struct reservoir *r)
{
	size_t i;

	if (r->seen == r->n) /* nothing was replaced */
		return;
	for (i = r->n / 2; i-- > 0;)
		sift(r, i, r->n);
	for (i = r->n; i-- > 1;) {
		swap_rows(r, 0, i);
		sift(r, 0, i);
	}
}

void
reservoir_fini(struct reservoir *r)
{
	free(r->x);
	free(r->symbol);
	free(r->place);
	free(r->score);
}
