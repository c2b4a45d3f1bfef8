/*
 * amihud.c - price impact per unit of traded value.
 *
 *	A = (1/n) sum |ln(p_i / p_{i-1})| / (p_i v_i)	[1 / quote currency]
 *
 * Amihud 2002, eq. 1, over the trades of a window in place of the days of
 * a month.  NaN while no trade has a predecessor, and where a price is not
 * positive (logarithm).
 */
#include <math.h>

#include "window/window.h"

struct amihud {
	double last; /* previous price; 0 before the first trade */
	double sum;  /* of the terms above */
	long n;      /* terms in sum */
};

static void
amihud_push(void *state, const struct rec *r)
{
	struct amihud *a = state;
	double p = rec_price(r), v = rec_size(r);

	if (!(p > 0 && v > 0)) /* also drops NaN */
		return;
	if (a->last > 0) {
		a->sum += fabs(log(p / a->last)) / (p * v);
		a->n++;
	}
	a->last = p;
}

static double
amihud_emit(const void *state)
{
	const struct amihud *a = state;

	return a->n > 0 ? a->sum / a->n : NAN;
}

const struct aggregate aggregate_amihud = {
	.name = "amihud",
	.unit = "1/currency",
	.summary = "mean absolute return per traded value",
	.state_size = sizeof(struct amihud),
	.push = amihud_push,
	.emit = amihud_emit,
};
