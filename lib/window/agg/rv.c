/*
 * rv.c - realised variance of a window.
 *
 *	RV = sum ln(p_i / p_{i-1})^2
 *
 * over the trades of the window (Andersen et al. 2003, section 2).  The first
 * trade is compared with the last one before the window.  NaN until a trade has
 * a predecessor; prices that are not positive are ignored (logarithm).
 */
#include <math.h>

#include "window/agg/last_price.h"

struct rv {
	double sum;
	int64_t n;
};

static void
rv_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	struct rv *s = state;
	struct last_price *last = carry;
	double p = rec_price(r), x;

	(void)arg;
	if (!(p > 0)) /* also drops NaN */
		return;
	if (last->price > 0) {
		x = log(p / last->price);
		s->sum += x * x;
		s->n++;
	}
	last->price = p;
}

static void
rv_merge(const void *arg, void *state, const void *later)
{
	struct rv *s = state;
	const struct rv *b = later;

	(void)arg;
	s->sum += b->sum;
	s->n += b->n;
}

static void
rv_emit(const void *arg, const void *state, union cell *out)
{
	const struct rv *s = state;

	(void)arg;
	out->d = s->n > 0 ? s->sum : NAN;
}

static int
rv_walk(struct walk *w, const void *arg, void *state)
{
	struct rv *s = state;

	(void)arg;
	walk_scalar(w, "sum", TENSOR_F64, &s->sum);
	walk_scalar(w, "n", TENSOR_I64, &s->n);
	return walk_done(w);
}

const struct aggregate aggregate_rv = {
	.name = "rv",
	.unit = "ln2",
	.summary = "realised variance",
	.source = "Andersen, Bollerslev, Diebold and Labys 2003, section 2",
	.state_size = sizeof(struct rv),
	.carry_size = sizeof(struct last_price),
	.push = rv_push,
	.merge = rv_merge,
	.emit = rv_emit,
	.walk_state = rv_walk,
	.walk_carry = last_price_walk,
};
