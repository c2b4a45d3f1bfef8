/*
 * variation.c - jumps of a window: bipower and tripower variation.
 *
 *	RV = sum r_i^2
 *	bipower     BV = (pi/2) n/(n-1) sum |r_i| |r_{i-1}|
 *	tripower    TQ = n mu^-3 n/(n-2) sum (|r_i| |r_{i-1}| |r_{i-2}|)^(4/3),
 *	            mu = 2^(2/3) Gamma(7/6) / Gamma(1/2)
 *	jump_share  max(0, 1 - BV/RV)
 *
 * over the n log returns of the trades of a window; the first trade is compared
 * with the last one before the window.  Products use only returns of the same
 * window.  Barndorff-Nielsen and Shephard 2004, equation 5 (BV), and 2006,
 * section 3 (TQ, share).
 *
 * NaN with fewer returns than a product has factors; jump_share also if the
 * price does not move.  Prices that are not positive are ignored (logarithm).
 */
#include <math.h>

#include "window/agg/last_price.h"

static const double HALF_PI = 1.5707963267948966;
static const double MU = 0.8308609250295592; /* E |u|^(4/3) */

/* Two |r| at each end, so that panes can be joined; the outermost first. */
struct variation {
	double rv, bv, tq; /* sums */
	double head[2], tail[2];
	int64_t n; /* returns */
};

/* x^(4/3) */
static double
power(double x)
{
	double root = cbrt(x);

	return x * root;
}

static void
variation_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	struct variation *s = state;
	struct last_price *last = carry;
	double p = rec_price(r), before = last->price, x;

	(void)arg;
	if (!(p > 0)) /* also drops NaN */
		return;
	last->price = p;
	if (!(before > 0))
		return;
	x = fabs(log(p / before));
	s->rv += x * x;
	if (s->n >= 1)
		s->bv += x * s->tail[0];
	if (s->n >= 2)
		s->tq += power(x * s->tail[0] * s->tail[1]);
	if (s->n < 2)
		s->head[s->n] = x;
	s->n++;
	s->tail[1] = s->tail[0];
	s->tail[0] = x;
}

static void
variation_merge(const void *arg, void *state, const void *later)
{
	struct variation *s = state;
	const struct variation *b = later;

	(void)arg;
	if (b->n == 0)
		return;
	if (s->n == 0) {
		*s = *b;
		return;
	}
	s->rv += b->rv;
	s->bv += b->bv + s->tail[0] * b->head[0];
	s->tq += b->tq;
	if (s->n >= 2)
		s->tq += power(s->tail[1] * s->tail[0] * b->head[0]);
	if (b->n >= 2)
		s->tq += power(s->tail[0] * b->head[0] * b->head[1]);
	if (s->n == 1)
		s->head[1] = b->head[0];
	s->tail[1] = b->n >= 2 ? b->tail[1] : s->tail[0];
	s->tail[0] = b->tail[0];
	s->n += b->n;
}

static double
bipower(const struct variation *s)
{
	double n = (double)s->n;

	return s->n >= 2 ? HALF_PI * n / (n - 1) * s->bv : NAN;
}

static void
bipower_emit(const void *arg, const void *state, union cell *out)
{
	(void)arg;
	out->d = bipower(state);
}

static void
tripower_emit(const void *arg, const void *state, union cell *out)
{
	const struct variation *s = state;
	double n = (double)s->n;

	(void)arg;
	out->d = s->n >= 3 ? n / (MU * MU * MU) * n / (n - 2) * s->tq : NAN;
}

static void
jump_share_emit(const void *arg, const void *state, union cell *out)
{
	const struct variation *s = state;

	(void)arg;
	out->d = s->n >= 2 && s->rv > 0 ? fmax(0, 1 - bipower(s) / s->rv) : NAN;
}

static int
variation_walk(struct walk *w, const void *arg, void *state)
{
	struct variation *s = state;

	(void)arg;
	walk_scalar(w, "rv", TENSOR_F64, &s->rv);
	walk_scalar(w, "bv", TENSOR_F64, &s->bv);
	walk_scalar(w, "tq", TENSOR_F64, &s->tq);
	walk_vector(w, "head", TENSOR_F64, s->head, 2);
	walk_vector(w, "tail", TENSOR_F64, s->tail, 2);
	walk_scalar(w, "n", TENSOR_I64, &s->n);
	walk_check(w, s->n >= 0, "n out of range");
	return walk_done(w);
}

#define VARIATION(NAME, UNIT, SUMMARY, SOURCE)                                 \
	const struct aggregate aggregate_##NAME = {                            \
		.name = #NAME,                                                 \
		.unit = UNIT,                                                  \
		.summary = SUMMARY,                                            \
		.source = SOURCE,                                              \
		.state_size = sizeof(struct variation),                        \
		.carry_size = sizeof(struct last_price),                       \
		.push = variation_push,                                        \
		.merge = variation_merge,                                      \
		.emit = NAME##_emit,                                           \
		.walk_state = variation_walk,                                  \
		.walk_carry = last_price_walk,                                 \
	}

VARIATION(bipower, "ln2", "bipower variation, variance without jumps",
    "Barndorff-Nielsen and Shephard 2004, equation 5");
VARIATION(tripower, "ln4", "tripower quarticity",
    "Barndorff-Nielsen and Shephard 2006, section 3");
VARIATION(jump_share, "ratio", "share of jumps in the realised variance",
    "Barndorff-Nielsen and Shephard 2006, section 3");
