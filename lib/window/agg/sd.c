/*
 * sd.c - standard deviation of the price in a window.
 *
 * Divisor n-1, by Welford's update (Knuth, TAOCP 2, 4.2.2, equations 15 and
 * 16); two panes are combined by Chan, Golub and LeVeque 1979, eq. 2.1.  NaN
 * with fewer than two trades.
 */
#include <math.h>

#include "math/stats.h"
#include "window/window.h"

static void
sd_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	double p = rec_price(r);

	(void)arg;
	(void)carry;
	if (!isnan(p))
		welford_add(state, p);
}

static void
sd_merge(const void *arg, void *state, const void *later)
{
	(void)arg;
	welford_merge(state, later);
}

static void
sd_emit(const void *arg, const void *state, union cell *out)
{
	(void)arg;
	out->d = welford_sd(state);
}

static int
sd_walk(struct walk *w, const void *arg, void *state)
{
	struct welford *s = state;

	(void)arg;
	walk_scalar(w, "n", TENSOR_U64, &s->n);
	walk_scalar(w, "mean", TENSOR_F64, &s->mean);
	walk_scalar(w, "m2", TENSOR_F64, &s->m2);
	return walk_done(w);
}

const struct aggregate aggregate_sd = {
	.name = "sd",
	.unit = "price",
	.summary = "standard deviation of the price",
	.source = "Knuth, The Art of Computer Programming 2, 4.2.2",
	.state_size = sizeof(struct welford),
	.push = sd_push,
	.merge = sd_merge,
	.emit = sd_emit,
	.walk_state = sd_walk,
};
