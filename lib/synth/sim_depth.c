/*
 * sim_depth.c - the whole book of a symbol: levels and their order queues.
 *
 * The touch (best bid and ask) is given by sim_market.c and sim_path.c.  This
 * file turns it into messages: orders are added, cancelled in whole or in part,
 * and filled in time priority, so that the best levels match the touch.  Behind
 * the touch, orders are added and cancelled independently.  If one change takes
 * several messages, only the last carries F_LAST; a reader that uses the book
 * at F_LAST sees the touch of mbp-1.
 *
 * A day begins with a message R that clears the book, then all orders are added
 * again.  Limits: LEVELS levels per side and QUEUE orders per level.  Beyond
 * them the farthest level is removed, and the last order of a queue grows.
 */
#include <stdlib.h>
#include <string.h>

#include "synth/sim_impl.h"

enum { LEVELS = 20, LEVELS_MIN = 14, QUEUE = 12 };

struct order {
	uint64_t id;
	int64_t size;
};

struct level {
	int64_t px; /* ticks */
	int64_t total;
	int n;
	struct order q[QUEUE]; /* first in line first */
};

struct book_side {
	struct level level[LEVELS]; /* the best first */
	int n;
};

struct sim_depth {
	struct book_side bid, ask;
	uint64_t orders; /* made so far */
};

/* The context of a message. */
struct at {
	struct sim *s;
	struct sim_sym *y;
	uint64_t t;
};

struct sim_depth *
sim_depth_new(void)
{
	return calloc(1, sizeof(struct sim_depth));
}

static struct book_side *
side_of(const struct at *a, int side)
{
	return side > 0 ? &a->y->depth->bid : &a->y->depth->ask;
}

/* Is price p nearer to the other side than q? */
static int
better(int side, int64_t p, int64_t q)
{
	return side > 0 ? p > q : p < q;
}

static uint64_t
new_id(const struct at *a)
{
	uint64_t symbol = (uint64_t)(a->y - a->s->sym) + 1;

	return symbol << 40 | ++a->y->depth->orders;
}

static void
say(const struct at *a, char action, int side, int64_t px, int64_t size,
    uint64_t id)
{
	sim_row_order(a->s, a->y, a->t, action, side, px, size, id);
}

/* ---- levels ---- */

static void
drop_level(struct book_side *b, int i)
{
	memmove(b->level + i, b->level + i + 1,
	    (size_t)(b->n - i - 1) * sizeof(*b->level));
	b->n--;
}

/* The last order of a level goes, or a part of it. */
static void
cancel_last(const struct at *a, int side, struct level *l, int64_t size)
{
	struct order *o = &l->q[l->n - 1];

	l->total -= size;
	o->size -= size;
	if (o->size == 0)
		l->n--;
	say(a, 'C', side, l->px, size, o->id);
}

static void
cancel_level(const struct at *a, int side, int i)
{
	struct book_side *b = side_of(a, side);
	struct level *l = &b->level[i], gone;

	while (l->n > 1)
		cancel_last(a, side, l, l->q[l->n - 1].size);
	gone = *l;
	drop_level(b, i);
	say(a, 'C', side, gone.px, gone.q[0].size, gone.q[0].id);
}

static struct level *
find_level(const struct at *a, int side, int64_t px)
{
	struct book_side *b = side_of(a, side);
	int i = 0;

	while (i < b->n && better(side, b->level[i].px, px))
		i++;
	if (i < b->n && b->level[i].px == px)
		return &b->level[i];
	if (b->n == LEVELS && i < LEVELS) {
		cancel_level(a, side, LEVELS - 1);
	} else if (b->n == LEVELS) { /* behind all: others leave soon */
		cancel_level(a, side, 0);
		i--;
	}
	memmove(b->level + i + 1, b->level + i,
	    (size_t)(b->n - i) * sizeof(*b->level));
	memset(&b->level[i], 0, sizeof(*b->level));
	b->level[i].px = px;
	b->n++;
	return &b->level[i];
}

static void
add_order(const struct at *a, int side, struct level *l, int64_t size)
{
	struct order *o = &l->q[l->n < QUEUE ? l->n : QUEUE - 1];

	l->total += size;
	if (l->n == QUEUE) { /* it loses its priority: it is now the last */
		o->size += size;
		say(a, 'M', side, l->px, o->size, o->id);
		return;
	}
	*o = (struct order){ new_id(a), size };
	l->n++;
	say(a, 'A', side, l->px, size, o->id);
}

/* A level with this size and no other; size > 0. */
static void
set_level(const struct at *a, int side, int64_t px, int64_t size)
{
	struct level *l = find_level(a, side, px);
	int64_t less;

	if (l->total < size)
		add_order(a, side, l, size - l->total);
	while (l->total > size) {
		less = l->total - size;
		if (less > l->q[l->n - 1].size)
			less = l->q[l->n - 1].size;
		cancel_last(a, side, l, less);
	}
}

/* Set the best level of a side.  It is added before better levels are removed,
 * so that no message leaves a side empty. */
static void
set_best(const struct at *a, int side, int64_t px, int64_t size)
{
	struct book_side *b = side_of(a, side);

	set_level(a, side, px, size);
	while (better(side, b->level[0].px, px))
		cancel_level(a, side, 0);
}

