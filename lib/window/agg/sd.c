/*
 * sd.c - standard deviation of the price in a window.
 *
 * Divisor n-1, by Welford's update (Knuth, TAOCP 2, 4.2.2, equations 15 and
 * 16); NaN below two trades.
 */
#include <math.h>

#include "math/stats.h"
#include "window/window.h"

static void
sd_push(void *state, const struct rec *r)
{
	double p = rec_price(r);

	if (!isnan(p))
		welford_add(state, p);
}

static double
sd_emit(const void *state)
{
	return welford_sd(state);
}

const struct aggregate aggregate_sd = {
	.name = "sd",
	.unit = "price",
	.summary = "standard deviation of the price",
	.source = "Knuth, The Art of Computer Programming 2, 4.2.2",
	.state_size = sizeof(struct welford),
	.push = sd_push,
	.emit = sd_emit,
};
