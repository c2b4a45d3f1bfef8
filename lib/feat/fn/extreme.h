/*
 * extreme.h - the largest (or least) of the n rows before this one, in O(1).
 *
 * A queue of rows, each larger than all rows after it: its front is the largest
 * of the window (Lemire 2006, "Streaming maximum-minimum filter"). A row enters
 * once and leaves once.  Of equal rows the older one is nearer the front.
 */
#ifndef FEAT_FN_EXTREME_H
#define FEAT_FN_EXTREME_H

#include "feat/fn/roll.h"

struct extreme {
	uint32_t now; /* number of the next row; wraps */
	uint32_t front, count; /* of the queue */
	uint32_t row[]; /* [n] numbers of rows, a ring */
};

static inline size_t
extreme_size(const void *arg)
{
	return sizeof(struct extreme) +
	       arg_count(arg, ROLL_N) * sizeof(uint32_t);
}

/* Value of an earlier row than the one that end belongs to. */
static inline double
extreme_at(const struct extreme *e, const double *end, uint32_t row)
{
	return end[-(ptrdiff_t)(uint32_t)(e->now - row)];
}

static inline uint32_t
extreme_slot(const struct extreme *e, uint32_t n, uint32_t i)
{
	uint32_t slot = e->front + i;

	return slot < n ? slot : slot - n;
}

/* Append x to the values that end at end; sign -1 reverses the order. */
static inline void
extreme_push(struct extreme *e, uint32_t n, const double *end, double x,
    double sign)
{
	uint32_t last;

	while (e->count > 0) {
		last = e->row[extreme_slot(e, n, e->count - 1)];
		if (!(sign * extreme_at(e, end, last) < sign * x))
			break;
		e->count--;
	}
	/* The oldest row of the window leaves it. */
	if (e->count > 0 && e->now - e->row[e->front] == n) {
		e->front = extreme_slot(e, n, 1);
		e->count--;
	}
	e->row[extreme_slot(e, n, e->count++)] = e->now++;
}

static inline void
extreme_init(const void *arg, void *work, const struct past *past, double sign)
{
	struct extreme *e = work;
	uint32_t i, n = arg_count(arg, ROLL_N);

	*e = (struct extreme){ 0 };
	for (i = n; i > 0; i--)
		extreme_push(e, n, past->end - i, past->end[-(ptrdiff_t)i],
		    sign);
}

static inline double
extreme_step(const void *arg, const struct fn_row *r, double sign)
{
	struct extreme *e = r->work;
	uint32_t n = arg_count(arg, ROLL_N);
	double x = r->in[0], y;

	if (isnan(x) || r->past->n < n)
		return NAN;
	y = extreme_at(e, r->past->end, e->row[e->front]);
	extreme_push(e, n, r->past->end, x, sign);
	return y;
}

#endif
