/*
 * bns.c - jumps of the last n returns, this one included.
 *
 *	RV = sum r^2,  BV = (pi/2) n/(n-1) sum |r_i| |r_{i-1}|
 *	TQ = n mu^-3 n/(n-2) sum (|r_i| |r_{i-1}| |r_{i-2}|)^(4/3),
 *	mu = 2^(2/3) Gamma(7/6) / Gamma(1/2)
 *	z  = (1 - BV/RV) / sqrt(((pi/2)^2 + pi - 5) / n max(1, TQ/BV^2))
 *
 * Barndorff-Nielsen and Shephard 2006, the ratio statistic; stat=share is
 * max(0, 1 - BV/RV), the share of jumps in the variance.  NaN until n returns
 * have been seen and while the price does not move.
 */
#include <string.h>

#include "feat/column_fn.h"

enum { R, N, STAT };

static const double HALF_PI = 1.5707963267948966;
static const double MU = 0.8308609250295592; /* E |u|^(4/3) */

/* |r|^(4/3) of the n - 1 returns before, the newest at next - 1. */
struct powers {
	uint32_t next;
	double v[];
};

static double
power(double r)
{
	double root = cbrt(fabs(r));

	return root * root * root * root;
}

static size_t
bns_work_size(const void *arg)
{
	return sizeof(struct powers) + (arg_count(arg, N) - 1) * sizeof(double);
}

static void
bns_work_init(const void *arg, void *work, const struct past *past)
{
	uint32_t n = arg_count(arg, N) - 1, i;
	struct powers *p = work;

	p->next = 0;
	for (i = 0; i < n; i++)
		p->v[i] = power(past->end[(ptrdiff_t)i - (ptrdiff_t)n]);
}

/* Sum of products of three powers in a row; x is the newest. */
static double
triples(const struct powers *p, uint32_t n, double x)
{
	double a, b, c, sum = 0;
	uint32_t i;

	a = p->v[p->next];
	b = p->v[p->next + 1 < n ? p->next + 1 : p->next + 1 - n];
	for (i = 2; i <= n; i++) {
		c = i == n            ? x
		    : p->next + i < n ? p->v[p->next + i]
				      : p->v[p->next + i - n];
		sum += a * b * c;
		a = b;
		b = c;
	}
	return sum;
}

static double
bns_step(const void *arg, void *state, const struct fn_row *r)
{
	uint32_t n = arg_count(arg, N), i;
	const struct call *c = arg;
	struct powers *p = r->work;
	const double *v = r->past->end - (n - 1);
	double x = r->in[0], rv, bv = 0, tq, now;

	(void)state;
	if (isnan(x) || r->past->n < n - 1)
		return NAN;
	rv = x * x;
	for (i = 0; i < n - 1; i++) {
		rv += v[i] * v[i];
		bv += fabs(v[i]) * fabs(i + 1 < n - 1 ? v[i + 1] : x);
	}
	now = power(x);
	tq = triples(p, n - 1, now);
	p->v[p->next] = now;
	p->next = p->next + 1 < n - 1 ? p->next + 1 : 0;
	bv *= HALF_PI * n / (n - 1);
	tq *= (double)n / (MU * MU * MU) * n / (n - 2);
	if (!(rv > 0))
		return NAN;
	if (c->v[STAT].i == 1)
		return fmax(0, 1 - bv / rv);
	return (1 - bv / rv) / sqrt((HALF_PI * HALF_PI + 2 * HALF_PI - 5) / n *
				    fmax(1, bv > 0 ? tq / (bv * bv) : 1));
}

static uint32_t
bns_past(const void *arg, int series)
{
	(void)series;
	return arg_count(arg, N) - 1;
}

static const char *const stats[] = { "z", "share", NULL };

static const struct arg args[] = {
	ARG_SERIES("r", "returns"),
	{ .name = "n",
	    .kind = ARG_INT,
	    .min = 4,
	    .max = 65536,
	    .def = "78",
	    .help = "returns in the window" },
	{ .name = "stat",
	    .kind = ARG_WORD,
	    .words = stats,
	    .def = "z",
	    .help = "z, or the share of jumps in the variance" },
	ARGS_END,
};

const struct column_fn column_fn_bns = {
	.name = "bns",
	.summary = "jumps among the last n returns, by bipower variation",
	.source = "Barndorff-Nielsen and Shephard 2006, equation 14",
	.unit = "",
	.args = args,
	.past = bns_past,
	.work_size = bns_work_size,
	.work_init = bns_work_init,
	.step = bns_step,
};
