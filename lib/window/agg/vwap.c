/*
 * vwap.c - volume-weighted average price of a window.
 *
 *	sum p_i v_i / sum v_i
 *
 * Over the trades with a size; NaN when their sum is not positive.
 */
#include <math.h>

#include "window/window.h"

struct vwap {
	double value, size;
};

static void
vwap_push(void *state, const struct rec *r)
{
	struct vwap *s = state;
	double p = rec_price(r), v = rec_size(r);

	if (isnan(p) || isnan(v))
		return;
	s->value += p * v;
	s->size += v;
}

static double
vwap_emit(const void *state)
{
	const struct vwap *s = state;

	return s->size > 0 ? s->value / s->size : NAN;
}

const struct aggregate aggregate_vwap = {
	.name = "vwap",
	.unit = "price",
	.summary = "volume-weighted average price",
	.state_size = sizeof(struct vwap),
	.push = vwap_push,
	.emit = vwap_emit,
};
