/*
 * roll.c - effective spread from the bounce of prices.
 *
 *	2 sqrt(max(0, -cov(dp_t, dp_{t-1})))
 *
 * over the last n changes, including this row's.  Roll 1984.  NaN until there
 * are n changes.
 */
#include "feat/column_fn.h"

enum { P, N };

static double
roll_step(const void *arg, void *state, const struct fn_row *r)
{
	uint32_t n = arg_count(arg, N), i;
	const double *v = r->past->end - n;
	double x = r->in[0], m, cov = 0, d, before;

	(void)state;
	if (isnan(x) || r->past->n < n)
		return NAN;
	m = (x - v[0]) / n;
	before = v[1] - v[0] - m;
	for (i = 1; i < n; i++) {
		d = (i + 1 < n ? v[i + 1] : x) - v[i] - m;
		cov += d * before;
		before = d;
	}
	cov /= n - 1;
	return 2 * sqrt(fmax(0, -cov));
}

static uint32_t
roll_past(const void *arg, int series)
{
	(void)series;
	return arg_count(arg, N);
}

static const struct arg args[] = {
	ARG_SERIES("p", "prices of trades"),
	{ .name = "n",
	    .kind = ARG_INT,
	    .min = 3,
	    .max = 65536,
	    .def = "120",
	    .help = "changes in the window" },
	ARGS_END,
};

const struct column_fn column_fn_roll = {
	.name = "roll",
	.summary = "effective spread from the bounce of prices",
	.source = "Roll 1984",
	.unit = "=",
	.args = args,
	.past = roll_past,
	.step = roll_step,
};
