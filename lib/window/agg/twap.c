/*
 * twap.c - time-weighted average price of a window.
 *
 *	integral of the last price over [t_1, end) / (end - t_1)
 *
 * from the first trade of the window, for before it no price of the window
 * stands.  Index times; a row out of order counts from the latest time seen.
 * Summed as differences from the first price, which keeps the digits.
 */
#include <math.h>

#include "window/window.h"

struct twap {
	double first, last; /* prices */
	double area;        /* of (last - first), in price ns */
	uint64_t from, at;
	int any;
};

static void
advance(struct twap *s, uint64_t t)
{
	if (t <= s->at)
		return;
	s->area += (s->last - s->first) * (double)(t - s->at);
	s->at = t;
}

static void
twap_push(void *state, const struct rec *r)
{
	struct twap *s = state;
	double p = rec_price(r);
	uint64_t t = rec_time(r);

	if (isnan(p))
		return;
	if (!s->any) {
		s->any = 1;
		s->first = p;
		s->from = s->at = t;
	}
	advance(s, t);
	s->last = p;
}

static void
twap_close(void *state, uint64_t start, uint64_t end)
{
	(void)start;
	advance(state, end);
}

static double
twap_emit(const void *state)
{
	const struct twap *s = state;

	if (!s->any)
		return NAN;
	if (s->at == s->from)
		return s->last;
	return s->first + s->area / (double)(s->at - s->from);
}

const struct aggregate aggregate_twap = {
	.name = "twap",
	.unit = "price",
	.summary = "time-weighted average price",
	.state_size = sizeof(struct twap),
	.push = twap_push,
	.emit = twap_emit,
	.close = twap_close,
};
