/*
 * gpd.c - the generalised Pareto distribution of excesses over a threshold.
 *
 *	P(Y > y) = (1 + gamma y / sigma)^(-1/gamma),	exp(-y/sigma) at 0
 *
 * Fit: Grimshaw 1993 (Technometrics 35, 185-191).  With theta = gamma/sigma
 * the best gamma is mean ln(1 + theta y), so one parameter is left:
 *
 *	ll(theta) = -n (ln(gamma/theta) + gamma + 1),	theta > -1/ymax
 *	ll(0) = -n (ln ybar + 1)
 *
 * ll may have several maxima, so it is evaluated on a logarithmic grid of both
 * signs, with the exponential between them; golden section then refines the
 * best interval.  gamma rises with theta, so the grid starts at gamma = -1/2 to
 * keep gamma >= -1/2.  All positive stationary points lie below
 * 2 (ybar - ymin) / ymin^2.  Published SPOT code has the wrong sign of ll(0);
 * it then prefers the exponential wherever ybar > 1/e.
 *
 * Everything is in units of ymax (u = theta ymax), so no scale overflows.
 * Cost: about 150 passes of n logarithms.
 */
#include <math.h>

#include "math/stats.h"

#define GAMMA_MIN (-0.5)
#define GAMMA_MAX 30.0 /* no tail is that heavy: where the grid ends */
#define U_MIN 1e-6     /* closest to the exponential that the grid goes */
#define STEP 2.0       /* of the grid */

struct sample {
	const double *y;
	size_t n;
	double max, min, mean; /* min, mean: in units of max */
};

/* 0; -1 unless there are two different values, all finite and above 0. */
static int
sample_init(struct sample *s, const double *y, size_t n)
{
	double sum = 0, min = INFINITY, max = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!(y[i] > 0 && y[i] < INFINITY))
			return -1;
		max = y[i] > max ? y[i] : max;
		min = y[i] < min ? y[i] : min;
	}
	if (n < 2 || !(min < max))
		return -1;
	for (i = 0; i < n; i++)
		sum += y[i] / max;
	*s = (struct sample){ y, n, max, min / max, sum / (double)n };
	return 0;
}

static double
gamma_at(const struct sample *s, double u)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < s->n; i++)
		sum += log1p(u * (s->y[i] / s->max));
	return sum / (double)s->n;
}

/* ll / n + ln ymax: the same maximum, in units of ymax. */
static double
profile(const struct sample *s, double u, double *gamma)
{
	*gamma = u == 0 ? 0 : gamma_at(s, u);
	if (*gamma == 0)
		return -(log(s->mean) + 1);
	return -(log(*gamma / u) + *gamma + 1);
}

/*
 * The least u with gamma >= -1/2, by bisection; the pole at -1 is excluded.  A
 * long sample of small values and one large one may not reach -1/2 before the
 * pole.
 */
static double
lowest_u(const struct sample *s)
{
	double lo = -1, hi = 0, mid;

	for (;;) {
		mid = lo + (hi - lo) / 2;
		if (mid <= lo || mid >= hi || hi - lo < 1e-12)
			return hi;
		if (gamma_at(s, mid) < GAMMA_MIN)
			lo = mid;
		else
			hi = mid;
	}
}

/* Grid points in rising order; best is the middle of the three around it. */
struct scan {
	double prev, best, next; /* at an end, best fills the gap */
	double top;              /* profile at best */
	double last;             /* the point before this one */
	int fresh;               /* best was the last point: next is unset */
};

/* Take the grid point u in; returns its gamma. */
static double
scan_take(struct scan *c, const struct sample *s, double u)
{
	double gamma, v = profile(s, u, &gamma);

	if (c->fresh)
		c->next = u;
	c->fresh = v > c->top;
	if (c->fresh) {
		c->prev = c->last;
		c->best = c->next = u;
		c->top = v;
	}
	c->last = u;
	return gamma;
}

static void
scan_grid(struct scan *c, const struct sample *s)
{
	double low = lowest_u(s), high, u;

	high = 2 * (s->mean - s->min) / (s->min * s->min);
	*c = (struct scan){ .top = -INFINITY, .last = low };
	scan_take(c, s, low);
	/* Rising by ratios seen from the pole, then as seen from 0. */
	for (u = (1 + low) * STEP - 1; u < low / STEP; u = (1 + u) * STEP - 1)
		scan_take(c, s, u);
	for (u = low / STEP; u < -U_MIN; u /= STEP)
		scan_take(c, s, u);
	scan_take(c, s, 0);
	for (u = U_MIN; u < high * STEP && isfinite(u); u *= STEP)
		if (scan_take(c, s, u) > GAMMA_MAX)
			break;
}

/* Golden section on [lo, hi]; returns the best u seen, at least c->best. */
static double
refine(const struct scan *c, const struct sample *s)
{
	const double g = 0.61803398874989484820; /* (sqrt 5 - 1) / 2 */
	double lo = c->prev, hi = c->next, gamma;
	double x = hi - g * (hi - lo), y = lo + g * (hi - lo);
	double at_x = profile(s, x, &gamma), at_y = profile(s, y, &gamma);
	int i;

	for (i = 0; i < 60 && hi - lo > 1e-9 * (fabs(lo) + fabs(hi)); i++) {
		if (at_x >= at_y) {
			hi = y;
			y = x;
			at_y = at_x;
			x = hi - g * (hi - lo);
			at_x = profile(s, x, &gamma);
		} else {
			lo = x;
			x = y;
			at_x = at_y;
			y = lo + g * (hi - lo);
			at_y = profile(s, y, &gamma);
		}
	}
	if (at_x < at_y) {
		x = y;
		at_x = at_y;
	}
	return at_x > c->top ? x : c->best;
}

int
gpd_fit(struct gpd *g, const double *y, size_t n)
{
	struct sample s;
	struct scan c;
	double u, v;

	if (sample_init(&s, y, n) != 0)
		return -1;
	scan_grid(&c, &s);
	u = refine(&c, &s);
	v = profile(&s, u, &g->gamma);
	g->sigma = (g->gamma == 0 ? s.mean : g->gamma / u) * s.max;
	g->loglik = (double)n * (v - log(s.max));
	return 0;
}

double
gpd_sf(const struct gpd *g, double y)
{
	double z = y / g->sigma;

	if (y <= 0)
		return 1;
	if (g->gamma == 0)
		return exp(-z);
	if (g->gamma * z <= -1) /* beyond the upper end of gamma < 0 */
		return 0;
	return exp(-log1p(g->gamma * z) / g->gamma);
}

double
gpd_isf(const struct gpd *g, double p)
{
	if (g->gamma == 0)
		return -g->sigma * log(p);
	return g->sigma * (expm1(-g->gamma * log(p)) / g->gamma);
}
