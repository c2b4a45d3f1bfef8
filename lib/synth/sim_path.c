/*
 * sim_path.c - how the touch changes between two trades.
 *
 * The touch changes from its state after one trade to its state before the
 * next.  The side that must give way moves first, then the other; before and
 * after that, sizes flicker.  Each change affects one side.  Times are uniform
 * in between.  Kinds with quotes show each change; kinds with orders turn it
 * into messages (sim_depth.c).
 */
#include <stdlib.h>

#include "synth/sim_impl.h"

enum { CHANGES_MAX = 24 };

struct change {
	uint64_t time;
	int side; /* +1 the bid */
	int64_t px, size;
};

struct sim_path {
	int n, next;
	struct change change[CHANGES_MAX];
};

struct sim_path *
sim_path_new(void)
{
	return calloc(1, sizeof(struct sim_path));
}

static void
add(struct sim_path *p, int side, int64_t px)
{
	if (p->n < CHANGES_MAX)
		p->change[p->n++] = (struct change){ .side = side, .px = px };
}

/* n changes of size on random sides of a book. */
static void
flicker(struct sim_path *p, struct rng *r, int n, const struct sim_book *b)
{
	int side;

	while (n-- > 0) {
		side = rng_u32(r) & 1 ? 1 : -1;
		add(p, side, side > 0 ? b->bid : b->ask);
	}
}

/* The side that would be crossed moves first. */
static void
shift(struct sim_path *p, const struct sim_book *from,
    const struct sim_book *to)
{
	int first = to->bid > from->bid ? -1 : 1, i, side;

	for (i = 0; i < 2; i++) {
		side = i == 0 ? first : -first;
		if (side > 0 && to->bid != from->bid)
			add(p, 1, to->bid);
		if (side < 0 && to->ask != from->ask)
			add(p, -1, to->ask);
	}
}

/* The last change of a side brings its size; a side without one gets it if
 * its size must change. */
static void
put_sizes(struct sim_path *p, struct rng *r, int side, int64_t lot,
    double scale, const struct sim_book *from, const struct sim_book *to)
{
	int64_t want = side > 0 ? to->bid_size : to->ask_size;
	int64_t have = side > 0 ? from->bid_size : from->ask_size;
	int i, last = -1;

	for (i = 0; i < p->n; i++)
		if (p->change[i].side == side)
			last = i;
	if (last < 0) {
		if (have == want)
			return;
		add(p, side, side > 0 ? to->bid : to->ask);
		last = p->n - 1;
	}
	for (i = 0; i < last; i++)
		if (p->change[i].side == side)
			p->change[i].size =
			    lot * (1 + (int64_t)(scale * rng_exponential(r)));
	p->change[last].size = want;
}

static int
cmp_time(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
put_times(struct sim_path *p, struct rng *r, uint64_t from, uint64_t to)
{
	uint64_t time[CHANGES_MAX];
	int i;

	for (i = 0; i < p->n; i++)
		time[i] = from + (uint64_t)(rng_unit(r) * (double)(to - from));
	qsort(time, (size_t)p->n, sizeof(*time), cmp_time);
	for (i = 0; i < p->n; i++)
		p->change[i].time = time[i];
}

void
sim_path_plan(struct sim_path *p, struct rng *r, const struct sim_sym *y,
    const struct sim_world *w, uint64_t from, uint64_t to)
{
	const struct sim_book *have = &y->book, *want = &y->deal.before;
	uint64_t n = rng_poisson(r, w->changes);
	int before = n > 16 ? 8 : (int)n / 2;
	int after = n > 16 ? 8 : (int)n - before;

	p->n = p->next = 0;
	flicker(p, r, before, have);
	shift(p, have, want);
	flicker(p, r, after, want);
	put_sizes(p, r, 1, y->lot, w->touch_scale, have, want);
	put_sizes(p, r, -1, y->lot, w->touch_scale, have, want);
	put_times(p, r, from, to > from ? to : from);
}

uint64_t
sim_path_next(const struct sim_path *p)
{
	return p->next < p->n ? p->change[p->next].time : TS_NULL;
}

void
sim_path_take(struct sim_path *p, struct sim_book *b)
{
	const struct change *c = &p->change[p->next++];

	if (c->side > 0) {
		b->bid = c->px;
		b->bid_size = c->size;
	} else {
		b->ask = c->px;
		b->ask_size = c->size;
	}
}
