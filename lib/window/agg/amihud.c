/*
 * amihud.c - price impact per unit of traded value.
 *
 *	A = (1/n) sum |ln(p_i / p_{i-1})| / (p_i v_i)	[1 / quote currency]
 *
 * Amihud 2002, eq. 1, over the trades of a window instead of the days of a
 * month.  The first trade of a window is compared with the last one before it.
 * NaN until a trade has a predecessor, and for prices that are not positive
 * (logarithm).
 */
#include <math.h>

#include "window/agg/last_price.h"

struct amihud {
	double sum; /* of the terms above */
	int64_t n;  /* terms in sum */
};

static void
amihud_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	struct amihud *a = state;
	struct last_price *last = carry;
	double p = rec_price(r), v = rec_size(r);

	(void)arg;
	if (!(p > 0 && v > 0)) /* also drops NaN */
		return;
	if (last->price > 0) {
		a->sum += fabs(log(p / last->price)) / (p * v);
		a->n++;
	}
	last->price = p;
}

static void
amihud_merge(const void *arg, void *state, const void *later)
{
	struct amihud *a = state;
	const struct amihud *b = later;

	(void)arg;
	a->sum += b->sum;
	a->n += b->n;
}

static void
amihud_emit(const void *arg, const void *state, union cell *out)
{
	const struct amihud *a = state;

	(void)arg;
	out->d = a->n > 0 ? a->sum / (double)a->n : NAN;
}

static int
amihud_walk(struct walk *w, const void *arg, void *state)
{
	struct amihud *a = state;

	(void)arg;
	walk_scalar(w, "sum", TENSOR_F64, &a->sum);
	walk_scalar(w, "n", TENSOR_I64, &a->n);
	return walk_done(w);
}

const struct aggregate aggregate_amihud = {
	.name = "amihud",
	.unit = "1/currency",
	.summary = "mean absolute return per traded value",
	.source = "Amihud 2002, eq. 1",
	.state_size = sizeof(struct amihud),
	.carry_size = sizeof(struct last_price),
	.push = amihud_push,
	.merge = amihud_merge,
	.emit = amihud_emit,
	.walk_state = amihud_walk,
	.walk_carry = last_price_walk,
};
