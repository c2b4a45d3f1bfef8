/*
 * microprice.c - mid of the quote, weighted by the size on the other side.
 *
 *	(bid as + ask bs) / (bs + as)
 *
 * Stoikov 2018 calls it the weighted mid-price.
 */
#include "feat/fn/side.h"

static double
microprice_step(const void *arg, void *state, const struct fn_row *r)
{
	const double *in = r->in;

	(void)arg;
	(void)state;
	return in[1] + in[3] > 0
		   ? (in[0] * in[3] + in[2] * in[1]) / (in[1] + in[3])
		   : NAN;
}

static const struct arg args[] = { QUOTE_ARGS, ARGS_END };

const struct column_fn column_fn_microprice = {
	.name = "microprice",
	.summary = "midpoint of the quote, weighted by the sizes",
	.source = "Stoikov 2018, section 1",
	.unit = "=",
	.args = args,
	.step = microprice_step,
};