static int64_t
order_size(const struct at *a)
{
	double e = rng_exponential(&a->y->rng[SIM_ORDERS]);

	return a->y->lot * (1 + (int64_t)(a->s->world->touch_scale / 3 * e));
}

/* Add levels at the far end, one at a time, if there are too few. */
static void
extend(const struct at *a, int side)
{
	struct book_side *b = side_of(a, side);
	struct rng *r = &a->y->rng[SIM_ORDERS];
	int64_t px =
	    b->level[b->n - 1].px - side * (1 + (int64_t)rng_below(r, 2));
	int n = 1 + (int)rng_below(r, 3);
	struct level *l;

	if (px < 1)
		return;
	l = find_level(a, side, px);
	while (n-- > 0)
		add_order(a, side, l, order_size(a));
}

/* An order behind the touch comes or goes. */
static void
stir(const struct at *a)
{
	struct rng *r = &a->y->rng[SIM_ORDERS];
	int side = rng_u32(r) & 1 ? 1 : -1;
	struct book_side *b = side_of(a, side);
	struct level *l;

	if (b->n < LEVELS_MIN) {
		extend(a, side);
		return;
	}
	l = &b->level[1 + (int)rng_below(r, (uint64_t)b->n - 1)];
	if (l->n > 1 && (l->n == QUEUE || (rng_u32(r) & 1)))
		cancel_last(a, side, l, l->q[l->n - 1].size);
	else
		add_order(a, side, l, order_size(a));
}

/* ---- what happens ---- */

void
sim_depth_open(struct sim *s, struct sim_sym *y, uint64_t t)
{
	struct at a = { s, y, t };
	size_t from = s->n;

	y->depth->bid.n = y->depth->ask.n = 0;
	say(&a, 'R', 0, 0, 0, 0);
	set_best(&a, 1, y->book.bid, y->book.bid_size);
	set_best(&a, -1, y->book.ask, y->book.ask_size);
	while (y->depth->bid.n < LEVELS_MIN &&
	       y->depth->bid.level[y->depth->bid.n - 1].px > 2)
		extend(&a, 1);
	while (y->depth->ask.n < LEVELS_MIN)
		extend(&a, -1);
	/* of levels the whole book is one row */
	if (s->shape == SIM_SHAPE_MBP10 && s->n > from + 1)
		sim_row_keep_last(s, from);
	sim_row_seal(s, from);
}

void
sim_depth_touch(struct sim *s, struct sim_sym *y, uint64_t t)
{
	struct at a = { s, y, t };
	uint64_t n = rng_poisson(&y->rng[SIM_ORDERS], s->world->messages);
	size_t from = s->n;

	/* one side has changed; the other one is as it was */
	set_best(&a, 1, y->book.bid, y->book.bid_size);
	set_best(&a, -1, y->book.ask, y->book.ask_size);
	sim_row_seal(s, from);
	for (n = n < 32 ? n : 32; n > 0; n--) {
		from = s->n;
		stir(&a);
		sim_row_seal(s, from);
	}
}

/* The orders that are first in line are filled. */
static void
fill(const struct at *a, int side, int64_t size)
{
	struct book_side *b = side_of(a, side);
	struct level *l = &b->level[0];
	struct order o;
	int64_t part, px = l->px;

	while (size > 0) {
		o = l->q[0];
		part = o.size < size ? o.size : size;
		say(a, 'F', side, px, part, o.id);
		l->total -= part;
		l->q[0].size -= part;
		if (l->q[0].size == 0) {
			memmove(l->q, l->q + 1,
			    (size_t)(l->n - 1) * sizeof(*l->q));
			l->n--;
		}
		size -= part;
		if (l->total == 0)
			drop_level(b, 0);
		say(a, 'C', side, px, part, o.id);
	}
}

/* The levels that a sweep takes have the sizes it takes, and what it leaves
 * at the last one. */
static void
make_ready(const struct at *a)
{
	const struct sim_deal *d = &a->y->deal;
	int64_t left = d->side > 0 ? d->after.ask_size : d->after.bid_size;
	int64_t size = 0;
	int i;

	for (i = 0; i < d->n; i++) {
		size += d->print[i].size;
		if (i + 1 < d->n && d->print[i + 1].px == d->print[i].px)
			continue;
		set_level(a, -d->side, d->print[i].px,
		    size + (i + 1 == d->n ? left : 0));
		size = 0;
	}
}

void
sim_depth_deal(struct sim *s, struct sim_sym *y, uint64_t t)
{
	struct at a = { s, y, t };
	const struct sim_deal *d = &y->deal;
	size_t from = s->n;
	int i;

	make_ready(&a);
	sim_row_seal(s, from);
	from = s->n;
	for (i = 0; i < d->n; i++) {
		say(&a, 'T', d->side, d->print[i].px, d->print[i].size,
		    new_id(&a));
		fill(&a, -d->side, d->print[i].size);
	}
	sim_row_seal(s, from);
}

void
sim_depth_level(const struct sim_depth *d, int side, int i, int64_t *px,
    int64_t *size, uint32_t *count)
{
	const struct book_side *b = side > 0 ? &d->bid : &d->ask;

	*px = *size = 0;
	*count = 0;
	if (i >= b->n)
		return;
	*px = b->level[i].px;
	*size = b->level[i].total;
	*count = (uint32_t)b->level[i].n;
}
