/*
 * ewm.c - exponentially weighted mean of the rows before.
 *
 *	m_1 = x_1,  m += (1 - lambda) (x - m),  lambda = 2^(-1/halflife)
 *
 * The first `warm` rows are weighted equally and have no value.
 */
#include "math/ew.h"
#include "feat/feat.h"

enum { X, HALFLIFE, WARM };

static size_t
ewm_size(const struct argv *a)
{
	(void)a;
	return sizeof(struct ew);
}

static double
ewm_step(void *state, const struct argv *a, const double *in)
{
	struct ew *e = state;
	double y;

	if (isnan(in[0]))
		return NAN;
	y = (double)e->n >= a->v[WARM] ? e->mean : NAN;
	ew_add(e, in[0], a->v[HALFLIFE], 0, a->v[WARM], 0);
	return y;
}

static const struct arg args[] = {
	{ "x", ARG_IN, 0, 0, NULL, "the series" },
	{ "hl", ARG_REAL, 0.1, 1e9, "60", "half-life, rows" },
	{ "warm", ARG_INT, 1, 1e9, "1", "rows before the first value" },
	{ NULL, ARG_IN, 0, 0, NULL, NULL },
};

const struct column_fn column_fn_ewm = {
	.name = "ewm",
	.summary = "exponentially weighted mean of the rows before",
	.unit = "=",
	.args = args,
	.state_size = ewm_size,
	.step = ewm_step,
};
