/*
 * rv.c - realised variance of a window.
 *
 *	RV = sum ln(p_i / p_{i-1})^2
 *
 * over the trades of the window (Andersen et al. 2003, section 2).  NaN
 * while no trade has a predecessor; prices that are not positive are left
 * out (logarithm).
 */
#include <math.h>

#include "window/window.h"

struct rv {
	double last; /* previous price; 0 before the first */
	double sum;
	long n;
};

static void
rv_push(void *state, const struct rec *r)
{
	struct rv *s = state;
	double p = rec_price(r), x;

	if (!(p > 0)) /* also drops NaN */
		return;
	if (s->last > 0) {
		x = log(p / s->last);
		s->sum += x * x;
		s->n++;
	}
	s->last = p;
}

static double
rv_emit(const void *state)
{
	const struct rv *s = state;

	return s->n > 0 ? s->sum : NAN;
}

const struct aggregate aggregate_rv = {
	.name = "rv",
	.unit = "ln2",
	.summary = "realised variance",
	.source = "Andersen, Bollerslev, Diebold and Labys 2003, section 2",
	.state_size = sizeof(struct rv),
	.push = rv_push,
	.emit = rv_emit,
};
