/*
 * rskew.c - realised skewness of the last n returns, this one included.
 *
 *	sqrt(n) sum r^3 / (sum r^2)^1.5
 *
 * Amaya, Christoffersen, Jacobs and Vasquez 2015, equation 4.  NaN until n
 * returns have been seen and while the price does not move.
 */
#include "feat/column_fn.h"

enum { R, N };

static double
rskew_step(const void *arg, void *state, const struct fn_row *r)
{
	uint32_t n = arg_count(arg, N), i;
	double x = r->in[0], two, three;

	(void)state;
	if (isnan(x) || r->past->n < n - 1)
		return NAN;
	two = x * x;
	three = x * x * x;
	for (i = 1; i < n; i++) {
		x = r->past->end[-(ptrdiff_t)i];
		two += x * x;
		three += x * x * x;
	}
	return two > 0 ? sqrt(n) * three / (two * sqrt(two)) : NAN;
}

static uint32_t
rskew_past(const void *arg, int series)
{
	(void)series;
	return arg_count(arg, N) - 1;
}

static const struct arg args[] = {
	ARG_SERIES("r", "returns"),
	{ .name = "n",
	    .kind = ARG_INT,
	    .min = 2,
	    .max = 65536,
	    .def = "78",
	    .help = "returns in the window" },
	ARGS_END,
};

const struct column_fn column_fn_rskew = {
	.name = "rskew",
	.summary = "realised skewness of the last n returns",
	.source = "Amaya et al. 2015, equation 4",
	.unit = "",
	.args = args,
	.past = rskew_past,
	.step = rskew_step,
};
