/*
 * notional.c - traded value of a window: sum p_i v_i.
 *
 * Trades without a size add nothing; NaN when none has one.
 */
#include <math.h>

#include "window/window.h"

struct notional {
	double sum;
	long n;
};

static void
notional_push(void *state, const struct rec *r)
{
	struct notional *s = state;
	double value = rec_price(r) * rec_size(r);

	if (isnan(value))
		return;
	s->sum += value;
	s->n++;
}

static double
notional_emit(const void *state)
{
	const struct notional *s = state;

	return s->n > 0 ? s->sum : NAN;
}

const struct aggregate aggregate_notional = {
	.name = "notional",
	.unit = "currency",
	.summary = "traded value",
	.state_size = sizeof(struct notional),
	.push = notional_push,
	.emit = notional_emit,
};
