/*
 * lm.c - jump statistic of a return against bipower variation.
 *
 *	L_i = r_i / sqrt(1/(k-2) sum_{j=i-k+2}^{i-1} |r_j| |r_{j-1}|)
 *
 * Lee and Mykland 2008, definition 1.  With n, the number of rows in a test
 * period:
 *
 *	(|L| - C_n) / S_n,  c = sqrt(2/pi),  S_n = 1 / (c sqrt(2 ln n)),
 *	C_n = sqrt(2 ln n)/c - (ln pi + ln ln n) / (2 c sqrt(2 ln n))
 *
 * A jump is significant at 1 % above 4.6001, at 5 % above 2.9702.  Divide
 * returns by tod(r) first.  NaN until there are k - 1 earlier returns, and
 * while all of them are 0.
 */
#include "feat/column_fn.h"

enum { R, K, N };

static double
bipower(const struct past *past, uint32_t k)
{
	const double *v = past->end - (k - 1);
	double sum = 0;
	uint32_t j;

	for (j = 1; j < k - 1; j++)
		sum += fabs(v[j]) * fabs(v[j - 1]);
	return sum / (k - 2);
}

/* The distribution of the largest |L| of n. */
static double
standardised(double l, double n)
{
	double c = sqrt(2 / 3.14159265358979323846), root = sqrt(2 * log(n));
	double mean = root / c - (log(3.14159265358979323846) + log(log(n))) /
				     (2 * c * root);

	return (fabs(l) - mean) * c * root;
}

static double
lm_step(const void *arg, void *state, const struct fn_row *r)
{
	uint32_t k = arg_count(arg, K), n = arg_count(arg, N);
	double v, l;

	(void)state;
	if (isnan(r->in[0]) || r->past->n < k - 1)
		return NAN;
	if (!((v = bipower(r->past, k)) > 0))
		return NAN;
	l = r->in[0] / sqrt(v);
	return n >= 3 ? standardised(l, n) : l;
}

static uint32_t
lm_past(const void *arg, int series)
{
	(void)series;
	return arg_count(arg, K) - 1;
}

static const struct arg args[] = {
	ARG_SERIES("r", "returns"),
	{ .name = "k",
	    .kind = ARG_INT,
	    .min = 3,
	    .max = 65536,
	    .def = "270",
	    .help = "returns of the local variance" },
	{ .name = "n",
	    .kind = ARG_INT,
	    .min = 0,
	    .max = 1e9,
	    .def = "0",
	    .help = "rows of a test period (0 = L)" },
	ARGS_END,
};

const struct column_fn column_fn_lm = {
	.name = "lm",
	.summary = "jump statistic of Lee and Mykland",
	.source = "Lee and Mykland 2008, definition 1 and lemma 1",
	.unit = "sd",
	.args = args,
	.past = lm_past,
	.step = lm_step,
};
